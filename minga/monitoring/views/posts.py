"""The posts of the units of a plan, by year; and the priorities of a year."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.decorators import login_required
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from minga.base import history
from minga.base.done import back, done, or_why_not, tried
from minga.base.filters import plain
from minga.base.models import Entry
from minga.base.page import page
from minga.monitoring.access import shown_plan
from minga.monitoring.actions import posts as actions
from minga.monitoring.actions import priorities
from minga.monitoring.actions.means import take_away
from minga.monitoring.forms.means import PostForm, PrioritiesForm
from minga.monitoring.means.filters import PostFilter, names_of
from minga.monitoring.means.tables import people
from minga.monitoring.models import Post, Priority
from minga.monitoring.views.means_reach import form_page
from minga.people.models import Role, Unit, User, is_coordinator
from minga.people.visitors import person
from minga.plans.models import Plan

PAGE = 50


@require_safe
def index(request: HttpRequest, plan: str) -> HttpResponse:
    found = shown_plan(request, plan)
    chosen = PostFilter.read(request.GET)
    all_ = Post.objects.visible_to(request.user).filter(plan=found)
    posts = chosen.apply(all_)
    after = plain(request.GET.get("after", ""))
    shown = list(
        _beyond(posts, after)
        .select_related("unit", "initiative", "competence")
        .order_by("-year", "unit__name", "name", "pk")[: PAGE + 1]
    )
    for post in shown:
        if post.initiative:
            post.initiative.plan = found
    names = names_of(found)
    by_unit = people(posts, "unit", names["unit"])
    years = all_.order_by("-year").values_list("year", flat=True).distinct()
    held = all_.filter(unit=OuterRef("pk"))
    context = {
        "plan": found,
        "filter": chosen,
        "on": chosen.on(names),
        "rows": [{"post": p, "fte": p.count * p.share} for p in shown[:PAGE]],
        "total": posts.count(),
        "fte": sum(unit.sum for unit in by_unit),
        "years": [(str(year), str(year)) for year in years],
        "units": [(str(u.pk), u.label) for u in Unit.objects.filter(Exists(held))],
        "mine": set(
            Post.objects.editable_by(request.user)
            .filter(pk__in=[p.pk for p in shown])
            .values_list("pk", flat=True)
        ),
        "may_add": _may_add(request.user),
        "next": chosen.query(after=str(shown[PAGE - 1].pk)) if len(shown) > PAGE else "",
        "begin": chosen.query() if after else "",
    }
    return page(request, "monitoring/posts.html", context)


def _may_add(user: Any) -> bool:
    return is_coordinator(user) or (isinstance(user, User) and bool(user.units_as(Role.HEAD)))


def _beyond(posts: QuerySet[Post, Post], after: str) -> QuerySet[Post, Post]:
    """Those after the one with this key; an unknown key changes nothing."""
    if not (after.isascii() and after.isdecimal()) or len(after) > 18:
        return posts
    last = posts.filter(pk=int(after)).select_related("unit").first()
    if last is None:
        return posts
    unit, name = last.unit.name, last.name
    same = Q(year=last.year)
    return posts.filter(
        Q(year__lt=last.year)
        | (same & Q(unit__name__gt=unit))
        | (same & Q(unit__name=unit, name__gt=name))
        | (same & Q(unit__name=unit, name=name, pk__gt=last.pk))
    )


@login_required
def add(request: HttpRequest, plan: str) -> HttpResponse:
    found = shown_plan(request, plan)
    user = person(request)
    if not _may_add(user):
        raise Http404
    form = PostForm(*([request.POST] if request.method == "POST" else []), plan=found, user=user)
    if form.is_valid() and tried(form, actions.add, found, by=user, **form.values()):
        done(request, _("Los puestos quedaron anotados."))
        return redirect(back(request) or _list(found))
    return form_page(request, found, form, _("Anotar puestos"), _list(found))


@login_required
def edit(request: HttpRequest, plan: str, pk: int) -> HttpResponse:
    found = shown_plan(request, plan)
    user = person(request)
    post = _post(request, found, pk)
    sent = [request.POST] if request.method == "POST" else []
    form = PostForm(*sent, plan=found, user=user, of=post)
    if form.is_valid() and tried(
        form, actions.edit, post, by=user, seen=form.cleaned_data["seen"], **form.values()
    ):
        done(request, _("Los puestos quedaron cambiados."))
        return redirect(back(request) or _list(found))
    removes = reverse("monitoring:remove_post", args=[found.code, pk])
    title = _("Cambiar los puestos")
    return form_page(request, found, form, title, _list(found), removes=removes)


@login_required
@require_POST
def remove(request: HttpRequest, plan: str, pk: int) -> HttpResponse:
    found = shown_plan(request, plan)
    post = _post(request, found, pk)
    with or_why_not(request):
        entry = take_away(post, by=person(request))
        undo = reverse("monitoring:undo_post", args=[found.code, entry.pk])
        done(request, _("Los puestos se quitaron."), undo=undo)
    return redirect(back(request) or _list(found))


@login_required
@require_POST
def undo(request: HttpRequest, plan: str, entry: int) -> HttpResponse:
    found = shown_plan(request, plan)
    removed = get_object_or_404(
        Entry, pk=entry, record=history.label(Post), verb="removed", before__plan_id=found.pk
    )
    user = person(request)
    if not is_coordinator(user) and removed.before["unit_id"] not in user.units_as(Role.HEAD):
        raise Http404
    with or_why_not(request):
        actions.bring_back(removed, by=user)
        done(request, _("Los puestos están otra vez como estaban."))
    return redirect(_list(found))


def _post(request: HttpRequest, plan: Plan, pk: int) -> Post:
    mine = Post.objects.editable_by(request.user).filter(plan=plan)
    return get_object_or_404(mine.select_related("unit", "initiative", "competence"), pk=pk)


def _list(plan: Plan) -> str:
    return reverse("monitoring:posts", args=[plan.code])


@login_required
def choose_priorities(request: HttpRequest, plan: str, year: int) -> HttpResponse:
    """The five priority programmes of a year, said by the coordination."""
    found = get_object_or_404(Plan.objects.editable_by(request.user), code=plan)
    rows = Priority.objects.filter(initiative__plan=found, year=year).select_related("initiative")
    held = {row.rank: row.initiative for row in rows}
    sent = [request.POST] if request.method == "POST" else []
    form = PrioritiesForm(*sent, plan=found, user=person(request), held=held)
    if form.is_valid() and tried(
        form, priorities.choose, found, year, form.ranked, by=person(request)
    ):
        done(request, _("Las prioridades de %(year)d quedaron dichas.") % {"year": year})
        return redirect("monitoring:priorities", found.code, year)
    title = _("Las cinco prioridades de %(year)d") % {"year": year}
    url = reverse("monitoring:means", args=[found.code])
    lead = _("Los programas prioritarios que pide el informe anual: del más importante al menos.")
    return form_page(request, found, form, title, url, about=lead)
