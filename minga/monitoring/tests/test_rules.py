"""The rules of a plan: dated versions with their source, and which of them scores a year."""

from __future__ import annotations

import datetime
from decimal import Decimal as D
from typing import Any

import pytest
from django.test import Client
from django_tasks_db.models import DBTaskResult

from minga.base.steps import Refused
from minga.base.testing import one, read, words
from minga.monitoring.actions.rules import new_version
from minga.monitoring.models import Indicator, Rule, Score
from minga.monitoring.scoring import recompute as recomputing
from minga.monitoring.scoring.rules import ensure_rules, rule_of
from minga.monitoring.tests.scored import measured, only, same_when_made_anew, tell
from minga.people.models import User
from minga.plans.models import Initiative, Plan

pytestmark = pytest.mark.django_db

HARD: list[dict[str, Any]] = [{"light": "ok", "from": "0.95", "closed": False}, {"light": "bad"}]


@pytest.fixture
def rule(plan: Plan) -> Rule:
    found = rule_of(plan, Rule.Kind.TARGET, 2026)
    assert found
    return found


def renewed(rule: Rule, by: User, since: datetime.date, **more: Any) -> Rule:
    said = {"source": "Acta 4 de 2026", "thresholds": HARD, "thresholds_source": "Acta 4"} | more
    return new_version(rule, by=by, since=since, **said)


def test_a_plan_gets_the_shipped_rules_once(plan: Plan) -> None:
    for _again in range(2):
        ensure_rules([plan.pk])
    rules = {r.kind: r for r in Rule.objects.filter(plan=plan)}
    assert rules.keys() == {"target", "icm-2012"}
    assert not rules["target"].confirmed and "por confirmar" in rules["target"].source
    assert rules["icm-2012"].confirmed and not rules["icm-2012"].thresholds


def test_the_newest_version_that_began_by_the_end_of_the_year_rules_it(
    plan: Plan, rule: Rule, coordinator: User
) -> None:
    second = renewed(rule, coordinator, datetime.date(2026, 12, 31))
    third = renewed(rule, coordinator, datetime.date(2028, 1, 1))
    ruling = {year: rule_of(plan, "target", year) for year in (2025, 2026, 2027, 2028)}
    assert ruling == {2025: rule, 2026: second, 2027: second, 2028: third}
    assert rule_of(plan, "target", 1999) is None


def test_a_new_version_scores_its_years_anew_and_leaves_the_old_one_as_it_was(
    plan: Plan, rule: Rule, coordinator: User, indicator: Indicator
) -> None:
    tell(indicator, 190)
    tell(indicator, 160, year=2025)
    assert only(indicator).light == "ok"
    made = renewed(rule, coordinator, datetime.date(2026, 1, 1))
    assert only(indicator).light == "bad" and only(indicator).rule == made
    assert only(indicator, year=2025).rule == rule
    assert Rule.objects.get(pk=rule.pk).thresholds == rule.thresholds
    assert Score.objects.filter(indicator=indicator).count() == 2
    same_when_made_anew(plan)


def test_much_work_waits_in_the_queue(
    plan: Plan,
    rule: Rule,
    coordinator: User,
    indicator: Indicator,
    monkeypatch: pytest.MonkeyPatch,
    django_capture_on_commit_callbacks: Any,
) -> None:
    tell(indicator, 190)
    monkeypatch.setattr(recomputing, "FEW", 0)
    with django_capture_on_commit_callbacks(execute=True):
        renewed(rule, coordinator, datetime.date(2026, 1, 1))
    assert only(indicator).light == "ok"
    queued = DBTaskResult.objects.get(task_path__endswith="recompute_later")
    queued.task.call(*queued.args_kwargs["args"])
    assert only(indicator).light == "bad"


