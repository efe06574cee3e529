"""The history tells nobody what they may not see."""

from __future__ import annotations

import datetime

from django.test import Client

from minga.actors import actions
from minga.actors.models import Actor
from minga.actors.tests.conftest import Make
from minga.people.models import User
from minga.people.tests.people import says
from minga.plans.models import Initiative


def test_a_role_in_what_is_internal_is_told_to_the_government_only(
    client: Client, foundation: Actor, led: Initiative, coordinator: User, partner: User
) -> None:
    actions.add_role(foundation, led, "funds", by=coordinator)
    url = foundation.get_absolute_url()
    assert says(client.get(url)).count("2.3.1 Seguridad vial") == 2, (
        "as a share, and in its history"
    )
    Initiative.objects.filter(pk=led.pk).update(visibility="internal")
    for user in (None, partner):
        client.logout()
        if user:
            client.force_login(user)
        assert "Seguridad vial" not in says(client.get(url))
    client.force_login(coordinator)
    assert says(client.get(url)).count("2.3.1 Seguridad vial") == 2


def test_the_name_of_a_hidden_actor_is_not_told(
    client: Client, foundation: Actor, make: Make, coordinator: User
) -> None:
    hidden = make("Oficina callada", visibility="internal")
    other = make("Oficina muda", visibility="internal")
    actions.edit(foundation, by=coordinator, version=1, parent=hidden.pk)
    actions.differ(foundation, hidden, by=coordinator)
    actions.merge(foundation, other, by=coordinator)
    page = says(client.get(foundation.get_absolute_url()))
    assert "callada" not in page and "muda" not in page
    client.force_login(coordinator)
    page = says(client.get(foundation.get_absolute_url()))
    assert page.count("callada") >= 2 and "muda" in page


def test_the_history_of_an_initiative_does_not_name_a_hidden_actor(
    client: Client, make: Make, led: Initiative, coordinator: User
) -> None:
    hidden = make("Oficina callada", visibility="internal")
    role = actions.add_role(hidden, led, "funds", by=coordinator)
    actions.end_role(role, led, by=coordinator, on=datetime.date(2026, 1, 1))
    actions.remove_role(role, led, by=coordinator)
    assert "callada" not in says(client.get(led.get_absolute_url()))
