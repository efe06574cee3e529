"""Telling people what concerns them: in the application and by e-mail."""

from django.utils.translation import gettext_lazy as _

from minga.base.domain import Domain


class Notices(Domain):
    name = "minga.notices"
    verbose_name = _("Avisos")
    prefix = "notices/"
    menu = "menu.of_notices"
