"""Who may do what with a commitment."""

from __future__ import annotations

from collections.abc import Sequence

from minga.commitments.models import Commitment, CommitmentQuerySet
from minga.people.models import Visitor, is_coordinator

# what each is done by; a page shows those that make sense now
REPORTS = ("report",)
DECIDES = ("accept", "give_back", "reopen")
ASSIGNS = ("assign",)
EDITS = ("reschedule", "hand_over", "reword", "cancel")
VERBS = (*REPORTS, *DECIDES, *ASSIGNS, *EDITS)


def allowed(user: Visitor, verb: str) -> CommitmentQuerySet:
    """Those with which the person may do it."""
    everything = Commitment.objects.visible_to(user)
    if verb in REPORTS:
        return everything.reportable_by(user)
    if verb in DECIDES:
        return everything.decidable_by(user)
    if verb in ASSIGNS:
        return everything.assignable_by(user)
    return everything.editable_by(user)


def offered_to(user: Visitor, commitment: Commitment) -> list[str]:
    """The verbs that the person may use now, in the order of a page; four queries."""
    verbs: list[str] = []
    for group in (REPORTS, DECIDES, ASSIGNS, EDITS):
        now = [verb for verb in group if _makes_sense(commitment, verb)]
        if now and allowed(user, now[0]).filter(pk=commitment.pk).exists():
            verbs += now
    return _without_own(user, commitment, verbs)


def _makes_sense(commitment: Commitment, verb: str) -> bool:
    if verb in ("reschedule", "hand_over", "assign"):
        return commitment.status in Commitment.OPEN
    if verb == "reword":
        return commitment.status == Commitment.Status.PENDING
    return verb in commitment.next_steps


def _without_own(user: Visitor, commitment: Commitment, verbs: Sequence[str]) -> list[str]:
    """What somebody reported, another one accepts; the page does not offer what is refused."""
    own = commitment.reported_by_id == user.pk and not is_coordinator(user)
    return [verb for verb in verbs if not (verb == "accept" and own)]
