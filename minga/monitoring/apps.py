"""How it is going: indicators, readings, milestones, money, people, scores, boards, reports."""

from django.utils.translation import gettext_lazy as _

from minga.base.domain import Domain


class Monitoring(Domain):
    name = "minga.monitoring"
    verbose_name = _("Seguimiento")
    prefix = "monitoring/"
    facts = (
        "indicators",
        "targets",
        "goals",
        "readings",
        "rules",
        "scores",
        "figures",
        "budget_lines",
        "posts",
        "milestones",
    )
    rollup = "rollup"
    datasets = (
        "export.INDICATORS",
        "export.TARGETS",
        "export.READINGS",
        "export.MILESTONES",
        "export.BUDGET",
        "export.PEOPLE",
        "export.MONITORING",
    )
    plan_sheets = {"monitoring": "book.bring"}
    menu = "menu.of_monitoring"
    finds = {"monitoring.indicator": "found.indicators"}
    marks = {"indicator": "marks.has_indicator", "reading": "marks.has_reading"}
    panels = {
        "plans.initiative.measures": "panel.panel",
        "plans.objective.measures": "panel.of_objective",
    }
    work = {"monitoring": "work.waiting", "milestones": "work_milestones.waiting"}
    dates = {"monitoring": "dates.dated", "milestones": "dates_milestones.dated"}
    events = {"monitoring": "events.events", "milestones": "events_milestones.events"}
    follows = {"monitoring": "scoring.recompute.follow"}
    holds = {
        "plans.plan": "holds.plans",
        "plans.initiative": "holds.initiatives",
        "plans.articulation": "holds.articulations",
    }
    daily = {"monitoring": "daily.daily"}
    guards = {
        "monitoring.indicator": "found.seen",
        "monitoring.reading": "guards.readings",
        "monitoring.period": "guards.periods",
        "monitoring.milestone": "events_milestones.seen",
    }
    notices = {
        "monitoring.sent": "saying.SENT",
        "monitoring.sent_many": "saying.SENT_MANY",
        "monitoring.returned": "saying.RETURNED",
        "monitoring.approved": "saying.APPROVED",
        "monitoring.approved_many": "saying.APPROVED_MANY",
        "monitoring.periods_opened": "saying.PERIODS_OPENED",
        "monitoring.periods_closed": "saying.PERIODS_CLOSED",
        "monitoring.due_soon": "saying.DUE_SOON",
        "monitoring.late": "saying.LATE",
    }
