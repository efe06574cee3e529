"""Readings scored by the rule `target` and rolled up, as many as there are.

Readings come as a dense number of their goal (an indicator in a year, of a unit where each has
its own) and a value; figures come out by group of goals: numerator, denominator, how many were
scored and how many stand in each light. A later reading changes the figures by its difference.
"""

from minga.analytics.rollup.facts import LAYOUT, batches, read_goals
from minga.analytics.rollup.figures import Figures
from minga.analytics.rollup.goals import DIRECTIONS, Goals, Limit
from minga.analytics.rollup.kernel import roll, sliced

__all__ = [
    "DIRECTIONS",
    "LAYOUT",
    "Figures",
    "Goals",
    "Limit",
    "batches",
    "read_goals",
    "roll",
    "sliced",
]
