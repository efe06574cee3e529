"""The tables of monitoring as files, and a workbook brought in: looked at first, then applied."""

from __future__ import annotations

import datetime
import hashlib
from collections.abc import Iterator
from itertools import chain
from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db.models import Q
from django.http import Http404, HttpRequest, HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.cache import get_conditional_response
from django.utils.translation import get_language, gettext_lazy, ngettext
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from minga.base.done import done, or_why_not
from minga.base.numbers import COMMA, EXAMPLES, POINT, convention
from minga.base.page import page
from minga.base.steps import Refused
from minga.intake.read import MEGABYTE
from minga.intake.reading import Unreadable
from minga.intake.sheets import KINDS
from minga.monitoring import book as actions
from minga.monitoring.access import shown_plan
from minga.monitoring.book.columns import SHEETS
from minga.monitoring.book.undo import undo as take_back
from minga.monitoring.export import DATASETS, left_outside
from minga.monitoring.models import Workbook
from minga.opendata.formats import FORMATS, stream
from minga.opendata.workbook import xlsx_book
from minga.people.models import User, Visitor, is_coordinator
from minga.people.visitors import person
from minga.plans.models import Plan

FILES = tuple(DATASETS)
FORMS = ("csv", "xlsx", "json", "html")
BOOK = ("xlsx", "json")
LIMIT = 20 * MEGABYTE
OLD = datetime.timedelta(days=7)  # workbooks that nobody applied are forgotten


@require_safe
def file(request: HttpRequest, plan: str, table: str, fmt: str) -> HttpResponseBase:
    """One table, or the whole workbook; visitors' programs may ask whether it changed."""
    of = shown_plan(request, plan)
    if fmt not in (BOOK if table == "monitoring" else FORMS):
        raise Http404
    etag = "" if request.user.is_authenticated else _etag(of, table, fmt)
    if etag and (unchanged := get_conditional_response(request, etag=etag)):
        return unchanged
    pieces: Iterator[bytes] = stream(DATASETS[table], fmt, of, request.user)
    pieces = chain([next(pieces, b"")], pieces)  # what is refused is refused now
    response = StreamingHttpResponse(pieces, content_type=FORMATS[fmt].media_type)
    response["Content-Disposition"] = f'attachment; filename="{of.code}-{table}.{fmt}"'
    response["Cache-Control"] = "private, no-cache"
    response["Vary"] = "Cookie, Accept-Language"
    if etag:
        response["ETag"] = etag
    return response


def _etag(plan: Plan, table: str, fmt: str) -> str:
    """What is public changes with the revision of its plan."""
    said = f"{plan.pk} {plan.revision} {table} {fmt} {get_language()}"
    return f'W/"{hashlib.sha256(said.encode()).hexdigest()[:32]}"'


def _marks() -> list[tuple[str, str]]:
    return [
        (COMMA, _("Con coma antes de los decimales: %s") % EXAMPLES[COMMA]),
        (POINT, _("Con punto antes de los decimales: %s") % EXAMPLES[POINT]),
    ]


