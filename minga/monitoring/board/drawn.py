"""The charts of the board: what each found, in words, and what it counts."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from decimal import Decimal

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from minga.monitoring.board.asked import Asked
from minga.monitoring.board.compliance import Compliance, in_order, light_of, rules_for
from minga.monitoring.charts import (
    Bar,
    Bullet,
    Chart,
    Heat,
    HeatRow,
    Point,
    Step,
    bars,
    bullet,
    heat,
    line,
    waterfall,
)
from minga.monitoring.charts.draw import share as percent
from minga.monitoring.models import Basis, Figure
from minga.monitoring.scoring.figures import Share, by_year
from minga.monitoring.sheet import LIGHTS
from minga.people.models import Visitor
from minga.plans.completeness import MARKS, Tally
from minga.plans.models import Plan

YEARS = 6  # columns of the heat table
ROWS = 40  # rows of a drawing; the table on the page has them all
FINDINGS = {
    Figure.Of.OBJECTIVE.value: gettext_lazy("%(ok)d de %(n)d objetivos con dato cumplen"),
    Figure.Of.UNIT.value: gettext_lazy("%(ok)d de %(n)d unidades con dato cumplen"),
    Figure.Of.AREA.value: gettext_lazy("%(ok)d de %(n)d áreas con dato cumplen"),
    Figure.Of.MECHANISM.value: gettext_lazy("%(ok)d de %(n)d mecanismos con dato cumplen"),
}
Figures = Mapping[tuple[int, int], Share]  # by (key, year)


def lights() -> dict[str, str]:
    return {name: str(label) for name, label in LIGHTS.items()}


def completeness(found: Tally, also: Mapping[str, int]) -> Chart:
    """The eight marks, milestones and money: how many initiatives have each."""
    n = found.initiatives
    rows = [Bar(str(label), found.have.get(name, 0), n) for name, label in MARKS.items()]
    rows += [Bar(_("Hitos"), also["milestones"], n), Bar(_("Presupuesto"), also["budget"], n)]
    half = [row for row in rows if 2 * int(row.value or 0) >= n] if n else []
    return bars(
        rows,
        name="completeness",
        title=_("%(n)d de %(all)d datos están en la mayoría de las iniciativas")
        % {"n": len(half), "all": len(rows)},
        subtitle=_("Iniciativas que tienen cada dato, de %(n)d. Guiones: ninguna.") % {"n": n},
        heading=_("Dato"),
        counted=_("Iniciativas"),
    )


def of_groups(found: Compliance) -> Chart:
    """A bar for each group of the table."""
    rows = [row for row in found.rows if row.measured or row.depth == 0][:ROWS]
    with_score = [row for row in rows if row.value is not None]
    ok = sum(1 for row in with_score if row.light == "ok")
    if with_score:
        title = FINDINGS[found.asked.by] % {"ok": ok, "n": len(with_score)}
    else:
        title = _("Todavía no hay puntajes")
    return bullet(
        [
            Bullet(
                row.name,
                row.value,
                row.light,
                row.share.scored,
                row.measured,
                row.preliminary,
            )
            for row in rows
        ],
        name="groups",
        title=title,
        subtitle=_(
            "Cumplimiento %(year)d por %(by)s: promedio de sus indicadores según su peso, y cuántos"
            " tienen puntaje. Línea de guiones: toda la meta."
        )
        % {"year": found.asked.year, "by": found.heading.lower()},
        heading=found.heading,
        lights=lights(),
        bounds=found.bounds,
        notes=_said_of(found.asked),
    )


def heat_table(
    plan: Plan, asked: Asked, years: Sequence[int], told: Figures, waiting: Figures
) -> Chart:
    """Objectives by year; what only counts with preliminary readings is drawn hollow."""
    shown = sorted(years)[-YEARS:] or [asked.year]
    rules = rules_for(plan, shown)
    rows = []
    for objective, depth in in_order(plan):
        cells = []
        for year in shown:
            share, hollow = _either(told, waiting, (objective.pk, year), asked)
            value = share.value if share else None
            cells.append(Heat(value, light_of(value, rules[year]), hollow))
        rows.append(HeatRow(str(objective), cells, top=depth == 0))
    with_any = sum(1 for row in rows if any(cell.value is not None for cell in row.cells))
    return heat(
        rows[:ROWS],
        shown,
        name="heat",
        title=_("%(n)d de %(all)d objetivos tienen algún puntaje")
        % {"n": with_any, "all": len(rows)},
        subtitle=_(
            "Cumplimiento de cada objetivo por año, con lo que está debajo de él. Más oscuro: más"
            " cerca de la meta. Guiones: sin dato."
        ),
        heading=_("Objetivo"),
        lights=lights(),
        notes=_said_of(asked),
    )


def _either(
    told: Figures, waiting: Figures, key: tuple[int, int], asked: Asked
) -> tuple[Share | None, bool]:
    """The figure on the basis that is asked for, and whether preliminary readings made it."""
    share = told.get(key)
    if not asked.preliminary:
        return share, False
    other = waiting.get(key)
    return other, other is not None and (share is None or other.value != share.value)


def what_adds(plan: Plan, found: Compliance) -> Chart | None:
    """What each objective of the first level adds to the score of the plan."""
    whole = found.whole.share
    if not whole.denominator or whole.value is None:
        return None
    tops = [(o, d) for o, d in in_order(plan) if d == 0]
    depth = 0
    if len(tops) == 1:
        depth, tops = 1, [(o, d) for o, d in in_order(plan) if d == 1]
    rows, sum_ = [], Decimal(0)
    for objective, _depth in tops:
        share = found.figures.get((Figure.Of.OBJECTIVE.value, objective.pk))
        if share is None or not share.denominator:
            continue
        adds = share.numerator / whole.denominator
        sum_ += adds
        said = ngettext(
            "%(share)s en %(n)d indicador", "%(share)s en %(n)d indicadores", share.scored
        ) % {
            "share": percent(share.value),
            "n": share.scored,
        }
        rows.append(Step(str(objective), adds, share.denominator / whole.denominator, said))
    rest = whole.numerator / whole.denominator - sum_
    if abs(rest) >= Decimal("0.0005"):
        label = _("Contado en más de un objetivo") if rest < 0 else _("Medido en otro nivel")
        rows.append(Step(label, rest))
    largest = max(rows, key=lambda row: row.value)
    return waterfall(
        rows,
        name="adds",
        title=_("«%(objective)s» aporta %(n)s de los %(all)s puntos del plan")
        % {
            "objective": largest.label if len(largest.label) < 60 else largest.label[:57] + "…",
            "n": percent(largest.value, 1)[:-2],
            "all": percent(whole.value, 1)[:-2],
        },
        subtitle=_(
            "Puntos de 100 que cada objetivo suma al cumplimiento de %(year)d, según el peso de sus"
            " indicadores con puntaje (%(n)d). Guiones: lo que todavía puede sumar."
        )
        % {"year": found.asked.year, "n": whole.scored},
        heading=_("Objetivo") if depth == 0 else _("Objetivo del segundo nivel"),
        total=_("Todo el plan"),
        notes=_said_of(found.asked),
    )


def over_years(asked: Asked, years: Sequence[int], told: Figures, waiting: Figures) -> Chart:
    """The score of the plan, year by year, against all of it."""
    first, last = (min(years), max(years)) if years else (asked.year, asked.year)
    points = []
    for year in range(first, last + 1):
        share, hollow = _either(told, waiting, (0, year), asked)
        value = share.value * 100 if share and share.value is not None else None
        points.append(Point(str(year), value, Decimal(100), preliminary=hollow))
    known = [point for point in points if point.value is not None]
    return line(
        points,
        name="years",
        title=_finding(known),
        subtitle=_(
            "Cumplimiento de todo el plan por año, de 100. Cada año se mide contra la meta de ese"
            " año."
        ),
        unit="%",
        decimals=1,
        period=_("Año"),
        target=_("Meta"),
        notes=_said_of(asked),
    )


def _finding(known: Sequence[Point]) -> str:
    if not known:
        return _("Todavía no hay puntajes")
    last = known[-1]
    said = {"year": last.label, "share": percent((last.value or Decimal(0)) / 100, 1)}
    if len(known) == 1:
        return _("En %(year)s el plan va en %(share)s") % said
    before = known[-2]
    rose = (last.value or Decimal(0)) - (before.value or Decimal(0))
    said["before"] = percent((before.value or Decimal(0)) / 100, 1)
    if rose > 0:
        return _("En %(year)s el plan sube de %(before)s a %(share)s") % said
    if rose < 0:
        return _("En %(year)s el plan baja de %(before)s a %(share)s") % said
    return _("En %(year)s el plan sigue en %(share)s") % said


def _said_of(asked: Asked) -> list[str]:
    if asked.preliminary:
        return [_("Cuenta también lecturas preliminares, que esperan aprobación.")]
    return [_("Cuenta solo lecturas aprobadas.")]


SCORED = ("years", "adds", "heat", "groups")  # what needs figures
NAMES = ("completeness", *SCORED)


def drawn(
    plan: Plan,
    asked: Asked,
    visitor: Visitor,
    years: Sequence[int],
    found: Compliance,
    names: Sequence[str] = SCORED,
) -> list[Chart]:
    """Those of these charts that have something to show. Two queries for the years, one more
    with preliminary readings, each for the plan and for its objectives."""
    told: Figures = {}
    waiting: Figures = {}
    whole: Figures = {}
    whole_waiting: Figures = {}
    if {"heat", "years"} & set(names):
        told = by_year(plan, Figure.Of.OBJECTIVE, Basis.APPROVED, visitor)
        whole = by_year(plan, Figure.Of.PLAN, Basis.APPROVED, visitor)
        if asked.preliminary:
            waiting = by_year(plan, Figure.Of.OBJECTIVE, Basis.PRELIMINARY, visitor)
            whole_waiting = by_year(plan, Figure.Of.PLAN, Basis.PRELIMINARY, visitor)
    makers: Mapping[str, Callable[[], Chart | None]] = {
        "years": lambda: over_years(asked, years, whole, whole_waiting),
        "adds": lambda: what_adds(plan, found),
        "heat": lambda: heat_table(plan, asked, years, told, waiting),
        "groups": lambda: of_groups(found),
    }
    made = [makers[name]() for name in names]
    return [chart for chart in made if chart is not None]
