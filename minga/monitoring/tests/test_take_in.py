"""What the document says of indicators, targets and money, confirmed and made records."""

from __future__ import annotations

import datetime
from decimal import Decimal
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from minga.base.steps import Refused
from minga.base.testing import read, words
from minga.monitoring import told
from minga.monitoring.actions import budget, define
from minga.monitoring.actions import take_in as actions
from minga.monitoring.models import (
    BudgetLine,
    BudgetTotal,
    Frequency,
    Indicator,
    Period,
    Reading,
    Target,
    end_of_year,
)
from minga.people.models import User
from minga.plans.models import Initiative, Plan

URL = "/monitoring/quito/from-document/"


def printed(name: str, **more: Any) -> dict[str, Any]:
    return {
        "name": name,
        "unit": "%",
        "baseline": None,
        "baseline_period": "",
        "targets": [],
        **more,
    }


def number(period: str, says: str) -> dict[str, str]:
    return {"period": period, "printed": says, "number": says}


def amount(period: str, says: str, source: str = "", currency: str = "") -> dict[str, str]:
    return {**number(period, says), "source": source, "currency": currency}


WHOLE = printed(
    "Viajes en bus",
    baseline={"printed": "40", "number": "40"},
    baseline_period="2023",
    targets=[number("2026", "50"), number("2024-2027", "60")],
)


@pytest.fixture
def speaks(led: Initiative) -> Initiative:
    """The document says three indicators of it, and four amounts."""
    nameless = printed("", unit="", targets=[{"period": "2027", "printed": "por definir"}])
    unsure = printed("Satisfacción", targets=[number("2026", "70")])
    Initiative.objects.filter(pk=led.pk).update(
        details={
            "indicators": [WHOLE, nameless, unsure],
            "budget": [
                amount("2026", "1500.5", "Municipio"),
                amount("2026", "1", "Municipio"),
                amount("2024-2027", "9000"),
                {"period": "2027", "printed": "s/d", "source": "BID", "currency": "USD"},
            ],
        }
    )
    led.refresh_from_db()
    return led


def proposals(plan: Plan) -> told.Told:
    return told.told_of(plan, told.speaking(plan))


# --- what is understood


def test_base_and_targets_are_read_and_the_direction_is_guessed(
    plan: Plan, speaks: Initiative
) -> None:
    one = proposals(plan).indicators[0]
    assert (one.name, one.unit, one.direction) == ("Viajes en bus", "%", "increase")
    assert (one.base_value, one.base_date) == (Decimal(40), datetime.date(2023, 12, 31))
    assert one.targets == [(end_of_year(2026), Decimal(50)), (end_of_year(2027), Decimal(60))]
    assert not one.lacks and not one.notes and not one.taken


def test_what_is_not_understood_is_said(plan: Plan, speaks: Initiative) -> None:
    _whole, nameless, unsure = proposals(plan).indicators
    assert nameless.lacks == ["el nombre", "la unidad de medida", "el sentido: aumentar, reducir…"]
    assert nameless.notes == ["la meta «2027: por definir»"]
    assert unsure.lacks == ["el sentido: aumentar, reducir…"]
    line, twice, total, unclear = proposals(plan).money
    assert (line.year, line.amount, line.currency, line.lacks) == (
        2026,
        Decimal("1500.50"),
        "USD",
        [],
    )
    assert twice.lacks == ["ser el único monto de su año y fuente"]
    assert (total.year, total.amount, total.lacks) == (0, Decimal(9000), [])
    assert unclear.lacks == ["un monto que se entienda"]


@pytest.mark.pure
@pytest.mark.parametrize(
    "base, values, direction",
    [
        (1, [2, 3], "increase"),
        (1, [1, 3], "increase"),
        (3, [2, 1], "reduce"),
        (2, [2, 2], "maintain"),
        (2, [3, 1], ""),
        (None, [5], ""),
        (None, [5, 4], "reduce"),
        (2, [], ""),
    ],
)
def test_a_direction_is_guessed_only_where_all_numbers_agree(
    base: int | None, values: list[int], direction: str
) -> None:
    targets = [(end_of_year(2025 + n), Decimal(v)) for n, v in enumerate(values)]
    assert told.direction_of(None if base is None else Decimal(base), targets) == direction


