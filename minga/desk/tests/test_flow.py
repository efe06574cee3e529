"""The picture of the front page is arithmetic, so it can be checked as arithmetic."""

from __future__ import annotations

import math
import re
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from minga.desk.flow import ABSENT, BODY, LINE, STRONG, TOP, Band, End, Flow, Node, layout

LEFT = [End(f"l{n}", f"Objetivo {n}") for n in range(6)]
RIGHT = [End("r0", "Convenio", STRONG), *(End(f"r{n}", f"Otro {n}") for n in range(1, 6))]
RIGHT.append(End("none", "Sin mecanismo", ABSENT))

links = st.dictionaries(
    st.tuples(st.sampled_from([e.key for e in LEFT]), st.sampled_from([e.key for e in RIGHT])),
    st.integers(0, 5000),
)


Links = dict[tuple[str, str], int]


def drawn(numbers: Links) -> Flow:
    flow = layout(LEFT, RIGHT, numbers)
    assert flow
    return flow


def close(a: float, b: float) -> bool:
    return math.isclose(a, b, abs_tol=1e-6)


@given(links.filter(lambda numbers: any(numbers.values())))
def test_every_height_is_its_number_times_one_unit(numbers: Links) -> None:
    flow = drawn(numbers)
    unit = BODY / sum(numbers.values())
    things: list[Node | Band] = [*flow.left, *flow.right, *flow.bands]
    for thing in things:
        assert close(thing.height, thing.value * unit)


@given(links.filter(lambda numbers: any(numbers.values())))
def test_nothing_is_lost_or_added(numbers: Links) -> None:
    flow = drawn(numbers)
    shown = {(b.start.key, b.stop.key): b.value for b in flow.bands}
    assert shown == {pair: n for pair, n in numbers.items() if n}
    assert sum(n.value for n in flow.left) == sum(n.value for n in flow.right)


@given(links.filter(lambda numbers: any(numbers.values())))
def test_the_bands_of_an_end_fill_it_from_top_to_bottom(numbers: Links) -> None:
    flow = drawn(numbers)
    for node in flow.left:
        fills(node, sorted((b.y0, b.height) for b in flow.bands if b.start == node.end))
    for node in flow.right:
        fills(node, sorted((b.y1, b.height) for b in flow.bands if b.stop == node.end))


def fills(node: Node, pieces: list[tuple[float, float]]) -> None:
    y = node.y
    for top, height in pieces:
        assert close(top, y)
        y += height
    assert close(y, node.y + node.height)


@given(links.filter(lambda numbers: any(numbers.values())))
def test_neither_ends_nor_their_labels_overlap(numbers: Links) -> None:
    flow = drawn(numbers)
    for column in (flow.left, flow.right):
        for upper, lower in pairwise(column):
            assert upper.y + upper.height < lower.y
            assert lower.y + lower.height / 2 - upper.y - upper.height / 2 > LINE - 1e-6
        assert column[0].y == TOP
        assert column[-1].y + column[-1].height < flow.height


def test_both_columns_reach_as_far_down() -> None:
    flow = drawn({("l0", "r0"): 9, ("l1", "r1"): 5, ("l1", "r2"): 1, ("l1", "none"): 1})
    bottoms = [column[-1].y + column[-1].height for column in (flow.left, flow.right)]
    assert close(*bottoms)


def test_it_keeps_the_order_given_and_leaves_out_what_nothing_reaches() -> None:
    flow = drawn({("l4", "none"): 1, ("l2", "r3"): 2})
    assert [n.end.key for n in flow.left] == ["l2", "l4"]
    assert [n.end.key for n in flow.right] == ["r3", "none"]


def test_the_strong_band_lies_on_top() -> None:
    flow = drawn({("l0", "r0"): 1, ("l0", "r1"): 1, ("l1", "none"): 1})
    assert [band.kind for band in flow.bands] == ["", ABSENT, STRONG]


def test_a_band_is_a_closed_outline_from_one_column_to_the_other() -> None:
    (band,) = drawn({("l0", "r0"): 3}).bands
    assert re.fullmatch(r"M310,[\d.]+C[\d., ]+V[\d.]+C[\d., ]+Z", band.outline)


def test_nothing_flows_where_there_is_nothing() -> None:
    assert layout(LEFT, RIGHT, {}) is None
    assert layout([], [], {}) is None
    assert layout(LEFT, RIGHT, {("l0", "r0"): 0}) is None
