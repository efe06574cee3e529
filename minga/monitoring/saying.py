"""What people read about readings and periods: notices, histories, names of periods."""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from decimal import Decimal, InvalidOperation

from django.utils.formats import date_format
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from minga.base.models import Entry
from minga.base.numbers import write_number
from minga.base.templatetags.look import day, sentence
from minga.monitoring.models import Frequency, Period, Reading
from minga.plans.timeline import Change, Event

# what each kind of notice says
SENT = _("%(by)s envió la lectura de %(indicator)s, %(period)s: espera su aprobación")
SENT_MANY = _("%(by)s envió %(n)s lecturas de %(period)s: esperan su aprobación")
RETURNED = _("%(by)s devolvió la lectura de %(indicator)s, %(period)s: %(reason)s")
APPROVED = _("%(by)s aprobó la lectura de %(indicator)s, %(period)s")
APPROVED_MANY = _("%(by)s aprobó %(n)s de sus lecturas de %(period)s")
DUE_SOON = _("Por reportar de %(period)s: %(n)s de %(all)s indicadores, hasta el %(due)s")
LATE = _(
    "El plazo de %(period)s terminó el %(due)s y siguen sin reportar %(n)s de %(all)s indicadores"
)
PERIODS_OPENED = _(
    "%(by)s abrió períodos en los que le falta reportar: %(n)s, del %(first)s al %(last)s"
)
PERIODS_CLOSED = _(
    "%(by)s cerró períodos en los que le faltaba reportar: %(n)s, del %(first)s al %(last)s"
)

# what a history shows, by its verb
VERBS = {
    "drafted": _("Guardó un borrador."),
    "sent": _("La envió para aprobación."),
    "given_back": _("La devolvió para corregir."),
    "approved": _("La aprobó."),
    "rectifying": _("Envió esta lectura para rectificar otra ya aprobada."),
    "rectification_sent": _("Envió otra lectura que la rectifica."),
    "rectified": _("Dejó de valer: se aprobó la que la rectifica."),
    "attached": _("Añadió un archivo: %(file)s."),
    "detached": _("Quitó un archivo: %(file)s."),
    "generated": _("Preparó el período."),
    "opened": _("Abrió el período."),
    "closed": _("Cerró el período."),
    "due_moved": _("Movió el plazo."),
}
LABELS = {
    "value": _("Valor"),
    "numerator": _("Numerador"),
    "denominator": _("Denominador"),
    "note": _("Comentario"),
    "due": _("Plazo"),
    "missing": _("Indicadores sin lectura aprobada"),
}
DONE = {  # the message after a step
    "approve": _("La lectura está aprobada."),
    "give_back": _("Devuelta: avisamos a quien la reportó, con la razón."),
    "correct": _("Corregida y enviada: avisamos a la jefatura."),
    "rectify": _("La rectificación está enviada: la lectura anterior vale hasta que se apruebe."),
    "evidence": _("El archivo está guardado."),
    "open": _("El período está abierto: ya se puede reportar."),
    "close": _("El período está cerrado."),
    "due": _("El plazo cambió: los avisos siguen el nuevo día."),
}


def period_name(period: Period) -> str:
    """As people say it: Marzo 2026, trimestre 1 de 2026."""
    told = {"n": (period.starts.month - 1) // 3 + 1, "year": period.starts.year}
    if period.frequency == Frequency.QUARTERLY:
        return gettext("Trimestre %(n)d de %(year)d") % told
    if period.frequency == Frequency.FOUR_MONTHLY:
        return gettext("Cuatrimestre %(n)d de %(year)d") % {
            **told,
            "n": (period.starts.month - 1) // 4 + 1,
        }
    if period.frequency == Frequency.HALF_YEARLY:
        return gettext("Semestre %(n)d de %(year)d") % {
            **told,
            "n": (period.starts.month - 1) // 6 + 1,
        }
    if period.frequency == Frequency.YEARLY:
        return gettext("Año %(year)d") % told
    return sentence(date_format(period.starts, "F Y"))


def of_cell(reading: Reading) -> str:
    """Of which area and category a reading is, "" for the whole."""
    return ", ".join(str(part) for part in (reading.area, reading.category) if part)


def events(entries: Sequence[Entry]) -> list[Event]:
    """The life of a reading or a period; entries come newest first and stay so."""
    return [_event(entry) for entry in entries]


def _event(entry: Entry) -> Event:
    said = str(VERBS.get(entry.verb, entry.verb))
    if "%(" in said:
        said = said % {"file": "", **entry.before, **entry.after}
    return Event(
        said,
        at=entry.at,
        who=str(entry.by) if entry.by else "",
        demo=entry.by.is_demo if entry.by else False,
        changes=_changes(entry),
        note=entry.note,
    )


def _changes(entry: Entry) -> list[Change]:
    if entry.verb == "approved":
        return []
    return [
        Change(str(label), as_told(entry.before.get(name)), as_told(entry.after[name]))
        for name, label in LABELS.items()
        if entry.after.get(name) not in (None, "") and entry.after[name] != entry.before.get(name)
    ]


def as_told(value: object) -> str:
    """A stored value as people write it: a number, a day, or the text."""
    if value in (None, ""):
        return ""
    text = str(value)
    try:
        return write_number(_number(text))
    except ValueError:
        pass
    try:
        return day(datetime.date.fromisoformat(text))
    except ValueError:
        return text


def _number(text: str) -> Decimal:
    """Only what was kept as a number, written with a point."""
    try:
        return Decimal(text)
    except InvalidOperation:
        raise ValueError(text) from None
