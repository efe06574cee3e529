"""Setting targets: by an act, one that replaces another, in a grid, what is refused, undo."""

from __future__ import annotations

import datetime
from decimal import Decimal

import pytest
from django.test import Client

from minga.base import history
from minga.base.steps import Refused
from minga.base.testing import one, read, words
from minga.monitoring.actions import targets as actions
from minga.monitoring.models import Indicator, Target, end_of_year
from minga.people.models import User
from minga.plans.models import Plan

ACT = "Resolución 012-2026"
DAY = datetime.date(2026, 3, 1)


def grid(indicator: Indicator, **more: str) -> dict[str, str]:
    """The form as it is shown, with some fields filled in."""
    held = {target.until: target for target in indicator.targets.current()}
    said = {"act": "", "act_date": ""}
    for year in range(2024, 2034):
        target = held.get(end_of_year(year))
        said[f"value_{year}-12-31"] = f"{target.value.normalize():f}" if target else ""
        said[f"act_{year}-12-31"] = target.act if target else ""
        said[f"date_{year}-12-31"] = (
            target.act_date.isoformat() if target and target.act_date else ""
        )
    return said | {name.replace("__", "-"): value for name, value in more.items()}


def url(indicator: Indicator) -> str:
    return f"{indicator.get_absolute_url()}targets/"


def test_the_head_sets_targets_by_one_act(
    client: Client, head: User, ratio_indicator: Indicator
) -> None:
    client.force_login(head)
    said = grid(ratio_indicator, act=ACT, act_date="2026-03-01")
    said |= {"value_2026-12-31": "80,5", "value_2030-12-31": "95"}
    response = client.post(url(ratio_indicator), said)
    assert response["Location"] == f"{ratio_indicator.get_absolute_url()}#metas"
    found = ratio_indicator.targets.current().values_list("until", "value", "act", "act_date")
    assert list(found) == [
        (end_of_year(2026), Decimal("80.5"), ACT, DAY),
        (end_of_year(2030), Decimal(95), ACT, DAY),
    ]
    page = read(client, ratio_indicator.get_absolute_url())
    assert "Meta de 2026" in words(page, "#linea")
    assert history.of(ratio_indicator).get().verb == "targets_set"


def test_a_row_may_name_its_own_act(client: Client, head: User, ratio_indicator: Indicator) -> None:
    client.force_login(head)
    said = grid(ratio_indicator, act=ACT)
    said |= {"value_2026-12-31": "80", "value_2027-12-31": "85", "act_2027-12-31": "Ordenanza 9"}
    client.post(url(ratio_indicator), said)
    assert list(ratio_indicator.targets.values_list("act", flat=True)) == [ACT, "Ordenanza 9"]


def test_another_value_replaces_the_target_which_stays_with_its_act(
    client: Client, head: User, indicator: Indicator, plan: Plan
) -> None:
    actions.set_target(indicator, end_of_year(2026), Decimal(210), act="Acta 1", by=head)
    client.force_login(head)
    revision = Plan.objects.get(pk=plan.pk).revision
    said = grid(indicator, act=ACT, act_date="2026-03-01") | {"value_2026-12-31": "220"}
    client.post(url(indicator), said)
    assert Plan.objects.get(pk=plan.pk).revision > revision
    current = indicator.targets.current().get(until=end_of_year(2026))
    assert (current.value, current.act) == (Decimal(220), ACT)
    earlier = list(indicator.targets.exclude(replaced_by=None).order_by("pk"))
    assert [(t.value, t.act) for t in earlier] == [(Decimal(200), ""), (Decimal(210), "Acta 1")]
    assert earlier[1].replaced_by == current and earlier[0].replaced_by == earlier[1]
    said_so = words(read(client, indicator.get_absolute_url()), "#metas details")
    assert "Metas anteriores: 2" in said_so and "Acta 1" in said_so and ACT in said_so


def test_the_same_value_again_only_corrects_its_act(indicator: Indicator, head: User) -> None:
    until = end_of_year(2026)
    assert actions.set_target(indicator, until, Decimal("200.0"), by=head) is None
    made = actions.set_target(indicator, until, Decimal(200), act=ACT, act_date=DAY, by=head)
    assert made and indicator.targets.count() == 2
    assert indicator.targets.get(until=until).act == ACT
    assert [entry.verb for entry in history.of(indicator)] == ["targets_act"]


def test_a_target_equal_to_the_base_is_refused_in_one_sentence(
    client: Client, head: User, indicator: Indicator
) -> None:
    client.force_login(head)
    said = grid(indicator) | {"value_2026-12-31": "150", "value_2028-12-31": "100"}
    page = client.post(url(indicator), said).content.decode()
    assert page.count("La meta es igual a la línea base") == 1
    assert indicator.targets.get(until=end_of_year(2026)).value == 200  # nothing half done
    Indicator.objects.update(direction="maintain", version=2)
    client.post(url(indicator), said)
    assert indicator.targets.current().get(until=end_of_year(2028)).value == 100


