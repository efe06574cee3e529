"""What has to be true of the sheet of an indicator, each with its sentence."""

from __future__ import annotations

import datetime
from collections.abc import Iterable
from decimal import Decimal

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from minga.base.days import refuse_far
from minga.base.search import fold
from minga.base.steps import Refused
from minga.monitoring.models import Indicator, Target
from minga.people.models import Unit

CATEGORIES = 50
DECIMALS = 6  # as values are stored
APART = ("plan", "objective", "initiative", "articulation", "owner", "imported", "status")


def check(wanted: Indicator, held: Indicator | None = None, only: Iterable[str] = ()) -> None:
    """Refuse a sheet that cannot be, at the field where it is wrong.

    `held` is what is stored now; then only what `only` names is looked at, and what readings that
    exist depend on.
    """
    check_alone(wanted, held, only)
    if held:
        check_targets(wanted, list(held.targets.current()))
    if _same_code(wanted):
        raise Refused(
            {
                "code": _("Ya hay un indicador con el código %(code)s: escriba otro.")
                % {"code": wanted.code}
            }
        )
    _fits(wanted)


def check_alone(wanted: Indicator, held: Indicator | None, only: Iterable[str]) -> None:
    """The same, as far as no other row of the database is needed, but for its readings."""
    wrong = _blank(wanted) | _numbers(wanted) | _base(wanted) | _categories(wanted)
    looked_at = {name for name in wrong if held is None or name in set(only)}
    if looked_at:
        raise Refused({name: wrong[name] for name in looked_at})
    refuse_far(base_date=wanted.base_date)
    if held:
        refuse_what_readings_need(wanted, held)


def check_targets(wanted: Indicator, targets: Iterable[Target]) -> None:
    """The base of a sheet agrees with the targets that there are."""
    for target in targets:
        if same_as_base(wanted, target.value):
            raise Refused({"base_value": _EQUAL()})
        if wanted.base_date and target.until <= wanted.base_date:
            raise Refused(
                {"base_date": _("Ya hay una meta para antes de esa fecha: revise una de las dos.")}
            )


def same_as_base(indicator: Indicator, target: Decimal) -> bool:
    """Whether there is no way to go from the base to the target, though there should be one."""
    return indicator.base_value == target and indicator.direction != Indicator.Direction.MAINTAIN


def _EQUAL() -> str:
    return _(
        "La línea base es igual a una meta y así no se puede medir el avance: cambie una de las"
        " dos, o diga que el sentido es mantener."
    )


def _blank(wanted: Indicator) -> dict[str, str]:
    said = {
        "name": _("Escriba el nombre del indicador."),
        "unit": _("Escriba la unidad de medida, por ejemplo viajes, % o hectáreas."),
        "code": _("Escriba el código."),
    }
    wrong = {name: says for name, says in said.items() if not getattr(wanted, name).strip()}
    if wanted.direction not in Indicator.Direction.values:
        wrong["direction"] = _("Diga si se quiere aumentar, reducir, mantener o entregar.")
    if wanted.frequency not in dict(Indicator._meta.get_field("frequency").choices or ()):
        wrong["frequency"] = _("Diga cada cuánto se mide.")
    if wanted.measure == Indicator.Measure.RATIO:
        for name, says in (
            ("numerator_name", _("Diga qué se cuenta arriba, en el numerador.")),
            ("denominator_name", _("Diga sobre qué se divide, en el denominador.")),
        ):
            if not getattr(wanted, name).strip():
                wrong[name] = says
    return wrong


def _numbers(wanted: Indicator) -> dict[str, str]:
    wrong = {}
    if wanted.factor is None or wanted.factor <= 0:
        wrong["factor"] = _("Escriba un número mayor que cero: 100 si es un porcentaje.")
    if wanted.weight is None or wanted.weight <= 0:
        wrong["weight"] = _("Escriba un peso mayor que cero: 1 si pesa igual que los demás.")
    if wanted.tolerance is not None and wanted.tolerance < 0:
        wrong["tolerance"] = _("La tolerancia no puede ser negativa.")
    if wanted.decimals is None or not 0 <= wanted.decimals <= DECIMALS:
        wrong["decimals"] = _("Escriba cuántos decimales se muestran, de 0 a 6.")
    return wrong


def _base(wanted: Indicator) -> dict[str, str]:
    if wanted.base_date and wanted.base_value is None:
        return {"base_value": _("Escriba el valor de la línea base, o quite su fecha.")}
    if wanted.base_date and wanted.base_date > datetime.date.today():
        return {"base_date": _("La línea base es de un día que no ha llegado: revise la fecha.")}
    return {}


def _categories(wanted: Indicator) -> dict[str, str]:
    said = wanted.categories
    if not isinstance(said, list) or not all(isinstance(c, str) and c.strip() for c in said):
        return {"categories": _("Escriba una categoría en cada línea.")}
    if len({fold(c.strip()) for c in said}) < len(said):
        return {"categories": _("Hay una categoría repetida: deje cada una una sola vez.")}
    if len(said) > CATEGORIES or any(len(c) > 80 for c in said):
        return {"categories": _("Escriba a lo más 50 categorías, de hasta 80 letras cada una.")}
    return {}


def refuse_what_readings_need(wanted: Indicator, held: Indicator) -> None:
    fixed = [
        n for n in ("frequency", "measure", "factor") if getattr(wanted, n) != getattr(held, n)
    ]
    if fixed and held.readings.exists():
        raise Refused(
            {
                fixed[0]: _(
                    "Ya tiene lecturas y con este cambio dejarían de entenderse: retire este"
                    " indicador y defina otro."
                )
            }
        )
    gone = set(held.categories) - set(wanted.categories)
    if gone and held.readings.filter(category__in=gone).exists():
        raise Refused({"categories": _("Ya hay lecturas de una categoría que quitó: déjela.")})
    if held.by_area and not wanted.by_area and held.readings.exclude(area=None).exists():
        raise Refused({"by_area": _("Ya hay lecturas por área: siga midiendo así.")})


def _same_code(wanted: Indicator) -> bool:
    others = Indicator.objects.filter(plan=wanted.plan_id, code=wanted.code).exclude(pk=wanted.pk)
    return others.exists()


def _fits(wanted: Indicator) -> None:
    if wanted.owner_id and not Unit.objects.filter(pk=wanted.owner_id).exists():
        raise Refused({"owner": _("Esa unidad ya no está: elija otra.")})
    fits(wanted)


def fits(wanted: Indicator) -> None:
    """Lengths and choices, as the model has them."""
    try:
        wanted.clean_fields(exclude=APART)
    except ValidationError as error:
        raise Refused(error.error_dict) from None
