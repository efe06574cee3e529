"""What a plan measures and what it takes, published: the tables that people also fill in."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from decimal import Decimal
from typing import Any

import orjson
from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from minga.actors.areas import Areas
from minga.base.numbers import EXAMPLES, convention
from minga.base.steps import Refused
from minga.monitoring.book.cells import exact
from minga.monitoring.book.columns import SHEETS, WHY
from minga.monitoring.models import (
    BudgetLine,
    Indicator,
    Milestone,
    Post,
    Reading,
    Target,
    Workbook,
)
from minga.opendata.datasets import Book, Cell, Column, Dataset, Row, Table
from minga.opendata.formats import records
from minga.people.models import Visitor
from minga.plans.models import Plan

AT_ONCE = 1000
Rows = Iterator[Row]


def figure(number: Decimal | None) -> Cell:
    """A number without the zeros that say nothing."""
    if number is None:
        return None
    return int(number) if number == number.to_integral_value() else number.normalize()


def _day(value: object) -> str | None:
    return None if value is None else str(value)


def _all(rows: QuerySet[Any]) -> Iterator[Any]:
    return rows.iterator(chunk_size=AT_ONCE)


def indicators(plan: Plan, user: Visitor) -> Rows:
    seen = Indicator.objects.visible_to(user).filter(plan=plan)
    found = seen.select_related("objective", "initiative", "articulation__initiative", "owner")
    for i in _all(found.order_by("code")):
        of = i.articulation
        yield (
            *(i.code, i.name),
            *(i.objective and i.objective.code, i.initiative and i.initiative.code),
            of and f"{of.initiative.code}/{of.number}",
            *(i.definition, i.formula, i.measure, i.numerator_name, i.denominator_name),
            *(figure(i.factor), i.unit, i.decimals, i.direction, figure(i.tolerance)),
            *(i.accumulation, i.yearly, i.frequency, i.source, i.owner and i.owner.name),
            *("sí" if i.by_area else "no", "; ".join(i.categories), i.limits),
            *(figure(i.base_value), _day(i.base_date), i.base_source, figure(i.weight)),
            *(i.status, i.visibility, str(i.uuid)),
        )


def targets(plan: Plan, user: Visitor) -> Rows:
    seen = Indicator.objects.visible_to(user).filter(plan=plan)
    found = Target.objects.current().filter(indicator__in=seen.values("pk"))
    for t in _all(found.select_related("indicator").order_by("indicator__code", "until")):
        yield (t.indicator.code, _day(t.until), figure(t.value), t.act, _day(t.act_date))


def readings(plan: Plan, user: Visitor) -> Rows:
    areas = Areas()
    seen = Reading.objects.visible_to(user).filter(indicator__plan=plan)
    found = seen.exclude(status=Reading.Status.RECTIFIED).select_related("indicator", "period")
    order = ("indicator__code", "period__starts", "area", "category", "pk")
    for r in _all(found.order_by(*order)):
        parts = r.numerator is not None or r.denominator is not None
        yield (
            *(r.indicator.code, r.period.name),
            areas.write([r.area_id]) if r.area_id else None,
            r.category,
            None if parts else figure(r.value),
            *(figure(r.numerator), figure(r.denominator), r.note, None, r.status),
        )


def milestones(plan: Plan, user: Visitor) -> Rows:
    found = Milestone.objects.visible_to(user).filter(initiative__plan=plan)
    order = ("initiative__position", "due", "pk")
    for m in _all(found.select_related("initiative").order_by(*order)):
        yield (
            *(m.initiative.code, m.name, _day(m.due), figure(m.weight), m.status),
            *(_day(m.reached_on), m.note, m.visibility, str(m.uuid)),
        )


def budget(plan: Plan, user: Visitor) -> Rows:
    found = BudgetLine.objects.visible_to(user).filter(plan=plan)
    found = found.select_related("initiative", "objective", "competence", "unit")
    for b in _all(found.order_by("year", "source", "pk")):
        yield (
            *(b.initiative and b.initiative.code, b.objective and b.objective.code),
            *(b.competence and b.competence.code, b.unit and b.unit.name),
            *(b.year, b.code, b.name, b.source, b.currency),
            *(figure(getattr(b, stage)) for stage in BudgetLine.STAGES),
            *(_day(b.as_of), b.visibility, str(b.uuid)),
        )


def people(plan: Plan, user: Visitor) -> Rows:
    found = Post.objects.visible_to(user).filter(plan=plan)
    found = found.select_related("unit", "initiative", "competence")
    for p in _all(found.order_by("year", "unit__name", "name", "pk")):
        yield (
            *(p.unit.name, p.name, p.initiative and p.initiative.code),
            *(p.competence and p.competence.code, p.year, p.count, figure(p.share)),
            *(p.visibility, str(p.uuid)),
        )


ROWS: dict[str, Callable[[Plan, Visitor], Rows]] = {
    "indicators": indicators,
    "targets": targets,
    "readings": readings,
    "milestones": milestones,
    "budget": budget,
    "people": people,
}


def table(name: str, plan: Plan, user: Visitor) -> Table:
    sheet = SHEETS[name]
    title = f"{sheet.title}: {plan.label}"
    return Table(title, sheet.columns, ROWS[name](plan, user), sheet=str(sheet.title))


def book(plan: Plan, user: Visitor) -> Book:
    """All of it as one workbook, with a first sheet that says how to fill in the others."""
    title = _("Seguimiento de %(plan)s") % {"plan": plan.label}
    return Book(title, [_manual(title), *(table(name, plan, user) for name in ROWS)])


def _manual(title: str) -> Table:
    columns = (
        Column("sheet", gettext_lazy("Hoja"), "", 18),
        Column("column", gettext_lazy("Columna"), "", 30),
        Column("name", gettext_lazy("En CSV"), "", 18),
        Column("what", gettext_lazy("Qué es"), "", 70),
    )
    return Table(title, columns, _said(), sheet=_("Léame"))


def _said() -> Rows:
    mark = convention()
    yield (
        _("Convención de números"),
        mark,
        None,
        _("Lo que va antes de los decimales, si un número está escrito como texto: %s.")
        % EXAMPLES[mark],
    )
    yield (_("Celdas en blanco"), None, None, _("Una celda en blanco no quita nada."))
    for sheet in SHEETS.values():
        yield (str(sheet.title), None, sheet.name, str(sheet.what))
        for column in sheet.columns:
            yield (str(sheet.title), str(column.label), column.name, column.says)


def document(plan: Plan, user: Visitor) -> Iterator[bytes]:
    """Every table as JSON, by its name."""
    comma = b"{"
    for name in ROWS:
        yield comma + orjson.dumps(name) + b":"
        yield from records(table(name, plan, user))
        comma = b","
    yield b"}\n"


def _only_as_a_book(plan: Plan, user: Visitor) -> Table:
    raise Refused(
        _("El libro tiene varias hojas: pídalo en XLSX o JSON, o pida una tabla por su nombre.")
    )


def _dataset(name: str) -> Dataset:
    return Dataset(name, SHEETS[name].title, lambda plan, user: table(name, plan, user))


INDICATORS, TARGETS, READINGS, MILESTONES, BUDGET, PEOPLE = map(_dataset, ROWS)
MONITORING = Dataset(
    "monitoring", gettext_lazy("Seguimiento"), _only_as_a_book, document=document, book=book
)
DATASETS = {
    dataset.name: dataset
    for dataset in (INDICATORS, TARGETS, READINGS, MILESTONES, BUDGET, PEOPLE, MONITORING)
}


def left_outside(of: Workbook) -> Book:
    """The rows of a workbook that were not brought in, and why, to be corrected."""
    tables = []
    for name, told in of.told.items():
        why = {line["at"]: line["why"] for line in told["lines"] if line["kind"] == "rejected"}
        if why:
            sheet = SHEETS[name]
            columns = (*sheet.columns, WHY)
            rows = _outside(of.rows.get(name, []), sheet.columns, why)
            tables.append(Table(str(sheet.title), columns, rows, sheet=str(sheet.title)))
    return Book(of.name, tables or [_manual(of.name)])


def _outside(rows: list[Any], columns: Sequence[Column], why: dict[int, list[str]]) -> Rows:
    for at, cells in rows:
        if at in why:
            told = (cells.get(column.name) for column in columns)
            given = (exact(cell) if isinstance(cell, float) else cell for cell in told)
            yield (*given, " ".join(why[at]))
