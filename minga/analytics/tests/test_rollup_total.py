"""What `minga rollup` says of published facts is what the application keeps, to the last digit."""

from __future__ import annotations

import csv
import io
import json
import shutil
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from pytest_django import Settings

from minga.analytics.ask import ask
from minga.analytics.catalog import dumped, own, read_catalog, switch
from minga.analytics.rollup import total
from minga.analytics.rollup.kept import FOLDER
from minga.analytics.rollup.total import groups, rollup
from minga.analytics.tests.world import World
from minga.analytics.write import write_facts
from minga.base.steps import Refused
from minga.monitoring.models import Figure, Indicator, Reading, Rule, Standing
from minga.monitoring.scoring.recompute import recompute
from minga.monitoring.scoring.refresh import refresh
from minga.plans.models import Plan

pytestmark = pytest.mark.django_db


@pytest.fixture
def facts(world: World, home: Path) -> Path:
    """The facts of a city at work."""
    write_facts()
    return home


def rolled(by: str, **options: object) -> dict[tuple[int, int], tuple[object, ...]]:
    catalog = read_catalog(own())
    assert catalog
    return {
        (group.keys[0], group.year): (
            group.numerator,
            group.denominator,
            group.scored,
            {name: count for name, count in group.lights.items() if count},
        )
        for group in groups(catalog, [by], **options)  # type: ignore[arg-type]
    }


def kept(plan: Plan, of: str, basis: str) -> dict[tuple[int, int], tuple[object, ...]]:
    found = Figure.objects.filter(
        rule__plan=plan, rule__kind="target", of=of, basis=basis, audience="public"
    )
    return {
        (f.key, f.year): (
            f.numerator,
            f.denominator,
            f.scored,
            {name: count for name, count in f.lights.items() if count},
        )
        for f in found
    }


@pytest.mark.parametrize("basis", ["approved", "preliminary"])
@pytest.mark.parametrize("of", ["unit", "objective"])
def test_groups_are_the_figures_that_are_kept(facts: Path, plan: Plan, of: str, basis: str) -> None:
    expected = kept(plan, of, basis)
    assert len(expected) > 10
    assert {light for f in expected.values() for light in f[3]} == {"ok", "warn", "bad"}  # type: ignore[attr-defined]
    assert rolled(of, basis=basis) == expected
    # and once more, of what was kept of the first time
    assert rolled(of, basis=basis) == expected
