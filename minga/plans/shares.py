"""What an actor takes part in, in the plans."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django.utils.translation import gettext as _

from minga.actors.models import Actor, ActorRole
from minga.actors.shares import Share, Shares
from minga.people.models import Visitor
from minga.plans.models import Initiative, Objective, Plan


def _seen(visitor: Visitor) -> Any:
    plans = Plan.objects.visible_to(visitor)
    return Initiative.objects.visible_to(visitor).listed().filter(plan__in=plans)


def _share(initiative: Initiative, **more: Any) -> Share:
    return Share(
        title=str(initiative),
        url=initiative.get_absolute_url(),
        state=initiative.status,
        state_label=initiative.get_status_display(),
        **{"starts": initiative.starts, "ends": initiative.ends, **more},
    )


def led(actor: Actor, visitor: Visitor, most: int) -> Shares | None:
    """The initiatives that its unit answers for."""
    if not actor.unit_id:
        return None
    found = _seen(visitor).led_by(actor.unit_id)
    total = found.count()
    if not total:
        return None
    shown = found.select_related("plan").order_by("-plan", "position")[:most]
    hints = set(
        actor.unit.lead_set.filter(initiative__in=[i.pk for i in shown], confirmed=False)
        .values_list("initiative", flat=True)
    ) if actor.unit else set()  # fmt: skip
    plan = shown[0].plan
    one = all(initiative.plan_id == plan.pk for initiative in shown)
    return Shares(
        _("Iniciativas que dirige"),
        [_share(i, what=_("por confirmar") if i.pk in hints else _("responsable")) for i in shown],
        total,
        f"{plan.get_absolute_url()}?{urlencode({'unit': actor.unit_id})}" if one else "",
    )


def roles(actor: Actor, visitor: Visitor, most: int) -> Shares | None:
    """The initiatives in which it has a role."""
    mine = ActorRole.objects.filter(actor=actor, record="plans.initiative")
    # of the few that it has a role in, and not of all that there are
    visible = _seen(visitor).filter(pk__in=mine.values("object_id")).order_by().values("pk")
    held = mine.filter(object_id__in=visible).order_by("-starts", "-pk")
    total = held.count()
    if not total:
        return None
    some = list(held[:most])
    known = Initiative.objects.select_related("plan").in_bulk([role.object_id for role in some])
    return Shares(
        _("Iniciativas en que participa"),
        [
            _share(
                known[role.object_id],
                what=role.get_role_display(),
                starts=role.starts,
                ends=role.ends,
            )
            for role in some
            if role.object_id in known
        ],
        total,
    )


def declared(actor: Actor, visitor: Visitor, most: int) -> Shares | None:
    """The objectives for which the document names its unit: no initiative follows from that."""
    if not actor.unit_id:
        return None
    found = Objective.objects.filter(
        declared_units=actor.unit_id, plan__in=Plan.objects.visible_to(visitor)
    )
    total = found.count()
    if not total:
        return None
    return Shares(
        _("Objetivos para los que el plan la declara"),
        [
            Share(title=str(objective), url=objective.get_absolute_url())
            for objective in found.select_related("plan").order_by("-plan", "position")[:most]
        ],
        total,
        note=_(
            "Declarada por el documento para el objetivo, no por iniciativa: el documento no dice"
            " cuáles de sus iniciativas le tocan."
        ),
    )
