"""What comes next so that a plan can be followed: the first things to do, in their order."""

from __future__ import annotations

import datetime
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from urllib.parse import urlencode

from django.db.models import Count, Q
from django.urls import reverse
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from minga.base.kept import kept
from minga.base.work import Pile, Waiting
from minga.monitoring.listing import lacking
from minga.monitoring.models import Indicator, IndicatorQuerySet, Period, Rule
from minga.monitoring.scoring.rules import newest
from minga.people.models import Role, User, Visitor, is_coordinator
from minga.plans.completeness import missing
from minga.plans.models import Initiative, Lead, Plan

FEW = 3


@dataclass(frozen=True, slots=True)
class Next:
    """Something to do, why by its count, and where it is done."""

    title: str
    why: str
    url: str


def next_steps(plan: Plan, user: Visitor, today: datetime.date) -> list[Next]:
    """The first few that are not done: of the plan for its coordination, of their units for heads.

    None for anybody else. Seven questions at most, asked once for each revision and day.
    """
    if not isinstance(user, User):
        return []
    units = None if is_coordinator(user) else frozenset(user.units_as(Role.HEAD))
    if units is not None and not units:
        return []
    key = ("next steps", plan.pk, plan.revision, today, units, get_language())
    return kept(key, lambda: list(_steps(plan, units, today))[:FEW])


def pile(plan: Plan, user: User, today: datetime.date) -> Pile:
    found = next_steps(plan, user, today)
    items = [Waiting(title=step.title, url=step.url, where=step.why) for step in found]
    label = _("Seguimiento: %(plan)s") % {"plan": plan.label}
    return Pile("start", label, items, len(items))


def _steps(plan: Plan, units: Collection[int] | None, today: datetime.date) -> Iterator[Next]:
    listed = reverse("monitoring:indicators", args=[plan.code])
    measured = Indicator.objects.measured().filter(plan=plan).order_by()
    initiatives = Initiative.objects.filter(plan=plan).listed().order_by()
    of_unit: dict[str, str] = {}
    if units is not None:
        measured = measured.filter(owner__in=units)
        led = Lead.objects.filter(unit__in=units, confirmed=True)
        initiatives = initiatives.filter(pk__in=led.values("initiative"))
        of_unit = {"unit": str(next(iter(units)))} if len(units) == 1 else {}
    counts = measured.aggregate(
        all=Count("pk"),
        target=Count("pk", filter=lacking("target")),
        owner=Count("pk", filter=Q(owner=None)),
    )
    if not counts["all"]:
        if n := initiatives.count():
            yield _first(plan, units, n)
    elif units is None:
        yield from _periods(plan, measured, today)
    if n := counts["target"]:
        said = ngettext("%(n)d indicador sin meta", "%(n)d indicadores sin meta", n)
        url = f"{listed}?{urlencode({'lacks': 'target', **of_unit})}"
        yield Next(_("Fijar las metas que faltan"), said % {"n": n}, url)
    if n := counts["owner"]:
        said = ngettext(
            "%(n)d indicador sin unidad responsable", "%(n)d indicadores sin unidad responsable", n
        )
        yield Next(_("Decir quién responde"), said % {"n": n}, f"{listed}?lacks=owner")
    if units is None:
        yield from _thresholds(plan, today)
    if n := missing(initiatives, "dates").count():
        said = ngettext("%(n)d iniciativa sin fechas", "%(n)d iniciativas sin fechas", n)
        url = f"{plan.get_absolute_url()}?{urlencode({'missing': 'dates', **of_unit})}"
        yield Next(_("Poner fechas a las iniciativas"), said % {"n": n}, url)


def _first(plan: Plan, units: Collection[int] | None, n: int) -> Next:
    """`n`: how many initiatives nothing measures."""
    if units is None:
        said = ngettext(
            "%(n)d iniciativa y ningún indicador", "%(n)d iniciativas y ningún indicador", n
        )
    else:
        said = ngettext(
            "Su unidad lidera %(n)d iniciativa y no tiene ningún indicador",
            "Su unidad lidera %(n)d iniciativas y no tiene ningún indicador",
            n,
        )
    url = reverse("monitoring:new_indicator", args=[plan.code])
    return Next(_("Definir el primer indicador"), said % {"n": n}, url)


def _periods(plan: Plan, measured: IndicatorQuerySet, today: datetime.date) -> Iterator[Next]:
    """Those of this year that were never prepared, and those that ended without being opened."""
    url = reverse("monitoring:periods", args=[plan.code])
    used = dict(measured.values_list("frequency").annotate(n=Count("pk")))
    periods = Period.objects.filter(plan=plan).order_by()
    this_year = periods.filter(starts__year=today.year).values_list("frequency", flat=True)
    if n := sum(used[name] for name in used.keys() - set(this_year)):
        said = ngettext(
            "%(n)d indicador sin períodos en %(year)d en los que reportar",
            "%(n)d indicadores sin períodos en %(year)d en los que reportar",
            n,
        )
        told = {"n": n, "year": today.year}
        title = _("Preparar los períodos de %(year)d") % told
        yield Next(title, said % told, f"{url}?year={today.year}#h-gen")
    if n := periods.ended_unopened(today).count():
        said = ngettext(
            "%(n)d período terminado sin abrir", "%(n)d períodos terminados sin abrir", n
        )
        yield Next(_("Abrir los períodos que ya terminaron"), said % {"n": n}, f"{url}?ended=1")


def _thresholds(plan: Plan, today: datetime.date) -> Iterator[Next]:
    versions = Rule.objects.filter(plan=plan, kind=Rule.Kind.TARGET).order_by("-version")
    rule = newest(versions, today)
    if rule is None or not rule.confirmed:
        url = reverse("monitoring:rules", args=[plan.code])
        if rule is not None:
            rule.plan = plan
            url = rule.get_absolute_url()
        why = _("Nadie ha confirmado desde cuánto se cumple y desde cuánto hay alerta")
        yield Next(_("Confirmar los umbrales del semáforo"), why, url)
