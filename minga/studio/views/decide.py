"""What a person says of one thing that was read, or of all of a kind, and taking it back."""

from __future__ import annotations

from secrets import token_hex
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from minga.base.done import done, or_why_not
from minga.base.steps import Refused
from minga.intake.models import Correction, Import
from minga.studio import actions, reviews
from minga.studio.access import coordinator_only, who
from minga.studio.actions import Said
from minga.studio.corrected import said as by_key
from minga.studio.fields import fields, typed, written
from minga.studio.places import Places
from minga.studio.sides import keys_of
from minga.studio.views.review import the_import

LAST = "studio"  # what was said last, in the session: so that one press takes it back
ACCEPT, EDIT, SKIP = Correction.Verb.ACCEPT, Correction.Verb.EDIT, Correction.Verb.SKIP


@require_POST
@coordinator_only
def decide(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Accept, skip or correct one thing, take something back, or accept all of a kind."""
    imported = the_import(uuid)
    back = _back(request, imported)
    with or_why_not(request):
        told, says = _decided(request, imported)
        before = actions.correct(imported, told, by=who(request))
        done(request, says, undo=way_back(request, imported, before, back))
    return HttpResponseRedirect(back)


@require_POST
@coordinator_only
def unsay(request: HttpRequest, uuid: UUID, token: str) -> HttpResponse:
    """Take back what was said last."""
    imported = the_import(uuid)
    last = request.session.get(LAST, {})
    if last.get("token") != token:
        messages.error(
            request, _("Eso ya no se puede deshacer desde aquí: búsquelo en la lista y cámbielo.")
        )
        return HttpResponseRedirect(reverse("studio:review", args=[imported.uuid]))
    with or_why_not(request):
        actions.correct(imported, last["before"], by=who(request))
        del request.session[LAST]
        done(request, _("Se deshizo: quedó como estaba."))
    return HttpResponseRedirect(last["back"])


def way_back(request: HttpRequest, imported: Import, before: list[Said], back: str) -> str:
    """The address that takes back what was just said."""
    token = token_hex(8)
    request.session[LAST] = {"token": token, "before": before, "back": back}
    return reverse("studio:unsay", args=[imported.uuid, token])


def _decided(request: HttpRequest, imported: Import) -> tuple[list[Said], str]:
    """What is said by a press of a button, and the sentence that tells it."""
    posted = request.POST
    key = posted.get("key", "")[:120]
    record = posted.get("record", "")[:120]
    if kind := posted.get("kind", ""):
        return _all_of(imported, kind)
    if field := posted.get("back", ""):
        return _taken_back(request, imported, key, field)
    match posted.get("verb", ""):
        case "accept":
            return [(key, "", ACCEPT, None)], _("Se aceptó lo que se leyó.")
        case "reopen":
            return [(key, "", "", None)], _("Está otra vez por decidir.")
        case "skip":
            both = dict.fromkeys([record or key, key])
            return [(one, "", SKIP, None) for one in both], _("La fila no se traerá.")
        case "restore":
            both = dict.fromkeys([record or key, key])
            return [(one, "", "", None) for one in both], _("La fila se traerá.")
        case "edit":
            return _edited(request, imported, key, record or key)
    raise Refused(_("Elija qué hacer: aceptar, corregir u omitir."))


def _all_of(imported: Import, kind: str) -> tuple[list[Said], str]:
    """All the findings of a kind that nobody decided yet."""
    decided = set(imported.corrections.filter(field="").values_list("key", flat=True))
    found = reviews.of(imported).places.groups.values()
    told: list[Said] = [
        (key, "", ACCEPT, None)
        for group in found
        for key, seen in group
        if seen.kind == kind and key not in decided
    ]
    if not told:
        raise Refused(_("No queda ninguna por decidir."))
    says = ngettext("Se aceptó una.", "Se aceptaron %(n)s.", len(told))
    return told, says % {"n": len(told)}


def _edited(
    request: HttpRequest, imported: Import, key: str, record: str
) -> tuple[list[Said], str]:
    """The fields of the form that say something else than before."""
    read = reviews.of(imported)
    initiative = read.places.initiatives.get(record)
    if initiative is None:
        raise Refused(_("Esa fila ya no está: se leyó el documento de nuevo."))
    held = imported.corrections.filter(key__in=keys_of(initiative, read.places))
    told: list[Said] = []
    for field in fields(read.places, initiative, by_key(held), None):
        if not field.name or field.id not in request.POST:
            continue
        text = typed(request.POST[field.id])
        if text == typed(field.form):
            continue
        if text == typed(field.read):
            told.append((field.key, field.name, "", None))
        else:
            value = written(field, text, read.draft.dates)
            told.append((field.key, field.name, EDIT, value))
    if not told:
        raise Refused(_("No cambió ningún dato. Si está bien como se leyó, pulse Aceptar."))
    says = ngettext("Se corrigió un dato.", "Se corrigieron %(n)s datos.", len(told))
    if key.startswith("!"):
        told.append((key, "", EDIT, None))
    return told, says % {"n": sum(bool(name) for _key, name, _verb, _value in told)}


def _taken_back(
    request: HttpRequest, imported: Import, key: str, field: str
) -> tuple[list[Said], str]:
    """One corrected value ("name|1.1#3") or skipped row is again as it was read."""
    name, _sep, of = field.partition("|")
    told: list[Said] = [(of[:120], name[:40], "", None)]
    if key.startswith("!") and not _others(request, imported, told[0], reviews.of(imported).places):
        told.append((key, "", "", None))
    return told, _("Quedó otra vez como se leyó.")


def _others(request: HttpRequest, imported: Import, gone: Said, places: Places) -> bool:
    """Whether something else of the same row is still corrected."""
    initiative = places.initiatives.get(request.POST.get("record", "")[:120])
    if initiative is None:
        return False
    held = imported.corrections.filter(key__in=keys_of(initiative, places), verb=EDIT)
    return held.exclude(field="").exclude(key=gone[0], field=gone[1]).exists()


def _back(request: HttpRequest, imported: Import) -> str:
    show, start = request.POST.get("show", ""), request.POST.get("from", "")
    anchor = request.POST.get("anchor", "")
    query = {
        name: value
        for name, value in (
            ("show", show if show.isalpha() else ""),
            ("from", start if start.isdecimal() else ""),
            ("q", request.POST.get("q", "")[:100]),
        )
        if value
    }
    named = anchor if anchor.replace("-", "").isalnum() else None
    return reverse("studio:review", args=[imported.uuid], query=query, fragment=named)
