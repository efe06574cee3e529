"""The directory of actors."""

from __future__ import annotations

from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from minga.actors.filters import Filter, areas_in_use, key, roles_today
from minga.actors.models import Actor, may_add
from minga.base.page import page
from minga.people.models import is_coordinator

PAGE = 25


@require_safe
def index(request: HttpRequest) -> HttpResponse:
    chosen = Filter.read(request.GET)
    found = chosen.apply(request.user)
    total = found.count()
    after = key(request.GET.get("after", ""))
    last = found.filter(pk=after).values_list("name", "pk").first() if after else None
    later = found.filter(Q(name__gt=last[0]) | Q(name=last[0], pk__gt=last[1])) if last else found
    # which ones first: one by one their numbers and places would be asked for every row
    keys = list(later.order_by("name", "pk").values_list("pk", flat=True)[: PAGE + 1])
    more = len(keys) > PAGE
    read = Actor.objects.select_related("parent").prefetch_related("areas").in_bulk(keys[:PAGE])
    rows = [read[pk] for pk in keys[:PAGE] if pk in read]
    above = Actor.objects.visible_to(request.user).filter(children__in=keys[:PAGE])
    parents = set(above.order_by().values_list("pk", flat=True))
    for actor in rows:
        if actor.parent_id not in parents:
            actor.parent = None
    seen = _seen(request, total, len(rows)) if last else 0
    areas = areas_in_use()
    roles = roles_today([actor.pk for actor in rows], request.user)
    context = {
        "filter": chosen,
        "on": list(chosen.on(areas)),
        "chips": chosen.chips(request.user),
        "areas": areas,
        "types": Actor.Type.choices,
        "natures": Actor.Nature.choices,
        "governments": Actor.Government.choices,
        "rows": [(actor, roles.get(actor.pk, 0)) for actor in rows],
        "total": total,
        "first": seen + 1,
        "last": seen + len(rows),
        "next": _next(chosen, rows[-1].pk, seen + len(rows)) if more else "",
        "next_count": min(PAGE, total - seen - len(rows)),
        "begin": chosen.query() if last else "",
        "any": bool(chosen) or Actor.objects.visible_to(request.user).exists(),
        "may_add": may_add(request.user),
        "may_import": is_coordinator(request.user),
    }
    return page(request, "actors/index.html", context, parts=["list"])


def _next(chosen: Filter, after: int, seen: int) -> str:
    return f"{chosen.query()}&after={after}&seen={seen}".replace("?&", "?")


def _seen(request: HttpRequest, total: int, shown: int) -> int:
    said = key(request.GET.get("seen", "")) or 0
    return max(0, min(said, total - shown))
