"""What the document says of indicators and money, to be confirmed and made records."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from minga.base.done import done
from minga.base.filters import plain
from minga.base.page import page
from minga.base.steps import Refused
from minga.monitoring.actions import take_in as actions
from minga.monitoring.models import Frequency, Indicator
from minga.monitoring.told import speaking, told_of
from minga.people.visitors import person
from minga.plans.models import Plan

PAGE = 20  # initiatives
SAID = 5  # of what was left, on the next page


@login_required
def take_in(request: HttpRequest, plan: str) -> HttpResponse:
    found = get_object_or_404(Plan.objects.editable_by(request.user), code=plan)
    if request.method == "POST":
        _take(request, found)
        return redirect(request.get_full_path())
    among = speaking(found)
    after = plain(request.GET.get("after", ""))
    begin = int(after) if after.isdecimal() and len(after) < 10 else None
    listed = among if begin is None else among.filter(position__gt=begin)
    shown = list(listed[: PAGE + 1])
    more, shown = len(shown) > PAGE, shown[:PAGE]
    for initiative in shown:
        initiative.plan = found
    told = told_of(found, shown)
    context = {
        "plan": found,
        "told": told,
        "total": among.count(),
        "shown": len(shown),
        "directions": Indicator.Direction.choices,
        "frequencies": Frequency.choices,
        "frequency": Frequency.YEARLY.value,
        "next": f"?after={shown[-1].position}" if more else "",
        "begin": request.path if begin is not None else "",
    }
    return page(request, "monitoring/take_in.html", context)


def _take(request: HttpRequest, plan: Plan) -> None:
    try:
        taken = actions.take_in(
            plan,
            None if request.POST.get("everything") else _chosen(request),
            frequency=request.POST.get("frequency", ""),
            by=person(request),
        )
    except Refused as refusal:
        messages.error(request, " ".join(refusal.messages))
        return
    says = [
        ngettext("Se registró %d indicador", "Se registraron %d indicadores", taken.indicators)
        % taken.indicators,
        ngettext("%d meta", "%d metas", taken.targets) % taken.targets,
        ngettext("%d monto", "%d montos", taken.money) % taken.money,
    ]
    undo = f"{reverse('monitoring:undo_take_in', args=[plan.code])}?token={taken.token}"
    done(request, f"{', '.join(says)}.", undo=undo)
    if taken.left:
        n = len(taken.left)
        says_left = ngettext("Quedó %d sin registrar", "Quedaron %d sin registrar", n) % n
        messages.warning(request, f"{says_left}: {'; '.join(taken.left[:SAID])}.")


def _chosen(request: HttpRequest) -> dict[str, actions.Choice | None]:
    """The rows that were ticked, and how each indicator was completed."""
    said = request.POST
    wanted: dict[str, actions.Choice | None] = {}
    for key in said.getlist("sel")[:1000]:
        direction = said.get(f"direction-{key}")
        wanted[key] = (
            None
            if direction is None
            else actions.Choice(
                said.get(f"name-{key}", "").replace("\0", ""),
                said.get(f"unit-{key}", "").replace("\0", ""),
                direction,
            )
        )
    return wanted


@login_required
@require_POST
def undo(request: HttpRequest, plan: str) -> HttpResponse:
    found = get_object_or_404(Plan.objects.editable_by(request.user), code=plan)
    try:
        taken = actions.undo(found, plain(request.GET.get("token", "")), by=person(request))
    except Refused as refusal:
        messages.error(request, " ".join(refusal.messages))
    else:
        says = _("Se quitaron %(indicators)d indicadores y %(money)d montos.")
        done(request, says % {"indicators": taken.indicators, "money": taken.money})
        if taken.left:
            messages.warning(
                request,
                _("Estos ya tienen lecturas o cambios y quedaron: %s.")
                % ", ".join(taken.left[:20]),
            )
    return redirect("monitoring:take_in", plan)
