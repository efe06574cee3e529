"""Budget lines: what is refused, what is flagged, and what is taken back."""

from __future__ import annotations

import datetime
from decimal import Decimal
from typing import Any

import pytest
from django.test import Client

from minga.base import history
from minga.base.steps import Refused
from minga.monitoring.actions import budget as actions
from minga.monitoring.actions.means import take_away
from minga.monitoring.models import BudgetLine, BudgetTotal
from minga.people.models import User
from minga.plans.models import Initiative, Plan

ADD = "/monitoring/quito/budget/add/2.3.1/"
LIST = "/monitoring/quito/budget/"
TOTAL = "/monitoring/quito/budget/total/2.3.1/"
SAID = {"year": "2026", "codified": "1.866.275,79", "currency": "usd", "source": "Propios"}


def line(led: Initiative, by: User, **values: Any) -> BudgetLine:
    said = {"year": 2026, "source": "Propios", "codified": Decimal(1000), **values}
    return actions.add(led.plan, by=by, initiative=led, **said)


@pytest.mark.django_db
def test_who_leads_the_initiative_writes_a_line(client: Client, delegate: User, plan: Plan) -> None:
    client.force_login(delegate)
    client.post(ADD, {**SAID, "accrued": "0"})
    made = BudgetLine.objects.get()
    assert (made.codified, made.currency) == (Decimal("1866275.79"), "USD")
    assert made.committed is None  # not known is not zero
    assert made.accrued == 0
    page = client.get(str(made.initiative and made.initiative.get_absolute_url())).content.decode()
    assert "1.866.275,79" in page
    assert "Sin dato" in page
    assert Plan.objects.get().revision == plan.revision + 1


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("wrong", "says"),
    [
        ({"codified": "23,327,341.51"}, "1.866.275,79"),
        ({"codified": "doce"}, "no es un número"),
        ({"codified": "80 %"}, "no un porcentaje"),
        ({"codified": ""}, "Escriba el codificado; 0 si no se le asignó nada."),
        ({"codified": "-5"}, "Escriba un número desde 0."),
        ({"year": "26"}, "Escriba el año con cuatro cifras"),
        ({"year": "dos mil"}, "Escriba el año con cuatro cifras"),
        ({"currency": "$"}, "tres letras"),
        ({"as_of": "2999-01-01"}, "demasiado lejos"),
        ({"committed": "2.000.000,00"}, "El comprometido, 2.000.000,00, es más que el codificado"),
    ],
)
def test_a_wrong_line_is_refused_in_one_sentence(
    client: Client, delegate: User, plan: Plan, wrong: dict[str, str], says: str
) -> None:
    client.force_login(delegate)
    assert says in client.post(ADD, {**SAID, **wrong}).content.decode()
    assert not BudgetLine.objects.exists()


@pytest.mark.django_db
def test_what_the_financial_report_says_is_kept_and_stays_flagged(
    client: Client, delegate: User, plan: Plan
) -> None:
    client.force_login(delegate)
    odd = {**SAID, "committed": "2.000.000,00"}
    assert "Así consta" not in client.get(ADD).content.decode()
    assert "Así consta en el reporte financiero" in client.post(ADD, odd).content.decode()
    client.post(ADD, {**odd, "as_reported": "on"})
    made = BudgetLine.objects.get()
    assert history.of(made)[0].note == actions.ODD
    assert "El comprometido, 2.000.000,00" in client.get(LIST).content.decode()


@pytest.mark.django_db
def test_a_line_is_not_written_twice(delegate: User, led: Initiative) -> None:
    line(led, delegate)
    with pytest.raises(Refused, match=r"por USD 1\.000,00: cambie esa"):
        line(led, delegate, codified=Decimal(1))
    line(led, delegate, code="7.3.06")
    line(led, delegate, currency="EUR")
    other = line(led, delegate, year=2027)
    with pytest.raises(Refused, match="Ya hay una línea de 2026"):
        actions.edit(other, by=delegate, year=2026)


@pytest.mark.django_db
def test_the_years_may_not_be_more_than_the_total(
    client: Client, delegate: User, led: Initiative
) -> None:
    client.force_login(delegate)
    client.post(TOTAL, {"amount": "1.500,00", "currency": "USD", "act": "Ordenanza 1"})
    line(led, delegate)
    led.refresh_from_db()
    with pytest.raises(Refused, match=r"suman USD 1\.501,00 .* es USD 1\.500,00"):
        line(led, delegate, year=2027, codified=Decimal(501))
    line(led, delegate, year=2027, codified=Decimal(900), currency="EUR")
    page = client.post(TOTAL, {"amount": "999,99", "currency": "USD"}).content.decode()
    assert "Los años suman USD 1.000,00" in page
    assert BudgetTotal.objects.get().amount == 1500
    client.post(TOTAL, {"amount": "", "currency": "USD"})
    assert not BudgetTotal.objects.exists()


