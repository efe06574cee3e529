"""One indicator: who defines it and of what, its sheet, two people at once, taking it back."""

from __future__ import annotations

import datetime
from decimal import Decimal
from typing import Any

import pytest
from django.test import Client

from minga.base import history
from minga.base.models import Entry
from minga.base.steps import Refused
from minga.base.testing import one, read, words
from minga.monitoring.actions import define as actions
from minga.monitoring.models import Frequency, Indicator
from minga.monitoring.tests.sheets import a_reading, new, sheet
from minga.people.models import User
from minga.plans.models import Initiative, Plan

# --- who defines, and of what


@pytest.mark.parametrize("query", ["objective=2.3", "initiative=2.3.1", "articulation"])
def test_the_head_defines_one_on_what_the_unit_leads_and_on_objectives(
    client: Client, head: User, plan: Plan, led: Initiative, query: str
) -> None:
    if query == "articulation":
        query = f"articulation={led.articulations.get().pk}"
    client.force_login(head)
    form = read(client, new(plan, query))
    assert one(form, "[name=code]").attributes["value"] == "I-001"
    owner = one(form, "[name=owner] option[selected]").attributes["value"]
    response = client.post(new(plan, query), sheet(code="I-001", owner=owner))
    made = Indicator.objects.get()
    assert response["Location"] == f"/monitoring/quito/indicators/{made.pk}/"
    assert made.owner and made.owner.name == "Secretaría de Movilidad"
    assert made.subject in (plan.objectives.get(code="2.3"), led, led.articulations.get())
    assert history.of(made).get().verb == "defined"


def test_the_coordinator_defines_one_anywhere_even_without_a_unit(
    client: Client, coordinator: User, plan: Plan
) -> None:
    client.force_login(coordinator)
    client.post(new(plan, "initiative=1.1.1"), sheet(code="", owner=""), follow=True)
    assert not Indicator.objects.exists()  # the code is asked for where a person writes it
    client.post(new(plan, "initiative=1.1.1"), sheet(code="X-7", owner=""))
    assert Indicator.objects.get().code == "X-7"


def test_nobody_else_defines_one(
    client: Client, head: User, delegate: User, partner: User, operator: User, plan: Plan
) -> None:
    for user in (delegate, partner, operator):
        client.force_login(user)
        assert client.get(new(plan, "objective=2.3")).status_code == 404
    client.force_login(head)
    assert client.get(new(plan, "initiative=1.1.1")).status_code == 404
    client.logout()
    assert "/accounts/login/" in client.get(new(plan, "objective=2.3"))["Location"]


def test_the_head_makes_only_the_own_unit_responsible(
    client: Client, head: User, coordinator: User, plan: Plan
) -> None:
    client.force_login(coordinator)
    other = next(
        option.attributes["value"]
        for option in read(client, new(plan, "objective=2.3")).css("[name=owner] option")
        if option.attributes["value"] and "Movilidad" not in option.text()
    )
    client.force_login(head)
    for owner in ("", other):
        response = client.post(new(plan, "objective=2.3"), sheet(code="I-001", owner=owner))
        assert response.status_code == 200 and not Indicator.objects.exists()


def test_what_to_measure_is_chosen_first(client: Client, head: User, plan: Plan) -> None:
    client.force_login(head)
    page = read(client, f"/monitoring/{plan.code}/indicators/new/")
    assert page.css("#fo option[value='2.3']")
    found = read(client, f"/monitoring/{plan.code}/indicators/new/?q=2.3.1")
    assert one(found, "ul.m-list a").attributes["href"] == new(plan, "initiative=2.3.1")
    nothing = read(client, f"/monitoring/{plan.code}/indicators/new/?q=zzz")
    assert "Ninguna iniciativa dice eso" in words(nothing, ".m-empty")


# --- what a sheet has to say


