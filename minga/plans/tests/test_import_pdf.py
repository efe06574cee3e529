"""The matrix drawn as PDF in many shapes comes back, and what is doubtful is flagged."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser

from minga.intake.read import read
from minga.plans.importer import draft_from
from minga.plans.tests import gold
from minga.plans.tests import renderings_pdf as pdf
from minga.plans.tests.scores import score

pytestmark = [pytest.mark.pure, pytest.mark.slow]

# columns so narrow that words are broken anywhere, which nobody can tell with certainty
NARROW = "portrait, rows cut by the page"
# the rows that page ends cut in print stand here in the middle of pages and at their ends
AS_PRINTED = "ruled, as printed"
# the browser draws a merged cell that crosses a page one row too short, and leaves a hole there
WITH_A_HOLE = "chromium, spaced"


@pytest.fixture(scope="module")
def from_chromium(browser: Browser) -> dict[str, pdf.Drawing]:
    return pdf.by_chromium(browser)


@pytest.mark.parametrize("name", sorted(pdf.DRAWINGS))
def test_every_row_comes_back(name: str, capsys: pytest.CaptureFixture[str]) -> None:
    _check(name, pdf.DRAWINGS[name](), capsys)


@pytest.mark.browser
def test_every_row_comes_back_from_a_browser(
    from_chromium: dict[str, pdf.Drawing], capsys: pytest.CaptureFixture[str]
) -> None:
    for name, drawing in from_chromium.items():
        _check(name, drawing, capsys)


def _check(name: str, drawing: pdf.Drawing, capsys: pytest.CaptureFixture[str]) -> None:
    reading = read(drawing.content, "plan.pdf")
    found = score(drawing.rows, reading, pdf.HEADER)
    with capsys.disabled():
        print(f"\n{name:42s}{found}", end="")  # noqa: T201
    assert found.silent == 0
    assert found.flagged <= 0.05 * 5 * found.rows
    assert len(reading.tables) == 1
    if name not in (NARROW, AS_PRINTED):
        assert found.exact == found.rows


@pytest.mark.parametrize("name", sorted(set(pdf.DRAWINGS) - {NARROW}))
def test_the_plan_is_the_one_read_by_hand(name: str) -> None:
    draft = draft_from(read(pdf.DRAWINGS[name]().content, "plan.pdf"))
    assert gold.rows_of(draft) == gold.matrix()


@pytest.mark.browser
def test_the_plan_printed_by_a_browser_is_the_one_read_by_hand(
    from_chromium: dict[str, pdf.Drawing],
) -> None:
    for name, drawing in from_chromium.items():
        if name == WITH_A_HOLE:
            continue
        assert gold.rows_of(draft_from(read(drawing.content, "plan.pdf"))) == gold.matrix(), name


def test_what_a_narrow_column_broke_is_flagged_up_to_the_plan() -> None:
    draft = draft_from(read(pdf.DRAWINGS[NARROW]().content, "plan.pdf"))
    wanted = gold.matrix()
    found = gold.rows_of(draft)
    assert len(found) == len(wanted)
    unsure = set(_unsure(draft))
    for row, right in zip(found, wanted, strict=True):
        if row != right:
            assert (row["management_code"], row["initiative_number"]) in unsure


def _unsure(draft: object) -> Iterator[tuple[str, str]]:
    for initiative in draft.initiatives:  # type: ignore[attr-defined]
        sources = [*initiative.sources.values()]
        sources += [s for a in initiative.articulations for s in a.sources.values()]
        if any(source.unsure for source in sources):
            yield initiative.objective, str(initiative.number)
