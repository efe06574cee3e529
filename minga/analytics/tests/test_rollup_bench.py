"""The benchmark of the roll-up runs, and prints only what all engines agree on."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from minga.bench import rollup
from minga.bench.measure import WorkFailed
from minga.bench.rollup_make import goals, values

pytestmark = pytest.mark.pure


@pytest.mark.slow
def test_few_readings_are_rolled_up_the_same_by_all() -> None:
    found = rollup.bench_rollup([20_000], 1)
    (size,) = found["sizes"]
    assert size["rows"] == 20_000
    assert size["ok_share"] > 0.3
    for how in rollup.WAYS:
        assert [each["engine"] for each in size[how]["engines"]] == list(rollup.ENGINES)
    assert size["one_reading"]["changed"] > 900
    assert "one reading rectified" in rollup.shown(found)


def test_generated_values_spread_over_the_whole_range_and_are_always_the_same() -> None:
    of = goals(100_000)
    goal = np.repeat(of["goal"], 10)
    number = np.arange(len(goal))
    value = values(of, goal, number)
    assert (value == values(goals(100_000), goal, number)).all()
    based = ~np.isnan(of["base"][goal]) & (of["target"][goal] != of["base"][goal])
    score = (value - of["base"][goal])[based] / (of["target"] - of["base"])[goal][based]
    assert 0.15 < (score < 0).mean() < 0.25
    assert 0.25 < (score > 1).mean() < 0.35
    assert (score >= 0.85).mean() > 0.3
    assert 0 < np.isnan(of["target"]).mean() < 0.02


def test_answers_that_differ_are_not_printed(tmp_path: Path) -> None:
    answer = np.array([[0, 1.5, 3, 2, 1, 0], [1, 2, 4, 3, 1, 1]], float)
    file = tmp_path / "answer.npy"
    for place, amount in ((0, 2), (1, 1.6), (3, 1), (4, 2)):
        other = answer.copy()
        other[0, place] = amount
        np.save(file, other)
        with pytest.raises(WorkFailed, match="polars"):
            rollup.compare("polars", file, answer)
    np.save(file, answer)
    assert rollup.compare("polars", file, answer) is answer
