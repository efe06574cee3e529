"""What indicators and readings add to the timeline of an initiative."""

from __future__ import annotations

from django.db.models import Q
from django.utils.translation import gettext as _

from minga.base import history
from minga.base.models import Entry
from minga.base.words import quoted
from minga.monitoring.models import Indicator, IndicatorQuerySet, Reading
from minga.monitoring.sheet import event, value_text
from minga.people.models import Visitor
from minga.plans.models import Initiative
from minga.plans.timeline import NEWEST, Event

ON_TIMELINE = ("defined", "taken_in", "targets_set", "retire", "resume")


def of_initiative(initiative: Initiative, user: Visitor) -> IndicatorQuerySet:
    """The indicators of an initiative and of its articulations, that the visitor may see."""
    measured = Q(initiative=initiative) | Q(articulation__initiative=initiative)
    return Indicator.objects.visible_to(user).filter(measured, plan=initiative.plan_id)


def events(initiative: Initiative, user: Visitor) -> list[Event]:
    """Indicators defined and their targets set, readings approved; three queries."""
    found = {one.pk: one for one in of_initiative(initiative, user)}
    if not found:
        return []
    for one in found.values():
        one.plan = initiative.plan
    entries = Entry.objects.filter(
        record=history.label(Indicator), object_id__in=found, verb__in=ON_TIMELINE
    ).select_related("by")[:NEWEST]
    approved = (
        Reading.objects.approved()
        .filter(indicator__in=found, decided_at__isnull=False)
        .select_related("period", "decided_by", "area")
        .order_by("-decided_at")[:NEWEST]
    )
    told = [event(entry, of=found[entry.object_id]) for entry in entries]
    return told + [_approved(reading, found[reading.indicator_id]) for reading in approved]


def _approved(reading: Reading, indicator: Indicator) -> Event:
    part = ", ".join(filter(None, (reading.area.name if reading.area else "", reading.category)))
    says = _("Se aprobó una lectura de %(name)s en %(period)s%(part)s: %(value)s.") % {
        "name": quoted(indicator.name),
        "period": reading.period,
        "part": f" ({part})" if part else "",
        "value": value_text(indicator, reading.value),
    }
    by = reading.decided_by
    return Event(
        says,
        at=reading.decided_at,
        who=str(by) if by else "",
        demo=by.is_demo if by else False,
        url=indicator.get_absolute_url(),
    )
