"""Whom a commitment concerns, and telling them."""

from __future__ import annotations

import datetime
from collections.abc import Collection, Iterable, Sequence
from typing import Any

from minga.commitments.models import Commitment
from minga.notices.tell import tell_all
from minga.people.models import Membership, Role, User

OWNERS = (Role.HEAD, Role.DELEGATE, Role.PARTNER)
LONG = 160  # letters of a text that a notice repeats


def people_by_unit(units: Collection[int], roles: Collection[str]) -> dict[int, list[User]]:
    """Who holds one of the roles today, unit by unit; one query."""
    found: dict[int, list[User]] = {}
    if not units:
        return found
    held = Membership.objects.held_on(datetime.date.today()).filter(
        unit__in=set(units), role__in=roles, user__is_active=True
    )
    for membership in held.select_related("user").order_by("pk"):
        people = found.setdefault(membership.unit_id or 0, [])
        if membership.user not in people:
            people.append(membership.user)
    return found


def owners(commitments: Sequence[Commitment]) -> dict[int, list[User]]:
    """The person who answers for each, or all who speak for the unit."""
    units = {c.actor.unit_id for c in commitments if c.actor.unit_id and not _person(c)}
    people = people_by_unit(units, OWNERS)
    return {
        c.pk: [person] if (person := _person(c)) else people.get(c.actor.unit_id or 0, [])
        for c in commitments
    }


def deciders(commitments: Iterable[Commitment]) -> dict[int, list[User]]:
    """The heads of the unit that asked for each; where it has none, the coordination."""
    known = list(commitments)
    heads = people_by_unit({c.unit_id for c in known if c.unit_id}, [Role.HEAD])
    found = {c.pk: heads.get(c.unit_id or 0, []) for c in known}
    if not all(found.values()):
        others = coordinators()
        found = {pk: people or others for pk, people in found.items()}
    return found


def coordinators() -> list[User]:
    held = Membership.objects.held_on(datetime.date.today()).filter(
        role=Role.COORDINATOR, user__is_active=True
    )
    return list({m.user_id: m.user for m in held.select_related("user")}.values())


def tell_owners(
    commitments: Sequence[Commitment], kind: str, *, by: User | None, **more: Any
) -> None:
    _tell(commitments, owners(commitments), kind, by=by, **more)


def tell_deciders(
    commitments: Sequence[Commitment], kind: str, *, by: User | None, **more: Any
) -> None:
    _tell(commitments, deciders(commitments), kind, by=by, **more)


def tell_heads(commitments: Sequence[Commitment], kind: str) -> None:
    """The heads of the unit that owes it, and those of the unit that asked for it."""
    people = deciders(commitments)
    owing = people_by_unit({c.actor.unit_id for c in commitments if c.actor.unit_id}, [Role.HEAD])
    for commitment in commitments:
        heads = owing.get(commitment.actor.unit_id or 0, [])
        people[commitment.pk] = [*heads, *people[commitment.pk]]
    _tell(commitments, people, kind, by=None)


def _tell(
    commitments: Sequence[Commitment],
    people: dict[int, list[User]],
    kind: str,
    *,
    by: User | None,
    **more: Any,
) -> None:
    told = [(people[c.pk], c, {**_params(c), **more}) for c in commitments]
    tell_all(told, kind, by=by)


def _params(commitment: Commitment) -> dict[str, Any]:
    """What the sentences of notices speak of."""
    text = commitment.text
    if len(text) > LONG:
        text = f"{text[:LONG].rsplit(' ', 1)[0]}…"
    return {
        "text": text,
        "actor": str(commitment.actor),
        "due": commitment.due.isoformat() if commitment.due else "",
    }


def _person(commitment: Commitment) -> User | None:
    person = commitment.person
    return person if person and person.is_active else None
