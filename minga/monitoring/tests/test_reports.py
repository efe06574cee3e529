"""Reports: told beside live figures, frozen when published, corrected only by another one."""

from __future__ import annotations

import datetime
import hashlib
import json
from decimal import Decimal
from typing import Any

import pytest
from django.test import Client
from selectolax.lexbor import LexborHTMLParser as HTMLParser

from minga.base import history
from minga.base.steps import Refused
from minga.monitoring.actions import decide
from minga.monitoring.actions import reports as actions
from minga.monitoring.models import BudgetLine, Indicator, Report, Score
from minga.monitoring.reports.sealing import holds
from minga.monitoring.tests.boarded import SECRET, scored_plan, waiting
from minga.monitoring.tests.scored import tell
from minga.people.models import User
from minga.plans.models import Initiative, Plan

LIST = "/monitoring/quito/reports/"
FROM, TO = datetime.date(2026, 1, 1), datetime.date(2026, 6, 30)
AFTER = datetime.date(2026, 7, 15)
pytestmark = pytest.mark.django_db


@pytest.fixture
def board(plan: Plan, led: Initiative) -> dict[str, Indicator]:
    return scored_plan(plan, led)


@pytest.fixture
def draft(plan: Plan, board: dict[str, Indicator], coordinator: User) -> Report:
    made = actions.begin(
        plan, by=coordinator, title="Rendición de cuentas 2026", starts=FROM, ends=TO
    )
    actions.tell(made, {"summary": "Se avanzó en movilidad."}, by=coordinator, seen={})
    return made


@pytest.fixture
def published(draft: Report, coordinator: User) -> Report:
    actions.publish(draft, by=coordinator, today=AFTER)
    return Report.objects.get(pk=draft.pk)


def words(client: Client, url: str) -> str:
    response = client.get(url)
    assert response.status_code == 200, url
    node = HTMLParser(response.content).css_first("main")
    assert node
    return " ".join(node.text().split())


def figures(client: Client, url: str) -> list[str]:
    """All cells and drawings of a page."""
    page = HTMLParser(client.get(url).content)
    return [node.html or "" for node in page.css("main td, main th, main dd, main svg")]


def test_the_coordinator_tells_previews_and_publishes(
    client: Client, board: dict[str, Indicator], coordinator: User
) -> None:
    client.force_login(coordinator)
    begun = client.post(f"{LIST}new/", {"title": " Primer  semestre ", "starts": FROM, "ends": TO})
    assert begun.url == f"{LIST}1/edit/"  # type: ignore[attr-defined]
    page = HTMLParser(client.get(f"{LIST}1/edit/").content)
    names = [node.attributes["name"] for node in page.css("textarea")]
    assert names[0] == "text-summary" and "text-objective:1" in names
    assert names[-3:] == ["text-budget", "text-missing", "text-participation"]
    early = client.get(f"{LIST}1/publish/", follow=True)
    assert [str(m) for m in early.context["messages"]] == [
        "Escriba al menos el resumen antes de publicar."
    ]
    client.post(f"{LIST}1/edit/", {"text-summary": "Se avanzó.\r\nMucho.", "seen-summary": ""})
    said = words(client, f"{LIST}1/")
    assert "Borrador" in said and "Se avanzó." in said and "52,5 %" in said
    assert "Se congelan" in words(client, f"{LIST}1/publish/")
    client.post(f"{LIST}1/publish/")
    report = Report.objects.get()
    assert (report.status, report.title) == ("published", "Primer semestre")
    assert report.narrative["summary"] == "Se avanzó.\nMucho."
    assert [entry.verb for entry in history.of(report)] == ["published", "told", "begun"]


def test_the_address_shows_what_it_is_and_how_to_cite_it(client: Client, published: Report) -> None:
    said = words(client, f"{LIST}1/")
    assert published.sha256 in said
    assert "Cómo citar" in said and f"{LIST}1/" in said
    assert "Lo que se muestra es lo que se publicó" in said
    assert published.plan.government in said


