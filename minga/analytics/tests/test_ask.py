"""Asking: bounded, fenced, and every refusal one clear line."""

from __future__ import annotations

import json
from collections.abc import Callable
from copy import deepcopy
from dataclasses import replace
from decimal import ROUND_HALF_UP, Decimal, localcontext
from pathlib import Path

import duckdb
import pytest
from django.core.management import CommandError, call_command
from hypothesis import given
from hypothesis import strategies as st

from minga.analytics import ask as asking
from minga.analytics.ask import Answer, Bounds, ask
from minga.analytics.catalog import Catalog, own, read_catalog
from minga.analytics.duck import RATIO, fenced, run
from minga.analytics.questions import questions
from minga.analytics.sources import facts
from minga.analytics.write import write_facts
from minga.base.steps import Refused

Answers = Callable[..., Answer]


@pytest.mark.pure
def test_every_question_says_what_it_means() -> None:
    assert len(questions()) >= 15
    for one in questions().values():
        assert one.title.es and one.title.en and one.what.es and one.what.en and one.grain
        assert set(one.uses) <= set(questions())
        assert not any(other.params for name in one.uses for other in [questions()[name]])
        statements = duckdb.extract_statements(one.sql)
        assert [s.type.name for s in statements] == ["SELECT"], one.name
        named = {p.name for p in one.params}
        assert all(f"${name}" in one.sql for name in named), one.name
        assert "order by" in one.sql, one.name  # else two engines may answer in two orders


@pytest.mark.django_db
def test_every_question_has_an_answer_with_its_columns(answers: Answers) -> None:
    for name, one in questions().items():
        answer = answers(name)
        assert answer.rows, name
        assert all(len(row) == len(one.columns) for row in answer.rows), name
        assert not answer.caution, name


numbers = st.decimals(
    min_value=-(10**15), max_value=10**15, places=6, allow_nan=False, allow_infinity=False
)


@pytest.mark.pure
@given(numbers, numbers)
def test_a_quotient_is_rounded_once_and_half_up(a: Decimal, b: Decimal) -> None:
    with duckdb.connect() as database:
        database.execute(RATIO)
        found = database.execute(
            "select ratio(cast($a as decimal(24,6)), cast($b as decimal(24,6)))", {"a": a, "b": b}
        ).fetchone()
    assert found
    if b == 0:
        assert found[0] is None
        return
    with localcontext(prec=80):
        assert found[0] == (a / b).quantize(Decimal("0.000001"), ROUND_HALF_UP)


@pytest.mark.django_db
def test_an_answer_that_is_cut_or_stopped_says_so(answers: Answers) -> None:
    whole = answers("counted_scores")
    cut = ask("counted_scores", bounds=Bounds(rows=5))
    assert cut.rows == whole.rows[:5] and cut.caution == "Cortado a 5 filas: hay más."
    exact = ask("counted_scores", bounds=Bounds(rows=len(whole.rows)))
    assert not exact.cut and exact.rows == whole.rows
    forever = replace(
        questions()["late_commitments"],
        sql="select sum(range % 7) from range(1000000000000) where $on is not null",
    )
    catalog = read_catalog(own())
    assert catalog
    stopped = run(forever, forever.values({}), [catalog], Bounds(seconds=0.3))
    assert stopped.rows == [] and stopped.seconds < 5
    assert stopped.caution.startswith("Se detuvo a los 0,3 s")


