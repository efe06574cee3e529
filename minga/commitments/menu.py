"""Where the commitments stand in the head of a page."""

from __future__ import annotations

from django.http import HttpRequest
from django.utils.translation import gettext as _

from minga.base.menu import Head, Link, address


def of_commitments(request: HttpRequest, head: Head, subject: object) -> None:
    if url := address("commitments:index"):
        here = head.view.startswith("commitments:")
        head.links.append(Link(_("Compromisos"), url, here, place=65, follows=True))
