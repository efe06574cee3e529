"""The pages: questions, their answers, and the facts that others may take."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path
from typing import Any

import pytest
from django.core.cache import cache
from django.test import Client
from django_tasks_db.models import DBTaskResult

from minga.analytics import tasks
from minga.analytics.catalog import own, read_catalog
from minga.analytics.questions import questions
from minga.analytics.tests.world import World
from minga.analytics.write import write_facts
from minga.base.testing import one, read, words
from minga.people.models import User
from minga.plans.actions.edit import edit
from minga.plans.models import Plan

pytestmark = pytest.mark.django_db


def test_before_the_first_facts_it_says_so(client: Client, home: Path, coordinator: User) -> None:
    assert "todavía no se han escrito" in words(read(client, "/analysis/"), "main")
    assert "todavía no se han escrito" in words(read(client, "/analysis/facts/"), "main")
    page = read(client, "/analysis/budget_by_source/")
    assert page.css_first("form.m-filters") is None
    assert client.get("/analysis/facts/catalog.json").status_code == 404
    client.force_login(coordinator)
    assert "Escribir los datos" in words(read(client, "/analysis/"), "main")


def test_questions_are_listed_and_answered(client: Client, world: World, home: Path) -> None:
    write_facts()
    page = read(client, "/analysis/")
    assert "Datos del" in words(page, "main") and "Actualizar" not in words(page, "main")
    assert len(page.css("tbody tr")) == len(questions())
    assert "Aquí no se escriben consultas propias" in words(page, "main")
    for name in questions():
        page = read(client, f"/analysis/{name}/")
        assert page.css("tbody tr"), name
        assert "select" in words(page, "pre"), name
    page = read(client, "/analysis/compliance_by_objective/", {"plan": "quito", "year": "2026"})
    assert one(page, "option[selected][value='2026']")
    assert "%" in words(page, "tbody")


def test_what_was_written_wrong_is_said(client: Client, home: Path) -> None:
    write_facts()
    answer = client.get("/analysis/budget_by_source/", {"year": "mañana"})
    assert answer.status_code == 400
    assert "es un número entero" in answer.content.decode()
    answer = client.get("/analysis/budget_by_source/answer.csv", {"year": "mañana"})
    assert (answer.status_code, b"\n" in answer.content) == (400, False)
    page = read(client, "/analysis/without_instrument/", {"plan": "'; drop table plans; --"})
    assert "Todavía no hay nada que contar" in words(page, "main")
    assert client.get("/analysis/nothing/").status_code == 404
    assert client.get("/analysis/budget_by_source/answer.exe").status_code == 404
    assert client.get("/analysis/facts/data/..%2Fcatalog.json").status_code == 404
    assert client.get("/analysis/facts/data/state.json").status_code == 404


def test_an_answer_is_downloaded(client: Client, home: Path) -> None:
    write_facts()
    for form, begins in (("csv", b"code,objective"), ("json", b"{"), ("xlsx", b"PK")):
        answer: Any = client.get(f"/analysis/without_instrument/answer.{form}?plan=quito")
        assert b"".join(answer.streaming_content).startswith(begins)
        assert f"without_instrument.{form}" in answer["Content-Disposition"]


def test_facts_can_be_taken_and_checked(client: Client, world: World, home: Path) -> None:
    write_facts()
    answer = client.get("/analysis/facts/catalog.json")
    catalog = json.loads(answer.content)
    again = client.get("/analysis/facts/catalog.json", headers={"if-none-match": answer["ETag"]})
    assert (again.status_code, again.content) == (304, b"")
    assert "mark" not in catalog  # how many rows are hidden is nobody's business
    for fact in catalog["facts"].values():
        for file in fact["files"]:
            got: Any = client.get(f"/analysis/facts/{file['path']}")
            content = b"".join(got.streaming_content)
            assert hashlib.sha256(content).hexdigest() == file["sha256"]
            assert len(content) == file["bytes"]
            tag = {"if-none-match": got["ETag"]}
            assert client.get(f"/analysis/facts/{file['path']}", headers=tag).status_code == 304
    page = read(client, "/analysis/facts/")
    assert len(page.css("details.m-more")) == len(catalog["facts"])


def test_the_coordinator_has_them_brought_up_to_date(
    client: Client, home: Path, coordinator: User, delegate: User
) -> None:
    cache.delete(tasks.WAITING)
    client.force_login(delegate)
    assert client.post("/analysis/update/").status_code == 404
    client.force_login(coordinator)
    page = client.post("/analysis/update/", follow=True)
    assert "Se actualizan los datos" in page.content.decode()
    page = client.post("/analysis/update/", follow=True)
    assert "Ya se están actualizando" in page.content.decode()
    assert not (home / "own").exists()
    tasks.update_facts.func()
    assert "Datos del" in words(read(client, "/analysis/"), "main")
    assert not tasks.waiting()


def test_what_is_public_no_more_is_taken_back_without_waiting_a_day(
    plan: Plan, home: Path, coordinator: User, django_capture_on_commit_callbacks: Any
) -> None:
    led = plan.initiatives.get(code="2.3.1")

    def seen_by(whom: str) -> None:
        edit(led, by=coordinator, version=led.version, visibility=whom)

    with django_capture_on_commit_callbacks() as nothing_published:
        seen_by("partners")
    rows = write_facts().catalog.facts["initiatives"]["rows"]
    with django_capture_on_commit_callbacks() as still_hidden:
        seen_by("public")
    assert not nothing_published and not still_hidden
    write_facts()
    with django_capture_on_commit_callbacks(execute=True) as callbacks:
        seen_by("internal")
    assert len(callbacks) == 1
    asked = DBTaskResult.objects.get(task_path="minga.analytics.tasks.update_facts")
    assert asked.status == "READY"
    tasks.update_facts.func()
    catalog = read_catalog(own())
    assert catalog and catalog.facts["initiatives"]["rows"] == rows


def test_what_is_done_each_day_writes_them(home: Path) -> None:
    import datetime

    tasks.daily(datetime.date.today())
    assert (home / "own" / "catalog.json").exists()


def test_a_page_asks_the_database_the_same_for_few_and_many(
    client: Client, world: World, home: Path, django_assert_max_num_queries: Any
) -> None:
    write_facts()
    client.get("/analysis/yearly_scores/")
    with django_assert_max_num_queries(4):
        client.get("/analysis/yearly_scores/")