@pytest.mark.django_db
def test_the_fence_holds(home: Path, tmp_path: Path) -> None:
    catalog = write_facts().catalog
    secret = tmp_path / "secret.csv"
    secret.write_text("a\n1\n")
    outside = [
        f"select * from read_csv('{secret}')",
        f"select * from '{secret}'",
        f"copy (select 1) to '{tmp_path / 'out.csv'}'",
        f"attach '{tmp_path / 'x.db'}'",
        "install httpfs",
        "load httpfs",
        "select * from read_text('/etc/passwd')",
        "select * from glob('/*')",
        "set enable_external_access = true",
        "set memory_limit = '100GB'",
        "select * from read_parquet('https://example.org/a.parquet')",
    ]
    with fenced([catalog], Bounds()) as database:
        for statement in outside:
            with pytest.raises(duckdb.Error):
                database.execute(statement).fetchall()
        assert database.execute("select count(*) from initiatives").fetchone()
    assert not (tmp_path / "out.csv").exists() and not (tmp_path / "x.db").exists()


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("name", "given", "said"),
    [
        ("nothing", {}, "No hay una pregunta «nothing». Las que hay: actors_by_initiatives"),
        ("budget_by_source", {"year": "dos mil"}, "«year» es un número entero, como 2026"),
        ("budget_by_source", {"year": "2026; drop"}, "«year» es un número entero"),
        ("late_commitments", {"on": "31/12/2026"}, "«on» es una fecha, como 2027-03-31"),
        (
            "budget_by_source",
            {"colour": "red"},
            "el parámetro «colour»; tiene: plan, year",
        ),
    ],
)
def test_what_cannot_be_asked_is_said_in_one_line(
    home: Path, name: str, given: dict[str, str], said: str
) -> None:
    write_facts()
    with pytest.raises(Refused) as refusal:
        ask(name, given)
    message = " ".join(refusal.value.messages)
    assert said in message and "\n" not in message


@pytest.mark.django_db
def test_a_parameter_is_never_part_of_the_statement(answers: Answers) -> None:
    assert answers("without_instrument", plan="quito").rows
    assert answers("without_instrument", plan="quito' or '1'='1").rows == []


@pytest.mark.django_db
def test_without_facts_it_says_what_to_do(home: Path) -> None:
    with pytest.raises(Refused, match="escríbalos primero con minga facts"):
        ask("budget_by_source")


@pytest.mark.django_db
def test_several_governments_stand_side_by_side(answers: Answers, home: Path) -> None:
    alone = answers("without_instrument")
    asked = alone.question
    ours = read_catalog(own())
    assert ours
    theirs = Catalog(ours.folder, ours.content | {"publisher": "otra.example.org"})
    found = run(asked, alone.params, [ours, theirs], Bounds())
    assert found.rows == alone.rows + alone.rows
    other = deepcopy(ours.content)
    other["facts"]["plans"]["columns"].pop()
    with pytest.raises(Refused, match="no tienen la misma tabla «plans»"):
        asking._known(asked, [ours, Catalog(ours.folder, other)])


@pytest.mark.django_db
def test_the_command_answers_in_each_format(
    home: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    write_facts()
    call_command("ask", "--list")
    assert "--param since = today" in capsys.readouterr().out
    call_command("ask", "without_instrument", "--limit", "2")
    said = capsys.readouterr()
    assert "Derechos y justicia social" in said.out and "Cortado a 2 filas" in said.err
    call_command("ask", "without_instrument", "--json", "--param", "plan=quito")
    assert json.loads(capsys.readouterr().out)["rows"][0]["code"] == "1.1"
    call_command("ask", "without_instrument", "--format", "csv")
    assert capsys.readouterr().out.startswith("code,objective,articulations,without,share")
    book = tmp_path / "answer.xlsx"
    call_command("ask", "without_instrument", "--format", "xlsx", "--out", str(book))
    from python_calamine import CalamineWorkbook

    rows = CalamineWorkbook.from_path(str(book)).get_sheet_by_index(0).to_python()
    assert rows[0][0] == "Código" and rows[1][0] == "1.1"
    for wrong, words in ((["--param", "x"], "así: --param"), (["--engine", "x"], "El motor es")):
        with pytest.raises(CommandError, match=words):
            call_command("ask", "without_instrument", *wrong)


@pytest.mark.pure
def test_what_a_catalog_of_another_kind_says(tmp_path: Path) -> None:
    (tmp_path / "catalog.json").write_text('{"format": "other"}')
    with pytest.raises(Refused, match="no es un catálogo de datos de Minga"):
        read_catalog(tmp_path)
    assert read_catalog(tmp_path / "nothing") is None
    assert Catalog(tmp_path, {"facts": {}}).every_file == {}
    assert facts()
