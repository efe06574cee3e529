"""The days by which a person, or a unit that the person speaks for, has to keep a promise."""

from __future__ import annotations

import datetime
from collections.abc import Iterator
from typing import Any

from django.db.models import Count, OuterRef, Subquery
from django.utils.translation import gettext as _

from minga.base import history
from minga.base.dated import Dated
from minga.base.models import Entry
from minga.commitments.found import shortened
from minga.commitments.models import Commitment
from minga.people.models import User

Status = Commitment.Status
SHOWN = (*Commitment.OPEN, Status.CANCELLED)  # a calendar that had it is told that it is off


def dates(
    user: User | None,
    about: tuple[str, int] | None,
    first: datetime.date,
    last: datetime.date,
    most: int | None = None,
) -> Iterator[Dated]:
    """One query. What is kept is out of the way."""
    if user is None or about is not None:
        return
    newest = Entry.objects.filter(record=history.label(Commitment), object_id=OuterRef("pk"))
    found: Any = (
        Commitment.objects.visible_to(user)
        .owed_by(user)
        .filter(status__in=SHOWN, due__range=(first, last))
        .select_related("actor")
        .annotate(
            moves=Count("reschedulings"), changed=Subquery(newest.order_by("-at").values("at")[:1])
        )
    )
    for commitment in found.order_by("due", "pk")[:most]:
        off = commitment.status == Status.CANCELLED
        yield Dated(
            uid=f"commitment-{commitment.uuid}@minga",
            summary=_("Plazo: %(text)s") % {"text": shortened(commitment.text)},
            starts=commitment.due,
            url=commitment.get_absolute_url(),
            description=f"{commitment.text}\n{commitment.actor}",
            sequence=commitment.moves + off,
            cancelled=off,
            changed=commitment.changed,
            kind=_("Compromiso"),
        )
