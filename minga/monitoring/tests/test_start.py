"""Whoever begins to follow a plan is told what comes next, in order, with its count and place."""

from __future__ import annotations

import datetime

from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from minga.base.kept import forget_all
from minga.base.testing import read, words
from minga.monitoring.models import Indicator, Rule, Target
from minga.monitoring.scoring.rules import ensure_rules
from minga.monitoring.start import next_steps
from minga.monitoring.tests.readings_cast import month, several, year
from minga.people.models import User
from minga.plans.models import Initiative, Plan

TODAY = datetime.date(2026, 4, 20)
BOARD = "/monitoring/quito/"


def said(plan: Plan, user: User) -> list[tuple[str, str]]:
    forget_all()
    return [(step.title, step.why) for step in next_steps(plan, user, TODAY)]


def test_the_first_day_begins_with_an_indicator(
    client: Client, plan: Plan, led: Initiative, coordinator: User
) -> None:
    client.force_login(coordinator)
    work = read(client, "/my-work/")
    assert words(work, "h1") == "Nada espera por usted: esto es lo que sigue"
    steps = [node.text() for node in work.css("#start .t")]
    assert steps == [
        "Definir el primer indicador",
        "Confirmar los umbrales del semáforo",
        "Poner fechas a las iniciativas",
    ]
    assert "114 iniciativas y ningún indicador" in words(work, "#start")
    assert "114 iniciativas sin fechas" in words(work, "#start")
    board = read(client, BOARD)
    links = [node.attributes["href"] or "" for node in board.css("#h-next ~ ol a")]
    assert links[0] == "/monitoring/quito/indicators/new/"
    assert [client.get(link).status_code for link in links] == [200, 200, 200]


def test_then_periods_and_targets_by_what_there_is(
    plan: Plan, indicator: Indicator, ratio_indicator: Indicator, coordinator: User
) -> None:
    year(plan, 2026)
    month(plan, 1, status="planned")
    month(plan, 2, status="planned")
    month(plan, 12, status="planned")
    assert said(plan, coordinator) == [
        ("Abrir los períodos que ya terminaron", "2 períodos terminados sin abrir"),
        ("Fijar las metas que faltan", "1 indicador sin meta"),
        (
            "Confirmar los umbrales del semáforo",
            "Nadie ha confirmado desde cuánto se cumple y desde cuánto hay alerta",
        ),
    ]
    plan.periods.all().delete()
    assert said(plan, coordinator)[0] == (
        "Preparar los períodos de 2026",
        "2 indicadores sin períodos en 2026 en los que reportar",
    )


def test_what_is_done_is_told_no_more(
    plan: Plan, led: Initiative, indicator: Indicator, coordinator: User
) -> None:
    month(plan, 3)
    ensure_rules([plan.pk])
    Rule.objects.update(confirmed=True)
    assert [title for title, _why in said(plan, coordinator)] == ["Poner fechas a las iniciativas"]
    plan.initiatives.update(starts=TODAY)
    assert said(plan, coordinator) == []


def test_a_head_is_told_of_the_own_unit(
    client: Client, plan: Plan, led: Initiative, head: User
) -> None:
    assert said(plan, head)[0] == (
        "Definir el primer indicador",
        "Su unidad lidera 1 iniciativa y no tiene ningún indicador",
    )
    client.force_login(head)
    assert "1 iniciativa sin fechas" in words(read(client, BOARD), "#h-next ~ ol")


def test_a_head_sees_the_counts_that_the_links_open(
    client: Client, plan: Plan, indicator: Indicator, head: User, coordinator: User
) -> None:
    several(indicator, 4)
    Indicator.objects.filter(code="I-103").update(owner=None)
    [step] = [s for s in next_steps(plan, head, TODAY) if "lacks=target" in s.url]
    assert step.why == "2 indicadores sin meta"
    client.force_login(head)
    assert len(read(client, step.url).css("tbody tr")) == 2
    assert "sin unidad responsable" in str(said(plan, coordinator))


def test_others_are_told_nothing(client: Client, plan: Plan, delegate: User, partner: User) -> None:
    assert not read(client, BOARD).css("#h-next")
    for who in (delegate, partner):
        assert next_steps(plan, who, TODAY) == []


def test_it_asks_the_same_for_few_and_for_many(
    plan: Plan, indicator: Indicator, coordinator: User
) -> None:
    counts = []
    for n in (1, 12):
        several(indicator, n)
        month(plan, n, status="planned")
        Target.objects.all().delete()
        forget_all()
        with CaptureQueriesContext(connection) as queries:
            next_steps(plan, coordinator, TODAY)
        counts.append(len(queries))
    assert max(counts) <= 7
