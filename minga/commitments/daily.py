"""Once a day: owners are reminded, and what is long overdue is told to the heads."""

from __future__ import annotations

import datetime
from collections.abc import Iterator

from django.db import transaction
from django.db.models import Q

from minga.base import history
from minga.commitments.models import Commitment, CommitmentQuerySet
from minga.commitments.telling import tell_heads, tell_owners
from minga.plans.models import Plan

AT_ONCE = 500
Told = Commitment.Told


def daily(today: datetime.date) -> None:
    """Tell of each line that a commitment crossed since it was last looked at, only the last one.

    What is told is kept with each commitment in the same transaction: run twice, or again after
    having been killed, it tells nothing twice; days on which it did not run are made up for.
    """
    days = {Told.LATE: -1, Told.TOMORROW: Commitment.SOON[1], Told.SOON: Commitment.SOON[0]}
    kinds = {
        Told.LATE: "commitments.late",
        Told.TOMORROW: "commitments.soon",
        Told.SOON: "commitments.soon",
    }
    for told, left in days.items():
        crossed = Q(due__lte=today + datetime.timedelta(left), told__in=range(told))
        for found in _claimed(Commitment.objects.due().filter(crossed), told=told):
            tell_owners(found, kinds[told], by=None)
    for wanted in _overdue(today):
        for found in _claimed(wanted, told=Told.ESCALATED, escalated_on=today):
            history.record_all([(c, {}, {}) for c in found], "escalated", by=None)
            tell_heads(found, "commitments.escalated")


def _overdue(today: datetime.date) -> Iterator[CommitmentQuerySet]:
    """Late by more days than the plan allows, and not told to the heads yet; plan by plan."""
    late = Commitment.objects.due().filter(told=Told.LATE, escalated_on=None)
    plans: list[tuple[int | None, int]] = list(Plan.objects.values_list("pk", "escalate_after"))
    usual = Plan._meta.get_field("escalate_after").get_default()
    for plan, days in [*plans, (None, usual)]:
        yield late.filter(plan=plan, due__lt=today - datetime.timedelta(days))


def _claimed(wanted: CommitmentQuerySet, **changes: object) -> Iterator[list[Commitment]]:
    """So many at a time, each set changed and told of in one transaction."""
    while True:
        with transaction.atomic():
            found = list(
                wanted.select_for_update(of=("self",), skip_locked=True)
                .select_related("actor", "person", "unit")
                .order_by("pk")[:AT_ONCE]
            )
            if not found:
                return
            Commitment.objects.filter(pk__in=[c.pk for c in found]).update(**changes)
            yield found
