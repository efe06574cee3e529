"""The register, the page of one commitment, and what each may do there."""

from __future__ import annotations

import csv
import datetime
import io

import pytest
from django.contrib.auth.models import AnonymousUser
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from minga.actors.models import Actor
from minga.agreements.models import Agreement, Obligation, Party
from minga.base.models import Visibility
from minga.base.testing import href, next_page, one, read, words
from minga.commitments import actions, moves
from minga.commitments.models import Commitment
from minga.commitments.tests.conftest import TODAY, WEEK, Promise
from minga.files.models import Attachment
from minga.opendata.datasets import published
from minga.people.models import User
from minga.plans.models import Initiative, MechanismType, Plan
from minga.spaces.models import Session, Space

pytestmark = pytest.mark.django_db
INDEX = "/commitments/"


def url(commitment: Commitment, verb: str = "") -> str:
    return f"/commitments/{commitment.pk}/{verb}/" if verb else f"/commitments/{commitment.pk}/"


def listed(client: Client, query: str = "") -> list[str]:
    found = read(client, f"{INDEX}{query}")
    return [node.text(strip=True) for node in found.css("tbody th")]


def queries(client: Client, address: str) -> int:
    client.get(address)  # what is kept is kept
    with CaptureQueriesContext(connection) as asked:
        assert client.get(address).status_code == 200
    return len(asked)


def test_the_register_begins_with_what_is_late_and_ends_with_what_has_no_day(
    client: Client, promise: Promise
) -> None:
    promise("Sin fecha", due=None)
    promise("Luego", due=TODAY + WEEK)
    promise("Atrasado", due=TODAY - WEEK, past=True)
    assert listed(client) == ["Atrasado", "Luego", "Sin fecha"]
    assert words(read(client, INDEX), "h1") == "Un compromiso está atrasado"
    assert listed(client, "?state=late") == ["Atrasado"]


def test_it_is_read_page_by_page_to_the_end(client: Client, promise: Promise) -> None:
    for number in range(60):
        promise(f"n{number:02}", due=TODAY + WEEK if number < 40 else None)
    seen, query = [], ""
    while True:
        found = read(client, f"{INDEX}{query}")
        seen += [node.text(strip=True) for node in found.css("tbody th")]
        query = next_page(found).removeprefix(INDEX)
        if not query:
            break
    assert seen == [f"n{number:02}" for number in range(60)]


def test_each_filter_narrows_it_and_says_so(
    client: Client, promise: Promise, mobility: Actor, led: Initiative, delegate: User
) -> None:
    promise("De la universidad")
    promise("De movilidad", actor=mobility, articulation=led.articulations.first())
    closed = promise("Cerrado")
    actions.cancel(closed, reason="Ya no.", by=delegate)
    assert listed(client, f"?actor={mobility.pk}") == ["De movilidad"]
    assert listed(client, "?objective=2.3") == listed(client, "?objective=2") == ["De movilidad"]
    assert listed(client, "?objective=1") == []
    assert listed(client, "?state=cancelled") == ["Cerrado"]
    assert len(listed(client, "?state=all")) == 3
    assert listed(client, "?q=movilidad") == ["De movilidad"]
    assert len(listed(client, f"?unit={mobility.unit_id}")) == 2
    client.force_login(delegate)
    assert listed(client, "?whose=mine") == ["De movilidad"]
    chip = words(read(client, f"{INDEX}?state=late"), ".m-chip.is-on")
    assert chip.startswith("Estado: Atrasados")


@pytest.mark.parametrize(
    "query", ["?after=x.y", "?after=2026-99-99.3", "?actor=%00", "?unit=999999999", "?state=no"]
)
def test_an_address_that_means_nothing_changes_nothing(
    client: Client, owed: Commitment, query: str
) -> None:
    assert client.get(f"{INDEX}{query}").status_code == 200


def test_whoever_may_not_see_one_finds_nothing(
    client: Client, promise: Promise, mobility: Actor, partner: User, operator: User
) -> None:
    hidden = promise("Interno", actor=mobility, visibility=Visibility.INTERNAL)
    theirs = promise("Suyo", visibility=Visibility.PARTNERS)
    assert listed(client) == []
    assert client.get(url(hidden)).status_code == 404
    client.force_login(partner)
    assert listed(client) == ["Suyo"]
    assert client.get(url(theirs)).status_code == 200
    assert client.get(url(hidden)).status_code == 404
    client.force_login(operator)
    assert len(listed(client)) == 2


def test_the_register_is_a_file_too(client: Client, owed: Commitment) -> None:
    answer = client.get("/commitments/file.csv")
    rows = list(csv.DictReader(io.StringIO(b"".join(answer.streaming_content).decode())))  # type: ignore[attr-defined]
    assert [(r["text"], r["actor"], r["status"]) for r in rows] == [
        (owed.text, str(owed.actor), "pending")
    ]
    assert client.get("/commitments/file.exe").status_code == 404


