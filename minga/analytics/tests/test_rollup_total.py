"""What `minga rollup` says of published facts is what the application keeps, to the last digit."""

from __future__ import annotations

import csv
import datetime
import io
import json
import re
import shutil
from decimal import Decimal
from pathlib import Path

import duckdb
import pytest
from django.core.management import CommandError, call_command
from django.test import Client
from pytest_django import Settings

from minga.analytics.ask import ask
from minga.analytics.catalog import dumped, own, read_catalog, switch
from minga.analytics.gather import gather
from minga.analytics.rollup.kept import FOLDER
from minga.analytics.rollup.total import groups, rollup
from minga.analytics.tests.world import World
from minga.analytics.write import write_facts
from minga.base.steps import Refused
from minga.monitoring.models import Figure, Indicator, Reading, Rule
from minga.monitoring.scoring.recompute import recompute
from minga.monitoring.scoring.refresh import refresh
from minga.plans.models import Plan

pytestmark = [pytest.mark.django_db, pytest.mark.only_sqlite]  # the files are the same from both


@pytest.fixture
def facts(world: World, home: Path) -> Path:
    """The facts of a city at work."""
    write_facts()
    return home


def rolled(by: str, **options: object) -> dict[tuple[int, int], tuple[object, ...]]:
    catalog = read_catalog(own())
    assert catalog
    return {
        (group.keys[0], group.year): (
            group.numerator,
            group.denominator,
            group.scored,
            {name: count for name, count in group.lights.items() if count},
        )
        for group in groups(catalog, [by], **options)  # type: ignore[arg-type]
    }


def kept(plan: Plan, of: str, basis: str) -> dict[tuple[int, int], tuple[object, ...]]:
    found = Figure.objects.filter(
        rule__plan=plan, rule__kind="target", of=of, basis=basis, audience="public"
    )
    return {
        (f.key, f.year): (
            f.numerator,
            f.denominator,
            f.scored,
            {name: count for name, count in f.lights.items() if count},
        )
        for f in found
    }


@pytest.mark.parametrize("basis", ["approved", "preliminary"])
@pytest.mark.parametrize("of", ["unit", "objective"])
def test_groups_are_the_figures_that_are_kept(facts: Path, plan: Plan, of: str, basis: str) -> None:
    expected = kept(plan, of, basis)
    assert len(expected) > 10
    assert {light for f in expected.values() for light in f[3]} == {"ok", "warn", "bad"}  # type: ignore[attr-defined]
    assert rolled(of, basis=basis) == expected
    # and once more, of what was kept of the first time
    assert rolled(of, basis=basis) == expected


def test_questions_say_the_same(facts: Path, plan: Plan) -> None:
    asked = {
        "unit": ask("compliance_by_unit").rows,
        "objective": ask("compliance_by_objective").rows,
    }
    for of, rows in asked.items():
        assert sorted(rows) == sorted((*row[1:-7], *row[-7:-3]) for row in rollup([of]).rows)


def test_by_both_adds_up_to_each(facts: Path, plan: Plan) -> None:
    catalog = read_catalog(own())
    assert catalog
    both = groups(catalog, ["objective", "unit"])
    assert {(g.keys[::-1], g.numerator) for g in both} == {
        (g.keys, g.numerator) for g in groups(catalog, ["unit", "objective"])
    }
    by_objective: dict[tuple[int, int], list[Decimal]] = {}
    for group in both:
        by_objective.setdefault((group.keys[0], group.year), []).append(group.numerator)
    assert {key: sum(parts) for key, parts in by_objective.items()} == {
        key: said[0] for key, said in rolled("objective").items()
    }


def test_each_year_has_the_thresholds_of_its_version_of_the_rule(
    world: World, home: Path, plan: Plan
) -> None:
    first = Rule.objects.get(plan=plan, kind="target")
    Rule.objects.create(
        plan=plan,
        kind="target",
        version=first.version + 1,
        name=first.name,
        since=datetime.date(2026, 1, 1),
        params={"interpolate": False, "places": 1},
        thresholds=[
            {"light": "ok", "from": "0.5", "closed": False},
            {"light": "warn", "from": 0.3},
            {"light": "bad"},
        ],
    )
    recompute(plan)
    write_facts()
    for of in ("unit", "objective"):
        assert rolled(of) == kept(plan, of, "approved")


def test_a_rule_without_thresholds_gives_no_lights(world: World, home: Path, plan: Plan) -> None:
    Rule.objects.filter(plan=plan, kind="target").update(thresholds=[])
    recompute(plan)
    write_facts()
    assert rolled("unit") == kept(plan, "unit", "approved")
    assert {row[-3:] for row in rollup(["unit"]).rows} == {(0, 0, 0)}


def test_a_correction_that_would_leave_no_value_leaves_the_approved_one(
    world: World, home: Path, plan: Plan
) -> None:
    readings = Reading.objects.filter(
        indicator__measure="ratio",
        indicator__visibility="public",
        indicator__status="active",
        indicator__objective__isnull=False,
        indicator__targets__isnull=False,
        denominator__isnull=False,
        status="approved",
        period__ends__year=2026,
    )
    reading = readings.first()
    assert reading
    others = Reading.objects.filter(indicator=reading.indicator_id, period__ends__year=2026)
    others.exclude(pk=reading.pk).delete()
    reading.pk, reading.status, reading.numerator, reading.denominator = None, "sent", None, None
    reading._state.adding = True
    reading.save()
    refresh([reading.indicator_id])
    write_facts()
    for of in ("unit", "objective"):
        assert rolled(of, basis="preliminary") == kept(plan, of, "preliminary")


