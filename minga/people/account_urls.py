"""Addresses of signing in: the library's, less what Minga does not offer.

What stands in for a page of the library has no name, so that the library's name leads to it.
"""

from django.urls import URLPattern, URLResolver, include, path
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.views.generic import RedirectView

from minga.people import views

ACCOUNTS = (
    _("Aquí no se abren cuentas"),
    _(
        "Las crea quien opera el sistema en su institución: pídale una."
        " Para leer el plan no necesita cuenta."
    ),
)
EMAIL = (
    _("El correo no se cambia aquí"),
    _("Lo cambia quien opera el sistema en su institución: escríbale desde el correo anterior."),
)
CONNECTIONS = (
    _("No hace falta conectar otra cuenta"),
    _(
        "Si su institución tiene su propia entrada, úsela: basta que el correo sea el mismo"
        " de su cuenta."
    ),
)
CODE = (
    _("No se entra con un código por correo"),
    _("Entre con su correo y su contraseña."),
)
CLOSED: dict[str, tuple[Promise, Promise]] = {
    "signup/": ACCOUNTS,
    "3rdparty/signup/": ACCOUNTS,
    "email/": EMAIL,
    "confirm-email/": EMAIL,
    "confirm-email/<str:key>/": EMAIL,
    "3rdparty/": CONNECTIONS,
    "login/code/confirm/": CODE,
}

urlpatterns: list[URLPattern | URLResolver] = [
    path("", RedirectView.as_view(pattern_name="people:me")),
    path("2fa/", RedirectView.as_view(pattern_name="people:me")),
    path("oidc/<str:provider_id>/login/", views.to_provider),
]
urlpatterns += [
    path(where, views.closed, {"title": title, "why": why})
    for where, (title, why) in CLOSED.items()
]
urlpatterns.append(path("", include("allauth.urls")))
