"""Evaluations with their recommendations, and solutions tried in the district."""

from django.utils.translation import gettext_lazy as _

from minga.base.domain import Domain


class Evaluation(Domain):
    name = "minga.evaluation"
    verbose_name = _("Evaluación")
    prefix = "evaluation/"
