"""Every change of what was taken in that has a rule."""

from __future__ import annotations

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from minga.base import history
from minga.base.steps import Refused, advance
from minga.intake.models import Finding
from minga.people.models import User


@transaction.atomic
def decide(finding: Finding, verb: str, *, by: User, reason: str = "") -> None:
    """Accept, correct or dismiss a finding, or open it again. Nothing of the document changes."""
    reason = reason.strip()
    if verb == "dismiss" and not reason:
        raise Refused(_("Para descartar un hallazgo, escriba la razón."))
    before = {"decision": finding.decision, "reason": finding.reason}
    if verb == "reopen":
        advance(
            finding, verb, field="decision", reason="", decided_by=None, decided_at=None
        )
    else:
        advance(
            finding,
            verb,
            field="decision",
            reason=reason,
            decided_by=by,
            decided_at=timezone.now(),
        )
    history.record(
        finding,
        verb,
        by=by,
        before=before,
        after={"decision": finding.decision, "reason": finding.reason},
        note=reason,
    )
