"""What makes a reading impossible, in one sentence for the person who reports it."""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Context, Decimal
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from minga.base.numbers import DIGITS, too_fine, write_number
from minga.base.steps import Refused
from minga.base.templatetags.look import day
from minga.monitoring.models import Indicator, Period, Reading
from minga.people.models import User, is_coordinator

if TYPE_CHECKING:
    from minga.monitoring.actions.report import Entry

LIMIT = Decimal(10) ** 18
UNIT = Decimal("0.000001")
LONGEST_NOTE = 5000


def refuse_stranger(indicator: Indicator, owner: str, by: User | None) -> None:
    """Whoever speaks for the unit that owns it reports it; the coordinator reports anything."""
    if by is None or is_coordinator(by) or indicator.owner_id in by.own_units:
        return
    if not indicator.owner_id:
        raise Refused(
            _("El indicador %(code)s no tiene unidad responsable: lo reporta la coordinación.")
            % {"code": indicator.code}
        )
    raise Refused(
        _("El indicador %(code)s es de %(unit)s: solo esa unidad lo reporta.")
        % {"code": indicator.code, "unit": owner or _("otra unidad")}
    )


def refuse_closed(period: Period) -> None:
    if period.status == Period.Status.CLOSED:
        raise Refused(
            _("El período %(period)s está cerrado; pida a la coordinación que lo abra.")
            % {"period": period.name}
        )
    if period.status == Period.Status.PLANNED:
        raise Refused(
            _("El período %(period)s todavía no se abre; pida a la coordinación que lo abra.")
            % {"period": period.name}
        )


def refuse_cell(entry: Entry) -> None:
    """The indicator is measured, in periods like this one, and in cells like this one."""
    indicator, period = entry.indicator, entry.period
    if indicator.status == Indicator.Status.RETIRED:
        raise Refused(
            _("El indicador %(code)s está retirado: ya no se reporta.") % {"code": indicator.code}
        )
    if period.plan_id != indicator.plan_id:
        raise Refused(
            _("El período %(period)s es de otro plan: elija uno del plan del indicador %(code)s.")
            % {"period": period.name, "code": indicator.code}
        )
    if period.frequency != indicator.frequency:
        raise Refused(
            _(
                "El indicador %(code)s es %(wanted)s y el período %(period)s es %(given)s:"
                " elija un período de su frecuencia."
            )
            % {
                "code": indicator.code,
                "wanted": indicator.get_frequency_display(),
                "period": period.name,
                "given": period.get_frequency_display(),
            }
        )
    if entry.area is not None and not indicator.by_area:
        raise Refused(
            _("El indicador %(code)s no se mide por área: deje el área en blanco.")
            % {"code": indicator.code}
        )
    if entry.category and entry.category not in indicator.categories:
        raise Refused(
            _("«%(category)s» no es una categoría del indicador %(code)s: %(known)s.")
            % {
                "category": entry.category,
                "code": indicator.code,
                "known": ", ".join(indicator.categories) or _("no tiene ninguna"),
            }
        )


def value_of(entry: Entry) -> Decimal:
    """The value that is kept: the one given, or factor x numerator / denominator."""
    given = (entry.value, entry.numerator, entry.denominator)
    if any(number is not None and abs(number) >= LIMIT for number in given):
        raise Refused(_("El número es demasiado largo: escriba a lo más 18 cifras enteras."))
    if any(number is not None and too_fine(number.quantize(UNIT)) for number in given):
        raise Refused(
            _("El número tiene más de %d cifras y no se guardaría exacto: redondéelo.") % DIGITS
        )
    if len(entry.note) > LONGEST_NOTE:
        raise Refused(_("El comentario es demasiado largo: escriba a lo más 5.000 letras."))
    if entry.indicator.measure == Indicator.Measure.RATIO:
        return _ratio(entry)
    if entry.numerator is not None or entry.denominator is not None:
        raise Refused(
            _("El indicador %(code)s lleva un solo valor: deje en blanco las dos partes.")
            % {"code": entry.indicator.code}
        )
    if entry.value is None:
        raise Refused(_("Falta el valor: escríbalo."))
    return entry.value.quantize(UNIT, ROUND_HALF_UP)


def _ratio(entry: Entry) -> Decimal:
    numerator, denominator = entry.numerator, entry.denominator
    if numerator is None:
        raise Refused(_("Falta el numerador: escriba las dos partes."))
    if denominator is None:
        raise Refused(_("Falta el denominador: escriba las dos partes."))
    denominator = denominator.quantize(UNIT, ROUND_HALF_UP)
    if denominator == 0:
        raise Refused(_("El denominador no puede ser 0: si no hubo casos, deje la fila en blanco."))
    made = entry.indicator.factor * numerator / denominator
    if abs(made) >= LIMIT:
        raise Refused(_("El resultado es demasiado grande: revise el denominador."))
    made = Context(prec=DIGITS, rounding=ROUND_HALF_UP).plus(made)  # as it is kept
    made = made.quantize(UNIT, ROUND_HALF_UP)
    places = Decimal(1).scaleb(-min(entry.indicator.decimals, 6))
    if entry.value is not None and abs(entry.value - made) > places:
        raise Refused(
            _("El valor %(given)s no es %(made)s, lo que dan las dos partes: déjelo en blanco.")
            % {"given": write_number(entry.value), "made": write_number(made)}
        )
    return made


def may_go_down(indicator: Indicator) -> bool:
    """An accumulated share can go down by itself, and so can what each period tells alone."""
    return (
        indicator.accumulation != Indicator.Accumulation.CUMULATIVE
        or indicator.measure == Indicator.Measure.RATIO
    )


def refuse_lower(value: Decimal, former: Reading) -> None:
    if value < former.value:
        raise Refused(
            _(
                "El acumulado %(value)s es menor que el de %(period)s (%(former)s):"
                " corríjalo o confirme que bajó."
            )
            % {
                "value": write_number(value),
                "period": former.period.name,
                "former": write_number(former.value),
            },
            code="lower",
        )


def refuse_approved(approved: Reading) -> None:
    raise Refused(
        _("Ya hay una lectura aprobada (%(value)s): rectifíquela.")
        % {"value": write_number(approved.value)}
    )


def refuse_sent(sent: Reading, by: User | None) -> None:
    when = day(sent.reported_at)
    if by and sent.reported_by_id == by.pk:
        raise Refused(
            _("Usted ya la envió el %(day)s: para cambiarla, pida que se la devuelvan.")
            % {"day": when}
        )
    raise Refused(
        _("Ya la envió %(who)s el %(day)s: para cambiarla, pida que la devuelvan.")
        % {"who": sent.reported_by or "Minga", "day": when}
    )
