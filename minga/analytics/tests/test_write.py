"""Writing: only what changed, always whole, the same bytes for the same rows."""

from __future__ import annotations

import datetime
import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from minga.analytics.ask import ask
from minga.analytics.catalog import read_catalog
from minga.analytics.reading import snapshot
from minga.analytics.sources import TYPES, facts
from minga.analytics.tests.world import World
from minga.analytics.write import Written
from minga.base import history
from minga.base.steps import Refused
from minga.monitoring.models import Reading, Target
from minga.plans.models import Initiative, Plan

Write = Callable[..., Written]
pytestmark = pytest.mark.django_db


def _written(done: Written) -> dict[str, int]:
    return {o.fact: o.written for o in done.outcomes if o.written}


def _digests(done: Written) -> dict[str, list[str]]:
    return {
        name: [file["sha256"] for file in fact["files"]]
        for name, fact in done.catalog.facts.items()
    }


def test_every_fact_says_what_it_is() -> None:
    assert len(facts()) > 25
    for fact in facts().values():
        assert fact.grain and fact.grain_en and fact.tables, fact.name
        for column in fact.columns:
            assert column.what and column.what_en and column.type in TYPES, fact.name


def test_what_did_not_change_is_not_written_again(world: World, write: Write) -> None:
    first = write()
    assert len(_written(first)) == len(facts())
    before = {file: file.stat().st_mtime_ns for file in first.catalog.folder.glob("data/*")}
    again = write()
    assert not again.changed
    compared = write(compare=True)
    assert not compared.changed
    assert {f: f.stat().st_mtime_ns for f in first.catalog.folder.glob("data/*")} == before
    assert _digests(first) == _digests(compared)
    assert again.catalog.made_at > first.catalog.made_at


def test_the_same_rows_give_the_same_bytes(world: World, write: Write, tmp_path: Path) -> None:
    assert _digests(write()) == _digests(write(out=tmp_path / "other"))


def test_after_any_change_it_is_as_if_written_from_nothing(
    world: World, write: Write, tmp_path: Path
) -> None:
    write()
    initiative = Initiative.objects.filter(visibility="public", plan=world.plan).first()
    assert initiative
    reading = Reading.objects.filter(
        indicator__visibility="public", status="sent", indicator__objective__isnull=False
    ).first()
    assert reading
    by = world.people[0]

    def hide() -> None:
        Initiative.objects.filter(pk=initiative.pk).update(visibility="internal")
        history.record(initiative, "changed", by=by)

    def approve() -> None:
        now = datetime.datetime.now(datetime.UTC)
        cell = {"period": reading.period, "area": reading.area, "category": reading.category}
        Reading.objects.filter(indicator=reading.indicator, **cell, status="approved").update(
            status="rectified", decided_at=now
        )
        Reading.objects.filter(pk=reading.pk).update(status="approved", decided_at=now)
        history.record(reading, "approved", by=by)

    def aim() -> None:
        until = datetime.date(2041, 12, 31)
        Target.objects.create(indicator=reading.indicator, until=until, value=Decimal(3))

    def move() -> None:
        area = world.areas[5]
        found = Initiative.objects.filter(plan=world.plan, visibility="public")
        found.exclude(areas=area)[0].areas.add(area)

    changes: list[tuple[Callable[[], Any], set[str], int]] = [
        (hide, {"initiatives"}, 3),  # its indicators leave, and the dense numbers move
        (approve, {"readings"}, 1),
        (move, {"initiative_areas"}, 1),
        (aim, {"targets", "goals", "readings"}, 3),  # another year: the dense numbers move
    ]
    for number, (change, touched, files) in enumerate(changes):
        change()
        done = write()
        assert touched <= set(_written(done)), change.__name__
        assert done.outcomes and _written(done).get("readings", 1) <= files
        if change is move:
            assert set(_written(done)) == touched
        assert _digests(done) == _digests(write(out=tmp_path / str(number))), change.__name__


