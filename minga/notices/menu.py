"""What the head of every page says of a person's notices."""

from __future__ import annotations

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _

from minga.base.menu import Head, Link
from minga.notices.models import Notice
from minga.people.models import User, Visitor

MANY = 100  # more than these are not counted


def unread(user: Visitor) -> int:
    """How many notices wait to be read, at most MANY."""
    if not isinstance(user, User):
        return 0
    return Notice.objects.filter(to=user, read_at=None).order_by()[:MANY].count()


def of_notices(request: HttpRequest, head: Head, subject: object) -> None:
    if isinstance(request.user, User):
        here = head.view.startswith("notices:")
        head.notices = Link(_("Avisos"), reverse("notices:index"), here, unread(request.user))
