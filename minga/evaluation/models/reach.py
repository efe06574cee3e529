"""Who writes what: the units that a person writes for."""

from __future__ import annotations

from django.db.models import Q

from minga.people.models import Role, User, Visitor, is_coordinator


def of_unit(user: Visitor) -> Q | None:
    """What the person's units answer for; None: everything."""
    if is_coordinator(user):
        return None
    units = user.units_as(Role.HEAD, Role.DELEGATE) if isinstance(user, User) else set()
    return Q(unit__in=units)
