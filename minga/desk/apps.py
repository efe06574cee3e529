"""The front page and the boards: what composes the other domains."""

from django.utils.translation import gettext_lazy as _

from minga.base.domain import Domain


class Desk(Domain):
    name = "minga.desk"
    verbose_name = _("Portada")
    menu = "menu.of_desk"
