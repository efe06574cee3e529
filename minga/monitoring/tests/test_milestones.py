"""Milestones: foreseen, moved, reached with evidence, dropped, taken up again."""

from __future__ import annotations

import datetime
from io import BytesIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from minga.base import history
from minga.base.steps import Refused
from minga.files.models import Attachment
from minga.monitoring import dates_milestones, work_milestones
from minga.monitoring.actions import milestones as actions
from minga.monitoring.models import Milestone
from minga.people.models import User
from minga.plans.models import Initiative, Plan

TODAY = datetime.date.today()
ADD = "/monitoring/quito/milestones/add/2.3.1/"
LIST = "/monitoring/quito/milestones/"


def days(n: int) -> datetime.date:
    return TODAY + datetime.timedelta(n)


@pytest.fixture
def milestone(led: Initiative, delegate: User) -> Milestone:
    return actions.add(led, by=delegate, name="Estudios terminados", due=days(10))


@pytest.fixture
def late(led: Initiative) -> Milestone:
    return Milestone.objects.create(
        initiative=led, name="Contrato firmado", due=days(-5), first_due=days(-5)
    )


def act(milestone: Milestone, verb: str) -> str:
    return f"{LIST}{milestone.pk}/{verb}/"


@pytest.mark.django_db
def test_who_leads_the_initiative_foresees_one(
    client: Client, delegate: User, led: Initiative
) -> None:
    client.force_login(delegate)
    revision = Plan.objects.get().revision
    said = {"name": " Estudios  terminados ", "due": str(days(30)), "weight": "2,5"}
    response = client.post(ADD, said)
    assert response["Location"] == f"{led.get_absolute_url()}#medir"
    made = Milestone.objects.get()
    assert (made.name, made.due, made.first_due) == ("Estudios terminados", days(30), days(30))
    assert str(made.weight) == "2.5000"
    assert history.of(made)[0].verb == "added"
    assert Plan.objects.get().revision == revision + 1


@pytest.mark.django_db
def test_others_do_not(client: Client, partner: User, operator: User, plan: Plan) -> None:
    assert client.get(ADD).status_code == 302
    for person in (partner, operator):
        client.force_login(person)
        assert client.get(ADD).status_code == 404


@pytest.mark.django_db
def test_a_form_with_mistakes_says_each_of_them(client: Client, delegate: User, led: None) -> None:
    client.force_login(delegate)
    said = {"name": "", "due": "mañana", "weight": "1.866.275.79"}
    page = client.post(ADD, said).content.decode()
    assert "Escriba qué se alcanza." in page
    assert "Escriba la fecha como 2027-03-31." in page
    assert "1.866.275,79" in page
    assert not Milestone.objects.exists()
    page = client.post(ADD, {"name": "Obra", "due": "0226-03-31", "weight": "0"}).content.decode()
    assert "demasiado lejos" in page
    said = {"name": "Obra", "due": str(TODAY), "weight": "0"}
    assert "mayor que cero" in client.post(ADD, said).content.decode()


@pytest.mark.django_db
def test_a_moved_day_keeps_the_first_one_and_counts_the_moves(
    client: Client, delegate: User, milestone: Milestone
) -> None:
    for at in (20, 30):
        actions.edit(milestone, by=delegate, due=days(at))
    actions.edit(milestone, by=delegate, note="Sin cambiar el día")
    again = Milestone.objects.with_moves().get(pk=milestone.pk)
    assert (again.first_due, again.due) == (days(10), days(30))
    page = client.get(LIST).content.decode()
    assert "se movió 2 veces" in page


@pytest.mark.django_db
def test_it_is_reached_on_a_day_with_what_shows_it(
    client: Client, delegate: User, milestone: Milestone
) -> None:
    client.force_login(delegate)
    proof = SimpleUploadedFile("acta.txt", b"Se terminaron los estudios.")
    client.post(act(milestone, "reach"), {"on": str(days(-1)), "evidence": proof})
    milestone.refresh_from_db()
    assert (milestone.status, milestone.reached_on) == ("reached", days(-1))
    kept = Attachment.objects.of("monitoring.milestone", milestone.pk).get()
    assert kept.kind == Attachment.Kind.EVIDENCE
    page = client.get(milestone.get_absolute_url()).content.decode()
    assert "Se alcanzó el hito «Estudios terminados»." in page


@pytest.mark.django_db
def test_it_is_not_reached_on_a_day_to_come(delegate: User, milestone: Milestone) -> None:
    with pytest.raises(Refused, match="todavía no llega"):
        actions.reach(milestone, by=delegate, on=days(1))
    milestone.refresh_from_db()
    assert milestone.status == "planned"


@pytest.mark.django_db
def test_a_file_that_is_refused_leaves_it_as_it_was(delegate: User, milestone: Milestone) -> None:
    with pytest.raises(Refused):
        actions.reach(milestone, by=delegate, on=TODAY, evidence=BytesIO(b""), name="nada.pdf")
    milestone.refresh_from_db()
    assert milestone.status == "planned"
    assert history.of(milestone).count() == 1


@pytest.mark.django_db
def test_it_is_dropped_and_reopened_only_with_a_reason(
    client: Client, delegate: User, milestone: Milestone
) -> None:
    client.force_login(delegate)
    assert "Escriba por qué" in client.post(act(milestone, "drop"), {}).content.decode()
    client.post(act(milestone, "drop"), {"reason": "Ya no hace falta"})
    milestone.refresh_from_db()
    assert milestone.status == "dropped"
    client.post(act(milestone, "reopen"), {"reason": "Hizo falta"})
    milestone.refresh_from_db()
    assert milestone.status == "planned"
    assert [e.note for e in history.of(milestone)[:2]] == ["Hizo falta", "Ya no hace falta"]


