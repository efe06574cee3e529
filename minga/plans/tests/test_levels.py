"""The level of intervention on pages, and the findings that follow from it."""

from __future__ import annotations

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from minga.base.testing import read, words
from minga.intake.models import Finding
from minga.people.models import User
from minga.plans import levels
from minga.plans.levels.finding import renew
from minga.plans.models import Articulation, Initiative, MechanismType, MechanismUse, Plan

URL = "/plans/quito/levels/"


def only(initiative: Initiative, *codes: str) -> Articulation:
    """Its articulation, with these mechanisms and no others."""
    articulation = initiative.articulations.get()
    articulation.uses.all().delete()
    for at, code in enumerate(codes, 1):
        MechanismUse.objects.create(
            articulation=articulation,
            mechanism=MechanismType.objects.get(code=code),
            position=at,
        )
    return articulation


def choose(articulation: Articulation, by: User, matter: str, level: str = "") -> None:
    plan = articulation.initiative.plan
    competence = plan.competences.get(code=matter)
    levels.choose(articulation, by=by, competence=competence, level=level)


def odd(plan: Plan) -> list[Finding]:
    return list(Finding.objects.about(plan.code).filter(kind="level_mismatch"))


def test_the_known_plan_comes_with_proposals_that_nobody_confirmed(plan: Plan) -> None:
    found = Articulation.objects.filter(initiative__plan=plan)
    assert found.filter(competence__isnull=False).count() > 100
    assert not found.filter(competence_confirmed=True).exists()
    assert odd(plan) == []


def test_a_unit_confirms_what_it_leads(client: Client, delegate: User, led: Initiative) -> None:
    client.force_login(delegate)
    assert len(read(client, URL).css("input.m-pick")) == 1
    articulation = led.articulations.get()
    client.post(f"{URL}confirm/", {"sel": [articulation.pk]})
    articulation.refresh_from_db()
    assert articulation.competence_confirmed and articulation.competence
    assert articulation.competence.code == "transito-y-transporte"


def test_a_unit_cannot_confirm_what_another_leads(
    client: Client, delegate: User, plan: Plan
) -> None:
    client.force_login(delegate)
    other = Articulation.objects.filter(initiative__code="1.1.1").get()
    client.post(f"{URL}confirm/", {"sel": [other.pk]})
    other.refresh_from_db()
    assert not other.competence_confirmed
    assert client.get("/plans/quito/1.1.1/articulations/1/level/").status_code == 404


def test_outsiders_do_not_see_the_page(client: Client, partner: User) -> None:
    assert client.get(URL).status_code == 302
    client.force_login(partner)
    assert client.get(URL).status_code == 404


def test_confirming_many_can_be_taken_back(client: Client, coordinator: User, plan: Plan) -> None:
    client.force_login(coordinator)
    client.post(f"{URL}confirm/", {"all": "1", "state": "proposed"})
    found = Articulation.objects.filter(initiative__plan=plan)
    n = found.filter(competence_confirmed=True).count()
    assert n > 100
    undo = read(client, URL).css_first("form[action*='levels/undo']")
    assert undo is not None
    client.post(undo.attributes["action"] or "")
    assert not found.filter(competence_confirmed=True).exists()


def test_a_level_that_does_not_fit_is_a_finding_until_it_does(
    led: Initiative, plan: Plan, coordinator: User
) -> None:
    before = {f.number for f in Finding.objects.about(plan.code)}
    articulation = only(led, "mesa_tecnica_permanente")
    choose(articulation, coordinator, "transito-y-transporte", "execute")
    (finding,) = odd(plan)
    assert finding.number == max(before) + 1
    assert finding.certainty == "certain"
    assert finding.subjects.filter(record="plans.initiative", object_id=led.pk).exists()
    choose(articulation, coordinator, "transito-y-transporte", "coordinate")
    assert odd(plan) == []


def test_a_mechanism_that_needs_more_is_a_finding(
    led: Initiative, plan: Plan, coordinator: User
) -> None:
    choose(only(led, "contrato"), coordinator, "salud")
    (finding,) = odd(plan)
    assert finding.params["reason"] == "mechanism"


def test_a_matter_whose_law_nobody_read_gives_a_finding_to_confirm(
    led: Initiative, plan: Plan, coordinator: User
) -> None:
    choose(only(led, "contrato"), coordinator, "riesgos", "advocate")
    (finding,) = odd(plan)
    assert finding.certainty == "to_confirm"


def test_what_was_decided_stays_and_is_not_found_again(
    led: Initiative, plan: Plan, coordinator: User
) -> None:
    articulation = only(led, "contrato")
    choose(articulation, coordinator, "salud")
    Finding.objects.filter(pk=odd(plan)[0].pk).update(decision="accepted")
    renew(plan)
    (finding,) = odd(plan)
    assert finding.decision == "accepted"
    choose(articulation, coordinator, "transito-y-transporte")
    assert [f.decision for f in odd(plan)] == ["accepted"]


