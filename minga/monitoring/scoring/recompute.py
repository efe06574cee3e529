"""All scores and figures of a plan anew, in sets: what `minga score` does."""

from __future__ import annotations

from collections.abc import Callable, Collection
from itertools import batched

from django.db import transaction
from django.tasks import task

from minga.base import bulk
from minga.monitoring.models import Figure, Indicator, Rule, Score, Standing
from minga.monitoring.scoring.refresh import BATCH, claim, regroup, renew
from minga.plans.models import Plan

FEW = 500  # indicators that are scored at once, while the person waits
Progress = Callable[[int, int], None]  # done, total


@transaction.atomic
def recompute(plan: Plan, progress: Progress = lambda done, total: None) -> int:
    """Score every indicator of a plan anew, a thousand at a time; returns how many they are.

    It mends whatever could have gone astray: nothing of the figures before is used.
    """
    claim([plan.pk])
    Figure.objects.filter(rule__plan=plan, rule__kind=Rule.Kind.TARGET).delete()
    Standing.objects.filter(indicator__plan=plan).delete()
    keys = list(Indicator.objects.filter(plan=plan).order_by("pk").values_list("pk", flat=True))
    for at, some in enumerate(batched(keys, BATCH), 1):
        renew(some)
        progress(min(at * BATCH, len(keys)), len(keys))
    transaction.on_commit(bulk.measure)
    return len(keys)


def recompute_soon(plan: Plan) -> bool:
    """Now if it is little work, else in the queue once this is committed; returns whether now."""
    if Score.objects.filter(indicator__plan=plan).count() <= FEW:
        recompute(plan)
        return True
    transaction.on_commit(lambda: recompute_later.enqueue(plan.pk))
    return False


@task()
def recompute_later(plan: int) -> None:
    """Score a plan anew from the queue; nothing, where the plan is gone meanwhile."""
    found = Plan.objects.filter(pk=plan).first()
    if found:
        recompute(found)


def follow(*, initiatives: Collection[int] = (), plan: int = 0) -> None:
    """What is done here when initiatives changed, or whatever of a plan."""
    regroup(initiatives)
    scored = Figure.objects.filter(rule__plan=plan)
    if plan and scored.exists():
        recompute_soon(Plan.objects.get(pk=plan))
