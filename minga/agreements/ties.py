"""Who is a party to which agreement."""

from __future__ import annotations

from collections.abc import Iterable

from django.db.models import Q

from minga.actors.ties import Scope
from minga.agreements.models import Agreement, AgreementQuerySet, Formalises, Party
from minga.people.models import Visitor
from minga.plans.ties import within, year_of


def bound(scope: Scope, user: Visitor) -> AgreementQuerySet:
    """Those that bind today, or that bound in the year; their articulations say where they are."""
    found = Agreement.objects.visible_to(user).order_by()
    if scope.year:
        first, last = year_of(scope.year)
        begun = Q(starts__lte=last) | Q(starts=None, signed_on__lte=last)
        ends = Q(term_ends=None) | Q(term_ends__gte=first)
        going_on = Q(ended_on__gte=first) | (Q(ended_on=None) & ends)
        found = found.exclude(status__in=Agreement.BEFORE).filter(begun, going_on)
    else:
        found = found.live()
    if scope.plan:
        found = found.filter(plan=scope.plan)
    if scope.objectives or scope.areas:
        there = within(Scope(scope.plan, scope.objectives, scope.areas), user).values("pk")
        made = Formalises.objects.filter(articulation__initiative__in=there)
        found = found.filter(pk__in=made.values("agreement"))
    return found


def parties(scope: Scope, user: Visitor) -> Iterable[tuple[int, int]]:
    """One query."""
    seen = bound(scope, user).values("pk")
    found = Party.objects.filter(agreement__in=seen).order_by()
    return found.values_list("agreement", "actor").iterator()


def load(scope: Scope, user: Visitor) -> Iterable[tuple[int, int]]:
    """The actor of each agreement that binds it."""
    return ((actor, 1) for _agreement, actor in parties(scope, user))
