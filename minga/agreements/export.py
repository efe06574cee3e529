"""The register of agreements, published."""

from __future__ import annotations

from collections.abc import Iterator

from django.db.models import Prefetch
from django.utils.translation import gettext_lazy as _

from minga.agreements.filters import Filter, ordered
from minga.agreements.models import Agreement, Formalises, Party
from minga.opendata.datasets import Column, Dataset, Row, Table
from minga.people.models import Visitor
from minga.plans.models import Initiative, Plan

AT_ONCE = 500
COLUMNS = (
    Column("number", _("Número"), _("Como lo numera la ciudad."), 18),
    Column("title", _("Título"), "", 48),
    Column("type", _("Tipo"), _("La clase de instrumento."), 20),
    Column("status", _("Estado"), _("En qué va su vida."), 14),
    Column("unit", _("Unidad administradora"), "", 30),
    Column("parties", _("Partes"), _("Separadas por punto y coma."), 48),
    Column("starts", _("Empieza"), _("Año-mes-día."), 11),
    Column("ends", _("Termina, primer texto"), _("Año-mes-día."), 11),
    Column("term_ends", _("Termina hoy"), _("Con sus prórrogas; en blanco si es indefinido."), 11),
    Column("indefinite", _("Sin plazo de fin"), _("1 si no tiene fin."), 8),
    Column("signed_on", _("Suscrito"), _("Día de la última firma."), 11),
    Column("amount", _("Monto en dólares"), _("Con sus adendas."), 16),
    Column("ended_on", _("Terminó el"), _("Si venció o terminó antes."), 11),
    Column("articulations", _("Articulaciones"), _("Iniciativa y número, con punto y coma."), 24),
    Column("uuid", _("Identificador"), _("Nunca cambia."), 38),
)


def register(plan: Plan, user: Visitor) -> Table:
    return table(plan, user, Filter())


def table(plan: Plan, user: Visitor, chosen: Filter, sort: str = "") -> Table:
    """As much of the register as the visitor may see, narrowed as its page is."""
    return Table(
        title=str(_("Convenios de %(plan)s")) % {"plan": plan.label},
        columns=COLUMNS,
        rows=_rows(plan, user, chosen, sort),
    )


def _rows(plan: Plan, user: Visitor, chosen: Filter, sort: str) -> Iterator[Row]:
    seen = chosen.apply(Agreement.objects.visible_to(user).filter(plan=plan), plan)
    shown = Initiative.objects.visible_to(user).values("pk")
    linked = Formalises.objects.filter(articulation__initiative__in=shown)
    found = (
        ordered(seen, sort)
        .select_related("type", "unit")
        .prefetch_related(
            Prefetch("parties", Party.objects.named_to(user).select_related("actor")),
            Prefetch("formalises", linked.select_related("articulation__initiative")),
            "amendments",
        )
    )
    for a in found.iterator(chunk_size=AT_ONCE):
        indefinite = a.term_ends is None and (a.indefinite or any(a.amendments.all()))
        yield (
            a.number,
            a.title,
            a.type.code,
            a.status,
            a.unit.name,
            "; ".join(party.actor.name for party in a.parties.all()),
            _plain(a.starts),
            _plain(a.ends),
            _plain(a.term_ends),
            int(indefinite),
            _plain(a.signed_on),
            str(a.amount),
            _plain(a.ended_on),
            "; ".join(
                f"{row.articulation.initiative.code}/{row.articulation.number}"
                for row in a.formalises.all()
            ),
            str(a.uuid),
        )


def _plain(value: object) -> str | None:
    return None if value is None else str(value)


AGREEMENTS = Dataset("agreements", _("Convenios"), register)
