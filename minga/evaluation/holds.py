"""What was evaluated or tried: an import that is undone leaves it where it is."""

from __future__ import annotations

from collections.abc import Collection

from minga.evaluation.models import Evaluation, Solution


def plans(keys: Collection[int]) -> set[int]:
    return _held("plan", keys)


def initiatives(keys: Collection[int]) -> set[int]:
    return _held("initiative", keys)


def _held(of: str, keys: Collection[int]) -> set[int]:
    found: set[int] = set()
    for model in (Evaluation, Solution):
        held = model._base_manager.filter(**{f"{of}__in": keys}).order_by()
        found |= set(held.values_list(of, flat=True).distinct())
    return found
