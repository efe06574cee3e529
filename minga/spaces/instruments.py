"""Spaces as instruments: a table that meets makes an articulation real.

A space is `real` while it is active and meets (`SpaceQuerySet.meeting`), `begun` while it is
proposed or active and does not meet yet, or no more. One that is paused or closed is neither.
"""

from __future__ import annotations

import datetime
from collections.abc import Collection, Iterator

from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext as _

from minga.actors.models import Actor
from minga.people.models import Visitor
from minga.plans.actions.settle import settle
from minga.plans.completeness import Condition
from minga.plans.instruments import Instrument
from minga.plans.models import Articulation, Lead
from minga.spaces.models import Hosts, Member, Space

MECHANISMS = {str(Space.Kind.ROUND_TABLE): "mesa_tecnica_permanente"}


def instruments(articulations: Collection[int], user: Visitor | None) -> Iterator[Instrument]:
    """Three queries, however many there are."""
    seen = Space.objects.all() if user is None else Space.objects.visible_to(user)
    rows = list(
        Hosts.objects.filter(articulation__in=articulations, space__in=seen)
        .select_related("space__unit")
        .order_by("space__name", "pk")
    )
    if not rows:
        return
    keys = {row.space_id for row in rows}
    today = datetime.date.today()
    meeting = set(Space.objects.meeting(today).filter(pk__in=keys).values_list("pk", flat=True))
    others = _others(keys, user, today) if user is not None else {}
    for row in rows:
        space = row.space
        real = space.pk in meeting
        begun = space.status in (Space.Status.PROPOSED, Space.Status.ACTIVE) and not real
        yield Instrument(
            articulation=row.articulation_id,
            label=space.name,
            url=space.get_absolute_url(),
            what=str(space.get_kind_display()),
            state=space.status,
            state_label=(
                _("constituido, todavía no se reúne")
                if begun and space.status == Space.Status.ACTIVE
                else space.get_status_display()
            ),
            real=real,
            begun=begun,
            counterparts=tuple(others.get(space.pk, ())),
            mechanism=MECHANISMS.get(space.kind, ""),
        )


def _others(
    keys: Collection[int], user: Visitor, today: datetime.date
) -> dict[int, list[tuple[str, str]]]:
    """The members of each space besides the unit that convenes it."""
    found: dict[int, list[tuple[str, str]]] = {}
    members = (
        Member.objects.filter(space__in=keys, actor__in=Actor.objects.visible_to(user))
        .on(today)
        .select_related("actor", "space")
        .order_by("actor__name")
    )
    for member in members:
        if member.actor.unit_id != member.space.unit_id:
            actor = member.actor
            found.setdefault(member.space_id, []).append((actor.name, actor.get_absolute_url()))
    return found


def has_instrument() -> Condition:
    """A space that meets carries out one of its articulations."""
    meeting = Space.objects.meeting(datetime.date.today()).values("pk")
    return Exists(Hosts.objects.filter(articulation__initiative=OuterRef("pk"), space__in=meeting))


def has_counterpart() -> Condition:
    """An institution besides those that lead it sits in a space that carries it out."""
    leads = Lead.objects.filter(initiative=OuterRef(OuterRef("pk")), unit=OuterRef("actor__unit"))
    live = (Space.Status.PROPOSED, Space.Status.ACTIVE)
    return Exists(
        Member.objects.filter(
            ~Exists(leads),
            Q(ends=None),
            space__status__in=live,
            space__hosts__articulation__initiative=OuterRef("pk"),
        )
    )


def settle_all(today: datetime.date) -> None:
    """Once a day: what a space that met long ago made real is real no more."""
    asleep = Space.objects.active().exclude(pk__in=Space.objects.meeting(today).values("pk"))
    hosted = Hosts.objects.filter(
        space__in=asleep, articulation__status=Articulation.Status.FORMALISED
    )
    keys = list(hosted.values_list("articulation", flat=True))
    if keys:
        settle(keys, by=None, why=_("El espacio ya no se reúne."))


def participants(units: Collection[int]) -> object:
    """Initiatives that a space carries out in which one of these units sits."""
    sits = Member.objects.sitting(datetime.date.today())
    members = sits.filter(actor__unit__in=list(units)).values("space")
    shown = Space.objects.filter(pk__in=members).exclude(visibility="internal")
    return Hosts.objects.filter(space__in=shown.values("pk")).values("articulation__initiative")
