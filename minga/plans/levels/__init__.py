"""What a government may do in an articulation, from its competence in the matter."""

from minga.plans.levels.actions import choose, confirm, load, propose, renew, take, undo, vouch
from minga.plans.levels.rules import allowed, may, of, serves
from minga.plans.levels.telling import Told, told

__all__ = [
    "Told",
    "allowed",
    "choose",
    "confirm",
    "load",
    "may",
    "of",
    "propose",
    "renew",
    "serves",
    "take",
    "told",
    "undo",
    "vouch",
]
