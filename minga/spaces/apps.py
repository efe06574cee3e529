"""Where institutions meet: tables, committees, councils, networks; their sessions and acts."""

from django.utils.translation import gettext_lazy as _

from minga.base.domain import Domain


class Spaces(Domain):
    name = "minga.spaces"
    verbose_name = _("Espacios")
    prefix = "spaces/"
    facts = ("spaces", "space_articulations", "sessions")
    menu = "menu.of_spaces"
    ties = {"spaces": "ties.members"}
    datasets = ("export.SPACES_DATA", "export.SESSIONS_DATA")
    finds = {"spaces.space": "found.spaces"}
    marks = {
        "instrument": "instruments.has_instrument",
        "counterpart": "instruments.has_counterpart",
    }
    instruments = {"spaces": "instruments.instruments"}
    participants = {"spaces": "instruments.participants"}
    events = {"spaces": "events.events"}
    shares = {"spaces": "shares.shares", "convened": "shares.convened"}
    work = {"spaces": "work.work"}
    dates = {"spaces": "dates.dates"}
    daily = {"spaces.asleep": "instruments.settle_all"}
    notices = {
        "spaces.called": "saying.CALLED",
        "spaces.changed": "saying.CHANGED",
        "spaces.cancelled": "saying.CANCELLED",
        "spaces.to_approve": "saying.TO_APPROVE",
        "spaces.returned": "saying.RETURNED",
        "spaces.approved": "saying.APPROVED",
        "spaces.published": "saying.PUBLISHED",
    }
    guards = {
        "spaces.space": "found.visible_spaces",
        "spaces.session": "found.visible_sessions",
    }
    moves = {"spaces": "moves.MEMBERS"}
    births = {"spaces.session": "births.of_sessions"}
