"""Who takes part: units, organisations, communities, and the network they form."""

from django.utils.translation import gettext_lazy as _

from minga.base.domain import Domain


class Actors(Domain):
    name = "minga.actors"
    verbose_name = _("Actores")
    prefix = "actors/"
    facts = ("actors", "actor_areas")
    menu = "menu.of_actors"
    datasets = ("sheet.columns.DATASET", "network.export.NODES", "network.export.EDGES")
    sheets = {"actors": "sheet.bring"}
    finds = {"actors.actor": "found.actors"}
    guards = {"actors.actor": "found.guard"}