def test_what_is_published_of_a_plan_holds_the_closed_ones_and_hides_what_is_internal(
    promise: Promise, plan: Plan, head: User
) -> None:
    actions.cancel(promise("Cerrado"), reason="Ya no.", by=head)
    promise("Interno", visibility=Visibility.INTERNAL)
    promise("De otro plan", plan=None)
    found = published()["commitments"].table(plan, AnonymousUser())
    assert [row[1] for row in found.rows] == ["Cerrado"]


def test_a_partner_reports_with_a_file_and_the_head_gives_it_back(
    client: Client, owed: Commitment, partner: User, head: User
) -> None:
    client.force_login(partner)
    assert "Reportar lo que se hizo" in words(read(client, url(owed)), "main")
    shown = SimpleUploadedFile("aforos.csv", b"hora,bicicletas\n7,120\n")
    client.post(url(owed, "report"), {"text": "Va el estudio.", "evidence": shown})
    assert Attachment.objects.of("commitments.commitment", owed.pk).count() == 1
    client.force_login(head)
    client.post(url(owed, "give_back"), {"text": "Falta la zona sur."})
    page = words(read(client, url(owed)), "main")
    assert "Volvió una vez" in page
    assert "Falta la zona sur." in page
    assert "Va el estudio." in page


def test_what_was_written_is_not_lost_when_it_is_refused(
    client: Client, owed: Commitment, head: User
) -> None:
    client.force_login(head)
    yesterday = (TODAY - datetime.timedelta(1)).isoformat()
    answer = client.post(url(owed, "reschedule"), {"due": yesterday, "text": "Faltan datos."})
    assert answer.status_code == 200
    said = answer.content.decode()
    assert "El plazo ya pasó: elija un día de hoy en adelante." in said
    assert "Faltan datos." in said
    owed.refresh_from_db()
    assert owed.due == owed.first_due


def test_each_does_only_what_is_theirs(
    client: Client, promise: Promise, mobility: Actor, partner: User, delegate: User, operator: User
) -> None:
    theirs, ours = promise("De la universidad"), promise("De movilidad", actor=mobility)
    client.force_login(partner)
    assert client.post(url(ours, "report"), {"text": "Hecho."}).status_code == 404
    for verb in ("accept", "give_back", "reschedule", "hand_over", "cancel"):
        assert client.post(url(theirs, verb), {"text": "x"}).status_code == 404
    client.force_login(delegate)
    assert client.post(url(theirs, "report"), {"text": "Hecho."}).status_code == 404
    assert client.post(url(theirs, "accept")).status_code == 404
    assert client.get(url(theirs, "reschedule")).status_code == 200
    client.force_login(operator)
    assert client.post(url(theirs, "report"), {"text": "Hecho."}).status_code == 404
    assert client.get(url(theirs, "explode")).status_code == 404
    client.logout()
    assert client.get(url(theirs, "report")).status_code == 302


def test_the_page_does_not_offer_what_would_be_refused(
    client: Client, promise: Promise, mobility: Actor, head: User
) -> None:
    own = promise(actor=mobility)
    actions.report(own, text="Hecho.", by=head)
    client.force_login(head)
    said = words(read(client, url(own)), "main")
    assert "Aceptar" not in said
    assert "lo acepta otra persona de la jefatura" in said


def test_it_goes_back_to_where_it_was_done_but_never_to_another_site(
    client: Client, owed: Commitment, partner: User, head: User
) -> None:
    client.force_login(partner)
    said = {"text": "Hecho.", "next": "/my-work/?unit=1"}
    assert client.post(url(owed, "report"), said)["Location"] == "/my-work/?unit=1"
    client.force_login(head)
    away = {"text": "Falta algo.", "next": "https://example.org/"}
    assert client.post(url(owed, "give_back"), away)["Location"] == url(owed)


def test_all_earlier_days_are_shown(client: Client, owed: Commitment, head: User) -> None:
    actions.reschedule(owed, due=TODAY + 6 * WEEK, reason="Faltan datos.", by=head)
    facts = words(read(client, url(owed)), ".m-facts")
    assert "Plazos anteriores" in facts
    assert "«Faltan datos.»" in facts


def test_the_head_of_the_organisation_says_who_takes_care_of_it(
    client: Client, owed: Commitment, partner: User
) -> None:
    client.force_login(partner)
    client.post(url(owed, "assign"), {"person": partner.pk})
    owed.refresh_from_db()
    assert owed.person == partner


def test_it_is_handed_over_by_name(
    client: Client, owed: Commitment, mobility: Actor, head: User
) -> None:
    client.force_login(head)
    unknown = client.post(url(owed, "hand_over"), {"actor": "Nadie"})
    assert "No hay ningún actor con ese nombre" in unknown.content.decode()
    client.post(url(owed, "hand_over"), {"actor": "secretaría de movilidad"})
    owed.refresh_from_db()
    assert owed.actor == mobility


