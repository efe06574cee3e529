"""One role a column, the surest first: what is only once goes to the best of its columns."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from minga.intake.blocks import Role
from minga.plans.importer import meanings
from minga.plans.importer.candidates import candidates, money
from minga.plans.importer.grid import Column
from minga.plans.importer.roles import ATTRIBUTE, PLAUSIBLE, SURE, Choices, rounded

_SAID = 0.9  # how surely a heading says that its column is a level
_GROUPS = 0.6  # of the rows: so many groups at most
_TIE = 0.06  # two readings that are as good as each other
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


def choose(choices: Choices) -> None:
    """The surest first, so that each role that is only once goes to the best of its columns."""
    wanted = []
    for column in choices.free():
        names = candidates(choices, column)
        if names:
            wanted.append((-names[0][1], column.index, names))
    counts = _counts(choices)
    for _sure, index, names in sorted(wanted, key=lambda item: item[:2]):
        _choose(choices, choices.columns[index], names, counts)


def _counts(choices: Choices) -> dict[str, int]:
    counts: dict[str, int] = {}
    for name in choices.fixed.values():
        counts[name] = counts.get(name, 0) + 1
    return counts


def _choose(
    choices: Choices, column: Column, names: Sequence[tuple[str, float]], counts: dict[str, int]
) -> None:
    name, sure = names[0]
    others = tuple(dict.fromkeys(other for other, _sure in names))
    rivals = [n for n, s in names[1:] if s >= sure - _TIE and n != name]
    if rivals and sure >= SURE and not _settled(name, rivals, column):
        sure = min(sure, SURE - 0.05)
    if sure < SURE:
        if sure >= PLAUSIBLE and name != ATTRIBUTE and column.cells.texts:
            choices.asked.append((sure, column, others))
        return
    for name, sure in names:
        if sure < SURE:
            break
        if name == ATTRIBUTE:
            return
        if _is_room(choices, name, counts):
            counts[name] = counts.get(name, 0) + 1
            choices.roles[column.index] = Role(name, rounded(sure), "heading", others)
            return


def _settled(name: str, rivals: Sequence[str], column: Column) -> bool:
    """Whether the better of two readings is better for a reason, not by chance."""
    if {name, *rivals} <= {"period", "end", "start"}:
        return True
    return name == ATTRIBUTE or not column.cells.texts


def _is_room(choices: Choices, name: str, counts: Mapping[str, int]) -> bool:
    if name.split(":")[0] not in _ONE:
        return True
    limit = 1
    if name.split(":")[0] in _PER_INDICATOR:
        limit = max(1, choices.says("indicator"))
    return counts.get(name, 0) < limit


def choose_figures(choices: Choices) -> None:
    """ "2026", "Programado 2026": as what stands at their left, else by their figures."""
    counts = _counts(choices)
    for column in choices.free():
        heading = column.heading
        if not any(m.term.kind == "planned" for m, _sure in column.options):
            continue
        if any(asked.index == column.index for _sure, asked, _names in choices.asked):
            continue
        named = _figure(choices, column)
        if not named:
            continue
        name, sure = named
        full = f"{name}:{heading.period}" if heading.period else name
        if name == "budget":
            full = money(choices, heading)
        if not _is_room(choices, full, counts) or full in {r.name for r in choices.roles.values()}:
            continue
        if sure < SURE:
            choices.asked.append((sure, column, (full, ATTRIBUTE)))
            continue
        choices.roles[column.index] = Role(full, sure, "content", (full,))


def _figure(choices: Choices, column: Column) -> tuple[str, float] | None:
    cells = column.cells
    figures = cells.share("figure")
    if figures < 0.6 or cells.share("mark") > 0.5 or cells.share("day") > 0.8:
        return None
    names = choices.bases()
    before = choices.roles.get(column.index - 1)
    kind = before.name.split(":")[0] if before else ""
    money = cells.share("money") >= 0.6
    if column.options[0][0].score <= meanings.BESIDE:
        return ("budget", 0.65) if money and kind == "budget" else None
    if column.heading.unit == "$":
        return "budget", 0.9
    if kind in ("budget", "budget_source") and (money or "indicator" not in names):
        return "budget", 0.8
    if kind in ("target", "baseline", "unit", "indicator"):
        if cells.share("millions") >= 0.6:
            return "budget", 0.7
        return "target", 0.8 if not money else 0.65
    if money:
        return "budget", 0.7 if "target" in names or "indicator" not in names else 0.5
    if column.heading.period or "indicator" in names:
        return ("target", 0.7) if "indicator" in names else ("target", 0.5)
    return None


def ask_by_content(choices: Choices) -> None:
    """Ask about columns whose headings say nothing, or what their cells deny, and whose cells
    say something."""
    names = choices.bases()
    asked = {column.index for _sure, column, _names in choices.asked}
    for column in choices.free():
        if column.index in asked or len(column.cells.texts) < 2:
            continue
        if _is_figure_of_indicators(column, names):
            choices.asked.append((0.5, column, ("target", ATTRIBUTE)))
            continue
        if column.best >= PLAUSIBLE:
            continue
        if _looks_like_codes(choices, column) and "identifier" not in names:
            choices.asked.append((0.55, column, ("identifier", ATTRIBUTE)))
            continue
        for test, name, needed, sure in _BY_CONTENT:
            if name not in names and column.cells.share(test) >= needed:
                choices.asked.append((sure, column, (name, ATTRIBUTE)))
                break


def _is_figure_of_indicators(column: Column, names: set[str]) -> bool:
    """Figures beside indicators, under a heading that speaks of a level: "Goal", "Objetivo"."""
    level = any(meaning.term.kind == "level" for meaning, _sure in column.options)
    beside = "target" not in names and names & {"indicator", "baseline", "unit"}
    return level and bool(beside) and column.cells.share("figure") >= 0.7


def ask_about_groups(choices: Choices) -> None:
    """Ask about what may be a level: the project that nearly each initiative has of its own, and
    the topic that it is printed with, where nothing else is a level."""
    initiative = choices.found.initiative
    if initiative is None or not choices.grid.rows:
        return
    deeper = f"objective_{len(choices.found.levels) + 1}"
    for column in choices.free():
        found = column.as_level()
        if found and found[0].term.kind == "level" and _is_just_above(choices, column, initiative):
            choices.asked.append((0.5, column, (ATTRIBUTE, deeper)))
            return
    if choices.found.levels or "objective_1_code" in choices.bases():
        return
    rows = len(choices.grid.rows)
    for column in choices.free():
        found = column.as_level()
        if found is None or found[1] < SURE or column.index < initiative.index:
            continue
        groups = choices.grid.distinct(column.index)
        if 1 < groups <= _GROUPS * rows and choices.grid.decides(initiative.index, column.index):
            choices.asked.append((0.5, column, (ATTRIBUTE, "objective_1")))
            return


def _is_just_above(choices: Choices, column: Column, initiative: Column) -> bool:
    if column.index > initiative.index or not column.is_wordy or column.best < _SAID:
        return False
    fewer = 1 < choices.grid.distinct(column.index) < choices.grid.distinct(initiative.index)
    return fewer and choices.grid.decides(initiative.index, column.index)


def _looks_like_codes(choices: Choices, column: Column) -> bool:
    """Codes of the initiatives under a heading that is not known, beside them."""
    initiative, cells = choices.found.initiative, column.cells
    if initiative is None or initiative.index - column.index != 1 or cells.distinct < 0.9:
        return False
    digits = all(any(c.isdigit() for c in text) for text in cells.texts)
    return digits and cells.share("code") >= 0.9 and cells.share("day") < 0.5
