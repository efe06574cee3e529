"""Where my work stands in the head of a page."""

from __future__ import annotations

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _

from minga.base.menu import Head, Link
from minga.commitments.work import waiting
from minga.desk.work import has_work
from minga.people.models import User


def of_desk(request: HttpRequest, head: Head, subject: object) -> None:
    user = request.user
    if isinstance(user, User) and has_work(user):
        here = head.view in ("desk:work", "desk:calendar")
        head.links.append(
            Link(_("Mi trabajo"), reverse("desk:work"), here, waiting(user) or None, place=5)
        )
