"""Reports of a plan: the list, the draft and its editor, and what was published for ever."""

from __future__ import annotations

import datetime
from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from minga.base.done import done, or_why_not, tried
from minga.base.page import page
from minga.base.steps import Refused
from minga.monitoring.access import shown_plan
from minga.monitoring.actions import reports as actions
from minga.monitoring.forms.reports import ReportForm
from minga.monitoring.models import Report
from minga.monitoring.reports import papers
from minga.monitoring.reports.gathering import gather, sections
from minga.monitoring.reports.sealing import holds, sealed
from minga.monitoring.reports.telling import told
from minga.monitoring.views.charts import sent
from minga.people.models import is_coordinator
from minga.people.visitors import person

PAGE = 50
DRAFT, PUBLISHED = Report.Status.DRAFT, Report.Status.PUBLISHED


def _one(request: HttpRequest, plan: str, number: int, *, editable: bool = False) -> Report:
    found = shown_plan(request, plan)
    rows = Report.objects.visible_to(request.user)
    if editable:
        rows = rows & Report.objects.editable_by(request.user)
    report = get_object_or_404(rows.select_related("corrects", "by"), plan=found, number=number)
    report.plan = found
    if report.corrects:
        report.corrects.plan = found
    return report


@require_safe
def index(request: HttpRequest, plan: str) -> HttpResponse:
    found = shown_plan(request, plan)
    rows = Report.objects.visible_to(request.user).filter(plan=found).order_by("-number")
    before = request.GET.get("before", "")
    if before.isascii() and before.isdecimal() and len(before) < 8:
        rows = rows.filter(number__lt=int(before))
    listed = rows.defer("content", "narrative").select_related("corrects")
    shown = list(listed.prefetch_related("corrected_by")[: PAGE + 1])
    context = {
        "plan": found,
        "reports": [_listed(report, found) for report in shown[:PAGE]],
        "next": f"?before={shown[PAGE - 1].number}" if len(shown) > PAGE else "",
        "begin": "?" if before else "",
        "may": is_coordinator(request.user),
    }
    return page(request, "monitoring/reports.html", context)


def _listed(report: Report, plan: Any) -> dict[str, Any]:
    report.plan = plan
    corrections = [one for one in report.corrected_by.all() if one.status == PUBLISHED]
    return {"one": report, "corrected_by": corrections[0] if corrections else None}


@login_required
def new(request: HttpRequest, plan: str) -> HttpResponse:
    found = shown_plan(request, plan)
    if not is_coordinator(request.user):
        raise Http404
    form = ReportForm(request.POST or None)
    if form.is_valid():
        made: list[Report] = []
        begin = lambda **said: made.append(actions.begin(found, **said))  # noqa: E731
        if tried(form, begin, by=person(request), **form.cleaned_data):
            n = made[0].number
            done(request, _("Empezó el informe %d. Nadie de fuera lo ve todavía.") % n)
            return redirect("monitoring:edit_report", plan, n)
    return page(request, "monitoring/reports_new.html", {"plan": found, "form": form})


@require_safe
def report(request: HttpRequest, plan: str, number: int) -> HttpResponse:
    """What was published, from what was frozen alone; of a draft, how it would be today."""
    found = _one(request, plan, number)
    published = found.status == PUBLISHED
    content = found.content if published else gather(found, datetime.date.today())
    corrections = found.corrected_by.filter(status=PUBLISHED).order_by("number")
    other = corrections.first() if published else None
    if other:
        other.plan = found.plan
    context = {
        "plan": found.plan,
        "report": found,
        "published": published,
        "content": content,
        "sections": told(found.narrative, content),
        "period": papers.period(found),
        "citation": papers.citation(found) if published else "",
        "holds": published and holds(found),
        "corrected_by": other,
        "may": is_coordinator(request.user),
    }
    return page(request, "monitoring/reports_one.html", context)


