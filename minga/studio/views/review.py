"""One import, from reading to review: progress, repairs beside their source, all rows."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from minga.base.page import page
from minga.base.steps import Refused
from minga.intake.models import Correction, Import
from minga.intake.reading import Observation
from minga.plans.draft import PlanDraft
from minga.plans.models import Plan
from minga.studio import actions, reviews
from minga.studio.access import coordinator_only, who
from minga.studio.corrected import FIELDS, finding_key, said
from minga.studio.sides import GROUPS, Sides, group_of

PAIRS = 8  # on one page: each is two columns of cells
ROWS = 20


def the_import(uuid: UUID) -> Import:
    return get_object_or_404(
        Import.objects.select_related("document", "by").exclude(status=Import.Status.DISCARDED),
        uuid=uuid,
    )


@require_safe
@coordinator_only
def review(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """The page that fits what the import is at: waiting, read, applied, or stopped."""
    imported = the_import(uuid)
    if imported.status in actions.BUSY:
        return _progress(request, imported)
    if imported.status == Import.Status.FAILED:
        return page(request, "studio/failed.html", {"imported": imported})
    if imported.status == Import.Status.APPLIED:
        return _applied(request, imported)
    return _reviewing(request, imported)


def _progress(request: HttpRequest, imported: Import) -> HttpResponse:
    _stage, done, total = reviews.told(imported)
    return page(
        request,
        "studio/progress.html",
        {
            "imported": imported,
            "says": actions.waiting(imported),
            "done": done,
            "total": total,
        },
        parts=["progress"],
    )


def _applied(request: HttpRequest, imported: Import) -> HttpResponse:
    plan = Plan.objects.filter(code=imported.into).first()
    return page(
        request,
        "studio/applied.html",
        {"imported": imported, "plan": plan, "tally": imported.tally},
    )


def _reviewing(request: HttpRequest, imported: Import) -> HttpResponse:
    read = reviews.of(imported)
    corrections = list(imported.corrections.all())
    sides = Sides(read.reading, read.draft, said(corrections))
    groups = _groups(read.draft)
    wanted = request.GET.get("show", "")
    if wanted not in (*groups, "rows"):
        wanted = next((name for name in GROUPS if groups[name]), "rows")
    start = _start(request)
    if wanted == "rows":
        initiatives = read.draft.initiatives
        pairs = [sides.row(i) for i in initiatives[start : start + ROWS]]
        count, step = len(initiatives), ROWS
    else:
        seen = groups[wanted]
        pairs = sides.pairs(seen[start : start + PAIRS])
        count, step = len(seen), PAIRS
    decided = {c.key for c in corrections if c.key.startswith("!")}
    context: dict[str, Any] = {
        "imported": imported,
        "draft": read.draft,
        "tally": imported.tally,
        "counts": _counts(read.draft),
        "groups": _chips(groups, len(read.draft.initiatives), wanted, decided),
        "wanted": wanted,
        "pairs": pairs,
        "first": start + 1 if count else 0,
        "last": min(start + step, count),
        "count": count,
        "next": start + step if start + step < count else None,
        "previous": max(0, start - step) if start else None,
        "kinds": _kinds(groups.get(wanted, []), decided),
        "doubts": read.draft.doubts,
        "plans": Plan.objects.order_by("title"),
        "suggested": imported.into or _suggested(imported, read.draft),
        "corrections": len(corrections),
        "rehearsal": imported.tally.get("rehearsal"),
        "is_pdf": read.reading.media_type == "application/pdf",
        "tables": read.reading.tables,
        "hidden": read.reading.hidden,
    }
    return page(request, "studio/review.html", context, parts=["pairs"])


def _start(request: HttpRequest) -> int:
    start = request.GET.get("from", "")
    return int(start) if start.isdecimal() and len(start) < 9 else 0


def _groups(draft: PlanDraft) -> dict[str, list[Observation]]:
    groups: dict[str, list[Observation]] = {name: [] for name in GROUPS}
    for seen in draft.observations:
        groups[group_of(seen)].append(seen)
    return groups


def _chips(
    groups: dict[str, list[Observation]], rows: int, wanted: str, decided: set[str]
) -> list[tuple[str, str, int, int, bool]]:
    """(name, label, all, still open, chosen) for each list that has something."""
    labels = {
        "repairs": _("Reparaciones"),
        "unsure": _("Celdas dudosas"),
        "gaps": _("Faltas"),
        "doubts": _("Dudas del documento"),
    }
    found = [
        (
            name,
            labels[name],
            len(seen),
            sum(finding_key(one) not in decided for one in seen),
            name == wanted,
        )
        for name, seen in groups.items()
        if seen
    ]
    return [*found, ("rows", _("Todas las filas"), rows, rows, wanted == "rows")]


def _kinds(seen: list[Observation], decided: set[str]) -> list[tuple[str, str, int]]:
    """(kind, label, still open) of a list, to decide all of a kind at once."""
    from minga.plans.sentences import label

    left: dict[str, int] = {}
    for one in seen:
        if finding_key(one) not in decided:
            left[one.kind] = left.get(one.kind, 0) + 1
    return [(kind, label(kind), n) for kind, n in left.items() if n > 1]


def _counts(draft: PlanDraft) -> list[tuple[str, str, int | None, int]]:
    """(code, name, declared, found) of each objective that lists initiatives or declares some."""
    found, declared = draft.found, draft.declared
    return [
        (o.code, o.name, declared.get(o.code), found.get(o.code, 0))
        for o in draft.objectives
        if o.code in found or o.code in declared
    ]


def _suggested(imported: Import, draft: PlanDraft) -> str:
    from django.utils.text import slugify

    stem = imported.document.name.rpartition(".")[0] or imported.document.name
    return slugify(draft.title or stem)[:40].strip("-") or "plan"


@require_POST
@coordinator_only
def decide(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Accept, skip or correct one thing, or accept all of a kind."""
    imported = the_import(uuid)
    back = _back(request, imported)
    try:
        _decide(request, imported)
    except Refused as refusal:
        messages.error(request, " ".join(refusal.messages))
    return HttpResponseRedirect(back)