def test_odd_texts_and_numbers_come_through(plan: Plan, write: Write) -> None:
    odd = 'Comillas "dobles", coma\notra línea\r\n\ttabulación ñ 🙂 \' %s %% ;'
    first, second = Initiative.objects.filter(plan=plan).order_by("pk")[:2]
    Initiative.objects.filter(pk=first.pk).update(name=odd)
    Initiative.objects.filter(pk=second.pk).update(name="")
    from minga.analytics.ask import Bounds
    from minga.analytics.duck import fenced

    with fenced([write().catalog], Bounds()) as database:
        rows = dict(
            database.execute(
                "select initiative_key, name from initiatives where initiative_key in (?, ?)",
                [first.pk, second.pk],
            ).fetchall()
        )
    assert rows == {first.pk: odd, second.pk: ""}


def test_two_at_once_are_refused(home: Path, write: Write) -> None:
    import fcntl

    write()
    with (home / "own" / ".lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        with pytest.raises(Refused, match="Otro proceso está escribiendo"):
            write()


def test_a_lost_or_damaged_set_is_written_again(home: Path, write: Write) -> None:
    first = write()
    gone = first.catalog.files("plans")[0]
    gone.unlink()
    assert set(_written(write())) == {"plans"}
    (home / "own" / "catalog.json").write_text("{")
    assert len(_written(write())) == len(facts())
    (home / "own" / "state.json").unlink()
    assert write().catalog.facts.keys() == facts().keys()


def test_the_command_says_what_it_did(
    home: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    call_command("facts")
    assert "initiatives" in capsys.readouterr().out
    call_command("facts")
    assert "Nada cambió desde la última vez." in capsys.readouterr().out
    call_command("facts", "--json")
    told = json.loads(capsys.readouterr().out)
    assert {one["written"] for one in told["facts"]} == {0}
    blocked = tmp_path / "file"
    blocked.write_text("")
    with pytest.raises(CommandError, match="No se puede escribir en"):
        call_command("facts", "--out", str(blocked / "facts"))


KILLED = """
import sys, pathlib
import django
django.setup()
from minga.analytics import write
copy, done = write._copy, []
def slow(*args):
    copy(*args)
    done.append(1)
    print(len(done), flush=True)
    if len(done) == 3:
        sys.stdin.read()
write._copy = slow
write.write_facts(pathlib.Path(sys.argv[1]), everything=True)
"""


@pytest.mark.slow
def test_a_run_that_is_killed_leaves_what_was_there(tmp_path: Path, home: Path) -> None:
    """On a database of its own: the one of the tests is not there for other processes."""
    environment = {key: value for key, value in os.environ.items() if key != "DATABASE_URL"} | {
        "MINGA_HOME": str(tmp_path / "home"),
        "DJANGO_SETTINGS_MODULE": "minga.settings",
        "PYTHONPATH": str(Path(__file__).parents[3]),
    }
    out = tmp_path / "facts" / "own"
    run = [sys.executable, "-m", "minga.cli", "facts", "--json", "--out", str(out)]
    subprocess.run(run, env=environment, check=True, capture_output=True)
    before = (out / "catalog.json").read_bytes()
    process = subprocess.Popen(
        [sys.executable, "-c", KILLED, str(out)],
        env=environment,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert process.stdout
    while process.stdout.readline().strip() != "3":
        assert process.poll() is None
        time.sleep(0.01)
    process.send_signal(signal.SIGKILL)
    process.wait()
    assert (out / ".writing").exists()
    assert (out / "catalog.json").read_bytes() == before
    catalog = read_catalog(out)
    assert catalog
    assert all(path.exists() for name in catalog.facts for path in catalog.files(name))
    assert ask("without_instrument", folder=out).rows == []
    subprocess.run(run, env=environment, check=True, capture_output=True)
    assert not (out / ".writing").exists()


def test_the_snapshot_reads_and_lets_go(plan: Plan) -> None:
    with snapshot():
        assert Plan.objects.exists()
    Plan.objects.update(short_title="Otro")  # nothing holds it
    assert Plan.objects.filter(short_title="Otro").exists()
