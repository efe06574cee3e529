"""What was promised in answer to a recommendation is seen by whoever sees its evaluation."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection
from itertools import batched

from minga.base import history
from minga.base.models import Visibility
from minga.commitments.actions import show
from minga.commitments.models import Commitment
from minga.evaluation.models import Evaluation, EvaluationQuerySet, Recommendation
from minga.people.models import User

RECORD = history.label(Recommendation)


def seen_as(visibility: str, initiative: str | None) -> str:
    """Of an evaluation that is seen so, of an initiative, or none, that is seen so."""
    return (initiative or visibility) if visibility == Visibility.PUBLIC else visibility


def settle(evaluations: EvaluationQuerySet, *, by: User | None = None) -> None:
    """Show or hide what was promised, after who sees the evaluations changed."""
    rows = Recommendation.objects.filter(evaluation__in=evaluations)
    rows = rows.exclude(response=Recommendation.Response.PENDING)
    found: dict[str, list[int]] = defaultdict(list)
    seen = ("evaluation__visibility", "evaluation__initiative__visibility")
    for key, *both in rows.order_by().values_list("pk", *seen):
        found[seen_as(*both)].append(key)
    for visibility, keys in found.items():
        show(Commitment.objects.born_in(RECORD, *keys), visibility, by=by)


def follow(*, initiatives: Collection[int] = (), plan: int = 0) -> None:
    """What is done here when initiatives changed, or whatever of a plan."""
    if plan:
        settle(Evaluation.objects.filter(plan=plan))
    for some in batched(initiatives, 1000):
        settle(Evaluation.objects.filter(initiative__in=some))
