"""A unit reports all its indicators of a period on one page."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from minga.base.numbers import EXAMPLES, convention
from minga.base.page import page
from minga.base.steps import Refused
from minga.monitoring.access import shown_plan
from minga.monitoring.actions.report import Outcome, discard, report_many
from minga.monitoring.models import Indicator, Period, Reading
from minga.monitoring.rows import Row, entries_of, keep_typed, place, read, sheet_of
from minga.monitoring.saying import period_name
from minga.monitoring.standing import Standing, standings
from minga.people.models import Unit, User, is_coordinator
from minga.people.visitors import person
from minga.plans.models import Plan
from minga.territory.models import Area

PERIODS = 24  # to choose from


@login_required
def reporting(request: HttpRequest, plan: str) -> HttpResponse:
    found, user = shown_plan(request, plan), person(request)
    units = _units(found, user)
    unit = _unit(request, units)
    owned = [unit.pk] if unit else [u.pk for u in units]
    periods = _periods(found, owned)
    known = standings(periods, owned)
    period = _period(request, found, periods, known)
    context: dict[str, Any] = {
        "plan": found,
        "units": units,
        "unit": unit,
        "period": period,
        "example": EXAMPLES[convention()],
        "mark": convention(),
    }
    if period is None:
        return page(request, "monitoring/report.html", context)
    after = request.GET.get("after", "").replace("\0", "")[:40]
    extra = _extra(request)
    sheet = sheet_of(period, owned, after=after, extra=extra)
    if request.method == "POST":
        rows = read(sheet, request.POST, request.FILES)
        if "add" in request.POST:
            keep_typed(sheet, rows)
        else:
            outcomes = _keep(request, rows, period, user)
            if not any(row.error for row in rows) and outcomes is not None:
                return redirect(_here(request, found, period, unit, after))
            wrong = [row for row in rows if row.error]
            sheet = sheet_of(period, owned, after=after, extra=extra)
            keep_typed(sheet, wrong)
        known = standings(periods, owned)
    standing = known.get(period.pk) or standings([period], owned)[period.pk]
    context |= {
        "periods": [(p, period_name(p), known[p.pk]) for p in periods],
        "sheet": sheet,
        "standing": standing,
        "name": period_name(period),
        "takes": period.status == Period.Status.OPEN,
        "areas": list(Area.objects.offered(found.area_id)) if sheet.by_area else [],
        "query": urlencode(_address(period, unit, after)),
        "next": urlencode(_address(period, unit, sheet.next)) if sheet.next else "",
        "begin": urlencode(_address(period, unit, "")) if after else "",
    }
    return page(request, "monitoring/report.html", context)


def _keep(
    request: HttpRequest, rows: list[Row], period: Period, user: User
) -> list[Outcome] | None:
    """Save or send what can be, and say how it went; None where nothing was typed."""
    send = "send" in request.POST
    entries = entries_of(rows, period)
    evidence: Any = {
        entry.at: [(file, file.name or "")]
        for entry in entries
        if (file := rows[entry.at].file) is not None
    }
    emptied = [
        row.pending
        for row in rows
        if row.pending is not None
        and row.pending.status == Reading.Status.DRAFT
        and row.blank
        and row.file is None
    ]
    try:
        outcomes = report_many(entries, by=user, send=send, evidence=evidence)
        lost = discard(emptied, by=user) if emptied else 0
    except Refused as refusal:
        messages.error(request, " ".join(refusal.messages))
        return None
    place(rows, outcomes)
    done = sum(outcome.kind != "refused" for outcome in outcomes)
    wrong = sum(bool(row.error) for row in rows)
    if not done and not wrong and not lost:
        messages.info(request, _("No hay nada que guardar: escriba al menos un valor."))
        return None
    said = [_done(done, send=send)] if done else []
    if lost:
        said.append(
            ngettext("%(n)d borrador quitado", "%(n)d borradores quitados", lost) % {"n": lost}
        )
    if wrong:
        said.append(ngettext("%(n)d por corregir", "%(n)d por corregir", wrong) % {"n": wrong})
        messages.warning(request, "; ".join(said) + ".")
    else:
        messages.success(request, "; ".join(said) + ".")
    return outcomes


def _done(n: int, *, send: bool) -> str:
    if send:
        return ngettext("%(n)d enviada", "%(n)d enviadas", n) % {"n": n}
    return ngettext("%(n)d guardada en borrador", "%(n)d guardadas en borrador", n) % {"n": n}


def _units(plan: Plan, user: User) -> list[Unit]:
    """Whose indicators the person reports: of the own units, or of any for the coordination."""
    owned = Indicator.objects.measured().filter(plan=plan, owner__isnull=False)
    if is_coordinator(user):
        return list(Unit.objects.filter(pk__in=owned.values("owner")))
    if not user.own_units:
        raise Http404
    return list(Unit.objects.filter(pk__in=user.own_units))


def _unit(request: HttpRequest, units: list[Unit]) -> Unit | None:
    """The one that the address names; all of them where it names none and they are one's own."""
    said = request.GET.get("unit", "")
    if said:
        for unit in units:
            if str(unit.pk) == said:
                return unit
        raise Http404
    assert isinstance(request.user, User)
    if len(units) == 1 or (units and is_coordinator(request.user)):
        own = [unit for unit in units if unit.pk in request.user.own_units]
        return (own or units)[0]
    return None


def _periods(plan: Plan, units: list[int]) -> list[Period]:
    """The open ones of a frequency that these units have, the first to fall due first."""
    used = Indicator.objects.measured().filter(plan=plan, owner__in=units)
    rows = Period.objects.open().filter(plan=plan, frequency__in=used.values("frequency"))
    found = list(rows.order_by("due", "starts")[:PERIODS])
    for period in found:
        period.plan = plan
    return found


def _period(
    request: HttpRequest, plan: Plan, periods: list[Period], known: dict[int, Standing]
) -> Period | None:
    """The one that the address names; else the first with something left; else the last."""
    said = request.GET.get("period", "")
    if said:
        if not said.isdecimal() or len(said) > 18:
            raise Http404
        period = Period.objects.filter(plan=plan, pk=int(said)).first()
        if period is None:
            raise Http404
        period.plan = plan
        return period
    for period in periods:
        if known[period.pk].unreported:
            return period
    return periods[-1] if periods else None


def _extra(request: HttpRequest) -> list[tuple[int, int]]:
    """Areas that the person added to indicators: "12:34" each."""
    said = request.POST.getlist("extra")
    if "add" in request.POST:
        said.append(f"{request.POST.get('of', '')}:{request.POST.get('area', '')}")
    found = []
    for text in dict.fromkeys(said):
        indicator, _colon, area = text.partition(":")
        if all(part.isdecimal() and len(part) <= 18 for part in (indicator, area)):
            found.append((int(indicator), int(area)))
    return found


def _address(period: Period, unit: Unit | None, after: str) -> dict[str, str]:
    said = {"period": str(period.pk), "unit": str(unit.pk) if unit else "", "after": after}
    return {name: value for name, value in said.items() if value}


def _here(request: HttpRequest, plan: Plan, period: Period, unit: Unit | None, after: str) -> str:
    base = reverse("monitoring:reporting", args=[plan.code])
    return f"{base}?{urlencode(_address(period, unit, after))}"
