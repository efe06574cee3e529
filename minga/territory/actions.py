"""Bringing areas in."""

from __future__ import annotations

import tomllib
from pathlib import Path

from minga.territory.models import Area


def load(file: Path) -> int:
    """Add the areas of a data file that are not there yet; returns how many were added.

    The first area of the file is the parent of the others unless they name another.
    """
    areas = tomllib.loads(file.read_text(encoding="utf-8"))["area"]
    root, _ = Area.objects.get_or_create(kind=areas[0]["kind"], name=areas[0]["name"], parent=None)
    known = set(Area.objects.filter(parent=root).values_list("kind", "name"))
    new = [
        Area(kind=a["kind"], name=a["name"], code=a.get("code", ""), parent=root)
        for a in areas[1:]
        if (a["kind"], a["name"]) not in known
    ]
    Area.objects.bulk_create(new)
    return len(new)
