"""The pages of monitoring, evaluation, analysis and access tokens speak English."""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.template.defaultfilters import truncatewords
from django.test import Client
from selectolax.lexbor import LexborHTMLParser

from minga.actors.models import Actor
from minga.analytics.questions import questions
from minga.analytics.write import write_facts
from minga.evaluation.actions import solutions, study
from minga.monitoring.actions import (
    budget,
    decide,
    define,
    milestones,
    periods,
    posts,
    priorities,
    reports,
    targets,
)
from minga.monitoring.models import Indicator, Rule, Score
from minga.monitoring.tests import books
from minga.monitoring.tests.boarded import scored_plan
from minga.monitoring.tests.scored import measured, tell
from minga.people import tokens
from minga.people.models import User
from minga.plans.models import Initiative, Objective, Plan
from tests.test_catalog import Stored, slips, spanish_in, theirs, written

D = datetime.date
HERE = "/monitoring/quito/"
SUMMARY = "Se avanzó en movilidad."
SAME = {
    *("XLSX", "JSON", "HTML", "true / false", "Ex ante", "Ex post"),
    *("ex ante", "ex post", "final", "Final"),
}
READ = {
    "board": "",
    "board by unit": "?by=unit&basis=preliminary&year=2026",
    "board of a year without data": "?year=2025&by=area",
    "indicators": "indicators/",
    "nothing found": "indicators/?q=xyzxyz",
    "indicators that lack": "indicators/?lacks=target",
    "indicator": "indicators/{good}/",
    "indicator that waits": "indicators/{waits}/",
    "indicator without a target": "indicators/{bare}/",
    "retired": "indicators/{retired}/",
    "periods": "periods/?year=2026",
    "no periods": "periods/?year=2031",
    "period": "periods/{period}/",
    "readings": "readings/",
    "no readings": "readings/?status=returned&q=xyzxyz",
    "reading": "readings/{reading}/",
    "rectified": "readings/{rectified}/",
    "means": "means/",
    "means by source": "means/?by=source&year=2026",
    "milestones": "milestones/",
    "milestones overdue": "milestones/?state=late",
    "budget": "budget/",
    "no line": "budget/?year=2026&source=xyzxyz",
    "posts": "posts/",
    "rules": "rules/",
    "rule": "rules/{rule}/",
    "score": "scores/{score}/",
    "index of compliance": "icm/2026/",
    "no index": "icm/2025/",
    "reports": "reports/",
    "report": "reports/{published}/",
    "for programs": "api/",
}
WRITTEN = {
    **READ,
    "new indicator": "indicators/new/",
    "search what to measure": "indicators/new/?q=tren",
    "define": "indicators/new/?objective=2.3",
    **{f"edit {part}": f"indicators/{{good}}/edit/{part}/" for part in ("what", "how", "base")},
    "targets": "indicators/{good}/targets/",
    "from the document": "from-document/",
    "report": "report/",
    "report a period": "report/?period={period}",
    "returned": "readings/{returned}/",
    "sent": "readings/{sent}/",
    "draft": "reports/{draft}/",
    "write the report": "reports/{draft}/edit/",
    "title of the report": "reports/{draft}/about/",
    "publish the report": "reports/{draft}/publish/",
    "new report": "reports/new/",
    "add a milestone": "milestones/add/2.3.1/",
    **{
        f"{verb} a milestone": f"milestones/{{milestone}}/{verb}/"
        for verb in ("edit", "reach", "drop")
    },
    "reopen a milestone": "milestones/{reached}/reopen/",
    "add a line": "budget/add/2.3.1/",
    "add a line of an objective": "budget/objective/2.3/",
    "total": "budget/total/2.3.1/",
    "edit a line": "budget/{line}/edit/",
    "add posts": "posts/add/",
    "edit posts": "posts/{post}/edit/",
    "priorities": "priorities/2026/",
    "new version of a rule": "rules/{rule}/new/",
    "workbook": "workbook/",
    "a workbook": "workbook/{book}/",
}
LEARNED = {
    "evaluations": "/evaluation/",
    "nothing found": "/evaluation/?q=xyzxyz",
    "evaluation": "/evaluation/{evaluation}/",
    "solutions": "/evaluation/solutions/",
    "solution": "/evaluation/solutions/{solution}/",
    "stopped": "/evaluation/solutions/{stopped}/",
}
TO_LEARN = {
    **LEARNED,
    "new evaluation": "/evaluation/new/?plan=quito",
    "planned evaluation": "/evaluation/{planned}/",
    "edit": "/evaluation/{planned}/edit/",
    **{
        f"add {what}": f"/evaluation/{{planned}}/add/{what}/"
        for what in ("questions", "findings", "recommendations")
    },
    "answer": "/evaluation/{planned}/questions/1/answer/",
    "respond": "/evaluation/{evaluation}/recommendations/2/respond/",
    "new solution": "/evaluation/solutions/new/?plan=quito",
    "edit a solution": "/evaluation/solutions/{solution}/edit/",
    "assess": "/evaluation/solutions/{solution}/assess/",
    "stop": "/evaluation/solutions/{solution}/stop/",
}
AROUND = {
    "initiative": "/plans/quito/2.3.1/",
    "objective": "/plans/quito/?objective=2.3",
    "work": "/my-work/",
    "notices": "/notices/",
    "tokens": "/people/tokens/",
}


