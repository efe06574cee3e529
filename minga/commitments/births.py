"""Where commitments were born, as the domains of their birth tell it."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from minga.base.domain import domains, offered
from minga.commitments.models import Commitment
from minga.people.models import Visitor

# a domain offers, under `births` of its manifest, for a record: (ids, visitor) -> {id: link}
Birth = tuple[str, str]  # label and address


def births_of(commitments: Iterable[Commitment], user: Visitor) -> dict[int, Birth]:
    """Commitment -> where it was born, if the visitor may see that; a query for each domain."""
    wanted: dict[str, set[int]] = {}
    known = list(commitments)
    for commitment in known:
        wanted.setdefault(commitment.record, set()).add(commitment.object_id)
    tellers = offered("births")
    told: dict[str, dict[int, Birth]] = {
        record: teller(sorted(wanted[record]), user)
        for record, teller in tellers.items()
        if record in wanted
    }
    found = {c.pk: told.get(c.record, {}).get(c.object_id) for c in known}
    return {pk: birth for pk, birth in found.items() if birth}


def origins() -> list[tuple[str, Any]]:
    """The kinds of origin there are: (record, name of the domain)."""
    return [(record, d.verbose_name) for d in domains() for record in d.births]