@pytest.mark.django_db
def test_a_removed_line_comes_back_as_it_was(
    client: Client, delegate: User, led: Initiative
) -> None:
    client.force_login(delegate)
    made = line(led, delegate, as_of=datetime.date(2026, 6, 30), accrued=Decimal("0.10"))
    was = BudgetLine.objects.values().get()
    page = client.post(f"{LIST}{made.pk}/remove/", follow=True).content.decode()
    assert not BudgetLine.objects.exists()
    entry = history.of(made)[0]
    undo = f"{LIST}undo/{entry.pk}/"
    assert undo in page
    client.post(undo)
    assert BudgetLine.objects.values().get() == was
    assert "Ya se había deshecho." in client.post(undo, follow=True).content.decode()


@pytest.mark.django_db
def test_what_came_since_may_stand_in_the_way_of_taking_it_back(
    client: Client, delegate: User, led: Initiative, head: User
) -> None:
    entry = take_away(line(led, delegate), by=delegate)
    line(led, delegate, codified=Decimal(7))
    with pytest.raises(Refused, match="Ya hay una línea"):
        actions.bring_back(entry, by=delegate)
    assert [row.codified for row in BudgetLine.objects.all()] == [7]


@pytest.mark.django_db
def test_others_may_neither_change_nor_bring_back(
    client: Client, delegate: User, partner: User, coordinator: User, plan: Plan, led: Initiative
) -> None:
    other = plan.initiatives.exclude(pk=led.pk).first()
    assert other
    theirs = actions.add(plan, by=coordinator, initiative=other, year=2026, codified=Decimal(1))
    entry = take_away(
        actions.add(plan, by=coordinator, initiative=other, year=2027, codified=Decimal(1)),
        by=coordinator,
    )
    for person in (delegate, partner):
        client.force_login(person)
        assert client.get(f"{LIST}{theirs.pk}/edit/").status_code == 404
        assert client.post(f"{LIST}{theirs.pk}/remove/").status_code == 404
        assert client.post(f"{LIST}undo/{entry.pk}/").status_code == 404
        assert client.get(f"{LIST}objective/2.3/").status_code == 404
    client.force_login(coordinator)
    client.post(f"{LIST}objective/2.3/", SAID)
    assert BudgetLine.objects.get(objective__code="2.3").initiative is None


@pytest.mark.django_db
def test_who_writes_over_another_is_told(client: Client, delegate: User, led: Initiative) -> None:
    made = line(led, delegate)
    client.force_login(delegate)
    url = f"{LIST}{made.pk}/edit/"
    seen = client.get(url).context["form"]["seen"].value()
    actions.edit(made, by=delegate, accrued=Decimal(10))
    page = client.post(url, {**SAID, "seen": seen}).content.decode()
    assert "Otra persona lo cambió" in page
    assert BudgetLine.objects.get().codified == 1000


@pytest.mark.django_db
def test_a_list_says_that_nobody_declared_a_line(
    client: Client, delegate: User, led: Initiative
) -> None:
    assert "Sin línea declarada" in client.get(LIST).content.decode()
    client.force_login(delegate)
    assert "Sin línea declarada" in client.get(led.get_absolute_url()).content.decode()


@pytest.mark.django_db
def test_lists_of_two_currencies_are_not_added_up(
    client: Client, delegate: User, led: Initiative
) -> None:
    line(led, delegate)
    line(led, delegate, currency="EUR")
    assert client.get(LIST).context["sums"] is None
    assert client.get(LIST + "?currency=EUR").context["sums"].codified == 1000


@pytest.mark.django_db
def test_the_list_goes_on_by_key(client: Client, led: Initiative) -> None:
    BudgetLine.objects.bulk_create(
        BudgetLine(plan=led.plan, initiative=led, year=2020 + n % 7, code=str(n), codified=n)
        for n in range(70)
    )
    first = client.get(LIST)
    second = client.get(LIST + first.context["next"])
    codes = [row["line"].code for page in (first, second) for row in page.context["rows"]]
    assert len(codes) == len(set(codes)) == 70
    assert second.context["next"] == ""