@pytest.fixture
def scene(
    client: Client,
    plan: Plan,
    led: Initiative,
    mobility: Actor,
    coordinator: User,
    delegate: User,
    head: User,
) -> dict[str, Any]:
    """A plan at work; for each changing part of an address its value."""
    made = scored_plan(plan, led)
    found: dict[str, Any] = {name: one.pk for name, one in made.items()}
    unit = mobility.unit
    found["bare"] = _bare(plan, led).pk
    retired = measured(led, "A-8", owner=unit)
    define.retire(retired, by=head, reason="Otro lo dice mejor.")
    found["retired"] = retired.pk
    good = made["good"]
    books.month(good, 8)
    for year, value, act in ((2026, 120, "Resolución 12"), (2028, 300, "")):
        targets.set_target(good, D(year, 12, 31), Decimal(value), act=act, by=head)
    found |= _readings(good, delegate, head)
    found |= _means(plan, led, unit, coordinator, head)
    found |= _reports(plan, coordinator)
    found |= _learned(plan, led, unit, delegate, head)
    rule = plan.rules.get(kind="target")
    found["rule"] = rule.pk
    score = Score.objects.filter(indicator=good, year=2026, basis="approved").latest("pk")
    found["score"] = score.pk
    tokens.create(head, name="El sensor", days=30, by=head)
    client.force_login(coordinator)
    client.cookies["django_language"] = "es"
    rows = [books.READINGS, ("A-1", "2026-08", "1,5"), ("A-4", "2026-08", 5)]
    file = SimpleUploadedFile("libro.xlsx", books.book(Lecturas=rows))
    answer = client.post(f"{HERE}workbook/", {"file": file, "mark": ","})
    found["book"] = answer["Location"].split("/")[-2]
    client.logout()
    return found


def _bare(plan: Plan, led: Initiative) -> Indicator:
    return Indicator.objects.create(plan=plan, initiative=led, code="A-7", name="Sin nada más")


def _readings(good: Indicator, delegate: User, head: User) -> dict[str, int]:
    approved = good.readings.filter(period__starts__year=2026).get(status="approved")
    new = decide.rectify(approved, value=Decimal(95), reason="Se contó dos veces.", by=delegate)
    decide.approve(new, by=head)
    sent = tell(good, 99, at=7, status="sent", reported_by=delegate)
    returned = tell(good, 98, at=9, status="sent", reported_by=delegate)
    decide.give_back(returned, reason="Falta el respaldo.", by=head)
    return {
        "reading": new.pk,
        "rectified": approved.pk,
        "sent": sent.pk,
        "returned": returned.pk,
        "period": approved.period_id,
    }


