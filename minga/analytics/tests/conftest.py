"""What the tests of analytics stand on."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from pytest_django import Settings

from minga.analytics.ask import Answer, ask
from minga.analytics.tests.world import World
from minga.analytics.write import Written, write_facts
from minga.plans.models import Plan


@pytest.fixture
def home(tmp_path: Path, settings: Settings) -> Path:
    """Where the facts of this test go."""
    settings.FACTS = tmp_path / "facts"
    return tmp_path / "facts"


@pytest.fixture
def write(home: Path) -> Callable[..., Written]:
    return lambda **options: write_facts(**options)


@pytest.fixture
def world(plan: Plan) -> World:
    """A city at work."""
    return World(plan).fill()


@pytest.fixture
def answers(world: World, home: Path) -> Callable[..., Answer]:
    """Asks of the facts of a city at work."""
    write_facts()

    def answer(name: str, **given: Any) -> Answer:
        return ask(name, {key: str(value) for key, value in given.items()})

    return answer
