"""Which columns hold the codes of the levels and of the initiatives."""

from __future__ import annotations

import re

from minga.intake.blocks import Role
from minga.plans.importer.grid import Column
from minga.plans.importer.meanings import raw
from minga.plans.importer.roles import SURE, Choices, rounded

_MOST_LEVELS = 9
_LIKE_INITIATIVE = 65  # ranks from which a term may be an initiative


def give_codes(choices: Choices) -> None:
    """Give each column of codes to what its values stand for, the best fits first."""
    owners = _owners(choices)
    fits = []
    for column in choices.free():
        sure, term = _as_code(choices, column)
        for owner, name in owners if sure else ():
            worth = _fit(choices, column, owner, term)
            if worth > 0:
                fits.append((-worth, column.index, name, sure))
    taken = set(choices.fixed.values())
    for _worth, index, name, sure in sorted(fits):
        if name not in taken and index not in choices.roles:
            taken.add(name)
            why = "heading" if choices.columns[index].heading.parts else "content"
            choices.roles[index] = Role(name, rounded(sure), why)
    _levels_by_code_alone(choices)


def _owners(choices: Choices) -> list[tuple[Column, str]]:
    listed = []
    for index, role in choices.roles.items():
        if role.name == "initiative":
            listed.append((choices.columns[index], "identifier"))
        elif re.fullmatch(r"objective_\d", role.name):
            listed.append((choices.columns[index], f"{role.name}_code"))
    fixed = set(choices.fixed.values())
    return [pair for pair in listed if pair[1] not in fixed]


def _as_code(choices: Choices, column: Column) -> tuple[float, str]:
    """How surely a column holds codes, and the name of the term it says they are of."""
    if column.group:
        return 0.0, ""
    for meaning, sure in column.options:
        if meaning.aspect == "code" and sure >= SURE and sure >= column.best - 0.3:
            term = meaning.term.name if meaning.term.kind != "mark" else ""
            return sure, term
        coded = meaning.term.kind == "level" and column.cells.share("code") >= 0.8
        weights = column.cells.share("fraction") > 0.3
        if coded and not weights and meaning.is_level and sure >= SURE and sure >= column.best:
            return sure * 0.95, meaning.term.name
    short = column.cells.length <= 12 and column.cells.distinct > 0.3
    if column.heading.printed or len(column.cells.texts) < 3 or not short:
        return 0.0, ""
    numbered = column.cells.share("day") < 0.5 and column.cells.share("money") < 0.5
    return (0.65, "") if numbered and column.cells.share("code") >= 0.9 else (0.0, "")


def _fit(choices: Choices, code: Column, owner: Column, term: str) -> float:
    """How well the codes fit what `owner` names; 0 where they do not at all."""
    level = owner.as_level()
    said = bool(term) and level is not None and level[0].term.name == term
    step = owner.index - code.index
    near = 0.5 if step == 1 else 0.2 if step == -1 else 0.0
    if not choices.grid.rows:
        return near + 2 * said
    is_initiative = choices.found.initiative is owner
    if term and not said and ((is_initiative and _is_above(term)) or _is_owned(choices, term)):
        return 0.0
    there = choices.grid.decides(code.index, owner.index)
    back = choices.grid.decides(owner.index, code.index)
    if not said and not back:
        if is_initiative and _all_different(choices, code):
            return 0.5 + near
        unique = choices.grid.distinct(code.index) >= choices.grid.distinct(owner.index)
        begins_anew = step == 1 and not unique
        return 0.4 if begins_anew else 0.0
    if not said and not there and choices.grid.distinct(code.index) < 2:
        return 0.0
    return 2.0 * said + 1.0 * (there and back) + 0.3 * there + near


def _is_above(term: str) -> bool:
    """Whether what goes by that term stands above initiatives: "Eje", "Objetivo"."""
    ranks = [raw()[kind][term]["rank"] for kind in ("level", "loose") if term in raw()[kind]]
    return bool(ranks) and max(ranks) < _LIKE_INITIATIVE


def _all_different(choices: Choices, code: Column) -> bool:
    """Whether each row that has a code has one of its own, more telling than a running number:
    of initiatives with the same name, or that have no code all of them."""
    cells = [row.cells[code.index] for row in choices.grid.rows if code.index < len(row.cells)]
    texts = [cell.strip() for cell in cells if cell and cell.strip()]
    telling = all(not text.isdigit() or len(text) > 4 for text in texts)
    return len(texts) > 1 and len(set(texts)) == len(texts) and telling


def _is_owned(choices: Choices, term: str) -> bool:
    """Whether some level or the initiative goes by that term."""
    for owner, _name in _owners(choices):
        level = owner.as_level()
        if level is not None and level[0].term.name == term:
            return True
    return False


def _levels_by_code_alone(choices: Choices) -> None:
    """A level that is printed by its codes only: "Código eje", and no column with its name."""
    initiative = choices.found.initiative
    if initiative is None:
        return
    for column in choices.free():
        for meaning, sure in column.options[:1]:
            if meaning.aspect != "code" or meaning.term.kind != "level" or sure < SURE:
                continue
            if meaning.term.rank >= _LIKE_INITIATIVE or _is_owned(choices, meaning.term.name):
                continue
            if len(choices.found.levels) == _MOST_LEVELS:
                return
            if not choices.grid.rows or choices.grid.contains(column.index, initiative.index):
                _insert_level(choices, column, meaning.term.rank, sure)


def _insert_level(choices: Choices, column: Column, rank: int, sure: float) -> None:
    place = 1 + sum(
        1
        for level in choices.found.levels
        if choices.grid.contains(level.index, column.index)
        or ((found := level.as_level()) is not None and found[0].term.rank <= rank)
    )
    for index, role in list(choices.roles.items()):
        match = re.fullmatch(r"objective_(\d)(_code)?", role.name)
        if match and int(match[1]) >= place and role.why != "layout":
            name = f"objective_{int(match[1]) + 1}{match[2] or ''}"
            choices.roles[index] = Role(name, role.confidence, role.why, role.others)
    choices.roles[column.index] = Role(f"objective_{place}_code", rounded(sure))
    choices.found.levels.insert(place - 1, column)
