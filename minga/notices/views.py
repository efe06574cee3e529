"""A person's notices, and how they want to be told."""

from __future__ import annotations

import re

from django.apps import apps
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db.models import BigIntegerField, Q
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from minga.base.domain import offered
from minga.base.done import done, or_why_not
from minga.base.page import page
from minga.notices import actions
from minga.notices.forms import MailingForm
from minga.notices.models import Mail, Mute, Notice
from minga.notices.saying import say
from minga.notices.things import Thing, things
from minga.people.actions import change_mailing
from minga.people.models import Role
from minga.people.visitors import person

PAGE = 30


@login_required
@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """Those not read first, then the others; the newest of each first."""
    mine = Notice.objects.filter(to=person(request))
    after = re.fullmatch(r"(new|old)-(\d{1,18})", request.GET.get("after", ""))
    if after and after[1] == "new":
        begin = Q(read_at=None, pk__lt=int(after[2])) | Q(read_at__isnull=False)
    elif after:
        begin = Q(read_at__isnull=False, pk__lt=int(after[2]))
    else:
        begin = Q()
    # two reads along an index each, where one ordering over both would sort them all
    unread = list(mine.filter(begin, read_at=None).order_by("-pk")[: PAGE + 1])
    left = PAGE + 1 - len(unread)
    known = list(mine.filter(begin, read_at__isnull=False).order_by("-pk")[:left]) if left else []
    found = unread + known
    rows, more = found[:PAGE], len(found) > PAGE
    kinds = offered("notices")
    place = f"{'old' if rows[-1].read_at else 'new'}-{rows[-1].pk}" if rows else ""
    return page(
        request,
        "notices/index.html",
        {
            "notices": [(notice, say(notice, kinds)) for notice in rows],
            "unread": mine.filter(read_at=None).order_by().count(),
            "next": f"{request.path}?after={place}" if more else "",
            "begin": request.path if after else "",
            "operates": person(request).has_role(Role.OPERATOR),
        },
    )


@login_required
@require_safe
def opened(request: HttpRequest, pk: int) -> HttpResponse:
    """Go to what a notice is about: opening it is reading it."""
    notice = get_object_or_404(Notice, pk=pk, to=person(request))
    actions.read(notice.pk, by=person(request))
    return redirect(notice.url)


@login_required
@require_POST
def read_all(request: HttpRequest) -> HttpResponse:
    actions.read(by=person(request))
    return redirect("notices:index")


@login_required
def settings(request: HttpRequest) -> HttpResponse:
    user = person(request)
    form = MailingForm(user, request.POST or None)
    if form.is_valid():
        change_mailing(user, **form.cleaned_data, by=user)
        messages.success(request, _("Guardado. Vale desde el próximo aviso."))
        return redirect("notices:settings")
    mutes = list(Mute.objects.filter(user=user).order_by("-pk"))
    named = things(user, {(mute.record, mute.object_id) for mute in mutes})
    rows = [(mute, named[mute.record, mute.object_id]) for mute in mutes]
    return page(request, "notices/settings.html", {"form": form, "mutes": rows})


@login_required
@require_safe
def letters(request: HttpRequest) -> HttpResponse:
    """For who operates: the letters that stopped, newest first, and how many are on their way."""
    _operator(request)
    after = request.GET.get("after", "")
    begin = int(after) if after.isdecimal() and len(after) < 18 else 0
    stopped = Mail.objects.filter(status__in=Mail.STOPPED).defer("text", "calendar")
    found = list((stopped.filter(pk__lt=begin) if begin else stopped).order_by("-pk")[: PAGE + 1])
    waiting = Mail.objects.filter(status=Mail.Status.WAITING)
    return page(
        request,
        "notices/letters.html",
        {
            "letters": found[:PAGE],
            "next": f"{request.path}?after={found[PAGE - 1].pk}" if len(found) > PAGE else "",
            "begin": request.path if begin else "",
            "waiting": waiting.count(),
            "put_off": waiting.filter(attempts__gt=0).count(),
        },
    )


@login_required
@require_POST
def send_again(request: HttpRequest, pk: int) -> HttpResponse:
    _operator(request)
    mail = get_object_or_404(Mail, pk=pk)
    with or_why_not(request):
        actions.send_again(mail, by=person(request))
        messages.success(request, _("Saldrá otra vez para %s.") % mail.to)
    return redirect("notices:letters")


def _operator(request: HttpRequest) -> None:
    if not person(request).has_role(Role.OPERATOR):
        raise Http404


@login_required
def mute(request: HttpRequest, record: str, pk: int) -> HttpResponse:
    """Silence one thing; the page asks, for whoever comes from a letter."""
    thing = _thing(request, record, pk)
    if request.method == "POST":
        actions.mute(record, pk, by=person(request))
        says = _("No recibirá más avisos de %s.") % thing.name
        done(request, says, undo=reverse("notices:follow", args=[record, pk]))
        return redirect(_back(request, thing))
    silent = Mute.objects.filter(user=person(request), record=record, object_id=pk).exists()
    return page(
        request,
        "notices/mute_page.html",
        {"thing": thing, "record": record, "object_id": pk, "silent": silent},
    )


@login_required
@require_POST
def follow(request: HttpRequest, record: str, pk: int) -> HttpResponse:
    thing = _thing(request, record, pk)
    actions.follow(record, pk, by=person(request))
    messages.success(request, _("Volverá a recibir avisos de %s.") % thing.name)
    return redirect(_back(request, thing))


def _thing(request: HttpRequest, record: str, pk: int) -> Thing:
    try:
        apps.get_model(record)
    except (LookupError, ValueError):
        raise Http404 from None
    if pk > BigIntegerField.MAX_BIGINT:
        raise Http404
    return things(person(request), {(record, pk)})[record, pk]


def _back(request: HttpRequest, thing: Thing) -> str:
    back = request.POST.get("next", "")
    safe = url_has_allowed_host_and_scheme(back, {request.get_host()}, request.is_secure())
    return back if safe and back.startswith("/") else reverse("notices:settings")
