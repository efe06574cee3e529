"""Indicators, readings, means, scores and reports: how the plan is going."""

from minga.monitoring.models.indicator import (
    MONTHS,
    Frequency,
    Indicator,
    IndicatorQuerySet,
    Target,
    TargetQuerySet,
    end_of_year,
)
from minga.monitoring.models.means import (
    BudgetLine,
    BudgetTotal,
    Milestone,
    MilestoneQuerySet,
    Post,
    Priority,
)
from minga.monitoring.models.reading import Period, PeriodQuerySet, Reading, ReadingQuerySet
from minga.monitoring.models.report import Report, ReportQuerySet
from minga.monitoring.models.score import (
    LIGHTS,
    Basis,
    Figure,
    Rule,
    Score,
    ScoreQuerySet,
    Standing,
)
from minga.monitoring.models.workbook import Workbook

__all__ = [
    "LIGHTS",
    "MONTHS",
    "Basis",
    "BudgetLine",
    "BudgetTotal",
    "Figure",
    "Frequency",
    "Indicator",
    "IndicatorQuerySet",
    "Milestone",
    "MilestoneQuerySet",
    "Period",
    "PeriodQuerySet",
    "Post",
    "Priority",
    "Reading",
    "ReadingQuerySet",
    "Report",
    "ReportQuerySet",
    "Rule",
    "Score",
    "ScoreQuerySet",
    "Standing",
    "Target",
    "TargetQuerySet",
    "Workbook",
    "end_of_year",
]
