"""The published matrix comes out of office documents cell by cell, and as the same plan."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from time import perf_counter

import pytest

from minga.intake.read import read
from minga.plans.importer import draft_from
from minga.plans.tests import gold, renderings

pytestmark = pytest.mark.pure

LEVELS = (0, 1)
LEVELS_AND_INITIATIVES = (0, 1, 2)
DRAWN: dict[str, Callable[[Sequence[int]], bytes]] = {
    "plan.docx": renderings.docx_by_python_docx,
    "plan.ods": renderings.ods_by_odfpy,
    "plan.odt": renderings.odt_by_odfpy,
    "plan.xlsx": renderings.xlsx_by_openpyxl,
}


def drawn(columns: Sequence[int]) -> list[tuple[str | None, ...]]:
    """The rows as a person drew them: nothing where a merged cell above takes the place."""
    grid = renderings.rows()
    taken = renderings.covered(grid, columns)
    return [
        tuple(None if (at, column) in taken else cell.strip() for column, cell in enumerate(row))
        for at, row in enumerate(grid)
    ]


@pytest.mark.parametrize("name", DRAWN)
@pytest.mark.parametrize("columns", [LEVELS, LEVELS_AND_INITIATIVES, ()])
def test_every_cell_is_the_one_that_was_drawn(name: str, columns: Sequence[int]) -> None:
    table = read(DRAWN[name](columns), name).tables[-1]
    assert [row.cells for row in table.rows] == drawn(columns)
    assert not any(row.unsure or row.wide for row in table.rows)


@pytest.mark.parametrize("name", DRAWN)
def test_every_row_of_the_plan_is_the_one_read_by_hand(name: str) -> None:
    assert gold.rows_of(draft_from(read(DRAWN[name](LEVELS), name))) == gold.matrix()


def test_a_word_document_is_a_draft_at_once() -> None:
    content = renderings.docx_by_python_docx()
    seconds = []
    for _time in range(3):
        start = perf_counter()
        draft_from(read(content, "plan.docx"))
        seconds.append(perf_counter() - start)
    print(f"\nDOCX of {len(content) // 1024} KB to draft: {min(seconds):.3f} s")  # noqa: T201
    assert min(seconds) < 1  # 0.2 s on an idle machine
