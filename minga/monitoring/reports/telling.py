"""A report as people read it: its sections, made of what was frozen and of nothing else."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from minga.base.templatetags.look import day
from minga.monitoring.board.drawn import lights
from minga.monitoring.charts import Bar, Bullet, Chart, Column, Point, Table, bars, bullet, line
from minga.monitoring.models import Basis, Milestone
from minga.monitoring.scoring.explain import paced

Frozen = Mapping[str, Any]


@dataclass(slots=True)
class Section:
    """A title, what is told, and the figures beside it."""

    key: str
    title: str
    text: str
    facts: list[tuple[str, str]] = field(default_factory=list)
    charts: list[Chart] = field(default_factory=list)
    tables: list[tuple[str, Table]] = field(default_factory=list)

    @property
    def anchor(self) -> str:
        return self.key.replace(":", "-").replace(".", "-")


def number(said: str | None) -> Decimal | None:
    return None if said is None else Decimal(said)


def told(narrative: Mapping[str, str], content: Frozen) -> list[Section]:
    """The sections in their order; pure: the same content is always the same account."""
    makers = {
        "summary": _summary,
        "budget": _budget,
        "missing": _missing,
        "participation": _participation,
    }
    found = []
    for section in content["sections"]:
        key = section["key"]
        made = Section(key, _ours(section["title"]), narrative.get(key, ""))
        if key.startswith("objective:"):
            _objective(made, content, key.removeprefix("objective:"))
        else:
            makers[key](made, content)
        found.append(made)
    return found


def _ours(words: str) -> str:
    """What we call a thing is frozen in the language of the installation; readers have theirs."""
    return _(words) if words else ""


def last_year(content: Frozen) -> int:
    return int(content["years"][-1])


def _of(content: Frozen, of: str, year: int | None = None) -> list[Frozen]:
    return [
        figure
        for figure in content["figures"]
        if figure["of"] == of and (year is None or figure["year"] == year)
    ]


def _summary(made: Section, content: Frozen) -> None:
    year = last_year(content)
    whole = _of(content, "plan", year)[0]
    value = number(whole["value"])
    made.facts = [
        (
            _("Cumplimiento de %(year)d") % {"year": year},
            _("Sin dato")
            if value is None
            else f"{_percent(value)} ({lights()[whole['light']].lower()})",
        ),
        (_("Indicadores con puntaje"), _n_of(whole["scored"], whole["measured"])),
    ]
    for rule in content["rules"]:
        if rule["year"] == year:
            said = {"name": rule["name"], "version": rule["version"]}
            made.facts.append((_("Regla"), _("%(name)s, versión %(version)d") % said))
    points = [
        Point(str(figure["year"]), _hundred(figure["value"]), Decimal(100))
        for figure in _of(content, "plan")
    ]
    if len(points) > 1 and any(point.value is not None for point in points):
        made.charts.append(
            line(
                points,
                name="report-years",
                title=_("Cumplimiento del plan por año"),
                subtitle=_("De 100; cada año se mide contra la meta de ese año."),
                unit="%",
                decimals=1,
                period=_("Año"),
            )
        )
    rows = _of(content, "objective", year)
    if any(row["value"] is not None for row in rows):
        made.charts.append(_groups(rows, "report-objectives", year))
    units = [row for row in _of(content, "unit", year) if row["measured"]]
    if units:
        made.tables.append((_("Por unidad responsable"), _figures_table(units, _("Unidad"))))


def _groups(rows: Sequence[Frozen], name: str, year: int) -> Chart:
    shown = [row for row in rows if row["measured"] or row["depth"] == 0]
    with_score = [row for row in shown if row["value"] is not None]
    ok = sum(1 for row in with_score if row["light"] == "ok")
    return bullet(
        [
            Bullet(
                f"{row['code']} {_ours(row['label'])}".strip(),
                number(row["value"]),
                row["light"],
                row["scored"],
                row["measured"],
            )
            for row in shown
        ],
        name=name,
        title=_("%(ok)d de %(n)d objetivos con dato cumplen") % {"ok": ok, "n": len(with_score)},
        subtitle=_("Cumplimiento de %(year)d por objetivo, y cuántos indicadores tienen puntaje.")
        % {"year": year},
        heading=_("Objetivo"),
        lights=lights(),
        notes=[_("Cuenta solo lecturas aprobadas.")],
    )


def _figures_table(rows: Sequence[Frozen], heading: str) -> Table:
    return Table(
        [
            Column(heading),
            Column(_("Cumplimiento (%)"), number=True, decimals=1),
            Column(_("Semáforo")),
            Column(_("Con puntaje"), number=True),
            Column(_("Indicadores"), number=True),
        ],
        [
            [
                f"{row['code']} {_ours(row['label'])}".strip(),
                _hundred(row["value"]),
                lights()[row["light"]],
                row["scored"],
                row["measured"],
            ]
            for row in rows
        ],
    )


def _objective(made: Section, content: Frozen, code: str) -> None:
    year = last_year(content)
    figures = {row["code"]: row for row in _of(content, "objective", year)}
    if figure := figures.get(code):
        value = number(figure["value"])
        made.facts = [
            (
                _("Cumplimiento de %(year)d") % {"year": year},
                _("Sin dato")
                if value is None
                else f"{_percent(value)} ({lights()[figure['light']].lower()})",
            ),
            (_("Indicadores con puntaje"), _n_of(figure["scored"], figure["measured"])),
        ]
    mine = [one for one in content["indicators"] if one["top"] == code]
    if mine:
        made.tables.append((_("Indicadores"), indicators_table(mine, year)))
    steps = [one for one in content["milestones"] if one["top"] == code]
    if steps:
        made.tables.append((_("Hitos del período"), milestones_table(steps)))


def indicators_table(rows: Sequence[Frozen], year: int) -> Table:
    columns = [
        Column(_("Indicador")),
        Column(_("Valor"), number=True),
        Column(_("Meta"), number=True),
        Column(_("Avance (%)"), number=True, decimals=1),
        Column(_("Semáforo")),
        Column(_("Nota")),
    ]
    return Table(columns, [_indicator(one, year) for one in rows])


def _indicator(one: Frozen, year: int) -> list[Any]:
    scores = {score["basis"]: score for score in one["scores"] if score["year"] == year}
    score = scores.get(Basis.APPROVED) or scores.get(Basis.PRELIMINARY)
    notes = []
    if score and score["basis"] == Basis.PRELIMINARY:
        notes.append(_("preliminar"))
    elif Basis.PRELIMINARY in scores:
        value = number(scores[Basis.PRELIMINARY]["value"])
        notes.append(_("hay un valor preliminar: %s") % _plain(value, one["decimals"]))
    if score and score["interpolated"]:
        notes.append(_("meta interpolada"))
    if score and (running := paced(score)):
        notes.append(running)
    name = f"{one['code']} {one['name']} ({one['unit']})"
    if score is None:
        return [name, None, None, None, lights()["none"], ""]
    return [
        name,
        _rounded(score["value"], one["decimals"]),
        _rounded(score["target"], one["decimals"]),
        _hundred(score["raw"]),
        lights()[score["light"] or "none"],
        ", ".join(notes),
    ]


def milestones_table(rows: Sequence[Frozen]) -> Table:
    columns = [
        Column(_("Hito")),
        Column(_("Iniciativa")),
        Column(_("Para cuándo")),
        Column(_("Cómo está")),
    ]
    return Table(
        columns,
        [[one["name"], one["initiative"], _day(one["due"]), _stands(one)] for one in rows],
    )


def _stands(one: Frozen) -> str:
    if one["reached_on"]:
        return _("alcanzado el %s") % _day(one["reached_on"])
    said = str(Milestone.Status(one["status"]).label)
    if one["first_due"] != one["due"]:
        return _("%(said)s; al comienzo era para el %(day)s") % {
            "said": said,
            "day": _day(one["first_due"]),
        }
    return said


def _budget(made: Section, content: Frozen) -> None:
    totals = content["budget"]["totals"]
    if not totals:
        made.facts = [(_("Dinero"), _("Sin línea declarada en estos años"))]
        return
    made.tables.append((_("Dinero por objetivo y año"), totals_table(content)))
    n = len(content["budget"]["lines"])
    made.facts = [(_("Líneas de presupuesto"), str(n))]


def totals_table(content: Frozen) -> Table:
    titles = {
        section["key"].removeprefix("objective:"): _ours(section["title"])
        for section in content["sections"]
    }
    names = (_("Codificado"), _("Comprometido"), _("Devengado"), _("Pagado"))
    columns = [
        Column(_("Objetivo")),
        Column(_("Año")),
        Column(_("Moneda")),
        *(Column(name, number=True, decimals=2) for name in names),
        Column(_("Líneas"), number=True),
    ]
    return Table(
        columns,
        [
            [
                titles.get(row["top"] or "", _("Sin objetivo")),
                str(row["year"]),
                row["currency"],
                *(number(row[stage]) for stage in ("codified", "committed", "accrued", "paid")),
                row["lines"],
            ]
            for row in content["budget"]["totals"]
        ],
    )


def _missing(made: Section, content: Frozen) -> None:
    found = content["completeness"]
    n = found["initiatives"]
    made.charts.append(
        bars(
            [Bar(_ours(mark["label"]), mark["have"], n) for mark in found["marks"]],
            name="report-missing",
            title=_("Qué datos tiene el plan y cuáles le faltan"),
            subtitle=_("Iniciativas que tienen cada dato, de %(n)d. Guiones: ninguna.") % {"n": n},
            heading=_("Dato"),
            counted=_("Iniciativas"),
        )
    )
    year = last_year(content)
    without = [
        one
        for one in content["indicators"]
        if not any(s["year"] == year and s["raw"] is not None for s in one["scores"])
    ]
    all_ = len(content["indicators"])
    made.facts = [(_("Indicadores sin puntaje en %d") % year, _n_of(len(without), all_))]


def _participation(made: Section, content: Frozen) -> None:
    found = content["participation"]
    n = found["initiatives"]
    made.facts = [
        (_("Iniciativas con contraparte"), _n_of(found["counterpart"], n)),
        (_("Iniciativas con un instrumento vigente"), _n_of(found["instrument"], n)),
        (_("Convenios vigentes"), str(found["agreements"])),
        (_("Sesiones realizadas en el período"), str(found["sessions"])),
        (_("Espacios que se reunieron"), str(found["spaces"])),
    ]


def _n_of(n: int, all_: int) -> str:
    return _("%(n)d de %(all)d") % {"n": n, "all": all_}


def _percent(value: Decimal) -> str:
    from minga.monitoring.charts.draw import share

    return share(value, 1)


def _hundred(said: str | None) -> Decimal | None:
    value = number(said)
    return None if value is None else value * 100


def _rounded(said: str | None, decimals: int) -> Decimal | None:
    value = number(said)
    return None if value is None else round(value, decimals)


def _plain(value: Decimal | None, decimals: int) -> str:
    from minga.base.numbers import write_number

    return write_number(value, decimals)


def _day(said: str) -> str:
    import datetime

    return day(datetime.date.fromisoformat(said))
