"""The history of an area, as people read it."""

from __future__ import annotations

import datetime
from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from minga.base.models import Entry
from minga.territory.models import Area

VERBS = {
    "added": _("Se añadió."),
    "edited": _("Cambió."),
    "filled": _("Se completó con una lista."),
    "shaped": _("Recibió su forma de un archivo."),
    "unshaped": _("Se deshizo la importación de su forma."),
}
LABELS = {"name": _("Nombre"), "kind": _("Clase"), "code": _("Código"), "parent": _("Pertenece a")}


@dataclass(frozen=True, slots=True)
class Event:
    says: str
    at: datetime.datetime
    who: str
    changes: list[tuple[str, str, str]]


def events(entries: Iterable[Entry]) -> list[Event]:
    """Newest first."""
    return [
        Event(
            str(VERBS.get(entry.verb, entry.verb)),
            entry.at,
            str(entry.by or ""),
            [
                (str(LABELS[name]), _told(name, entry.before.get(name)), _told(name, value))
                for name, value in entry.after.items()
                if name in LABELS and entry.verb == "edited"
            ],
        )
        for entry in entries
    ]


def _told(name: str, value: object) -> str:
    if name == "kind":
        return str(dict(Area.Kind.choices).get(str(value), value))
    return str(value or "–")
