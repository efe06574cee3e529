"""Evaluations and solutions of the city at work, some of them hidden."""

from __future__ import annotations

import datetime
from decimal import Decimal
from typing import TYPE_CHECKING

from minga.evaluation.models import (
    Assessment,
    Evaluation,
    Evidence,
    Finding,
    Question,
    Recommendation,
    Solution,
    Strength,
)

if TYPE_CHECKING:
    from minga.analytics.tests.world import World


def learn(world: World) -> None:
    for number in range(24):
        evaluation = Evaluation.objects.create(
            plan=world.plan,
            initiative=world.luck.choice(world.initiatives) if number % 3 else None,
            title=f"Evaluación {number}: ¿llegó?",
            kind=world.luck.choice(Evaluation.Kind.values),
            unit=world.luck.choice(world.units),
            status=Evaluation.Status.values[number % 4],
            visibility=world.seen(),
        )
        question = Question.objects.create(evaluation=evaluation, number=1, text="¿Llegó?")
        Finding.objects.create(
            evaluation=evaluation,
            number=1,
            question=question,
            text="Llegó tarde.",
            strength=world.luck.choice(Strength.values),
        )
        answered = world.some(0.5)
        Recommendation.objects.create(
            evaluation=evaluation,
            number=1,
            text="Salir antes.",
            unit=world.luck.choice(world.units),
            response="accepted" if answered else "pending",
            response_text="De acuerdo." if answered else "",
        )
    for number in range(24):
        stage = Solution.Stage.values[number % 5]
        solution = Solution.objects.create(
            plan=world.plan,
            name=f"Solución {number}",
            problem="Llueve.",
            unit=world.luck.choice(world.units),
            initiative=world.luck.choice(world.initiatives) if number % 3 else None,
            area=world.luck.choice(world.areas) if world.some(0.5) else None,
            status=stage,
            reason="Se acabó." if stage == Solution.Stage.STOPPED else "",
            visibility=world.seen(),
        )
        compared = world.some(0.5)
        Assessment.objects.create(
            solution=solution,
            measure="Minutos de espera",
            unit="minutos",
            before=Decimal(world.luck.randrange(1, 900)) / 7,
            before_on=datetime.date(2025, 1, 1),
            after=-Decimal(world.luck.randrange(1, 900)) / 7,
            after_on=datetime.date(2026, 1, 1),
            other_before=Decimal(12) if compared else None,
            other_after=Decimal("11.5") if compared else None,
            evidence=Evidence.COMPARED if compared else Evidence.TOLD,
        )
