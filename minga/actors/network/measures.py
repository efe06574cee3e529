"""Measures of the network: how many ties, how strong, who stands between, and which groups."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from threading import Lock
from typing import Any

from minga.actors.network.gather import Gathered

EXACT = 20_000_000  # actors × ties up to which every shortest path is counted: about a second
SOURCES = 256  # actors from which they are counted where there are more
SEED = 1

_one_at_a_time = Lock()  # the seed belongs to the whole process


@dataclass(frozen=True, slots=True)
class Standing:
    """One actor in the network. `betweenness` is a share from 0 to 1."""

    actor: int
    things: int
    degree: int
    shared: int
    strength: float
    betweenness: float
    component: int
    community: int  # 1 is the largest; 0: tied to nobody


@dataclass(frozen=True, slots=True)
class Measured:
    standings: Sequence[Standing]
    ties: int
    components: int  # groups of two or more that no tie joins to the others
    communities: int
    sources: int  # for betweenness; 0: every actor, so it is exact
    too_large: int


def measure(gathered: Gathered) -> Measured:
    """The same answer for the same network, however often it is asked for."""
    n = len(gathered.actors)
    if not gathered.ties:
        alone = [Standing(a, gathered.things[a], 0, 0, 0.0, 0.0, 0, 0) for a in gathered.actors]
        return Measured(alone, 0, 0, 0, 0, gathered.too_large)
    degree, shared, strength = [0] * n, [0] * n, [0.0] * n
    for tie in gathered.ties:
        for end in (tie.one, tie.other):
            degree[end] += 1
            shared[end] += tie.shared
            strength[end] += tie.strength
    exact = n * len(gathered.ties) <= EXACT or n <= SOURCES
    drawn = graph(gathered)
    scores = betweenness(drawn, 0 if exact else SOURCES)
    component = _by_size(components(drawn), degree)
    community = _by_size(communities(drawn), degree)
    standings = [
        Standing(
            actor,
            gathered.things[actor],
            degree[node],
            shared[node],
            round(strength[node], 3),
            round(scores[node], 5),
            component[node],
            community[node],
        )
        for node, actor in enumerate(gathered.actors)
    ]
    return Measured(
        standings,
        len(gathered.ties),
        max(component),
        max(community),
        0 if exact else SOURCES,
        gathered.too_large,
    )


def graph(gathered: Gathered) -> Any:
    """The network as the library has it; ties weigh what they are strong."""
    import networkit
    import numpy as np

    ends = np.array([(tie.one, tie.other) for tie in gathered.ties], dtype=np.uint64)
    weights = np.array([tie.strength for tie in gathered.ties])
    coo = (weights, (ends[:, 0].copy(), ends[:, 1].copy()))
    return networkit.GraphFromCoo(coo, n=len(gathered.actors), weighted=True)


def betweenness(graph: Any, sources: int) -> list[float]:
    """The share of shortest paths, counted in ties, that pass through each; from everywhere with 0
    `sources`."""
    import networkit

    plain = networkit.graphtools.toUnweighted(graph)
    with _alone():
        between = (
            networkit.centrality.EstimateBetweenness(plain, sources, normalized=True)
            if sources
            else networkit.centrality.Betweenness(plain, normalized=True)
        )
        between.run()
    return list(between.scores())


def components(graph: Any) -> list[int]:
    """Those that ties join have the same number."""
    import networkit

    found = networkit.components.ConnectedComponents(graph)
    found.run()
    return [found.componentOfNode(node) for node in range(graph.numberOfNodes())]


def communities(graph: Any) -> list[int]:
    """Those more tied among themselves than to others have the same number (Louvain, refined)."""
    import networkit

    with _alone():
        found = networkit.community.PLM(graph, refine=True, gamma=1.0, par="none")
        found.run()
    return list(found.getPartition().getVector())


@contextmanager
def _alone() -> Iterator[None]:
    """The library's chance and threads belong to the whole process."""
    import networkit

    with _one_at_a_time:
        networkit.setNumberOfThreads(1)
        networkit.setSeed(SEED, False)
        yield


def _by_size(labels: Sequence[int], degree: Sequence[int]) -> list[int]:
    """Groups numbered from the largest; who is tied to nobody is in none."""
    sizes = Counter(label for label, ties in zip(labels, degree, strict=True) if ties)
    first = {label: at for at, label in reversed(list(enumerate(labels)))}
    order = sorted(sizes, key=lambda label: (-sizes[label], first[label]))
    number = {label: at for at, label in enumerate(order, 1)}
    return [number[label] if ties else 0 for label, ties in zip(labels, degree, strict=True)]
