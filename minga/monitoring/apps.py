"""How it is going: indicators, readings, milestones, money, people, scores, boards, reports."""

from django.utils.translation import gettext_lazy as _

from minga.base.domain import Domain


class Monitoring(Domain):
    name = "minga.monitoring"
    verbose_name = _("Seguimiento")
    prefix = "monitoring/"
    menu = "menu.of_monitoring"
