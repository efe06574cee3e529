"""Where the territory stands around a page."""

from __future__ import annotations

from django.http import HttpRequest
from django.utils.translation import gettext as _

from minga.base.menu import Head, Link, address


def of_territory(request: HttpRequest, head: Head, subject: object) -> None:
    if url := address("territory:index"):
        head.foot.append(Link(_("El territorio, área por área"), url))
