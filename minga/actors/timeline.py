"""What happened to an actor, in words."""

from __future__ import annotations

import datetime
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from minga.actors.forms import VISIBILITIES
from minga.actors.models import Actor, ActorRole, Identifier
from minga.actors.values import NAMES
from minga.base.domain import offered
from minga.base.models import Entry
from minga.base.templatetags.look import day
from minga.people.models import User, Visitor
from minga.territory.models import Area

NEWEST = 100
LABELS = {
    "name": gettext_lazy("Nombre"),
    "acronym": gettext_lazy("Sigla"),
    "type": gettext_lazy("Tipo"),
    "nature": gettext_lazy("Índole"),
    "government": gettext_lazy("Nivel de gobierno"),
    "website": gettext_lazy("Sitio web"),
    "about": gettext_lazy("Qué hace"),
    "visibility": gettext_lazy("Quién lo ve"),
    "parent": gettext_lazy("Pertenece a"),
    "areas": gettext_lazy("Territorio"),
    "identifiers": gettext_lazy("Números"),
    "contacts": gettext_lazy("Contactos"),
}
VERBS = {
    "created": gettext_lazy("Entró al directorio."),
    "imported": gettext_lazy("Cambió al importar una tabla."),
    "edited": gettext_lazy("Cambió su ficha."),
    "undone": gettext_lazy("Deshizo un cambio."),
    "role_added": gettext_lazy("Participa: %(role)s en %(in)s."),
    "role_ended": gettext_lazy("Dejó de participar en %(in)s (%(role)s), el %(ends)s."),
    "role_removed": gettext_lazy("Se quitó su participación en %(in)s (%(role)s)."),
    "merged": gettext_lazy("Se le unió %(gone)s: eran el mismo actor."),
    "merged_into": gettext_lazy("Se unió a %(kept)s: eran el mismo actor."),
    "unmerged": gettext_lazy("Se deshizo su unión con %(other)s."),
    "differs": gettext_lazy("No es el mismo que %(from)s."),
}
ROLES = ("role_added", "role_ended", "role_removed")
INSIDE = ("merged", "merged_into", "unmerged", "differs")  # they name other actors


@dataclass(frozen=True, slots=True)
class Change:
    label: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class Event:
    says: str
    at: datetime.datetime
    who: str = ""
    demo: bool = False
    changes: list[Change] = field(default_factory=list)
    note: str = ""


def timeline(entries: Sequence[Entry], user: Visitor, *, private: bool) -> list[Event]:
    """Oldest first; `private` says that the reader may see contacts that are not public.

    What an actor does in a thing is told only to who may see the thing, and what names other
    actors only to the government.
    """
    inside = isinstance(user, User) and user.works_for_the_government
    seen = list(entries) if inside else _open(entries, user)
    told = _Told(seen, user, private)
    return [told.event(entry) for entry in reversed(seen)]


def _open(entries: Sequence[Entry], user: Visitor) -> list[Entry]:
    things: dict[str, set[int]] = defaultdict(set)
    for entry in entries:
        if entry.verb in ROLES:
            record, pk = _thing(entry)
            things[record].add(pk)
    guards = offered("guards")
    visible = {
        record: guards[record](user, ids) for record, ids in things.items() if record in guards
    }
    return [
        entry
        for entry in entries
        if entry.verb not in INSIDE
        and (entry.verb not in ROLES or _thing(entry)[1] in visible.get(_thing(entry)[0], ()))
    ]


def _thing(entry: Entry) -> tuple[str, int]:
    values = {**entry.before, **entry.after}
    return values.get("record", ""), values.get("id", 0)


class _Told:
    def __init__(self, entries: Sequence[Entry], user: Visitor, private: bool) -> None:
        self.private = private
        actors: set[int] = set()
        areas: set[int] = set()
        for entry in entries:
            for values in (entry.before, entry.after):
                actors |= {values["parent"]} if values.get("parent") else set()
                areas |= set(values.get("areas", ()))
        visible = Actor.objects.visible_to(user)
        self.actors = dict(visible.filter(pk__in=actors).values_list("pk", "name"))
        self.areas = dict(Area.objects.filter(pk__in=areas).values_list("pk", "name"))

    def event(self, entry: Entry) -> Event:
        words = self.words(entry)
        changes = []
        if entry.verb in ("edited", "undone", "imported"):
            changes = [
                Change(
                    str(LABELS[name]),
                    self.said(name, entry.before.get(name)),
                    self.said(name, entry.after.get(name)),
                )
                for name in NAMES
                if name in entry.after
            ]
        return Event(
            str(VERBS.get(entry.verb, entry.verb)) % words,
            at=entry.at,
            who=str(entry.by) if entry.by else "",
            demo=bool(entry.by and entry.by.is_demo),
            changes=changes,
            note=entry.note,
        )

    def words(self, entry: Entry) -> dict[str, str]:
        values = {**entry.before, **entry.after}
        role = values.get("role", "")
        roles = dict(ActorRole.Role.choices)
        ends = values.get("ends")
        return {
            "role": str(roles.get(role, role)),
            "in": str(values.get("in", "")),
            "ends": day(datetime.date.fromisoformat(ends)) if ends else "",
            "gone": str(values.get("gone", "")),
            "kept": str(values.get("kept", "")),
            "from": str(values.get("from", "")),
            "other": str(values.get("gone") or values.get("kept") or ""),
        }

    def said(self, name: str, value: Any) -> str:
        if value in (None, "", []):
            return ""
        if name == "parent":
            return str(self.actors.get(value, _("otro actor")))
        if name == "areas":
            return ", ".join(self.areas.get(key, "?") for key in value)
        if name == "identifiers":
            return ", ".join(number for _scheme, number in value)
        if name == "contacts":
            if not self.private:
                return _("no se muestran")
            return "; ".join(" ".join(filter(None, contact[:4])) for contact in value)
        choices: dict[str, Any] = {
            "type": Actor.Type.choices,
            "nature": Actor.Nature.choices,
            "government": Actor.Government.choices,
            "visibility": VISIBILITIES,
            "scheme": Identifier.Scheme.choices,
        }
        return str(dict(choices.get(name, ())).get(value, value))
