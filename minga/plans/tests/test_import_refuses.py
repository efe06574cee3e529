"""A document without a plan is refused with one sentence that says what was found instead."""

from __future__ import annotations

from pathlib import Path

import pytest

from minga.intake.read import read
from minga.intake.reading import Unreadable
from minga.plans.importer import draft_from

pytestmark = pytest.mark.pure

REFUSED = {
    "prose": (b"Hola. Esto es una carta, y nada mas.\n", "carta.txt", "no tiene tablas"),
    "another table": (
        b"fecha;ventas;pais\n2024;1;EC\n2025;2;EC\n",
        "ventas.csv",
        "fecha, ventas, pais",
    ),
    "a list of initiatives alone": (b"Iniciativas;Notas\nRed;x\n", "a.csv", "Iniciativas, Notas"),
    "a header alone": (
        b"Objetivos;Iniciativas;Mecanismos\n;;\n",
        "a.csv",
        "ninguna iniciativa",
    ),
    "a page without tables": (
        b"<!doctype html><html><body><p>Iniciativas</p></body></html>",
        "a.html",
        "no tiene tablas",
    ),
}


@pytest.mark.parametrize("case", REFUSED)
def test_it_refuses(case: str) -> None:
    content, name, said = REFUSED[case]
    with pytest.raises(Unreadable, match=said) as refusal:
        draft_from(read(content, name))
    assert str(refusal.value).endswith(".")


def test_it_refuses_a_document_that_was_cut() -> None:
    whole = (Path(__file__).parents[1] / "data" / "pmdot-apendice-12.txt").read_bytes()
    with pytest.raises(Unreadable, match="parece cortado"):
        draft_from(read(whole[:30_000].decode(errors="ignore").encode(), "plan.txt"))
