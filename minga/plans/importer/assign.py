"""From headings and cells to one role a column, how sure it is, and what remains to be asked."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from minga.intake.blocks import Role
from minga.intake.folding import fold
from minga.intake.reading import Row
from minga.plans.importer import content, meanings, tongues
from minga.plans.importer.ask import doubts
from minga.plans.importer.candidates import candidates
from minga.plans.importer.choose import (
    ask_about_groups,
    ask_by_content,
    choose,
    choose_figures,
)
from minga.plans.importer.code_columns import give_codes
from minga.plans.importer.grid import Column, Grid
from minga.plans.importer.hierarchy import hierarchy
from minga.plans.importer.roles import ATTRIBUTE, Assigned, Choices, Known, key, rounded

_CODES = 0.8  # share of codes from which a column names nothing
_NAMED = 0.7  # how surely a heading must say that its column names a level


def assigned(
    printed: Sequence[str], rows: Sequence[Row], answers: Mapping[str, str], known: Known
) -> Assigned:
    """`answers` are the layout's roles by folded heading, or by "#3" where there is none."""
    ours = meanings.is_exported(printed)
    bare, translated = ([*printed], []) if ours else tongues.alike(printed)
    headings = [
        replace(heading, printed=text)
        for heading, text in zip(meanings.read_all(bare), printed, strict=True)
    ]
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
    if not ours:
        columns = _described(columns)
    grid = Grid(() if ours else rows)
    roles = _given(columns, answers, known, ours)
    for index in translated:
        roles.setdefault(index, Role(ATTRIBUTE, 1.0, "place"))
    fixed = {index: role.name for index, role in roles.items()}
    found = hierarchy(columns, grid, fixed)
    choices = Choices(columns, grid, language, found, roles, fixed)
    _give_levels(choices, known)
    give_codes(choices)
    choose(choices)
    choose_figures(choices)
    ask_by_content(choices)
    ask_about_groups(choices)
    made = [
        choices.roles.get(c.index, Role(ATTRIBUTE, 1.0 if c.heading.parts else 0.5))
        for c in columns
    ]
    return Assigned(columns, grid, made, found, language, doubts(choices))


def _described(columns: Sequence[Column]) -> list[Column]:
    """A level that is only described is named by that: "Código OE" beside "Descripción OE"."""
    named = {
        meaning.term
        for column in columns
        for meaning, sure in column.options
        if meaning.is_level and sure >= _NAMED
        if column.is_wordy and column.cells.share("code") < _CODES
    }
    listed = []
    for column in columns:
        best = column.options[0][0] if column.options else None
        is_level = best is not None and best.term.kind in ("level", "loose")
        if best and is_level and best.aspect == "description" and column.is_wordy:
            if best.term not in named:
                column = replace(column, described=True)
            named.add(best.term)
        listed.append(column)
    return listed


def _given(
    columns: Sequence[Column], answers: Mapping[str, str], known: Known, ours: bool
) -> dict[int, Role]:
    """The roles that the layout gives, then those that our own export has, then those of columns
    that only hold the rows together."""
    roles = {}
    for column in columns:
        printed = column.heading.printed
        named = key(printed, column.index)
        answer = answers.get(fold(named)) or answers.get(named)
        own = meanings.exported_role(printed) if ours else ""
        if answer:
            roles[column.index] = Role(answer, 1.0, "layout")
        elif own:
            roles[column.index] = Role(own)
        elif column.index in known.ignored or column.index in known.codes:
            roles[column.index] = Role("ignore", 1.0, "place")
    return roles


def _give_levels(choices: Choices, known: Known) -> None:
    found = choices.found
    if found.initiative is None:
        return
    index = found.initiative.index
    if index not in choices.fixed:
        why = "heading" if found.initiative.heading.parts else "content"
        others = tuple(dict.fromkeys(name for name, _ in candidates(choices, found.initiative)))
        choices.roles[index] = Role("initiative", rounded(found.sure), why, others)
    for number, column in enumerate(found.levels[:9], 1):
        if column.index in choices.fixed:
            continue
        level = column.as_level()
        sure = level[1] if level else 0.9 if column.group else 0.65
        why = "place" if column.group else "heading" if level else "content"
        choices.roles[column.index] = Role(f"objective_{number}", rounded(sure), why)
    for code, owner in known.codes.items():
        if owner in choices.roles and choices.roles[code].name == "ignore":
            choices.roles[code] = Role(f"{choices.roles[owner].name}_code", 0.9, "place")