@pytest.mark.django_db
def test_a_reached_one_is_reopened_without_its_day(delegate: User, milestone: Milestone) -> None:
    actions.reach(milestone, by=delegate, on=TODAY)
    with pytest.raises(Refused, match="reábralo antes"):
        actions.edit(milestone, by=delegate, due=days(90))
    milestone.refresh_from_db()
    stale = Milestone.objects.get(pk=milestone.pk)
    actions.reopen(milestone, by=delegate, reason="Faltaba una firma")
    assert milestone.reached_on is None
    with pytest.raises(Refused):
        actions.reopen(stale, by=delegate, reason="Otra vez")


@pytest.mark.django_db
def test_two_of_the_same_name_are_refused(
    delegate: User, led: Initiative, milestone: Milestone
) -> None:
    with pytest.raises(Refused, match="ya tiene un hito con ese nombre"):
        actions.add(led, by=delegate, name="Estudios terminados", due=TODAY)


@pytest.mark.django_db
def test_who_writes_over_another_is_told(
    client: Client, delegate: User, milestone: Milestone
) -> None:
    client.force_login(delegate)
    form = client.get(act(milestone, "edit")).context["form"]
    actions.edit(milestone, by=delegate, note="De otra persona")
    said = {"name": "Mío", "due": str(days(10)), "weight": "1", "seen": form["seen"].value()}
    page = client.post(act(milestone, "edit"), said).content.decode()
    assert "Otra persona lo cambió mientras usted escribía" in page
    milestone.refresh_from_db()
    assert milestone.name == "Estudios terminados"


@pytest.mark.django_db
def test_the_list_is_narrowed(
    client: Client, milestone: Milestone, late: Milestone, delegate: User
) -> None:
    names = {
        query: [m.name for m in client.get(LIST + query).context["rows"]]
        for query in ("", "?when=late", "?when=soon", "?when=reached", "?unit=0", "?unit=x")
    }
    assert names == {
        "": ["Contrato firmado", "Estudios terminados"],
        "?when=late": ["Contrato firmado"],
        "?when=soon": ["Estudios terminados"],
        "?when=reached": [],
        "?unit=0": [],
        "?unit=x": ["Contrato firmado", "Estudios terminados"],
    }
    assert "Un hito está atrasado" in client.get(LIST).content.decode()


@pytest.mark.django_db
def test_the_list_goes_on_by_key(client: Client, led: Initiative) -> None:
    Milestone.objects.bulk_create(
        Milestone(initiative=led, name=f"Paso {n}", due=days(n // 3), first_due=TODAY)
        for n in range(60)
    )
    first = client.get(LIST)
    second = client.get(LIST + first.context["next"])
    names = [m.name for page in (first, second) for m in page.context["rows"]]
    assert names == [f"Paso {n}" for n in range(60)]
    assert second.context["next"] == ""


@pytest.mark.django_db
def test_what_is_hidden_is_nowhere(
    client: Client, led: Initiative, milestone: Milestone, partner: User, delegate: User
) -> None:
    led.visibility = "internal"
    led.save(update_fields=["visibility"])
    assert "Estudios" not in client.get(LIST).content.decode()
    client.force_login(partner)
    assert "Estudios" not in client.get(LIST).content.decode()
    client.force_login(delegate)
    assert "Estudios" in client.get(LIST).content.decode()


@pytest.mark.django_db
def test_one_kept_inside_is_seen_by_the_government_alone(
    client: Client, milestone: Milestone, delegate: User
) -> None:
    Milestone.objects.update(visibility="internal")
    assert "Estudios" not in client.get(LIST).content.decode()
    client.force_login(delegate)
    assert "Estudios" in client.get(LIST).content.decode()


@pytest.mark.django_db
def test_late_ones_wait_for_the_unit_that_leads(
    client: Client, delegate: User, operator: User, late: Milestone, milestone: Milestone
) -> None:
    (pile,) = work_milestones.waiting(delegate, TODAY, 5)
    assert [item.title for item in pile.items] == ["Contrato firmado"]
    assert (pile.kind, pile.total) == ("due", 1)
    assert work_milestones.waiting(operator, TODAY, 5) == []
    client.force_login(delegate)
    client.post(pile.items[0].acts[0].url)  # as the button of "my work" does
    late.refresh_from_db()
    assert (late.status, late.reached_on) == ("reached", TODAY)


@pytest.mark.django_db
def test_the_calendar_has_those_of_ones_units(
    delegate: User, partner: User, milestone: Milestone
) -> None:
    (dated,) = dates_milestones.dated(delegate, None, TODAY, days(60))
    assert (dated.summary, dated.starts) == ("Hito: Estudios terminados", days(10))
    assert list(dates_milestones.dated(partner, None, TODAY, days(60))) == []
    assert list(dates_milestones.dated(delegate, None, days(11), days(60))) == []
    actions.edit(milestone, by=delegate, due=days(12))
    (moved,) = dates_milestones.dated(delegate, None, TODAY, days(60))
    assert (moved.uid, moved.sequence) == (dated.uid, 1)


@pytest.mark.django_db
def test_the_timeline_tells_what_is_to_come(
    client: Client, milestone: Milestone, delegate: User
) -> None:
    page = client.get(milestone.initiative.get_absolute_url()).content.decode()
    assert "Previó el hito «Estudios terminados»." in page
    assert "Hito: Estudios terminados" in page
