"""Read a plan out of a document: `draft_from` takes a reading and gives what it proposes."""

from __future__ import annotations

import gc
from collections.abc import Collection, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import replace

from django.utils.translation import gettext as _

from minga.intake import cards, outline
from minga.intake.blocks import Mapped
from minga.intake.copies import without_copies
from minga.intake.folding import fold
from minga.intake.layout import Layout
from minga.intake.reading import Observation, Paragraph, Reading, Table, Unreadable
from minga.intake.regions import blocks
from minga.intake.stitch import stitch
from minga.plans.draft import ObjectiveDraft, PlanDraft
from minga.plans.importer import checks, mapping, prose, totals, uncertain, wording
from minga.plans.importer.drafts import drafts
from minga.plans.importer.mapping import Understood
from minga.plans.importer.matrix import Matrix
from minga.plans.importer.ours import by_place, with_ours
from minga.plans.importer.rows import Reader
from minga.plans.importer.sheet import sheet
from minga.plans.importer.writing import writing

_SAMPLED = 200
_MUCH_MORE = 1.5
_ABSENT = 2  # paragraphs that announce objectives which are not there
_FORM = 12  # columns that a form of label and value takes at most


def draft_from(reading: Reading, layout: Layout | None = None) -> PlanDraft:
    """The plan that a document holds, with everything odd about how it is printed.

    Its tables are looked at first; where they hold no plan, or much less of one than the headings
    and lists of its text or its forms, those are it. Raises Unreadable where nothing is a plan.
    """
    layout = with_ours(reading, layout or Layout())
    with _uncollected():
        best, refusal = _best_of_tables(reading, layout)
        for made, needed in _other_tables(reading):
            if sum(len(table.rows) for table in made) < needed * _size(best):
                continue
            with suppress(Unreadable):
                other = _draft(replace(reading, tables=tuple(made)), layout)
                if len(other.initiatives) >= needed * _size(best):
                    names = tuple(table.name for table in reading.tables)
                    best = replace(other, skipped=(*other.skipped, *names))
        if best is None:
            raise refusal or Unreadable("")
        return best


def _best_of_tables(reading: Reading, layout: Layout) -> tuple[PlanDraft | None, Unreadable | None]:
    skipped = [name for name, answer in layout.tables.items() if answer == "skip"]
    several = len(reading.tables) > 1
    once, copies = without_copies(reading, skipped) if several else (reading, ())
    try:
        draft = _draft(once, layout)
    except Cut:
        raise
    except Unreadable as refusal:
        return None, refusal
    return replace(draft, skipped=(*draft.skipped, *copies)), None


def _other_tables(reading: Reading) -> Iterator[tuple[list[Table], float]]:
    """What the layout of text and forms amounts to, where it amounts to tables, and how many times
    as many initiatives as in the tables it takes to be preferred."""
    if made := outline.tables(reading):
        yield made, _MUCH_MORE
    if any(map(_is_narrow, reading.tables)) and (made := cards.tables(reading)):
        yield made, 0.0 if cards.are_most(reading) else _MUCH_MORE


def _is_narrow(table: Table) -> bool:
    """Whether it has so few columns that it may hold forms of label and value."""
    return max((len(row.cells) for row in table.rows[:_SAMPLED]), default=0) <= _FORM


def _size(draft: PlanDraft | None) -> int:
    return len(draft.initiatives) if draft else 0


class Cut(Unreadable):
    """The document ends before its time."""


