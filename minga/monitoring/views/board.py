"""The board of a plan, and the rows behind each of its numbers."""

from __future__ import annotations

import datetime
from dataclasses import replace

from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from minga.base.filters import Chip
from minga.base.menu import address
from minga.base.page import page
from minga.monitoring.access import shown_plan
from minga.monitoring.board import asked, rows
from minga.monitoring.board.page import board as board_of
from minga.monitoring.sheet import LIGHTS
from minga.monitoring.start import next_steps


@require_safe
def board(request: HttpRequest, plan: str) -> HttpResponse:
    """How complete it is first, then how far it got."""
    found = shown_plan(request, plan)
    shown = board_of(found, request.GET, request.user)
    years = sorted({*shown.years, shown.asked.year}, reverse=True)
    context = {
        "plan": found,
        "board": shown,
        "asked": shown.asked,
        "found": shown.found,
        "charts": {chart.name: chart for chart in shown.charts()},
        "tabs": [
            (label, shown.asked.query(by=by), by == shown.asked.by)
            for by, label in asked.BYS.items()
        ],
        "years": [(str(year), str(year)) for year in years],
        "year": str(shown.asked.year),
        "bases": list(asked.BASES.items()),
        "next_steps": next_steps(found, request.user, datetime.date.today()) if shown.mend else [],
        "evaluations_url": address("evaluation:index"),
        "analysis_url": address("analytics:index"),
    }
    return page(request, "monitoring/board.html", context)


@require_safe
def board_rows(request: HttpRequest, plan: str) -> HttpResponse:
    """The indicators that one figure is made of, or that have no score for it yet."""
    found = shown_plan(request, plan)
    wanted = rows.read(request.GET)
    name = rows.name_of(found, wanted) if wanted else None
    if wanted is None or name is None:
        raise Http404
    after = request.GET.get("after", "").replace("\0", "")[:40]
    shown, more = rows.lines(found, wanted, request.user, after)
    share = rows.share(found, replace(wanted, light=""), request.user)
    counts = share.lights if share else {}
    every = [("", _("Con puntaje"), share.scored if share else 0)]
    every += [(light, str(LIGHTS[light]), n) for light, n in counts.items()]
    chips = [
        Chip(label, wanted.query(light=light), n, light == wanted.light)
        for light, label, n in every
    ]
    context = {
        "plan": found,
        "name": name,
        "wanted": wanted,
        "basis": asked.BASES[wanted.basis],
        "lines": shown,
        "share": share,
        "percent": share.value * 100 if share and share.value is not None else None,
        "chips": chips,
        "without": wanted.query(light=rows.NONE),
        "lacking": wanted.light == rows.NONE,
        "next": f"{wanted.query()}&after={shown[-1].indicator.code}" if more else "",
        "begin": wanted.query() if after else "",
    }
    return page(request, "monitoring/board_rows.html", context)
