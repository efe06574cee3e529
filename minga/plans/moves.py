"""Who takes part in the plan, for those who look for actors that do.

Nothing moves here: the roles of an actor go along with it, and what a unit leads with its unit.
"""

from __future__ import annotations

from typing import Any

from django.db import models
from django.db.models import Q

from minga.actors.models import Actor, ActorRole
from minga.actors.moves import Moves
from minga.people.models import Visitor
from minga.plans.models import Initiative, Lead, Objective


def takes_part(visitor: Visitor) -> models.QuerySet[Any, Any]:
    seen = Initiative.objects.visible_to(visitor).order_by().values("pk")
    roles = ActorRole.objects.filter(record="plans.initiative", object_id__in=seen)
    leads = Lead.objects.filter(initiative__in=seen).order_by()
    declared = Objective.declared_units.through.objects.order_by()
    return (
        Actor.objects.filter(
            Q(pk__in=roles.values("actor"))
            | Q(unit__in=leads.values("unit"))
            | Q(unit__in=declared.values("unit"))
        )
        .order_by()
        .values("pk")
    )


PLANS = Moves(takes_part)
