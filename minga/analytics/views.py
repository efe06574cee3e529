"""Questions of ours, with their parameters, answered from the facts last written.

Nobody writes SQL here: what is asked comes from our code, what visitors give are parameters.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from minga.analytics import tasks
from minga.analytics.ask import WEB, Answer, ask
from minga.analytics.catalog import Catalog, own, read_catalog
from minga.analytics.questions import Param, Question, Said, questions, words_of, written
from minga.analytics.shown import FORMATS, WRITERS, cells
from minga.base.kept import kept
from minga.base.page import page
from minga.base.search import fold
from minga.base.steps import Refused
from minga.people.models import User, is_coordinator

IN_FILES = replace(WEB, rows=50_000)


@dataclass(frozen=True, slots=True)
class Field:
    """A parameter in the form: what may be chosen, if it is chosen, and what was given."""

    param: Param
    given: str
    choices: list[tuple[str, Said | str]]
    optional: bool


@require_safe
def index(request: HttpRequest) -> HttpResponse:
    return page(
        request,
        "analytics/index.html",
        {
            "questions": sorted(questions().values(), key=lambda one: fold(str(one.title))),
            **_state(request),
        },
    )


@require_safe
def answer(request: HttpRequest, name: str) -> HttpResponse:
    asked = _asked(name)
    found: Answer | None = None
    problem = ""
    state = _state(request)
    if state["catalog"]:
        try:
            found = ask(name, _given(request, asked), folder=own(), bounds=WEB)
        except Refused as refusal:
            problem = " ".join(refusal.messages)
    return page(
        request,
        "analytics/question.html",
        {
            "question": asked,
            "fields": _fields(request, asked, state["catalog"]) if state["catalog"] else [],
            "answer": found,
            "rows": cells(found) if found else [],
            "problem": problem,
            "sql": written(asked),
            "formats": FORMATS,
            "query": request.META.get("QUERY_STRING", ""),
            **state,
        },
        status=400 if problem else 200,
    )


@require_safe
def answer_file(request: HttpRequest, name: str, fmt: str) -> HttpResponse | StreamingHttpResponse:
    """The answer as a file: more rows than a page shows, in the same time."""
    asked = _asked(name)
    if fmt not in FORMATS:
        raise Http404
    try:
        found = ask(name, _given(request, asked), folder=own(), bounds=IN_FILES)
    except Refused as refusal:
        return HttpResponse(
            " ".join(refusal.messages), status=400, content_type="text/plain; charset=utf-8"
        )
    response = StreamingHttpResponse(WRITERS[fmt](found), content_type=FORMATS[fmt])
    response["Content-Disposition"] = f'attachment; filename="{name}.{fmt}"'
    return response


@require_POST
@login_required
def update(request: HttpRequest) -> HttpResponse:
    if not isinstance(request.user, User) or not is_coordinator(request.user):
        raise Http404
    try:
        tasks.update(by=request.user)
        messages.success(request, _("Se actualizan los datos; en un momento estarán aquí."))
    except Refused as refusal:
        messages.error(request, " ".join(refusal.messages))
    return redirect("analytics:index")


def _asked(name: str) -> Question:
    found = questions().get(name)
    if found is None:
        raise Http404
    return found


def _given(request: HttpRequest, asked: Question) -> dict[str, str]:
    """What the address says of its parameters; anything else in it is not for us."""
    return {
        param.name: str(request.GET[param.name])
        for param in asked.params
        if request.GET.get(param.name)
    }


def _state(request: HttpRequest) -> dict[str, Any]:
    catalog = read_catalog(own())
    return {
        "catalog": catalog,
        "may_update": is_coordinator(request.user),
        "waiting": is_coordinator(request.user) and tasks.waiting(),
    }


def _fields(request: HttpRequest, asked: Question, catalog: Catalog) -> list[Field]:
    key = ("analytics.choices", asked.name, str(catalog.folder), catalog.content["made_at"])
    choices = kept(key, lambda: _choices(asked, catalog))
    return [
        Field(
            param,
            str(request.GET.get(param.name, "")) or _default(param),
            _worded(param, choices.get(param.name, [])),
            param.default in ("none", ""),
        )
        for param in asked.params
    ]


def _choices(asked: Question, catalog: Catalog) -> dict[str, list[tuple[str, Said]]]:
    from minga.analytics.duck import choices

    return {p.name: choices(p.choices, [catalog], WEB) for p in asked.params if p.choices}


def _worded(param: Param, choices: list[tuple[str, Said]]) -> list[tuple[str, Said | str]]:
    words = words_of(param.codes)
    return [(value, words.get(value, label)) for value, label in choices]


def _default(param: Param) -> str:
    if param.default in (None, "none", ""):
        return ""
    return str(param.read(None))
