"""Before a document becomes a new edition: what became of each initiative, and correcting it."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext as _

from minga.base.page import page
from minga.base.steps import Refused
from minga.intake.models import Correction, Import
from minga.plans import changes, matching
from minga.plans.actions.edition import listed_in, listed_of
from minga.plans.models import Plan
from minga.studio import actions, reviews
from minga.studio.access import coordinator_only, who
from minga.studio.corrected import MATCH, corrected, matched
from minga.studio.views.review import the_import

PAGE = 40


@coordinator_only
def edition(request: HttpRequest, uuid: UUID, plan: str) -> HttpResponse:
    imported = the_import(uuid)
    if imported.status not in (Import.Status.READ, Import.Status.UNDONE):
        return redirect("studio:review", imported.uuid)
    shown = get_object_or_404(Plan, code=plan)
    if request.method == "POST":
        return _correct(request, imported, shown)
    corrections = list(imported.corrections.all())
    draft = corrected(reviews.of(imported).draft, corrections)
    before, after = listed_of(shown), listed_in(draft)
    matches = matching.corrected(matching.match(before, after), matched(corrections), before)
    found = changes.of_matches(matches, before, after)
    kinds = changes.counts(found)
    wanted = request.GET.get("kind", "")
    if wanted not in {kind for kind, _label, _n in kinds}:
        wanted = ""
    listed = [c for c in found if (c.kind == wanted if wanted else c.kind != matching.SAME)]
    start = request.GET.get("from", "")
    begin = int(start) if start.isdecimal() and len(start) < 9 else 0
    return page(
        request,
        "studio/edition.html",
        {
            "imported": imported,
            "plan": shown,
            "headline": changes.headline(found),
            "kinds": kinds,
            "wanted": wanted,
            "changes": [changes.with_words(c) for c in listed[begin : begin + PAGE]],
            "before": before,
            "count": len(listed),
            "begin": begin,
            "next": begin + PAGE if begin + PAGE < len(listed) else None,
        },
    )


def _correct(request: HttpRequest, imported: Import, plan: Plan) -> HttpResponse:
    """One new initiative is said to be an old one, named by its code, or to be new."""
    key = request.POST.get("key", "")[:110]
    code = request.POST.get("is", "").strip().partition(" ")[0][:60]
    old = plan.initiatives.filter(code=code).first() if code else None
    back = reverse("studio:edition", args=[imported.uuid, plan.code])
    if (kind := request.POST.get("kind", "")).isalpha():
        back += f"?kind={kind}"
    if code and old is None:
        says = _("No hay una iniciativa %s en el plan: elija una de la lista.")
        messages.error(request, says % code)
        return redirect(back)
    try:
        said = (f"{MATCH}{key}", "", Correction.Verb.EDIT, str(old.pk) if old else "")
        actions.correct(imported, [said], by=who(request))
    except Refused as refusal:
        messages.error(request, " ".join(refusal.messages))
    return redirect(back)