@pytest.mark.parametrize(
    "wrong, field",
    [
        ({"name": "  "}, "name"),
        ({"unit": ""}, "unit"),
        ({"direction": ""}, "direction"),
        ({"frequency": "daily"}, "frequency"),
        ({"measure": "ratio"}, "numerator_name"),
        ({"factor": "0"}, "factor"),
        ({"weight": "-1"}, "weight"),
        ({"tolerance": "-1"}, "tolerance"),
        ({"decimals": "7"}, "decimals"),
        ({"base_value": "doce"}, "base_value"),
        ({"base_value": "1,866,275.79"}, "base_value"),
        ({"base_date": "2023-12-31"}, "base_value"),
        ({"base_value": "1", "base_date": "2999-12-31"}, "base_date"),
        ({"base_value": "1", "base_date": "0226-12-31"}, "base_date"),
        ({"categories": "mujeres\nMujeres"}, "categories"),
        ({"categories": "x" * 81}, "categories"),
        ({"name": "x" * 301}, "name"),
    ],
)
def test_what_is_wrong_stands_at_its_field_and_nothing_is_saved(
    client: Client, coordinator: User, plan: Plan, wrong: dict[str, str], field: str
) -> None:
    client.force_login(coordinator)
    response = client.post(new(plan, "objective=2.3"), sheet(code="I-001", **wrong))
    assert response.status_code == 200
    assert response.context["form"].errors[field]
    assert not Indicator.objects.exists()


def test_the_code_is_one_in_its_plan(
    client: Client, coordinator: User, plan: Plan, indicator: Indicator
) -> None:
    client.force_login(coordinator)
    response = client.post(new(plan, "objective=2.3"), sheet(code="I-001"))
    assert "Ya hay un indicador con el código I-001" in response.content.decode()
    assert actions.next_code(plan) == "I-002"


def test_numbers_are_read_as_the_page_writes_them(
    client: Client, coordinator: User, plan: Plan
) -> None:
    client.force_login(coordinator)
    values = sheet(code="I-9", base_value="1.866.275,79", categories="mujeres\n\n  hombres ")
    client.post(new(plan, "objective=2.3"), values)
    made = Indicator.objects.get()
    assert made.base_value == Decimal("1866275.79")
    assert made.categories == ["mujeres", "hombres"]
    assert "1.866.276 viajes" in words(read(client, made.get_absolute_url()), ".m-facts")


def test_it_measures_nothing_of_another_plan(plan: Plan, indicator: Indicator) -> None:
    other = Plan.objects.create(code="otro", title="Otro plan")
    with pytest.raises(Refused):
        actions.define(other, indicator.subject, sheet(), by=None)


# --- changing it


def edit(indicator: Indicator, part: str) -> str:
    return f"{indicator.get_absolute_url()}edit/{part}/"


def test_the_head_changes_a_part_and_takes_it_back(
    client: Client, head: User, indicator: Indicator, plan: Plan
) -> None:
    client.force_login(head)
    revision = Plan.objects.get(pk=plan.pk).revision
    values = {"version": "1", "base_value": "150,5", "base_date": "2023-06-30", "base_source": "X"}
    response = client.post(edit(indicator, "base"), values, follow=True)
    indicator.refresh_from_db()
    assert (indicator.base_value, indicator.version) == (Decimal("150.5"), 2)
    assert Plan.objects.get(pk=plan.pk).revision > revision
    before = read(client, indicator.get_absolute_url()).css("#linea .m-diff del")
    assert {node.text() for node in before} == {"100", "31 dic 2023"}
    entry = history.of(indicator).first()
    assert entry and f"undo/?entry={entry.pk}" in response.content.decode()
    client.post(f"{indicator.get_absolute_url()}undo/?entry={entry.pk}")
    indicator.refresh_from_db()
    assert (indicator.base_value, indicator.base_source) == (Decimal(100), "")
    assert indicator.base_date == datetime.date(2023, 12, 31)


def test_the_delegate_reports_but_does_not_change_it(
    client: Client, delegate: User, indicator: Indicator
) -> None:
    client.force_login(delegate)
    assert not read(client, indicator.get_absolute_url()).css(".m-edit")
    for url in (edit(indicator, "base"), f"{indicator.get_absolute_url()}targets/"):
        assert client.get(url).status_code == 404
    for verb in ("retire", "resume", "undo", "remove"):
        assert client.post(f"{indicator.get_absolute_url()}{verb}/").status_code == 404