def _decide(request: HttpRequest, imported: Import) -> None:
    posted = request.POST
    verb = posted.get("verb", "")
    key = posted.get("key", "")[:120]
    by = who(request)
    if kind := posted.get("kind", ""):
        draft = reviews.of(imported).draft
        keys = [finding_key(seen) for seen in draft.observations if seen.kind == kind]
        actions.correct(imported, [(k, "", Correction.Verb.ACCEPT, None) for k in keys], by=by)
    elif verb == "reopen":
        actions.forget(imported, [(key, "")])
    elif verb == "skip":
        record = posted.get("record", "")[:120] or key
        said_now = [(record, "", Correction.Verb.SKIP, None)]
        if record != key:
            said_now.append((key, "", Correction.Verb.SKIP, None))
        actions.correct(imported, said_now, by=by)
    elif verb == "restore":
        actions.forget(imported, [(posted.get("record", "")[:120], ""), (key, "")])
    elif verb == "edit":
        _edit(request, imported, key)
    elif verb == "accept":
        actions.correct(imported, [(key, "", Correction.Verb.ACCEPT, None)], by=by)
    else:
        raise Refused(_("Elija qué hacer: aceptar, corregir u omitir."))


def _edit(request: HttpRequest, imported: Import, key: str) -> None:
    """Keep the fields of the form that say something else than was read."""
    from minga.plans.importer.mechanisms import parse

    editable = {*FIELDS, "objective", "mechanisms"}
    changes: list[tuple[str, str, str, Any]] = []
    for name, value in request.POST.items():
        place, _sep, of = name.partition("|")  # "name|1.1#3"
        if of and place in editable and isinstance(value, str):
            text = " ".join(value.split())[:4000]
            if place == "name" and not text:
                raise Refused(_("Una iniciativa necesita un nombre."))
            changes.append(
                (of, place, Correction.Verb.EDIT, list(parse(text).codes))
                if place == "mechanisms"
                else (of, place, Correction.Verb.EDIT, text)
            )
    changes.append((key, "", Correction.Verb.EDIT, None))
    actions.correct(imported, changes, by=who(request))


def _back(request: HttpRequest, imported: Import) -> str:
    show = request.POST.get("show", "")
    start = request.POST.get("from", "")
    query = f"?show={show}" if show.isalpha() else ""
    if start.isdecimal():
        query += f"&from={start}" if query else f"?from={start}"
    anchor = request.POST.get("anchor", "")
    anchor = f"#{anchor}" if anchor.replace("-", "").isalnum() else ""
    return f"{reverse('studio:review', args=[imported.uuid])}{query}{anchor}"


@require_safe
@coordinator_only
def page_image(request: HttpRequest, uuid: UUID, number: int) -> HttpResponse:
    """A page of a PDF as a picture, drawn in a process apart and kept."""
    imported = the_import(uuid)
    picture = reviews.picture(imported, number)
    if picture is None:
        raise Http404
    response = HttpResponse(picture, content_type="image/png")
    response["Cache-Control"] = "private, max-age=86400"
    return response
