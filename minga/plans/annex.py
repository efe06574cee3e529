"""The matrix as it is printed: the columns that people read, under a title page."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from minga.intake.models import Document, Import
from minga.opendata.datasets import Column, Cover, Row, Table
from minga.people.models import Visitor
from minga.plans.export import USED, Named, headings, matrix, read
from minga.plans.models import MechanismType, Plan

LAST = (
    Column("initiative_number", gettext_lazy("Número de iniciativa"), width=10),
    Column("initiative", gettext_lazy("Iniciativa"), width=36),
    Column("articulation_objective", gettext_lazy("Objetivo de articulación"), width=44),
    Column("mechanisms", gettext_lazy("Mecanismos"), width=25),
)
CODE, TEXT = 10, 30  # widths of the columns of a level


def annex(plan: Plan, user: Visitor) -> Table:
    """A row for each articulation, and for an initiative without any, as in `matrix`."""
    whole = matrix(plan, user)
    levels = whole.columns[: sum(whole.groups) - 2]
    return Table(
        title=plan.title,
        columns=(
            *(replace(c, width=TEXT if place % 2 else CODE) for place, c in enumerate(levels)),
            *LAST,
        ),
        rows=_rows(plan, user),
        groups=whole.groups,
        cover=_cover(plan, user),
    )


def _rows(plan: Plan, user: Visitor) -> Iterator[Row]:
    above = headings(plan, [level.pk for level in plan.levels.all()])
    names = Named((m.pk, str(m)) for m in MechanismType.objects.all())
    fields = ("objective", USED, "number", "name", "listed__objective")
    for objective, used, number, name, articulation in read(plan, user, fields):
        yield (*above[objective], number, name, articulation, _listed(names[used]))


def _listed(names: list[str]) -> str:
    said = ", ".join(names)
    return said[:1].upper() + said[1:]


def _cover(plan: Plan, user: Visitor) -> Cover:
    facts = [(_("Estado"), plan.get_status_display())]
    edition = plan.editions.last()
    if edition:
        said = str(edition.number)
        if edition.published_on:
            said += f", {date_format(edition.published_on)}"
        facts.append((_("Edición"), said))
    taken = (
        Import.objects.filter(into=plan.code, status=Import.Status.APPLIED)
        .filter(document__in=Document.objects.visible_to(user))
        .select_related("document")
        .first()
    )
    if taken:
        facts.append((_("Tomada de"), taken.document.name))
    today = date_format(timezone.localdate())
    facts.append(
        (
            _("Publicada con Minga"),
            _("%(date)s, en la revisión %(revision)s") % {"date": today, "revision": plan.revision},
        )
    )
    return Cover(
        title=plan.title,
        subtitle=_("Matriz del modelo de gestión"),
        author=plan.government,
        period=plan.period,
        facts=tuple(facts),
        language=plan.language,
    )
