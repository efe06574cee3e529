"""What remains to be asked of a table, surest first."""

from __future__ import annotations

from minga.intake.layout import Doubt
from minga.plans.importer.grid import Column
from minga.plans.importer.hierarchy import Hierarchy
from minga.plans.importer.roles import ATTRIBUTE, SURE, Choices, key, rounded

MOST = 6  # questions a document


def doubts(choices: Choices) -> list[Doubt]:
    found = choices.found
    listed: list[Doubt] = []
    initiative = found.initiative
    if initiative is not None and initiative.index not in choices.fixed:
        listed += _about_initiative(choices, found, initiative)
    choices.asked.sort(key=lambda item: -item[0])
    for sure, column, names in choices.asked[: MOST - len(listed)]:
        options = tuple(dict.fromkeys((*names, ATTRIBUTE)))
        listed.append(_doubt(column, options, options[0], sure))
    return listed


def _about_initiative(choices: Choices, found: Hierarchy, initiative: Column) -> list[Doubt]:
    if not found.rivals and found.sure >= SURE:
        return []
    doubts = []
    sure = min(found.sure, 0.55)
    options: tuple[str, ...] = ("initiative", f"objective_{len(found.levels) + 1}", ATTRIBUTE)
    doubts.append(_doubt(initiative, options, "initiative", sure))
    for rival in found.rivals[:1]:
        has = choices.roles.get(rival.index)
        now = has.name if has else ATTRIBUTE
        options = tuple(dict.fromkeys((now, "initiative", ATTRIBUTE)))
        doubts.append(_doubt(rival, options, now, sure))
    return doubts


def _doubt(column: Column, options: tuple[str, ...], proposed: str, sure: float) -> Doubt:
    return Doubt(
        "column",
        key(column.heading.printed, column.index),
        options,
        proposed,
        rounded(sure),
        examples=column.cells.examples,
    )
