"""The index of 2012 on its page, from the money and milestones of the priority programmes."""

from __future__ import annotations

import datetime
from decimal import Decimal as D

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from minga.base.models import Visibility
from minga.base.testing import read, words
from minga.monitoring.models import BudgetLine, Milestone, Priority
from minga.people.models import User
from minga.plans.models import Initiative, Plan

pytestmark = pytest.mark.django_db

EXAMPLE = (
    (2, 1000, 700, "0.60"),
    (1, 300, 300, "1.00"),
    (3, 500, 480, "0.90"),
    (5, 800, 200, "0.30"),
    (4, 500, 400, "0.70"),
)


@pytest.fixture
def five(plan: Plan) -> list[Initiative]:
    """The example of the guide, on five initiatives."""
    initiatives = list(plan.initiatives.all()[:5])
    for initiative, (rank, codified, accrued, advance) in zip(initiatives, EXAMPLE, strict=True):
        Priority.objects.create(initiative=initiative, year=2025, rank=rank)
        BudgetLine.objects.create(
            plan=plan, initiative=initiative, year=2025, codified=codified, accrued=accrued
        )
        done = D(advance)
        for name, weight, status in (("a", done, "reached"), ("b", 1 - done, "planned")):
            if weight:
                Milestone.objects.create(
                    initiative=initiative,
                    name=name,
                    due=datetime.date(2025, 6, 1),
                    first_due=datetime.date(2025, 6, 1),
                    reached_on=datetime.date(2025, 5, 1) if status == "reached" else None,
                    status=status,
                    weight=weight,
                )
    return initiatives


def test_the_example_of_the_guide_is_0_7184(client: Client, five: list[Initiative]) -> None:
    page = read(client, "/monitoring/quito/icm/2025/")
    assert "0,7184" in words(page, "h1")
    assert words(page, "tfoot").endswith("1,0000 0,7184")
    assert "la guía imprime 0,71" in words(page, "#fuente")


def test_what_is_missing_is_said_and_is_not_0(client: Client, five: list[Initiative]) -> None:
    BudgetLine.objects.filter(initiative=five[0]).update(accrued=None)
    Milestone.objects.filter(initiative=five[1]).delete()
    page = read(client, "/monitoring/quito/icm/2025/")
    assert "todavía no se puede calcular" in words(page, "h1")
    said = words(page, "tbody")
    assert "Falta el devengado de alguna línea" in said and "no tiene hitos" in said
    assert "0,7184" not in words(page, "tfoot")


def test_a_year_without_priorities_says_which_are_free(client: Client, plan: Plan) -> None:
    said = words(read(client, "/monitoring/quito/icm/2025/"), "main")
    assert "Faltan 5 programas prioritarios" in said and "1, 2, 3, 4, 5" in said


def test_money_in_two_currencies_is_not_added_up(client: Client, five: list[Initiative]) -> None:
    BudgetLine.objects.create(
        plan=five[0].plan, initiative=five[0], year=2025, codified=1, accrued=1, currency="EUR"
    )
    assert "varias monedas" in words(read(client, "/monitoring/quito/icm/2025/"), "tbody")


def test_a_citizen_gets_no_index_of_what_is_internal(
    client: Client, five: list[Initiative], head: User
) -> None:
    Initiative.objects.filter(pk=five[2].pk).update(visibility=Visibility.INTERNAL)
    page = words(read(client, "/monitoring/quito/icm/2025/"), "main")
    assert "Puede que alguno no sea público" in page and five[2].name not in page
    client.force_login(head)
    assert "0,7184" in words(read(client, "/monitoring/quito/icm/2025/"), "h1")


def test_the_page_costs_the_same_for_one_and_for_five(
    client: Client, five: list[Initiative]
) -> None:
    def cost() -> int:
        with CaptureQueriesContext(connection) as made:
            read(client, "/monitoring/quito/icm/2025/")
        return len(made)

    cost()  # the plan gets its rules
    whole = cost()
    Priority.objects.exclude(rank=1).delete()
    assert cost() == whole


def test_a_year_that_is_none_is_not_here(client: Client, plan: Plan) -> None:
    for year in (0, 1500, 9999):
        assert client.get(f"/monitoring/quito/icm/{year}/").status_code == 404
    assert client.get("/monitoring/quito/icm/2005/").status_code == 404  # before the method