@contextmanager
def _uncollected() -> Iterator[None]:
    """Nothing made here is garbage, and looking for some takes a third of the time."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()


def _draft(reading: Reading, layout: Layout) -> PlanDraft:
    found = mapping.mapped(blocks(reading, known=mapping.score), layout)
    if not found.sheets:
        raise Unreadable(found.why)
    text = sorted(_prose(reading, found.sheets), key=lambda paragraph: paragraph.at)
    read = _read(found)
    nouns = prose.counted(one.printed[one.one["initiative"]] for one in read.sheets)
    counts = prose.declared(text, *_named(read), nouns)
    for code, count in counts.items():
        read.objectives[code] = replace(read.objectives[code], declared=count.number)
    _complete(read, text, counts, nouns)
    whole = prose.total(text, nouns, counts.values()) or totals.declared(read, nouns)
    cover = prose.cover(text)
    sample = [entry.name for entry in read.entries[:_SAMPLED]]
    language = prose.language([*sample, *(p.text for p in text[:_SAMPLED])]) or found.language
    way = writing(read.sheets, layout, language)
    observations = [
        *_hidden(reading),
        *reading.notes,
        *(seen for one in read.sheets for seen in one.mapped.block.repairs),
        *found.observations,
        *read.observations,
        *uncertain.all_of(read, way, (*reading.notes, *read.observations)),
        *totals.all_of(read, way),
        *checks.all_of(read, counts, whole, language),
        *wording.all_of(read, prose.lists(text)),
    ]
    return PlanDraft(
        cover.title or _from_name(reading.name),
        cover.government,
        cover.first_year,
        cover.last_year,
        language,
        read.levels,
        tuple(_objectives(read, found, cover.title)),
        tuple(drafts(read, way)),
        tuple(sorted(map(read.named, observations), key=_place)),
        found.columns or {},
        (*found.doubts, *way.doubts),
        whole.number if whole else None,
        found.skipped,
        way.numbers,
        way.dates,
    )


def _hidden(reading: Reading) -> Iterator[Observation]:
    if reading.hidden:
        yield Observation("hidden_sheet", "low", "certain", (), {"names": list(reading.hidden)})


def _from_name(name: str) -> str:
    """A file is called after its plan where nothing in it says what the plan is called."""
    stem = name.rpartition(".")[0] or name
    return " ".join(stem.replace("_", " ").replace("-", " ").split())


def _objectives(read: Matrix, found: Understood, title: str) -> Iterator[ObjectiveDraft]:
    """With what else is said of them, and a name for the one that has none."""
    about = {(role, fold(name)): texts for (role, name), texts in (found.about or {}).items()}
    roles = {depth: f"objective_{level}" for level, depth in read.depths.items()}
    for objective in read.objectives.values():
        said = about.get((roles.get(objective.depth, ""), fold(objective.source.text)))
        said = said or about.get((roles.get(objective.depth, ""), fold(objective.name)))
        name = objective.name or title or _("Sin objetivo")
        yield replace(objective, name=name, attributes=said or {})


def _place(seen: Observation) -> tuple[int, str]:
    return min(seen.lines, default=0), seen.kind


def _read(found: Understood) -> Matrix:
    """Objectives, initiatives and articulations of all the tables, one after the other."""
    read = Matrix()
    names = {mapped.block.table for mapped in found.sheets} | set(found.skipped)
    several = len(names) > 1 or any(mapped.block.origins for mapped in found.sheets)
    sheets = [sheet(by_place(mapped), several=several) for mapped in found.sheets]
    read.settle_depths(level.depth for one in sheets for level in one.levels)
    for one in sheets:
        stitched = stitch(one.mapped.block, one.shape())
        one.take(stitched.pieces)
        Reader(read, one, stitched.observations).run()
    if not read.entries:
        raise Unreadable(
            _("La tabla del plan tiene encabezado pero ninguna iniciativa: revise el documento.")
        )
    return read


def _named(read: Matrix) -> tuple[list[prose.Named], list[prose.Named]]:
    """The lowest objectives and those above them, as prose may name them."""
    parents = {objective.parent for objective in read.objectives.values()}
    lowest: list[prose.Named] = []
    above: list[prose.Named] = []
    for o in read.objectives.values():
        named = prose.Named(o.code, o.name, read.names.get(o.depth, ""))
        (above if o.code in parents else lowest).append(named)
    return lowest, above


def _complete(
    read: Matrix, text: list[Paragraph], counts: dict[str, prose.Count], nouns: Collection[str]
) -> None:
    """Refuse a document that ends before its time: its last objective is short of what the text
    announces for it, and others that the text announces are not there at all."""
    last = read.deepest()[-1].code
    listed = sum(entry.objective == last for entry in read.entries)
    known = {count.at for count in counts.values()}
    absent = sum(numbers[0].at not in known for _said, numbers in prose.counts(text, nouns))
    if last in counts and listed < counts[last].number and absent >= _ABSENT:
        raise Cut(
            _(
                "El documento parece cortado: anuncia %(declared)s iniciativas en %(code)s y solo"
                " trae %(listed)s, y faltan otros objetivos que anuncia."
                " Consiga el archivo completo."
            )
            % {"declared": counts[last].number, "code": last, "listed": listed}
        )


def _prose(reading: Reading, found: Sequence[Mapped]) -> Iterator[Paragraph]:
    """The running text, and the sheets or rows above the header that hold text."""
    yield from reading.prose
    tables = {mapped.block.table for mapped in found}
    rows = [row for mapped in found for row in mapped.block.notes]
    for table in reading.tables:
        if table.name not in tables:
            rows += table.rows[:_SAMPLED]
    for row in rows:
        filled = [cell for cell in row.cells if cell and cell.strip()]
        if len(filled) == 1:
            yield Paragraph(row.at, filled[0])
