"""What every change of what was told brings about: kept answers grow old, scores follow."""

from __future__ import annotations

from collections.abc import Collection

from django.db.models import F

from minga.monitoring.scoring.refresh import refresh
from minga.plans.models import Plan


def follow(plans: Collection[int], indicators: Collection[int], only: Collection[str] = ()) -> None:
    """To be called once at the end of an action, inside its transaction.

    Scoring the indicators raises the revision of their plans too; `only` as for `refresh`.
    """
    if indicators:
        refresh(indicators, only)
    elif plans:
        Plan.objects.filter(pk__in=plans).update(revision=F("revision") + 1)
