"""What commitments add to the timeline of an initiative."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator

from django.utils.translation import gettext as _

from minga.base import history
from minga.base.models import Entry
from minga.commitments.found import shortened
from minga.commitments.models import Commitment
from minga.commitments.saying import ON_TIMELINE
from minga.people.models import Visitor
from minga.plans.models import Initiative
from minga.plans.timeline import NEWEST, Event

FEW = 3  # days to come of one thing promised every month


def events(initiative: Initiative, user: Visitor) -> list[Event]:
    """What was promised, kept or given back, and the days still to come; two queries."""
    seen = Commitment.objects.visible_to(user).filter(articulation__initiative=initiative)
    found = {c.pk: c for c in seen.select_related("actor").order_by("-pk")[: 5 * NEWEST]}
    if not found:
        return []
    entries = Entry.objects.filter(
        record=history.label(Commitment), object_id__in=found, verb__in=ON_TIMELINE
    ).select_related("by")[:NEWEST]
    told = [_event(entry, found[entry.object_id]) for entry in _once(entries, found)]
    told += [
        Event(
            _("Plazo de un compromiso de %(actor)s: «%(text)s».") % _said(commitment),
            on=commitment.due,
            url=commitment.get_absolute_url(),
            to_come=True,
        )
        for commitment in _next(found.values())
    ]
    return told


def _next(found: Iterable[Commitment]) -> Iterator[Commitment]:
    """Those still open, first the oldest; of what recurs, only its next few days."""
    told: Counter[tuple[int, str]] = Counter()
    dated = [c for c in found if c.due and c.status in Commitment.OPEN]
    for commitment in sorted(dated, key=lambda c: (c.due, c.pk)):
        promised = (commitment.actor_id, commitment.text)
        told[promised] += 1
        if told[promised] <= FEW:
            yield commitment


def _once(entries: Iterable[Entry], found: dict[int, Commitment]) -> Iterator[Entry]:
    """What recurs was promised once, however many days it has; `entries` come newest first."""
    told: set[tuple[int, str]] = set()
    for entry in reversed(list(entries)):
        commitment = found[entry.object_id]
        promised = (commitment.actor_id, commitment.text)
        if entry.verb == "made" and promised in told:
            continue
        told.add(promised)
        yield entry


def _event(entry: Entry, commitment: Commitment) -> Event:
    return Event(
        str(ON_TIMELINE[entry.verb]) % _said(commitment),
        at=entry.at,
        who=str(entry.by) if entry.by else "",
        demo=entry.by.is_demo if entry.by else False,
        note=entry.note,
        url=commitment.get_absolute_url(),
    )


def _said(commitment: Commitment) -> dict[str, str]:
    return {"actor": str(commitment.actor), "text": shortened(commitment.text)}
