"""Every change of an actor that has a rule."""

from minga.actors.actions.edit import Conflict, Taken, Unsure, add, edit, undo, undoable
from minga.actors.actions.join import differ, merge, still, unmerge
from minga.actors.actions.roles import add_role, end_role, remove_role

__all__ = [
    "Conflict",
    "Taken",
    "Unsure",
    "add",
    "add_role",
    "differ",
    "edit",
    "end_role",
    "merge",
    "remove_role",
    "still",
    "undo",
    "undoable",
    "unmerge",
]
