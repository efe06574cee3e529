"""Two actors turn out to be one: everything goes along, and comes back exactly."""

from __future__ import annotations

import datetime
import json
from typing import Any

import pytest
from django.core import serializers
from django.test import Client

from minga.actors import actions
from minga.actors.models import Actor, ActorRole, Contact, Identifier, Merge
from minga.actors.tests.conftest import Make
from minga.agreements.models import Agreement, Contribution, Obligation, Party
from minga.base import history
from minga.base.steps import Refused
from minga.commitments.models import Commitment
from minga.people.models import Unit, User
from minga.people.tests.people import says
from minga.plans.models import Initiative, MechanismType, Plan
from minga.spaces.models import Attendance, Delegate, Member, Session, Space
from minga.territory.models import Area

DAY = datetime.date(2026, 3, 1)
MOVED = (
    *(ActorRole, Identifier, Contact, Commitment),
    *(Party, Contribution, Obligation, Member, Delegate, Attendance),
)


def picture() -> dict[str, Any]:
    """All that a merge may touch, but for the versions."""
    found: dict[str, Any] = {
        m._meta.label: serializers.serialize("json", m.objects.order_by("pk")) for m in MOVED
    }
    actors = json.loads(serializers.serialize("json", Actor.objects.order_by("pk")))
    for actor in actors:
        del actor["fields"]["version"]
    areas = sorted(Actor.areas.through.objects.values_list("actor", "area"))
    return {**found, "actors": actors, "areas": areas}


@pytest.fixture
def twins(make: Make, foundation: Actor, led: Initiative, plan: Plan) -> tuple[Actor, Actor]:
    """The foundation, and the same written otherwise, with something in every domain."""
    area = Area.objects.exclude(pk__in=foundation.areas.all())[0]
    other = make("Fund. Rio Vivo", identifiers=[["org-id", "EC-REG-1"]], areas=[area.pk],
                 website="https://rio.demo.invalid/",
                 contacts=[["Leo", "", "", "1", False]])  # fmt: skip
    make("Vivero Río Vivo", parent=other.pk)
    for actor, role in ((foundation, "funds"), (other, "funds"), (other, "executes")):
        ActorRole.objects.create(
            actor=actor, record="plans.initiative", object_id=led.pk, role=role
        )
    Commitment.objects.create(text="Sembrar", actor=other, record="x.x", object_id=1, plan=plan)
    return foundation, other


def agreement(plan: Plan, *actors: Actor) -> Agreement:
    made = Agreement.objects.create(
        title="Convenio", plan=plan, type=MechanismType.objects.all()[0], unit=Unit.objects.all()[0]
    )
    for actor in actors:
        party = Party.objects.create(agreement=made, actor=actor)
        Contribution.objects.create(party=party, amount=10)
        Obligation.objects.create(agreement=made, party=party, text="Plantar")
    return made


def space(plan: Plan, *actors: Actor) -> Space:
    made = Space.objects.create(name="Mesa", plan=plan, kind="mesa", unit=Unit.objects.all()[0])
    hour = datetime.datetime(2026, 3, 1, 15, tzinfo=datetime.UTC)
    session = Session.objects.create(
        space=made, number=1, starts=hour, ends=hour + datetime.timedelta(hours=1)
    )
    for number, actor in enumerate(actors):
        member = Member.objects.create(space=made, actor=actor, votes=bool(number))
        Delegate.objects.create(member=member, name=f"Delegada {number}")
        Attendance.objects.create(session=session, member=member, present=bool(number))
    return made


