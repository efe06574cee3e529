"""What holds for every test: a home of its own, its own kind of database, and no silent skip."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Generator, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
import pytest_django
from django.conf import settings
from hypothesis import settings as hypothesis_settings

if TYPE_CHECKING:
    from playwright.sync_api import Browser

hypothesis_settings.register_profile("minga", deadline=None, derandomize="CI" in os.environ)
hypothesis_settings.load_profile("minga")

pytest_plugins = ["minga.plans.testing"]

CHROMIUM = ("chromium", "chromium-browser", "google-chrome")

_home = pytest.StashKey[Path]()


def pytest_configure(config: pytest.Config) -> None:
    home = Path(tempfile.mkdtemp(prefix="minga-test-"))
    config.stash[_home] = home
    settings.HOME = home
    settings.DOCUMENTS = home / "documents"
    settings.FACTS = home / "facts"
    settings.STATIC_ROOT = home / "static"
    settings.STATIC_ROOT.mkdir()


@pytest.fixture(scope="session")
def django_db_setup(
    django_db_setup: None, django_db_blocker: pytest_django.DjangoDbBlocker
) -> None:
    """Quito's plan and one person a role are in the test database before the first test."""
    from minga.plans.testing import fill

    with django_db_blocker.unblock():
        fill()


@pytest.fixture
def transactional_db(
    django_db_setup: None,
    django_db_blocker: pytest_django.DjangoDbBlocker,
    tmp_path: Path,
) -> Iterator[None]:
    """A copy of the test database where threads see what others commit; it goes with the test.

    In the place of pytest-django's, which would empty the database that all tests read.
    """
    from django.db import connections

    with django_db_blocker.unblock():
        held = connections["default"]
        settings, name = held.settings_dict, held.settings_dict["NAME"]
        if held.vendor == "sqlite":
            copy = str(tmp_path / "copy.sqlite3")
            with held.cursor() as cursor:
                cursor.execute("VACUUM INTO %s", [copy])
        else:
            copy = f"{name}_apart"
            held.close()
            _on_server(held, f'CREATE DATABASE "{copy}" TEMPLATE "{name}"')
        settings["NAME"] = copy
        del connections["default"]
        try:
            yield
        finally:
            connections["default"].close()
            settings["NAME"] = name
            connections["default"] = held
            if held.vendor == "postgresql":
                _on_server(held, f'DROP DATABASE "{copy}" WITH (FORCE)')


def _on_server(connection: Any, statement: str) -> None:
    with connection._nodb_cursor() as cursor:
        cursor.execute(statement)


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    from playwright.sync_api import sync_playwright

    program = next(filter(None, map(shutil.which, CHROMIUM)), None)
    if program is None:
        pytest.fail("Chromium is missing: script/test says how to install it.")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=program,
            args=["--no-sandbox", "--disable-gpu", "--disable-background-networking"],
        )
        yield browser
        browser.close()


def pytest_unconfigure(config: pytest.Config) -> None:
    shutil.rmtree(config.stash[_home], ignore_errors=True)


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leave out, rather than skip, what only means something on the other database."""
    for item in items:
        marker = item.get_closest_marker("django_db")
        if marker and marker.kwargs.get("transaction"):
            raise pytest.UsageError(f"{item.nodeid} would empty the database: use transactional_db")
    vendor = "postgresql" if os.environ.get("DATABASE_URL") else "sqlite"
    other = {"postgresql": "only_sqlite", "sqlite": "only_postgres"}[vendor]
    left_out = [item for item in items if item.get_closest_marker(other)]
    if left_out:
        config.hook.pytest_deselected(items=left_out)
        items[:] = [item for item in items if not item.get_closest_marker(other)]


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport() -> Generator[None, pytest.TestReport, pytest.TestReport]:
    report = yield
    _refuse_skip(report)
    return report


@pytest.hookimpl(wrapper=True)
def pytest_make_collect_report() -> Generator[None, pytest.CollectReport, pytest.CollectReport]:
    report = yield
    _refuse_skip(report)
    return report


def _refuse_skip(report: pytest.TestReport | pytest.CollectReport) -> None:
    """In script/test a skipped test is a failed one: what it needs is to be installed, or said."""
    if os.environ.get("MINGA_NO_SKIPS") and report.skipped and not hasattr(report, "wasxfail"):
        report.outcome = "failed"
        report.longrepr = f"skipped, and nothing may be skipped here: {report.longrepr}"
