"""Who belongs to which space."""

from __future__ import annotations

from collections.abc import Iterable

from django.db.models import Q

from minga.actors.ties import Scope
from minga.people.models import Visitor
from minga.plans.ties import span, within
from minga.spaces.models import Hosts, Member, Space, SpaceQuerySet


def standing(scope: Scope, user: Visitor) -> SpaceQuerySet:
    """Those that are constituted today, or were in the year."""
    found = Space.objects.visible_to(user).order_by().exclude(status=Space.Status.PROPOSED)
    first, last = span(scope)
    found = found.filter(constituted_on__lte=last).filter(
        Q(closed_on=None) | Q(closed_on__gte=first)
    )
    if not scope.year:
        found = found.exclude(status=Space.Status.CLOSED)
    if scope.plan:
        found = found.filter(plan=scope.plan)
    if scope.objectives or scope.areas:
        there = within(Scope(scope.plan, scope.objectives, scope.areas), user).values("pk")
        hosts = Hosts.objects.filter(articulation__initiative__in=there)
        found = found.filter(Q(initiative__in=there) | Q(pk__in=hosts.values("space")))
    return found


def members(scope: Scope, user: Visitor) -> Iterable[tuple[int, int]]:
    """One query; guests do not belong."""
    first, last = span(scope)
    found = (
        Member.objects.filter(space__in=standing(scope, user).values("pk"))
        .exclude(position=Member.Position.GUEST)
        .filter(Q(starts=None) | Q(starts__lte=last), Q(ends=None) | Q(ends__gte=first))
        .order_by()
    )
    return found.values_list("space", "actor").iterator()
