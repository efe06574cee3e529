"""What is true of every stored row."""

from __future__ import annotations

import pytest
from django.db import IntegrityError, transaction

from minga.monitoring.models import Frequency, Indicator
from minga.plans.models import Plan


@pytest.mark.django_db
def test_an_indicator_measures_exactly_one_thing(plan: Plan) -> None:
    initiative = plan.initiatives.first()
    values = {
        "plan": plan,
        "name": "Viajes en transporte público",
        "unit": "viajes",
        "direction": Indicator.Direction.INCREASE,
        "frequency": Frequency.MONTHLY,
    }
    Indicator.objects.create(code="I-1", initiative=initiative, **values)
    for wrong in ({}, {"initiative": initiative, "objective": plan.objectives.first()}):
        with pytest.raises(IntegrityError), transaction.atomic():
            Indicator.objects.create(code="I-2", **wrong, **values)
