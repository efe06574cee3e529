"""Who asks for a page."""

from __future__ import annotations

from django.http import HttpRequest

from minga.people.models import Role, User, Visitor, is_coordinator


def person(request: HttpRequest) -> User:
    """Who is signed in; the views that change something are guarded by login_required."""
    assert isinstance(request.user, User)
    return request.user


def writes_for_a_unit(user: Visitor) -> bool:
    """The coordinator, and who writes for a unit."""
    if not isinstance(user, User):
        return False
    return is_coordinator(user) or bool(user.units_as(Role.HEAD, Role.DELEGATE))
