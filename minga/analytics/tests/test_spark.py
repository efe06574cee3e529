"""Every question gives the same answer on DuckDB and on a real Spark, to the last digit."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from minga.analytics.ask import Answer, Bounds, ask
from minga.analytics.questions import questions
from minga.analytics.tests.world import World
from minga.analytics.write import write_facts
from minga.base.steps import Refused
from minga.bench.observatory_spark import SMALL, cluster

pytestmark = [pytest.mark.django_db, pytest.mark.slow]
ALL = Bounds(rows=None, seconds=None)


@pytest.fixture(scope="module")
def master(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    folder = tmp_path_factory.mktemp("spark") / "here"
    with pytest.MonkeyPatch.context() as patch, cluster(folder, SMALL, "1g") as started:
        for name, said in started.env.items():
            patch.setenv(name, said)
        yield started.address
        from pyspark.sql import SparkSession

        if active := SparkSession.getActiveSession():
            active.stop()


@pytest.mark.only_sqlite  # the files that both read are the same ones, from either database
def test_both_engines_answer_the_same(master: str, world: World, home: Path) -> None:
    write_facts()
    given = {
        "compliance_by_objective": {"plan": world.plan.code, "year": "2026"},
        "compliance_by_unit": {"basis": "preliminary"},
        "late_commitments": {"on": "2027-06-30"},
        "actors_by_initiatives": {"role": "funds"},
    }
    rows = 0
    for name in questions():
        ours = ask(name, given.get(name), bounds=ALL)
        theirs = ask(name, given.get(name), engine=master, bounds=ALL)
        assert ours.rows == theirs.rows, name
        assert ours.rows, name  # a question that nobody can answer tests nothing
        rows += len(ours.rows)
    assert rows > 500
    cut = ask("budget_by_source", engine=master, bounds=Bounds(rows=7, seconds=None))
    assert cut.cut and len(cut.rows) == 7
    assert cut.rows == ask("budget_by_source", bounds=Bounds(rows=7)).rows
    stopped = ask("yearly_scores", engine=master, bounds=Bounds(rows=7, seconds=0.01))
    assert stopped.stopped == 0.01 and not stopped.rows
    hostile = "quito' or '1' = '1"
    assert ask("without_instrument", {"plan": hostile}, engine=master).rows == []


def test_a_master_that_is_not_there_is_said_so(
    answers: Callable[..., Answer], monkeypatch: pytest.MonkeyPatch
) -> None:
    write_facts()
    for engine, said in (
        ("spark://127.0.0.1:9", "Nadie responde en spark://127.0.0.1:9"),
        ("spark://sin-puerto", "spark://nombre:7077"),
        ("presto", "El motor es «duckdb»"),
    ):
        with pytest.raises(Refused, match=said):
            ask("without_instrument", engine=engine)
    monkeypatch.setenv("JAVA_HOME", "/nowhere")
    with pytest.raises(Refused, match="Spark necesita Java 17"):
        ask("without_instrument", engine="spark://127.0.0.1:9")
