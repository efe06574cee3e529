"""Setting the targets of an indicator, a row a year."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from minga.base.done import done
from minga.base.page import page
from minga.base.steps import Refused
from minga.monitoring.access import editable
from minga.monitoring.actions.targets import Wrong, set_targets
from minga.monitoring.forms.indicators import TargetsForm
from minga.monitoring.sheet import measured
from minga.monitoring.views.indicator import way_back
from minga.monitoring.years import wanted_in, years_of
from minga.people.visitors import person


@login_required
def targets(request: HttpRequest, plan: str, pk: int) -> HttpResponse:
    indicator = editable(request, plan, pk)
    held = list(indicator.targets.current())
    form = TargetsForm(request.POST or None, targets=held, years=years_of(indicator.plan))
    if form.is_valid():
        try:
            made = set_targets(indicator, form.wishes(), by=person(request))
        except Wrong as refusal:
            form.place(refusal.until, " ".join(refusal.messages))
        except Refused as refusal:
            form.add_error(None, refusal)
        else:
            if made:
                says = ngettext("Se guardó %d meta.", "Se guardaron %d metas.", len(made))
                done(request, says % len(made), undo=way_back(indicator))
            else:
                messages.info(request, _("No había nada que cambiar en %s.") % indicator.code)
            return redirect(f"{indicator.get_absolute_url()}#metas")
    rows = form.rows()
    for row in rows:
        found = None if row["target"] else wanted_in(indicator, held, row["day"])
        row["interpolated"] = found.value if found and found.interpolated else None
    context = {
        "plan": indicator.plan,
        "indicator": indicator,
        "measured": measured(indicator.subject),
        "form": form,
        "rows": rows,
    }
    return page(request, "monitoring/targets.html", context)