def test_a_sum_of_a_running_year_says_what_it_is_measured_against(
    client: Client, board: dict[str, Indicator], draft: Report, coordinator: User
) -> None:
    Indicator.objects.filter(pk=board["empty"].pk).update(accumulation="periodic", yearly="sum")
    tell(board["empty"], 30, at=3)
    actions.publish(draft, by=coordinator, today=AFTER)
    assert "La suma llega a marzo: se compara con 3/12 de la meta" in words(client, f"{LIST}1/")


def test_the_fingerprint_is_that_of_the_file(client: Client, published: Report) -> None:
    content = client.get(f"{LIST}1/report.json").content
    assert hashlib.sha256(content).hexdigest() == published.sha256
    told = json.loads(content)
    assert told["narrative"] == {"summary": "Se avanzó en movilidad."}
    assert told["content"]["format"] == "minga.report/1"


def test_it_keeps_every_figure_with_its_rows(published: Report) -> None:
    content = published.content
    whole = [f for f in content["figures"] if f["of"] == "plan" and f["year"] == 2026]
    assert [(f["value"], f["scored"], f["measured"]) for f in whole] == [("0.525", 2, 4)]
    by_code = {one["code"]: one for one in content["indicators"]}
    score = by_code["A-1"]["scores"][0]
    assert (score["value"], score["target"], score["raw"]) == ("90", "100", "0.9")
    assert score["rule"] == content["rules"][0]["version"] == 1
    assert content["rules"][0]["thresholds"]
    assert [r["status"] for r in by_code["A-4"]["readings"]] == ["sent"]
    assert content["milestones"][0]["first_due"] == "2026-04-01"
    assert content["budget"]["totals"][0]["codified"] == "1000"
    assert content["completeness"]["initiatives"] == 114


def test_nothing_later_changes_it(
    client: Client, published: Report, board: dict[str, Indicator], head: User
) -> None:
    before = figures(client, f"{LIST}1/")
    files = {fmt: client.get(f"{LIST}1/report.{fmt}").content for fmt in ("json", "xlsx")}
    decide.approve(waiting(board["waits"]), by=head)
    BudgetLine.objects.update(codified=Decimal(5))
    Score.objects.update(raw=Decimal("0.01"))
    Indicator.objects.update(name="Otro nombre")
    published.plan.objectives.update(text="Otro texto", short_name="Otro")
    Plan.objects.update(title="Otro plan")
    assert figures(client, f"{LIST}1/") == before
    assert client.get(f"{LIST}1/report.json").content == files["json"]
    again = Report.objects.get(pk=published.pk)
    assert (again.sha256, again.content) == (published.sha256, published.content)
    assert holds(again)


def test_nothing_internal_is_frozen(
    client: Client, draft: Report, coordinator: User, led: Initiative
) -> None:
    Initiative.objects.filter(pk=led.pk).update(visibility="internal")
    actions.publish(draft, by=coordinator, today=AFTER)
    client.force_login(coordinator)
    text = client.get(f"{LIST}1/report.json").content.decode()
    codes = {one["code"] for one in json.loads(text)["content"]["indicators"]}
    assert codes == {"A-2", "A-5"}
    assert SECRET not in text and led.name not in text and "Firmar el convenio" not in text
    assert json.loads(text)["content"]["budget"]["lines"] == []
    assert coordinator.name not in text and coordinator.email not in text


def test_the_draft_shows_its_writer_what_the_public_will_see(
    client: Client, draft: Report, coordinator: User
) -> None:
    client.force_login(coordinator)
    for url in (f"{LIST}1/", f"{LIST}1/edit/"):
        said = words(client, url)
        assert "52,5 %" in said and SECRET not in said


