"""The kinds of mechanism: a list kept as data, the same in every installation."""

from __future__ import annotations

import tomllib
from functools import cache
from pathlib import Path
from typing import Any

from minga.plans.models import MechanismType

FILE = Path(__file__).parent / "data" / "mechanisms.toml"


@cache
def listed() -> tuple[dict[str, Any], ...]:
    """The kinds of the data file: code, labels, family, is_instrument, aliases."""
    return tuple(tomllib.loads(FILE.read_text(encoding="utf-8"))["mechanism"])


def sync_types() -> dict[str, int]:
    """Store the listed kinds that are missing; returns the id of each code."""
    known = dict(MechanismType.objects.values_list("code", "pk"))
    missing = [m for m in listed() if m["code"] not in known]
    if missing:
        MechanismType.objects.bulk_create(
            MechanismType(
                code=m["code"],
                label_es=m["label_es"],
                label_en=m["label_en"],
                family=m["family"],
                is_instrument=m["is_instrument"],
                position=position,
            )
            for position, m in enumerate(listed(), 1)
            if m in missing
        )
        known = dict(MechanismType.objects.values_list("code", "pk"))
    return known
