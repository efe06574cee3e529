"""Who sees a commitment sees its files."""

from __future__ import annotations

from collections.abc import Collection

from minga.commitments.models import Commitment
from minga.people.models import Visitor


def visible(user: Visitor, ids: Collection[int]) -> set[int]:
    seen = Commitment.objects.visible_to(user).filter(pk__in=ids)
    return set(seen.values_list("pk", flat=True))
