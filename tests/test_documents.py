"""Plans of many shapes and languages are read as their truth says; what is none is refused."""

from __future__ import annotations

import time
from pathlib import Path

import pytest

from minga.intake.reading import Source, Unreadable
from minga.plans.draft import InitiativeDraft, ObjectiveDraft, PlanDraft
from minga.plans.importer.together import read_together
from tests.documents.compare import (
    FLAGGED,
    NAMES,
    NOT_PLANS,
    RIGHT,
    WRONG,
    Outcome,
    compare,
    files_of,
    truth_of,
)

pytestmark = pytest.mark.pure


def imported(files: list[Path]) -> PlanDraft:
    return read_together([(file.name, file.read_bytes()) for file in files])[1]


def outcome_of(name: str) -> Outcome:
    truth = truth_of(name)
    outcome = Outcome(name, truth["language"])
    start = time.perf_counter()
    try:
        draft = imported(files_of(truth))
    except Unreadable as refusal:
        outcome.failure = f"refused: {refusal}"
        return outcome
    except Exception as broken:  # the others are still worth a line in the table
        outcome.failure = f"broke: {broken!r}"
        return outcome
    outcome.seconds = time.perf_counter() - start
    compare(outcome, truth, draft)
    return outcome


def table(outcomes: list[Outcome]) -> str:
    head = f"{'document':<24} {'':2} {'rows':>9} {RIGHT:>6} {FLAGGED:>8} {WRONG:>6}"
    lines = [f"{head} {'flagged although right':>23} {'s':>6}"]
    for o in outcomes:
        line = f"{o.name:<24} {o.language:2} {o.found:>3} of {o.rows:<3}"
        counts = f"{o.cells[RIGHT]:>6} {o.cells[FLAGGED]:>8} {o.cells[WRONG]:>6} {o.needless:>23}"
        lines.append(f"{line} {counts} {o.seconds:>6.2f}  {o.failure}")
    sums = [sum(o.cells[kind] for o in outcomes) for kind in (RIGHT, FLAGGED, WRONG)]
    needless = sum(o.needless for o in outcomes)
    lines.append(f"{'in all':<37} {sums[0]:>6} {sums[1]:>8} {sums[2]:>6} {needless:>23}")
    return "\n".join(lines)


def of_one(found: str, *, unsure: bool = False) -> Outcome:
    """The outcome of a plan of one action called "Plant trees", read as `found`."""
    source = Source(found, (2,), 1, unsure=unsure)
    axis = ObjectiveDraft("1", "Green", 1, "", Source("Green", (2,), 1))
    action = InitiativeDraft("1", 1, found, (), {"name": source})
    draft = PlanDraft("", "", None, None, "en", ("Axis",), (axis,), (action,), ())
    truth = {"levels": [{"count": 1}], "rows": [{"path": ["Green"], "name": "Plant trees"}]}
    outcome = Outcome("one")
    compare(outcome, truth, draft)
    return outcome


def test_the_comparison_tells_right_from_wrong_and_wrong_from_flagged() -> None:
    assert of_one("Plant trees").exact
    assert of_one("Plant trees", unsure=True).needless == 1
    assert of_one("Plant", unsure=True).cells[FLAGGED] == 1
    assert of_one("Plant").amiss == ["wrong row 1 name: 'Plant' ≠ 'Plant trees'"]


def test_every_language_and_enough_shapes_are_there() -> None:
    truths = [truth_of(name) for name in NAMES]
    assert len(truths) >= 16
    assert {truth["language"] for truth in truths} == {"es", "ca", "pt", "fr", "en"}
    assert all(len(truth["rows"]) >= 25 for truth in truths)


@pytest.mark.slow
def test_every_plan_is_read_as_its_truth_says() -> None:
    outcomes = [outcome_of(name) for name in NAMES]
    print("\n" + table(outcomes))
    amiss = {o.name: o.failure or o.amiss[:5] for o in outcomes if not o.exact}
    assert amiss == {}


@pytest.mark.parametrize("file", NOT_PLANS, ids=lambda file: file.name)
def test_what_is_no_plan_is_refused_in_one_line(file: Path) -> None:
    with pytest.raises(Unreadable) as refusal:
        imported([file])
    assert str(refusal.value)
    assert "\n" not in str(refusal.value)
