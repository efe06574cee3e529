"""The measures of the network of actors, and networkx's of the same: `minga.bench.network`."""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Sequence
from typing import Any

from minga.bench.measure import WorkFailed, ratio

SOURCES = 32  # actors from which both count shortest paths in the whole network
SOME = 1500  # actors of the smaller network, in which both count them from everywhere
CLOSE = 1e-9

Edges = Sequence[tuple[int, int, float]]


def main() -> None:
    import django

    django.setup()
    from minga.actors.network import measures
    from minga.actors.network.gather import gather
    from minga.actors.ties import Scope
    from minga.people.models import Role, User

    user = User.objects.filter(memberships__role=Role.COORDINATOR).earliest("pk")
    began = time.perf_counter()
    gathered, gather_s = clocked(lambda: gather(Scope(), user))
    measured, measure_s = clocked(lambda: measures.measure(gathered))
    seconds = time.perf_counter() - began
    edges = [(tie.one, tie.other, tie.strength) for tie in gathered.ties]
    degrees = [standing.degree for standing in measured.standings]
    some = sorted(sorted(range(len(degrees)), key=lambda a: (-degrees[a], a))[:SOME])
    place = {actor: at for at, actor in enumerate(some)}
    few = [(place[a], place[b], s) for a, b, s in edges if a in place and b in place]
    said = {
        "gather_s": round(gather_s, 3),
        "measure_s": round(measure_s, 3),
        "sources": measured.sources,
        "networks": [beside(len(degrees), edges, measured.sources), beside(len(some), few, 0)],
    }
    print(json.dumps({"seconds": seconds, **said}))  # noqa: T201


def beside(actors: int, edges: Edges, sources: int) -> dict[str, Any]:
    """Each measure by both, and how far they agree; `sources` as the page takes them, 0: all."""
    import networkx as nx

    from minga.actors.network import measures
    from minga.actors.network.gather import Gathered, Tie

    ties = [Tie(one, other, 1, strength, True) for one, other, strength in edges]
    gathered = Gathered(list(range(actors)), ties, dict.fromkeys(range(actors), 1), 0)
    ours, graph_s = clocked(lambda: measures.graph(gathered))

    def peers_graph() -> Any:
        made = nx.Graph()
        made.add_nodes_from(range(actors))
        made.add_weighted_edges_from(edges)
        return made

    peer, peer_graph_s = clocked(peers_graph)
    rows = [row("graph", graph_s, peer_graph_s)]
    mine, took = clocked(lambda: [ours.degree(actor) for actor in range(actors)])
    theirs, peer_took = clocked(lambda: [degree for _actor, degree in peer.degree()])
    same("degrees", mine, theirs)
    rows.append(row("degree", took, peer_took))
    mine, took = clocked(lambda: measures.components(ours))
    parts, peer_took = clocked(lambda: list(nx.connected_components(peer)))
    same("components", len(set(mine)), len(parts))
    same("components", all(len({mine[actor] for actor in part}) == 1 for part in parts), True)
    rows.append(row("components", took, peer_took) | {"found": len(parts)})
    rows.append(between(ours, peer, min(sources, SOURCES)))
    if sources > SOURCES:
        _scores, took = clocked(lambda: measures.betweenness(ours, sources))
        rows.append({"measure": "betweenness", "sources": sources, "ours_s": round(took, 4)})
    mine, took = clocked(lambda: measures.communities(ours))
    groups, peer_took = clocked(lambda: nx.community.louvain_communities(peer, seed=1))
    held: dict[int, set[int]] = {}
    for actor, group in enumerate(mine):
        held.setdefault(group, set()).add(actor)
    quality = [nx.community.modularity(peer, found) for found in (held.values(), groups)]
    if quality[0] < quality[1] - 0.05:
        raise WorkFailed(f"communities: modularity {quality[0]:.3f}, networkx {quality[1]:.3f}")
    rows.append(
        row("communities", took, peer_took)
        | {"modularity": round(quality[0], 3), "peer_modularity": round(quality[1], 3)}
    )
    return {"actors": actors, "ties": len(edges), "measures": rows}


def between(ours: Any, peer: Any, sources: int) -> dict[str, Any]:
    """From everywhere both count the same; from some each chooses its own."""
    import networkx as nx

    from minga.actors.network import measures

    mine, took = clocked(lambda: measures.betweenness(ours, sources))
    theirs, peer_took = clocked(
        lambda: nx.betweenness_centrality(peer, k=sources or None, seed=1, normalized=True)
    )
    scores = [theirs[actor] for actor in range(len(mine))]
    if not sources and max(abs(a - b) for a, b in zip(mine, scores, strict=True)) > CLOSE:
        raise WorkFailed("betweenness: not the same as networkx")
    return row("betweenness", took, peer_took) | {
        "sources": sources,
        "correlation": round(correlation(mine, scores), 3),
    }


def correlation(ours: Sequence[float], peer: Sequence[float]) -> float:
    from statistics import correlation as pearson

    return pearson(ours, peer)


def row(measure: str, ours: float, peer: float) -> dict[str, Any]:
    return {
        "measure": measure,
        "ours_s": round(ours, 4),
        "peer_s": round(peer, 4),
        "ratio": ratio(peer, ours),
    }


def clocked[T](work: Callable[[], T]) -> tuple[T, float]:
    began = time.perf_counter()
    done = work()
    return done, time.perf_counter() - began


def same(what: str, ours: object, peer: object) -> None:
    if ours != peer:
        raise WorkFailed(f"{what}: not the same as networkx: {str(ours)[:200]} | {str(peer)[:200]}")


if __name__ == "__main__":
    main()
