"""The plan: objectives, initiatives, and what each wants to achieve with others."""

from django.utils.translation import gettext_lazy as _

from minga.base.domain import Domain


class Plans(Domain):
    name = "minga.plans"
    verbose_name = _("Planes")
    prefix = "plans/"
    menu = "menu.of_plan"
    datasets = ("export.MATRIX",)
    finds = {"plans.initiative": "found.initiatives", "plans.objective": "found.objectives"}
    marks = {
        "mechanism": "completeness.has_mechanism",
        "lead": "completeness.has_lead",
        "counterpart": "completeness.has_counterpart",
        "dates": "completeness.has_dates",
        "area": "completeness.has_area",
    }
