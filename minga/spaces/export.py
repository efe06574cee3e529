"""Spaces and sessions as open data."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.db.models import Count, Exists, OuterRef, Q, QuerySet, Subquery
from django.utils.timezone import localtime
from django.utils.translation import gettext_lazy as _

from minga.opendata.datasets import Column, Dataset, Row, Table
from minga.people.models import Visitor
from minga.plans.models import Initiative, Plan
from minga.spaces.models import Attendance, Line, Session, Space, SpaceQuerySet

ROWS = 500
SPACES = (
    Column("space_uuid", _("Identificador"), _("Nunca cambia."), 38),
    Column("name", _("Nombre"), "", 45),
    Column("kind", _("Clase"), _("Mesa, comité, consejo, comisión, red, asamblea u otro."), 12),
    Column("status", _("Estado"), _("proposed, active, paused o closed."), 12),
    Column("unit", _("Unidad que convoca"), "", 30),
    Column("legal_basis", _("Base legal"), "", 30),
    Column("mandate", _("Mandato"), "", 40),
    Column("periodicity", _("Cada cuánto se reúne"), "", 14),
    Column("quorum_rule", _("Regla de quórum"), _("majority, share o number."), 12),
    Column("quorum_value", _("Porcentaje o número"), "", 10),
    Column("constituted_on", _("Constituido el"), _("Año-mes-día."), 12),
    Column("closed_on", _("Cerrado el"), _("Año-mes-día."), 12),
    Column("members", _("Instituciones"), _("Las que son miembros hoy."), 10),
    Column("sessions_held", _("Sesiones realizadas"), "", 10),
    Column("initiative", _("Iniciativa que lo nombra"), _("Su código en el plan."), 12),
)
SESSIONS = (
    Column("session_uuid", _("Identificador"), _("Nunca cambia."), 38),
    Column("space_uuid", _("Identificador del espacio"), "", 38),
    Column("space", _("Espacio"), "", 45),
    Column("number", _("Número"), _("Dentro de su espacio."), 8),
    Column("starts", _("Empieza"), _("Fecha y hora con su zona."), 26),
    Column("ends", _("Termina"), _("Fecha y hora con su zona."), 26),
    Column("status", _("Estado"), _("called, opened, held o cancelled."), 12),
    Column("minutes", _("Acta"), _("draft, review, approved o published."), 12),
    Column("present", _("Instituciones presentes"), _("Si el acta está publicada."), 10),
    Column("quorum_present", _("Con voto al abrir"), _("Si el acta está publicada."), 10),
    Column("quorum_needed", _("Quórum necesario"), _("Si el acta está publicada."), 10),
    Column("decisions", _("Decisiones"), _("Si el acta está publicada."), 10),
    Column("commitments", _("Compromisos"), _("Si el acta está publicada."), 10),
)


def _spaces(plan: Plan, user: Visitor) -> Table:
    seen = Space.objects.visible_to(user).filter(plan=plan)
    return Table(_title(_("Espacios"), plan), SPACES, space_rows(seen, user))


def space_rows(seen: SpaceQuerySet, user: Visitor) -> Iterator[Row]:
    shown = Initiative.objects.visible_to(user).filter(pk=OuterRef("initiative"))
    rows: Any = (
        seen.select_related("unit", "initiative")
        .annotate(
            seats=Count("members", filter=Q(members__ends=None), distinct=True),
            held=Count("sessions", filter=Q(sessions__status="held"), distinct=True),
            told=Exists(shown),
        )
        .order_by("pk")
    )
    for s in rows.iterator(chunk_size=ROWS):
        yield (
            str(s.uuid),
            s.name,
            s.kind,
            s.status,
            s.unit.name,
            s.legal_basis,
            s.mandate,
            s.periodicity,
            s.quorum_rule,
            s.quorum_value,
            _day(s.constituted_on),
            _day(s.closed_on),
            s.seats,
            s.held,
            s.initiative.code if s.initiative and s.told else "",
        )


def _sessions(plan: Plan, user: Visitor) -> Table:
    seen = Session.objects.visible_to(user).filter(space__plan=plan)
    return Table(_title(_("Sesiones"), plan), SESSIONS, _session_rows(seen))


def _session_rows(seen: QuerySet[Session]) -> Iterator[Row]:
    """What the minutes hold is told once they are published, to everybody alike."""
    came = _number(Attendance.objects.filter(session=OuterRef("pk"), present=True), "session")
    lines = Line.objects.filter(session=OuterRef("pk"))
    rows = (
        seen.select_related("space")
        .annotate(
            came=came,
            decided=_number(lines.filter(kind=Line.Kind.DECISION), "session"),
            promised=_number(lines.filter(kind=Line.Kind.COMMITMENT), "session"),
        )
        .order_by("space", "number")
    )
    for s in rows.iterator(chunk_size=ROWS):
        told = s.minutes == Session.Minutes.PUBLISHED
        yield (
            str(s.uuid),
            str(s.space.uuid),
            s.space.name,
            s.number,
            localtime(s.starts).isoformat(),
            localtime(s.ends).isoformat(),
            s.status,
            s.minutes,
            (s.came or 0) if told else None,
            s.quorum_present if told else None,
            s.quorum_needed if told else None,
            (s.decided or 0) if told else None,
            (s.promised or 0) if told else None,
        )


def _number(rows: Any, of: str) -> Any:
    return Subquery(rows.order_by().values(of).annotate(n=Count("pk")).values("n"))


def _title(label: Any, plan: Plan) -> str:
    return f"{label}: {plan.label}"


def _day(day: Any) -> str:
    return day.isoformat() if day else ""


SPACES_DATA = Dataset("spaces", _("Espacios de coordinación"), _spaces)
SESSIONS_DATA = Dataset("sessions", _("Sesiones de los espacios"), _sessions)