def _means(plan: Plan, led: Initiative, unit: Any, coordinator: User, head: User) -> dict[str, int]:
    late = milestones.add(led, by=head, name="Abrir la línea", due=D(2026, 2, 1))
    milestones.edit(late, by=head, due=D(2026, 3, 1))
    reached = milestones.add(led, by=head, name="Publicar el estudio", due=D(2026, 2, 1))
    milestones.reach(reached, by=head, on=D(2026, 1, 20))
    line = budget.add(
        plan, by=head, initiative=led, year=2026, source="BID", codified=Decimal(1000),
        committed=Decimal(900), accrued=Decimal(800), as_of=D(2026, 6, 30),
    )  # fmt: skip
    budget.set_total(led, by=head, amount=Decimal(5000), act="Resolución 3")
    post = posts.add(
        plan, by=head, unit=unit, name="Técnica de movilidad", year=2026, count=2,
        share=Decimal("0.5"), initiative=led,
    )  # fmt: skip
    others = list(plan.initiatives.exclude(pk=led.pk)[:3])
    ranked = dict(enumerate([led, *others], start=1))
    priorities.choose(plan, 2026, ranked, by=coordinator)
    periods.generate(plan, 2026, by=coordinator)
    return {"milestone": late.pk, "reached": reached.pk, "line": line.pk, "post": post.pk}


def _reports(plan: Plan, coordinator: User) -> dict[str, int]:
    first = reports.begin(
        plan, by=coordinator, title="Rendición 2026", starts=D(2026, 1, 1), ends=D(2026, 6, 30)
    )
    reports.tell(first, {"summary": SUMMARY}, by=coordinator, seen={})
    reports.publish(first, by=coordinator, today=D(2026, 7, 15))
    first.refresh_from_db()
    return {
        "published": first.number,
        "draft": reports.correct(first, by=coordinator).number,
    }


def _learned(plan: Plan, led: Initiative, unit: Any, delegate: User, head: User) -> dict[str, int]:
    told = study.begin(plan, by=delegate, title="¿Sirvió?", kind="mid_term", unit=unit)
    question = study.ask(told, text="¿Bajaron los tiempos?", by=delegate)
    study.start(told, by=delegate)
    study.answer(question, text="Bajaron un poco.", by=delegate)
    about: dict[str, Any] = {"strength": "moderate", "question": question}
    finding = study.find(told, text="Bajaron cuatro minutos.", by=delegate, **about)
    for text in ("Medir los transbordos.", "Repetir la encuesta."):
        study.recommend(told, text=text, unit=unit, finding=finding, by=delegate)
    study.publish(told, by=delegate)
    first = told.recommendations.get(number=1)
    study.respond(first, response="rejected", text="Ya se mide.", commitments=[], by=head)
    planned = study.begin(plan, by=delegate, title="¿Llegó?", kind="final", unit=unit)
    study.ask(planned, text="¿A quién llegó?", by=delegate)
    tried = solutions.propose(
        plan, by=delegate, name="Paradas con sombra", problem="Se espera al sol.", unit=unit,
        initiative=led,
    )  # fmt: skip
    solutions.move(tried, "pilot", by=delegate)
    solutions.assess(
        tried, by=delegate, measure="Minutos de espera", before=Decimal(12), after=Decimal(8),
        before_on=D(2026, 1, 1), after_on=D(2026, 4, 1), evidence="compared",
        comparison="Otro corredor", other_before=Decimal(12), other_after=Decimal(11),
    )  # fmt: skip
    stopped = solutions.propose(
        plan, by=delegate, name="Bancas de cartón", problem="No hay bancas.", unit=unit
    )
    solutions.move(stopped, "stop", reason="Llueve.", by=delegate)
    return {
        "evaluation": told.pk,
        "planned": planned.pk,
        "solution": tried.pk,
        "stopped": stopped.pk,
    }


