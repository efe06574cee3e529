"""The interface for programs: indicators, periods and readings as JSON."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.exceptions import RequestDataTooBig
from django.db import transaction
from django.db.models import Q
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.http.request import UnreadablePostError
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from minga.actors.areas import Areas
from minga.base.page import page
from minga.base.steps import Refused
from minga.intake.read import MEGABYTE
from minga.monitoring import wire
from minga.monitoring.access import shown_plan
from minga.monitoring.actions.report import Entry, report_many
from minga.monitoring.book.known import Known, first_day
from minga.monitoring.models import Frequency, Indicator, Period, Reading
from minga.people.models import User
from minga.people.tokens import for_programs, unauthorised
from minga.plans.models import Plan
from minga.territory.models import Area

LIMIT = 5 * MEGABYTE
PAGE = 500
LAST = 2**63 - 1  # of what a database numbers


class _Nothing(Exception):
    """One was refused and all were wanted: none is taken."""


@require_safe
def openapi(request: HttpRequest) -> HttpResponse:
    return _json(wire.described())


@require_safe
def manual(request: HttpRequest, plan: str) -> HttpResponse:
    found = shown_plan(request, plan)
    context = {
        "plan": found,
        "fields": wire.FIELDS,
        "most": wire.MOST,
        "limit": LIMIT // MEGABYTE,
        "host": settings.URL,
        "indicator": Indicator.objects.visible_to(request.user).filter(plan=found).first(),
    }
    return page(request, "monitoring/sheet_api.html", context)


@for_programs
@require_safe
def indicators(request: HttpRequest, plan: str) -> HttpResponse:
    of = _plan(request, plan)
    if of is None:
        return _no_plan()
    found = Indicator.objects.visible_to(request.user).filter(plan=of).order_by("code")
    if after := _query(request, "after"):
        found = found.filter(code__gt=after)
    rows = list(
        found.select_related("owner", "objective", "initiative", "articulation__initiative")[
            : PAGE + 1
        ]
    )
    last = rows[PAGE - 1].code if len(rows) > PAGE else None
    return _json({"indicators": [_indicator(row) for row in rows[:PAGE]], "next": last})


def _indicator(i: Indicator) -> dict[str, Any]:
    of = i.articulation
    return {
        "code": i.code,
        "name": i.name,
        "objective": i.objective and i.objective.code,
        "initiative": i.initiative and i.initiative.code,
        "articulation": of and f"{of.initiative.code}/{of.number}",
        "unit": i.unit,
        "measure": i.measure,
        "factor": _figure(i.factor),
        "direction": i.direction,
        "accumulation": i.accumulation,
        "frequency": i.frequency,
        "by_area": i.by_area,
        "categories": i.categories,
        "base_value": _figure(i.base_value),
        "base_date": i.base_date,
        "owner": i.owner and i.owner.name,
        "status": i.status,
        "uuid": i.uuid,
    }


@for_programs
@require_safe
def periods(request: HttpRequest, plan: str) -> HttpResponse:
    of = _plan(request, plan)
    if of is None:
        return _no_plan()
    found = Period.objects.filter(plan=of).order_by("starts", "frequency")
    rows = [
        {
            "name": period.name,
            "frequency": period.frequency,
            "starts": period.starts,
            "ends": period.ends,
            "due": period.due,
            "status": period.status,
        }
        for period in found
    ]
    return _json({"periods": rows})


@for_programs
@require_http_methods(["GET", "HEAD", "POST"])
def readings(request: HttpRequest, plan: str) -> HttpResponse:
    of = _plan(request, plan)
    if request.method == "POST":
        if not isinstance(request.user, User):
            return unauthorised(_("Para entregar lecturas hace falta una clave de acceso."))
        return _no_plan() if of is None else _take(request, of, request.user)
    if of is None:
        return _no_plan()
    found = Reading.objects.visible_to(request.user).filter(indicator__plan=of)
    if code := _query(request, "indicator"):
        found = found.filter(indicator__code=code)
    if name := _query(request, "period"):
        found = found.filter(_of_period(name))
    after = _query(request, "after")
    if after:
        if not (after.isascii() and after.isdigit() and int(after[:20]) <= LAST):
            return _error(_("«after» es el identificador de una lectura: un número."), 400)
        found = found.filter(pk__gt=int(after))
    rows = list(found.select_related("indicator", "period").order_by("pk")[: PAGE + 1])
    last = rows[PAGE - 1].pk if len(rows) > PAGE else None
    areas = _areas(rows)
    return _json({"readings": [_reading(row, areas) for row in rows[:PAGE]], "next": last})


def _of_period(name: str) -> Q:
    found = Q(pk=None)
    for frequency in Frequency.values:
        if starts := first_day(name, frequency):
            found |= Q(period__frequency=frequency, period__starts=starts)
    return found


def _areas(rows: list[Reading]) -> dict[int, str]:
    keys = {row.area_id for row in rows if row.area_id}
    if not keys:
        return {}
    written = Areas().written
    codes = dict(Area.objects.filter(pk__in=keys).values_list("pk", "code"))
    return {key: codes.get(key) or written.get(key, "") for key in keys}


def _reading(r: Reading, areas: dict[int, str]) -> dict[str, Any]:
    return {
        "id": r.pk,
        "indicator": r.indicator.code,
        "period": r.period.name,
        "area": areas.get(r.area_id) if r.area_id else None,
        "category": r.category,
        "value": _figure(r.value),
        "numerator": _figure(r.numerator),
        "denominator": _figure(r.denominator),
        "note": r.note,
        "status": r.status,
        "preliminary": r.preliminary,
    }


def _figure(number: Any) -> str | None:
    """Its digits, as text: JSON's own numbers do not hold them all."""
    return None if number is None else f"{number.normalize():f}"


