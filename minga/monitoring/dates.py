"""The days until which the units of a person report their periods."""

from __future__ import annotations

import datetime
from collections.abc import Iterator
from typing import Any

from django.db.models import Exists, OuterRef
from django.urls import reverse
from django.utils.translation import gettext as _

from minga.base import history
from minga.base.dated import Dated
from minga.base.models import Entry
from minga.base.work import HowMany
from minga.monitoring.models import Indicator, Period
from minga.monitoring.saying import period_name
from minga.people.models import User
from minga.plans.models import Plan


def dated(
    user: User | None,
    about: tuple[str, int] | None,
    first: datetime.date,
    last: datetime.date,
    most: int | None = None,
) -> Iterator[Dated]:
    """One query. A closed period takes nothing any more."""
    if user is None or about is not None or not user.own_units:
        return
    own = Indicator.objects.measured().filter(
        plan=OuterRef("plan"), frequency=OuterRef("frequency"), owner__in=user.own_units
    )
    moves = Entry.objects.filter(
        record=history.label(Period), object_id=OuterRef("pk"), verb="due_moved"
    )
    found: Any = (
        Period.objects.filter(Exists(own), due__range=(first, last))
        .filter(plan__in=Plan.objects.visible_to(user))
        .exclude(status=Period.Status.CLOSED)
        .select_related("plan")
        .annotate(moves=HowMany(moves.order_by().values("pk")))
    )
    for period in found.order_by("due", "pk")[:most]:
        address = reverse("monitoring:reporting", args=[period.plan.code])
        yield Dated(
            uid=f"period-{period.pk}@minga",
            summary=_("Reportar los indicadores: %(period)s") % {"period": period_name(period)},
            starts=period.due,
            url=f"{address}?period={period.pk}",
            description=period.plan.label,
            sequence=period.moves,
            kind=_("Lecturas"),
        )
