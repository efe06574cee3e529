"""Spaces of coordination, who belongs to them, when they meet, and what they decide."""

from minga.spaces.models.session import (
    AgendaItem,
    Attendance,
    Carried,
    Invitation,
    Line,
    Session,
    SessionQuerySet,
)
from minga.spaces.models.space import (
    Delegate,
    Hosts,
    Member,
    NotASpace,
    Space,
    SpaceQuerySet,
)

__all__ = [
    "AgendaItem",
    "Attendance",
    "Carried",
    "Delegate",
    "Hosts",
    "Invitation",
    "Line",
    "Member",
    "NotASpace",
    "Session",
    "SessionQuerySet",
    "Space",
    "SpaceQuerySet",
]
