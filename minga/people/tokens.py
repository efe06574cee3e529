"""Keys for programs: made once, shown once, and known here only by their hash."""

from __future__ import annotations

import datetime
import hashlib
import secrets
from collections.abc import Callable
from functools import wraps
from typing import Any

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.db import IntegrityError, transaction
from django.db.models import Q
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt, csrf_protect

from minga.base import history
from minga.base.steps import Refused
from minga.people.models import Token, User

BEGINS = "minga_"
LONGEST = 200  # letters of a key that is looked up
MOST = 20  # that one person may have in use
DAYS = (30, 90, 365)
SAFE = ("GET", "HEAD", "OPTIONS")
USED = datetime.timedelta(minutes=1)  # its last use is written no more often


class Unknown(Exception):
    """The key opens nothing; the message says why, in one sentence."""


@transaction.atomic
def create(user: User, *, name: str, days: int, by: User) -> tuple[Token, str]:
    """A new key and its secret, which cannot be read again."""
    now = timezone.now()
    if days not in DAYS:
        raise Refused(_("Elija por cuántos días vale la clave."))
    if user.tokens.usable(now).count() >= MOST:
        raise Refused(_("Ya tiene %d claves en uso: retire las que no use.") % MOST)
    secret = BEGINS + secrets.token_urlsafe(32)
    user.tokens.filter(name=name, revoked_at=None, expires__lte=now).update(revoked_at=now)
    try:
        with transaction.atomic():
            token = Token.objects.create(
                user=user,
                name=name,
                shown=secret[:12],
                sha256=hashed(secret),
                expires=now + datetime.timedelta(days=days),
            )
    except IntegrityError:
        raise Refused(
            _("Ya tiene una clave en uso que se llama «%s»: escriba otro nombre.") % name
        ) from None
    history.record(user, "token", by=by, after={"token": name, "expires": str(token.expires)})
    return token, secret


@transaction.atomic
def revoke(token: Token, *, by: User) -> None:
    claimed = Token.objects.filter(pk=token.pk, revoked_at=None).update(revoked_at=timezone.now())
    if not claimed:
        raise Refused(_("Esta clave ya se retiró."))
    history.record(token.user, "token_revoked", by=by, before={"token": token.name})


def hashed(secret: str) -> str:
    """A long random secret needs no slow hash: nobody tries 2^256 of them."""
    return hashlib.sha256(secret.encode("utf-8", "replace")).hexdigest()


def whose(secret: str) -> User:
    """The person for whom a key speaks; raises Unknown."""
    now = timezone.now()
    known = secret.startswith(BEGINS) and len(secret) <= LONGEST
    found = Token.objects.select_related("user").filter(sha256=hashed(secret)) if known else ()
    token = next(iter(found), None)
    if token is None:
        raise Unknown(_("La clave de acceso no existe: revise que esté copiada entera."))
    if token.revoked_at:
        raise Unknown(_("La clave de acceso fue retirada: cree otra en «Mis claves de acceso»."))
    if token.expires <= now:
        raise Unknown(_("La clave de acceso venció: cree otra en «Mis claves de acceso»."))
    if not token.user.is_active or (token.user.is_demo and not settings.DEMO):
        raise Unknown(_("La cuenta de esta clave de acceso está cerrada."))
    stale = Q(last_used=None) | Q(last_used__lt=now - USED)
    if token.last_used is None or token.last_used < now - USED:
        Token.objects.filter(stale, pk=token.pk).update(last_used=now)
    return token.user


def for_programs(view: Callable[..., Any]) -> Callable[..., Any]:
    """A view for programs with a key, and for people who are signed in.

    With a key there is no cookie that another site could misuse, so no proof of the form either.
    """
    guarded = csrf_protect(view)

    @wraps(view)
    def answer(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        how, _space, secret = request.headers.get("Authorization", "").partition(" ")
        if not how:
            if request.method not in SAFE and not request.user.is_authenticated:
                return unauthorised(_("Para entregar datos hace falta una clave de acceso."))
            return guarded(request, *args, **kwargs)  # type: ignore[no-any-return]
        request.user = AnonymousUser()  # a key speaks for itself, whatever the cookie says
        if how.lower() != "bearer":
            return unauthorised(_("Escriba la clave como «Authorization: Bearer minga_…»."))
        try:
            request.user = whose(secret.strip())
        except Unknown as why:
            return unauthorised(str(why))
        return view(request, *args, **kwargs)  # type: ignore[no-any-return]

    return csrf_exempt(answer)


def unauthorised(why: str) -> HttpResponse:
    answer = JsonResponse({"error": why}, status=401)
    answer["WWW-Authenticate"] = 'Bearer realm="minga"'
    answer["Cache-Control"] = "no-store"
    return answer
