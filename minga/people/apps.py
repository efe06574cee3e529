"""Accounts, units and the roles people hold in them."""

from django.utils.translation import gettext_lazy as _

from minga.base.domain import Domain


class People(Domain):
    name = "minga.people"
    verbose_name = _("Personas")
    prefix = "people/"
