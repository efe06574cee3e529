"""Who sees a reading sees its files; whoever sees a plan sees its periods."""

from __future__ import annotations

from collections.abc import Collection

from minga.monitoring.models import Period, Reading
from minga.people.models import Visitor
from minga.plans.models import Plan


def readings(user: Visitor, ids: Collection[int]) -> set[int]:
    plans = Plan.objects.visible_to(user)
    seen = Reading.objects.visible_to(user).filter(pk__in=ids, indicator__plan__in=plans)
    return set(seen.values_list("pk", flat=True))


def periods(user: Visitor, ids: Collection[int]) -> set[int]:
    seen = Period.objects.filter(pk__in=ids, plan__in=Plan.objects.visible_to(user))
    return set(seen.values_list("pk", flat=True))
