"""Figures by group, and how one reading changes them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from minga.analytics.rollup.goals import Floats, Goals, Limit, capped, leasts


@dataclass(slots=True)
class Figures:
    """By group: sum of weight x capped score, sum of weights, scored readings, and lights.

    `lights[0]` counts those at or over the first limit; the last row, those under all limits.
    """

    goals: Goals
    limits: Sequence[Limit]
    numerator: Floats
    denominator: Floats
    scored: NDArray[np.int64]
    lights: NDArray[np.int64]

    @classmethod
    def none(cls, goals: Goals, limits: Sequence[Limit]) -> Figures:
        """Nothing read yet."""
        leasts(limits)
        count = goals.groups
        return cls(
            goals,
            limits,
            np.zeros(count),
            np.zeros(count),
            np.zeros(count, np.int64),
            np.zeros((len(limits) + 1, count), np.int64),
        )

    def add(self, goal: int, value: float | None) -> None:
        """One more reading."""
        self._count(goal, value, 1)

    def remove(self, goal: int, value: float | None) -> None:
        self._count(goal, value, -1)

    def replace(self, goal: int, old: float | None, new: float | None) -> None:
        """A reading that was rectified."""
        self.remove(goal, old)
        self.add(goal, new)

    def _count(self, goal: int, value: float | None, times: int) -> None:
        score = self.goals.score(goal, value)
        if score is None:
            return
        group, weight = self.goals.group[goal], self.goals.weight[goal]
        light = sum(score < least for least in leasts(self.limits))
        self.numerator[group] += times * weight * capped(score)
        self.denominator[group] += times * weight
        self.scored[group] += times
        self.lights[light, group] += times

    def together(self, other: Figures) -> Figures:
        """Those of two parts of the readings."""
        self.numerator += other.numerator
        self.denominator += other.denominator
        self.scored += other.scored
        self.lights += other.lights
        return self

    def shares(self) -> Floats:
        """Numerator / denominator of each group; NaN where nothing was scored."""
        found = np.full(len(self.numerator), np.nan)
        np.divide(self.numerator, self.denominator, out=found, where=self.scored > 0)
        return found
