"""Written agreements between actors, from the draft to the archive."""

from django.utils.translation import gettext_lazy as _

from minga.base.domain import Domain


class Agreements(Domain):
    name = "minga.agreements"
    verbose_name = _("Convenios")
    prefix = "agreements/"
    menu = "menu.of_agreements"