@pytest.mark.parametrize("who", ["visitor", "coordinator", "head", "delegate", "partner"])
def test_the_pages_ask_as_much_for_many_as_for_few(
    client: Client, promise: Promise, request: pytest.FixtureRequest, who: str
) -> None:
    head: User = request.getfixturevalue("head")
    few = promise("El de siempre")
    promise("Otro"), promise("Y otro")
    if who != "visitor":
        client.force_login(request.getfixturevalue(who))
    before = queries(client, INDEX), queries(client, url(few))
    for number in range(27):
        promise(f"n{number}")
    for number in range(10):
        actions.reschedule(few, due=TODAY + (number + 6) * WEEK, reason="Más.", by=head)
    assert (queries(client, INDEX), queries(client, url(few))) == before


def test_the_initiative_tells_of_it_on_its_timeline(
    client: Client, promise: Promise, led: Initiative
) -> None:
    made = promise("Entregar aforos", articulation=led.articulations.first())
    page = read(client, led.get_absolute_url())
    assert "Entregar aforos" in words(page, "#linea")
    assert href(one(page, f'#linea a[href="{made.get_absolute_url()}"]'))


def test_what_recurs_is_promised_once_on_the_timeline_with_its_next_three_days(
    client: Client, promise: Promise, led: Initiative
) -> None:
    for week in range(1, 13):
        days = {"due": TODAY + week * WEEK, "articulation": led.articulations.first()}
        promise("Medir el agua", **days)
    told = words(read(client, led.get_absolute_url()), "#linea")
    assert told.count("Compromiso de Universidad") == 1
    assert told.count("Plazo de un compromiso de Universidad") == 3


def test_the_profile_of_an_actor_tells_what_it_owes_late_first(
    client: Client, promise: Promise, university: Actor
) -> None:
    promise("Luego", due=TODAY + WEEK)
    promise("Atrasado", due=TODAY - WEEK, past=True)
    said = words(read(client, university.get_absolute_url()), "main")
    assert said.index("Atrasado") < said.index("Luego")


@pytest.fixture
def session(plan: Plan, mobility: Actor) -> Session:
    space = Space.objects.create(
        name="Mesa de modos sostenibles",
        plan=plan,
        unit=mobility.unit,  # type: ignore[misc]
        status="active",
        constituted_on=TODAY,
    )
    starts = timezone.now()
    ends = starts + datetime.timedelta(hours=1)
    return Session.objects.create(space=space, number=1, starts=starts, ends=ends, status="held")


def test_it_leads_to_where_it_was_born_only_whoever_may_see_that(
    client: Client, promise: Promise, session: Session, delegate: User
) -> None:
    born = promise(born_in=session)
    link = f'.m-facts a[href="{session.get_absolute_url()}"]'
    assert words(read(client, url(born)), link) == "Mesa de modos sostenibles, sesión 1"
    assert read(client, INDEX).css_first(f'tbody a[href="{session.get_absolute_url()}"]')
    assert listed(client, "?origin=spaces.session") == [born.text]
    Space.objects.update(visibility=Visibility.INTERNAL)
    assert read(client, url(born)).css_first(link) is None
    assert "Mesa de modos" not in client.get(INDEX).content.decode()
    client.force_login(delegate)
    assert read(client, url(born)).css_first(link)


def test_an_obligation_is_named_by_its_agreement(
    client: Client, promise: Promise, plan: Plan, mobility: Actor, university: Actor
) -> None:
    agreement = Agreement.objects.create(
        title="Convenio de ciclovías",
        type=MechanismType.objects.all()[0],
        plan=plan,
        unit=mobility.unit,  # type: ignore[misc]
        status="in_force",
        signed_on=TODAY,
    )
    party = Party.objects.create(agreement=agreement, actor=university)
    obligation = Obligation.objects.create(agreement=agreement, party=party, text="Aportar datos")
    born = promise(born_in=obligation)
    facts = read(client, url(born))
    assert words(facts, f'.m-facts a[href="{agreement.get_absolute_url()}"]') == (
        "Convenio de ciclovías"
    )


def test_what_an_actor_promised_goes_along_when_it_is_another_and_comes_back(
    client: Client, promise: Promise, university: Actor, mobility: Actor
) -> None:
    moved, third = promise("Uno"), promise("Dos")
    told = moves.COMMITMENTS.move(mobility, university)
    assert set(listed(client, "?q=movilidad")) == {"Uno", "Dos"}
    other = Actor.objects.create(name="Tercera organización")
    Commitment.objects.filter(pk=third.pk).update(actor=other)
    moves.COMMITMENTS.move_back(mobility, university, told)
    moved.refresh_from_db()
    third.refresh_from_db()
    assert (moved.actor, third.actor) == (university, other)
    assert listed(client, "?q=universidad") == ["Uno"]
