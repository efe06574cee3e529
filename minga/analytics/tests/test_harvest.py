"""What other Mingas publish is taken whole, checked, or not at all; questions run over all."""

from __future__ import annotations

import json
import shutil
import threading
from collections.abc import Iterator
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.core.servers.basehttp import (
    ThreadedWSGIServer,
    WSGIRequestHandler,
    get_internal_wsgi_application,
)
from pytest_django import Settings

from minga.analytics.ask import ask
from minga.analytics.gather import gather
from minga.analytics.harvest import catalog_address, forget, harvest, known
from minga.analytics.write import write_facts
from minga.base.steps import Refused
from minga.plans.models import Plan


class Quiet(SimpleHTTPRequestHandler):
    def log_message(self, format: str, *args: Any) -> None:
        """A test says nothing."""


class QuietRequests(WSGIRequestHandler):
    def log_message(self, format: str, *args: Any) -> None:
        """A test says nothing."""


@pytest.fixture
def theirs(plan: Plan, tmp_path: Path, settings: Settings) -> Path:
    """What another city published."""
    settings.PUBLISHER = "otra.ejemplo"
    write_facts(tmp_path / "theirs")
    settings.PUBLISHER = "minga.ejemplo"
    return tmp_path / "theirs"


@pytest.fixture
def url(theirs: Path) -> Iterator[str]:
    """Where it can be had: a web server over its folder."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(Quiet, directory=str(theirs)))
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}/catalog.json"
    server.shutdown()
    server.server_close()


def change(theirs: Path, change: Any) -> None:
    """Publish another catalog."""
    file = theirs / "catalog.json"
    content = json.loads(file.read_bytes())
    change(content)
    file.write_text(json.dumps(content))


@pytest.fixture
def running() -> Iterator[str]:
    """This application, served; what it answers here asks no database."""
    server = ThreadedWSGIServer(("127.0.0.1", 0), QuietRequests)
    server.set_app(get_internal_wsgi_application())
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()


@pytest.mark.slow
def test_a_running_minga_is_harvested_and_asked_beside_ours(
    running: str, plan: Plan, home: Path, tmp_path: Path, settings: Settings
) -> None:
    """The running one publishes as one city; what it publishes is taken in by another."""
    settings.PUBLISHER = "otra.ejemplo"
    write_facts()  # what the running one publishes
    mine = tmp_path / "mine"
    settings.PUBLISHER = "minga.ejemplo"
    write_facts(mine / "own")
    [taken] = harvest([running], root=mine)
    assert (taken.why, taken.publisher) == ("", "otra.ejemplo")
    assert taken.files == len(list((mine / "from").glob("*/data/*.parquet")))
    gather(mine)
    alone = ask("completeness_by_objective", {}, folder=home)
    both = ask("completeness_by_objective", {}, folder=mine)
    assert len(both.rows) == 2 * len(alone.rows) > 0
    [again] = harvest([running], root=mine)
    assert again.same and not again.files


def test_only_what_changed_comes_again(url: str, theirs: Path, home: Path) -> None:
    assert harvest([url])[0].files > 5
    change(theirs, lambda content: content.update(checked_at="2027-01-01T00:00:00+00:00"))
    [taken] = harvest([url])
    assert (taken.files, taken.why) == (0, "")


def test_questions_over_many_read_one_file_a_fact(url: str, home: Path) -> None:
    harvest([url])
    made = gather()
    assert made is not None and made.content["publishers"] == ["otra.ejemplo"]
    assert all(len(fact["files"]) == 1 for fact in made.facts.values())
    before = made.content["made_at"]
    again = gather()
    assert again is not None and again.content["made_at"] == before


@pytest.mark.parametrize(
    "spoil, why",
    [
        (lambda c: c["facts"]["initiatives"]["columns"].pop(), "cambió de columnas"),
        (
            lambda c: c["facts"]["initiatives"]["columns"][0].update(name="otra"),
            "cambió de columnas",
        ),
        (lambda c: c["facts"].pop("initiatives"), "No publica la tabla"),
        (lambda c: c.update(version=99), "no es un catálogo"),
        (lambda c: c.update(publisher=" "), "no es un catálogo"),
        (
            lambda c: c["facts"]["initiatives"]["files"][0].update(path="data/../../x.parquet"),
            "no es un catálogo",
        ),
        (
            lambda c: c["facts"]["initiatives"]["files"][0].update(sha256="0" * 64),
            "llegó cambiado",
        ),
        (lambda c: c["facts"]["initiatives"]["files"][0].update(rows=1), "no tiene las filas"),
        (
            lambda c: c["facts"]["initiatives"]["files"][0].update(path="data/none.parquet"),
            "No se pudo tomar",
        ),
        (lambda c: c.update(publisher="minga.ejemplo"), "esta misma instalación"),
    ],
)
def test_what_is_not_right_is_not_taken_and_what_stood_stays(
    url: str, theirs: Path, home: Path, spoil: Any, why: str
) -> None:
    harvest([url])
    stood = {p.name: p.read_bytes() for p in (home / "from").rglob("*") if p.is_file()}
    for file in (home / "from").glob("*/data/initiatives-*"):
        file.unlink()  # so that it has to come again
        stood.pop(file.name)
    change(theirs, spoil)
    [taken] = harvest([url])
    assert why in taken.why
    now = {p.name: p.read_bytes() for p in (home / "from").rglob("*") if p.is_file()}
    assert now == stood


def test_a_file_that_is_no_parquet_is_not_taken(url: str, theirs: Path, home: Path) -> None:
    import hashlib

    text = b"not a table"

    def spoil(content: Any) -> None:
        file = content["facts"]["initiatives"]["files"][0]
        (theirs / file["path"]).write_bytes(text)
        file.update(sha256=hashlib.sha256(text).hexdigest(), bytes=len(text))

    change(theirs, spoil)
    [taken] = harvest([url])
    assert "no se puede leer" in taken.why
    assert not known() and not list((home / "from").rglob("*.parquet"))


def test_a_file_longer_than_announced_is_not_swallowed(url: str, theirs: Path, home: Path) -> None:
    change(theirs, lambda c: c["facts"]["initiatives"]["files"][0].update(bytes=10))
    assert "llegó cambiado" in harvest([url])[0].why


def test_one_that_fails_does_not_keep_the_others_out(url: str, home: Path) -> None:
    outcomes = harvest(["http://127.0.0.1:9/", url])
    assert [bool(one.why) for one in outcomes] == [True, False]
    with pytest.raises(SystemExit) as ended:
        call_command("harvest", "http://127.0.0.1:9/", url, "--json")
    assert ended.value.code == 1


def test_nobody_speaks_in_the_name_of_another(
    url: str, theirs: Path, home: Path, tmp_path: Path
) -> None:
    harvest([url])
    shutil.copytree(theirs, tmp_path / "copy")
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(Quiet, directory=str(tmp_path / "copy")))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    [taken] = harvest([f"http://127.0.0.1:{server.server_port}/catalog.json"])
    server.shutdown()
    server.server_close()
    assert "ya se toman de" in taken.why
    assert [source.url for source in known()] == [url]


def test_what_was_taken_can_be_forgotten(url: str, home: Path) -> None:
    harvest([url])
    forget("otra.ejemplo")
    made = gather()
    assert not known() and (made is None or not made.content["publishers"])
    with pytest.raises(Refused, match="No se ha tomado nada"):
        forget("otra.ejemplo")


@pytest.mark.parametrize("wrong", ["otra.ejemplo", "file:///etc/passwd", "ftp://x/", "http://"])
def test_an_address_that_is_none_is_refused(wrong: str, db: None, home: Path) -> None:
    with pytest.raises(CommandError, match="no es una dirección"):
        call_command("harvest", wrong)


def test_the_page_of_the_data_is_as_good_an_address_as_that_of_the_site() -> None:
    wanted = "https://otra.ejemplo/analysis/facts/catalog.json"
    for said in ("https://otra.ejemplo", "https://otra.ejemplo/analysis/facts/", wanted):
        assert catalog_address(said) == wanted