def test_of_two_people_the_second_compares_and_chooses(
    client: Client, head: User, coordinator: User, indicator: Indicator
) -> None:
    client.force_login(head)
    actions.edit(Indicator.objects.get(), {"base_value": Decimal(90)}, by=coordinator, version=1)
    values = {"version": "1", "base_value": "80", "base_date": "2023-12-31", "base_source": ""}
    response = client.post(edit(indicator, "base"), values)
    page = response.content.decode()
    assert "Otra persona cambió este indicador" in page and "90" in page
    indicator.refresh_from_db()
    assert indicator.base_value == 90
    client.post(edit(indicator, "base"), {**values, "version": "2"})
    indicator.refresh_from_db()
    assert (indicator.base_value, indicator.version) == (Decimal(80), 3)


def test_a_stale_copy_never_overwrites(indicator: Indicator, head: User) -> None:
    stale = Indicator.objects.get(pk=indicator.pk)
    actions.edit(indicator, {"weight": Decimal(2)}, by=head, version=1)
    with pytest.raises(actions.Conflict):
        actions.edit(stale, {"weight": Decimal(3)}, by=head, version=1)
    assert Indicator.objects.get().weight == 2


def test_saving_the_same_changes_nothing(indicator: Indicator, head: User) -> None:
    assert not actions.edit(indicator, {"base_value": Decimal("100.00")}, by=head, version=1)
    assert not Entry.objects.filter(record="monitoring.indicator").exists()


def test_a_base_equal_to_a_target_is_refused_unless_it_maintains(
    indicator: Indicator, head: User
) -> None:
    with pytest.raises(Refused, match="igual a una meta"):
        actions.edit(indicator, {"base_value": Decimal(200)}, by=head, version=1)
    values = {"base_value": Decimal(200), "direction": "maintain"}
    assert actions.edit(indicator, values, by=head, version=1)


@pytest.mark.parametrize(
    "values",
    [
        {"frequency": Frequency.YEARLY},
        {"measure": "ratio", "numerator_name": "a", "denominator_name": "b"},
        {"categories": ["hombres"]},
        {"by_area": False},
    ],
)
def test_what_its_readings_depend_on_stays(
    indicator: Indicator, head: User, plan: Plan, values: dict[str, Any]
) -> None:
    from minga.territory.models import Area

    Indicator.objects.update(categories=["mujeres", "hombres"], by_area=True)
    indicator.refresh_from_db()
    area = Area.objects.first()
    a_reading(indicator, category="mujeres", area=area)
    with pytest.raises(Refused):
        actions.edit(indicator, values, by=head, version=1)


def test_retiring_keeps_it_and_resuming_brings_it_back(
    client: Client, head: User, indicator: Indicator
) -> None:
    client.force_login(head)
    url = indicator.get_absolute_url()
    client.post(f"{url}retire/", {"reason": "La encuesta ya no se hace"})
    page = read(client, url)
    assert "Retirado" in words(page, ".m-factline")
    assert "La encuesta ya no se hace" in words(page, "#linea")
    client.post(f"{url}resume/")
    assert Indicator.objects.get().status == "active"
    entry = history.of(indicator).first()
    client.post(f"{url}undo/?entry={entry.pk if entry else 0}")
    assert Indicator.objects.get().status == "retired"


def test_a_new_one_is_taken_back_as_long_as_nothing_was_read(
    client: Client, head: User, indicator: Indicator
) -> None:
    client.force_login(head)
    url = f"{indicator.get_absolute_url()}remove/"
    reading = a_reading(indicator)
    assert "retírelo" in client.post(url, follow=True).content.decode()
    reading.delete()
    assert client.post(url)["Location"] == "/monitoring/quito/indicators/"
    assert not Indicator.objects.exists()
