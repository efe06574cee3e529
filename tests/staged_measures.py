"""What stage() makes of monitoring and evaluation: one of everything, and its addresses."""

from __future__ import annotations

import datetime
from decimal import Decimal
from typing import Any

from minga.evaluation.actions import solutions, study
from minga.monitoring import book
from minga.monitoring.actions import budget, decide, define, milestones, posts, reports
from minga.monitoring.actions.means import take_away
from minga.monitoring.actions.report import report
from minga.monitoring.models import Indicator, Period, Rule, Score, Workbook, end_of_year
from minga.monitoring.scoring.rules import rule_of
from minga.people import tokens
from minga.people.models import Role, Unit, User
from minga.plans.models import Initiative

YEAR = datetime.date.today().year - 1
NUMBER = "indicator,period,value\r\nI-001,2020,5\r\n"
Values = dict[str, Any]


def stage_measures(led: Initiative, unit: Unit, by: User) -> dict[str, Values]:
    """By address, where it needs other values than its domain."""
    plan = led.plan
    rule = rule_of(plan, Rule.Kind.TARGET, YEAR)
    assert rule
    told = _indicator(led, unit, "I-001", by)
    year = _period(led)
    sent = report(told, year, value=Decimal(5), by=by, send=True)
    decide.approve(sent, by=by)
    waiting = report(_indicator(led, unit, "I-002", by), year, value=Decimal(5), by=by, send=True)
    day = datetime.date.today() + datetime.timedelta(40)
    values: Values = {"year": YEAR, "by": by, "initiative": led}
    line, gone_line = (
        budget.add(plan, codified=Decimal(9), source=source, **values) for source in "ab"
    )
    post, gone_post = (
        posts.add(plan, unit=unit, name=name, share=Decimal("0.5"), **values) for name in "ab"
    )
    removed = {take_away(gone_line, by=by).pk, take_away(gone_post, by=by).pk}
    step = milestones.add(led, by=by, name="Estudio", due=day)
    account = reports.begin(plan, by=by, title="Informe", starts=year.starts, ends=year.ends)
    reports.tell(account, {"summary": "Se avanzó."}, by=by, seen={})
    reports.publish(account, by=by)
    brought = _workbook(led, by)
    pks = {
        **dict.fromkeys(INDICATOR, told.pk),
        **dict.fromkeys(("reading", "decide"), waiting.pk),
        **dict.fromkeys(("period", "period_step"), year.pk),
        **dict.fromkeys(("rule", "new_rule"), rule.pk),
        **dict.fromkeys(("edit_line", "remove_line"), line.pk),
        **dict.fromkeys(("edit_post", "remove_post"), post.pk),
        "milestone": step.pk,
        "score": Score.objects.get(indicator=told).pk,
    }
    entries = {"undo_line": min(removed), "undo_post": max(removed)}
    verbs = {"milestone": "reach", "period_step": "close", "decide": "approve"}
    named = {
        "edit_indicator": {"part": "what"},
        "chart": {"name": "completeness", "fmt": "json"},
        "board_file": {"fmt": "xlsx"},
        "indicator_chart": {"fmt": "json"},
        "report_file": {"fmt": "pdf"},
    }
    found: dict[str, Values] = {
        "monitoring": {
            "year": YEAR, "number": account.number, "table": "readings", "uuid": brought.uuid,
        },
        **_evaluation(led, unit, by),
        "people": {"pk": tokens.create(_delegate(), name="prueba", days=30, by=by)[0].pk},
    }  # fmt: skip
    for part, some in (("pk", pks), ("entry", entries), ("verb", verbs)):
        for name, value in some.items():
            found.setdefault(f"monitoring:{name}", {})[part] = value
    for name, more in named.items():
        found.setdefault(f"monitoring:{name}", {}).update(more)
    return found


INDICATOR = (
    *("indicator", "edit_indicator", "targets", "retire_indicator", "resume_indicator"),
    *("undo_indicator", "remove_indicator", "indicator_chart"),
)


def _indicator(led: Initiative, unit: Unit, code: str, by: User) -> Indicator:
    return define.define(
        led.plan,
        led,
        {
            "code": code, "name": "Viajes", "unit": "viajes", "direction": "increase",
            "frequency": "yearly", "owner": unit, "base_value": Decimal(0),
        },
        by=by,
    )  # fmt: skip


def _period(led: Initiative) -> Period:
    return Period.objects.create(
        plan=led.plan,
        frequency="yearly",
        starts=datetime.date(YEAR, 1, 1),
        ends=end_of_year(YEAR),
        due=end_of_year(YEAR),
        status="open",
    )


def _workbook(led: Initiative, by: User) -> Workbook:
    """The coordinator's, applied, with a row that stayed outside."""
    found = book.read(NUMBER.encode(), "lecturas.csv")
    kept = book.keep(led.plan, found, mark=",", send=False, by=by)
    book.apply(kept, by=by)
    return kept


def _evaluation(led: Initiative, unit: Unit, by: User) -> dict[str, Values]:
    """A published one with a recommendation, and a solution that was assessed."""
    made = study.begin(led.plan, by=by, title="¿Sirvió?", kind="final", initiative=led, unit=unit)
    question = study.ask(made, text="¿Sirvió?", by=by)
    study.start(made, by=by)
    study.answer(question, text="Sí.", by=by)
    finding = study.find(made, text="Sí.", strength="weak", question=question, by=by)
    study.recommend(made, text="Seguir.", unit=unit, finding=finding, by=by)
    study.publish(made, by=by)
    tried = solutions.propose(led.plan, by=by, name="Carril", problem="Espera", unit=unit)
    assessed = solutions.assess(
        tried, by=by, measure="Minutos", before=Decimal(9), before_on=datetime.date(YEAR, 1, 1),
        after=Decimal(8), after_on=end_of_year(YEAR), evidence="told",
    )  # fmt: skip
    pk = {"pk": tried.pk}
    return {
        "evaluation": {"pk": made.pk, "number": 1, "verb": "close", "what": "findings"},
        **{f"evaluation:{name}": pk for name in ("solution", "edit_solution", "assess")},
        "evaluation:move": {**pk, "verb": "pilot"},
        "evaluation:take_back": {**pk, "number": assessed.pk},
    }


def _delegate() -> User:
    return User.objects.get(memberships__role=Role.DELEGATE)
