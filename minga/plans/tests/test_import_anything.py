"""Whatever comes in, the answer is a plan or one sentence."""

from __future__ import annotations

from collections.abc import Sequence

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from minga.intake.read import read
from minga.intake.reading import Reading, Row, Table, Unreadable
from minga.plans import sentences
from minga.plans.importer import draft_from

pytestmark = pytest.mark.pure

HEADER = (
    "Objetivos del Desarrollo",
    "Objetivos de Gestión",
    "Iniciativas",
    "Objetivo de Articulación",
    "Mecanismos de Articulación",
)
CELLS = [
    None,
    "",
    "",
    "1. Vida",
    "1.1 Salud",
    "y sigue",
    "Plan.",
    "Acuerdos",
    "o, y",
    "<p>x</p> ",
    "2",
]
NAMES = ["plan.txt", "plan.csv", "plan.html", "plan.xlsx", "plan.md", "plan", "plan.pdf"]

rows = st.lists(st.one_of(st.just(HEADER), st.lists(st.sampled_from(CELLS), max_size=7)))


@given(rows)
@settings(deadline=None, max_examples=150)
def test_any_rows_give_a_sound_draft_or_a_sentence(listed: list[Sequence[str | None]]) -> None:
    table = Table("1", tuple(Row(n, tuple(r)) for n, r in enumerate([HEADER, *listed], 1)))
    try:
        draft = draft_from(Reading("x", "text/plain", "utf-8", (), (table,)))
    except Unreadable as refusal:
        assert str(refusal).endswith(".")
        return
    codes = [objective.code for objective in draft.objectives]
    keys = [initiative.key for initiative in draft.initiatives]
    assert len(codes) == len(set(codes))
    assert len(keys) == len(set(keys))
    assert {initiative.objective for initiative in draft.initiatives} <= set(codes)
    assert all(initiative.name for initiative in draft.initiatives)
    assert all(o.parent in codes or not o.parent for o in draft.objectives)
    for seen in draft.observations:
        assert set(seen.subjects) <= set(keys)
        assert sentences.sentence(seen.kind, seen.params)
        assert sentences.how_read(seen.kind, seen.params)


@given(st.binary(max_size=400) | st.text(max_size=300).map(str.encode), st.sampled_from(NAMES))
@settings(deadline=None, max_examples=200)
def test_any_file_is_read_or_refused(content: bytes, name: str) -> None:
    try:
        reading = read(content, name)
    except Unreadable as refusal:
        assert str(refusal).endswith(".")
        return
    assert reading.name == name


@given(st.text(alphabet="abc;,\t|\"'\n\r<>/td r", max_size=300), st.sampled_from(NAMES[:3]))
@settings(deadline=None, max_examples=200)
def test_any_scribble_is_read_or_refused(text: str, name: str) -> None:
    try:
        draft_from(read(text.encode(), name))
    except Unreadable as refusal:
        assert str(refusal).endswith(".")