def test_a_base_that_cannot_be_dated_is_kept_without_its_date(plan: Plan, led: Initiative) -> None:
    late = {**WHOLE, "baseline_period": "2030"}
    Initiative.objects.filter(pk=led.pk).update(details={"indicators": [late]})
    one = proposals(plan).indicators[0]
    assert (one.base_value, one.base_date) == (Decimal(40), None)
    assert one.notes == ["la fecha de la línea base, 2030"]


def test_a_target_without_a_year_is_for_the_end_of_the_plan(plan: Plan, led: Initiative) -> None:
    details = {"indicators": [printed("X", targets=[number("", "5")])]}
    Initiative.objects.filter(pk=led.pk).update(details=details)
    assert proposals(plan).indicators[0].targets == [(end_of_year(2033), Decimal(5))]


# --- confirming


def confirm(client: Client, plan: Plan, **more: str) -> str:
    """Tick everything on the page, each as it is shown."""
    said: dict[str, Any] = {"frequency": "yearly", "sel": []}
    for one in proposals(plan).indicators:
        said["sel"].append(one.key)
        said |= {f"name-{one.key}": one.name, f"unit-{one.key}": one.unit}
        said |= {f"direction-{one.key}": one.direction}
    said["sel"] += [one.key for one in proposals(plan).money]
    return client.post(URL, said | more, follow=True).content.decode()


def test_what_is_complete_is_made_and_what_lacks_something_is_said(
    client: Client, coordinator: User, plan: Plan, speaks: Initiative
) -> None:
    client.force_login(coordinator)
    page = confirm(client, plan)
    made = Indicator.objects.get()
    assert (made.code, made.name, made.direction) == ("I-001", "Viajes en bus", "increase")
    assert made.owner and made.owner.name == "Secretaría de Movilidad"  # it leads it
    assert list(made.targets.values_list("until__year", "value")) == [
        (2026, Decimal(50)),
        (2027, Decimal(60)),
    ]
    assert BudgetLine.objects.get().codified == Decimal("1500.50")
    assert BudgetTotal.objects.get().amount == 9000
    assert "Se registró 1 indicador, 2 metas, 2 montos." in page
    assert "Quedaron 4 sin registrar" in page and "le falta el nombre" in page
    assert "Ya está registrado" in page
    assert read(client, made.get_absolute_url()).css("#linea li")


def test_a_person_completes_what_the_document_leaves_open(
    client: Client, coordinator: User, plan: Plan, speaks: Initiative
) -> None:
    client.force_login(coordinator)
    keys = [one.key for one in proposals(plan).indicators]
    more = {f"name-{keys[1]}": "Estudios", f"unit-{keys[1]}": "informes"}
    more |= {f"direction-{keys[1]}": "deliver", f"direction-{keys[2]}": "increase"}
    confirm(client, plan, **more)
    assert list(Indicator.objects.order_by("code").values_list("code", "name", "unit")) == [
        ("I-001", "Viajes en bus", "%"),
        ("I-002", "Estudios", "informes"),
        ("I-003", "Satisfacción", "%"),
    ]
    assert Indicator.objects.matching("satisfaccion").count() == 1


def test_everything_complete_is_taken_at_once_and_only_once(
    client: Client, coordinator: User, plan: Plan, speaks: Initiative
) -> None:
    client.force_login(coordinator)
    revision = Plan.objects.get(pk=plan.pk).revision
    client.post(URL, {"everything": "1", "frequency": "monthly"})
    assert Indicator.objects.get().frequency == Frequency.MONTHLY
    assert Plan.objects.get(pk=plan.pk).revision > revision
    page = client.post(URL, {"everything": "1", "frequency": "monthly"}, follow=True)
    assert "No eligió nada que esté completo" in page.content.decode()
    assert (Indicator.objects.count(), BudgetLine.objects.count()) == (1, 1)


