"""Where the actors stand in the head of a page."""

from __future__ import annotations

from django.http import HttpRequest
from django.utils.translation import gettext as _

from minga.base.menu import Head, Link, address


def of_actors(request: HttpRequest, head: Head, subject: object) -> None:
    if url := address("actors:index"):
        head.links.append(
            Link(_("Actores"), url, head.view.startswith("actors:"), place=40, follows=True)
        )
