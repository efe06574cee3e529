"""Letting the domains above know that initiatives changed: what they count has to follow."""

from __future__ import annotations

from collections.abc import Collection

from minga.base.domain import offers


def changed(initiatives: Collection[int]) -> None:
    """To be called at the end of every action that changes initiatives, in its transaction."""
    if initiatives:
        for _name, follow in offers("follows"):
            follow(initiatives=list(initiatives))


def plan_changed(plan: int) -> None:
    """The same, where anything of a plan may have changed, or gone."""
    for _name, follow in offers("follows"):
        follow(plan=plan)
