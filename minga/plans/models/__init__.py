"""A plan, its objectives of any level, its initiatives, their articulations, and its editions."""

from minga.plans.models.edition import (
    Edition,
    EditionEntry,
    EditionObjective,
    Succession,
)
from minga.plans.models.initiative import (
    Alignment,
    Articulation,
    ArticulationQuerySet,
    Competence,
    Initiative,
    InitiativeQuerySet,
    Intervention,
    Lead,
    MechanismType,
    MechanismUse,
    of_what_one_sees,
)
from minga.plans.models.plan import (
    Level,
    Objective,
    Plan,
    PlanQuerySet,
)

__all__ = [
    "Alignment",
    "Articulation",
    "ArticulationQuerySet",
    "Competence",
    "Edition",
    "EditionEntry",
    "EditionObjective",
    "Initiative",
    "InitiativeQuerySet",
    "Intervention",
    "Lead",
    "Level",
    "MechanismType",
    "MechanismUse",
    "Objective",
    "Plan",
    "PlanQuerySet",
    "Succession",
    "of_what_one_sees",
]
