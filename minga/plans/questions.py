"""The questions that a document leaves open, as they are asked to a person."""

from __future__ import annotations

from django.utils.translation import gettext as _

from minga.base.words import enumeration, quoted
from minga.intake.layout import Doubt


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


def label(role: str) -> str:
    """A role in words: "target:2027" is "meta 2027"."""
    name, *rest = role.split(":")
    if name.startswith("objective_"):
        number, _sep, code = name.removeprefix("objective_").partition("_")
        text = _("código del objetivo de nivel %s") if code else _("objetivo de nivel %s")
        return text % number
    return " ".join([_labels().get(name, name), *filter(None, rest)])


def _labels() -> dict[str, str]:
    return {
        "initiative": _("iniciativa"),
        "identifier": _("código de la iniciativa"),
        "initiative_number": _("número de la iniciativa"),
        "articulation_objective": _("objetivo de articulación"),
        "articulation_number": _("número de la articulación"),
        "mechanism": _("mecanismos"),
        "mechanism_text": _("mecanismos impresos"),
        "responsible": _("responsable"),
        "partner": _("con quién"),
        "coordinator": _("quién coordina"),
        "funder": _("quién financia"),
        "actor": _("actores"),
        "indicator": _("indicador"),
        "unit": _("unidad de medida"),
        "baseline": _("línea base"),
        "target": _("meta"),
        "budget": _("presupuesto"),
        "budget_source": _("fuente del presupuesto"),
        "period": _("plazo"),
        "start": _("inicio"),
        "end": _("fin"),
        "status": _("estado"),
        "progress": _("avance"),
        "area": _("territorio"),
        "kind": _("tipo"),
        "attribute": _("otro dato"),
        "ignore": _("nada que traer"),
        "read": _("sí"),
        "skip": _("no"),
    }
