"""What boards and charts give to take along: images, workbooks, papers."""

from __future__ import annotations

from collections.abc import Callable

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from minga.base.done import or_why_not
from minga.monitoring.access import shown_plan, visible
from minga.monitoring.board import drawn, papers
from minga.monitoring.board.measured import chart_of
from minga.monitoring.board.page import board as board_of
from minga.monitoring.charts import Chart, book, paper

TYPES = {
    "pdf": "application/pdf",
    "png": "image/png",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "json": "application/json",
}


def sent(content: bytes, name: str, fmt: str) -> HttpResponse:
    """A file to keep; never kept by what stands between, for each visitor sees their own."""
    response = HttpResponse(content, content_type=TYPES[fmt])
    response["Content-Disposition"] = f'attachment; filename="{name}.{fmt}"'
    response["Cache-Control"] = "private, no-store"
    return response


@require_safe
def board_file(request: HttpRequest, plan: str, fmt: str) -> HttpResponse:
    found = shown_plan(request, plan)
    makers = {"pdf": papers.pdf, "xlsx": papers.xlsx, "png": papers.png}
    if fmt not in makers:
        raise Http404
    shown = board_of(found, request.GET, request.user, most=None)
    with or_why_not(request):
        content = makers[fmt](shown)
        return sent(content, f"{found.code}-tablero-{shown.asked.year}", fmt)
    return redirect("monitoring:board", plan)


@require_safe
def chart(request: HttpRequest, plan: str, name: str, fmt: str) -> HttpResponse:
    """One chart of the board, as the same query shows it there."""
    found = shown_plan(request, plan)
    if name not in drawn.NAMES:
        raise Http404
    shown = board_of(found, request.GET, request.user)
    made = shown.charts([name])
    if not made:
        raise Http404
    source = papers.source(shown)
    return one(made[0], fmt, f"{found.code}-{name}-{shown.asked.year}", source)


@require_safe
def indicator_chart(request: HttpRequest, plan: str, pk: int, fmt: str) -> HttpResponse:
    found = visible(request, plan, pk)
    made = chart_of(found)
    if made is None:
        raise Http404
    address = f"{settings.URL}{found.get_absolute_url()}"
    source = [found.plan.government or found.plan.label, address]
    return one(made, fmt, f"{found.plan.code}-{slugify(found.code)}", source)


def one(made: Chart, fmt: str, name: str, source: list[str]) -> HttpResponse:
    """A chart as an image or as a workbook."""
    makers: dict[str, Callable[[], bytes]] = {
        "png": lambda: paper.png(made, source),
        "xlsx": lambda: book.book(
            made.title, [(_("Gráfico"), made)], [(_("Fuente"), ". ".join(source))]
        ),
    }
    if fmt not in makers:
        raise Http404
    return sent(makers[fmt](), name, fmt)