def test_all_goes_along_and_comes_back_exactly(
    twins: tuple[Actor, Actor], plan: Plan, coordinator: User
) -> None:
    kept, gone = twins
    agreement(plan, gone)
    agreement(plan, kept, gone)
    space(plan, gone)
    space(plan, kept, gone)
    before = picture()
    made = actions.merge(kept, gone, by=coordinator)
    for model, field in ((ActorRole, "actor"), (Commitment, "actor"), (Party, "actor"),
                         (Member, "actor"), (Identifier, "actor"), (Contact, "actor")):  # fmt: skip
        assert not model._base_manager.filter(**{field: gone}).exists(), model
    kept.refresh_from_db()
    assert kept.website == "https://rio.demo.invalid/", "what it lacked"
    assert kept.acronym == "FRV", "what it had stays"
    assert [child.name for child in kept.children.all()] == ["Vivero Río Vivo"]
    assert kept.roles.count() == 2 and kept.identifiers.count() == 2
    both = Party.objects.filter(agreement__parties__actor=kept).distinct()
    assert {party.actor_id for party in both} == {kept.pk}
    shared = Member.objects.get(space__members__delegates__name="Delegada 1", votes=True,
                                delegates__name="Delegada 0", actor=kept)  # fmt: skip
    assert shared.delegates.count() == 2 and shared.attendance.get().present
    assert [e.verb for e in history.of(kept)][:1] == ["merged"]
    actions.unmerge(made, by=coordinator)
    assert picture() == before
    assert [e.verb for e in history.of(kept)][:2] == ["unmerged", "merged"]


def test_what_was_added_since_stays_with_the_one_who_got_it(
    twins: tuple[Actor, Actor], plan: Plan, coordinator: User
) -> None:
    kept, gone = twins
    made = actions.merge(kept, gone, by=coordinator)
    kept.refresh_from_db()
    later = plan.initiatives.all()[5]
    ActorRole.objects.create(
        actor=kept, record="plans.initiative", object_id=later.pk, role="advises"
    )
    actions.edit(kept, by=coordinator, version=kept.version, website="https://otra.demo.invalid/")
    actions.unmerge(made, by=coordinator)
    kept.refresh_from_db()
    assert kept.website == "https://otra.demo.invalid/"
    assert set(kept.roles.values_list("role", flat=True)) == {"funds", "advises"}
    assert set(gone.roles.values_list("role", flat=True)) == {"funds", "executes"}


def test_the_unit_goes_along_where_only_one_has_one(
    university: Actor, make: Make, coordinator: User
) -> None:
    other = make("La Universidad de Demostración")
    made = actions.merge(other, university, by=coordinator)
    other.refresh_from_db()
    assert other.unit and other.unit.name == "Universidad de demostración"
    actions.unmerge(made, by=coordinator)
    university.refresh_from_db()
    other.refresh_from_db()
    assert university.unit and other.unit is None


def test_both_having_signed_one_agreement_are_two(
    twins: tuple[Actor, Actor], plan: Plan, coordinator: User
) -> None:
    kept, gone = twins
    agreement(plan, kept, gone)
    Party.objects.update(signed_on=DAY)
    before = picture()
    with pytest.raises(Refused, match="Los dos firmaron «Convenio»"):
        actions.merge(kept, gone, by=coordinator)
    assert picture() == before, "nothing half done"


def test_the_signature_survives(twins: tuple[Actor, Actor], plan: Plan, coordinator: User) -> None:
    kept, gone = twins
    made = agreement(plan, kept, gone)
    Party.objects.filter(actor=gone).update(signed_on=DAY, signatory="Quien firmó")
    before = picture()
    joined = actions.merge(kept, gone, by=coordinator)
    (party,) = made.parties.all()
    assert (party.actor, party.signed_on, party.signatory) == (kept, DAY, "Quien firmó")
    assert party.contributions.count() == party.obligations.count() == 2
    actions.unmerge(joined, by=coordinator)
    assert picture() == before


def test_what_cannot_be_one_is_refused(
    foundation: Actor, make: Make, mobility: Actor, coordinator: User
) -> None:
    child = make("Sede Norte", parent=foundation.pk)
    grandchild = make("Vivero", parent=child.pk)
    health = Actor.objects.get(name="Secretaría de Salud")
    for kept, gone, why in (
        (foundation, foundation, "consigo mismo"),
        (foundation, child, "pertenece a"),
        (child, foundation, "pertenece a"),
        (foundation, grandchild, "pertenece a"),
        (grandchild, foundation, "pertenece a"),
        (mobility, health, "dos unidades"),
    ):
        with pytest.raises(Refused, match=why):
            actions.merge(kept, gone, by=coordinator)
    assert not Merge.objects.exists()


