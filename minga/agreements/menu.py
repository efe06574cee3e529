"""Where the agreements stand in the head of a page."""

from __future__ import annotations

from django.http import HttpRequest
from django.utils.translation import gettext as _

from minga.base.menu import Head, Link, address


def of_agreements(request: HttpRequest, head: Head, subject: object) -> None:
    if url := address("agreements:index"):
        head.links.append(
            Link(_("Convenios"), url, head.view.startswith("agreements:"), place=50, follows=True)
        )
