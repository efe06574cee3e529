"""Whom a reading concerns, and telling them once for what was done at once."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from minga.commitments.telling import coordinators, people_by_unit
from minga.monitoring.models import Period, Reading
from minga.monitoring.standing import by_unit
from minga.notices.tell import tell_all
from minga.people.models import Role, User
from minga.plans.models import Plan

REPORTERS = (Role.DELEGATE, Role.PARTNER)
LONG = 120  # letters of a name that a notice repeats


def sent(readings: Sequence[Reading], *, by: User | None) -> None:
    """The heads of the units that own them; where nobody heads one, the coordination."""
    heads = people_by_unit(_owners(readings), [Role.HEAD])
    others: list[User] | None = None
    told = []
    for (_period, unit), some in _grouped(readings, lambda r: r.indicator.owner_id).items():
        people = heads.get(unit or 0)
        if not people:
            others = coordinators() if others is None else others
            people = others
        told.append((people, some))
    _tell(told, "sent", by=by)


def decided(readings: Sequence[Reading], *, by: User) -> None:
    """Whoever reported them: they are approved."""
    _tell(_to_reporters(readings), "approved", by=by)


def given_back(reading: Reading, *, by: User, reason: str) -> None:
    _tell(_to_reporters([reading]), "returned", by=by, reason=reason)


def of_periods(periods: Sequence[Period], verb: str, *, by: User) -> None:
    """Each who still has something to report in them: once, of all; `periods` from the first."""
    known = by_unit(periods)
    lacks = {
        period.pk: {unit for unit, one in known[period.pk].items() if unit and one.unreported}
        for period in periods
    }
    people = reporters_of(set().union(*lacks.values()))
    told: dict[User, list[Period]] = {}
    for period in periods:
        for person in {p for unit in lacks[period.pk] for p in people.get(unit, ())}:
            told.setdefault(person, []).append(period)
    tell_all(
        [
            ([person], some[0], {"n": len(some), "first": some[0].name, "last": some[-1].name})
            for person, some in told.items()
        ],
        f"monitoring.periods_{verb}",
        by=by,
    )


def reporters_of(units: set[int]) -> dict[int, list[User]]:
    """Who reports for each unit: its delegates, or its heads where it has none."""
    delegates = people_by_unit(units, REPORTERS)
    heads = people_by_unit(units - delegates.keys(), [Role.HEAD])
    return heads | delegates


def _to_reporters(readings: Sequence[Reading]) -> list[tuple[list[User], list[Reading]]]:
    """The person who sent each, or all who report for the unit where there is none."""
    nobodys = {r.indicator.owner_id for r in readings if not _person(r) and r.indicator.owner_id}
    units = reporters_of(nobodys) if nobodys else {}
    told = []
    for some in _grouped(readings, lambda r: r.reported_by_id).values():
        person = _person(some[0])
        people = [person] if person else units.get(some[0].indicator.owner_id or 0, [])
        told.append((people, some))
    return told


def _person(reading: Reading) -> User | None:
    person = reading.reported_by
    return person if person and person.is_active else None


def _owners(readings: Iterable[Reading]) -> set[int]:
    return {r.indicator.owner_id for r in readings if r.indicator.owner_id}


def _grouped(readings: Iterable[Reading], who: Any) -> dict[tuple[int, Any], list[Reading]]:
    found: dict[tuple[int, Any], list[Reading]] = {}
    for reading in readings:
        found.setdefault((reading.period_id, who(reading)), []).append(reading)
    return found


def _tell(
    told: Sequence[tuple[list[User], list[Reading]]], kind: str, *, by: User | None, **more: Any
) -> None:
    """One reading by its name, several by how many they are."""
    _know_plans([reading for _people, some in told for reading in some[:1]])
    ones = [
        (people, some[0], {**_params(some[0]), **more}) for people, some in told if not some[1:]
    ]
    many: list[tuple[list[User], Period, dict[str, Any]]] = [
        (people, some[0].period, {"n": len(some), "period": some[0].period.name, **more})
        for people, some in told
        if some[1:]
    ]
    tell_all(ones, f"monitoring.{kind}", by=by)
    tell_all(many, f"monitoring.{kind}_many", by=by)


def _know_plans(readings: Sequence[Reading]) -> None:
    """Their addresses name their plans: with one question for all."""
    plans = Plan.objects.in_bulk({r.indicator.plan_id for r in readings})
    for reading in readings:
        reading.indicator.plan = reading.period.plan = plans[reading.indicator.plan_id]


def _params(reading: Reading) -> dict[str, Any]:
    name = str(reading.indicator)
    short = name if len(name) <= LONG else f"{name[: LONG - 1]}…"
    return {"indicator": short, "period": reading.period.name}