def test_undo_takes_all_back_but_what_was_read(
    client: Client, coordinator: User, plan: Plan, speaks: Initiative
) -> None:
    taken = actions.take_in(plan, None, frequency="yearly", by=coordinator)
    made = Indicator.objects.get()
    period = Period.objects.create(
        plan=plan,
        frequency="yearly",
        starts=datetime.date(2025, 1, 1),
        ends=datetime.date(2025, 12, 31),
        due=datetime.date(2026, 1, 31),
    )
    reading = Reading.objects.create(indicator=made, period=period, value=1)
    client.force_login(coordinator)
    page = client.post(f"{URL}undo/?token={taken.token}", follow=True).content.decode()
    assert "Estos ya tienen lecturas o cambios y quedaron: I-001." in page
    assert Indicator.objects.exists() and not BudgetLine.objects.exists()
    reading.delete()
    with pytest.raises(Refused, match="ya se deshizo"):
        actions.undo(plan, taken.token, by=coordinator)
    made.delete()
    again = actions.take_in(plan, None, frequency="yearly", by=coordinator)
    assert actions.undo(plan, again.token, by=coordinator).indicators == 1
    for model in (Indicator, Target, BudgetLine, BudgetTotal):
        assert not model._default_manager.exists()


def test_undo_leaves_what_somebody_changed_since(
    coordinator: User, plan: Plan, speaks: Initiative
) -> None:
    taken = actions.take_in(plan, None, frequency="yearly", by=coordinator)
    made = Indicator.objects.get()
    define.edit(made, {"weight": Decimal(3)}, by=coordinator, version=made.version)
    line = BudgetLine.objects.get()
    budget.edit(line, by=coordinator, codified=Decimal(7))
    assert actions.undo(plan, taken.token, by=coordinator).left == [made.code]
    assert Indicator.objects.get().weight == 3
    assert BudgetLine.objects.get().codified == 7


def test_odd_keys_and_frequencies_do_nothing(
    client: Client, coordinator: User, plan: Plan, speaks: Initiative
) -> None:
    client.force_login(coordinator)
    key = proposals(plan).indicators[0].key
    for said in (
        {"frequency": "daily", "sel": [key]},
        {"frequency": "yearly", "sel": ["x-1", "999-0-aa", f"{key}0"]},
        {"frequency": "yearly"},
        {"frequency": "yearly", "sel": [key], f"direction-{key}": "up", f"name-{key}": "a"},
    ):
        assert "alert-danger" in client.post(URL, said, follow=True).content.decode()
    assert not Indicator.objects.exists()


def test_only_the_coordinator_takes_them_in(
    client: Client, head: User, delegate: User, speaks: Initiative
) -> None:
    assert client.get(URL).status_code == 302
    for user in (head, delegate):
        client.force_login(user)
        assert client.get(URL).status_code == 404
        assert client.post(f"{URL}undo/?token=x").status_code == 404


def test_a_plan_that_says_nothing_says_so(client: Client, coordinator: User) -> None:
    client.force_login(coordinator)
    assert "no trae indicadores ni montos" in words(read(client, URL), "h1")


def test_it_pages_by_initiative_and_asks_the_same(
    client: Client, coordinator: User, plan: Plan
) -> None:
    client.force_login(coordinator)
    some = list(plan.initiatives.order_by("position")[:50])

    def asked(initiatives: list[Initiative]) -> int:
        Initiative.objects.filter(pk__in=[i.pk for i in initiatives]).update(
            details={"indicators": [WHOLE], "budget": [amount("2026", "5")]}
        )
        client.get(URL)
        with CaptureQueriesContext(connection) as queries:
            client.get(URL)
        return len(queries)

    assert asked(some[:3]) == asked(some)
    page = read(client, URL)
    assert len(page.css("[aria-labelledby=h-ind] tbody tr")) == 20
    second = read(client, f"{URL}?after={some[19].position}")
    assert some[20].code in words(second, "[aria-labelledby=h-ind] tbody tr")
