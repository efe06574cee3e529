"""Where evaluations stand around a page."""

from __future__ import annotations

from django.http import HttpRequest
from django.utils.translation import gettext as _

from minga.base.menu import Head, Link, address


def of_evaluation(request: HttpRequest, head: Head, subject: object) -> None:
    for view, label in (
        ("evaluation:index", _("Evaluaciones")),
        ("evaluation:solutions", _("Soluciones probadas")),
    ):
        head.foot.append(Link(label, address(view)))
