"""The worker as a process of its own: killed at any moment, or two at once, each letter once."""

from __future__ import annotations

import datetime
import os
import shutil
import signal
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from django.core.management import CommandError
from django.db import connections
from django.db.utils import load_backend
from pytest_django import DjangoDbBlocker, Settings

from minga.base.domain import offers
from minga.desk.management.commands.worker import refuse_to_come
from minga.notices.letters import write
from minga.notices.models import DayDone, Mail
from minga.notices.tests.server import PostOffice, post_office

pytestmark = pytest.mark.slow

CHECKOUT = Path(__file__).resolve().parents[3]
KILLED = "p3@example.org"
ALL = [f"p{n}@example.org" for n in range(1, 7)]
SECONDS = 60

Minga = Callable[..., subprocess.Popen[bytes]]


@contextmanager
def database_of_its_own(home: Path, copied: str) -> Iterator[tuple[str, dict[str, str]]]:
    """Its name for Django, and what processes need to know to use it; empty, or a copy."""
    url = os.environ.get("DATABASE_URL", "")
    if not url:
        name = str(home / "minga.sqlite3")
        if copied:
            shutil.copyfile(copied, name)
        yield name, {}
        return
    import psycopg

    name = f"minga_worker_{os.getpid()}_{'copy' if copied else 'first'}"
    with psycopg.connect(url, autocommit=True) as server:
        server.execute(f"create database {name} template {copied or 'template1'}")
    try:
        yield name, {"DATABASE_URL": urlsplit(url)._replace(path=f"/{name}").geturl()}
    finally:
        with psycopg.connect(url, autocommit=True) as server:
            server.execute(f"drop database {name} with (force)")


@pytest.fixture(scope="module")
def migrated(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A database with its tables, which each test takes a copy of."""
    home = tmp_path_factory.mktemp("migrated")
    with database_of_its_own(home, "") as (name, more):
        environment = {**os.environ, **more, "MINGA_HOME": str(home), "PYTHONPATH": str(CHECKOUT)}
        command = [sys.executable, "-P", "-m", "minga.cli", "migrate", "--verbosity", "0"]
        ends_well(subprocess.Popen(command, env=environment, stderr=subprocess.PIPE))
        yield name


@pytest.fixture
def office() -> Iterator[PostOffice]:
    with post_office() as office:
        yield office


@pytest.fixture
def minga(
    tmp_path: Path, migrated: str, office: PostOffice, django_db_blocker: DjangoDbBlocker
) -> Iterator[Minga]:
    """Starts `minga …` in a home of its own, whose database the test uses as well."""
    started = []
    with database_of_its_own(tmp_path, migrated) as (name, more), django_db_blocker.unblock():
        environment = {
            **os.environ,
            **more,
            "MINGA_HOME": str(tmp_path),
            "MINGA_SMTP_HOST": "127.0.0.1",
            "MINGA_SMTP_PORT": str(office.port),
            "MINGA_DIGEST_HOUR": "0",
            "PYTHONPATH": str(CHECKOUT),
        }

        def start(*arguments: str) -> subprocess.Popen[bytes]:
            command = [sys.executable, "-P", "-m", "minga.cli", *arguments]
            started.append(subprocess.Popen(command, env=environment, stderr=subprocess.PIPE))
            return started[-1]

        own = connections["default"]
        description = {**own.settings_dict, "NAME": name}
        connections["default"] = load_backend(description["ENGINE"]).DatabaseWrapper(
            description, "default"
        )
        try:
            yield start
        finally:
            for process in started:
                process.kill()
                process.communicate()
            connections["default"].close()
            connections["default"] = own


def ends_well(process: subprocess.Popen[bytes]) -> None:
    _out, problems = process.communicate(timeout=SECONDS)
    assert process.returncode == 0, problems.decode()


def statuses() -> dict[str, str]:
    return dict(Mail.objects.values_list("to", "status"))


def write_to(*people: str) -> None:
    for to in people:
        write(to=to, subject=to, text="Hola")


def kill_at_the_third(minga: Minga, office: PostOffice) -> None:
    write_to(*ALL)
    worker = minga("worker")
    assert office.stalled.wait(SECONDS)
    worker.kill()
    assert worker.wait() == -signal.SIGKILL
    office.stall_before = office.stall_after = ""


def test_killed_before_the_letter_left_it_is_sent_afterwards_once(
    minga: Minga, office: PostOffice
) -> None:
    office.stall_before = KILLED
    kill_at_the_third(minga, office)
    assert statuses()[KILLED] == "sending"
    ends_well(minga("worker", "--once"))
    assert office.subjects == Counter(ALL)
    assert set(statuses().values()) == {"sent"}


def test_killed_while_the_letter_was_handed_over_it_is_not_sent_twice(
    minga: Minga, office: PostOffice
) -> None:
    office.stall_after = KILLED
    kill_at_the_third(minga, office)
    assert statuses()[KILLED] == "handing"
    ends_well(minga("worker", "--once"))
    assert office.subjects == Counter(ALL)
    assert statuses() == {to: "unsure" if to == KILLED else "sent" for to in ALL}


def test_two_workers_send_each_letter_once(minga: Minga, office: PostOffice) -> None:
    people = [f"p{n}@example.org" for n in range(80)]
    write_to(*people)
    office.takes = 0.01  # so that neither is done before the other begins
    workers = [minga("worker", "--once") for _ in range(2)]
    for worker in workers:
        ends_well(worker)
    assert office.subjects == Counter(people)
    assert set(statuses().values()) == {"sent"}
    assert Mail.objects.values("claimed_by").distinct().count() == 2


def test_told_to_end_it_sends_the_letter_at_hand_first(minga: Minga, office: PostOffice) -> None:
    office.takes = 1
    write_to(*ALL)
    worker = minga("worker")
    until = time.monotonic() + SECONDS
    while not office.letters and time.monotonic() < until:
        time.sleep(0.05)
    worker.terminate()
    ends_well(worker)
    assert set(statuses().values()) == {"sent", "waiting"}
    assert Counter(statuses().values())["sent"] == len(office.letters)


def test_once_does_the_work_of_the_day_too(minga: Minga) -> None:
    ends_well(minga("worker", "--once"))
    done = set(DayDone.objects.filter(finished=True).values_list("name", flat=True))
    assert done >= {name for name, _job in offers("daily")} | {"notices.digests"}


@pytest.mark.pure
def test_a_day_to_come_is_tried_only_on_the_demo(settings: Settings) -> None:
    settings.DEMO = False
    today = datetime.date.today()
    refuse_to_come(today)
    with pytest.raises(CommandError, match="Ese día todavía no llega"):
        refuse_to_come(today + datetime.timedelta(1))
    settings.DEMO = True
    refuse_to_come(today + datetime.timedelta(1))
