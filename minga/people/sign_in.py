"""Signing in: by e-mail and password, with a second factor or OIDC where they are set up."""

from __future__ import annotations

import logging
from typing import Any
from urllib.parse import urlsplit

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.auth_backends import AuthenticationBackend
from allauth.core.exceptions import ImmediateHttpResponse
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from minga.base.page import page
from minga.people.models import User

log = logging.getLogger(__name__)


class Backend(AuthenticationBackend):  # type: ignore[misc]  # allauth is not typed
    """Demo people exist only for the demo: elsewhere they can neither sign in nor stay in."""

    def user_can_authenticate(self, user: User) -> bool:
        return user.is_active and (settings.DEMO or not user.is_demo)

    def get_user(self, user_id: int) -> User | None:
        user = User.objects.filter(pk=user_id).first()
        return user if user and self.user_can_authenticate(user) else None


class AccountAdapter(DefaultAccountAdapter):  # type: ignore[misc]
    """Accounts are made by an operator, never by signing up; `User.email` is their only address."""

    error_messages = DefaultAccountAdapter.error_messages | {
        "email_password_mismatch": gettext_lazy(
            "El correo y la contraseña no corresponden. Revise los dos y vuelva a intentarlo."
        ),
        "too_many_login_attempts": gettext_lazy(
            "Hubo varios intentos fallidos seguidos. Para cuidar la cuenta, ninguno más vale"
            " durante unos minutos, ni con la contraseña correcta. Espere y vuelva a intentarlo."
        ),
        "rate_limited": gettext_lazy("Hubo varios intentos seguidos. Espere unos minutos."),
        "enter_current_password": gettext_lazy("Esta no es su contraseña actual."),
        "incorrect_password": gettext_lazy("Esta no es su contraseña."),
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def pre_login(self, request: HttpRequest, user: User, **how: Any) -> HttpResponse | None:
        if not Backend().user_can_authenticate(user):
            return self.respond_user_inactive(request, user)  # type: ignore[no-any-return]
        if user.last_login is None:
            first_language(user)
        return super().pre_login(request, user, **how)  # type: ignore[no-any-return]

    def _get_login_attempts_cache_key(self, request: HttpRequest, **credentials: Any) -> str:
        """By person alone; allauth adds the Host header, whose port is the visitor's to choose."""
        return str(credentials.get("email", "")).lower()

    def get_reset_password_from_key_url(self, key: str) -> str:
        """On our public address, whatever the Host header said."""
        address = urlsplit(super().get_reset_password_from_key_url(key))
        return f"{settings.URL}{address.path}"

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        try:
            super().send_mail(template_prefix, email, context)
        except OSError:
            log.exception("The mail server did not take the message %s", template_prefix)
            said = page(self.request, "account/mail_failed.html", {}, status=503)
            raise ImmediateHttpResponse(said) from None


def first_language(user: User) -> None:
    """Letters are written in the language in which the person first came, until they choose."""
    language = get_language() or settings.LANGUAGE_CODE
    if language in dict(settings.LANGUAGES):
        User.objects.filter(pk=user.pk).update(language=language)
        user.language = language


class SecondFactorAdapter(DefaultMFAAdapter):  # type: ignore[misc]
    error_messages = DefaultMFAAdapter.error_messages | {
        "incorrect_code": gettext_lazy(
            "El código no es correcto, o ya se usó. Espere a que su teléfono muestre el siguiente."
        ),
    }


class SocialAccountAdapter(DefaultSocialAccountAdapter):  # type: ignore[misc]
    """An OIDC provider identifies people; only an account that an operator made lets them in.

    The address that the provider has verified is looked up each time, and nothing is stored: who
    loses the address or the account is out at once.
    """

    def is_open_for_signup(self, request: HttpRequest, sociallogin: Any) -> bool:
        return False

    def pre_social_login(self, request: HttpRequest, sociallogin: Any) -> None:
        if sociallogin.state.get("process") != "login":
            raise _refusal(request, _("Aquí no hace falta conectar cuentas. Entre con la suya."))
        claims = sociallogin.account.extra_data
        if len({part.get("sub") for part in claims.values()}) != 1:
            raise _refusal(request, _("El proveedor se contradice sobre quién es usted."))
        addresses = sociallogin.email_addresses
        # some providers say "true", and to Python "false" is true as well
        verified = [a.email for a in addresses if str(a.verified).lower() == "true"]
        if not verified:
            raise _refusal(request, _("El proveedor no confirma que el correo sea suyo."))
        person = User.objects.filter(email__in=[v.lower() for v in verified], is_demo=False).first()
        if person is None:
            told = _("No hay una cuenta para %s.") % verified[0]
            raise _refusal(request, told)
        sociallogin.user = person


def _refusal(request: HttpRequest, why: str) -> ImmediateHttpResponse:
    return ImmediateHttpResponse(
        page(request, "socialaccount/refused.html", {"why": why}, status=403)
    )
