"""What the domains above count has to follow; what they hold on to is not to be taken away."""

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


def held(record: str, keys: Collection[int]) -> set[int]:
    """Those of some initiatives, articulations or plans that people worked on, above."""
    asked = list(keys)
    found = [holds(asked) for name, holds in offers("holds") if name == record] if asked else []
    return set().union(*found)
