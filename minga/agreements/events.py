"""What agreements add to the timeline of an initiative."""

from __future__ import annotations

from collections.abc import Collection

from django.utils.translation import gettext as _

from minga.agreements.models import Agreement, Formalises, Party
from minga.agreements.saying import ON_TIMELINE, RETURNS, event
from minga.base import history
from minga.base.models import Entry
from minga.people.models import User, Visitor
from minga.plans.models import Initiative
from minga.plans.timeline import NEWEST, Event


def events(initiative: Initiative, user: Visitor) -> list[Event]:
    """What happened to its agreements, and the day on which each ends; three queries."""
    linked = Formalises.objects.filter(articulation__initiative=initiative).values("agreement")
    found = {
        agreement.pk: agreement
        for agreement in Agreement.objects.visible_to(user)
        .filter(pk__in=linked)
        .select_related("type")
    }
    if not found:
        return []
    inside = isinstance(user, User) and user.works_for_the_government
    verbs = (*ON_TIMELINE, *RETURNS) if inside else ON_TIMELINE
    entries = Entry.objects.filter(
        record=history.label(Agreement), object_id__in=found, verb__in=verbs
    ).select_related("by")[:NEWEST]
    closed = _with_hidden(found, user)
    told = [
        event(entry, of=found[entry.object_id], names=entry.object_id not in closed)
        for entry in entries
    ]
    told += [
        Event(
            _("Termina el plazo de «%(title)s».") % {"title": agreement.number or agreement.title},
            on=agreement.term_ends,
            url=agreement.get_absolute_url(),
            to_come=True,
        )
        for agreement in found.values()
        if agreement.term_ends and agreement.status in Agreement.LIVE
    ]
    return told


def _with_hidden(agreements: Collection[int], user: Visitor) -> set[int]:
    """Those that have a party whose name the visitor may not know."""
    if isinstance(user, User) and user.works_for_the_government:
        return set()
    parties = Party.objects.filter(agreement__in=agreements)
    hidden = parties.exclude(pk__in=parties.named_to(user).values("pk"))
    return set(hidden.values_list("agreement", flat=True))
