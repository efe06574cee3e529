"""Actors that tests speak of."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from minga.actors import actions
from minga.actors.models import Actor
from minga.people.models import User

Make = Callable[..., Actor]


@pytest.fixture
def make(coordinator: User) -> Make:
    def made(name: str, **values: Any) -> Actor:
        return actions.add(by=coordinator, name=name, **values)

    return made


@pytest.fixture
def foundation(make: Make) -> Actor:
    return make(
        "Fundación Río Vivo",
        acronym="FRV",
        type="fundacion",
        nature="privado",
        identifiers=[["EC-RUC", "1790011674001"]],
        contacts=[["Ana Demo", "Directora", "ana@demo.invalid", "02 123", False],
                  ["Central", "", "info@demo.invalid", "", True]],
    )  # fmt: skip