class BookForm(forms.Form):
    file = forms.FileField(
        label=gettext_lazy("El libro o la tabla"),
        error_messages={
            "required": gettext_lazy("Elija un archivo."),
            "empty": gettext_lazy("El archivo está vacío: elija otro."),
        },
    )
    mark = forms.ChoiceField(
        label=gettext_lazy("Cómo escribe los números que son texto"),
        help_text=gettext_lazy(
            "Un número de verdad en su celda se lee igual; los de un CSV son todos texto."
        ),
        choices=_marks,
        widget=forms.RadioSelect,
        error_messages={"required": gettext_lazy("Diga cómo escribe los números.")},
    )
    send = forms.BooleanField(
        label=gettext_lazy("Enviar a aprobación las lecturas; sin marcar, quedan como borrador"),
        required=False,
    )

    def clean_file(self) -> Any:
        sent = self.cleaned_data["file"]
        if sent.size > LIMIT:
            raise forms.ValidationError(
                _("El archivo es demasiado grande: hasta %d MB.") % (LIMIT // MEGABYTE)
            )
        return sent


@login_required
def workbook(request: HttpRequest, plan: str) -> HttpResponse:
    of = _plan(request, plan)
    form = BookForm(request.POST or None, request.FILES or None, initial={"mark": convention()})
    if request.method == "POST" and form.is_valid():
        try:
            return redirect("monitoring:book", of.code, _kept(request, of, form).uuid)
        except Unreadable as refusal:
            form.add_error("file", str(refusal))
        except Refused as refusal:
            form.add_error("file", refusal)
    context = {
        "plan": of,
        "form": form,
        "limit": LIMIT // MEGABYTE,
        "sheets": SHEETS.values(),
        "forms": FORMS,
        "books": _mine(request, of)
        .exclude(applied_at=None)
        .select_related("by")
        .defer("rows", "told", "changed")[:10],
    }
    return page(request, "monitoring/sheet_upload.html", context)


def _kept(request: HttpRequest, plan: Plan, form: BookForm) -> Workbook:
    sent = form.cleaned_data["file"]
    name = (sent.name or "").replace("\0", "")[:200]
    found = actions.read(sent.read(), name)
    if not any(found.rows.values()):
        raise Unreadable(_("Las hojas no tienen ninguna fila bajo sus títulos."))
    if found.unknown:
        unread = ", ".join(found.unknown[:12])
        messages.warning(request, _("No se leen estas columnas: %s.") % unread)
    user = person(request)
    waiting = Workbook.objects.filter(applied_at=None)
    waiting.filter(Q(by=user, plan=plan) | Q(at__lt=timezone.now() - OLD)).delete()
    return actions.keep(
        plan, found, mark=form.cleaned_data["mark"], send=form.cleaned_data["send"], by=user
    )


@login_required
def book(request: HttpRequest, plan: str, uuid: UUID) -> HttpResponse:
    """What each row would do, or did; and doing it."""
    of = _plan(request, plan)
    found = _book(request, of, uuid)
    if request.method == "POST":
        with or_why_not(request):
            actions.apply(found, by=person(request))
            counts = _counts(found)
            says = _(
                "Filas nuevas: %(new)d; cambiadas: %(changed)d; que no se trajeron: %(rejected)d."
            )
            done(request, says % counts, undo=reverse("monitoring:undo_book", args=[plan, uuid]))
        return redirect("monitoring:book", of.code, uuid)
    counts = _counts(found)
    context = {
        "plan": of,
        "book": found,
        "counts": counts,
        "will": counts["new"] + counts["changed"],
        "sheets": list(_sheets(found)),
        "shown": actions.SHOWN,
        "example": EXAMPLES.get(found.mark, ""),
    }
    return page(request, "monitoring/sheet_book.html", context)


def _counts(found: Workbook) -> dict[str, int]:
    return {kind: sum(told[kind] for told in found.told.values()) for kind in KINDS}


def _sheets(found: Workbook) -> Iterator[dict[str, Any]]:
    for name, told in found.told.items():
        lines = told["lines"]
        by_kind = {
            kind: [line for line in lines if line["kind"] == kind][: actions.SHOWN]
            for kind in ("rejected", "new", "changed")
        }
        yield {
            "name": name,
            "title": SHEETS[name].title,
            "counts": {kind: told[kind] for kind in KINDS},
            "warned": [line for line in lines if line["why"] and line["kind"] != "rejected"],
            "groups": [(kind, some, told[kind]) for kind, some in by_kind.items() if some],
        }


@login_required
@require_POST
def undo(request: HttpRequest, plan: str, uuid: UUID) -> HttpResponse:
    of = _plan(request, plan)
    found = _book(request, of, uuid)
    with or_why_not(request):
        back, left = take_back(found, by=person(request))
        says = ngettext(
            "Se deshizo el libro: %d registro volvió a como estaba.",
            "Se deshizo el libro: %d registros volvieron a como estaban.",
            back,
        )
        says %= back
        if left:
            stay = ngettext(
                "%d quedó, porque alguien lo cambió después.",
                "%d quedaron, porque alguien los cambió después.",
                left,
            )
            says += " " + stay % left
        done(request, says)
    return redirect("monitoring:book", of.code, uuid)


@login_required
@require_safe
def rejected(request: HttpRequest, plan: str, uuid: UUID) -> HttpResponseBase:
    """The rows that stayed outside, with why, in the columns in which they are corrected."""
    of = _plan(request, plan)
    pieces = xlsx_book(left_outside(_book(request, of, uuid)))
    response = StreamingHttpResponse(pieces, content_type=FORMATS["xlsx"].media_type)
    response["Content-Disposition"] = f'attachment; filename="{of.code}-rechazadas.xlsx"'
    response["Cache-Control"] = "private, no-cache"
    return response


def may_bring(user: Visitor) -> bool:
    """The coordinator, and whoever speaks for a unit."""
    return is_coordinator(user) or bool(isinstance(user, User) and user.own_units)


def _plan(request: HttpRequest, code: str) -> Plan:
    found = shown_plan(request, code)
    if not may_bring(request.user):
        raise Http404
    return found


def _mine(request: HttpRequest, plan: Plan) -> Any:
    """Everybody their own; the coordinator all."""
    found = Workbook.objects.filter(plan=plan)
    return found if is_coordinator(request.user) else found.filter(by=person(request))


def _book(request: HttpRequest, plan: Plan, uuid: UUID) -> Workbook:
    found: Workbook = get_object_or_404(
        _mine(request, plan).select_related("plan", "by"), uuid=uuid
    )
    return found
