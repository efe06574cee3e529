"""Where the spaces stand in the head of a page."""

from __future__ import annotations

from django.http import HttpRequest
from django.utils.translation import gettext as _

from minga.base.menu import Head, Link, address


def of_spaces(request: HttpRequest, head: Head, subject: object) -> None:
    if url := address("spaces:index"):
        head.links.append(
            Link(_("Espacios"), url, head.view.startswith("spaces:"), place=60, follows=True)
        )
