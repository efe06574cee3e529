"""How many institutions make a quorum. Nothing here touches the database."""

from __future__ import annotations

from dataclasses import dataclass

MAJORITY, SHARE, NUMBER = "majority", "share", "number"


@dataclass(frozen=True, slots=True)
class Quorum:
    """Of `voting` institutions with a vote, `present` came and `needed` have to."""

    present: int
    voting: int
    needed: int

    @property
    def met(self) -> bool:
        return self.voting > 0 and self.present >= self.needed

    @property
    def lacking(self) -> int:
        return max(0, self.needed - self.present)


def needed(rule: str, value: int | None, voting: int) -> int:
    """How many of `voting` institutions have to be there; never less than one.

    `majority` is more than half; `share` is `value` per cent, rounded up; `number` is `value`,
    even where there are not that many: then the space cannot meet until it has more members.
    """
    if rule == MAJORITY:
        return voting // 2 + 1
    if value is None or value < 1:
        raise ValueError(f"the rule {rule} needs a value")
    if rule == SHARE:
        return max(1, -(-voting * value // 100))
    if rule == NUMBER:
        return value
    raise ValueError(f"no such rule: {rule}")


def quorum(rule: str, value: int | None, *, voting: int, present: int) -> Quorum:
    return Quorum(present, voting, needed(rule, value, voting))
