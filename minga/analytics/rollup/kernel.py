"""Scoring and adding up: blocks that fit the processor's cache, a few threads, no copy of all."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from threading import Lock
from typing import Any

import numpy as np
from numpy.typing import NDArray

from minga.analytics.rollup.figures import Figures
from minga.analytics.rollup.goals import (
    HALF,
    PLACES,
    TOO_MUCH,
    Floats,
    Goals,
    Limit,
    leasts,
    scores,
)

BLOCK = 1 << 17  # readings scored at a time
THREADS = 2

Readings = tuple[NDArray[Any], Floats]  # goal and value of each
Batch = Callable[[], Readings]  # read when its turn comes, and forgotten


def roll(
    goals: Goals, batches: Iterable[Batch], limits: Sequence[Limit], threads: int = THREADS
) -> Figures:
    """The figures of all readings; never more batches in memory than threads.

    Fastest where readings of a goal stand together; right in any order.
    """
    waiting, lock = iter(batches), Lock()

    def following() -> Batch | None:
        with lock:
            return next(waiting, None)

    def work(_worker: int) -> Figures:
        found = Figures.none(goals, limits)
        # not iter(following, None): shared, it drops what one thread holds when another ends it
        while batch := following():
            count(found, *batch())
        return found

    if threads == 1:
        return work(0)
    with ThreadPoolExecutor(threads) as pool:
        first, *others = pool.map(work, range(threads))
    for other in others:
        first.together(other)
    return first


def count(figures: Figures, goal: NDArray[Any], value: Floats) -> None:
    """Add these readings to the figures."""
    goals, least = figures.goals, leasts(figures.limits)
    parts = [
        _summed(goals, goal[at : at + BLOCK], value[at : at + BLOCK], least)
        for at in range(0, len(goal), BLOCK)
    ]
    if not parts:
        return
    runs, numbers, sums, *reached = (np.concatenate(each) for each in zip(*parts, strict=True))
    group, weight = goals.group[runs], goals.weight[runs]

    def by_group(amounts: NDArray[Any]) -> Floats:
        return np.bincount(group, amounts, goals.groups + 1)[:-1]

    def counted(amounts: NDArray[Any]) -> NDArray[np.int64]:
        return by_group(amounts).astype(np.int64)  # floats below 2**53 count exactly

    figures.numerator += by_group(sums * weight / PLACES)
    figures.denominator += by_group(numbers * weight)
    scored = counted(numbers)
    figures.scored += scored
    above: NDArray[Any] = np.zeros_like(scored)
    for light, each in enumerate(reached):
        now = counted(each)
        figures.lights[light] += now - above
        above = now
    figures.lights[-1] += scored - above


def _summed(
    goals: Goals, goal: NDArray[Any], value: Floats, least: Sequence[float]
) -> list[NDArray[Any]]:
    """By run of the same goal: which, how many, the sum of capped scores, how many reach each."""
    starts, lengths = _runs(goal)
    found = scores(goals, goal[starts], lengths, value)
    if not (found.min() > -TOO_MUCH and found.max() < TOO_MUCH):  # or NaN
        known = np.abs(found) < TOO_MUCH
        goal, found = goal[known], found[known]
        if not len(goal):
            return [goal, found, found, *(found for _limit in least)]
        starts, lengths = _runs(goal)
    reached = [
        np.add.reduceat((found >= limit).view(np.int8), starts, dtype=np.int32) for limit in least
    ]
    np.clip(found, 0, 1, out=found)
    found *= PLACES
    found += HALF
    np.floor(found, out=found)  # whole numbers: their sum is the same in any order
    return [goal[starts], lengths, np.add.reduceat(found, starts), *reached]


def _runs(goal: NDArray[Any]) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
    changes = np.flatnonzero(goal[1:] != goal[:-1]) + 1
    starts = np.concatenate(([0] if len(goal) else [], changes)).astype(np.intp)
    return starts, np.diff(starts, append=len(goal))


def sliced(goal: NDArray[Any], value: Floats, rows: int = 1_000_000) -> Iterator[Batch]:
    """Batches of readings that are in memory already."""
    for at in range(0, len(goal), rows):
        yield partial(_slice, goal, value, at, at + rows)


def _slice(goal: NDArray[Any], value: Floats, start: int, end: int) -> Readings:
    return goal[start:end], value[start:end]
