"""Where analysis stands in the foot of a page."""

from __future__ import annotations

from django.http import HttpRequest
from django.utils.translation import gettext as _

from minga.base.menu import Head, Link, address


def of_analytics(request: HttpRequest, head: Head, subject: object) -> None:
    if url := address("analytics:index"):
        head.foot.append(Link(_("Análisis y datos"), url))
