"""Areas of the city."""

from django.utils.translation import gettext_lazy as _

from minga.base.domain import Domain


class Territory(Domain):
    name = "minga.territory"
    verbose_name = _("Territorio")
    prefix = "territory/"
    facts = ("areas", "area_paths")
    menu = "menu.of_territory"
    datasets = ("export.AREAS",)
    finds = {"territory.area": "found.areas"}
