"""One import, from reading to review: progress, repairs beside their source, all rows."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db.models import Count, Q
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from minga.base.page import page
from minga.intake.models import Correction, Import
from minga.plans.draft import PlanDraft
from minga.plans.models import Edition, Plan
from minga.plans.sentences import label
from minga.studio import actions, reviews
from minga.studio.access import coordinator_only
from minga.studio.corrected import MATCH, OBJECTIVE, said
from minga.studio.doubts import questions
from minga.studio.fields import fields, label_of, shown
from minga.studio.places import GROUPS, Places, Seen
from minga.studio.sides import Sides, code_of, keys_of, touched

_STRIP = re.compile(r"(0(?:\.\d{1,6})?|1(?:\.0+)?)-(0(?:\.\d{1,6})?|1(?:\.0+)?)")
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
        {
            "imported": imported,
            "plan": plan,
            "tally": imported.tally,
            "edition": Edition.objects.filter(imported=imported).select_related("plan").first(),
        },
    )


def _reviewing(request: HttpRequest, imported: Import) -> HttpResponse:
    read = reviews.of(imported)
    places = read.places
    decided = set(
        imported.corrections.filter(key__startswith="!", field="").values_list("key", flat=True)
    )
    summary = _summary(imported)
    wanted = request.GET.get("show", "")
    if wanted not in (*GROUPS, "rows", "said"):
        wanted = next((name for name in GROUPS if places.groups[name]), "rows")
    start = _start(request)
    question = request.GET.get("q", "").strip()[:100]
    context = _listed(imported, places, wanted, start, question)
    context |= {
        "imported": imported,
        "draft": read.draft,
        "tally": imported.tally,
        "counts": _counts(read.draft),
        "announced": bool(read.draft.declared),
        "groups": _chips(places, wanted, decided, summary.values),
        "wanted": wanted,
        "question": question,
        "open": sum(key not in decided for seen in places.groups.values() for key, _one in seen),
        "kinds": _kinds(places.groups.get(wanted, []), decided),
        "questions": questions(read.draft.doubts, read.reading),
        "plans": Plan.objects.order_by("title"),
        "suggested": imported.into or _suggested(imported, read.draft),
        "summary": summary,
        "rehearsal": imported.tally.get("rehearsal"),
        "is_pdf": read.reading.media_type == "application/pdf",
        "tables": read.reading.tables,
        "hidden": read.reading.hidden,
    }
    return page(request, "studio/review.html", context, parts=["pairs"])


def _listed(
    imported: Import, places: Places, wanted: str, start: int, question: str
) -> dict[str, Any]:
    """What one list of the review shows from `start` on."""
    if wanted == "said":
        told = _told(imported, places)
        return {"told": told[start : start + ROWS], **_page(start, ROWS, len(told))}
    if wanted == "rows":
        rows = places.find(question)
        some = rows[start : start + ROWS]
        keys = {key for one in some for key in keys_of(one, places)}
        sides = Sides(places, said(imported.corrections.filter(key__in=keys)))
        return {"pairs": [sides.row(one) for one in some], **_page(start, ROWS, len(rows))}
    seen = places.groups[wanted][start : start + PAIRS]
    keys = touched(seen, places)
    sides = Sides(places, said(imported.corrections.filter(key__in=keys)))
    return {"pairs": sides.pairs(seen), **_page(start, PAIRS, len(places.groups[wanted]))}


def _page(start: int, step: int, count: int) -> dict[str, Any]:
    return {
        "first": start + 1 if count else 0,
        "last": min(start + step, count),
        "count": count,
        "next": start + step if start + step < count else None,
        "previous": max(0, start - step) if start else None,
    }


def _start(request: HttpRequest) -> int:
    start = request.GET.get("from", "")
    return int(start) if start.isdecimal() and len(start) < 9 else 0


@dataclass(frozen=True, slots=True)
class Summary:
    """How many things were said of a document."""

    values: int  # that say something else than was read
    skipped: int
    decided: int


def _summary(imported: Import) -> Summary:
    edit, skip = Correction.Verb.EDIT, Correction.Verb.SKIP
    finding = Q(key__startswith="!")
    found = imported.corrections.aggregate(
        values=Count("pk", filter=Q(verb=edit) & ~Q(field="")),
        skipped=Count("pk", filter=Q(verb=skip) & ~finding),
        decided=Count("pk", filter=finding),
    )
    return Summary(**found)


@dataclass(frozen=True, slots=True)
class Told:
    """One thing that a person said, as it can be taken back."""

    key: str
    field: str
    code: str
    name: str
    about: str
    was: str
    now: str
    by: str
    skipped: bool


def _told(imported: Import, places: Places) -> list[Told]:
    """Corrected values and skipped rows, the newest first."""
    found = []
    corrections = (
        imported.corrections.exclude(verb=Correction.Verb.ACCEPT)
        .exclude(key__startswith="!")
        .exclude(key__startswith=MATCH)
        .select_related("by")
        .order_by("-at", "-pk")
    )
    for one in corrections:
        skipped = one.verb == Correction.Verb.SKIP
        if not skipped and not one.field:
            continue
        code, name, was = _before(one, places)
        found.append(
            Told(
                one.key,
                one.field,
                code,
                name,
                _("Objetivo") if one.key.startswith(OBJECTIVE) else label_of(one.field),
                was,
                shown(one.field, one.value),
                str(one.by or ""),
                skipped,
            )
        )
    return found


def _before(one: Correction, places: Places) -> tuple[str, str, str]:
    """The code and the name of what was corrected, and what was read there."""
    if one.key.startswith(OBJECTIVE):
        objective = places.objectives.get(one.key.removeprefix(OBJECTIVE))
        return (objective.code, "", objective.name) if objective else ("", "", "")
    initiative = places.initiatives.get(one.key.partition("/")[0])
    if initiative is None:
        return "", "", ""
    held = fields(places, initiative, {(one.key, one.field): one}, None)
    was = next((f.was for f in held if (f.key, f.name) == (one.key, one.field)), "")
    return code_of(initiative), initiative.name, was or ""


def _chips(
    places: Places, wanted: str, decided: set[str], values: int
) -> list[tuple[str, str, int, int, bool]]:
    """(name, label, all, still open, chosen) for each list that has something."""
    labels = {
        "repairs": _("Reparaciones"),
        "unsure": _("Celdas dudosas"),
        "doubts": _("Dudas del documento"),
        "gaps": _("Faltas"),
    }
    found = [
        (
            name,
            labels[name],
            len(seen),
            sum(key not in decided for key, _one in seen),
            name == wanted,
        )
        for name, seen in places.groups.items()
        if seen
    ]
    rows = len(places.draft.initiatives)
    found.append(("rows", _("Todas las filas"), rows, rows, wanted == "rows"))
    if values or wanted == "said":
        found.append(("said", _("Correcciones"), values, values, wanted == "said"))
    return found


def _kinds(seen: Sequence[Seen], decided: set[str]) -> list[tuple[str, str, int]]:
    """(kind, label, still open) of a list, to decide all of a kind at once."""
    left: dict[str, int] = {}
    for key, one in seen:
        if key not in decided:
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


@require_safe
@coordinator_only
def page_image(request: HttpRequest, uuid: UUID, number: int) -> HttpResponse:
    """A page of a PDF as a picture, or the strip of it that `rows` names ("0.31-0.36")."""
    imported = the_import(uuid)
    rows = _STRIP.fullmatch(request.GET.get("rows", ""))
    picture = (
        reviews.strip(imported, number, float(rows[1]), float(rows[2]))
        if rows
        else reviews.picture(imported, number)
    )
    if picture is None:
        raise Http404
    response = HttpResponse(picture, content_type="image/png")
    response["Cache-Control"] = "private, max-age=86400"
    return response
