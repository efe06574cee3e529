"""What the plan no longer lists is kept, and counts nowhere."""

from __future__ import annotations

import pytest
from django.test import Client

from minga.people.models import User
from minga.plans.completeness import completeness
from minga.plans.flow import uses
from minga.plans.models import Articulation, Initiative, Plan

pytestmark = pytest.mark.django_db


@pytest.fixture
def gone(plan: Plan) -> Initiative:
    initiative = plan.initiatives.get(code="1.1.1")
    initiative.status = Initiative.Status.WITHDRAWN
    initiative.save()
    return initiative


def test_a_withdrawn_initiative_counts_nowhere(
    client: Client, plan: Plan, gone: Initiative, coordinator: User
) -> None:
    assert completeness(plan, coordinator).whole.initiatives == 113
    assert sum(uses(plan, coordinator).articulations.values()) == 121
    listed = client.get("/plans/quito/?objective=1.1").content.decode()
    assert "Estrategia de espacios saludables" not in listed
    matrix = client.get("/plans/quito/matrix/").content.decode()
    assert "Estrategia de espacios saludables" not in matrix
    exported = client.get("/plans/quito/matrix.html").getvalue().decode()
    assert "Estrategia de espacios saludables" not in exported


def test_it_is_found_by_its_status_and_keeps_its_page(client: Client, gone: Initiative) -> None:
    assert gone.name in client.get("/plans/quito/?status=withdrawn").content.decode()
    assert client.get("/plans/quito/1.1.1/").status_code == 200


def test_a_discarded_articulation_counts_nowhere(
    client: Client, plan: Plan, coordinator: User
) -> None:
    Articulation.objects.filter(initiative__code="1.1.12", number=3).update(status="discarded")
    assert sum(uses(plan, coordinator).articulations.values()) == 121
    text = "Implementar infraestructura deportiva recreativa adecuada"
    assert text not in client.get("/plans/quito/matrix/").content.decode()
    exported = client.get("/plans/quito/matrix.csv").getvalue().decode()
    assert text not in exported
    assert text in client.get("/plans/quito/1.1.12/").content.decode()
