"""Two people at the same moment, with real threads and real commits, on either database."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from threading import Barrier, Thread

import pytest
from django.db import connection

from minga.actors.models import Actor
from minga.agreements.actions import life
from minga.agreements.actions.sign import sign
from minga.agreements.models import Agreement, Party
from minga.agreements.tests.conftest import TODAY, days
from minga.base.models import Entry
from minga.base.steps import Refused
from minga.people.models import User
from minga.plans.models import MechanismType, Plan
from minga.plans.testing import person

ROUNDS = 200


@pytest.fixture
def waiting(transactional_db: None) -> list[Agreement]:
    """Agreements of mobility and the university that wait for signatures."""
    mobility = Actor.objects.get(name="Secretaría de Movilidad")
    university = Actor.objects.get(name="Universidad de demostración")
    assert mobility.unit
    common = {
        "plan": Plan.objects.get(code="quito"),
        "unit": mobility.unit,
        "type": MechanismType.objects.get(code="convenio"),
        "status": "to_sign",
        "starts": TODAY,
        "ends": days(100),
        "term_ends": days(100),
    }
    made = [Agreement.objects.create(title=f"Convenio {n}", **common) for n in range(ROUNDS)]
    Party.objects.bulk_create(
        Party(agreement=agreement, actor=actor)
        for agreement in made
        for actor in (mobility, university)
    )
    return made


def both(rounds: int, act: Callable[[int, User], None], *people: User) -> Counter[str]:
    """Each of two people does the same in each round, both let go at once; how it ended."""
    gate = Barrier(2, timeout=60)
    ended: Counter[str] = Counter()
    wrong: list[BaseException] = []

    def one(who: User) -> None:
        try:
            for at in range(rounds):
                gate.wait()
                try:
                    act(at, who)
                    ended["done"] += 1
                except Refused:
                    ended["refused"] += 1
        except BaseException as error:
            wrong.append(error)
            gate.abort()
        finally:
            connection.close()

    threads = [Thread(target=one, args=(who,)) for who in people]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert not wrong, wrong
    return ended


@pytest.mark.slow
def test_two_who_sign_for_the_same_party_give_one_signature(waiting: list[Agreement]) -> None:
    head, coordinator = _people()
    keys = [agreement.parties.earliest("pk").pk for agreement in waiting]

    def press(at: int, who: User) -> None:
        party = Party.objects.select_related("agreement", "actor").get(pk=keys[at])
        sign(party, by=who, on=TODAY, note="consta")

    assert both(ROUNDS, press, head, coordinator) == {"done": ROUNDS, "refused": ROUNDS}
    assert Party.objects.filter(pk__in=keys, signed_on=TODAY).count() == ROUNDS
    signed = Entry.objects.filter(record="agreements.agreement", verb="signed")
    assert signed.count() == ROUNDS
    assert len(set(signed.values_list("object_id", flat=True))) == ROUNDS
    by = dict(Party.objects.filter(pk__in=keys).values_list("agreement", "signed_by"))
    assert by == dict(signed.values_list("object_id", "by"))  # the one who wrote it is the one


@pytest.mark.slow
def test_a_signature_and_a_return_never_both_stand(waiting: list[Agreement]) -> None:
    head, coordinator = _people()
    some = waiting[:50]

    def press(at: int, who: User) -> None:
        agreement = Agreement.objects.get(pk=some[at].pk)
        if who == head:
            party = Party.objects.select_related("agreement", "actor").filter(agreement=agreement)
            sign(party.earliest("pk"), by=who, on=TODAY)
        else:
            life.give_back(agreement, by=who, reason="Cambia el plazo.")

    both(len(some), press, head, coordinator)
    drafts = Agreement.objects.filter(pk__in=[a.pk for a in some], status="draft")
    assert drafts.count() == len(some)
    assert not Party.objects.filter(agreement__in=drafts, signed_on__isnull=False).exists()


@pytest.mark.slow
def test_two_who_bring_it_into_force_make_its_commitments_once(waiting: list[Agreement]) -> None:
    from minga.commitments.models import Commitment

    head, coordinator = _people()
    some = waiting[:30]
    for agreement in some:
        agreement.parties.update(signed_on=TODAY)
        party = agreement.parties.earliest("pk")
        agreement.obligations.create(party=party, text="Informe", due=days(5))

    def press(at: int, who: User) -> None:
        agreement = Agreement.objects.select_related("unit", "plan").get(pk=some[at].pk)
        life.bring_into_force(agreement, by=who)

    assert both(len(some), press, head, coordinator) == {"done": 30, "refused": 30}
    assert Commitment.objects.filter(record="agreements.obligation").count() == 30


def _people() -> tuple[User, User]:
    from minga.people.models import Role

    return person(Role.HEAD), person(Role.COORDINATOR)
