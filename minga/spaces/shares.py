"""In which spaces an actor sits, as its profile shows it."""

from __future__ import annotations

from django.db.models import F
from django.utils.translation import gettext_lazy as _

from minga.actors.models import Actor
from minga.actors.shares import Share, Shares
from minga.base.menu import address
from minga.base.work import first
from minga.people.models import Visitor
from minga.spaces.models import Member, Space


def shares(actor: Actor, user: Visitor, limit: int) -> Shares | None:
    """Those it sits in today first; one query."""
    seen = Member.objects.filter(actor=actor, space__in=Space.objects.visible_to(user))
    ordered = seen.select_related("space").order_by(F("ends").desc(nulls_first=True), "-pk")
    members, total = first(ordered, limit)
    if not total:
        return None
    return Shares(
        label=_("Espacios"),
        items=[
            Share(
                title=member.space.name,
                url=member.space.get_absolute_url(),
                what=member.get_position_display(),
                state=member.space.status,
                state_label=member.space.get_status_display(),
                starts=member.starts,
                ends=member.ends,
            )
            for member in members
        ],
        total=total,
        url=f"{address('spaces:index')}?actor={actor.pk}",
    )


def convened(actor: Actor, user: Visitor, limit: int) -> Shares | None:
    """Those it convenes, if it is a unit of the government; one query."""
    if actor.unit_id is None:
        return None
    seen = Space.objects.visible_to(user).filter(unit=actor.unit_id)
    spaces, total = first(seen.order_by("-pk"), limit)
    if not total:
        return None
    return Shares(
        label=_("Espacios que convoca"),
        items=[
            Share(
                title=space.name,
                url=space.get_absolute_url(),
                what=space.get_kind_display(),
                state=space.status,
                state_label=space.get_status_display(),
                starts=space.constituted_on,
                ends=space.closed_on,
            )
            for space in spaces
        ],
        total=total,
        url=f"{address('spaces:index')}?unit={actor.unit_id}",
    )
