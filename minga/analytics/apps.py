"""Facts from every domain, questions over them, and other cities' facts beside ours."""

from django.utils.translation import gettext_lazy as _

from minga.base.domain import Domain


class Analytics(Domain):
    name = "minga.analytics"
    verbose_name = _("Análisis")
    prefix = "analysis/"
    menu = "menu.of_analytics"
    daily = {"analytics.facts": "tasks.daily"}
    hides = {"analytics.facts": "tasks.hidden"}
