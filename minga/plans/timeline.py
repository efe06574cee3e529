"""The life of an initiative on one line: printed, imported, changed, decided, and what is next."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import UTC
from operator import attrgetter
from typing import Any

from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from minga.actors.models import ActorRole
from minga.base import history
from minga.base.domain import offers
from minga.base.models import Entry
from minga.base.templatetags.look import day
from minga.intake.models import Finding
from minga.people.models import Visitor
from minga.plans.forms import VISIBILITIES
from minga.plans.models import Articulation, Initiative, Intervention, Objective, Plan
from minga.plans.sentences import label as finding_label

NEWEST = 100  # entries shown
LAST = datetime.datetime.max.replace(tzinfo=UTC)

LABELS = {
    "name": gettext_lazy("Nombre"),
    "kind": gettext_lazy("Tipo"),
    "leads": gettext_lazy("Responsable"),
    "starts": gettext_lazy("Empieza"),
    "ends": gettext_lazy("Termina"),
    "areas": gettext_lazy("Territorio"),
    "aligned_with": gettext_lazy("También contribuye a"),
    "visibility": gettext_lazy("Quién la ve"),
    "status": gettext_lazy("Estado"),
    "objective": gettext_lazy("Objetivo de articulación"),
    "mechanisms": gettext_lazy("Mecanismos"),
    "matter": gettext_lazy("Materia"),
    "level": gettext_lazy("Nivel de intervención"),
    "actor": gettext_lazy("Actor"),
    "role": gettext_lazy("Papel"),
}
VERBS = {
    "settled": gettext_lazy("Cambió el estado de una articulación."),
    "levelled": gettext_lazy("Dijo qué puede hacer el gobierno en una articulación."),
    "imported": gettext_lazy("Cambió al importar de nuevo el documento."),
    "edited": gettext_lazy("Cambió la iniciativa."),
    "edited_together": gettext_lazy("Cambió esta y otras iniciativas a la vez."),
    "undone": gettext_lazy("Deshizo un cambio."),
    "withdrawn": gettext_lazy("Se retiró: ya no está en el documento importado."),
    "start": gettext_lazy("La puso en marcha."),
    "finish": gettext_lazy("La dio por cumplida."),
    "stop": gettext_lazy("La detuvo."),
    "withdraw": gettext_lazy("La retiró del plan."),
    "restore": gettext_lazy("La restauró como prevista."),
    "role_added": gettext_lazy("Registró quién participa."),
    "role_ended": gettext_lazy("Dejó dicho hasta cuándo participa alguien."),
    "role_removed": gettext_lazy("Quitó a quien no participaba."),
}
OF_PLAN = {
    "competences": gettext_lazy("Se cargó la tabla de competencias."),
    "imported": gettext_lazy("Se importó el documento."),
    "described": gettext_lazy("Se añadieron los nombres cortos y las unidades declaradas."),
    "told_about": gettext_lazy("Cambió la ficha del plan."),
    "undone": gettext_lazy("Se deshizo una importación."),
    "prioritised": gettext_lazy("Se dijeron las prioridades de un año."),
    "parties_taken": gettext_lazy("Se registraron como actores los que nombra el documento."),
    "indicators_taken": gettext_lazy("Se registraron indicadores y montos que dice el documento."),
    "indicators_untaken": gettext_lazy("Se quitaron los que se registraron del documento."),
    "indicator_removed": gettext_lazy("Se quitó un indicador recién definido."),
    "parties_undone": gettext_lazy("Se quitaron los actores que se registraron del documento."),
}


@dataclass(frozen=True, slots=True)
class Change:
    label: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class Event:
    """Something that happened, or will: `at` the moment of it, or `on` a day without an hour."""

    says: str
    at: datetime.datetime | None = None
    who: str = ""
    demo: bool = False
    changes: list[Change] = field(default_factory=list)
    note: str = ""
    on: datetime.date | None = None
    url: str = ""
    to_come: bool = False

    @property
    def when(self) -> tuple[bool, datetime.date, datetime.datetime]:
        """What events are put in order by; what has no day, such as the printing, comes first."""
        moment = localtime(self.at) if self.at else LAST
        day = self.on or (moment.date() if self.at else datetime.date.min)
        return self.to_come, day, moment


def timeline(
    initiative: Initiative,
    printed_at: str,
    entries: Sequence[Entry],
    mechanisms: dict[str, str],
    elsewhere: Iterable[Event] = (),
) -> list[Event]:
    """Oldest first, and last what is to come.

    `entries` come newest first; `mechanisms` are the labels of the codes; `elsewhere` is what
    other domains tell: agreements, sessions, commitments.
    """
    events = []
    imported = initiative.imported
    if imported and printed_at:
        name = imported.document.name
        events.append(
            Event(_("Impresa en %(name)s, %(where)s.") % {"name": name, "where": printed_at})
        )
        events.append(Event(_("Importada de ese documento."), at=imported.at, **_who(imported.by)))
    events += [_event(entry, mechanisms) for entry in reversed(entries)]
    return sorted([*events, *elsewhere], key=attrgetter("when"))


def told_elsewhere(initiative: Initiative, user: Visitor) -> list[Event]:
    """What agreements, spaces and commitments tell of an initiative, to who may see it."""
    return [event for _name, tell in offers("events") for event in tell(initiative, user)]


def history_of(thing: Plan | Objective) -> list[Event]:
    """What happened to a plan, or to the words of an objective; newest first."""
    verbs = OF_PLAN if isinstance(thing, Plan) else VERBS
    return [
        Event(
            str(verbs.get(entry.verb, entry.verb)),
            at=entry.at,
            note=entry.note,
            changes=[
                Change(_("Texto"), str(entry.before.get(name, "")), str(value))
                for name, value in entry.after.items()
                if name == "text"
            ],
            **_who(entry.by),
        )
        for entry in history.of(thing)[:NEWEST]
    ]


def _who(user: Any) -> dict[str, Any]:
    return {"who": str(user), "demo": user.is_demo} if user else {}


def _event(entry: Entry, mechanisms: dict[str, str]) -> Event:
    if entry.verb == "decided":
        says = _("Decidió sobre el hallazgo F%(number)s (%(kind)s): %(decision)s.") % {
            "number": entry.after.get("finding", "?"),
            "kind": finding_label(entry.after.get("kind", "")).lower(),
            "decision": dict(Finding.Decision.choices).get(entry.after.get("decision", ""), ""),
        }
        return Event(says, at=entry.at, note=entry.note, **_who(entry.by))
    part = entry.record == Articulation._meta.label_lower
    about = part and entry.verb == "edited"
    says = _("Cambió una articulación.") if about else str(VERBS.get(entry.verb, entry.verb))
    changes = [
        Change(str(LABELS[name]), told(name, entry.before.get(name), mechanisms, part=part), after)
        for name, value in entry.after.items()
        if name in LABELS and (after := told(name, value, mechanisms, part=part)) is not None
    ]
    return Event(says, at=entry.at, changes=changes, note=entry.note, **_who(entry.by))


def told(name: str, value: Any, mechanisms: dict[str, str], *, part: bool = False) -> str:
    """A value of the history, as people say it; "" where there was none.

    `part` says that it is of an articulation, whose states are others.
    """
    if value in (None, "", []):
        return ""
    if name == "mechanisms":
        return ", ".join(mechanisms.get(code, code) for code in value)
    if name in ("starts", "ends"):
        return day(datetime.date.fromisoformat(value))
    if isinstance(value, list):
        return ", ".join(str(item) for item in value)
    choices: dict[str, Iterable[tuple[Any, Any]]] = {
        "kind": Initiative.Kind.choices,
        "status": Articulation.Status.choices if part else Initiative.Status.choices,
        "visibility": VISIBILITIES,
        "level": Intervention.choices,
        "role": ActorRole.Role.choices,
    }
    return str(dict(choices.get(name, ())).get(value, value))


def where(lines: Sequence[int], media_type: str) -> str:
    """The places of a document in words: "línea 72", "filas 3 a 5"."""
    if not lines:
        return ""
    spread = f"{lines[0]}"
    if len(lines) > 1:
        straight = list(lines) == list(range(lines[0], lines[-1] + 1))
        joiner = _("a") if straight and len(lines) > 2 else _("y")
        ends = (lines[0], lines[-1]) if straight else (", ".join(map(str, lines[:-1])), lines[-1])
        spread = f"{ends[0]} {joiner} {ends[1]}"
    if media_type.startswith("text/") and "html" not in media_type:
        return ngettext("línea %(where)s", "líneas %(where)s", len(lines)) % {"where": spread}
    return ngettext("fila %(where)s", "filas %(where)s", len(lines)) % {"where": spread}
