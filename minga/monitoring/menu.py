"""Where monitoring stands in the head of a page."""

from __future__ import annotations

from django.http import HttpRequest
from django.utils.translation import gettext as _

from minga.base.menu import Head, Link, address
from minga.plans.menu import current_plan
from minga.plans.models import Plan


def of_monitoring(request: HttpRequest, head: Head, subject: object) -> None:
    plan = subject if isinstance(subject, Plan) else current_plan(request)
    if plan and (url := address("monitoring:board", plan.code)):
        here = head.view.startswith("monitoring:")
        head.links.append(Link(_("Seguimiento"), url, here, place=35))
    if plan and (url := address("monitoring:means", plan.code)):
        head.foot.append(Link(_("Con qué se hace el plan"), url))
