"""The English catalog says all that the code says, and the English pages say it."""

from __future__ import annotations

import ast
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import Any

import polib
import pytest
from django.apps import apps
from django.db.models import CharField, TextField
from django.test import Client
from django.utils.formats import date_format, number_format
from django.utils.translation import override
from selectolax.lexbor import LexborHTMLParser

from minga.intake.read import read as read_document
from minga.people.models import User
from minga.plans.importer import draft_from
from minga.plans.models import Plan

CHECKOUT = Path(__file__).resolve().parent.parent
CATALOG = Path("minga") / "locale" / "en" / "LC_MESSAGES" / "django.po"
VALUES = re.compile(r"%\(\w+\)[sd]|%[sd]|(?<!\{)\{\w*\}|</?\w+[^>]*>")
CALLS = {"_", "gettext", "gettext_lazy", "ngettext", "ngettext_lazy"}
pure = pytest.mark.pure


@lru_cache(maxsize=1)
def catalog() -> Any:
    return polib.pofile(str(CHECKOUT / CATALOG))


def forms(entry: Any) -> list[tuple[str, str]]:
    """Each Spanish form with its English one."""
    if not entry.msgid_plural:
        return [(entry.msgid, entry.msgstr)]
    one, many = (entry.msgstr_plural.get(form, "") for form in (0, 1))
    return [(entry.msgid, one), (entry.msgid_plural, many)]


def keys(entries: Any) -> set[tuple[str, str, str]]:
    return {(e.msgctxt or "", e.msgid, e.msgid_plural) for e in entries}


# --- the catalog and the code


def a_copy_that_can_collect(folder: Path) -> Path:
    """The code in a checkout of its own, with this one's environment."""
    copy = folder / "checkout"
    aside = shutil.ignore_patterns("__pycache__", "static", "data", "tests")
    shutil.copytree(CHECKOUT / "minga", copy / "minga", ignore=aside)
    (copy / "script").mkdir()
    for name in ["messages", "environment.sh"]:
        shutil.copy(CHECKOUT / "script" / name, copy / "script" / name)
    (copy / "requirements").mkdir()
    (copy / "requirements" / "core.txt").touch()
    installed = copy / ".venv" / "installed"
    installed.mkdir(parents=True)
    (installed / "core.txt").touch()
    (installed / "interpreter").write_text(f"{Path(sys.executable).resolve()}\n")
    for name in ["bin", "lib", "pyvenv.cfg"]:
        (copy / ".venv" / name).symlink_to(Path(sys.prefix) / name)
    return copy


@pure
def test_every_message_of_the_code_is_in_the_catalog_and_no_other(tmp_path: Path) -> None:
    copy = a_copy_that_can_collect(tmp_path)
    subprocess.run([copy / "script" / "messages"], check=True, capture_output=True)
    collected = keys(polib.pofile(str(copy / CATALOG)))
    assert sorted(collected ^ keys(catalog())) == [], "run script/messages, and translate"


@pure
def test_no_message_hides_where_it_is_not_collected() -> None:
    """Some versions of xgettext do not look inside f-strings."""
    known = {text for entry in catalog() for text, _english in forms(entry)}
    hidden = {
        f"{file.relative_to(CHECKOUT)}: {text}"
        for file in (CHECKOUT / "minga").rglob("*.py")
        if "tests" not in file.parts and "migrations" not in file.parts
        for text in messages(ast.parse(file.read_text()))
        if text not in known
    }
    assert hidden == set()


def messages(code: ast.AST) -> Iterator[str]:
    for node in ast.walk(code):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in CALLS:
            for argument in node.args[: 2 if node.func.id.startswith("n") else 1]:
                if isinstance(argument, ast.Constant) and isinstance(argument.value, str):
                    yield argument.value


@pure
def test_every_message_has_its_english() -> None:
    assert [e.msgid for e in catalog() if not all(english for _es, english in forms(e))] == []
    assert [e.msgid for e in catalog() if e.fuzzy or e.obsolete] == []


@pure
def test_what_is_filled_in_is_the_same_in_both_languages() -> None:
    different = [
        (spanish, english)
        for entry in catalog()
        for spanish, english in forms(entry)
        if sorted(VALUES.findall(spanish)) != sorted(VALUES.findall(english))
        or [spanish[:1].isspace(), spanish[-1:].isspace()]
        != [english[:1].isspace(), english[-1:].isspace()]
    ]
    assert different == []


@pure
def test_the_english_has_no_spanish_signs() -> None:
    signs = re.compile("[«»¿¡áéíóúñ]", re.IGNORECASE)
    found = [e.msgid for e in catalog() if any(signs.search(english) for _es, english in forms(e))]
    assert found == ["Español"]  # the name of a language is written in it


