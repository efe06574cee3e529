"""The questions that a document leaves open, as they are asked to a person."""

from __future__ import annotations

from django.utils.translation import gettext as _

from minga.base.words import enumeration, quoted
from minga.intake.layout import Doubt
from minga.plans.roles import label


def question(doubt: Doubt) -> str:
    """One sentence, with examples where there are any."""
    asked = _asked(doubt)
    if not doubt.examples:
        return asked
    return _("%(asked)s Por ejemplo: %(examples)s.") % {
        "asked": asked,
        "examples": enumeration([quoted(example[:60]) for example in doubt.examples]),
    }


def _asked(doubt: Doubt) -> str:
    if doubt.about == "numbers":
        return _("¿Cómo están escritos los números: 1.234,56 o 1,234.56?")
    if doubt.about == "dates":
        return _("¿Qué va primero en las fechas: el día o el mes?")
    if doubt.about == "table":
        return _("¿La tabla «%s» es parte del plan?") % doubt.key
    options = [label(option) for option in doubt.options]
    return _("¿Qué contiene la columna «%(column)s»: %(options)s?") % {
        "column": doubt.key,
        "options": _(" o ").join(options),
    }
