"""What an actor promised, when it turns out to be another."""

from __future__ import annotations

from typing import Any

from django.db import models

from minga.actors.models import Actor
from minga.actors.moves import Moved, Moves, carry
from minga.commitments.actions import index
from minga.commitments.models import Commitment
from minga.people.models import Visitor


def takes_part(visitor: Visitor) -> models.QuerySet[Any, Any]:
    return Commitment.objects.visible_to(visitor).order_by().values("actor")


def move(kept: Actor, gone: Actor) -> Moved:
    carried = carry(Commitment.objects.filter(actor=gone), actor=kept)
    _index(carried)
    return {"commitments": carried} if carried else {}


def move_back(kept: Actor, gone: Actor, moved: Moved) -> None:
    """Those that were handed over to a third meanwhile stay there."""
    back = carry(Commitment.objects.filter(pk__in=moved["commitments"], actor=kept), actor=gone)
    _index(back)


def _index(keys: list[int]) -> None:
    index(Commitment.objects.filter(pk__in=keys).select_related("actor"))


COMMITMENTS = Moves(takes_part, move, move_back)
