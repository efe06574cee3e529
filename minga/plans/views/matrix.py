"""The printed matrix, live."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from minga.base.page import page
from minga.opendata.formats import FORMATS
from minga.plans.filters import Filter, choices, count
from minga.plans.matrix import Row, matrix_page
from minga.plans.models import Objective, Plan
from minga.plans.tree import Tree, tree

JUMPS = 30  # objectives that one can jump to


class Jump(NamedTuple):
    objective: Objective
    initiatives: int
    url: str


@require_safe
def matrix(request: HttpRequest, plan: str) -> HttpResponse:
    shown = get_object_or_404(Plan.objects.visible_to(request.user), code=plan)
    chosen = Filter.read(request.GET)
    grown = tree(shown, request.user)
    if chosen.objective and chosen.objective not in grown.nodes:
        raise Http404
    after = request.GET.get("after", "")
    after_position = int(after) if after.isdecimal() and len(after) < 10 else 0
    turned = matrix_page(
        chosen.apply(shown, request.user), shown, request.user, grown, after=after_position
    )
    options = choices(shown, request.user)
    here = chosen.query()
    return page(
        request,
        "plans/matrix.html",
        {
            "plan": shown,
            "filter": chosen,
            "choices": options,
            "on": list(chosen.on(shown, options)),
            "tree": grown,
            "levels": list(shown.levels.all()),
            "rows": turned.rows,
            "shown": turned.initiatives,
            "total": count(chosen, shown, request.user),
            "next": f"{here}&after={turned.after}".replace("?&", "?") if turned.after else "",
            "begin": here if after_position else "",
            "jumps": [] if chosen.narrows else _jumps(grown, turned.rows, chosen),
            "formats": _formats(shown),
            "findings": reverse("plans:findings", args=[shown.code]),
        },
    )


def _jumps(grown: Tree, rows: Sequence[Row], here: Filter) -> list[Jump]:
    """Each objective that holds initiatives: a place on this page, or the matrix of it alone."""
    started = {h.objective.pk for row in rows for h in row.headings if not h.continued}
    holding = [n for n in grown.nodes.values() if n.initiatives and not n.nodes]
    if len(holding) > JUMPS:
        holding = [n for n in grown.tops if n.initiatives]
    return [
        Jump(
            n.objective,
            n.initiatives,
            f"#o{n.objective.pk}"
            if n.objective.pk in started
            else here.query(objective=n.objective.code),
        )
        for n in holding
    ]


def _formats(plan: Plan) -> list[tuple[str, str]]:
    labels = {
        "pdf": _("Anexo para imprimir (PDF)"),
        "docx": _("Anexo para editar (DOCX)"),
        "xlsx": _("Hoja de cálculo (XLSX)"),
        "csv": _("Datos (CSV)"),
        "json": _("Datos (JSON)"),
        "html": _("Página web (HTML)"),
    }
    return [
        (labels.get(fmt, fmt.upper()), reverse("plans:matrix_file", args=[plan.code, fmt]))
        for fmt in sorted(FORMATS, key=lambda fmt: [*labels, fmt].index(fmt))
    ]