def test_what_was_published_cannot_be_changed(published: Report, coordinator: User) -> None:
    stale = Report.objects.get(pk=published.pk)
    stale.status = Report.Status.DRAFT
    attempts: list[Any] = [
        lambda: actions.tell(stale, {"summary": "Otra cosa"}, by=coordinator, seen=stale.narrative),
        lambda: actions.edit(stale, by=coordinator, title="Otro", starts=FROM, ends=TO),
        lambda: actions.discard(stale, by=coordinator),
        lambda: actions.publish(stale, by=coordinator, today=AFTER),
    ]
    for attempt in attempts:
        with pytest.raises(Refused):
            attempt()
    again = Report.objects.get(pk=published.pk)
    assert (again.title, again.narrative) == (published.title, published.narrative)
    assert holds(again)


def test_the_pages_that_change_it_lead_back_to_it(
    client: Client, published: Report, coordinator: User
) -> None:
    client.force_login(coordinator)
    for part in ("edit", "about", "publish"):
        assert client.get(f"{LIST}1/{part}/").url == f"{LIST}1/"  # type: ignore[attr-defined]
    client.post(f"{LIST}1/discard/")
    assert Report.objects.filter(pk=published.pk).exists()


def test_a_change_behind_the_application_is_seen(client: Client, published: Report) -> None:
    content = published.content | {"made_on": "2020-01-01"}
    Report.objects.filter(pk=published.pk).update(content=content)
    assert "no coincide con la huella" in words(client, f"{LIST}1/")


def test_a_correction_is_another_report_that_names_it(
    client: Client, published: Report, coordinator: User
) -> None:
    client.force_login(coordinator)
    client.post(f"{LIST}1/correct/")
    second = Report.objects.get(number=2)
    assert second.narrative == published.narrative
    assert "corregido" not in words(client, f"{LIST}1/").casefold()
    actions.publish(second, by=coordinator, today=AFTER)
    client.logout()
    assert "Corregido por el informe 2" in words(client, f"{LIST}1/")
    assert "Corrige el informe 1" in words(client, f"{LIST}2/")
    second.refresh_from_db()
    assert second.content["report"]["corrects_sha256"] == published.sha256
    assert holds(Report.objects.get(number=1))
    said = words(client, LIST)
    assert "corregido por el informe 2" in said and "corrige el informe 1" in said


def test_it_is_corrected_once(published: Report, coordinator: User) -> None:
    first = actions.correct(published, by=coordinator)
    other = actions.correct(published, by=coordinator)
    actions.publish(first, by=coordinator, today=AFTER)
    with pytest.raises(Refused, match="ya lo corrige el informe 2"):
        actions.publish(other, by=coordinator, today=AFTER)
    with pytest.raises(Refused, match="corrija ese"):
        actions.correct(published, by=coordinator)
    with pytest.raises(Refused, match="borrador"):
        actions.correct(other, by=coordinator)


def test_drafts_belong_to_the_government(
    client: Client, draft: Report, partner: User, delegate: User
) -> None:
    assert client.get(f"{LIST}1/").status_code == 404
    assert "Todavía no hay ningún informe" in words(client, LIST)
    client.force_login(partner)
    assert client.get(f"{LIST}1/").status_code == 404
    client.force_login(delegate)
    assert client.get(f"{LIST}1/").status_code == 200
    assert client.get(f"{LIST}1/edit/").status_code == 404
    assert client.get(f"{LIST}new/").status_code == 404
    for part in ("publish", "discard", "correct"):
        assert client.post(f"{LIST}1/{part}/").status_code == 404


def test_a_draft_gives_no_file(client: Client, draft: Report, coordinator: User) -> None:
    client.force_login(coordinator)
    assert client.get(f"{LIST}1/report.pdf").status_code == 404


@pytest.mark.parametrize(
    ("changes", "says"),
    [
        ({"title": "  "}, "Escriba el título"),
        ({"ends": datetime.date(2025, 1, 1)}, "termina antes de empezar"),
        ({"starts": datetime.date(1990, 1, 1)}, "demasiado largo"),
    ],
)
def test_a_period_that_makes_no_sense_is_refused(
    client: Client, plan: Plan, coordinator: User, changes: dict[str, Any], says: str
) -> None:
    client.force_login(coordinator)
    sent = {"title": "Uno", "starts": FROM, "ends": TO} | changes
    response = client.post(f"{LIST}new/", sent)
    assert says in response.content.decode()
    assert not Report.objects.exists()


