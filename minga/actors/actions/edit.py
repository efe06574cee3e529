"""Adding an actor, changing it, and taking the last change back."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import F
from django.utils.translation import gettext as _

from minga.actors import numbers
from minga.actors.models import Actor, Identifier
from minga.actors.values import NAMES, PLAIN, Values, empty, held, index, write_lists
from minga.base import history
from minga.base.models import Entry
from minga.base.steps import Refused
from minga.people.models import User

MADE = ("edited", "undone")  # the changes that may be taken back


class Conflict(Refused):
    """Someone else changed the actor since the person began to write."""

    def __init__(self) -> None:
        super().__init__(
            _("Otra persona cambió este actor mientras usted escribía. Compare y elija.")
        )


class Taken(Refused):
    """An identifier is of another actor already."""

    def __init__(self, value: str, actor: Actor) -> None:
        self.actor = actor
        super().__init__(
            _("El número %(value)s ya es de %(actor)s: un número es de un solo actor.")
            % {"value": value, "actor": actor.name}
        )


class Unsure(Refused):
    """A number may be right, but a person has to say so."""


@transaction.atomic
def add(*, by: User | None, sure: bool = False, **values: Any) -> Actor:
    """Write a new actor; see values.py for what it may hold."""
    wanted = {**empty(), **_tidy(values)}
    _check(None, wanted, sure=sure)
    actor = Actor.objects.create(
        **{name: wanted[name] for name in PLAIN}, parent_id=wanted["parent"]
    )
    _put(actor, wanted)
    told = {name: value for name, value in wanted.items() if value and name != "visibility"}
    history.record(actor, "created", by=by, after=told)
    index([actor])
    return actor


@transaction.atomic
def edit(
    actor: Actor, *, by: User | None, version: int, sure: bool = False, **changes: Any
) -> bool:
    """Change what is named; returns whether anything differed.

    `version` is the one the person saw; `sure` says that a doubtful number was looked up.
    """
    wanted = _tidy(changes)
    before = held([actor], wanted)[actor.pk]
    after = {name: value for name, value in wanted.items() if value != before[name]}
    if not after:
        return False
    _check(actor, after, sure=sure)
    if version != actor.version:
        raise Conflict
    _write(actor, after)
    told = {name: before[name] for name in after}
    history.record(actor, "edited", by=by, before=told, after=after)
    return True


@transaction.atomic
def undo(entry: Entry, *, by: User) -> None:
    """Take back one change, as long as nothing else changed the same data since."""
    actor = Actor.objects.get(pk=entry.object_id)
    names = [name for name in entry.after if name in NAMES]
    now = held([actor], names)[actor.pk]
    if any(now[name] != entry.after[name] for name in names):
        raise Refused(_("Ya no se puede deshacer: alguien cambió lo mismo después."))
    back = {name: entry.before[name] for name in names}
    _check(actor, back, sure=True)
    _write(actor, back)
    history.record(actor, "undone", by=by, before=entry.after, after=entry.before)


def undoable(entries: Iterable[Entry]) -> Entry | None:
    """The change that may be taken back: the newest, if it was an edit."""
    newest = next(iter(entries), None)
    return newest if newest and newest.verb in MADE else None


def _tidy(values: Values) -> Values:
    unknown = set(values) - set(NAMES)
    if unknown:
        raise TypeError(f"cannot be edited: {unknown}")
    found = dict(values)
    for name in PLAIN:
        if name in found and name != "about":
            found[name] = " ".join(str(found[name]).split())
    if "areas" in found:
        found["areas"] = sorted(set(found["areas"]))
    if "identifiers" in found:
        tidied = {(str(s), numbers.tidy(s, v)) for s, v in found["identifiers"] if v.strip()}
        found["identifiers"] = sorted(map(list, tidied))
    if "contacts" in found:
        found["contacts"] = [list(c) for c in found["contacts"] if any(c[:4])]
    return found


def _check(actor: Actor | None, values: Values, *, sure: bool) -> None:
    if "name" in values and not values["name"]:
        raise Refused({"name": _("Escriba el nombre del actor.")})
    for scheme, value in values.get("identifiers", ()):
        doubt = numbers.check(scheme, value)
        if doubt and not sure and not _holds(actor, scheme, value):
            raise Unsure(doubt)
        _free(actor, scheme, value)
    if values.get("parent"):
        _not_its_own_ancestor(actor, values["parent"])


def _holds(actor: Actor | None, scheme: str, value: str) -> bool:
    return bool(actor and actor.identifiers.filter(scheme=scheme, value=value).exists())


def _free(actor: Actor | None, scheme: str, value: str) -> None:
    found = Identifier.objects.filter(scheme=scheme, value=value).select_related("actor")
    if actor:
        found = found.exclude(actor=actor)
    if other := found.first():
        raise Taken(value, other.actor)


def ancestors(key: int | None) -> list[int]:
    """An actor and all that it belongs to, the nearest first."""
    found: list[int] = []
    while key and key not in found:
        found.append(key)
        key = Actor.objects.filter(pk=key).values_list("parent", flat=True).first()
    return found


def _not_its_own_ancestor(actor: Actor | None, parent: int) -> None:
    above = ancestors(parent)
    if not Actor.objects.filter(pk=parent, merged_into=None).exists():
        raise Refused({"parent": _("Ese actor ya no está: elija otro.")})
    if actor and actor.pk in above:
        raise Refused(
            {
                "parent": _("%(name)s no puede pertenecer a algo que le pertenece. Elija otro.")
                % {"name": actor.name}
            }
        )


def _put(actor: Actor, values: Values) -> None:
    try:
        with transaction.atomic():
            write_lists({actor.pk: values})
    except IntegrityError:  # the constraint saw what the look before could not
        raise Refused(
            _("Otra persona acaba de dar ese número a otro actor: búsquelo en el directorio.")
        ) from None


def _write(actor: Actor, values: Values) -> None:
    fields = {name: values[name] for name in PLAIN if name in values}
    if "parent" in values:
        fields["parent_id"] = values["parent"]
        # two people could tie a knot at the same time: the one above waits for the other
        list(Actor.objects.select_for_update().filter(pk__in=[actor.pk, values["parent"] or 0]))
    claimed = Actor.objects.filter(pk=actor.pk, version=actor.version, merged_into=None).update(
        version=F("version") + 1, **fields
    )
    if not claimed:
        raise Conflict
    actor.version += 1
    for name, value in fields.items():
        setattr(actor, name, value)
    if "parent" in values:
        actor._state.fields_cache.pop("parent", None)
    _put(actor, values)
    index([actor])
