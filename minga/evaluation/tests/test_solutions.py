"""A solution is tried, assessed beside a comparison, and scaled or stopped."""

from __future__ import annotations

import datetime
from decimal import Decimal
from typing import Any

import pytest
from django.test import Client

from minga.actors.models import Actor
from minga.base.steps import Refused
from minga.base.testing import read, words
from minga.evaluation.actions import solutions as actions
from minga.evaluation.models import Assessment, Solution
from minga.people.models import User
from minga.plans.models import Initiative, Plan

DAY = datetime.date(2026, 1, 1)


@pytest.fixture
def solution(plan: Plan, led: Initiative, mobility: Actor, delegate: User) -> Solution:
    return actions.propose(
        plan,
        by=delegate,
        name="Paradas con sombra",
        problem="Se espera al sol.",
        unit=mobility.unit,
        initiative=led,
    )


def assessed(**changes: Any) -> dict[str, Any]:
    values = {
        "measure": "Minutos de espera",
        "before": Decimal(12),
        "before_on": DAY,
        "after": Decimal(8),
        "after_on": DAY + datetime.timedelta(days=90),
        "evidence": "compared",
        "comparison": "Paradas de otro corredor",
        "other_before": Decimal(12),
        "other_after": Decimal(11),
    }
    return values | changes


def test_it_scales_once_it_was_assessed(solution: Solution, delegate: User) -> None:
    actions.move(solution, "pilot", by=delegate)
    with pytest.raises(Refused, match="valore qué cambió"):
        actions.move(solution, "scale", by=delegate)
    actions.assess(solution, by=delegate, **assessed())
    actions.move(solution, "scale", by=delegate)
    solution.refresh_from_db()
    assert solution.status == "scaled"


def test_the_effect_is_what_changed_here_less_what_changed_there(
    solution: Solution, delegate: User
) -> None:
    made = actions.assess(solution, by=delegate, **assessed())
    assert [made.change, made.other_change, made.effect] == [-4, -1, -3]
    alone = {"evidence": "before_after", "other_before": None, "other_after": None}
    assert actions.assess(solution, by=delegate, **assessed(**alone)).effect is None


@pytest.mark.parametrize(
    "changes, why",
    [
        ({"after_on": DAY}, "posterior"),
        ({"other_after": None}, "los dos valores"),
        ({"other_before": None, "other_after": None}, "pide una comparación"),
        ({"comparison": " "}, "pide una comparación"),
    ],
)
def test_an_assessment_that_does_not_hold_is_refused(
    solution: Solution, delegate: User, changes: dict[str, Any], why: str
) -> None:
    with pytest.raises(Refused, match=why):
        actions.assess(solution, by=delegate, **assessed(**changes))
    assert not Assessment.objects.exists()


def test_the_form_reads_numbers_by_its_convention(
    client: Client, solution: Solution, delegate: User
) -> None:
    client.force_login(delegate)
    said = {name: str(value) for name, value in assessed(before="1.234,5", after="8x").items()}
    url = f"/evaluation/solutions/{solution.pk}/assess/"
    assert "«8x» no es un número" in client.post(url, said).content.decode()
    assert client.post(url, said | {"after": "8"}).status_code == 302
    assert Assessment.objects.get().before == Decimal("1234.5")
    public = words(read(client, solution.get_absolute_url()), "#impacto")
    assert "1.234,5" in public and "Paradas de otro corredor" in public


def test_it_stops_for_a_reason(client: Client, solution: Solution, delegate: User) -> None:
    client.force_login(delegate)
    url = f"/evaluation/solutions/{solution.pk}/stop/"
    client.post(url, {"reason": " "})
    solution.refresh_from_db()
    assert solution.status == "idea"
    client.post(url, {"reason": "El viento se llevó los toldos."})
    solution.refresh_from_db()
    assert (solution.status, solution.reason) == ("stopped", "El viento se llevó los toldos.")


def test_a_solution_of_an_initiative_that_is_internal_stays_inside(
    client: Client, solution: Solution, led: Initiative
) -> None:
    assert client.get(solution.get_absolute_url()).status_code == 200
    Initiative.objects.filter(pk=led.pk).update(visibility="internal")
    assert client.get(solution.get_absolute_url()).status_code == 404
    assert "Paradas con sombra" not in client.get("/evaluation/solutions/").content.decode()


def test_another_unit_does_not_change_it(client: Client, solution: Solution, partner: User) -> None:
    client.force_login(partner)
    assert client.get(f"/evaluation/solutions/{solution.pk}/edit/").status_code == 404
    client.post(f"/evaluation/solutions/{solution.pk}/pilot/")
    solution.refresh_from_db()
    assert solution.status == "idea"


def test_one_name_is_one_solution(solution: Solution, delegate: User) -> None:
    with pytest.raises(Refused) as refused:
        actions.propose(
            solution.plan, by=delegate, name=solution.name, problem="Otro", unit=solution.unit
        )
    assert "name" in refused.value.message_dict
