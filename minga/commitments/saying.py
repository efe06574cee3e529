"""How notices and histories of commitments are said."""

from __future__ import annotations

import datetime
from collections.abc import Sequence

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from minga.base.models import Entry
from minga.base.templatetags.look import day
from minga.plans.timeline import Change, Event

MADE = _("Nuevo compromiso de %(actor)s, hasta el %(due)s: «%(text)s».")
MADE_WITHOUT_DAY = _("Nuevo compromiso de %(actor)s: «%(text)s».")
REPORTED = _("%(by)s reportó un compromiso de %(actor)s y espera su decisión: «%(text)s».")
RETURNED = _("Volvió un compromiso, porque «%(reason)s»: «%(text)s».")
KEPT = _("%(by)s aceptó el reporte: está cumplido «%(text)s».")
CANCELLED = _("Se anuló un compromiso, porque «%(reason)s»: «%(text)s».")
REOPENED = _("Se abrió de nuevo un compromiso, porque «%(reason)s»: «%(text)s».")
RESCHEDULED = _("El plazo de «%(text)s» es ahora el %(due)s, porque «%(reason)s».")
SOON = _("El plazo de «%(text)s» termina el %(due)s.")
LATE = _("Está atrasado un compromiso de %(actor)s: «%(text)s». El plazo era el %(due)s.")
ESCALATED = _(
    "Un compromiso de %(actor)s sigue atrasado y se avisa a la jefatura: «%(text)s»."
    " El plazo era el %(due)s."
)

# what a history shows, by its verb
DONE = {
    "made": _("Se hizo el compromiso."),
    "reported": _("Reportó lo que se hizo."),
    "attached": _("Añadió un archivo."),
    "accepted": _("Aceptó el reporte: compromiso cumplido."),
    "given_back": _("Devolvió el reporte."),
    "reopened": _("Abrió de nuevo el compromiso."),
    "cancelled": _("Anuló el compromiso."),
    "rescheduled": _("Movió el plazo."),
    "handed_over": _("Cambió quién responde."),
    "reworded": _("Cambió el texto."),
    "edited": _("Lo corrigió en el borrador del acta."),
    "published": _("Se publicó con el acta de la sesión."),
    "shown": _("Cambió quién lo ve, igual que aquello de lo que nació."),
    "detached": _("Quitó un archivo."),
    "escalated": _("Se avisó a la jefatura por el atraso."),
    "moved": _("Pasó a otro actor, porque eran el mismo."),
}

# what the timeline of an initiative shows, by its verb
ON_TIMELINE = {
    "made": _("Compromiso de %(actor)s: «%(text)s»."),
    "accepted": _("Cumplido el compromiso de %(actor)s: «%(text)s»."),
    "given_back": _("Devuelto el reporte de %(actor)s: «%(text)s»."),
    "rescheduled": _("Se movió el plazo de %(actor)s: «%(text)s»."),
    "cancelled": _("Anulado el compromiso de %(actor)s: «%(text)s»."),
    "escalated": _("Sigue atrasado el compromiso de %(actor)s: «%(text)s»."),
}
LABELS = {
    "due": _("Plazo"),
    "actor": _("Responde"),
    "person": _("Se encarga"),
    "text": _("Texto"),
}


def events(entries: Sequence[Entry]) -> list[Event]:
    """The life of a commitment, oldest first; `entries` come newest first."""
    return [_event(entry) for entry in reversed(entries)]


def _event(entry: Entry) -> Event:
    changes = []
    if entry.verb != "made":
        changes = [
            Change(str(label), _told(entry.before.get(name)), _told(entry.after[name]))
            for name, label in LABELS.items()
            if name in entry.after and entry.after[name] != entry.before.get(name)
        ]
    if entry.verb == "attached":
        says = gettext("Añadió el archivo %s.") % entry.after.get("file", "")
    else:
        says = str(DONE.get(entry.verb, entry.verb))
    return Event(
        says,
        at=entry.at,
        who=str(entry.by) if entry.by else "",
        demo=entry.by.is_demo if entry.by else False,
        changes=changes,
        note=entry.note or entry.after.get("report", ""),
    )


def _told(value: str | None) -> str:
    """A day as people write it, and the rest as it is."""
    if not value:
        return ""
    try:
        return day(datetime.date.fromisoformat(value))
    except ValueError:
        return value