@pytest.mark.parametrize(
    ("wrong", "says"),
    [
        ({"source": " "}, "de dónde sale la regla"),
        ({"thresholds_source": ""}, "de dónde salen los umbrales"),
        ({"thresholds": [{"light": "bad"}, *HARD]}, "Solo el último"),
    ],
)
def test_a_version_without_its_source_is_refused(
    rule: Rule, coordinator: User, wrong: dict[str, Any], says: str
) -> None:
    with pytest.raises(Refused, match=says):
        renewed(rule, coordinator, datetime.date(2026, 1, 1), **wrong)
    assert Rule.objects.filter(kind="target").count() == 1


FORM = {
    "name": "Avance hacia la meta",
    "since": "2026-01-01",
    "source": "Resolución 12 de 2026, artículo 3",
    "ok_from": "90",
    "ok_closed": "on",
    "warn_from": "62,5",
    "thresholds_source": "La misma resolución",
    "places": "3",
    "confirmed": "on",
}


def test_the_coordinator_writes_a_version_on_a_page(
    client: Client, plan: Plan, rule: Rule, coordinator: User
) -> None:
    client.force_login(coordinator)
    here = f"/monitoring/quito/rules/{rule.pk}/new/"
    page = read(client, here)
    assert one(page, "#id_ok_from").attributes["value"] == "85"
    response = client.post(here, FORM)
    made = Rule.objects.get(plan=plan, kind="target", version=2)
    assert response["Location"] == made.get_absolute_url()
    assert made.thresholds == [
        {"light": "ok", "from": "0.9", "closed": True},
        {"light": "warn", "from": "0.625", "closed": False},
        {"light": "bad"},
    ]
    assert made.params == {"interpolate": False, "places": 3}
    assert made.confirmed and made.by == coordinator
    shown = words(read(client, made.get_absolute_url()), "main")
    assert "desde 90 %" in shown and "más de 62,5 % y menos de 90 %" in shown
    assert "Resolución 12 de 2026" in shown and "Confirmada" in shown
    assert "Versión 2" in words(read(client, "/monitoring/quito/rules/"), "main")


@pytest.mark.parametrize(
    ("wrong", "says"),
    [
        ({"since": ""}, "Escriba la fecha"),
        ({"source": ""}, "de dónde sale la regla"),
        ({"ok_from": "noventa"}, "no es un número"),
        ({"ok_from": "50"}, "del más alto al más bajo"),
        ({"ok_from": ""}, "desde qué porcentaje cumple"),
    ],
)
def test_what_is_wrong_stands_on_the_form_and_nothing_is_written(
    client: Client, rule: Rule, coordinator: User, wrong: dict[str, str], says: str
) -> None:
    client.force_login(coordinator)
    response = client.post(f"/monitoring/quito/rules/{rule.pk}/new/", FORM | wrong)
    assert says in response.content.decode()
    assert Rule.objects.filter(kind="target").count() == 1


def test_only_the_coordinator_writes_rules_and_everybody_reads_them(
    client: Client, rule: Rule, head: User, partner: User
) -> None:
    assert "Por confirmar" in words(read(client, rule.get_absolute_url()), "main")
    assert client.get(f"/monitoring/quito/rules/{rule.pk}/new/").status_code == 302
    for who in (head, partner):
        client.force_login(who)
        assert not read(client, "/monitoring/quito/rules/").css("a[href$='/new/']")
        assert client.post(f"/monitoring/quito/rules/{rule.pk}/new/", FORM).status_code == 404


def test_a_rule_of_another_plan_is_not_here(client: Client, rule: Rule) -> None:
    other = Plan.objects.create(code="otro", title="Otro")
    ensure_rules([other.pk])
    theirs = Rule.objects.filter(plan=other).earliest("pk")
    assert client.get(f"/monitoring/quito/rules/{theirs.pk}/").status_code == 404


def test_the_thresholds_of_a_version_may_be_open(
    rule: Rule, coordinator: User, led: Initiative
) -> None:
    tell(measured(led, "A"), 95)
    renewed(rule, coordinator, datetime.date(2026, 1, 1))
    assert Score.objects.get().light == "bad"  # 95 % is not more than 95 %
    tell(measured(led, "B"), "95.01")
    assert Score.objects.get(raw=D("0.9501")).light == "ok"
