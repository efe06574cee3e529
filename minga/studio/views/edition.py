"""Before a document becomes a new edition: what became of each initiative, and correcting it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from uuid import UUID

from django.db.models import Count, Max, Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext as _

from minga.base.done import done, or_why_not
from minga.base.page import page
from minga.base.steps import Refused
from minga.intake.models import Correction, Import
from minga.plans import changes, matching
from minga.plans.actions.edition import listed_in, listed_of
from minga.plans.changes import Change
from minga.plans.draft import PlanDraft
from minga.plans.matching import Listed, Match
from minga.plans.models import Plan
from minga.studio import actions, reviews
from minga.studio.access import coordinator_only, who
from minga.studio.corrected import MATCH, corrected, matched
from minga.studio.views.decide import way_back
from minga.studio.views.review import the_import

PAGE = 40
OFFERED = 400  # initiatives that a list of suggestions can hold; of more, the code is typed
Stamp = tuple[object, ...]  # changes whenever what it stands for does


@dataclass(frozen=True, slots=True)
class Matched:
    """Both editions, and which of one is which of the other, before people correct it."""

    draft: PlanDraft
    before: Sequence[Listed]
    after: Sequence[Listed]
    matches: Sequence[Match]


@coordinator_only
def edition(request: HttpRequest, uuid: UUID, plan: str) -> HttpResponse:
    imported = the_import(uuid)
    if imported.status not in actions.REVIEWED:
        return redirect("studio:review", imported.uuid)
    shown = get_object_or_404(Plan, code=plan)
    both = _both(imported, shown)
    if request.method == "POST":
        return _correct(request, imported, shown, both)
    found = _found(*_stamps(imported, shown))
    kinds = changes.counts(found)
    wanted = request.GET.get("kind", "")
    if wanted not in {kind for kind, _label, _n in kinds}:
        wanted = ""
    listed = changes.telling(found, wanted)
    start = request.GET.get("from", "")
    begin = int(start) if start.isdecimal() and len(start) < 9 else 0
    old = dict(shown.objectives.values_list("code", "text"))
    new = {o.code: o.name for o in both.draft.objectives}
    return page(
        request,
        "studio/edition.html",
        {
            "imported": imported,
            "plan": shown,
            "headline": changes.headline(found),
            "kinds": kinds,
            "wanted": wanted,
            "groups": changes.grouped(
                changes.with_words(c, old, new) for c in listed[begin : begin + PAGE]
            ),
            "before": both.before if len(both.before) <= OFFERED else (),
            "after": both.after if len(both.after) <= OFFERED else (),
            "count": len(listed),
            "begin": begin,
            "last": min(begin + PAGE, len(listed)),
            "next": begin + PAGE if begin + PAGE < len(listed) else None,
            "previous": max(0, begin - PAGE) if begin else None,
            "said": sum(change.by_person for change in found),
        },
    )


# --- a large comparison takes seconds: it is made once, and again when something of it changes


def _both(imported: Import, plan: Plan) -> Matched:
    uuid, code, read, _said = _stamps(imported, plan)
    return _matched(uuid, code, read)


def _stamps(imported: Import, plan: Plan) -> tuple[UUID, str, Stamp, Stamp]:
    """Which import and plan; how they stand; and how the matches stand that people corrected."""
    match = Q(key__startswith=MATCH)
    told = imported.corrections.aggregate(
        **{
            f"{name}_{what}": of("pk" if what != "at" else "at", filter=which)
            for name, which in (("other", ~match), ("match", match))
            for what, of in (("count", Count), ("last", Max), ("at", Max))
        }
    )
    other = tuple(value for name, value in told.items() if name.startswith("other"))
    matches = tuple(value for name, value in told.items() if name.startswith("match"))
    read = (reviews.read_at(imported), plan.uuid, plan.revision, *other)
    return imported.uuid, plan.code, read, matches


@lru_cache(maxsize=2)
def _matched(uuid: UUID, plan: str, read: Stamp) -> Matched:
    imported = Import.objects.get(uuid=uuid)
    draft = corrected(reviews.of(imported).draft, list(imported.corrections.all()))
    before, after = listed_of(Plan.objects.get(code=plan)), listed_in(draft)
    return Matched(draft, before, after, matching.match(before, after))


@lru_cache(maxsize=2)
def _found(uuid: UUID, plan: str, read: Stamp, said: Stamp) -> Sequence[Change]:
    both = _matched(uuid, plan, read)
    told = Correction.objects.filter(imported__uuid=uuid, key__startswith=MATCH)
    matches = matching.corrected(both.matches, matched(told), both.before)
    return changes.of_matches(matches, both.before, both.after)


# --- what people correct


def _correct(request: HttpRequest, imported: Import, plan: Plan, both: Matched) -> HttpResponse:
    """One new initiative is said to be an old one, or to be new, or is matched as it was found."""
    back = reverse("studio:edition", args=[imported.uuid, plan.code])
    query = []
    if (kind := request.POST.get("kind", "")).isalpha():
        query.append(f"kind={kind}")
    if (start := request.POST.get("from", "")).isdecimal():
        query.append(f"from={start}")
    back += f"?{'&'.join(query)}" if query else ""
    with or_why_not(request):
        told, says = _told(request, plan, both)
        before = actions.correct(imported, [told], by=who(request))
        done(request, says, undo=way_back(request, imported, before, back))
    return redirect(back)


def _told(request: HttpRequest, plan: Plan, both: Matched) -> tuple[actions.Said, str]:
    code = _code(request.POST.get("is", ""))
    if "gone" in request.POST:  # said from the old one: its code is known, the new one is named
        key = _new(both, _code(request.POST.get("now", "")))
        code = request.POST["gone"]
    else:
        key = request.POST.get("key", "")[:110]
    if not any(listed.key == key for listed in both.after):
        raise Refused(_("Esa iniciativa ya no está: se leyó el documento de nuevo."))
    if "back" in request.POST:
        return (f"{MATCH}{key}", "", "", None), _("Quedó como Minga la encontró.")
    old = plan.initiatives.filter(code=code).first() if code else None
    if code and old is None:
        says = _("No hay una iniciativa %s en el plan: escriba uno de sus códigos.")
        raise Refused(says % code)
    says = _("Continúa a la iniciativa %s.") % old.code if old else _("Es una iniciativa nueva.")
    value = str(old.pk) if old else ""
    return (f"{MATCH}{key}", "", Correction.Verb.EDIT, value), says


def _new(both: Matched, code: str) -> str:
    for listed in both.after:
        if listed.code == code:
            return listed.key
    says = _("No hay una iniciativa %s en la edición nueva: escriba uno de sus códigos.")
    raise Refused(says % (code or "«»"))


def _code(typed: str) -> str:
    """What a person chose from the list, "1.1.2 Red de ciclovías", or typed, "1.1.2"."""
    return typed.strip().partition(" ")[0][:60]
