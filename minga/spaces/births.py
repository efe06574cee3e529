"""Where a commitment was born: a session is named by its space and number."""

from __future__ import annotations

from collections.abc import Collection

from minga.people.models import Visitor
from minga.spaces.models import Session


def of_sessions(ids: Collection[int], user: Visitor) -> dict[int, tuple[str, str]]:
    """Session -> (label, address), where it may be seen."""
    found = Session.objects.visible_to(user).filter(pk__in=ids).select_related("space")
    return {s.pk: (str(s), s.get_absolute_url()) for s in found}
