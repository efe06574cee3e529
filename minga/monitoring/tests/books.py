"""Workbooks as people fill them in, and a plan that has something of everything."""

from __future__ import annotations

import datetime
from collections.abc import Mapping, Sequence
from decimal import Decimal
from io import BytesIO
from typing import Any

from django.utils import timezone
from xlsxwriter import Workbook

from minga.monitoring.book import put, read
from minga.monitoring.export import MONITORING
from minga.monitoring.models import (
    BudgetLine,
    BudgetTotal,
    Frequency,
    Indicator,
    Milestone,
    Period,
    Post,
    Reading,
    Target,
)
from minga.opendata.formats import stream
from minga.people.models import User
from minga.plans.models import Initiative, Plan

Sheets = Mapping[str, Sequence[Sequence[Any]]]  # by sheet: the header, and the rows
READINGS = ("indicator", "period", "value")
YEAR = 2026


def book(**sheets: Sequence[Sequence[Any]]) -> bytes:
    """A workbook; what is a number in Python is one in its cell."""
    out = BytesIO()
    made = Workbook(out, {"in_memory": True})
    for name, rows in sheets.items():
        sheet = made.add_worksheet(name)
        for at, row in enumerate(rows):
            for place, cell in enumerate(row):
                if isinstance(cell, str):
                    sheet.write_string(at, place, cell)
                elif cell is not None:
                    sheet.write_number(at, place, cell)
    made.close()
    return out.getvalue()


def csv(rows: Sequence[Sequence[Any]]) -> bytes:
    return "\r\n".join(";".join(str(cell) for cell in row) for row in rows).encode()


def month(indicator: Indicator, number: int, **more: Any) -> Period:
    """A month of 2026, open."""
    starts = datetime.date(YEAR, number, 1)
    ends = (starts + datetime.timedelta(31)).replace(day=1) - datetime.timedelta(1)
    values = {"due": ends, "status": Period.Status.OPEN, "ends": ends, **more}
    made, _new = Period.objects.get_or_create(
        plan=indicator.plan, frequency=Frequency.MONTHLY, starts=starts, defaults=values
    )
    return made


def approved(indicator: Indicator, period: Period, value: str, by: User, **more: Any) -> Reading:
    return Reading.objects.create(
        indicator=indicator,
        period=period,
        value=Decimal(value),
        status=Reading.Status.APPROVED,
        reported_by=by,
        reported_at=timezone.now(),
        **more,
    )


def readings(*rows: tuple[Any, ...]) -> bytes:
    return book(Lecturas=[READINGS, *rows])


def exported(plan: Plan, user: User) -> bytes:
    return b"".join(stream(MONITORING, "xlsx", plan, user))


def bring(plan: Plan, by: User | None, content: bytes, mark: str = ",", **more: Any) -> Any:
    """What becomes of the rows: (kind, why) of each, by sheet."""
    found = read(content, more.pop("name", "libro.xlsx"))
    done = put(plan, found.rows, mark=mark, send=more.pop("send", False), by=by)
    return {
        name: [(line.kind, " ".join(line.why)) for line in lines]
        for name, lines in done.lines.items()
    }


def kinds(done: Any) -> dict[str, set[str]]:
    return {name: {line.kind for line in lines} for name, lines in done.lines.items()}


def fill(indicator: Indicator, ratio: Indicator, led: Initiative, by: User) -> None:
    """One of everything, with the odd corners that a file has to keep."""
    plan = indicator.plan
    indicator.definition = "=SUMA(A1); «comillas», y\notra línea"
    indicator.categories = ["mujeres", "hombres"]
    indicator.limits = "'con apóstrofo"
    indicator.save()
    Target.objects.create(
        indicator=ratio,
        until=datetime.date(2027, 6, 30),
        value=Decimal("66.666667"),
        act="Resolución 12, «nueva»",
        act_date=datetime.date(2025, 1, 2),
    )
    for at, value in enumerate(("1234.5", "123456789.678901", "0.000001"), start=1):
        approved(indicator, month(indicator, at), value, by)
    approved(indicator, month(indicator, 3), "5", by, category="mujeres")
    Reading.objects.create(
        indicator=indicator, period=month(indicator, 4), value=Decimal("-7"), note="-borrador"
    )
    year = Period.objects.create(
        plan=plan,
        frequency=Frequency.YEARLY,
        starts=datetime.date(YEAR, 1, 1),
        ends=datetime.date(YEAR, 12, 31),
        due=datetime.date(YEAR, 12, 31),
        status=Period.Status.OPEN,
    )
    approved(ratio, year, "33.333333", by, numerator=Decimal(1), denominator=Decimal(3))
    Milestone.objects.create(
        initiative=led,
        name="Estudio listo",
        due=datetime.date(2026, 3, 1),
        first_due=datetime.date(2026, 1, 1),
        reached_on=datetime.date(2026, 2, 1),
        status=Milestone.Status.REACHED,
        weight=Decimal("2.5"),
    )
    Milestone.objects.create(
        initiative=led,
        name="@obra",
        due=datetime.date(2027, 3, 1),
        first_due=datetime.date(2027, 3, 1),
        visibility="internal",
    )
    BudgetTotal.objects.create(initiative=led, amount=Decimal("2000000"))
    BudgetLine.objects.create(
        plan=plan,
        initiative=led,
        year=2026,
        source="Recursos fiscales",
        code="7.3.01",
        codified=Decimal("1866275.79"),
        committed=Decimal("1000.10"),
        accrued=Decimal("0"),
        as_of=datetime.date(2026, 1, 31),
        competence=plan.competences.first(),
        unit=indicator.owner,
    )
    BudgetLine.objects.create(
        plan=plan,
        objective=plan.objectives.get(code="2.3"),
        year=2026,
        codified=Decimal("10"),
        paid=Decimal("20"),
    )
    assert indicator.owner
    Post.objects.create(
        plan=plan,
        unit=indicator.owner,
        name="Técnica de movilidad",
        year=2026,
        count=3,
        share=Decimal("0.3333"),
        initiative=led,
    )
