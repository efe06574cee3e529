"""Days that people write by mistake."""

from __future__ import annotations

import datetime

from django.utils.translation import gettext as _

from minga.base.steps import Refused

FIRST, LAST = 1900, 2200  # years


def refuse_far(**days: datetime.date | None) -> None:
    """Refuse a year like 226 or 20226, at the field that has it: what recurs would never end."""
    for name, day in days.items():
        if day and not FIRST <= day.year <= LAST:
            raise Refused(
                {
                    name: _("El año %(year)d está demasiado lejos: revise la fecha.")
                    % {"year": day.year}
                }
            )
