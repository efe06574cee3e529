"""The life of a space: proposed, constituted, paused, closed; and what it carries out."""

from __future__ import annotations

import datetime
from collections.abc import Collection, Iterable
from typing import Any

from django.db import transaction
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from minga.base import history, search
from minga.base.days import refuse_far
from minga.base.models import Visibility
from minga.base.steps import Refused, advance
from minga.commitments.actions import show
from minga.commitments.models import Commitment
from minga.people.models import Unit, User
from minga.plans.actions.settle import settle
from minga.plans.models import Articulation, Initiative, Plan
from minga.spaces.actions.sessions import cancel
from minga.spaces.models import Hosts, Member, Session, Space
from minga.spaces.quorum import NUMBER, SHARE, needed

FIELDS = (
    "name",
    "kind",
    "unit",
    "legal_basis",
    "mandate",
    "periodicity",
    "quorum_rule",
    "quorum_value",
    "visibility",
)


MOST_SEATS = 1000


class Conflict(Refused):
    """Someone else changed the space since the person began to write."""

    def __init__(self) -> None:
        super().__init__(
            _("Otra persona cambió este espacio mientras usted escribía. Compare y elija.")
        )


@transaction.atomic
def create(
    *,
    by: User | None,
    plan: Plan,
    unit: Unit,
    name: str,
    articulations: Collection[Articulation] = (),
    initiative: Initiative | None = None,
    token: str = "",
    **fields: Any,
) -> Space:
    """Propose a space; `token` ties together what was proposed at once."""
    values = _checked({"name": name, "unit": unit, **fields})
    space = Space.objects.create(plan=plan, initiative=initiative, **values)
    _index(space)
    told = {"name": space.name, **({"token": token} if token else {})}
    history.record(space, "proposed", by=by, after=told)
    if articulations:
        host(space, articulations, by=by)
    return space


@transaction.atomic
def edit(space: Space, *, by: User, version: int, **changes: Any) -> bool:
    """Change how it is constituted; `version` is the one the person saw."""
    wanted = _checked({name: getattr(space, name) for name in FIELDS} | changes)
    before = {name: getattr(space, name) for name in wanted if wanted[name] != getattr(space, name)}
    if not before:
        return False
    _refuse_closed(space)
    after = {name: wanted[name] for name in before}
    moved = Space.objects.filter(pk=space.pk, version=version).update(
        version=F("version") + 1, **after
    )
    if not moved:
        raise Conflict
    space.version = version + 1
    for name, value in after.items():
        setattr(space, name, value)
    _index(space)
    if "visibility" in after:
        acts = Session.objects.filter(space=space, minutes=Session.Minutes.PUBLISHED)
        keys = acts.values_list("pk", flat=True)
        promised = Commitment.objects.born_in(history.label(Session), *keys)
        show(promised, after["visibility"], by=by)
    history.record(space, "edited", by=by, before=_told(before), after=_told(after))
    _renew(space, by=by)
    return True


@transaction.atomic
def host(space: Space, articulations: Iterable[Articulation], *, by: User | None) -> None:
    """The space carries out these articulations too."""
    _refuse_closed(space)
    wanted = list(articulations)
    if any(a.initiative.plan_id != space.plan_id for a in wanted):
        raise Refused(_("Esa articulación es de otro plan: elija una del plan del espacio."))
    Hosts.objects.bulk_create(
        (Hosts(space=space, articulation=a) for a in wanted), ignore_conflicts=True
    )
    names = [str(a.initiative) for a in wanted]
    history.record(space, "hosted", by=by, after={"articulations": names})
    settle([a.pk for a in wanted], by=by, why=space.name)


@transaction.atomic
def release(space: Space, articulation: Articulation, *, by: User) -> None:
    """The space no longer carries it out."""
    gone, _by_model = Hosts.objects.filter(space=space, articulation=articulation).delete()
    if not gone:
        raise Refused(_("El espacio ya no lleva esa articulación."))
    name = str(articulation.initiative)
    history.record(space, "released", by=by, before={"articulations": [name]})
    settle([articulation.pk], by=by, why=space.name)


