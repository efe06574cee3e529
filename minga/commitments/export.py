"""The register of commitments as open data."""

from __future__ import annotations

import datetime
from collections.abc import Iterator
from itertools import batched

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from minga.commitments.births import births_of
from minga.commitments.filters import ALL, Filter
from minga.commitments.models import Commitment, CommitmentQuerySet
from minga.opendata.datasets import Column, Dataset, Row, Table
from minga.people.models import Visitor
from minga.plans.models import Plan

ROWS = 500  # at a time

COLUMNS = (
    Column("uuid", gettext_lazy("Identificador"), gettext_lazy("Nunca cambia."), 38),
    Column("text", gettext_lazy("Compromiso"), gettext_lazy("Qué se hará."), 60),
    Column("actor", gettext_lazy("Quién responde"), gettext_lazy("Unidad u organización."), 34),
    Column("status", gettext_lazy("Estado"), gettext_lazy("En qué va."), 12),
    Column("made_on", gettext_lazy("Se hizo el"), gettext_lazy("Año-mes-día."), 11),
    Column("first_due", gettext_lazy("Primer plazo"), gettext_lazy("Año-mes-día."), 11),
    Column("due", gettext_lazy("Plazo"), gettext_lazy("El actual. Año-mes-día."), 11),
    Column("reported_on", gettext_lazy("Reportado el"), gettext_lazy("Año-mes-día."), 11),
    Column("decided_on", gettext_lazy("Decidido el"), gettext_lazy("Año-mes-día."), 11),
    Column("asked_by", gettext_lazy("Lo pidió"), gettext_lazy("La unidad que decide."), 34),
    Column("origin", gettext_lazy("Origen"), gettext_lazy("La sesión o el convenio."), 40),
    Column("initiative", gettext_lazy("Iniciativa"), gettext_lazy("Su código en el plan."), 10),
    Column("report", gettext_lazy("Reporte"), gettext_lazy("Lo último que se reportó."), 50),
)


def register(plan: Plan, user: Visitor) -> Table:
    """All of a plan, the closed ones too."""
    return table(Filter(state=ALL), plan, user, only=True)


def table(chosen: Filter, plan: Plan | None, user: Visitor, *, only: bool = False) -> Table:
    """As much of the register as the visitor may see, narrowed as its page is; `only` of a plan."""
    found = chosen.apply(user, plan, datetime.date.today()).filter(status__in=chosen.statuses)
    return Table(_("Compromisos"), COLUMNS, _rows(found.filter(plan=plan) if only else found, user))


def _rows(wanted: CommitmentQuerySet, user: Visitor) -> Iterator[Row]:
    related = wanted.select_related("actor", "unit", "articulation__initiative")
    found = related.order_by("due", "pk")
    for some in batched(found.iterator(chunk_size=ROWS), ROWS):
        births = births_of(some, user)
        for c in some:
            yield (
                str(c.uuid),
                c.text,
                c.actor.name,
                c.status,
                *map(_day, (c.made_on, c.first_due, c.due, c.reported_on, c.decided_on)),
                c.unit.name if c.unit else None,
                births[c.pk][0] if c.pk in births else None,
                _initiative(c),
                c.report or None,
            )


def _initiative(commitment: Commitment) -> str | None:
    found = commitment.articulation
    return found.initiative.code if found and found.initiative.visibility == "public" else None


def _day(value: datetime.date | None) -> str | None:
    return value.isoformat() if value else None


COMMITMENTS = Dataset("commitments", gettext_lazy("Compromisos"), register)
