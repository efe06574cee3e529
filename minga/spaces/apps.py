"""Where institutions meet: tables, committees, councils, networks; their sessions and acts."""

from django.utils.translation import gettext_lazy as _

from minga.base.domain import Domain


class Spaces(Domain):
    name = "minga.spaces"
    verbose_name = _("Espacios")
    prefix = "spaces/"
    menu = "menu.of_spaces"
