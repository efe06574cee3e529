"""From headings and cells to one role a column, how sure it is, and what remains to be asked."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from minga.intake.blocks import Role
from minga.intake.columns import Heading
from minga.intake.folding import fold
from minga.intake.layout import Doubt
from minga.intake.reading import Row
from minga.plans.importer import content, meanings
from minga.plans.importer.hierarchy import Column, Grid, Hierarchy, hierarchy

SURE = 0.6  # below it a column is left as an attribute and asked about
_PLAUSIBLE = 0.4  # below it nothing is asked
_CONFIRMED = 0.65  # half a heading, and cells that say the same
_TIE = 0.06
_ASKED = 6  # questions a document
ATTRIBUTE = "attribute"
NAMES = (
    *("initiative", "identifier", "initiative_number", "articulation_objective"),
    *("articulation_number", "articulation_status", "mechanism", "mechanism_text", "kind"),
    *("actor", "responsible", "partner", "funder", "coordinator", "indicator", "unit"),
    *("baseline", "target", "budget", "budget_source", "period", "start", "end"),
    *("status", "progress", "area", "attribute", "ignore"),
)
_VALID = re.compile(rf"objective_[1-9](?:_code)?|(?:{'|'.join(NAMES)})|target:.+|budget:.+")
_ONE = {
    *("unit", "baseline", "start", "end", "status", "progress", "period", "budget_source"),
    *("initiative_number", "articulation_number", "articulation_objective", "kind"),
    *("articulation_status", "mechanism_text", "target", "budget", "coordinator"),
}
_PER_INDICATOR = {"unit", "baseline", "target"}
_BY_CONTENT = (  # test, role, share it takes, how sure
    ("mechanism", "mechanism", 0.6, 0.55),
    ("status", "status", 0.7, 0.5),
    ("institution", "responsible", 0.6, 0.5),
    ("money", "budget", 0.75, 0.45),
)


def is_valid(role: str) -> bool:
    return bool(_VALID.fullmatch(role))


@dataclass
class Assigned:
    """The roles of the columns of one kind of table."""

    columns: list[Column]
    grid: Grid
    roles: list[Role]
    hierarchy: Hierarchy
    language: str
    doubts: list[Doubt] = field(default_factory=list)

    def names(self) -> set[str]:
        return {role.name.split(":")[0] for role in self.roles}

    def column(self, name: str) -> int | None:
        return next((i for i, role in enumerate(self.roles) if role.name == name), None)


def key(printed: str, index: int) -> str:
    """How a layout names a column: by its heading, and where it has none by its place."""
    return printed or f"#{index + 1}"


@dataclass(frozen=True, slots=True)
class Known:
    """What is known of the columns before their headings are read: which ones are levels, highest
    first, which column of codes belongs to which of them, and what only holds the rows together."""

    groups: tuple[int, ...] = ()  # group headings, in no known order
    levels: tuple[int, ...] = ()
    codes: Mapping[int, int] = field(default_factory=dict)
    ignored: tuple[int, ...] = ()


def assigned(
    printed: Sequence[str], rows: Sequence[Row], answers: Mapping[str, str], known: Known
) -> Assigned:
    """`answers` are the layout's roles by folded heading, or by "#3" where there is none."""
    ours = meanings.is_exported(printed)
    headings = [meanings.read(text) for text in printed]
    language = meanings.language(headings)
    columns = [
        Column(
            index,
            heading,
            content.sample(rows, index),
            group=index in known.groups or index in known.levels,
            trusted=ours,
            depth=known.levels.index(index) + 1 if index in known.levels else 0,
            language=language,
        )
        for index, heading in enumerate(headings)
    ]
    return _Assigner(columns, Grid(() if ours else rows), answers, known, language, ours).run()


