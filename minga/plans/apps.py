"""The plan: objectives, initiatives, and what each wants to achieve with others."""

from django.utils.translation import gettext_lazy as _

from minga.base.domain import Domain


class Plans(Domain):
    name = "minga.plans"
    verbose_name = _("Planes")
    prefix = "plans/"
    facts = (
        "plans",
        "units",
        "objectives",
        "objective_paths",
        "initiatives",
        "initiative_areas",
        "alignments",
        "leads",
        "articulations",
        "mechanisms",
        "actor_roles",
    )
    menu = "menu.of_plan"
    datasets = ("export.MATRIX",)
    finds = {"plans.initiative": "found.initiatives", "plans.objective": "found.objectives"}
    counts = {"plans.initiative": "places.INITIATIVES"}
    marks = {
        "mechanism": "completeness.has_mechanism",
        "lead": "completeness.has_lead",
        "counterpart": "completeness.has_counterpart",
        "dates": "completeness.has_dates",
        "area": "completeness.has_area",
    }
    participants = {"roles": "parties.of_units"}
    ties = {"initiatives": "ties.initiatives"}
    scopes = {"plan": "ties.scoped"}
    loads = {"initiatives": "ties.load"}
    gaps = {
        "no-counterpart": "gaps.no_counterpart",
        "no-instrument": "gaps.no_instrument",
        "one-unit": "gaps.one_unit",
    }
    shares = {
        "led": "shares.led",
        "roles": "shares.roles",
        "declared": "shares.declared",
    }
    moves = {"plans": "moves.PLANS"}
    guards = {"plans.initiative": "parties.guard"}