# --- taking readings in


def _take(request: HttpRequest, plan: Plan, user: User) -> HttpResponse:
    try:
        if int(request.headers.get("Content-Length") or 0) > LIMIT:
            raise RequestDataTooBig
        rows = wire.parse(request.body)
    except RequestDataTooBig:
        says = _("La entrega pesa más de %d MB: divídala.") % (LIMIT // MEGABYTE)
        return _error(says, 413)
    except UnreadablePostError:
        return _error(_("La entrega se cortó en el camino: mándela otra vez."), 400)
    except wire.Malformed as why:
        return _error(str(why), 400)
    every = request.GET.get("atomic") == "1"
    try:
        with transaction.atomic():
            outcomes = _report(rows, plan, user)
            refused = sum(outcome["kind"] == "refused" for outcome in outcomes)
            if every and refused:
                raise _Nothing
    except _Nothing:
        for outcome in outcomes:
            outcome["id"] = None
        return _json({"outcomes": outcomes, "taken": False}, 422)
    except Refused as refusal:
        return _error(" ".join(refusal.messages), 409)
    return _json({"outcomes": outcomes, "taken": True}, 207 if refused else 200)


def _report(
    rows: list[wire.Object | wire.Malformed], plan: Plan, user: User
) -> list[dict[str, Any]]:
    known = Known(plan, user)
    told: dict[int, dict[str, Any]] = {}
    entries: dict[bool, list[Entry]] = {False: [], True: []}
    seen: dict[Any, int] = {}
    for at, row in enumerate(rows):
        if isinstance(row, wire.Malformed):
            told[at] = _outcome(at, "refused", None, str(row))
            continue
        try:
            entry = wire.entry(at, row, known)
            if entry.cell in seen:
                raise Refused(
                    _("Esta lectura está dos veces: también en la %d.") % seen[entry.cell]
                )
            seen[entry.cell] = at
            entries[row["send"]].append(entry)
        except Refused as refusal:
            told[at] = _outcome(at, "refused", None, " ".join(refusal.messages))
    for send, some in entries.items():
        if some:
            for outcome in report_many(some, by=user, send=send):
                key = outcome.reading.pk if outcome.reading else None
                told[outcome.at] = _outcome(outcome.at, outcome.kind, key, outcome.why)
    return [told[at] for at in range(len(rows))]


def _outcome(at: int, kind: str, key: int | None, why: str) -> dict[str, Any]:
    return {"at": at, "kind": kind, "id": key, "why": why}


# --- parts


def _plan(request: HttpRequest, code: str) -> Plan | None:
    try:
        return shown_plan(request, code)
    except Http404:
        return None


def _no_plan() -> HttpResponse:
    return _error(_("No hay un plan con ese código, o no lo puede ver."), 404)


def _query(request: HttpRequest, name: str) -> str:
    return request.GET.get(name, "").replace("\0", "").strip()[:60]


def _error(says: str, status: int) -> HttpResponse:
    return _json({"error": says}, status)


def _json(said: dict[str, Any], status: int = 200) -> HttpResponse:
    answer = JsonResponse(said, status=status, json_dumps_params={"ensure_ascii": False})
    answer["Cache-Control"] = "private, no-cache"
    answer["Vary"] = "Authorization, Cookie, Accept-Language"
    return answer
