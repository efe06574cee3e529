"""What is measured, paid, evaluated and told, and is not public: all of it says one word."""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from decimal import Decimal
from io import BytesIO
from typing import Any

from minga.actors.models import Actor
from minga.evaluation.actions import solutions, study
from minga.evaluation.models import Evaluation
from minga.files.actions import attach
from minga.files.models import Attachment
from minga.monitoring.actions import budget, define, milestones, posts, reports
from minga.monitoring.actions.decide import approve, give_back
from minga.monitoring.actions.report import report
from minga.monitoring.models import (
    BudgetLine,
    Indicator,
    Period,
    Post,
    Priority,
    Target,
    end_of_year,
)
from minga.people.models import Unit, User
from minga.plans.models import Articulation, Initiative, Level, Objective, Plan

YEAR = 2026
START = datetime.date(YEAR, 1, 1)
SHEET: dict[str, Any] = {
    "unit": "viajes",
    "direction": "increase",
    "frequency": "yearly",
    "base_value": Decimal(0),
}
PDF = b"%PDF-1.4\n1 0 obj\n<<>>\nendobj\ntrailer\n<<>>\n%%EOF\n"


def measure(
    word: str,
    plan: Plan,
    led: Initiative,
    linked: Sequence[Articulation],
    hidden: Actor,
    *,
    by: tuple[User, User, User],
) -> None:
    """`linked` are articulations of an internal initiative and of one for partners."""
    coordinator, head, _delegate = by
    unit = Unit.objects.get(pk=led.lead_set.get().unit_id)
    year = period(plan)
    objective = led.objective
    secret = linked[0].initiative
    subjects: list[tuple[Any, str]] = [(objective, "internal")]
    subjects += [(part, "public") for part in linked]
    subjects += [(part.initiative, "public") for part in linked]
    for at, (subject, visibility) in enumerate(subjects):
        told = indicator(plan, subject, f"Z-{at}", word, unit, coordinator, visibility)
        for value in (5, 6):
            reading = report(told, year, value=Decimal(value), note=word, by=head, send=True)
            if value == 5:
                give_back(reading, reason=word, by=coordinator)
        attach(BytesIO(PDF), f"{word}.pdf", reading, Attachment.Kind.EVIDENCE, by=head)
        if at % 2:
            approve(reading, by=coordinator)
    told = indicator(plan, objective, "A-1", "Viajes", unit, coordinator)
    draft = report(told, year, value=Decimal(3), note=word, by=head, send=False)
    attach(BytesIO(PDF), f"{word} 2.pdf", draft, Attachment.Kind.EVIDENCE, by=head)
    moved = indicator(plan, secret, "A-2", "Pasos", unit, coordinator)
    define.edit(moved, {}, by=coordinator, version=moved.version, subject=objective)
    _means(word, plan, led, secret, unit, by=coordinator)
    _evaluations(word, plan, led, secret, unit, hidden, by=coordinator)
    about = reports.begin(plan, by=coordinator, title=word, starts=START, ends=end_of_year(YEAR))
    assert about.number


def period(plan: Plan) -> Period:
    ends = end_of_year(YEAR)
    return Period.objects.create(
        plan=plan, frequency="yearly", starts=START, ends=ends, due=ends, status="open"
    )


def indicator(
    plan: Plan,
    subject: Any,
    code: str,
    name: str,
    unit: Unit,
    by: User,
    visibility: str = "public",
) -> Indicator:
    made = define.define(
        plan,
        subject,
        {**SHEET, "code": code, "name": name, "owner": unit, "visibility": visibility},
        by=by,
    )
    Target.objects.create(indicator=made, until=end_of_year(YEAR), value=Decimal(10), act=name)
    return made


