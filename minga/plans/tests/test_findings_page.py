"""The inbox of findings: everybody reads it, the coordinator decides, and it is remembered."""

from __future__ import annotations

import pytest
from django.test import Client
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries
from selectolax.lexbor import LexborHTMLParser

from minga.base import history
from minga.base.models import Entry
from minga.base.steps import Refused
from minga.base.testing import flat, href, next_page, read, words
from minga.intake.models import Document, Finding, Import
from minga.people.models import User
from minga.plans import inbox
from minga.plans.actions.decide import decide
from minga.plans.models import Plan

INBOX = "/plans/quito/findings/"


@pytest.fixture
def finding(plan: Plan) -> Finding:
    """The missing mechanism of 1.2.11."""
    return Finding.objects.about("quito").filter(kind="missing_mechanism").earliest("pk")


def address(finding: Finding) -> str:
    return f"{INBOX}{finding.number}/decide/"


def titles(html: bytes) -> list[str]:
    return [t.text() for t in LexborHTMLParser(html).css(".m-item .t")]


def test_visitors_read_the_findings_and_cannot_decide(client: Client, plan: Plan) -> None:
    page = client.get(INBOX)
    assert len(titles(page.content)) == inbox.PAGE
    assert b"m-findform" not in page.content


def test_a_finding_shows_its_evidence_and_how_it_was_read(client: Client, finding: Finding) -> None:
    page = client.get(f"{INBOX}?kind=missing_mechanism").content.decode()
    assert "no tiene mecanismo" in page
    assert "Línea 116" in page
    assert "No se tomó el de otra fila" in page
    assert 'href="/plans/quito/1.2.11/"' in page


def test_the_pages_together_hold_each_finding_once(client: Client, plan: Plan) -> None:
    seen: list[str | None] = []
    url: str | None = ""
    while url is not None:
        page = read(client, INBOX + url)
        seen += [li.attributes["id"] for li in page.css(".m-item")]
        url = next_page(page).removeprefix(INBOX) or None
    assert seen == [f"f{pk}" for pk in Finding.objects.order_by("pk").values_list("pk", flat=True)]


def test_each_facet_leads_to_as_many_as_it_says(
    client: Client, plan: Plan, finding: Finding, coordinator: User
) -> None:
    decide(plan, finding, "accept", by=coordinator)
    page = read(client, INBOX)
    links = page.css(".m-only-wide .m-facets a")
    assert len(links) > 12
    for link in links:
        n = int(words(link, ".num"))
        shown = read(client, href(link))
        assert len(shown.css(".m-item")) == min(n, inbox.PAGE), link.text()


def test_facets_count_what_the_other_filters_let_through(plan: Plan) -> None:
    groups = {("open", "certain", "high", "a"): 3, ("accepted", "certain", "low", "a"): 2}
    by_name = {f.name: f for f in inbox.facets(groups, inbox.Wanted(decision="open"))}
    assert [c.n for c in by_name["decision"].choices] == [5, 3, 2]
    assert [c.n for c in by_name["severity"].choices] == [3]


def test_the_findings_of_one_initiative(client: Client, plan: Plan) -> None:
    found = titles(client.get(f"{INBOX}?initiative=1.2.11").content)
    assert len(found) >= 2
    assert any("no tiene mecanismo" in title for title in found)


def test_what_nothing_fulfils_says_how_to_go_on(client: Client, plan: Plan) -> None:
    page = client.get(f"{INBOX}?kind=missing_mechanism&severity=low").content.decode()
    assert "Ningún hallazgo cumple todo eso a la vez" in page


@pytest.mark.parametrize("query", ["kind=%00", "initiative=x%00y", "after=-1", "decision=maybe"])
def test_an_address_that_makes_no_sense_is_answered(client: Client, plan: Plan, query: str) -> None:
    read(client, f"{INBOX}?{query}")


def test_the_coordinator_accepts(
    client: Client, coordinator: User, plan: Plan, finding: Finding
) -> None:
    client.force_login(coordinator)
    response = client.post(
        address(finding), {"verb": "accept", "reason": "Así está.", "back": "?decision=open"}
    )
    assert response["Location"] == f"{INBOX}?decision=open#f{finding.pk}"
    finding.refresh_from_db()
    assert (finding.decision, finding.decided_by) == ("accepted", coordinator)
    assert "Decisión guardada" in client.get(INBOX).content.decode()
    shown = client.get(f"{INBOX}?decision=decided").content.decode()
    assert str(coordinator) in shown
    assert "«Así está.»" in shown


def test_dismissing_needs_a_reason(client: Client, coordinator: User, finding: Finding) -> None:
    client.force_login(coordinator)
    page = client.post(address(finding), {"verb": "dismiss", "reason": "  "}).content.decode()
    assert "Para descartar un hallazgo, escriba la razón." in page
    finding.refresh_from_db()
    assert finding.decision == "open"
    client.post(address(finding), {"verb": "dismiss", "reason": "Es correcto."})
    finding.refresh_from_db()
    assert (finding.decision, finding.reason) == ("dismissed", "Es correcto.")


