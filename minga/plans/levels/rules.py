"""The rule, read from data/levels.toml: what a competence allows, what a mechanism can carry."""

from __future__ import annotations

import tomllib
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from minga.plans.models import Articulation, Competence, Intervention, MechanismType

FILE = Path(__file__).parent.parent / "data" / "levels.toml"
Levels = tuple[Intervention, ...]
EVERY: Levels = tuple(Intervention)  # the most first


@cache
def _rules() -> dict[str, Any]:
    return tomllib.loads(FILE.read_text(encoding="utf-8"))


def _in_order(names: Sequence[str]) -> Levels:
    return tuple(level for level in EVERY if level.value in names)


def may(kind: str, mechanism: MechanismType | None = None) -> Levels:
    """What a kind of competence allows, by a mechanism or by none in particular."""
    rule = _rules()["may"][kind]
    for exception in rule.get("exception", ()) if mechanism else ():
        assert mechanism
        named = mechanism.code in exception.get("mechanisms", ())
        if named or mechanism.family == exception.get("family"):
            return _in_order(exception["levels"])
    return _in_order(rule["default"])


def serves(mechanism: MechanismType) -> Levels:
    """What a mechanism can carry, whatever the competence."""
    rules = _rules()["serves"]
    found = rules["mechanism"].get(mechanism.code) or rules["family"].get(mechanism.family)
    return _in_order(found) if found else EVERY


def allowed(competence: Competence, mechanism: MechanismType | None = None) -> Levels:
    """What may be done in a matter by a mechanism; nothing where it needs more than is allowed."""
    lawful = may(competence.kind, mechanism)
    if mechanism is None:
        return lawful
    carried = serves(mechanism)
    return tuple(level for level in lawful if level in carried)


@dataclass(frozen=True, slots=True)
class May:
    """What an articulation may do by one of its mechanisms; None: it foresees none."""

    mechanism: MechanismType | None
    levels: Levels


def of(articulation: Articulation) -> list[May]:
    """For each mechanism that it foresees, in their order; nothing while its matter is unknown.

    Load articulations with `competence` and `uses__mechanism`, or each asks the database.
    """
    competence = articulation.competence
    if competence is None:
        return []
    mechanisms = [use.mechanism for use in articulation.uses.all()]
    if not mechanisms:
        return [May(None, allowed(competence))]
    return [May(one, allowed(competence, one)) for one in mechanisms]


def together(found: Sequence[May]) -> Levels:
    """What may be done by any of them."""
    return tuple(level for level in EVERY if any(level in one.levels for one in found))


@dataclass(frozen=True, slots=True)
class Mismatch:
    """`mechanism`: one needs more than is allowed. `level`: what was chosen may not be done."""

    reason: str
    mechanisms: tuple[str, ...] = ()


def mismatch(articulation: Articulation) -> Mismatch | None:
    """Only where a person confirmed the matter: a guess finds nobody at fault."""
    if not articulation.competence_confirmed or articulation.competence is None:
        return None
    found = of(articulation)
    barred = tuple(one.mechanism.code for one in found if one.mechanism and not one.levels)
    if articulation.level and articulation.level not in together(found):
        return Mismatch("level", barred)
    return Mismatch("mechanism", barred) if barred else None