@pure
def test_the_compiled_catalog_says_the_same() -> None:
    compiled = polib.mofile(str((CHECKOUT / CATALOG).with_suffix(".mo")))
    said = {(e.msgctxt or "", e.msgid): forms(e) for e in compiled}
    written = {(e.msgctxt or "", e.msgid): forms(e) for e in catalog()}
    assert said == written, "run script/messages --compile"


@pure
@pytest.mark.parametrize(
    ("language", "day", "number"),
    [("es", "22 de noviembre de 2026", "1.866,5"), ("en", "22 November 2026", "1,866.5")],
)
def test_dates_and_numbers_are_written_as_readers_are_used_to(
    language: str, day: str, number: str
) -> None:
    with override(language):
        assert date_format(date(2026, 11, 22)) == day
        assert number_format(1866.5, force_grouping=True) == number


# --- the pages

PAGES = {
    "front": "/",
    "picture": "/picture/quito.svg",
    "plan": "/plans/quito/",
    "objective": "/plans/quito/?objective=1.2",
    "search in the plan": "/plans/quito/?q=mercados",
    "nothing in the plan": "/plans/quito/?q=xyzxyz",
    "filters": "/plans/quito/?kind=none&mechanism=none&unit=none&finding=any&missing=lead",
    "sorted": "/plans/quito/?sort=most&several=1&status=planned",
    "matrix": "/plans/quito/matrix/",
    "filtered matrix": "/plans/quito/matrix/?objective=1.2&mechanism=odd",
    "initiative": "/plans/quito/2.3.1/",
    "named lead": "/plans/quito/3.1.5/",
    "findings": "/plans/quito/findings/",
    "other findings": "/plans/quito/findings/?decision=open&kind=other",
    "no findings": "/plans/quito/findings/?decision=decided",
    "completeness": "/plans/quito/completeness/",
    "search": "/search/?q=mercados",
    "nothing found": "/search/?q=xyzxyz",
    "documents": "/documents/",
    "sign-in": "/accounts/login/",
    "forgotten password": "/accounts/password/reset/",
    "closed": "/accounts/signup/",
    "not there": "/plans/nowhere/",
}
NOT_THERE = {PAGES["closed"], PAGES["not there"]}
FOR_EDITORS = {
    "plan": "/plans/quito/?objective=2.3",
    "initiative": "/plans/quito/2.3.1/",
    "edit": "/plans/quito/2.3.1/edit/",
    "edit a part": "/plans/quito/2.3.1/edit/?field=period",
    "edit an articulation": "/plans/quito/2.3.1/articulations/1/edit/",
    **{
        f"bulk {do}": f"/plans/quito/bulk/?do={do}&sel=2.3.1&sel=2.3.2"
        for do in ("lead", "step", "area", "kind", "visibility")
    },
    "findings": "/plans/quito/findings/",
    "account": "/people/me/",
    "password": "/accounts/password/change/",
}
# where a page shows words of people or documents that are not one whole stored text
THEIRS = (
    ".m-try a, .m-hits h3, .m-hits p, .m-source q, .is-reworded > p:first-child, "
    ".m-hash, [lang]:not(html), code, kbd, style, script"
)
TOLD = ("title", "placeholder", "aria-label", "alt", "data-label", "data-none", "data-many")
ABBREVIATED = re.compile(r"([^“«(:]{4,}?)…")
QUOTED = re.compile("“[^”]*”")
SAME = {"minga", "plan"}
SPANISH = re.compile(
    r"[áéíóúñ¿¡«»]|\b(?:de|del|el|la|los|las|un|una|y|o|con|sin|por|para|en|que|su|sus|es|se)\b",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class Stored:
    """What people and documents wrote, which is never translated."""

    texts: tuple[str, ...]
    pattern: re.Pattern[str]

    def out_of(self, text: str) -> str:
        """What is left when their words are taken out: ours."""
        for short in ABBREVIATED.findall(text):
            start = re.sub(r"^[\d.]+ ", "", short.strip())
            if any(whole.startswith(start) for whole in self.texts):
                text = text.replace(short, " ")
        return QUOTED.sub(" ", self.pattern.sub(" ", text))


@pytest.fixture
def stored(plan: Plan) -> Stored:
    return theirs(written())


def written() -> set[str]:
    ours = {"SearchEntry.words", "MechanismType.label_es", "Articulation.mechanisms_text"}
    return {
        " ".join(str(value).split())
        for model in apps.get_models()
        if model.__module__.startswith("minga.")
        for field in model._meta.fields
        if isinstance(field, CharField | TextField)
        and not field.choices
        and f"{model.__name__}.{field.name}" not in ours
        for value in model._base_manager.values_list(field.name, flat=True).distinct()
    }


def theirs(found: set[str]) -> Stored:
    texts = sorted((t for t in found if len(t) > 3), key=lambda t: (-len(t), t))
    pattern = re.compile(rf"(?<!\w)(?:{'|'.join(map(re.escape, texts))})(?!\w)")
    return Stored(tuple(texts), pattern)


def texts(html: str) -> set[str]:
    """Every text of a page, and what its attributes say, without the words of others."""
    root = LexborHTMLParser(html).root
    assert root
    for theirs in root.css(THEIRS):
        theirs.decompose()
    found = set()
    for node in root.traverse(include_text=True):
        said = [node.text()] if node.tag == "-text" else map(node.attributes.get, TOLD)
        found |= {" ".join(text.split()) for text in said if text}
    return found


def read(client: Client, url: str, language: str) -> str:
    client.cookies["django_language"] = language
    response = client.get(url)
    assert response.status_code == (404 if url in NOT_THERE else 200)
    return response.content.decode()


def slips(client: Client, url: str, stored: Stored) -> list[str]:
    """What a reader of the English page meets in Spanish."""
    spanish, english = (read(client, url, language) for language in ("es", "en"))
    assert url.endswith(".svg") or '<html lang="en">' in english
    unchanged = [
        text
        for text in texts(spanish) & texts(english)
        if set(re.findall(r"[^\W\d_]{4,}", stored.out_of(text).lower())) - SAME
    ]
    return sorted({*unchanged, *spanish_in(english, stored)})


def spanish_in(html: str, stored: Stored) -> list[str]:
    return sorted(text for text in texts(html) if SPANISH.search(stored.out_of(text)))


@pytest.mark.parametrize("url", PAGES.values(), ids=PAGES)
def test_a_page_speaks_english_to_a_visitor(client: Client, stored: Stored, url: str) -> None:
    assert slips(client, url, stored) == []


@pytest.mark.parametrize("url", FOR_EDITORS.values(), ids=FOR_EDITORS)
def test_a_page_speaks_english_to_who_edits(
    client: Client, coordinator: User, stored: Stored, url: str
) -> None:
    client.force_login(coordinator)
    assert slips(client, url, stored) == []


def test_it_tells_in_english_what_was_done_and_what_was_not(
    client: Client, coordinator: User, stored: Stored
) -> None:
    client.force_login(coordinator)
    client.cookies["django_language"] = "en"
    here = "/plans/quito/2.3.1/"
    for address, said, answer in (
        (f"{here}edit/?field=kind", {"version": 1, "kind": "plan"}, "Saved: 2.3.1."),
        (f"{here}edit/?field=kind", {"version": 1, "kind": "convenio"}, "Somebody else changed"),
        (f"{here}edit/?field=period", {"version": 2, "starts": "x"}, "It could not be saved"),
        (f"{here}step/", {"verb": "start"}, "2.3.1: under way."),
        (f"{here}undo/", {"entry": 0}, "It can no longer be undone"),
        ("/plans/quito/findings/1/decide/", {"verb": "dismiss"}, "To dismiss a finding"),
        ("/plans/quito/findings/1/decide/", {"verb": "accept"}, "Decision saved: accepted."),
        ("/plans/quito/bulk/", {"do": "kind"}, "You chose no initiative."),
        (
            "/plans/quito/bulk/",
            {"do": "kind", "sel": ["2.3.1", "2.3.2"], "value": "proyecto"},
            "You are about to change 2 initiatives",
        ),
        (
            "/plans/quito/bulk/",
            {"do": "kind", "sel": ["2.3.1", "2.3.2"], "value": "proyecto", "sure": 1},
            "2 initiatives changed.",
        ),
    ):
        page = client.post(address, said, follow=True).content.decode()
        assert answer in page
        assert spanish_in(page, stored) == []
    timeline = read(client, here, "en")
    assert "Set it under way." in timeline
    assert spanish_in(timeline, stored) == []


def test_it_tells_in_english_that_a_page_was_open_too_long(stored: Stored) -> None:
    client = Client(enforce_csrf_checks=True, headers={"accept-language": "en-GB"})
    page = client.post("/accounts/login/").content.decode()
    assert "The page has expired" in page
    assert spanish_in(page, stored) == []


@pytest.mark.parametrize("form", ["html", "xlsx"])
def test_what_is_downloaded_in_english_can_be_read_in_again(
    client: Client, plan: Plan, form: str
) -> None:
    drafts = []
    for language in ("es", "en"):
        client.cookies["django_language"] = language
        response = client.get(f"/plans/quito/matrix.{form}")
        drafts.append(draft_from(read_document(b"".join(response), f"m.{form}")))
    spanish, english = drafts
    assert len(english.initiatives) == plan.initiatives.count()
    assert english.initiatives == spanish.initiatives
