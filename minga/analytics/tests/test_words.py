"""People read words where the facts hold codes, in their language; programs get the codes."""

from __future__ import annotations

import json
from collections.abc import Callable
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from django.utils import translation

from minga.actors.models import Actor, ActorRole
from minga.analytics.ask import Answer
from minga.analytics.catalog import own, read_catalog
from minga.analytics.questions import questions, words_of
from minga.analytics.shown import as_csv, as_xlsx, table
from minga.analytics.tests.world import World
from minga.analytics.write import write_facts
from minga.base.testing import read, words

Answers = Callable[..., Answer]


def test_every_field_that_a_question_names_has_words(db: None) -> None:
    named = [heading.codes for one in questions().values() for heading in one.columns]
    named += [param.codes for one in questions().values() for param in one.params]
    named = [codes for codes in named if codes]
    assert len(named) >= 8
    assert all(words_of(codes) for codes in named)


@pytest.mark.django_db
def test_tables_say_words_and_programs_get_codes(answers: Answers) -> None:
    from openpyxl import load_workbook

    answer = answers("yearly_goals")
    shown = "\n".join(table(answer))
    assert "Aumentar" in shown and "increase" not in shown
    assert "increase" in b"".join(as_csv(answer)).decode()
    sheet = load_workbook(BytesIO(b"".join(as_xlsx(answer)))).worksheets[0]
    place = [h.name for h in answer.question.columns].index("direction")
    said = {row[place].value for row in sheet.iter_rows(min_row=2)}
    assert said <= set(words_of("monitoring.indicator.direction").values())
    with translation.override("en"):
        assert "Aumentar" not in "\n".join(table(answer))


def test_the_page_says_words_and_offers_them(client: Client, world: World, home: Path) -> None:
    write_facts()
    page = read(client, "/analysis/actors_by_initiatives/")
    codes = {code for code, word in words_of("actors.actor.type").items() if code != word.lower()}
    cells = {td.text().strip() for td in page.css("tbody td")}
    assert cells & set(words_of("actors.actor.type").values()) and not cells & codes
    roles = {o.text(): o.attributes["value"] for o in page.css("#p-role option")}
    used = ActorRole.objects.values_list("role", flat=True)
    assert roles["Ejecuta"] == "executes" and "executes" in used
    assert Actor.objects.exists()


def test_the_dictionary_says_it_in_the_language_of_who_reads(
    client: Client, home: Path, db: None
) -> None:
    write_facts()
    spanish = words(read(client, "/analysis/facts/"), "main")
    assert "identidad que nunca cambia" in spanish and "identity that never" not in spanish
    answer = client.get("/analysis/facts/", headers={"accept-language": "en"})
    english = answer.content.decode()
    assert "identity that never changes" in english and "a public initiative of" in english
    assert "identidad que nunca cambia" not in english
    fact = json.loads(client.get("/analysis/facts/catalog.json").content)["facts"]["plans"]
    [uuid] = [column for column in fact["columns"] if column["name"] == "uuid"]
    assert uuid["what"] == "identidad que nunca cambia"  # as it always was
    assert uuid["what_en"] == "identity that never changes"
    assert (fact["grain"], fact["grain_en"]) == ("un plan público", "a public plan")


def test_a_dictionary_of_before_is_still_shown(client: Client, home: Path, db: None) -> None:
    write_facts()
    catalog = read_catalog(own())
    assert catalog
    content: dict[str, Any] = catalog.content
    for fact in content["facts"].values():
        del fact["grain_en"]
        for column in fact["columns"]:
            del column["what_en"]
    (home / "own" / "catalog.json").write_text(json.dumps(content))
    page = client.get("/analysis/facts/", headers={"accept-language": "en"}).content.decode()
    assert "identidad que nunca cambia" in page
