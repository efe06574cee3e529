"""Two people on one initiative at the same time: nobody's work is lost, nobody's is undone."""

from __future__ import annotations

import json
from typing import Any

import pytest
from django.test import Client
from selectolax.lexbor import LexborHTMLParser

from minga.base.testing import one
from minga.people.models import User
from minga.plans.actions import edit as actions
from minga.plans.models import Initiative

pytestmark = pytest.mark.django_db


def post(client: Client, address: str, **data: Any) -> Any:
    return client.post(address, data)


def test_the_second_person_sees_both_values_and_may_insist(
    client: Client, coordinator: User, led: Initiative
) -> None:
    seen = json.dumps({"name": led.name})
    actions.edit(led, by=coordinator, version=1, name="Vías seguras")
    client.force_login(coordinator)
    address = "/plans/quito/2.3.1/edit/?field=name"
    html = post(client, address, version=1, seen=seen, name="Calles seguras").content.decode()
    assert "Otra persona cambió esta iniciativa mientras usted escribía" in html
    assert "Lo cambió Coordinación del plan" in html
    assert "Vías seguras" in html
    assert "Calles seguras" in html
    assert 'name="mine" value="2"' in html
    post(client, address, version=1, mine=2, seen=seen, name="Calles seguras")
    led.refresh_from_db()
    assert led.name == "Calles seguras"


def test_two_people_changing_different_things_both_succeed(
    client: Client, coordinator: User, led: Initiative
) -> None:
    client.force_login(coordinator)
    page = LexborHTMLParser(client.get("/plans/quito/2.3.1/edit/").content)
    seen = one(page, "[name=seen]").attributes["value"]
    actions.edit(led, by=coordinator, version=1, name="Vías seguras", kind="plan")
    said = {"version": 1, "seen": seen, "name": "Seguridad vial en el DMQ", "starts": "2027-01-01"}
    leads = list(led.leads.values_list("pk", flat=True))
    response = post(
        client, "/plans/quito/2.3.1/edit/", **said, leads=leads, visibility="public", kind=""
    )
    assert response.status_code == 302
    led.refresh_from_db()
    assert (led.name, led.kind, str(led.starts)) == ("Vías seguras", "plan", "2027-01-01")
