"""Where monitoring stands in the head of a page."""

from __future__ import annotations

from django.http import HttpRequest
from django.utils.translation import gettext as _

from minga.base.menu import Head, Link, address
from minga.plans.models import Plan


def of_monitoring(request: HttpRequest, head: Head, subject: object) -> None:
    if not isinstance(head.plan, Plan):
        return
    plan = head.plan
    if url := address("monitoring:board", plan.code):
        here = head.view.startswith("monitoring:")
        head.links.append(Link(_("Seguimiento"), url, here, place=35))
    for view, label in (
        ("monitoring:means", _("Con qué se hace el plan")),
        ("monitoring:reports", _("Los informes de rendición de cuentas")),
        ("monitoring:rules", _("Cómo se puntúa")),
    ):
        if url := address(view, plan.code):
            head.foot.append(Link(label, url))
