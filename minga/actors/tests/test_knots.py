"""Joining and parting never tie an actor to itself, and hidden names stay hidden in lists."""

from __future__ import annotations

import pytest
from django.test import Client

from minga.actors import actions
from minga.actors.models import Actor
from minga.actors.tests.conftest import Make
from minga.base.steps import Refused
from minga.people.models import User
from minga.plans.models import Initiative


def test_parting_two_does_not_tie_a_knot(make: Make, coordinator: User) -> None:
    above = make("Red de arriba")
    gone = make("Red que se une", parent=above.pk)
    child = make("Red hija", parent=gone.pk)
    kept = make("Red que queda", parent=make("Otra red mayor").pk)
    merge = actions.merge(kept, gone, by=coordinator)
    above.refresh_from_db()
    actions.edit(above, by=coordinator, version=above.version, parent=child.pk)
    with pytest.raises(Refused, match="volvería a pertenecer"):
        actions.unmerge(merge, by=coordinator)
    gone.refresh_from_db()
    assert gone.merged_into == kept
    merge.refresh_from_db()
    assert merge.undone_at is None


@pytest.mark.parametrize("url", ["/actors/?q=hija", "/search/?q=hija"])
def test_a_list_does_not_name_a_parent_that_is_hidden(
    client: Client, make: Make, head: User, url: str
) -> None:
    make("Filial hija abierta", parent=make("Matriz oculta", visibility="internal").pk)
    told = client.get(url).content.decode()
    assert "Filial" in told
    assert "Matriz oculta" not in told
    client.force_login(head)
    assert "Matriz oculta" in client.get(url).content.decode()


def test_a_list_counts_only_what_one_may_see(
    client: Client, make: Make, led: Initiative, coordinator: User, head: User
) -> None:
    from minga.actors.filters import roles_today

    actor = make("Fundación que participa")
    actions.add_role(actor, led, "funds", by=coordinator)
    assert roles_today([actor.pk], head) == {actor.pk: 1}
    Initiative.objects.filter(pk=led.pk).update(visibility="internal")
    assert roles_today([actor.pk], head) == {actor.pk: 1}
    assert not roles_today([actor.pk], client.get("/").wsgi_request.user)


def test_nothing_is_given_to_an_actor_that_is_another_by_now(
    make: Make, led: Initiative, coordinator: User
) -> None:
    kept, gone = make("Cámara una"), make("Cámara otra")
    stale = Actor.objects.get(pk=gone.pk)
    actions.merge(kept, gone, by=coordinator)
    with pytest.raises(Refused, match="se unió a otro actor"):
        actions.add_role(stale, led, "funds", by=coordinator)
