"""The board to take along: a PDF to print, a workbook to go on working with, an image."""

from __future__ import annotations

import datetime
from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext as _

from minga.base.templatetags.look import day
from minga.monitoring.board.asked import BASES
from minga.monitoring.board.compliance import Compliance, Row
from minga.monitoring.board.drawn import NAMES
from minga.monitoring.board.page import Board
from minga.monitoring.charts import Column, Table, book, paper


def title(board: Board) -> str:
    return _("Tablero de seguimiento: %s") % board.plan.label


def source(board: Board) -> list[str]:
    """Where a paper comes from, and of which day it is."""
    address = f"{settings.URL}{reverse('monitoring:board', args=[board.plan.code])}"
    said = {"day": day(datetime.date.today()), "address": address + board.asked.query()}
    of = board.plan.government or board.plan.label
    return [of, _("Al %(day)s. %(address)s") % said]


def counted(board: Board) -> list[tuple[str, str]]:
    """What it counts, in pairs."""
    found = board.found
    scored = {"n": found.whole.share.scored, "all": found.whole.measured}
    pairs = [
        (_("Plan"), board.plan.title),
        (_("Gobierno"), board.plan.government),
        (_("Fecha"), day(datetime.date.today())),
        (_("Año"), str(board.asked.year)),
        (_("Lecturas"), str(BASES[board.asked.basis])),
        (_("Por"), found.heading),
        (_("Indicadores con puntaje"), _("%(n)d de %(all)d") % scored),
        (_("Regla"), str(found.rule) if found.rule else ""),
    ]
    return [(label, said) for label, said in pairs if said]


def complete_table(board: Board) -> Table:
    return Table(
        [Column(_("Dato")), Column(_("Iniciativas"), number=True), Column(_("De"), number=True)],
        [[datum.label, datum.have, datum.of] for datum in board.data],
    )


def groups_table(found: Compliance) -> Table:
    columns = [
        Column(found.heading),
        Column(_("Cumplimiento (%)"), number=True, decimals=1),
        Column(_("Semáforo")),
        Column(_("Con puntaje"), number=True),
        Column(_("Indicadores"), number=True),
        Column(_("Cumple"), number=True),
        Column(_("En alerta"), number=True),
        Column(_("No cumple"), number=True),
    ]
    return Table(columns, [_row(row) for row in [*found.rows, found.whole]])


def _row(row: Row) -> list[Any]:
    lights = [row.share.lights.get(name, 0) for name in ("ok", "warn", "bad")]
    return [row.name, row.percent, str(row.light_label), row.share.scored, row.measured, *lights]


def pdf(board: Board) -> bytes:
    charts = {chart.name: chart for chart in board.charts(NAMES)}
    blocks: list[dict[str, Any]] = [
        {"facts": [list(pair) for pair in counted(board)]},
        {"heading": _("Primero, qué tan completo está"), "level": 1},
        {"chart": paper.shown(charts["completeness"])},
        {"heading": _("Cumplimiento"), "level": 1},
    ]
    if board.mend:
        blocks.append({"text": f"{board.mend.title}. {board.mend.why}"})
    blocks += [
        {"chart": paper.shown(chart, table=chart.name != "groups")}
        for name, chart in charts.items()
        if name != "completeness"
    ]
    if board.found.rows:
        blocks += [
            {"heading": _("Por %s") % board.found.heading.lower(), "level": 1},
            {"table": paper.tabled(groups_table(board.found))},
        ]
    return paper.pdf(
        title(board),
        blocks,
        author=board.plan.government,
        above=board.plan.title,
        subtitle=_("%(year)d. %(basis)s.")
        % {"year": board.asked.year, "basis": BASES[board.asked.basis]},
        footer=title(board),
        foot=source(board),
    )


def xlsx(board: Board) -> bytes:
    sheets: list[tuple[str, Any]] = [(_("Completitud"), complete_table(board))]
    sheets.append((_("Cumplimiento"), groups_table(board.found)))
    names = {"years": _("Por año"), "adds": _("Qué aporta"), "heat": _("Objetivo y año")}
    names["groups"] = _("Gráfico por grupo")
    sheets += [(names[chart.name], chart) for chart in board.charts()]
    return book.book(title(board), sheets, [*counted(board), ("", source(board)[-1])])


def png(board: Board) -> bytes:
    """All its charts, one under the other."""
    return paper.pngs(board.charts(NAMES), [title(board), *source(board)])
