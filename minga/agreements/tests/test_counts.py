"""The number of queries of a page grows with nothing: not with its rows, not with the role."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from minga.actors.models import Actor
from minga.agreements import dates, events, shares, work
from minga.agreements.instruments import instruments
from minga.agreements.models import Agreement, Alert, Formalises, Party
from minga.agreements.tests.conftest import TODAY, days
from minga.base import history
from minga.base.kept import forget_all
from minga.commitments.models import Commitment
from minga.people.models import User
from minga.plans.models import Articulation

PAGES = (
    "/agreements/",
    "/agreements/?sort=ends&within=365",
    "/agreements/expiry/",
    "/agreements/calendar/",
    "/agreements/register.csv",
)


def many(model: Agreement, n: int, actors: list[Actor], articulations: list[Articulation]) -> None:
    """More agreements like one, in all states."""
    states = ["draft", "review", "to_sign", "in_force", "suspended", "lapsed"]
    for at in range(n):
        made = Agreement.objects.create(
            plan=model.plan,
            unit=model.unit,
            type=model.type,
            title=f"Otro convenio {at}",
            status=states[at % 6],
            reason="Falta" if at % 6 == 0 else "",
            signed_on=days(-10),
            starts=days(-10),
            ends=days(at + 1),
            term_ends=days(at + 1),
        )
        for actor in actors:
            Party.objects.create(agreement=made, actor=actor)
        Formalises.objects.create(agreement=made, articulation=articulations[at % 5])
        Alert.objects.create(agreement=made, term_ends=days(at + 1))
        history.record(made, "created", by=None)


@pytest.mark.slow
def test_the_register_costs_the_same_with_many(
    agreement: Agreement,
    mobility: Actor,
    university: Actor,
    partner: User,
    delegate: User,
    head: User,
    coordinator: User,
) -> None:
    articulations = list(Articulation.objects.select_related("initiative").order_by("pk")[:5])
    people = [None, partner, delegate, head, coordinator]
    many(agreement, 12, [mobility, university], articulations)
    few = [_counts(person) for person in people]
    many(agreement, 30, [mobility, university], articulations)
    assert [_counts(person) for person in people] == few
    assert max(max(counts) for counts in few) <= 24


def _counts(user: User | None) -> list[int]:
    client = Client()
    if user:
        client.force_login(user)
    found = []
    for url in PAGES:
        forget_all()
        with CaptureQueriesContext(
            connection,
        ) as queries:
            response = client.get(url)
            assert response.status_code == 200
            assert response.content if not response.streaming else response.getvalue()
        found.append(len(queries))
    return found


@pytest.mark.slow
def test_a_page_costs_the_same_with_many(
    in_force: Agreement,
    head: User,
    partner: User,
    coordinator: User,
    university: Actor,
) -> None:
    def cost(user: User | None) -> int:
        client = Client()
        if user:
            client.force_login(user)
        forget_all()
        with CaptureQueriesContext(connection) as queries:
            assert client.get(f"/agreements/{in_force.pk}/").status_code == 200
        return len(queries)

    people = [None, partner, head, coordinator]
    _fill(in_force, 1, 3)
    few = [cost(person) for person in people]
    _fill(in_force, 3, 30)
    assert [cost(person) for person in people] == few
    assert max(few) <= 36


def _fill(agreement: Agreement, first: int, last: int) -> None:
    for n in range(first, last):
        actor = Actor.objects.create(name=f"Organización {n}", type="fundacion")
        party = Party.objects.create(agreement=agreement, actor=actor, signed_on=TODAY)
        party.contributions.create(amount=n, source="Fondo")
        obligation = agreement.obligations.create(party=party, text=f"Informe {n}", due=days(n))
        Commitment.objects.create(
            text=obligation.text,
            actor=actor,
            due=days(n),
            unit=agreement.unit,
            record="agreements.obligation",
            object_id=obligation.pk,
        )
        articulation = Articulation.objects.exclude(agreements=agreement).order_by("pk").first()
        assert articulation
        Formalises.objects.create(agreement=agreement, articulation=articulation)
        agreement.amendments.create(
            number=n + 10, kind="addendum", signed_on=TODAY, text="Cambia el anexo"
        )
        history.record(agreement, "edited", by=None, after={"title": "x"})


@pytest.mark.slow
def test_what_it_tells_others_costs_the_same_with_many(
    agreement: Agreement, mobility: Actor, university: Actor, head: User, coordinator: User
) -> None:
    articulations = list(Articulation.objects.select_related("initiative").order_by("pk")[:5])

    assert head.roles  # asked for once a request, wherever that is

    def cost() -> list[int]:
        found = []
        for tell in (
            lambda: work.waiting(User.objects.get(pk=head.pk), TODAY, 5),
            lambda: work.waiting(User.objects.get(pk=coordinator.pk), TODAY, 5),
            lambda: list(dates.dated(User.objects.get(pk=head.pk), None, TODAY, days(400))),
            lambda: shares.shares(mobility, head, 5),
            lambda: events.events(articulations[0].initiative, head),
            lambda: list(instruments([a.pk for a in articulations], head)),
        ):
            with CaptureQueriesContext(connection) as queries:
                assert tell()
            found.append(len(queries))
        return found

    many(agreement, 12, [mobility, university], articulations)
    few = cost()
    many(agreement, 60, [mobility, university], articulations)
    most = cost()
    # one more query counts a pile that has more than what is shown
    assert all(b <= a + 5 for a, b in zip(few[:2], most[:2], strict=True))
    assert most[2:] == few[2:]