def test_one_that_was_joined_is_not_joined_again(
    twins: tuple[Actor, Actor], make: Make, coordinator: User
) -> None:
    kept, gone = twins
    made = actions.merge(kept, gone, by=coordinator)
    third = make("Tercera")
    with pytest.raises(Refused, match="ya se unió a Fundación Río Vivo"):
        actions.merge(third, gone, by=coordinator)
    actions.merge(third, kept, by=coordinator)
    with pytest.raises(Refused, match="deshaga primero esa unión"):
        actions.unmerge(made, by=coordinator)


def test_it_is_put_back_only_once(twins: tuple[Actor, Actor], coordinator: User) -> None:
    made = actions.merge(*twins, by=coordinator)
    actions.unmerge(made, by=coordinator)
    with pytest.raises(Refused, match="ya se deshizo"):
        actions.unmerge(made, by=coordinator)


def test_the_old_address_leads_to_the_one_that_stays(
    client: Client, twins: tuple[Actor, Actor], make: Make, coordinator: User
) -> None:
    kept, gone = twins
    actions.merge(kept, gone, by=coordinator)
    response = client.get(gone.get_absolute_url())
    assert (response.status_code, response["Location"]) == (302, kept.get_absolute_url())
    third = make("Tercera")
    actions.merge(third, kept, by=coordinator)
    assert client.get(gone.get_absolute_url())["Location"] == third.get_absolute_url()
    assert "Tercera" in says(client.get("/actors/?q=fund+rio+vivo")), "found by its old name"


# the page


def test_a_coordinator_joins_two_and_takes_it_back(
    client: Client, twins: tuple[Actor, Actor], coordinator: User
) -> None:
    kept, gone = twins
    client.force_login(coordinator)
    both = {"one": str(kept.pk), "other": str(gone.pk)}
    assert "Fund. Rio Vivo" in says(client.get("/actors/duplicates/", both))
    response = client.post(
        "/actors/duplicates/decide/", {**both, "keep": kept.pk, "verb": "merge"}, follow=True
    )
    assert "Fund. Rio Vivo es ahora Fundación Río Vivo" in says(response)
    made = Merge.objects.get()
    assert f"/actors/merges/{made.pk}/undo/" in response.content.decode()
    client.post(f"/actors/merges/{made.pk}/undo/")
    gone.refresh_from_db()
    assert gone.merged_into is None


def test_the_other_is_asked_for_by_name(
    client: Client, twins: tuple[Actor, Actor], coordinator: User
) -> None:
    client.force_login(coordinator)
    page = client.get(f"/actors/duplicates/?one={twins[0].pk}&name=Fund.+Rio+Vivo")
    assert "¿Son el mismo?" in says(page)
    lost = client.get(f"/actors/duplicates/?one={twins[0].pk}&name=Nadie", follow=True)
    assert "No hay un actor llamado «Nadie»" in says(lost)


def test_two_that_differ_are_not_proposed_again(
    client: Client, make: Make, coordinator: User
) -> None:
    one, other = make("Club Andino S.A."), make("Club Andino, Cía. Ltda.")
    client.force_login(coordinator)
    assert "Club Andino S.A." in says(client.get("/actors/duplicates/"))
    said = {"one": one.pk, "other": other.pk, "verb": "differ"}
    client.post("/actors/duplicates/decide/", said)
    client.post("/actors/duplicates/decide/", said)
    assert "Club Andino" not in read_pairs(client)
    assert history.of(one).filter(verb="differs").count() == 1


def read_pairs(client: Client) -> str:
    return " ".join(says(client.get("/actors/duplicates/")).split("Al unirlos")[1:])


@pytest.mark.parametrize("who", ["head", "delegate", "partner", "operator"])
def test_only_the_coordinator_joins(
    client: Client, who: str, foundation: Actor, request: pytest.FixtureRequest
) -> None:
    client.force_login(request.getfixturevalue(who))
    assert client.get("/actors/duplicates/").status_code == 404
    assert client.post("/actors/duplicates/decide/", {"one": foundation.pk}).status_code == 404
