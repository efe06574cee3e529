"""Evaluations with what they found and recommend; solutions tried in the district, assessed."""

from minga.evaluation.models.solution import Assessment, Evidence, Solution, SolutionQuerySet
from minga.evaluation.models.study import (
    Evaluation,
    EvaluationQuerySet,
    Finding,
    Question,
    Recommendation,
    RecommendationQuerySet,
    Strength,
)

__all__ = [
    "Assessment",
    "Evaluation",
    "EvaluationQuerySet",
    "Evidence",
    "Finding",
    "Question",
    "Recommendation",
    "RecommendationQuerySet",
    "Solution",
    "SolutionQuerySet",
    "Strength",
]
