"""Written agreements between actors, from the draft to the archive."""

from django.utils.translation import gettext_lazy as _

from minga.base.domain import Domain


class Agreements(Domain):
    name = "minga.agreements"
    verbose_name = _("Convenios")
    prefix = "agreements/"
    facts = ("agreements", "agreement_articulations", "agreement_parties", "obligations")
    menu = "menu.of_agreements"
    datasets = ("export.AGREEMENTS",)
    finds = {"agreements.agreement": "found.agreements"}
    marks = {
        "instrument": "instruments.has_instrument",
        "counterpart": "instruments.has_counterpart",
    }
    instruments = {"agreements": "instruments.instruments"}
    participants = {"agreements": "instruments.participants"}
    events = {"agreements": "events.events"}
    shares = {"agreements": "shares.shares"}
    ties = {"agreements": "ties.parties"}
    loads = {"agreements": "ties.load"}
    moves = {"agreements": "moves.PARTIES"}
    births = {"agreements.obligation": "births.of_obligations"}
    work = {"agreements": "work.waiting"}
    dates = {"agreements": "dates.dated"}
    daily = {"agreements": "actions.daily.daily"}
    guards = {
        "agreements.agreement": "found.seen",
        "agreements.obligation": "found.obligations_seen",
    }
    notices = {
        "agreements.to_review": "saying.TO_REVIEW",
        "agreements.given_back": "saying.GIVEN_BACK",
        "agreements.to_sign": "saying.TO_SIGN",
        "agreements.in_force": "saying.IN_FORCE",
        "agreements.suspended": "saying.SUSPENDED",
        "agreements.resumed": "saying.RESUMED",
        "agreements.extended": "saying.EXTENDED",
        "agreements.amended": "saying.AMENDED",
        "agreements.renewed": "saying.RENEWED",
        "agreements.lapsing": "saying.LAPSING",
        "agreements.lapsed": "saying.LAPSED",
        "agreements.terminated": "saying.TERMINATED",
    }
