"""A score in words and numbers: its formula with the indicator's own, and what gave its light."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.utils.dates import MONTHS
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from minga.base.numbers import write_number
from minga.monitoring.scoring.lights import Threshold, decided, which
from minga.monitoring.scoring.target import PLACES

LIGHTS: dict[str, Promise] = {
    "ok": gettext_lazy("Cumple"),
    "warn": gettext_lazy("En alerta"),
    "bad": gettext_lazy("No cumple"),
}
WHY: dict[str, Promise] = {
    "no_reading": gettext_lazy("No hay ninguna lectura de este año: sin dato, que no es 0."),
    "no_target": gettext_lazy(
        "No hay meta para este año: el valor se conoce, el avance no se puede calcular."
    ),
    "zero_target": gettext_lazy(
        "La meta es 0 y no hay línea base: no se puede calcular. Anote la línea base."
    ),
    "negative_target": gettext_lazy(
        "La meta es menor que 0 y no hay línea base: no se puede calcular. Anote la línea base."
    ),
    "zero_value": gettext_lazy(
        "El valor es 0 y no hay línea base: la meta no se puede dividir entre 0. Anote la línea"
        " base."
    ),
    "negative_value": gettext_lazy(
        "El valor es menor que 0 y no hay línea base: no se puede calcular. Anote la línea base."
    ),
    "too_large": gettext_lazy(
        "El resultado es desmesurado: revise la meta y la línea base en la ficha."
    ),
    "target_is_base": gettext_lazy(
        "La meta es igual a la línea base: vale 1 si el valor está en la meta o mejor, y si no 0."
    ),
    "within_tolerance": gettext_lazy("El valor está dentro de la tolerancia: vale 1."),
    "target_reached": gettext_lazy("El valor es igual a la meta: vale 1."),
}
HOW: dict[tuple[str, str], Promise] = {
    ("cumulative", ""): gettext_lazy("la última lectura del año, que incluye las anteriores"),
    ("periodic", "sum"): gettext_lazy("la suma de las lecturas del año"),
    ("periodic", "last"): gettext_lazy("la última lectura del año"),
    ("periodic", "mean"): gettext_lazy("el promedio de los períodos del año"),
}


@dataclass(frozen=True, slots=True)
class Formula:
    """The formula in words, and with the numbers of one indicator."""

    words: str
    numbers: str


def formula(inputs: Mapping[str, Any], raw: Decimal | None) -> Formula | None:
    """What was computed; None where nothing could be."""
    if raw is None or "target" not in inputs:
        return None
    value, target, pace = _shown(inputs["value"]), _shown(inputs["target"]), _pace(inputs)
    base = inputs.get("base")
    direction, why = inputs["direction"], inputs.get("why")
    result = f"= {write_number(raw)} = {percent(raw)}"
    if why == "within_tolerance":
        allowed, then = _shown(inputs.get("tolerance", "0")), _("luego")
        return Formula(
            _("valor − meta, sin signo, no es más que la tolerancia"),
            f"|{value} − {target}{pace}| ≤ {allowed}{pace} {then} 1 = 100 %",
        )
    if why in ("target_is_base", "target_reached"):
        return Formula(_("valor = meta") if base is None else _("meta = línea base"), result[2:])
    if direction == "maintain":
        below = abs(Decimal(inputs["value"])) < abs(in_proportion(inputs, "target"))
        words = _("valor / meta") if below else _("meta / valor")
        return Formula(words, f"{_over(value, _times(target, pace), below)} {result}")
    if direction in ("increase", "reduce") and base is not None:
        start = _shown(base)
        way = f"({target} − {_signed(start)})"
        return Formula(
            _("(valor − línea base) / (meta − línea base)"),
            f"({value} − {_signed(start)}{pace}) / {_times(way, pace)} {result}",
        )
    if direction == "reduce":
        return Formula(_("meta / valor"), f"{_times(target, pace)} / {value} {result}")
    return Formula(_("valor / meta"), f"{value} / {_times(target, pace)} {result}")


def in_proportion(inputs: Mapping[str, Any], name: str) -> Decimal:
    """The target, base or tolerance, as much of it as counts for a sum told so far."""
    told, of = inputs.get("pace", (1, 1))
    return Decimal(str(inputs[name])) * int(told) / int(of)


def paced(inputs: Mapping[str, Any]) -> str:
    """What a sum told up to a month of the year is measured against; "" where it is whole."""
    if "pace" not in inputs:
        return _("La suma llega a %s.") % MONTHS[inputs["told"]] if "told" in inputs else ""
    told, of = inputs["pace"]
    return _(
        "La suma llega a %(month)s: se compara con %(told)d/%(of)d de la meta, que son %(part)s."
    ) % {
        "month": MONTHS[told],
        "told": told,
        "of": of,
        "part": write_number(in_proportion(inputs, "target").quantize(PLACES).normalize()),
    }


def paced_base(inputs: Mapping[str, Any]) -> str:
    """How much of the baseline counts for it; "" where it is whole, or does not count."""
    if not {"pace", "base"} <= inputs.keys() or inputs["direction"] not in ("increase", "reduce"):
        return ""
    told, of = inputs["pace"]
    part = write_number(in_proportion(inputs, "base").quantize(PLACES).normalize())
    return _("De ella cuentan %(told)d/%(of)d, que son %(part)s.") % {
        "told": told,
        "of": of,
        "part": part,
    }


def _pace(inputs: Mapping[str, Any]) -> str:
    return " × {}/{}".format(*inputs["pace"]) if "pace" in inputs else ""


def _times(text: str, pace: str) -> str:
    return f"({text}{pace})" if pace else text


def _over(value: str, target: str, below: bool) -> str:
    return f"{value} / {target}" if below else f"{target} / {value}"


def _signed(text: str) -> str:
    return f"({text})" if text.startswith("-") else text


def _shown(text: str) -> str:
    return write_number(Decimal(text))


def percent(raw: Decimal | None, decimals: int = 2) -> str:
    """0.8 as 80,00 %; nothing where there is none."""
    return "" if raw is None else f"{write_number(raw * 100, decimals)} %"


def made_of(inputs: Mapping[str, Any]) -> str:
    """How the value of the year comes from its readings."""
    if "denominator" in inputs:
        return _(
            "%(numerator)s / %(denominator)s × %(factor)s, sumados de las lecturas del año"
        ) % {name: _shown(inputs.get(name, "1")) for name in ("numerator", "denominator", "factor")}
    kind = inputs.get("accumulation", "cumulative")
    return str(HOW[kind, "" if kind == "cumulative" else inputs.get("yearly", "last")])


def bound(threshold: Threshold, before: Threshold | None) -> str:
    """A threshold in words: "desde 85 %", "más de 70 % y menos de 85 %"."""
    least = threshold.get("from")
    if least in (None, ""):
        return _("todo lo demás")
    shown = percent(Decimal(str(least)), _places(least))
    says = _("desde %s") % shown if threshold.get("closed") else _("más de %s") % shown
    if before is None:
        return says
    over = before["from"]
    limit = percent(Decimal(str(over)), _places(over))
    return (
        _("%(from)s y menos de %(to)s") % {"from": says, "to": limit}
        if before.get("closed")
        else _("%(from)s y hasta %(to)s") % {"from": says, "to": limit}
    )


def _places(text: object) -> int:
    exponent = (Decimal(str(text)) * 100).normalize().as_tuple().exponent
    return max(-exponent, 0) if isinstance(exponent, int) else 0


@dataclass(frozen=True, slots=True)
class Band:
    """A line of the traffic light."""

    light: str
    label: str
    says: str
    here: bool = False


def bands(
    thresholds: Sequence[Threshold], raw: Decimal | None = None, places: int = 4
) -> list[Band]:
    """The traffic light of a rule in words; `here` marks what gave `raw` its light."""
    given = which(raw, thresholds, places)
    before = [None, *thresholds]
    return [
        Band(
            str(one["light"]),
            str(LIGHTS[str(one["light"])]),
            bound(one, before[at]),
            one is given,
        )
        for at, one in enumerate(thresholds)
    ]


def decided_on(raw: Decimal, places: int) -> str:
    """The value that the light was decided on, as a percentage."""
    return percent(decided(raw, places), max(places - 2, 0))