def test_changing_the_mechanisms_takes_the_finding_along(
    client: Client, led: Initiative, plan: Plan, coordinator: User
) -> None:
    choose(only(led, "contrato"), coordinator, "salud")
    assert odd(plan)
    led.refresh_from_db()
    client.force_login(coordinator)
    page = read(client, "/plans/quito/2.3.1/articulations/1/edit/")
    choices = page.css("select[name=mechanism_1] option")
    agreement = next(o for o in choices if o.text(strip=True).lower() == "convenio")
    data = {
        "version": str(led.version),
        "objective": "Coordinar.",
        "mechanism_1": agreement.attributes["value"] or "",
    }
    client.post("/plans/quito/2.3.1/articulations/1/edit/", data)
    assert odd(plan) == []


def test_importing_the_same_document_again_changes_nothing(
    led: Initiative, plan: Plan, coordinator: User
) -> None:
    from minga.desk.management.commands.demo import load_quito

    choose(only(led, "contrato"), coordinator, "salud")
    (before,) = odd(plan)
    load_quito(quiet=True)
    (after,) = odd(plan)
    assert (after.pk, after.number) == (before.pk, before.number)


def test_the_finding_is_told_in_words(client: Client, led: Initiative, coordinator: User) -> None:
    choose(only(led, "contrato"), coordinator, "salud")
    client.force_login(coordinator)
    page = read(client, "/plans/quito/findings/?kind=level_mismatch")
    assert "pide más que una competencia ninguna" not in page.text()
    assert "pide más" in page.text()


def test_the_page_of_one_articulation_says_why(
    client: Client, led: Initiative, delegate: User
) -> None:
    client.force_login(delegate)
    url = "/plans/quito/2.3.1/articulations/1/level/"
    assert "Materia por confirmar" in words(read(client, url), ".m-dl")
    answer = client.post(url, {"competence": "vialidad", "level": "co_execute"})
    assert answer.status_code == 302
    articulation = led.articulations.get()
    assert (articulation.level, articulation.competence_confirmed) == ("co_execute", True)


def test_another_plan_brings_its_own_table(client: Client, coordinator: User, plan: Plan) -> None:
    Articulation.objects.filter(initiative__plan=plan).update(competence=None)
    plan.competences.all().delete()
    client.force_login(coordinator)
    assert "todavía no tiene su tabla" in words(read(client, URL), ".m-empty")
    file = SimpleUploadedFile(
        "t.csv", b"materia,competencia,palabras\nTransporte,ninguna,transito\n"
    )
    client.post(f"{URL}table/", {"file": file})
    assert plan.competences.get().kind == "none"
    assert Articulation.objects.filter(competence__code="transporte").exists()


def test_only_the_coordinator_brings_a_table_or_vouches_for_a_law(
    client: Client, head: User, plan: Plan
) -> None:
    client.force_login(head)
    assert client.post(f"{URL}table/", {"name": "x"}).status_code == 404
    assert client.post(f"{URL}vouch/", {"competence": "riesgos"}).status_code == 404


def test_a_law_that_was_read_is_confirmed(client: Client, coordinator: User, plan: Plan) -> None:
    client.force_login(coordinator)
    client.post(f"{URL}vouch/", {"competence": "riesgos", "law": "", "confirmed": "1"})
    assert not plan.competences.get(code="riesgos").confirmed
    client.post(f"{URL}vouch/", {"competence": "riesgos", "law": "COOTAD, 140", "confirmed": "1"})
    assert plan.competences.get(code="riesgos").confirmed


def queries(client: Client, url: str) -> int:
    with CaptureQueriesContext(
        connection,
    ) as found:
        read(client, url)
    return len(found)


def test_the_page_asks_the_same_for_few_and_for_many(
    client: Client, coordinator: User, delegate: User
) -> None:
    client.force_login(coordinator)
    read(client, URL)
    assert queries(client, URL) == queries(client, f"{URL}?state=without")


def test_telling_many_asks_as_much_as_telling_one(plan: Plan) -> None:
    found = list(Articulation.objects.filter(initiative__plan=plan))
    with CaptureQueriesContext(connection) as few:
        levels.told(found[:1])
    with CaptureQueriesContext(connection) as many:
        told = levels.told(found[1:31])
    assert len(few) == len(many) and len(told) == 30


@pytest.mark.parametrize("kind", ["none", "concurrent"])
def test_the_finding_reads_well_whatever_the_competence(kind: str) -> None:
    from minga.plans.sentences import how_read, sentence

    params = {
        "code": "1.1", "number": 1, "reason": "level", "level": "execute", "kind": kind,
        "matter": "Salud", "mechanisms": [],
    }  # fmt: skip
    assert "%(" not in sentence("level_mismatch", params)
    assert "Salud" in how_read("level_mismatch", params)
