"""The milestones, the money and the people of an initiative, on its page."""

from __future__ import annotations

import datetime
from typing import Any

from minga.monitoring.means import ZERO, flags, full_time, stages
from minga.monitoring.means.tables import CENT, Sums
from minga.monitoring.models import BudgetLine, BudgetTotal, Milestone, Post
from minga.people.models import Visitor
from minga.plans.models import Initiative

SHOWN = 60  # of each; the lists have all


def context(initiative: Initiative, visitor: Visitor) -> dict[str, Any]:
    """All that `panel_means.html` shows, nothing where there is nothing; six queries at most."""
    today = datetime.date.today()
    milestones = list(
        Milestone.objects.visible_to(visitor).filter(initiative=initiative).with_moves()[:SHOWN]
    )
    lines = list(
        BudgetLine.objects.visible_to(visitor)
        .filter(initiative=initiative)
        .order_by("year", "pk")[:SHOWN]
    )
    posts = list(
        Post.objects.visible_to(visitor)
        .filter(initiative=initiative)
        .select_related("unit")
        .order_by("-year", "name")[:SHOWN]
    )
    for milestone in milestones:
        milestone.initiative = initiative
    counted = [m for m in milestones if m.status != Milestone.Status.DROPPED]
    weights = sum((m.weight for m in counted), ZERO)
    reached = sum((m.weight for m in counted if m.status == Milestone.Status.REACHED), ZERO)
    editable = initiative.editable_for(visitor)
    total = BudgetTotal.objects.filter(initiative=initiative).first()
    if not (milestones or lines or posts or total or editable):
        return {}
    return {
        "plan": initiative.plan,
        "initiative": initiative,
        "editable": editable,
        "today": today,
        "milestones": milestones,
        "reached": sum(1 for m in counted if m.status == Milestone.Status.REACHED),
        "counted": len(counted),
        "advance": 100 * reached / weights if weights else None,
        "lines": [{"line": line, "odd": flags(line)} for line in lines],
        "sums": _by_currency(lines),
        "total": total,
        "posts": [{"post": post, "fte": post.count * post.share} for post in posts],
        "fte": _by_year(posts),
    }


def _by_currency(lines: list[BudgetLine]) -> list[tuple[str, Sums]]:
    """Where there are several lines: what they add up to, each currency alone."""
    found: dict[str, Sums] = {}
    for line in lines:
        sums = found.setdefault(line.currency, Sums())
        one = Sums(
            1,
            {
                stage: None if amount is None else amount.quantize(CENT)
                for stage, amount in stages(line).items()
            },
            {stage: int(amount is not None) for stage, amount in stages(line).items()},
        )
        sums.add(one)
    return [(currency, sums) for currency, sums in found.items() if sums.lines > 1]


def _by_year(posts: list[Post]) -> list[tuple[int, Any]]:
    years = sorted({post.year for post in posts})
    return [(year, full_time(p for p in posts if p.year == year)) for year in years]
