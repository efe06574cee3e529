"""What goes out in a workbook comes back the same, is taken back, and asks a constant number."""

from __future__ import annotations

import datetime
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from hypothesis import given
from hypothesis import strategies as st

from minga.base.numbers import convention, write_plain
from minga.base.steps import Refused
from minga.monitoring.book import apply, keep, look, read
from minga.monitoring.book.cells import Cells
from minga.monitoring.book.columns import SHEETS
from minga.monitoring.book.undo import undo
from minga.monitoring.export import DATASETS
from minga.monitoring.models import (
    BudgetLine,
    Indicator,
    Milestone,
    Post,
    Reading,
    Target,
)
from minga.monitoring.tests import books
from minga.opendata.formats import stream
from minga.people.models import Unit, User
from minga.plans.models import Initiative, Plan


def test_what_goes_out_comes_in_and_changes_nothing(filled: Plan, coordinator: User) -> None:
    found = read(books.exported(filled, coordinator), "libro.xlsx")
    assert found.mark == ","
    done = look(filled, found.rows, mark=found.mark, send=False, by=coordinator)
    told = [(line.label, line.why) for some in done.lines.values() for line in some if line.why]
    assert books.kinds(done) == {name: {"same"} for name in SHEETS}, told


def test_an_empty_cell_takes_nothing_away(filled: Plan, coordinator: User) -> None:
    content = books.book(
        Indicadores=[("code", "name", "frequency", "definition", "base_value"),
                     ("I-001", "", "", "", "")],
        Lecturas=[books.READINGS, ("I-001", "2026-05", "")],
    )  # fmt: skip
    books.month(Indicator.objects.get(code="I-001"), 5)
    told = books.bring(filled, coordinator, content)
    assert told == {"indicators": [("same", "")], "readings": [("same", "")]}
    assert Indicator.objects.get(code="I-001").definition


def test_what_was_brought_is_taken_back_but_for_what_changed_since(
    filled: Plan, coordinator: User
) -> None:
    indicator = Indicator.objects.get(code="I-001")
    books.month(indicator, 6)
    books.month(indicator, 7)
    found = read(
        books.book(
            Indicadores=[("code", "name", "frequency"), ("I-001", "Otro nombre", "")],
            Metas=[("indicator", "until", "target"), ("I-001", "2026", 250), ("I-001", "2030", 9)],
            Lecturas=[
                books.READINGS,
                ("I-001", "2026-06", 1),
                ("I-001", "2026-07", 2),
                ("I-001", "2026-04", -8),
            ],
            Hitos=[("initiative", "name", "due"), ("2.3.1", "@obra", "2028-01-01")],
        ),
        "libro.xlsx",
    )
    kept = keep(filled, found, mark=",", send=False, by=coordinator)
    assert kept.told["readings"]["new"] == 2
    assert not Target.objects.filter(until__year=2030).exists()  # looking changes nothing
    apply(kept, by=coordinator)
    assert Target.objects.current().get(indicator=indicator, until__year=2026).value == 250
    Reading.objects.filter(indicator=indicator, value=2).update(value=3)  # somebody since
    kept.refresh_from_db()
    assert undo(kept, by=coordinator) == (6, 1)
    indicator.refresh_from_db()
    assert indicator.name == "Viajes en transporte público"
    assert Target.objects.current().get(indicator=indicator, until__year=2026).value == 200
    assert Milestone.objects.get(name="@obra").due.year == 2027
    drafts = indicator.readings.filter(status="draft").values_list("value", flat=True)
    assert sorted(drafts) == [-7, 3]
    with pytest.raises(Refused, match="ya se deshizo"):
        undo(kept, by=coordinator)


def test_it_asks_the_same_for_few_and_for_many(indicator: Indicator, coordinator: User) -> None:
    def content(categories: int, base: int) -> bytes:
        months = [books.month(indicator, n).name for n in range(1, 13)]
        names = [f"c{base + n}" for n in range(categories)]
        indicator.categories = [*indicator.categories, *names]
        indicator.save()
        rows = [("I-001", month, name, 5) for month in months for name in names]
        return books.book(Lecturas=[("indicator", "period", "category", "value"), *rows])

    counts = []
    for some, base in ((1, 0), (40, 100)):
        made = content(some, base)
        with CaptureQueriesContext(connection) as asked:
            told = books.bring(indicator.plan, coordinator, made)
        assert {kind for kind, _why in told["readings"]} == {"new"}
        counts.append(len(asked))
    assert counts[1] <= counts[0] + 2, counts


def test_comparing_asks_the_same_for_few_and_for_many(filled: Plan, coordinator: User) -> None:
    unit, initiative = Unit.objects.get(name="Secretaría de Movilidad"), Initiative.objects.first()
    assert initiative
    counts = []
    for base in (0, 100):
        for n in range(base, base + 30 if base else 3):
            of = {"plan": filled, "initiative": initiative}
            Indicator.objects.create(
                code=f"X-{n}", name="n", unit="x", direction="increase", frequency="monthly",
                owner=unit, **of
            )  # fmt: skip
            BudgetLine.objects.create(year=2026, code=f"{n}", codified=n, unit=unit, **of)
            Post.objects.create(year=2026, name=f"p{n}", unit=unit, **of)
            day = datetime.date(2026, 1, 1)
            Milestone.objects.create(initiative=initiative, name=f"h{n}", due=day, first_due=day)
        found = read(books.exported(filled, coordinator), "libro.xlsx")
        with CaptureQueriesContext(connection) as asked:
            look(filled, found.rows, mark=",", send=False, by=coordinator)
        counts.append(len(asked))
    assert counts[0] == counts[1]


def test_a_delegate_brings_back_the_whole_book_and_nothing_changes(
    filled: Plan, delegate: User
) -> None:
    found = read(books.exported(filled, delegate), "libro.xlsx")
    done = look(filled, found.rows, mark=",", send=False, by=delegate)
    assert books.kinds(done) == {name: {"same"} for name in SHEETS}


@pytest.mark.parametrize("name", list(SHEETS))
def test_a_table_alone_comes_back_as_csv(filled: Plan, coordinator: User, name: str) -> None:
    content = b"".join(stream(DATASETS[name], "csv", filled, coordinator))
    found = read(content, f"{name}.csv")
    assert list(found.rows) == [name]
    done = look(filled, found.rows, mark=".", send=False, by=coordinator)
    assert books.kinds(done) == {name: {"same"}}


@pytest.mark.pure
@given(st.decimals(-(10**8), 10**8, places=6))
def test_a_number_in_its_cell_and_one_as_text_come_back_as_they_went(number: Decimal) -> None:
    row = Cells("readings", 1, {"value": float(number)}, "")
    assert row.number("value") == number
    written = Cells("readings", 1, {"value": write_plain(number)}, convention())
    assert written.number("value") == number