def test_a_decision_has_to_be_chosen(client: Client, coordinator: User, finding: Finding) -> None:
    client.force_login(coordinator)
    page = client.post(address(finding), {"reason": "Porque sí"}).content.decode()
    assert "Elija una decisión." in page
    assert "Porque sí" in page


def test_it_can_be_opened_again_and_the_history_keeps_both(
    client: Client, coordinator: User, plan: Plan, finding: Finding
) -> None:
    client.force_login(coordinator)
    client.post(address(finding), {"verb": "correct"})
    client.post(address(finding), {"verb": "reopen"})
    finding.refresh_from_db()
    assert (finding.decision, finding.decided_by, finding.decided_at) == ("open", None, None)
    assert [entry.verb for entry in history.of(finding)] == ["reopen", "correct"]
    initiative = plan.initiatives.get(code="1.2.11")
    assert [entry.after["decision"] for entry in history.of(initiative)] == ["open", "corrected"]


def test_the_plan_has_a_new_revision(coordinator: User, plan: Plan, finding: Finding) -> None:
    decide(plan, finding, "accept", by=coordinator)
    assert Plan.objects.get(pk=plan.pk).revision == plan.revision + 1


def test_of_two_who_decide_at_once_the_second_is_told(
    coordinator: User, plan: Plan, finding: Finding
) -> None:
    stale = Finding.objects.get(pk=finding.pk)
    decide(plan, finding, "accept", by=coordinator)
    entries = Entry.objects.count()
    with pytest.raises(Refused):
        decide(plan, stale, "dismiss", by=coordinator, reason="No")
    assert Entry.objects.count() == entries
    finding.refresh_from_db()
    assert finding.decision == "accepted"


def test_the_second_sees_what_the_first_decided(
    client: Client, coordinator: User, plan: Plan, finding: Finding
) -> None:
    decide(plan, finding, "accept", by=coordinator)
    client.force_login(coordinator)
    page = client.post(address(finding), {"verb": "correct"}).content.decode()
    assert "el registro cambió mientras tanto" in page
    assert "Aceptado" in page


def test_htmx_gets_only_the_finding_and_the_count(
    client: Client, coordinator: User, finding: Finding
) -> None:
    client.force_login(coordinator)
    response = client.post(
        address(finding),
        {"verb": "accept"},
        headers={"HX-Request": "true", "HX-Target": f"f{finding.pk}"},
    )
    page = flat(response.content.decode())
    assert page.startswith(f'<li class="m-item" id="f{finding.pk}" data-done>')
    assert "<html" not in page
    assert "1 decidido." in page
    assert "HX-Target" in response["Vary"]


@pytest.mark.parametrize("role", ["head", "delegate", "partner", "operator"])
def test_only_coordinators_decide(
    request: pytest.FixtureRequest, client: Client, finding: Finding, role: str
) -> None:
    client.force_login(request.getfixturevalue(role))
    assert b"m-findform" not in client.get(INBOX).content
    assert client.post(address(finding), {"verb": "accept"}).status_code == 404
    finding.refresh_from_db()
    assert finding.decision == "open"


def test_a_visitor_is_sent_to_sign_in(client: Client, finding: Finding) -> None:
    response = client.post(address(finding), {"verb": "accept"})
    assert response["Location"].startswith("/accounts/login/")


def test_a_number_that_does_not_exist_is_not_found(
    client: Client, coordinator: User, plan: Plan
) -> None:
    client.force_login(coordinator)
    assert client.get(f"{INBOX}999/decide/").status_code == 404


def test_of_two_documents_the_address_tells_which(
    client: Client, coordinator: User, plan: Plan, finding: Finding
) -> None:
    document = Document.objects.create(sha256="0" * 64, name="otro.txt", size=1)
    other = Import.objects.create(document=document, into="quito", at=timezone.now())
    Finding.objects.create(
        imported=other, number=finding.number, kind="other", severity="low", certainty="certain"
    )
    client.force_login(coordinator)
    client.post(f"{address(finding)}?of={finding.imported_id}", {"verb": "accept"})
    finding.refresh_from_db()
    assert finding.decision == "accepted"


def test_visitors_do_not_see_what_is_odd_in_an_internal_document(
    client: Client, plan: Plan
) -> None:
    Document.objects.update(visibility="internal")
    assert "No encontramos nada raro" in client.get(INBOX).content.decode()


@pytest.mark.parametrize("role", ["", "coordinator", "head", "delegate", "partner", "operator"])
def test_the_number_of_queries_is_the_same_for_one_and_for_many(
    request: pytest.FixtureRequest,
    client: Client,
    plan: Plan,
    role: str,
    django_assert_max_num_queries: DjangoAssertNumQueries,
) -> None:
    if role:
        client.force_login(request.getfixturevalue(role))
    for query in ("", "?kind=missing_mechanism"):
        client.get(f"{INBOX}{query}")
        with django_assert_max_num_queries(11):
            client.get(f"{INBOX}{query}")