@transaction.atomic
def constitute(space: Space, *, on: datetime.date, by: User) -> None:
    """It takes institutions with a vote, enough for its own quorum."""
    voting = Member.objects.filter(space=space).on(on).voting().count()
    if not voting:
        raise Refused(
            _(
                "Un espacio vacío no puede tener quórum: añada al menos una institución con voto"
                " y constitúyalo después."
            )
        )
    if space.quorum_rule == NUMBER and (space.quorum_value or 0) > voting:
        says = ngettext(
            "Pide un quórum de %(needed)d y solo %(voting)d institución tiene voto: añada miembros"
            " o baje el quórum.",
            "Pide un quórum de %(needed)d y solo %(voting)d instituciones tienen voto: añada"
            " miembros o baje el quórum.",
            voting,
        )
        raise Refused(says % {"needed": space.quorum_value, "voting": voting})
    refuse_far(on=on)
    if on > datetime.date.today():
        raise Refused(_("Esa fecha todavía no llega: escriba el día en que se constituyó."))
    advance(space, "constitute", constituted_on=on)
    _count(space)
    history.record(space, "constituted", by=by, after={"constituted_on": on.isoformat()})
    _renew(space, by=by)


@transaction.atomic
def pause(space: Space, *, reason: str, by: User) -> None:
    """It does not meet for a while. What was called is cancelled, and says why."""
    why = _because(reason, _("Escriba por qué se pone en pausa: quienes participan lo leerán."))
    _stop(space, "pause", why, by=by)


@transaction.atomic
def resume(space: Space, *, by: User) -> None:
    advance(space, "resume", reason="")
    _count(space)
    history.record(space, "resumed", by=by)
    _renew(space, by=by)


@transaction.atomic
def close(space: Space, *, reason: str, by: User) -> None:
    """It meets no more. Its articulations go back to what other instruments make of them."""
    why = _because(reason, _("Escriba por qué se cierra: quienes participan lo leerán."))
    _stop(space, "close", why, by=by, closed_on=datetime.date.today())


def coming(space: Space) -> list[Session]:
    """What would be cancelled if it stopped now."""
    stops = Session.STEPS["cancel"].starts
    found = Session.objects.filter(space=space, status__in=stops, ends__gt=timezone.now())
    return list(found.select_related("space__unit").order_by("starts"))


def _stop(space: Space, verb: str, why: str, *, by: User, **changes: Any) -> None:
    if Session.objects.filter(space=space, status=Session.Status.OPENED).exists():
        raise Refused(_("Hay una sesión en curso: ciérrela primero."))
    advance(space, verb, reason=why, **changes)
    _count(space)
    for session in coming(space):
        session.space = space
        cancel(session, reason=why, by=by)
    past = {"pause": "paused", "close": "closed"}[verb]
    history.record(space, past, by=by, note=why)
    _renew(space, by=by)


def _renew(space: Space, *, by: User | None) -> None:
    """What the space makes of its articulations, and what the plan shows of it."""
    hosted = list(Hosts.objects.filter(space=space).values_list("articulation", flat=True))
    settle(hosted, by=by, why=space.name)


renew = _renew


def _count(space: Space) -> None:
    Space.objects.filter(pk=space.pk).update(version=F("version") + 1)
    space.version += 1


def _checked(values: dict[str, Any]) -> dict[str, Any]:
    found = dict(values)
    found["name"] = " ".join(str(found["name"]).split())[:300]
    if not found["name"]:
        raise Refused(_("Escriba el nombre del espacio."))
    rule = found.setdefault("quorum_rule", Space.Quorum.MAJORITY)
    value = found.setdefault("quorum_value", None)
    found.setdefault("visibility", Visibility.PUBLIC)
    if rule == Space.Quorum.MAJORITY:
        found["quorum_value"] = None
        return found
    if not value:
        raise Refused(_("Escriba el porcentaje o el número de instituciones que hacen quórum."))
    if rule == SHARE and value > 100:
        raise Refused(_("Un porcentaje llega a 100: escriba uno menor."))
    if value > MOST_SEATS:
        raise Refused(_("Un espacio no tiene tantas instituciones: escriba un número menor."))
    needed(rule, value, 1)
    return found


def _refuse_closed(space: Space) -> None:
    if space.status == Space.Status.CLOSED:
        raise Refused(_("El espacio está cerrado: ya no cambia. Cree otro si vuelve a reunirse."))


def _because(reason: str, otherwise: str) -> str:
    if not reason.strip():
        raise Refused(otherwise)
    return reason.strip()


def _index(space: Space) -> None:
    words = " ".join((space.name, space.mandate, space.legal_basis))
    search.index("spaces.space", [(space.pk, words)])


def _told(values: dict[str, Any]) -> dict[str, Any]:
    return {name: history.plain(value) for name, value in values.items()}
