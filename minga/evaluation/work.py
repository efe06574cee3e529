"""What waits for a person: recommendations without a response."""

from __future__ import annotations

import datetime

from django.urls import reverse
from django.utils.translation import gettext_lazy

from minga.base.work import Pile, Waiting, first
from minga.evaluation.models import Recommendation
from minga.people.models import Role, User


def waiting(user: User, today: datetime.date, limit: int) -> list[Pile]:
    """One query, whatever there is."""
    units = user.units_as(Role.HEAD)
    rows = Recommendation.objects.waiting().filter(unit__in=units).select_related("evaluation")
    found, total = first(rows.order_by("pk"), limit)
    return [
        Pile(
            "approve",
            gettext_lazy("Recomendaciones por responder"),
            [
                Waiting(
                    title=one.text,
                    url=reverse("evaluation:respond", args=[one.evaluation_id, one.number]),
                    where=one.evaluation.title,
                    state=one.response,
                    state_label=one.get_response_display(),
                )
                for one in found
            ],
            total,
            reverse("evaluation:index"),
        )
    ]
