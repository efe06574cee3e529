"""Which tables of a document are its plan, and what each of their columns holds."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from django.utils.translation import gettext as _

from minga.intake.blocks import Block, Mapped
from minga.intake.folding import clean, fold
from minga.intake.layout import Doubt, Layout
from minga.intake.reading import Observation, Row, Unreadable
from minga.plans.importer import ask, joining, linked, meanings, nested, ours, roles, several
from minga.plans.importer.assign import assigned
from minga.plans.importer.grid import Column
from minga.plans.importer.roles import Assigned, Known

_ENOUGH = 1.45  # of the initiative's heading and the signs of a plan together
_FOREIGN = 0.8  # what a heading of something else takes away
_NEVER = 1.5  # and a column of what no plan has: hours, telephone numbers
_NESTED = 0.7
_LINKED = 24  # tables that are looked at for keys, the biggest ones
_TELLING = 0.6  # from here on a heading says by itself that initiatives are listed
_LISTED = 65  # rank from which what the rows are called says that they are initiatives
_BARE = 0.45  # what it takes away that the initiatives stand under "Nombre"
_WRITTEN_OUT = 40  # letters, on average, of what is no mere name
_AIMS = 48  # rank up to which a level is what is aimed at
_SHORT = 20  # letters, on average: hardly the names of initiatives
_SIGNS = {
    **dict.fromkeys(("mechanism", "articulation_objective", "indicator", "baseline"), 1.0),
    **dict.fromkeys(("target", "progress", "responsible", "partner", "funder"), 0.6),
    **dict.fromkeys(("budget", "coordinator", "initiative_number"), 0.6),
    **dict.fromkeys(("period", "start", "end", "budget_source"), 0.5),
    **dict.fromkeys(("actor", "status"), 0.45),
    **dict.fromkeys(("identifier", "area", "unit"), 0.3),
}
_TOLD = _SIGNS.keys() - {"budget", "budget_source", "identifier", "area", "unit"}


@dataclass(frozen=True, slots=True)
class Understood:
    """The tables that are the plan, in the order of the document, and what remains to be asked.

    `why` says what was looked for and what was found where no table is a plan. `columns` are the
    roles by printed heading. `about` are texts of objectives, kept apart from the initiatives:
    (role of the level, its name as printed) → printed heading → text.
    """

    sheets: tuple[Mapped, ...]
    skipped: tuple[str, ...] = ()
    doubts: tuple[Doubt, ...] = ()
    language: str = ""
    why: str = ""
    columns: Mapping[str, str] | None = None
    observations: tuple[Observation, ...] = ()
    about: Mapping[tuple[str, str], Mapping[str, str]] | None = None


@dataclass
class Run:
    """Blocks of one kind, with the same headings one after the other, and what was made of them."""

    blocks: list[Block]
    assigned: Assigned
    made: list[Block] = field(default_factory=list)  # the blocks with their levels as columns
    observations: tuple[Observation, ...] = ()
    about: dict[tuple[str, str], Mapping[str, str]] = field(default_factory=dict)
    nested: bool = False

    @property
    def rows(self) -> int:
        return sum(len(block.rows) for block in self.blocks)

    @property
    def strength(self) -> float:
        return strength(self.assigned, nested=self.nested)

    @property
    def told(self) -> bool:
        """Whether a layout says which column names the initiatives."""
        return any(r.name == "initiative" and r.why == "layout" for r in self.assigned.roles)


def score(headings: Sequence[str]) -> float:
    """How many of the headings are known, a part of a heading counting for a part."""
    total = 0.0
    for text in headings:
        heading = meanings.read(text)
        if heading.parts and heading.covered >= 0.4:
            total += heading.covered
        elif heading.period and not heading.words:
            total += 0.5
    return total


def mapped(blocks: Sequence[Block], layout: Layout) -> Understood:
    """What the tables of a document hold, by a layout's answers first."""
    check(layout)
    answers = {fold(name) or name: role for name, role in layout.columns.items()}
    kept = [block for block in blocks if layout.tables.get(block.table) != "skip"]
    runs = _linked([_run(same, answers) for same in _alike(kept)], answers)
    asked = {name for name, said in layout.tables.items() if said == "read"}
    chosen = [
        run
        for run in runs
        if run.assigned.hierarchy.initiative is not None
        and (
            run.strength >= _ENOUGH or run.told or any(block.table in asked for block in run.blocks)
        )
    ]
    if not chosen:
        return Understood((), tuple(_names(blocks)), why=_why_not(kept or blocks))
    return _understood(chosen, blocks)


