"""Tables that nobody looked at while the reader was written."""

from __future__ import annotations

import pytest

from minga.intake.read import read
from minga.plans.tests import random_tables
from minga.plans.tests.scores import Score, score

pytestmark = [pytest.mark.pure, pytest.mark.slow]


def _scores(seeds: range, styles: tuple[str, ...]) -> Score:
    total = Score(0)
    for seed in seeds:
        table = random_tables.drawn(seed, styles)
        if table is None:
            continue
        found = score(table.rows, read(table.content, "plan.pdf"), table.header)
        total.rows += found.rows
        total.exact += found.exact
        total.flagged += found.flagged
        total.flagged_wrong += found.flagged_wrong
        total.silent += found.silent
    return total


def test_tables_with_rules_come_back_whole(capsys: pytest.CaptureFixture[str]) -> None:
    found = _scores(range(1000, 1060), random_tables.RULED)
    with capsys.disabled():
        print(f"\nwith rules     {found}", end="")  # noqa: T201
    assert found.rows > 1000
    assert found.silent == 0
    assert found.exact >= 0.999 * found.rows


def test_most_tables_without_rules_come_back(capsys: pytest.CaptureFixture[str]) -> None:
    found = _scores(range(2000, 2060), ("none", "header", "rows", "zebra"))
    with capsys.disabled():
        print(f"\nwithout rules  {found}", end="")  # noqa: T201
    assert found.rows > 1000
    assert found.exact >= 0.98 * found.rows
    assert found.silent <= 0.01 * found.rows
