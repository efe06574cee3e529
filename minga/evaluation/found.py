"""What a search finds among evaluations and solutions, who sees which, where promises come from."""

from __future__ import annotations

from collections.abc import Collection

from minga.base.hits import Hit, excerpt
from minga.evaluation.models import Assessment, Evaluation, Recommendation, Solution
from minga.people.models import Visitor


def evaluations(user: Visitor, question: str, *, after: int = 0, limit: int = 10) -> list[Hit]:
    seen = Evaluation.objects.visible_to(user).filter(pk__gt=after)
    found = seen.matching(question).order_by("pk")
    return [
        Hit(
            key=one.pk,
            title=one.title,
            url=one.get_absolute_url(),
            where=str(one.get_status_display()),
            excerpt=excerpt(one.method, question),
        )
        for one in found[:limit]
    ]


def solutions(user: Visitor, question: str, *, after: int = 0, limit: int = 10) -> list[Hit]:
    seen = Solution.objects.visible_to(user).filter(pk__gt=after)
    found = seen.matching(question).order_by("pk")
    return [
        Hit(
            key=one.pk,
            title=one.name,
            url=one.get_absolute_url(),
            where=str(one.get_status_display()),
            excerpt=excerpt(one.problem, question),
        )
        for one in found[:limit]
    ]


def assessments_seen(user: Visitor, ids: Collection[int]) -> set[int]:
    """Assessments, and so their files, that the person may see."""
    seen = Solution.objects.visible_to(user)
    found = Assessment.objects.filter(pk__in=ids, solution__in=seen)
    return set(found.values_list("pk", flat=True))


def of_recommendations(ids: Collection[int], user: Visitor) -> dict[int, tuple[str, str]]:
    """Recommendation -> the evaluation it stands in, as (label, address), where it may be seen."""
    seen = Evaluation.objects.visible_to(user)
    found = Recommendation.objects.filter(pk__in=ids, evaluation__in=seen)
    return {
        one.pk: (one.evaluation.title, one.get_absolute_url())
        for one in found.select_related("evaluation")
    }
