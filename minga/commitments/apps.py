"""What somebody promised, wherever it was born."""

from django.utils.translation import gettext_lazy as _

from minga.base.domain import Domain


class Commitments(Domain):
    name = "minga.commitments"
    verbose_name = _("Compromisos")
    prefix = "commitments/"
    facts = ("commitments",)
    menu = "menu.of_commitments"
    datasets = ("export.COMMITMENTS",)
    finds = {"commitments.commitment": "found.commitments"}
    events = {"commitments": "events.events"}
    shares = {"commitments": "shares.shares"}
    loads = {"commitments": "loads.open_ones"}
    moves = {"commitments": "moves.COMMITMENTS"}
    work = {"commitments": "work.work"}
    dates = {"commitments": "dates.dates"}
    guards = {"commitments.commitment": "guards.visible"}
    daily = {"commitments": "daily.daily"}
    notices = {
        "commitments.made": "saying.MADE",
        "commitments.made_without_day": "saying.MADE_WITHOUT_DAY",
        "commitments.reported": "saying.REPORTED",
        "commitments.returned": "saying.RETURNED",
        "commitments.kept": "saying.KEPT",
        "commitments.cancelled": "saying.CANCELLED",
        "commitments.reopened": "saying.REOPENED",
        "commitments.rescheduled": "saying.RESCHEDULED",
        "commitments.soon": "saying.SOON",
        "commitments.late": "saying.LATE",
        "commitments.escalated": "saying.ESCALATED",
    }
