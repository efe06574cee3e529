"""Evaluations with their recommendations, and solutions tried in the district."""

from django.utils.translation import gettext_lazy as _

from minga.base.domain import Domain


class Evaluation(Domain):
    name = "minga.evaluation"
    verbose_name = _("Evaluación")
    prefix = "evaluation/"
    menu = "menu.of_evaluation"
    facts = ("evaluations", "solutions", "assessments")
    finds = {
        "evaluation.evaluation": "found.evaluations",
        "evaluation.solution": "found.solutions",
    }
    births = {"evaluation.recommendation": "found.of_recommendations"}
    work = {"evaluation": "work.waiting"}
    follows = {"evaluation": "promises.follow"}
    holds = {"plans.plan": "holds.plans", "plans.initiative": "holds.initiatives"}
    guards = {"evaluation.assessment": "found.assessments_seen"}
    notices = {"evaluation.published": "saying.PUBLISHED"}
