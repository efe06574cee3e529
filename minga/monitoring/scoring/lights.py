"""The traffic light: thresholds are data of a rule, each bound open or closed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import ROUND_HALF_UP, Decimal, InvalidOperation
from itertools import pairwise
from typing import Any

from django.utils.translation import gettext as _

from minga.monitoring.models import LIGHTS

Threshold = Mapping[
    str, Any
]  # {"light": "ok", "from": "0.85", "closed": True}; no "from": the rest


def decided(raw: Decimal, places: int) -> Decimal:
    """The value that a light is decided on: `raw` to the places of the rule, half up."""
    return raw.quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP)


def light(raw: Decimal | None, thresholds: Sequence[Threshold], places: int = 4) -> str:
    """The light of a value, "" where none is said; the thresholds stand from high to low."""
    found = which(raw, thresholds, places)
    return str(found["light"]) if found else ""


def which(
    raw: Decimal | None, thresholds: Sequence[Threshold], places: int = 4
) -> Threshold | None:
    """The threshold that gives a value its light."""
    if raw is None:
        return None
    value = decided(raw, places)
    for threshold in thresholds:
        least = threshold.get("from")
        if least in (None, ""):
            return threshold
        bound = Decimal(str(least))
        if value > bound or (value == bound and threshold.get("closed")):
            return threshold
    return None


def wrong(thresholds: Sequence[Threshold]) -> str:
    """What keeps these from being a traffic light, in one sentence; "" if nothing does."""
    bounds = []
    for threshold in thresholds:
        if threshold.get("light") not in LIGHTS:
            return _("Cada umbral da una luz: cumple, en alerta o no cumple.")
        least = threshold.get("from")
        if least not in (None, ""):
            try:
                bounds.append(Decimal(str(least)))
            except InvalidOperation:
                return _("Escriba cada umbral como un número, por ejemplo 85 para 85 %.")
        elif threshold is not thresholds[-1]:
            return _("Solo el último umbral puede ir sin número: es para todo lo demás.")
    if any(low >= high for high, low in pairwise(bounds)):
        return _("Escriba los umbrales del más alto al más bajo, sin repetir ninguno.")
    return ""