def all_known() -> Stored:
    """What people wrote; what charts break into lines; what is the same in both languages."""
    wrapped = {
        " ".join(words[first:last])
        for objective in Objective.objects.all()
        for words in [str(objective).split()]
        for first in range(len(words))
        for last in range(first + 1, len(words) + 1)
    }
    cut = {truncatewords(" ".join(rule.source.split()), 24) for rule in Rule.objects.all()}
    as_read = "valor"  # a workbook is told of in the language in which it was read
    return theirs({*written(), *wrapped, *cut, *SAME, SUMMARY, as_read, f"{HERE}reports/1/"})


def walk(client: Client, pages: Mapping[str, str], scene: dict[str, Any], known: Stored) -> Any:
    """What each page says in Spanish to who reads English; those that say nothing are left out."""
    found = {name: slips(client, url.format(**scene), known) for name, url in pages.items()}
    return {name: said for name, said in found.items() if said}


def of_plan(pages: Mapping[str, str]) -> dict[str, str]:
    return {name: HERE + url for name, url in pages.items()}


@pytest.mark.slow
def test_monitoring_and_evaluation_speak_english_to_a_visitor(
    client: Client, scene: dict[str, Any]
) -> None:
    pages = {**of_plan(READ), **{f"learned: {name}": url for name, url in LEARNED.items()}}
    assert walk(client, pages, scene, all_known()) == {}


@pytest.mark.slow
def test_monitoring_and_evaluation_speak_english_to_who_works_with_them(
    client: Client, scene: dict[str, Any], coordinator: User, head: User
) -> None:
    pages = {**of_plan(WRITTEN), **{f"learned: {name}": url for name, url in TO_LEARN.items()}}
    known = all_known()
    client.force_login(coordinator)
    assert walk(client, pages, scene, known) == {}
    client.force_login(head)
    assert walk(client, AROUND, scene, known) == {}


@pytest.mark.slow
def test_analysis_speaks_english(
    client: Client, scene: dict[str, Any], coordinator: User, tmp_path: Path, settings: Any
) -> None:
    settings.FACTS = tmp_path / "facts"
    client.force_login(coordinator)
    here = {"questions": "/analysis/", "facts": "/analysis/facts/"}
    assert walk(client, here, scene, all_known()) == {}, "before the facts were written"
    write_facts()
    asked = {name: f"/analysis/{name}/" for name in questions()}
    said = {text for url in asked.values() for text in told(client, url, "main td")}
    said |= told(
        client, here["facts"], "main summary b, main th .m-code, main td:first-of-type, main li *"
    )
    known = theirs({*written(), *SAME, *said, "catalog.json"})
    assert walk(client, {**here, **asked}, scene, known) == {}


def told(client: Client, url: str, where: str) -> set[str]:
    """What the facts say and are called, which is data."""
    found = LexborHTMLParser(client.get(url).content).css(where)
    return {text for one in found for text in (" ".join(one.text().split()), one.text(deep=False))}


@pytest.mark.slow
def test_it_tells_in_english_what_was_done_and_what_was_not(
    client: Client, scene: dict[str, Any], coordinator: User, head: User
) -> None:
    known = all_known()
    client.force_login(coordinator)
    client.cookies["django_language"] = "en"
    for address, said, answer in (
        ("readings/approve/", {}, "Choose at least one reading"),
        ("readings/approve/", {"sel": scene["sent"]}, "1 reading approved."),
        ("readings/{reading}/give_back/", {}, ""),
        ("milestones/{milestone}/drop/", {"reason": ""}, "Write why"),
        ("milestones/{milestone}/drop/", {"reason": "x"}, "The milestone is dropped"),
        ("budget/{line}/edit/", {"codified": "x"}, "is not a number"),
        ("budget/{line}/remove/", {}, "The line was removed."),
        ("posts/{post}/remove/", {}, "The posts were removed."),
        ("indicators/{bare}/retire/", {"reason": "x"}, "is no longer measured"),
        ("reports/{draft}/discard/", {}, "was removed."),
        ("workbook/{book}/", {}, "New rows"),
        ("workbook/{book}/undo/", {}, "The workbook was undone"),
    ):
        response = client.post(HERE + address.format(**scene), said, follow=True)
        page = response.content.decode()
        assert answer in page, (address, response.status_code)
        assert spanish_in(page, known) == [], address