def _understood(chosen: Sequence[Run], blocks: Sequence[Block]) -> Understood:
    place = {id(block): number for number, block in enumerate(blocks)}
    sheets = [
        (
            place[id(block)],
            several.parted(Mapped(made, tuple(run.assigned.roles), run.assigned.language)),
        )
        for run in chosen
        for block, made in zip(run.blocks, run.made, strict=False)
    ]
    used = {block.table for run in chosen for block in run.blocks}
    columns: dict[str, str] = {}
    doubts: dict[str, Doubt] = {}
    about: dict[tuple[str, str], Mapping[str, str]] = {}
    for run in chosen:
        for index, role in enumerate(run.assigned.roles):
            printed = run.assigned.columns[index].heading.printed
            if printed and columns.get(printed, roles.ATTRIBUTE) == roles.ATTRIBUTE:
                columns[printed] = role.name
        for doubt in run.assigned.doubts:
            doubts.setdefault(doubt.key, replace(doubt, table=run.blocks[0].table))
        about |= run.about
    biggest = max(chosen, key=lambda run: run.rows)
    return Understood(
        tuple(sheet for _place, sheet in sorted(sheets, key=lambda pair: pair[0])),
        tuple(name for name in _names(blocks) if name not in used),
        tuple(sorted(doubts.values(), key=lambda doubt: -doubt.confidence)[: ask.MOST]),
        biggest.assigned.language,
        columns=columns,
        observations=tuple(seen for run in chosen for seen in run.observations),
        about=about,
    )


def check(layout: Layout) -> None:
    """Refuse a layout that gives a role that does not exist."""
    for heading, role in layout.columns.items():
        if not roles.is_valid(role):
            raise Unreadable(
                _(
                    "El diseño da a la columna «%(heading)s» el papel «%(role)s», que no existe:"
                    " use uno de estos: %(valid)s."
                )
                % {
                    "heading": heading[:60],
                    "role": role[:60],
                    "valid": ", ".join(("objective_1 … objective_9", *roles.NAMES)),
                }
            )


def strength(made: Assigned, *, nested: bool = False) -> float:
    """How much the columns together say that they are a plan's: from `ENOUGH` on they are.

    `nested` says that levels were found by how the rows hang together, and not by headings.
    """
    found = made.hierarchy
    if found.initiative is None or found.sure < 0.3:
        return 0.0
    signs = {role.name.split(":")[0] for role in made.roles if role.confidence >= roles.SURE}
    total = found.strength + sum(_SIGNS.get(name, 0.0) for name in signs)
    total += (_NESTED if nested else 1.0) if found.levels else 0.0
    if found.strength < _TELLING:
        total -= _BARE
        if found.initiative.cells.length >= _WRITTEN_OUT and any(map(_is_aim, found.levels)):
            total += _BARE  # sentences under the axes or objectives that they serve
        if not found.levels and found.initiative.cells.length < _SHORT:
            total -= _BARE  # names of people, places, things
        if (nested or not found.levels) and not signs & _TOLD:
            return 0.0
    for column in made.columns:
        if column.cells.share("clock") > 0.6 or column.cells.share("contact") > 0.6:
            total -= _NEVER
        elif made.roles[column.index].name == roles.ATTRIBUTE:
            said = (m.term.name == "foreign" and sure >= 0.6 for m, sure in column.options[:2])
            total -= _FOREIGN * any(said)
    return total


def _is_aim(level: Column) -> bool:
    """Whether the heading says that it is an axis, a goal or an objective, and in no weak word."""
    return any(
        meaning.term.kind == "level" and meaning.term.rank <= _AIMS and sure >= 0.9
        for meaning, sure in level.options[:1]
    )


def _alike(blocks: Sequence[Block]) -> list[list[Block]]:
    """The blocks by their headings, in the order of the document."""
    alike: dict[tuple[object, ...], list[Block]] = {}
    for block in blocks:
        alike.setdefault((block.groups, *map(fold, block.printed)), []).append(block)
    return list(alike.values())


def _run(same: list[Block], answers: Mapping[str, str]) -> Run:
    whole = len(same) > 1 or ours.is_ours(same[0].printed)
    found = None if whole else nested.unfolded(same[0])
    if found:
        return _unfolded(same, found, answers)
    rows: list[Row] = []
    for block in same:
        rows += block.rows
    first = same[0]
    known = Known(groups=tuple(range(first.groups)))
    return Run(same, assigned(first.printed, rows, answers, known), list(same))


