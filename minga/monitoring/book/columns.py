"""The tables of monitoring: the same columns go out and come in."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from django.conf import settings
from django.db import models
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import override

from minga.base.models import Visibility
from minga.intake.sheets import Expected
from minga.monitoring.models import Frequency, Indicator, Milestone, Reading
from minga.opendata.datasets import Column


def listed(kind: type[models.TextChoices]) -> tuple[tuple[str, str | Promise], ...]:
    """The codes of a closed list, and their words."""
    return tuple((str(code), label) for code, label in kind.choices)


DAY = _("Año-mes-día.")
SEVERAL = _("Varias, con punto y coma.")
YES_OR_NO = (("sí", _("sí")), ("no", _("no")))
NEVER = _("Nunca cambia; en blanco en una fila nueva.")
INITIATIVE = _("El código de la iniciativa.")
UNIT = _("El nombre o la sigla de la unidad.")
NUMBER = _("Un número.")
SEEN_BY = Column("visibility", _("Quién lo ve"), "", 10, listed(Visibility))

WHY = Column("why", _("Por qué no se trajo"), "", 60)  # beside rows that are sent back


@dataclass(frozen=True, slots=True)
class Sheet:
    """A table of records. `needed` are the columns by which it is recognised."""

    name: str
    title: str | Promise
    what: str | Promise
    columns: tuple[Column, ...]
    needed: tuple[str, ...]

    def label(self, name: str) -> str:
        return next(str(column.label) for column in self.columns if column.name == name)


SHEETS = {
    sheet.name: sheet
    for sheet in (
        Sheet(
            "indicators",
            _("Indicadores"),
            _("La ficha de cada indicador."),
            (
                Column("code", _("Código"), _("Uno distinto para cada indicador."), 12),
                Column("name", _("Nombre"), "", 45),
                Column("objective", _("Objetivo"), _("Su código, si mide un objetivo."), 10),
                Column("initiative", _("Iniciativa"), _("Su código, si mide una iniciativa."), 12),
                Column(
                    "articulation",
                    _("Articulación"),
                    _("Iniciativa y número, como 2.3.1/2, si mide una articulación."),
                    12,
                ),
                Column("definition", _("Definición"), "", 45),
                Column("formula", _("Fórmula"), "", 30),
                Column("measure", _("Qué se anota"), "", 10, listed(Indicator.Measure)),
                Column("numerator_name", _("Qué se cuenta arriba"), "", 24),
                Column("denominator_name", _("Sobre qué se divide"), "", 24),
                Column("factor", _("Por cada"), _("100 si es un porcentaje."), 10),
                Column("unit", _("Unidad de medida"), _("Por ejemplo viajes, % o hectáreas."), 16),
                Column("decimals", _("Decimales"), _("Cuántos se muestran, de 0 a 6."), 10),
                Column("direction", _("Sentido"), "", 12, listed(Indicator.Direction)),
                Column("tolerance", _("Tolerancia"), _("Solo si el sentido es mantener."), 12),
                Column(
                    *("accumulation", _("Acumulado o por período"), "", 14),
                    listed(Indicator.Accumulation),
                ),
                Column("yearly", _("El valor del año"), "", 10, listed(Indicator.Yearly)),
                Column("frequency", _("Frecuencia"), "", 14, listed(Frequency)),
                Column("source", _("Fuente"), "", 30),
                Column("owner", _("Unidad responsable"), UNIT, 30),
                Column("by_area", _("Se mide por área"), "", 8, YES_OR_NO),
                Column("categories", _("Categorías"), SEVERAL, 24),
                Column("limits", _("Limitaciones"), "", 30),
                Column("base_value", _("Línea base"), NUMBER, 14),
                Column("base_date", _("Fecha de la línea base"), DAY, 12),
                Column("base_source", _("Fuente de la línea base"), "", 24),
                Column("weight", _("Peso"), _("1 si pesa igual que los demás."), 8),
                Column(
                    *("status", _("Estado"), _("Se cambia en la página del indicador."), 10),
                    listed(Indicator.Status),
                ),
                SEEN_BY,
                Column("uuid", _("Identificador del indicador"), NEVER, 38),
            ),
            ("code", "name", "frequency"),
        ),
        Sheet(
            "targets",
            _("Metas"),
            _(
                "Qué debe alcanzar cada indicador y qué acto lo fijó. Otra meta para el mismo día"
                " reemplaza a la anterior, que queda en la historia."
            ),
            (
                Column("indicator", _("Indicador"), _("Su código."), 12),
                Column("until", _("Para cuándo"), _("El último día, o el año o período."), 12),
                Column("target", _("Meta"), NUMBER, 16),
                Column("act", _("Acto que la fijó"), "", 40),
                Column("act_date", _("Fecha del acto"), DAY, 12),
            ),
            ("indicator", "until", "target"),
        ),
        Sheet(
            "readings",
            _("Lecturas"),
            _("Lo medido en cada período. Las que esperan aprobación son preliminares."),
            (
                Column("indicator", _("Indicador"), _("Su código."), 12),
                Column("period", _("Período"), _("2026-03, 2026-T1, 2026-C1, 2026-S1 o 2026."), 10),
                Column("area", _("Área"), _("Su código o nombre, si se mide por área."), 18),
                Column("category", _("Categoría"), _("Una de las del indicador."), 18),
                Column("value", _("Valor"), _("En blanco si lleva dos partes."), 16),
                Column("numerator", _("Numerador"), NUMBER, 16),
                Column("denominator", _("Denominador"), NUMBER, 16),
                Column("note", _("Comentario"), "", 40),
                Column(
                    *("lower", _("Confirma que bajó"), _("Si un acumulado de verdad bajó."), 10),
                    YES_OR_NO,
                ),
                Column(
                    *("status", _("Estado"), _("Solo para leer: se cambia al aprobar."), 10),
                    listed(Reading.Status),
                ),
            ),
            ("indicator", "period"),
        ),
        Sheet(
            "milestones",
            _("Hitos"),
            _("Los pasos de cada iniciativa y sus días."),
            (
                Column("initiative", _("Iniciativa"), INITIATIVE, 12),
                Column("name", _("Hito"), "", 50),
                Column("due", _("Para cuándo"), DAY, 12),
                Column("weight", _("Peso"), _("1 si pesa igual que los demás."), 8),
                Column("status", _("Estado"), "", 12, listed(Milestone.Status)),
                Column("reached_on", _("Alcanzado el"), DAY, 12),
                Column("note", _("Comentario"), "", 40),
                SEEN_BY,
                Column("uuid", _("Identificador del hito"), NEVER, 38),
            ),
            ("initiative", "name", "due"),
        ),
        Sheet(
            "budget",
            _("Presupuesto"),
            _("El dinero de cada año y fuente, por sus etapas."),
            (
                Column("initiative", _("Iniciativa"), _("Su código, si paga una iniciativa."), 12),
                Column("objective", _("Objetivo"), _("Su código, si paga todo un objetivo."), 10),
                Column("competence", _("Competencia"), _("Su código."), 18),
                Column("unit", _("Unidad"), UNIT, 30),
                Column("year", _("Año"), "", 8),
                Column("code", _("Partida"), "", 16),
                Column("name", _("Concepto"), "", 40),
                Column("source", _("Fuente de financiamiento"), "", 30),
                Column("currency", _("Moneda"), _("Sus tres letras: USD."), 8),
                Column("codified", _("Codificado"), NUMBER, 16),
                Column("committed", _("Comprometido"), NUMBER, 16),
                Column("accrued", _("Devengado"), NUMBER, 16),
                Column("paid", _("Pagado"), NUMBER, 16),
                Column("as_of", _("Corte"), DAY, 12),
                SEEN_BY,
                Column("uuid", _("Identificador de la línea"), NEVER, 38),
            ),
            ("year", "codified"),
        ),
        Sheet(
            "people",
            _("Personal"),
            _("Puestos de cada unidad y qué parte de su tiempo dan. Nunca nombres de personas."),
            (
                Column("unit", _("Unidad"), UNIT, 30),
                Column("name", _("Puesto"), _("Nunca el nombre de quien lo ocupa."), 40),
                Column("initiative", _("Iniciativa"), INITIATIVE, 12),
                Column("competence", _("Competencia"), _("Su código."), 18),
                Column("year", _("Año"), "", 8),
                Column("count", _("Cuántos"), NUMBER, 10),
                Column("share", _("Parte de su tiempo"), _("De más de 0 a 1."), 10),
                SEEN_BY,
                Column("uuid", _("Identificador del puesto"), NEVER, 38),
            ),
            ("unit", "year", "share"),
        ),
    )
}


@lru_cache(maxsize=1)
def expected() -> dict[str, Expected]:
    """How each table is recognised: by its columns' names, or labels in any of our languages."""
    return {
        sheet.name: Expected(
            dict(_headings(sheet)), frozenset(sheet.needed), frozenset(_names(sheet))
        )
        for sheet in SHEETS.values()
    }


def _headings(sheet: Sheet) -> Iterator[tuple[str, str]]:
    for column in (*sheet.columns, WHY):
        yield column.name, column.name
        for language, _name in settings.LANGUAGES:
            with override(language):
                yield str(column.label), column.name


def _names(sheet: Sheet) -> Iterator[str]:
    yield sheet.name
    for language, _name in settings.LANGUAGES:
        with override(language):
            yield str(sheet.title)
