"""Scores and figures follow what they are made of."""

from __future__ import annotations

from collections.abc import Collection


def refresh(indicators: Collection[int]) -> None:
    """Score these indicators anew and carry the differences to the figures.

    To be called inside the transaction of every action that changes a reading told, a target, a
    base, or what an indicator measures.
    """
