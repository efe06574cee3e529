"""What a column may be in its table: by what its heading may mean, and by what its cells say."""

from __future__ import annotations

from collections.abc import Iterable

from minga.intake.columns import Heading
from minga.plans.importer import content, meanings
from minga.plans.importer.grid import Column
from minga.plans.importer.roles import ATTRIBUTE, PLAUSIBLE, Choices, is_headed

_CONFIRMED = 0.65  # half a heading, and cells that say the same


def candidates(choices: Choices, column: Column) -> list[tuple[str, float]]:
    """The roles it may have, best first, by what its heading may mean and its cells say."""
    found: dict[str, float] = {}
    for meaning, _sure in column.options:
        for name in _roles_of(choices, meaning, column):
            base = name.split(":")[0]
            sure = meaning.score * column.agreement(base)
            if name == ATTRIBUTE and meaning.term.kind in ("level", "loose", "mark"):
                sure *= 0.5  # for want of anything better: no rival to what it may be
            sure *= column.spoken(meaning)
            if PLAUSIBLE <= sure < _CONFIRMED and content.confirms(base, column.cells):
                sure = _CONFIRMED
            if sure > found.get(name, 0.0):
                found[name] = sure
    return sorted(found.items(), key=lambda pair: -pair[1])


def _roles_of(choices: Choices, meaning: meanings.Meaning, column: Column) -> Iterable[str]:
    """What a column of that meaning may be in this table."""
    name, heading = meaning.term.name, column.heading
    if meaning.term.kind == "level":
        initiative = choices.found.initiative
        right = initiative is not None and column.index > initiative.index
        return [_aim(choices) if meaning.aspect == "aim" or right else ATTRIBUTE]
    if meaning.term.kind in ("loose", "mark", "done", "coded") or name == "foreign":
        return [ATTRIBUTE]
    if name == "target":
        return [f"target:{heading.period}" if heading.period else "target"]
    if name == "progress" and heading.period and choices.says(name) > 1:
        return [ATTRIBUTE]
    full = money(choices, heading) if name in ("budget", "budget_source") else name
    if column.agreement(name) > content.NO:
        return [] if name == "planned" else [full if name == "budget" else name]
    otherwise = {"budget": "budget_source", "budget_source": full, "status": "progress"}
    otherwise |= {"progress": "status", "start": "period", "end": "period"}
    other = otherwise.get(name, name)
    if other == "budget_source" and column.cells.share("source") < 0.3:
        other = full
    if other in ("status", "progress") and choices.says(other):
        other = ATTRIBUTE
    return [full, other]


def _aim(choices: Choices) -> str:
    """What the objective of an initiative is: of working together, if there are mechanisms."""
    has = choices.says("mechanism") or "mechanism" in choices.fixed.values()
    taken = choices.says("articulation_objective")
    return "articulation_objective" if has and not taken else ATTRIBUTE


def money(choices: Choices, heading: Heading) -> str:
    """A budget with its period and who pays: the words that tell it from its neighbours."""
    source = meanings.source(heading)
    if not source and heading.period and heading.rest:
        alike = {
            column.heading.rest
            for column in choices.columns
            if column.heading.period == heading.period and is_headed(column, "budget")
        }
        source = heading.rest if len(alike) > 1 else ""
    if source:
        return f"budget:{heading.period}:{source}"
    return f"budget:{heading.period}" if heading.period else "budget"
