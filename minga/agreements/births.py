"""Where a commitment was born: an obligation is named by its agreement."""

from __future__ import annotations

from collections.abc import Collection

from django.db.models import F

from minga.agreements.models import Agreement
from minga.people.models import Visitor


def of_obligations(ids: Collection[int], user: Visitor) -> dict[int, tuple[str, str]]:
    """Obligation -> the agreement that it stands in, as (label, address), where it may be seen."""
    # by joining: the few obligations are looked up first, and then only their agreements
    found = Agreement.objects.visible_to(user).filter(obligations__in=list(ids))
    named = found.order_by().annotate(obligation=F("obligations"))
    return {a.obligation: (str(a), a.get_absolute_url()) for a in named}  # type: ignore[attr-defined]