def _unfolded(same: list[Block], found: nested.Unfolded, answers: Mapping[str, str]) -> Run:
    levels = tuple(range(0, 2 * found.levels, 2))
    groups = tuple(range(2 * found.levels, 2 * found.levels + same[0].groups))
    known = Known(groups, levels, {level + 1: level for level in levels}, found.ignored)
    made = assigned(found.block.printed, found.flat, answers, known)
    terms = [m.term.rank for m in meanings.meanings(meanings.read(found.lowest)) if m.is_level]
    if max(terms, default=0) >= _LISTED:
        made.hierarchy.strength = max(made.hierarchy.strength, 1.0)
    about = {
        (made.roles[2 * depth].name, name): texts for (depth, name), texts in found.about.items()
    }
    return Run(same, made, [found.block], about=about, nested=True)


def _linked(runs: list[Run], answers: Mapping[str, str]) -> list[Run]:
    """The runs with those that refer to each other made one."""
    main = _main(runs)
    if main is None or len(runs) < 2:
        return runs
    sheets = [_sheet(run) for run in runs]
    biggest = sorted(range(len(runs)), key=lambda i: -runs[i].rows)[:_LINKED]
    links = linked.links(sheets, {main, *biggest})
    joined = joining.joined(sheets, links, _deepest(main, runs, links))
    if joined is None:
        return runs
    known = Known(groups=joined.levels)
    block = joined.block
    found = assigned(block.printed, joined.flat, answers, known)
    run = Run(
        [block for index in joined.used for block in runs[index].blocks],
        found,
        [block],
        joined.observations,
        {
            (_level_headed(found, heading), name): texts
            for (heading, name), texts in joined.about.items()
        },
    )
    if run.strength < _ENOUGH or run.assigned.hierarchy.initiative is None:
        return runs
    return [run, *(other for i, other in enumerate(runs) if i not in joined.used)]


def _main(runs: Sequence[Run]) -> int | None:
    named = [i for i, run in enumerate(runs) if run.assigned.hierarchy.initiative is not None]
    return max(named, key=lambda i: (runs[i].strength, runs[i].rows), default=None)


def _deepest(main: int, runs: Sequence[Run], links: Sequence[linked.Link]) -> int:
    """A table of things that stand under those of the main one is the main one itself, unless
    they are indicators or amounts."""
    seen = {main}
    while True:
        below = [
            link.source
            for link in links
            if link.target == main
            and link.source not in seen
            and not link.lists
            and not linked.is_mutual(link, links)
            and _lists_initiatives(runs[link.source], link.column)
        ]
        if not below:
            return main
        main = max(below, key=lambda i: runs[i].strength)
        seen.add(main)


def _lists_initiatives(run: Run, key: int) -> bool:
    initiative = run.assigned.hierarchy.initiative
    names = run.assigned.names()
    details = {"indicator", "target", "baseline", "unit"} & names
    return initiative is not None and initiative.index != key and not details


def _sheet(run: Run) -> linked.Sheet:
    """A run as one table: its levels are columns already."""
    first, *others = run.made
    if not others:
        return linked.Sheet(first, first.printed, first.rows)
    rows = [row for block in run.made for row in block.rows]
    origins = []
    start = len(first.rows)
    for block in others:
        origins.append((start, block.table))
        start += len(block.rows)
    whole = replace(first, rows=tuple(rows), opens=frozenset(), origins=tuple(origins))
    return linked.Sheet(whole, whole.printed, whole.rows)


def _level_headed(found: Assigned, heading: str) -> str:
    """The role of the level with that heading."""
    for column, role in zip(found.columns, found.roles, strict=True):
        if column.heading.printed == heading and role.name.startswith("objective_"):
            return role.name
    return roles.ATTRIBUTE


def _names(blocks: Sequence[Block]) -> list[str]:
    return list(dict.fromkeys(block.table for block in blocks))


def _why_not(blocks: Sequence[Block]) -> str:
    looked_for = _("una tabla con iniciativas y sus objetivos o mecanismos")
    filled = [block for block in blocks if any(block.printed) or block.rows]
    if not filled:
        return _(
            "No encontramos ningún plan: buscamos %(looked_for)s y el documento no tiene tablas."
        ) % {"looked_for": looked_for}
    block = max(filled, key=lambda block: len(block.rows))
    texts = [text for text in block.printed if text]
    if not texts:
        texts = [clean(cell) for cell in block.rows[0].cells if cell and cell.strip()]
    return _(
        "No encontramos ningún plan: buscamos %(looked_for)s y hay una tabla con estas columnas: "
        "%(columns)s."
    ) % {"looked_for": looked_for, "columns": ", ".join(text[:40] for text in texts[:8])}