def _means(
    word: str, plan: Plan, led: Initiative, secret: Initiative, unit: Unit, *, by: User
) -> None:
    due = datetime.date.today() + datetime.timedelta(30)
    for initiative, visibility in ((led, "internal"), (secret, "public")):
        step = milestones.add(initiative, by=by, name=f"{word} 1", due=due, note=word)
        milestones.edit(step, by=by, due=due + datetime.timedelta(3))
        type(step).objects.filter(pk=step.pk).update(visibility=visibility)
        milestones.drop(
            milestones.add(initiative, by=by, name=f"{word} 2", due=due), by=by, reason=word
        )
        type(step).objects.filter(initiative=initiative).update(visibility=visibility)
        values: dict[str, Any] = {"initiative": initiative, "year": YEAR, "by": by, "name": word}
        line = budget.add(plan, source=word, code=word, codified=Decimal("777123.45"), **values)
        BudgetLine.objects.filter(pk=line.pk).update(visibility=visibility)
        post = posts.add(plan, unit=unit, count=1, share=Decimal("0.2"), **values)
        Post.objects.filter(pk=post.pk).update(visibility=visibility)
    budget.set_total(secret, by=by, amount=Decimal(10_000_000), act=word)
    Priority.objects.create(initiative=secret, year=YEAR, rank=1)


def _evaluations(
    word: str,
    plan: Plan,
    led: Initiative,
    secret: Initiative,
    unit: Unit,
    hidden: Actor,
    *,
    by: User,
) -> None:
    kinds: list[tuple[str, dict[str, Any], bool]] = [
        (word, {"initiative": led}, False),
        (word, {"initiative": secret}, True),
        (word, {"visibility": "internal"}, True),
        ("Abierta", {"evaluator": hidden}, True),
    ]
    for title, values, told in kinds:
        made = study.begin(plan, by=by, title=title, kind="final", unit=unit, **values)
        said = word if title == word else "Algo"
        question = study.ask(made, text=said, by=by)
        study.start(made, by=by)
        study.answer(question, text=said, by=by)
        finding = study.find(made, text=said, strength="weak", question=question, by=by)
        study.recommend(made, text=said, unit=unit, finding=finding, by=by)
        if title != word:
            mistake = study.find(made, text=word, strength="weak", question=None, by=by)
            study.remove(mistake, by=by)
        if told:
            study.publish(made, by=by)
    for name, more in (
        ("Carril", {}),
        (word, {"visibility": "internal"}),
        (f"{word} 2", {"initiative": secret}),
    ):
        solution = solutions.propose(
            plan, by=by, name=name, problem=name, unit=unit, partner=hidden, **more
        )
        solutions.assess(
            solution, by=by, indicator=Indicator.objects.get(code="Z-0"), measure="Viajes",
            before=Decimal(1), before_on=START, after=Decimal(2), after_on=end_of_year(YEAR),
            evidence="told", files=[],
        )  # fmt: skip


def hidden_plan(word: str, code: str, *, by: User, unit: Unit) -> None:
    """A plan that is not published, measured and evaluated."""
    plan = Plan.objects.create(code=code, title=word, visibility="internal")
    level = Level.objects.create(plan=plan, name=word, depth=1)
    objective = Objective.objects.create(plan=plan, level=level, code="9.9", text=word, position=1)
    year = period(plan)
    told = indicator(plan, objective, "S-1", word, unit, by)
    approve(report(told, year, value=Decimal(7), note=word, by=by, send=True), by=by)
    budget.add(
        plan, by=by, objective=objective, name=word, source=word, year=YEAR, codified=Decimal(1)
    )
    posts.add(plan, by=by, unit=unit, name=word, count=1, share=Decimal(1), year=YEAR)
    made = study.begin(plan, by=by, title=word, kind="final", unit=unit)
    study.start(study.ask(made, text=word, by=by).evaluation, by=by)
    study.find(made, text=word, strength="weak", question=None, by=by)
    Evaluation.objects.get(pk=made.pk).questions.update(answer=word)
    study.publish(made, by=by)
    solutions.propose(plan, by=by, name=word, problem=word, unit=unit)
    reports.begin(plan, by=by, title=word, starts=START, ends=end_of_year(YEAR))