class _Assigner:
    def __init__(
        self,
        columns: list[Column],
        grid: Grid,
        answers: Mapping[str, str],
        known: Known,
        language: str,
        exported: bool,
    ) -> None:
        self.known = known
        self.exported = exported
        self.columns = columns
        self.grid = grid
        self.roles: dict[int, Role] = {}
        self.language = language
        self.asked: list[tuple[float, Column, tuple[str, ...]]] = []
        self.fixed: dict[int, str] = {}
        for column in columns:
            named = key(column.heading.printed, column.index)
            answer = answers.get(fold(named)) or answers.get(named)
            if answer:
                self.fixed[column.index] = answer

    def run(self) -> Assigned:
        for index, name in self.fixed.items():
            self.roles[index] = Role(name, 1.0, "layout")
        for column in self.columns if self.exported else ():
            name = meanings.exported_role(column.heading.printed)
            if name and column.index not in self.fixed:
                self.fixed[column.index] = name
                self.roles[column.index] = Role(name)
        for index in (*self.known.ignored, *self.known.codes):
            self.fixed.setdefault(index, "ignore")
            self.roles.setdefault(index, Role("ignore", 1.0, "place"))
        found = hierarchy(self.columns, self.grid, self.fixed)
        self.found = found
        self._hierarchy(found)
        self._codes()
        self._plain()
        self._planned()
        self._by_content()
        roles = [
            self.roles.get(c.index, Role(ATTRIBUTE, 1.0 if c.heading.parts else 0.5))
            for c in self.columns
        ]
        return Assigned(self.columns, self.grid, roles, found, self.language, self._doubts(found))

    # --- levels, the initiative and their codes

    def _hierarchy(self, found: Hierarchy) -> None:
        if found.initiative is None:
            return
        index = found.initiative.index
        if index not in self.fixed:
            why = "heading" if found.initiative.heading.parts else "content"
            others = tuple(dict.fromkeys(name for name, _ in self._names(found.initiative)))
            self.roles[index] = Role("initiative", _rounded(found.sure), why, others)
        for number, column in enumerate(found.levels[:9], 1):
            if column.index in self.fixed:
                continue
            level = column.as_level()
            sure = level[1] if level else 0.9 if column.group else 0.65
            why = "place" if column.group else "heading" if level else "content"
            self.roles[column.index] = Role(f"objective_{number}", _rounded(sure), why)
        for code, owner in self.known.codes.items():
            if owner in self.roles and self.roles[code].name == "ignore":
                self.roles[code] = Role(f"{self.roles[owner].name}_code", 0.9, "place")

    def _codes(self) -> None:
        """Give each column of codes to what its values stand for, the best fits first."""
        owners = self._owners()
        fits = []
        for column in self._free():
            sure, term = self._as_code(column)
            for owner, name in owners if sure else ():
                fit = self._fit(column, owner, term)
                if fit > 0:
                    fits.append((-fit, column.index, name, sure))
        taken = set(self.fixed.values())
        for _fit, index, name, sure in sorted(fits):
            if name not in taken and index not in self.roles:
                taken.add(name)
                why = "heading" if self.columns[index].heading.parts else "content"
                self.roles[index] = Role(name, _rounded(sure), why)
        self._levels_by_code_alone()

    def _owners(self) -> list[tuple[Column, str]]:
        listed = []
        for index, role in self.roles.items():
            if role.name == "initiative":
                listed.append((self.columns[index], "identifier"))
            elif re.fullmatch(r"objective_\d", role.name):
                listed.append((self.columns[index], f"{role.name}_code"))
        fixed = set(self.fixed.values())
        return [pair for pair in listed if pair[1] not in fixed]

    def _as_code(self, column: Column) -> tuple[float, str]:
        """How surely a column holds codes, and the name of the term it says they are of."""
        if column.group:
            return 0.0, ""
        for meaning, sure in column.options:
            if meaning.aspect == "code" and sure >= SURE and sure >= column.best - 0.3:
                term = meaning.term.name if meaning.term.kind != "mark" else ""
                return sure, term
            coded = meaning.term.kind == "level" and column.cells.share("code") >= 0.8
            if coded and meaning.is_level and sure >= SURE and sure >= column.best:
                return sure * 0.95, meaning.term.name
        short = column.cells.length <= 12 and column.cells.distinct > 0.3
        if column.heading.printed or len(column.cells.texts) < 3 or not short:
            return 0.0, ""
        numbered = column.cells.share("day") < 0.5 and column.cells.share("money") < 0.5
        return (0.65, "") if numbered and column.cells.share("code") >= 0.9 else (0.0, "")

    def _fit(self, code: Column, owner: Column, term: str) -> float:
        """How well the codes fit what `owner` names; 0 where they do not at all."""
        level = owner.as_level()
        said = bool(term) and level is not None and level[0].term.name == term
        step = owner.index - code.index
        near = 0.5 if step == 1 else 0.2 if step == -1 else 0.0
        if not self.grid.rows:
            return near + 2 * said
        if term and not said and self._is_owned(term):
            return 0.0
        there = self.grid.decides(code.index, owner.index)
        back = self.grid.decides(owner.index, code.index)
        if not said and not back:
            unique = self.grid.distinct(code.index) >= self.grid.distinct(owner.index)
            begins_anew = step == 1 and owner.heading is not None and not unique
            return 0.4 if begins_anew else 0.0
        if not said and not there and self.grid.distinct(code.index) < 2:
            return 0.0
        return 2.0 * said + 1.0 * (there and back) + 0.3 * there + near

    def _is_owned(self, term: str) -> bool:
        """Whether some level or the initiative goes by that term."""
        for owner, _name in self._owners():
            level = owner.as_level()
            if level is not None and level[0].term.name == term:
                return True
        return False

    def _levels_by_code_alone(self) -> None:
        """A level that is printed by its codes only: "Código eje", and no column with its name."""
        initiative = self.found.initiative
        if initiative is None:
            return
        for column in self._free():
            for meaning, sure in column.options[:1]:
                if meaning.aspect != "code" or meaning.term.kind != "level" or sure < SURE:
                    continue
                if meaning.term.rank >= 65 or self._is_owned(meaning.term.name):
                    continue
                if not self.grid.rows or self.grid.contains(column.index, initiative.index):
                    self._insert_level(column, meaning.term.rank, sure)

    def _insert_level(self, column: Column, rank: int, sure: float) -> None:
        place = 1 + sum(
            1
            for level in self.found.levels
            if self.grid.contains(level.index, column.index)
            or ((found := level.as_level()) is not None and found[0].term.rank <= rank)
        )
        for index, role in list(self.roles.items()):
            match = re.fullmatch(r"objective_(\d)(_code)?", role.name)
            if match and int(match[1]) >= place and role.why != "layout":
                name = f"objective_{int(match[1]) + 1}{match[2] or ''}"
                self.roles[index] = Role(name, role.confidence, role.why, role.others)
        self.roles[column.index] = Role(f"objective_{place}_code", _rounded(sure))
        self.found.levels.insert(place - 1, column)

    # --- what an initiative has

    def _plain(self) -> None:
        """The surest first, so that each role that is only once goes to the best of its columns."""
        wanted = []
        for column in self._free():
            names = self._names(column)
            if names:
                wanted.append((-names[0][1], column.index, names))
        counts = self._counts()
        for _sure, index, names in sorted(wanted, key=lambda item: item[:2]):
            self._choose(self.columns[index], names, counts)

    def _counts(self) -> dict[str, int]:
        counts: dict[str, int] = {}
        for name in self.fixed.values():
            counts[name] = counts.get(name, 0) + 1
        return counts

    def _choose(
        self, column: Column, names: Sequence[tuple[str, float]], counts: dict[str, int]
    ) -> None:
        name, sure = names[0]
        others = tuple(dict.fromkeys(other for other, _sure in names))
        rivals = [n for n, s in names[1:] if s >= sure - _TIE and n != name]
        if rivals and sure >= SURE and not self._settled(name, rivals, column):
            sure = min(sure, SURE - 0.05)
        if sure < SURE:
            if sure >= _PLAUSIBLE and name != ATTRIBUTE and column.cells.texts:
                self.asked.append((sure, column, others))
            return
        for name, sure in names:
            if sure < SURE:
                break
            if name in (ATTRIBUTE, "foreign"):
                return
            if self._is_room(name, counts):
                counts[name] = counts.get(name, 0) + 1
                self.roles[column.index] = Role(name, _rounded(sure), "heading", others)
                return

    def _settled(self, name: str, rivals: Sequence[str], column: Column) -> bool:
        """Whether the better of two readings is better for a reason, not by chance."""
        if {name, *rivals} <= {"period", "end", "start", "planned"}:
            return True
        if {name, *rivals} <= {ATTRIBUTE, "foreign", "done"}:
            return True
        return name == ATTRIBUTE or not column.cells.texts

    def _is_room(self, name: str, counts: Mapping[str, int]) -> bool:
        if name.split(":")[0] not in _ONE:
            return True
        limit = 1
        if name.split(":")[0] in _PER_INDICATOR:
            limit = max(1, sum(self._named_first(c) == "indicator" for c in self.columns))
        return counts.get(name, 0) < limit

    def _named_first(self, column: Column) -> str:
        if column.index in self.roles:
            return self.roles[column.index].name
        names = self._names(column)
        return names[0][0] if names else ""

    def _names(self, column: Column) -> list[tuple[str, float]]:
        """The roles it may have, best first, by what its heading may mean and its cells say."""
        found: dict[str, float] = {}
        for meaning, _sure in column.options:
            for name in self._role_of(meaning, column):
                base = name.split(":")[0]
                sure = meaning.score * column.agreement(base)
                if name == ATTRIBUTE and meaning.term.kind in ("level", "loose", "mark"):
                    sure *= 0.5  # for want of anything better: no rival to what it may be
                sure *= column.spoken(meaning)
                if _PLAUSIBLE <= sure < _CONFIRMED and content.confirms(base, column.cells):
                    sure = _CONFIRMED
                if sure > found.get(name, 0.0):
                    found[name] = sure
        return sorted(found.items(), key=lambda pair: -pair[1])

    def _role_of(self, meaning: meanings.Meaning, column: Column) -> Iterable[str]:
        """What a column of that meaning may be in this table."""
        name, heading = meaning.term.name, column.heading
        if meaning.term.kind == "level":
            initiative = self.found.initiative
            right = initiative is not None and column.index > initiative.index
            return [self._aim() if meaning.aspect == "aim" or right else ATTRIBUTE]
        if meaning.term.kind in ("loose", "mark", "done", "coded") or name == "foreign":
            return [ATTRIBUTE]
        if name == "target":
            return [f"target:{heading.period}" if heading.period else "target"]
        if name == "progress" and heading.period and self._several(name):
            return [ATTRIBUTE]
        full = self._money(heading) if name in ("budget", "budget_source") else name
        if column.agreement(name) > content.NO:
            return [] if name == "planned" else [full if name == "budget" else name]
        otherwise = {"budget": "budget_source", "budget_source": full, "status": "progress"}
        otherwise |= {"progress": "status", "start": "period", "end": "period"}
        other = otherwise.get(name, name)
        if other == "budget_source" and column.cells.share("source") < 0.3:
            other = full
        if other in ("status", "progress") and not self._lacks(other):
            other = ATTRIBUTE
        return [full, other]

    def _aim(self) -> str:
        """What the objective of an initiative is: of working together, if there are mechanisms."""
        has = (
            any(
                meaning.term.name == "mechanism" and sure >= SURE
                for column in self.columns
                for meaning, sure in column.options[:1]
            )
            or "mechanism" in self.fixed.values()
        )
        taken = any(
            meaning.term.name == "articulation_objective"
            for column in self.columns
            for meaning, _sure in column.options[:1]
        )
        return "articulation_objective" if has and not taken else ATTRIBUTE

    @staticmethod
    def _money(heading: Heading) -> str:
        source = meanings.source(heading)
        if source:
            return f"budget:{heading.period}:{source}"
        return f"budget:{heading.period}" if heading.period else "budget"

    def _several(self, name: str) -> bool:
        return sum(self._says(column, name) for column in self.columns) > 1

    @staticmethod
    def _says(column: Column, name: str) -> bool:
        return any(meaning.term.name == name for meaning, _sure in column.options[:1])

    def _lacks(self, name: str) -> bool:
        return not any(self._says(column, name) for column in self.columns)

    # --- figures whose heading does not say of what

    def _planned(self) -> None:
        """ "2026", "Programado 2026": as what stands at their left, else by their figures."""
        counts = self._counts()
        for column in self._free():
            heading = column.heading
            if not any(m.term.kind == "planned" for m, _sure in column.options):
                continue
            if any(asked.index == column.index for _sure, asked, _names in self.asked):
                continue
            named = self._figure(column)
            if not named:
                continue
            name, sure = named
            full = f"{name}:{heading.period}" if heading.period else name
            if name == "budget":
                full = self._money(heading)
            if not self._is_room(full, counts) or full in {r.name for r in self.roles.values()}:
                continue
            if sure < SURE:
                self.asked.append((sure, column, (full, ATTRIBUTE)))
                continue
            self.roles[column.index] = Role(full, sure, "content", (full,))

    def _figure(self, column: Column) -> tuple[str, float] | None:
        cells = column.cells
        figures = cells.share("figure")
        if figures < 0.6 or cells.share("mark") > 0.5 or cells.share("day") > 0.8:
            return None
        names = {role.name.split(":")[0] for role in self.roles.values()}
        before = self.roles.get(column.index - 1)
        kind = before.name.split(":")[0] if before else ""
        money = cells.share("money") >= 0.6
        if column.options[0][0].score <= meanings.BESIDE:
            return ("budget", 0.65) if money and kind == "budget" else None
        if column.heading.unit == "$":
            return "budget", 0.9
        if kind in ("budget", "budget_source") and (money or "indicator" not in names):
            return "budget", 0.8
        if kind in ("target", "baseline", "unit", "indicator"):
            return "target", 0.8 if not money else 0.65
        if money:
            return "budget", 0.7 if "target" in names or "indicator" not in names else 0.5
        if column.heading.period or "indicator" in names:
            return ("target", 0.7) if "indicator" in names else ("target", 0.5)
        return None

    # --- columns whose headings say nothing

    def _by_content(self) -> None:
        names = {role.name.split(":")[0] for role in self.roles.values()}
        asked = {column.index for _sure, column, _names in self.asked}
        for column in self._free():
            if column.index in asked or column.options or len(column.cells.texts) < 2:
                continue
            if self._looks_like_codes(column) and "identifier" not in names:
                self.asked.append((0.55, column, ("identifier", ATTRIBUTE)))
                continue
            for test, name, needed, sure in _BY_CONTENT:
                if name not in names and column.cells.share(test) >= needed:
                    self.asked.append((sure, column, (name, ATTRIBUTE)))
                    break

    def _looks_like_codes(self, column: Column) -> bool:
        """Codes of the initiatives under a heading that is not known, beside them."""
        initiative, cells = self.found.initiative, column.cells
        if initiative is None or initiative.index - column.index != 1 or cells.distinct < 0.9:
            return False
        digits = all(any(c.isdigit() for c in text) for text in cells.texts)
        return digits and cells.share("code") >= 0.9 and cells.share("day") < 0.5

    def _free(self) -> list[Column]:
        return [c for c in self.columns if c.index not in self.roles]

    # --- questions

    def _doubts(self, found: Hierarchy) -> list[Doubt]:
        doubts = []
        initiative = found.initiative
        if initiative is not None and initiative.index not in self.fixed:
            doubts += self._about_initiative(found, initiative)
        self.asked.sort(key=lambda item: -item[0])
        for sure, column, names in self.asked[: _ASKED - len(doubts)]:
            options = tuple(dict.fromkeys((*names, ATTRIBUTE)))
            doubts.append(self._doubt(column, options, options[0], sure))
        return doubts

    def _about_initiative(self, found: Hierarchy, initiative: Column) -> list[Doubt]:
        if not found.rivals and found.sure >= SURE:
            return []
        doubts = []
        sure = min(found.sure, 0.55)
        options: tuple[str, ...] = ("initiative", f"objective_{len(found.levels) + 1}", ATTRIBUTE)
        doubts.append(self._doubt(initiative, options, "initiative", sure))
        for rival in found.rivals[:1]:
            has = self.roles.get(rival.index)
            now = has.name if has else ATTRIBUTE
            options = tuple(dict.fromkeys((now, "initiative", ATTRIBUTE)))
            doubts.append(self._doubt(rival, options, now, sure))
        return doubts

    @staticmethod
    def _doubt(column: Column, options: tuple[str, ...], proposed: str, sure: float) -> Doubt:
        return Doubt(
            "column",
            key(column.heading.printed, column.index),
            options,
            proposed,
            _rounded(sure),
            examples=column.cells.examples,
        )


def _rounded(sure: float) -> float:
    return round(max(0.0, min(1.0, sure)), 2)
