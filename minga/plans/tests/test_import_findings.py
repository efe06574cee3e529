"""Every finding made by hand with certainty is found again, and the rest are few."""

from __future__ import annotations

import sys
from collections import Counter
from typing import Any

import pytest

from minga.intake.reading import Observation
from minga.plans import sentences
from minga.plans.importer import draft_from
from minga.plans.tests import gold, renderings

pytestmark = pytest.mark.pure

MECHANISM_COLUMN = 5


@pytest.fixture(scope="module")
def observations() -> tuple[Observation, ...]:
    return draft_from(renderings.reading()).observations


def lines_of(finding: dict[str, Any]) -> set[int]:
    return set(finding["where"]["lines"])


def is_covered(finding: dict[str, Any], observations: tuple[Observation, ...]) -> bool:
    same = [o for o in observations if o.kind == finding["kind"]]
    return lines_of(finding) <= {line for o in same for line in o.lines}


def outside_the_mechanisms(finding: dict[str, Any]) -> bool:
    """A variant whose quotes stand in no cell of mechanisms."""
    cells = {row.at: row.cells[-1] or "" for row in renderings.reading().tables[0].rows}
    cells |= {116: "", 185: "Acuerdos"}
    quotes = finding["evidence"]["quotes"]
    return not any(q["text"] in cells.get(q["line"], "") for q in quotes)


def required() -> list[dict[str, Any]]:
    return [
        f
        for f in gold.findings()
        if f["certainty"] == "certain"
        and f["kind"] != "other"
        and not (f["kind"] == "spelling_variant" and outside_the_mechanisms(f))
    ]


def test_the_required_findings_are_most_of_the_certain_ones() -> None:
    assert len(required()) == 44


@pytest.mark.parametrize("finding", required(), ids=lambda f: f"{f['id']} {f['kind']}")
def test_it_reports(finding: dict[str, Any], observations: tuple[Observation, ...]) -> None:
    assert is_covered(finding, observations)


@pytest.mark.parametrize("finding", required(), ids=lambda f: f"{f['id']} {f['kind']}")
def test_one_report_holds_all_its_lines(
    finding: dict[str, Any], observations: tuple[Observation, ...]
) -> None:
    same = [o for o in observations if o.kind == finding["kind"]]
    assert any(lines_of(finding) <= set(o.lines) for o in same)


def extras(observations: tuple[Observation, ...]) -> list[Observation]:
    """What no finding made by hand stands for: each of those claims its nearest report."""
    left = list(observations)
    for finding in gold.findings():
        lines = lines_of(finding)
        near = [o for o in left if o.kind == finding["kind"] and lines & set(o.lines)]
        if near:
            left.remove(max(near, key=lambda o: likeness(finding, o)))
    return left


def likeness(finding: dict[str, Any], seen: Observation) -> tuple[int, float]:
    """Shared quotes first, then shared lines."""
    quotes = {(q["line"], q["text"]) for q in finding["evidence"]["quotes"]}
    lines = lines_of(finding)
    return len(quotes & set(seen.quotes())), len(lines & set(seen.lines)) / len(
        lines | set(seen.lines)
    )


def test_recall_by_kind_and_the_few_extras_are_printed(
    observations: tuple[Observation, ...], capsys: pytest.CaptureFixture[str]
) -> None:
    known: Counter[str] = Counter()
    found: Counter[str] = Counter()
    for finding in gold.findings():
        known[finding["kind"]] += 1
        found[finding["kind"]] += is_covered(finding, observations)
    more = extras(observations)
    report = ["", "findings made by hand that are reported, by kind:"]
    report += [f"  {kind:28} {found[kind]:3} of {n}" for kind, n in known.most_common()]
    report += [f"reported and not made by hand: {len(more)} of {len(observations)}"]
    report += [f"  {o.kind} {o.lines} {sentences.sentence(o.kind, o.params)}" for o in more]
    with capsys.disabled():
        sys.stdout.write("\n".join([*report, ""]))
    assert len(more) <= 1


def test_each_finding_says_where_it_is_from_and_reads_as_a_sentence(
    observations: tuple[Observation, ...],
) -> None:
    for seen in observations:
        assert seen.lines
        assert list(seen.lines) == sorted(set(seen.lines))
        title = sentences.sentence(seen.kind, seen.params)
        assert title
        assert title != sentences.label(seen.kind)
        assert sentences.how_read(seen.kind, seen.params).endswith(".")


def test_quotes_are_printed_where_they_say(observations: tuple[Observation, ...]) -> None:
    text = renderings.printed().decode().split("\n")
    for seen in observations:
        for line, quote in seen.quotes():
            printed = " ".join(text[line - 1].replace("<p>", "").replace("</p>", "").split())
            start = " ".join(quote.strip("…").split()[:4])
            assert start.lower() in printed.lower().replace("*", ""), (seen.kind, line, quote)


def test_findings_name_the_initiatives_they_concern(observations: tuple[Observation, ...]) -> None:
    named = {(o.kind, o.lines): o.subjects for o in observations}
    assert named["shifted_row", (185,)] == ("2.4#5",)
    assert named["continued_row", (132, 135)] == ("1.2#23",)
    assert named["duplicate_initiative", (137, 157, 158)] == ("2.1#1", "2.2#8")
    assert named["missing_initiative_name", (73, 74)] == ("1.1#12",)