def test_one_year_is_that_year_of_all(facts: Path) -> None:
    every = rolled("objective")
    shutil.rmtree(own() / FOLDER)
    assert rolled("objective", year=2026) == {k: v for k, v in every.items() if k[1] == 2026}
    assert len(list((own() / FOLDER).glob("values-*.approved.parquet"))) == 1


def made() -> dict[str, int]:
    return {
        file.name: file.stat().st_mtime_ns
        for file in (own() / FOLDER).iterdir()
        if not file.name.startswith(".")
    }


def test_a_reading_changes_only_what_is_kept_of_its_year(facts: Path, plan: Plan) -> None:
    rolled("unit")
    before = made()
    assert len(before) == 7  # goals, and three years on both bases
    reading = Reading.objects.filter(
        status="approved",
        indicator__visibility="public",
        indicator__status=Indicator.Status.ACTIVE,
        period__ends__year=2026,
        indicator__scores__raw__isnull=False,
        indicator__objective__isnull=False,
    ).first()
    assert reading
    Reading.objects.filter(pk=reading.pk).update(value=reading.value + 1)
    refresh([reading.indicator_id])
    write_facts(compare=True)
    assert rolled("unit") == kept(plan, "unit", "approved")
    after = made()
    assert {name for name in before if after.get(name) == before[name]} == {
        name for name in before if name in after
    }
    assert len(after) == 7 and len(after.keys() - before.keys()) == 2


def test_kept_files_are_not_published_and_are_made_again_where_they_lack(
    facts: Path, client: Client
) -> None:
    first = rolled("unit")
    for file in made():
        assert client.get(f"/analysis/facts/data/{file}").status_code == 404
        (own() / FOLDER / file).unlink()
    (own() / FOLDER / ".sheet-0.npz.new").write_bytes(b"half")
    assert rolled("unit") == first
    assert not (own() / FOLDER / ".sheet-0.npz.new").exists()


def test_where_nothing_can_be_written_it_is_worked_out_anew(facts: Path) -> None:
    (own() / FOLDER).write_text("a file where the folder would be")
    assert rolled("unit")


@pytest.fixture
def others(facts: Path, settings: Settings) -> Path:
    """The same facts, as another city published them, taken."""
    folder = facts / "from" / "otra"
    shutil.copytree(own(), folder)
    content = json.loads((folder / "catalog.json").read_bytes()) | {"publisher": "otra.ejemplo"}
    switch(folder / "catalog.json", dumped(content))
    source = {
        "url": "http://otra.ejemplo/",
        "publisher": "otra.ejemplo",
        "etag": "",
        "taken_at": "",
    }
    (folder / "source.json").write_text(json.dumps(source))
    return folder


def test_what_others_publish_stands_beside_ours(others: Path, settings: Settings) -> None:
    every = rollup(["unit"]).rows
    ours = [row for row in every if row[0] == settings.PUBLISHER]
    theirs = rollup(["unit"], publisher="otra.ejemplo").rows
    assert len(ours) > 10 and every == ours + theirs
    assert [row[1:] for row in theirs] == [row[1:] for row in ours]
    assert rollup(["unit"], folder=others).rows == theirs
    with pytest.raises(Refused, match=r"No hay datos de «x»; hay de: .*, otra\.ejemplo\."):
        rollup(["unit"], publisher="x")


def test_facts_of_many_in_one_are_refused(others: Path, home: Path) -> None:
    gather()
    with pytest.raises(Refused, match="dé la carpeta que la contiene"):
        rollup(["unit"], folder=home / "gathered")


def test_goals_that_are_not_numbered_are_refused_with_who_published_them(others: Path) -> None:
    catalog = read_catalog(others)
    assert catalog
    (file,) = catalog.files("goals")
    with duckdb.connect() as database:
        database.execute(
            f"copy (select * from '{file}' where goal <> 3) to '{file}.new' (format parquet)"
        )
    Path(f"{file}.new").replace(file)
    with pytest.raises(Refused, match=r"Los datos de «otra\.ejemplo» no se dejan sumar: sus metas"):
        rollup(["unit"], publisher="otra.ejemplo")


def test_the_command_shows_and_writes_the_groups(
    facts: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    call_command("rollup", by="unit")
    shown = capsys.readouterr().out.splitlines()
    assert shown[0].split()[:2] == ["De", "quién"] and "En alerta" in shown[0]
    rows = rollup(["objective", "unit"]).rows
    call_command("rollup", by="objective,unit", format="csv")
    told = list(csv.DictReader(io.StringIO(capsys.readouterr().out)))
    assert len(told) == len(rows) > 20
    assert [Decimal(row["part"]) for row in told] == [row[-6] for row in rows]
    assert list(told[0])[1:5] == ["code", "objective", "unit", "year"]
    call_command("rollup", by="unit", year=2026, format="json")
    said = json.loads(capsys.readouterr().out)
    assert {row["year"] for row in said["rows"]} == {2026}
    assert said["params"]["by"] == "unit"


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"by": "mes"}, "Se suma por objective, unit; no por «mes»."),
        ({"by": "unit", "basis": "todas"}, "Las lecturas son «approved» o «preliminary»."),
    ],
)
def test_what_cannot_be_asked_is_refused_in_one_line(
    facts: Path, given: dict[str, str], said: str
) -> None:
    with pytest.raises(CommandError, match=re.escape(said)):
        call_command("rollup", **given)


def test_without_facts_it_says_what_to_do(home: Path) -> None:
    with pytest.raises(CommandError, match="escríbalos primero con minga facts"):
        call_command("rollup")


def test_nothing_scored_is_no_row(
    plan: Plan, home: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    write_facts()
    call_command("rollup")
    assert "Ningún indicador tiene puntaje" in capsys.readouterr().err
