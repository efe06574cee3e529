"""Approvals at the same moment, with real threads and real commits, on either database."""

from __future__ import annotations

from functools import partial

import pytest
from django.db import transaction

from minga.base.testing import together
from minga.monitoring.models import Figure, Reading
from minga.monitoring.scoring.refresh import refresh
from minga.monitoring.tests.scored import measured, same_when_made_anew, tell
from minga.plans.models import Plan


@pytest.mark.slow
def test_approvals_at_the_same_moment_lose_nothing(transactional_db: None) -> None:
    """Two threads, each with its own readings, let go together again and again."""
    plan = Plan.objects.get(code="quito")
    led = plan.initiatives.get(code="2.3.1")
    rounds = 25
    shared = measured(led, "S")
    own = [[measured(led, f"{side}-{n}") for n in range(rounds)] for side in "AB"]
    for indicators in own:
        for indicator in indicators:
            tell(indicator, 37, follow=False, status="sent")
    waiting = [
        tell(shared, n, year=2026, at=n % 12 + 1, follow=False, status="sent", category=str(n))
        for n in range(2 * rounds)
    ]

    def approve(at: int, side: int) -> None:
        with transaction.atomic():
            some = [own[side][at].pk, shared.pk]
            Reading.objects.filter(indicator=own[side][at]).update(status="approved")
            Reading.objects.filter(pk=waiting[2 * at + side].pk).update(status="approved")
            refresh(some)

    assert not together(rounds, *(partial(approve, side=side) for side in (0, 1)))
    whole = Figure.objects.get(of="plan", basis="approved", audience="all", rule__plan=plan)
    assert whole.scored == 2 * rounds + 1
    same_when_made_anew(plan)
