"""Scores and figures follow what they are made of."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable
from itertools import batched

from django.db import transaction
from django.db.models import F, Q

from minga.monitoring.models import Indicator, IndicatorQuerySet, Rule, Score, Standing
from minga.monitoring.scoring.compute import scores_of
from minga.monitoring.scoring.deltas import Deltas
from minga.monitoring.scoring.grouping import standings
from minga.plans.models import Plan

BATCH = 1000
READINGS = ("by_readings",)  # nothing else changed
APPROVALS = (*READINGS, "by_approvals")  # nothing but that what was sent is approved now
Held = dict[int, list[Score]]


@transaction.atomic
def refresh(indicators: Collection[int], only: Collection[str] = ()) -> None:
    """Score these indicators anew and carry the differences to the figures.

    To be called inside the transaction of every action that changes a reading told, a target, a
    base, or what an indicator measures. The queries do not grow with the plan, nor with how many
    they are up to a thousand. `only` says what the action is (READINGS, APPROVALS), if that.
    """
    for some in batched(sorted(set(indicators)), BATCH):
        plans = Indicator.objects.filter(pk__in=some).order_by().values_list("plan", flat=True)
        claim(plans, only)
        renew(some)


def regroup(initiatives: Collection[int]) -> None:
    """Count anew what measures these initiatives: where they belong, or who sees them, changed."""
    for some in batched(sorted(set(initiatives)), BATCH):
        measures = Q(initiative__in=some) | Q(articulation__initiative__in=some)
        _regroup(Indicator.objects.filter(measures, standing__isnull=False))


@transaction.atomic
def _regroup(indicators: IndicatorQuerySet) -> None:
    """Their scores stay; only those that stand elsewhere now are counted anew."""
    plans = dict(indicators.order_by().values_list("pk", "plan"))
    for some in batched(plans, BATCH):
        claim(plans[key] for key in some)
        stands, stood = standings(some), Standing.objects.in_bulk(some)
        moved = [key for key in some if _differs(stands[key], stood.get(key))]
        held = _held(moved)
        deltas = Deltas()
        for key in moved:
            deltas.move((stood.get(key), held[key]), (stands[key], held[key]))
        _stand([stands[key] for key in moved])
        deltas.carry()


def claim(plans: Iterable[int], only: Collection[str] = ()) -> None:
    """Give the plans a new revision: whoever scores in them meanwhile has to wait, and then reads
    what was written here. It comes before all the rest, so that nobody waits in a circle."""
    raised = {name: F(name) + 1 for name in ("revision", *only)}
    Plan.objects.filter(pk__in=set(plans)).update(**raised)


def renew(indicators: Collection[int]) -> None:
    """Scores, standings and figures of some indicators; their plans are claimed already."""
    scores = scores_of(indicators)
    stands = standings(indicators)
    held = _held(indicators)
    stood = Standing.objects.in_bulk(indicators)
    deltas = Deltas()
    for key in scores:
        deltas.move((stood.get(key), held[key]), (stands[key], scores[key]))
    _keep(scores, held)
    measured = [key for key in scores if scores[key] or key in stood]
    _stand([stands[key] for key in measured if _differs(stands[key], stood.get(key))])
    deltas.carry()


def _held(indicators: Collection[int]) -> Held:
    """The scores that are stored, of these."""
    held: Held = defaultdict(list)
    if indicators:
        found = Score.objects.filter(indicator__in=indicators, rule__kind=Rule.Kind.TARGET)
        for score in found:
            held[score.indicator_id].append(score)
    return held


def _keep(scores: Held, held: Held) -> None:
    """Write the scores that changed, under the keys they have, and take those away that ended."""
    before = {_key(score): score for some in held.values() for score in some}
    after = {_key(score): score for some in scores.values() for score in some}
    Score.objects.bulk_create(
        [score for key, score in after.items() if _said(score) != _said(before.get(key))],
        update_conflicts=True,
        unique_fields=["indicator", "rule", "year", "basis"],
        update_fields=["raw", "capped", "light", "inputs", "computed_at"],
    )
    if gone := [score.pk for key, score in before.items() if key not in after]:
        Score.objects.filter(pk__in=gone).delete()


def _stand(changed: list[Standing]) -> None:
    Standing.objects.bulk_create(
        changed,
        update_conflicts=True,
        unique_fields=["indicator"],
        update_fields=["weight", "public", "groups"],
    )


def _key(score: Score) -> tuple[int, int, int, str]:
    return score.indicator_id, score.rule_id, score.year, score.basis


def _said(score: Score | None) -> tuple[object, ...] | None:
    return (score.raw, score.capped, score.light, score.inputs) if score else None


def _differs(new: Standing, old: Standing | None) -> bool:
    return old is None or new.said != old.said
