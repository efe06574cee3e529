"""A person's keys for programs: made, listed, withdrawn."""

from __future__ import annotations

from django import forms
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_POST

from minga.base.done import done, or_why_not
from minga.base.page import page
from minga.base.steps import Refused
from minga.people import tokens as actions
from minga.people.models import Token, User

SHOWN = 50


def _periods() -> list[tuple[int, str]]:
    return [(n, ngettext("%(n)d día", "%(n)d días", n) % {"n": n}) for n in actions.DAYS]


class TokenForm(forms.Form):
    name = forms.CharField(
        label=gettext_lazy("Para qué es"),
        help_text=gettext_lazy("Por ejemplo, el nombre del programa que la va a usar."),
        max_length=80,
        error_messages={"required": gettext_lazy("Escriba para qué es la clave.")},
    )
    days = forms.TypedChoiceField(
        label=gettext_lazy("Cuánto tiempo vale"),
        coerce=int,
        choices=_periods,
        initial=90,
    )


@login_required
def tokens(request: HttpRequest) -> HttpResponse:
    user = _person(request)
    form = TokenForm(request.POST or None)
    secret, made = "", None
    if request.method == "POST" and form.is_valid():
        try:
            made, secret = actions.create(user, by=user, **form.cleaned_data)
            form = TokenForm()
        except Refused as refusal:
            form.add_error("name", refusal)
    context = {
        "form": form,
        "tokens": user.tokens.all()[:SHOWN],
        "now": timezone.now(),
        "made": made,
        "secret": secret,
    }
    answer = page(request, "people/tokens.html", context)
    answer["Cache-Control"] = "no-store"  # the key is shown once
    return answer


@login_required
@require_POST
def revoke(request: HttpRequest, pk: int) -> HttpResponse:
    user = _person(request)
    token = get_object_or_404(Token.objects.select_related("user"), pk=pk, user=user)
    with or_why_not(request):
        actions.revoke(token, by=user)
        done(request, _("Se retiró la clave «%s»: desde ahora no abre nada.") % token.name)
    return redirect("people:tokens")


def _person(request: HttpRequest) -> User:
    assert isinstance(request.user, User)
    return request.user