@pytest.mark.parametrize(
    "name, value, says",
    [
        ("value_2026-12-31", "doscientos", "no es un número"),
        ("value_2026-12-31", "1,866,275.79", "otra convención"),
        ("value_2026-12-31", "", "Una meta no se borra"),
        ("value_2026-12-31", "1" * 19, "demasiado largo"),
        ("act_2030-12-31", "Acta", "Escriba la meta que ese acto fija"),
        ("date_2026-12-31", "ayer", "Escriba la fecha como"),
        ("date_2026-12-31", "0226-01-01", "demasiado lejos"),
    ],
)
def test_what_is_wrong_stands_at_its_row(
    client: Client, head: User, indicator: Indicator, name: str, value: str, says: str
) -> None:
    client.force_login(head)
    page = client.post(url(indicator), grid(indicator) | {name: value}).content.decode()
    assert says in page and 'aria-invalid="true"' in page
    assert indicator.targets.count() == 2 and not history.of(indicator).exists()


def test_a_target_before_the_base_is_refused(indicator: Indicator, head: User) -> None:
    with pytest.raises(Refused, match="antes de la línea base"):
        actions.set_target(indicator, end_of_year(2023), Decimal(150), by=head)


def test_one_wrong_among_several_leaves_nothing(indicator: Indicator, head: User) -> None:
    wishes = [
        actions.Wish(end_of_year(2026), Decimal(250)),
        actions.Wish(end_of_year(2028), Decimal(100)),
    ]
    with pytest.raises(actions.Wrong) as refusal:
        actions.set_targets(indicator, wishes, by=head)
    assert refusal.value.until == end_of_year(2028)
    assert indicator.targets.get(until=end_of_year(2026)).value == 200


def test_undo_gives_back_what_was_replaced(
    client: Client, head: User, indicator: Indicator
) -> None:
    client.force_login(head)
    client.post(
        url(indicator), grid(indicator) | {"value_2026-12-31": "220", "value_2028-12-31": "400"}
    )
    entry = history.of(indicator).first()
    assert entry and indicator.targets.count() == 4
    client.post(f"{indicator.get_absolute_url()}undo/?entry={entry.pk}")
    found = indicator.targets.values_list("until__year", "value", "replaced_by")
    assert list(found) == [(2026, Decimal(200), None), (2027, Decimal(300), None)]


def test_undo_is_refused_once_a_later_act_replaced_it(indicator: Indicator, head: User) -> None:
    until = end_of_year(2026)
    actions.set_target(indicator, until, Decimal(220), by=head)
    entry = history.of(indicator).first()
    actions.set_target(indicator, until, Decimal(230), by=head)
    assert entry
    with pytest.raises(Refused):
        actions.undo(entry, by=head)
    assert indicator.targets.current().get(until=until).value == 230


def test_a_target_for_another_day_has_its_own_row(
    client: Client, head: User, indicator: Indicator
) -> None:
    actions.set_target(indicator, datetime.date(2026, 6, 30), Decimal(150), by=head)
    client.force_login(head)
    labels = [" ".join(th.text().split()) for th in read(client, url(indicator)).css("tbody th")]
    assert "30 jun 2026" in labels
    page = read(client, indicator.get_absolute_url())
    assert "30 jun 2026: 150,00 viajes" in words(page, "#metas ul")


def test_without_a_period_of_the_plan_the_next_years_are_offered(
    client: Client, head: User, indicator: Indicator
) -> None:
    Plan.objects.update(first_year=None, last_year=None)
    client.force_login(head)
    labels = [th.text().split()[0] for th in read(client, url(indicator)).css("tbody th")]
    this = datetime.date.today().year
    assert labels == [str(year) for year in range(this, this + 5)]


def test_what_is_interpolated_is_said_where_it_may_be_set(
    client: Client, head: User, indicator: Indicator
) -> None:
    client.force_login(head)
    assert "interpolada: 133,33" in words(read(client, url(indicator)), "tbody th")


def test_a_target_in_the_wrong_direction_is_pointed_out(
    client: Client, head: User, indicator: Indicator
) -> None:
    actions.set_target(indicator, end_of_year(2028), Decimal(50), by=head)
    page = read(client, indicator.get_absolute_url())
    assert "sentido contrario" in words(page, ".alert")


def test_an_indicator_goes_with_all_that_its_targets_were(indicator: Indicator, head: User) -> None:
    for value in (210, 220, 230):
        actions.set_target(indicator, end_of_year(2026), Decimal(value), by=head)
    indicator.delete()
    assert not Target.objects.exists()


def test_every_field_of_the_grid_has_a_name(
    client: Client, head: User, indicator: Indicator
) -> None:
    client.force_login(head)
    page = read(client, url(indicator))
    for field in page.css("tbody input"):
        assert one(page, f"label[for='{field.attributes['id']}']").text().strip()
