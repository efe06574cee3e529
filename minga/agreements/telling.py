"""Whom an agreement concerns, and telling them."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from minga.agreements.models import Agreement
from minga.base.models import Visibility
from minga.commitments.telling import coordinators, people_by_unit
from minga.notices.tell import tell
from minga.people.models import Role, User

UNIT = (Role.HEAD, Role.DELEGATE)
LONG = 160  # letters of a title that a notice repeats


def heads(agreement: Agreement) -> list[User]:
    """Who reviews it: the heads of its unit; where nobody heads it, the coordination."""
    return people_by_unit([agreement.unit_id], [Role.HEAD]).get(agreement.unit_id) or coordinators()


def authors(agreement: Agreement) -> list[User]:
    """Who writes it: the delegates of its unit, and who administers it."""
    found = people_by_unit([agreement.unit_id], [Role.DELEGATE]).get(agreement.unit_id, [])
    return _once([*found, agreement.administrator])


def signers(agreement: Agreement) -> list[User]:
    """The heads of the units that are its parties."""
    units = agreement.parties.exclude(actor__unit=None).values_list("actor__unit", flat=True)
    found = people_by_unit(list(units), [Role.HEAD])
    return _once([person for people in found.values() for person in people])


def everybody(agreement: Agreement) -> list[User]:
    """People of its unit, who administers it, and who speaks for its parties."""
    return everybody_of([agreement])[agreement.pk]


def everybody_of(agreements: Collection[Agreement]) -> dict[int, list[User]]:
    """The same for many, with two queries; each needs its `administrator` and `parties`."""
    units: dict[int, set[int]] = {}
    for agreement in agreements:
        parties = agreement.parties.select_related("actor") if _bare(agreement) else None
        rows = parties if parties is not None else agreement.parties.all()
        units[agreement.pk] = {party.actor.unit_id for party in rows if party.actor.unit_id}
    wanted = {unit for some in units.values() for unit in some} | {a.unit_id for a in agreements}
    own = people_by_unit(wanted, UNIT)
    partners = people_by_unit(wanted, [Role.PARTNER])
    found = {}
    for agreement in agreements:
        people: list[User | None] = [agreement.administrator, *own.get(agreement.unit_id, [])]
        for unit in sorted(units[agreement.pk]):
            people += own.get(unit, [])
            if agreement.visibility != Visibility.INTERNAL:
                people += partners.get(unit, [])
        found[agreement.pk] = _once(people)
    return found


def say(
    people: Collection[User],
    kind: str,
    agreement: Agreement,
    *,
    by: User | None = None,
    **params: Any,
) -> None:
    """Tell people of an agreement; each sentence may use %(title)s besides `params`."""
    title = str(agreement)
    short = title if len(title) <= LONG else f"{title[: LONG - 1]}…"
    tell(people, f"agreements.{kind}", agreement, by=by, title=short, **params)


def _bare(agreement: Agreement) -> bool:
    return "parties" not in getattr(agreement, "_prefetched_objects_cache", {})


def _once(people: Collection[User | None]) -> list[User]:
    return list({person.pk: person for person in people if person}.values())
