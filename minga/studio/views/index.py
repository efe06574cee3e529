"""The documents brought so far, and the door for another."""

from __future__ import annotations

from typing import Any

from django.db.models import Count
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from minga.base.page import page
from minga.base.steps import Refused
from minga.intake.models import Import
from minga.intake.read import LIMIT, MEGABYTE
from minga.plans.models import Plan
from minga.studio import actions
from minga.studio.access import coordinator_only, who

NEWEST = 25


@coordinator_only
def index(request: HttpRequest) -> HttpResponse:
    problem = ""
    if request.method == "POST":
        try:
            imported = actions.receive(request.FILES.getlist("files"), by=who(request))
            return redirect("studio:review", imported.uuid)
        except Refused as refusal:
            problem = " ".join(refusal.messages)
    imports = (
        Import.objects.exclude(status=Import.Status.DISCARDED)
        .select_related("document", "by")
        .order_by("-pk")
    )
    before = request.GET.get("before", "")
    if before.isdecimal() and len(before) < 10:
        imports = imports.filter(pk__lt=int(before))
    shown = list(imports.annotate(others=Count("linked"))[: NEWEST + 1])
    context: dict[str, Any] = {
        "problem": problem,
        "imports": shown[:NEWEST],
        "next": shown[NEWEST - 1].pk if len(shown) > NEWEST else None,
        "begun": bool(before),
        "plans": Plan.objects.order_by("title"),
        "limit": LIMIT // MEGABYTE,
        "formats": _("PDF, Word, Excel, OpenDocument, CSV, HTML, JSON, XML (IATI), Markdown"),
    }
    return page(request, "studio/index.html", context)