@login_required
def edit(request: HttpRequest, plan: str, number: int) -> HttpResponse:
    """What is told of each section, beside its figures as they are now."""
    found = _one(request, plan, number, editable=True)
    if found.status == PUBLISHED:
        return redirect(found)
    names = [key for key, _title in sections(found.plan)]
    typed = {}
    if request.method == "POST":
        typed = {key: request.POST.get(f"text-{key}", "")[:50_000] for key in names}
        seen = {key: request.POST.get(f"seen-{key}", "").replace("\r\n", "\n") for key in names}
        with or_why_not(request):
            changed = actions.tell(found, typed, by=person(request), seen=seen)
            done(
                request,
                _("Se guardó lo que se cuenta.") if changed else _("No había nada que guardar."),
            )
            return redirect("monitoring:edit_report", plan, number)
    content = gather(found, datetime.date.today())
    context = {
        "plan": found.plan,
        "report": found,
        "sections": [
            (section, typed.get(section.key, section.text))
            for section in told(found.narrative, content)
        ],
        "period": papers.period(found),
    }
    return page(request, "monitoring/reports_edit.html", context)


@login_required
def about(request: HttpRequest, plan: str, number: int) -> HttpResponse:
    """The title and the period of a draft."""
    found = _one(request, plan, number, editable=True)
    if found.status == PUBLISHED:
        return redirect(found)
    form = ReportForm(request.POST or None, of=found)
    if form.is_valid() and tried(
        form, actions.edit, found, by=person(request), **form.cleaned_data
    ):
        return redirect("monitoring:edit_report", plan, number)
    context = {"plan": found.plan, "form": form, "report": found}
    return page(request, "monitoring/reports_new.html", context)


@login_required
def publish(request: HttpRequest, plan: str, number: int) -> HttpResponse:
    """Asked on a page of its own, with what it freezes counted: it cannot be taken back."""
    found = _one(request, plan, number, editable=True)
    if found.status == PUBLISHED:
        return redirect(found)
    if request.method == "POST":
        with or_why_not(request):
            actions.publish(found, by=person(request))
            done(request, _("El informe %d se publicó. Ya no cambia.") % found.number)
            return redirect(found)
        return redirect("monitoring:edit_report", plan, number)
    today = datetime.date.today()
    try:
        actions.refuse_early(found, today)
    except Refused as why:
        messages.error(request, " ".join(why.messages))
        return redirect("monitoring:edit_report", plan, number)
    content = gather(found, today)
    untold = [title for key, title in sections(found.plan) if not found.narrative.get(key)]
    readings = [r for one in content["indicators"] for r in one["readings"]]
    context = {
        "plan": found.plan,
        "report": found,
        "period": papers.period(found),
        "untold": untold,
        "counts": {
            "figures": len(content["figures"]),
            "indicators": len(content["indicators"]),
            "readings": len(readings),
            "preliminary": sum(1 for reading in readings if reading["preliminary"]),
            "lines": len(content["budget"]["lines"]),
            "milestones": len(content["milestones"]),
        },
    }
    return page(request, "monitoring/reports_publish.html", context)


@login_required
@require_POST
def discard(request: HttpRequest, plan: str, number: int) -> HttpResponse:
    found = _one(request, plan, number, editable=True)
    with or_why_not(request):
        actions.discard(found, by=person(request))
        done(request, _("El borrador %d se quitó.") % number)
    return redirect("monitoring:reports", plan)


@login_required
@require_POST
def correct(request: HttpRequest, plan: str, number: int) -> HttpResponse:
    found = _one(request, plan, number, editable=True)
    with or_why_not(request):
        made = actions.correct(found, by=person(request))
        done(
            request,
            _("Empezó el informe %(n)d, que corrige el %(old)d.")
            % {
                "n": made.number,
                "old": number,
            },
        )
        return redirect("monitoring:edit_report", plan, made.number)
    return redirect(found)


@require_safe
def report_file(request: HttpRequest, plan: str, number: int, fmt: str) -> HttpResponse:
    """Only of what was published, and made of that alone."""
    found = _one(request, plan, number)
    makers: dict[str, Callable[[Report], bytes]] = {
        "pdf": papers.pdf,
        "xlsx": papers.xlsx,
        "json": lambda report: sealed(report.narrative, report.content),
    }
    if fmt not in makers or found.status != PUBLISHED:
        raise Http404
    return sent(makers[fmt](found), f"{found.plan.code}-informe-{number}", fmt)
