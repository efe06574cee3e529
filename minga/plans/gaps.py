"""What the plan still lacks to be carried out with others, as lists."""

from __future__ import annotations

from django.db.models import Count, Max, Q
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from minga.actors.network.gaps import Cell, Gap, Line
from minga.actors.network.scope import Scoped
from minga.opendata.datasets import Column
from minga.people.models import Unit, Visitor
from minga.plans import completeness
from minga.plans.models import Articulation, Objective
from minga.plans.ties import within

BEFORE = (Articulation.Status.PLANNED, Articulation.Status.UNDER_WAY)


def no_counterpart(scoped: Scoped, user: Visitor) -> Gap:
    """Initiatives in which nobody takes part besides those who lead them."""
    seen = within(scoped.scope, user).select_related("plan").distinct()
    lacking = completeness.missing(seen, "counterpart")
    n = lacking.count()

    def rows(after: str, wanted: int) -> list[Line]:
        found = lacking.order_by("pk")
        found = found.filter(pk__gt=int(after)) if after else found
        return [
            Line(i.pk, (Cell(i.code), Cell(i.name, i.get_absolute_url()))) for i in found[:wanted]
        ]

    return Gap(
        title=ngettext(
            "%(n)s iniciativa no tiene contraparte",
            "%(n)s iniciativas no tienen contraparte",
            n,
        )
        % {"n": n},
        why=_("Nadie, fuera de quienes responden por ellas, tiene un papel en ellas."),
        count=n,
        of=seen.count(),
        columns=(Column("code", _("Código")), Column("initiative", _("Iniciativa"), width=60)),
        rows=rows,
        none=_("Todas las iniciativas tienen con quién hacerse."),
        head=1,
    )


def no_instrument(scoped: Scoped, user: Visitor) -> Gap:
    """Articulations that neither an agreement in force nor a space carries out."""
    seen = Articulation.objects.listed().filter(initiative__in=within(scoped.scope, user))
    lacking = seen.filter(status__in=BEFORE).select_related("initiative", "initiative__plan")
    n = lacking.count()

    def rows(after: str, wanted: int) -> list[Line]:
        found = lacking.order_by("pk")
        found = found.filter(pk__gt=int(after)) if after else found
        return [
            Line(
                a.pk,
                (
                    Cell(a.initiative.code),
                    Cell(a.objective or _("(sin objetivo escrito)"), _address(a)),
                    Cell(a.initiative.name),
                    Cell(a.get_status_display()),
                ),
            )
            for a in found[:wanted]
        ]

    return Gap(
        title=ngettext(
            "%(n)s articulación no tiene instrumento",
            "%(n)s articulaciones no tienen instrumento",
            n,
        )
        % {"n": n},
        why=_("Ningún convenio vigente ni espacio que se reúna las lleva a cabo."),
        count=n,
        of=seen.count(),
        columns=(
            Column("code", _("Código")),
            Column("articulation", _("Articulación"), width=60),
            Column("initiative", _("Iniciativa"), width=45),
            Column("status", _("Estado")),
        ),
        rows=rows,
        none=_("Todas las articulaciones tienen un convenio vigente o un espacio que se reúne."),
        head=1,
    )


def one_unit(scoped: Scoped, user: Visitor) -> Gap:
    """Objectives for which a single unit answers, though several initiatives stand under them."""
    seen = within(scoped.scope, user)
    counted = (
        Objective.objects.filter(initiatives__in=seen)
        .order_by()
        .annotate(
            n=Count("initiatives", filter=Q(initiatives__in=seen), distinct=True),
            units=Count(
                "initiatives__lead_set__unit",
                filter=Q(initiatives__in=seen, initiatives__lead_set__confirmed=True),
                distinct=True,
            ),
            led=Count(
                "initiatives",
                filter=Q(initiatives__in=seen, initiatives__lead_set__confirmed=True),
                distinct=True,
            ),
            unit=Max(
                "initiatives__lead_set__unit",
                filter=Q(initiatives__in=seen, initiatives__lead_set__confirmed=True),
            ),
        )
    )
    alone = counted.filter(units=1, n__gt=1)
    n = alone.count()

    def rows(after: str, wanted: int) -> list[Line]:
        found = alone.select_related("plan").order_by("pk")
        found = found.filter(pk__gt=int(after)) if after else found
        some = list(found[:wanted])
        units = Unit.objects.in_bulk({o.unit for o in some})
        return [
            Line(
                o.pk,
                (
                    Cell(o.code),
                    Cell(o.label, o.get_absolute_url()),
                    Cell(str(units[o.unit])),
                    Cell(_("%(led)s de %(n)s") % {"led": o.led, "n": o.n}),
                ),
            )
            for o in some
        ]

    return Gap(
        title=ngettext(
            "Por %(n)s objetivo responde una sola unidad",
            "Por %(n)s objetivos responde una sola unidad",
            n,
        )
        % {"n": n},
        why=_(
            "De sus iniciativas, las que tienen responsable son todas de la misma unidad: si se"
            " detiene ella, se detiene el objetivo."
        ),
        count=n,
        of=counted.count(),
        columns=(
            Column("code", _("Código")),
            Column("objective", _("Objetivo"), width=45),
            Column("unit", _("Unidad"), width=45),
            Column("led", _("Iniciativas con responsable")),
        ),
        rows=rows,
        none=_("Ningún objetivo depende de una sola unidad."),
        head=1,
    )


def _address(articulation: Articulation) -> str:
    initiative = articulation.initiative
    page = reverse("plans:initiative", args=[initiative.plan.code, initiative.code])
    return f"{page}#a-{articulation.number}"