def test_a_period_that_goes_on_is_not_published(draft: Report, coordinator: User) -> None:
    with pytest.raises(Refused, match="El período termina"):
        actions.publish(draft, by=coordinator, today=datetime.date(2026, 6, 1))
    assert Report.objects.get().status == "draft"


def test_a_report_without_a_summary_is_not_published(plan: Plan, coordinator: User) -> None:
    made = actions.begin(plan, by=coordinator, title="Uno", starts=FROM, ends=TO)
    with pytest.raises(Refused, match="al menos el resumen"):
        actions.publish(made, by=coordinator, today=AFTER)


def test_a_plan_that_is_not_public_publishes_nothing(draft: Report, coordinator: User) -> None:
    Plan.objects.update(visibility="internal")
    with pytest.raises(Refused, match="todavía no es público"):
        actions.publish(draft, by=coordinator, today=AFTER)


def test_two_writers_of_one_section_do_not_overwrite_each_other(
    client: Client, draft: Report, coordinator: User
) -> None:
    client.force_login(coordinator)
    actions.tell(draft, {"budget": "Lo de otra persona"}, by=coordinator, seen={})
    mine = {"text-budget": "Lo mío", "seen-budget": "", "text-missing": "Falta todo"}
    response = client.post(f"{LIST}1/edit/", mine)
    page = response.content.decode()
    assert "compare y guarde otra vez" in page and "Lo mío" in page
    assert Report.objects.get().narrative.get("missing") is None
    assert Report.objects.get().narrative["budget"] == "Lo de otra persona"
    mine["seen-budget"] = "Lo de otra persona"
    client.post(f"{LIST}1/edit/", mine)
    assert Report.objects.get().narrative["budget"] == "Lo mío"
    assert Report.objects.get().narrative["missing"] == "Falta todo"


def test_numbers_go_on_within_each_plan(plan: Plan, coordinator: User) -> None:
    begun = [
        actions.begin(plan, by=coordinator, title=f"Informe {n}", starts=FROM, ends=TO)
        for n in range(3)
    ]
    assert [report.number for report in begun] == [1, 2, 3]


def test_a_plan_without_any_figure_can_be_reported(
    client: Client, plan: Plan, coordinator: User
) -> None:
    made = actions.begin(plan, by=coordinator, title="El primero", starts=FROM, ends=TO)
    actions.tell(made, {"summary": "Empezamos."}, by=coordinator, seen={})
    actions.publish(made, by=coordinator, today=AFTER)
    said = words(client, f"{LIST}1/")
    assert "Sin dato" in said and "112" in said
    assert client.get(f"{LIST}1/report.xlsx").status_code == 200


def test_what_is_told_is_shown_as_text(client: Client, draft: Report, coordinator: User) -> None:
    said = "<script>alert(1)</script>\n\n=2+2 #let x"
    actions.tell(draft, {"missing": said}, by=coordinator, seen={})
    actions.publish(draft, by=coordinator, today=AFTER)
    page = client.get(f"{LIST}1/").content.decode()
    assert "&lt;script&gt;alert(1)" in page and "<script>alert" not in page


def test_what_cannot_be_published_yet_is_said_before_it_is_asked(
    client: Client, board: dict[str, Indicator], coordinator: User
) -> None:
    client.force_login(coordinator)
    client.post(f"{LIST}new/", {"title": "Pronto", "starts": FROM, "ends": "2040-12-31"})
    answer = client.get(f"{LIST}1/publish/", follow=True)
    assert answer.redirect_chain[-1][0] == f"{LIST}1/edit/"
    assert "publique después de ese día" in answer.content.decode()
