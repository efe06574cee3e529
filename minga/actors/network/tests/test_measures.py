"""The measures, on networks that one can reckon by hand."""

from __future__ import annotations

import random
import time
from itertools import combinations

import pytest

from minga.actors.network import measures
from minga.actors.network.gaps import ninth
from minga.actors.network.gather import Gathered, Tie
from minga.actors.network.measures import Measured, measure

pytestmark = pytest.mark.pure


def network(n: int, pairs: dict[tuple[int, int], int], too_large: int = 0) -> Gathered:
    ties = [Tie(a, b, shared, float(shared), False) for (a, b), shared in sorted(pairs.items())]
    return Gathered(
        list(range(100, 100 + n)), ties, dict.fromkeys(range(100, 100 + n), 1), too_large
    )


def test_who_stands_between_two_others() -> None:
    found = measure(network(4, {(0, 1): 1, (1, 2): 3}))
    assert [s.degree for s in found.standings] == [1, 2, 1, 0]
    assert [s.shared for s in found.standings] == [1, 4, 3, 0]
    assert found.standings[1].betweenness == pytest.approx(1 / 3, abs=1e-5)
    assert [s.component for s in found.standings] == [1, 1, 1, 0]
    assert (found.components, found.sources) == (1, 0)


def test_two_close_groups_are_told_apart() -> None:
    pairs = dict.fromkeys([*combinations(range(5), 2), *combinations(range(5, 9), 2)], 2)
    found = measure(network(9, pairs | {(0, 5): 1}))
    assert [s.community for s in found.standings] == [1] * 5 + [2] * 4
    assert (found.components, found.communities) == (1, 2)


def test_nobody_is_tied_to_nobody() -> None:
    found = measure(network(2, {}, too_large=1))
    assert (found.ties, found.communities, found.too_large) == (0, 0, 1)


def test_the_same_network_gets_the_same_answer(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(measures, "EXACT", 0)
    rng = random.Random(3)
    pairs = {
        (a, b): 1
        for a, b in ((rng.randrange(400), rng.randrange(400)) for _ in range(2000))
        if a < b
    }
    one, other = measure(network(400, pairs)), measure(network(400, pairs))
    assert one == other and one.sources == measures.SOURCES


def test_nine_in_ten() -> None:
    assert ninth([]) == 0
    assert ninth(list(range(1, 11))) == 9
    assert ninth([5]) == 5


@pytest.mark.slow
def test_twenty_thousand_actors_take_seconds() -> None:
    rng = random.Random(7)
    weights = [1 / (i + 1) ** 0.5 for i in range(20_000)]
    drawn = iter(rng.choices(range(20_000), weights=weights, k=600_000))
    pairs: dict[tuple[int, int], int] = {}
    while len(pairs) < 150_000:
        members = sorted({next(drawn) for _ in range(rng.randint(2, 8))})
        for pair in combinations(members, 2):
            pairs[pair] = pairs.get(pair, 0) + 1
    whole = network(20_000, pairs)
    begin = time.monotonic()
    found: Measured = measure(whole)
    assert time.monotonic() - begin < 20
    assert found.sources == measures.SOURCES
