"""A report to take along, made of what was frozen: a PDF, a workbook, and the sealed bytes."""

from __future__ import annotations

import datetime
from collections.abc import Iterable
from typing import Any

from django.conf import settings
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from minga.base.templatetags.look import day
from minga.monitoring.charts import Chart, Column, Table, book, paper
from minga.monitoring.models import Report
from minga.monitoring.reports.telling import (
    Frozen,
    Section,
    indicators_table,
    last_year,
    milestones_table,
    number,
    told,
)


def citation(report: Report) -> str:
    """How to cite it: who, when, what, where, and by which fingerprint it is known."""
    plan = report.content.get("plan", {})
    return _(
        "%(government)s (%(day)s). %(title)s. Informe %(number)d, %(plan)s. %(address)s"
        " sha256:%(sha256)s"
    ) % {
        "government": plan.get("government") or plan.get("title", ""),
        "day": day(report.published_at),
        "title": report.title,
        "number": report.number,
        "plan": plan.get("title", ""),
        "address": f"{settings.URL}{report.get_absolute_url()}",
        "sha256": report.sha256,
    }


def period(report: Report) -> str:
    return _("Del %(starts)s al %(ends)s") % {
        "starts": day(report.starts),
        "ends": day(report.ends),
    }


def facts(report: Report) -> list[tuple[str, str]]:
    corrected = report.corrects
    pairs = [
        (_("Período"), period(report)),
        (_("Publicado"), day(report.published_at)),
        (_("Corrige"), _("el informe %d") % corrected.number if corrected else ""),
        (_("Huella (sha256)"), report.sha256),
    ]
    return [(label, said) for label, said in pairs if said]


def pdf(report: Report) -> bytes:
    plan = report.content["plan"]
    on = localtime(published_at(report))
    blocks: list[dict[str, Any]] = [{"facts": [list(pair) for pair in facts(report)]}]
    for section in told(report.narrative, report.content):
        blocks += _section(section)
    blocks += [{"heading": _("Cómo citar"), "level": 1}, {"text": citation(report)}]
    return paper.pdf(
        report.title,
        blocks,
        author=plan["government"],
        above=_("Informe %(number)d. %(plan)s") % {"number": report.number, "plan": plan["title"]},
        subtitle=period(report),
        footer=f"{report.title}, {report.sha256[:12]}",
        foot=[f"{settings.URL}{report.get_absolute_url()}"],
        date=[on.year, on.month, on.day],
    )


def _section(section: Section) -> Iterable[dict[str, Any]]:
    yield {"heading": section.title, "level": 1}
    if section.text:
        yield {"text": section.text}
    if section.facts:
        yield {"facts": [list(pair) for pair in section.facts]}
    for chart in section.charts:
        yield {"chart": paper.shown(chart)}
    for title, table in section.tables:
        yield {"heading": title, "level": 2}
        yield {"table": paper.tabled(table)}


def xlsx(report: Report) -> bytes:
    """The account, and every row that was frozen with it."""
    content = report.content
    sheets: list[tuple[str, Chart | Table]] = [(_("Relato"), _story(report))]
    for section in told(report.narrative, content):
        sheets += [(chart.title, chart) for chart in section.charts]
    year = last_year(content)
    sheets += [
        (_("Cifras"), _figures(content)),
        (_("Indicadores"), indicators_table(content["indicators"], year)),
        (_("Lecturas"), _readings(content)),
        (_("Puntajes"), _scores(content)),
        (_("Hitos"), milestones_table(content["milestones"])),
        (_("Presupuesto"), _lines(content)),
    ]
    about = [*facts(report), (_("Cómo citar"), citation(report))]
    made_at = published_at(report).replace(tzinfo=None)
    return book.book(report.title, sheets, about, made_at=made_at)


def published_at(report: Report) -> datetime.datetime:
    assert report.published_at  # a constraint says so of what is published
    return report.published_at


def _story(report: Report) -> Table:
    return Table(
        [Column(_("Sección")), Column(_("Texto"))],
        [
            [section["title"], report.narrative.get(section["key"], "")]
            for section in report.content["sections"]
        ],
    )


def _figures(content: Frozen) -> Table:
    names = ("year", "of", "code", "label", "value", "numerator", "denominator")
    counts = ("scored", "measured")
    columns = [Column(name, number=name in names[4:]) for name in names]
    columns += [*(Column(name, number=True) for name in counts), Column("light"), Column("rule")]
    return Table(
        columns,
        [
            [
                *(str(row[name]) for name in names[:4]),
                *(number(row[name]) for name in names[4:]),
                *(row[name] for name in counts),
                row["light"],
                str(row["rule"] or ""),
            ]
            for row in content["figures"]
        ],
    )


def _readings(content: Frozen) -> Table:
    numbers = ("value", "numerator", "denominator")
    columns = [Column("indicator"), Column("period"), Column("area"), Column("category")]
    columns += [*(Column(name, number=True) for name in numbers), Column("status")]
    return Table(
        columns,
        [
            [
                one["code"],
                reading["period"],
                reading["area"] or "",
                reading["category"],
                *(number(reading[name]) for name in numbers),
                reading["status"],
            ]
            for one in content["indicators"]
            for reading in one["readings"]
        ],
    )


def _scores(content: Frozen) -> Table:
    numbers = ("value", "target", "base", "raw", "capped")
    columns = [Column("indicator"), Column("year"), Column("basis"), Column("rule")]
    columns += [*(Column(name, number=True) for name in numbers), Column("light")]
    return Table(
        columns,
        [
            [
                one["code"],
                str(score["year"]),
                score["basis"],
                str(score["rule"]),
                *(number(score[name]) for name in numbers),
                score["light"],
            ]
            for one in content["indicators"]
            for score in one["scores"]
        ],
    )


def _lines(content: Frozen) -> Table:
    stages = ("codified", "committed", "accrued", "paid")
    texts = ("objective", "initiative", "year", "code", "name", "source", "currency")
    columns = [*(Column(name) for name in texts), *(Column(name, number=True) for name in stages)]
    return Table(
        columns,
        [
            [*(str(row[name] or "") for name in texts), *(number(row[name]) for name in stages)]
            for row in content["budget"]["lines"]
        ],
    )
