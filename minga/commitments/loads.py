"""What each actor still has to do."""

from __future__ import annotations

from collections.abc import Iterable

from minga.actors.ties import Scope
from minga.commitments.models import Commitment
from minga.people.models import Visitor


def open_ones(scope: Scope, user: Visitor) -> Iterable[tuple[int, int]]:
    """The actor of each open commitment; one query."""
    found = Commitment.objects.visible_to(user).open().order_by()
    if scope.plan:
        found = found.filter(plan=scope.plan)
    return ((actor, 1) for actor in found.values_list("actor", flat=True).iterator())
