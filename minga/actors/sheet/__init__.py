"""Bringing a table of actors in, all at once, and taking it back."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from uuid import UUID, uuid4

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from minga.actors.actions.remove import remove_new
from minga.actors.models import Actor, Sheet
from minga.actors.sheet.reading import compare, read, reject
from minga.actors.values import PLAIN, Values, empty, held, index, write_lists
from minga.base import history
from minga.base.steps import Refused
from minga.intake.sheets import Line, Rows, tally
from minga.people.models import User


@dataclass(slots=True)
class Brought:
    """A table that was read and compared; see intake/sheets.py."""

    name: str
    rows: Rows
    unknown: list[str]
    lines: list[Line] = field(default_factory=list)

    def apply(self, *, by: User | None, sure: bool) -> Mapping[str, int]:
        sheet = Sheet.objects.create(name=self.name[:200], rows=keep(self.rows), by=by)
        return apply(sheet, by=by, sure=sure)


def bring(content: bytes, name: str) -> Brought:
    """Read a file and say what it would change; raises Unreadable."""
    rows, unknown = read(content, name)
    return Brought(name, rows, unknown, compare(rows))


def keep(rows: Rows) -> list[list[object]]:
    return [[at, cells] for at, cells in rows]


def kept(sheet: Sheet) -> Rows:
    return [(at, cells) for at, cells in sheet.rows]


@transaction.atomic
def apply(sheet: Sheet, *, by: User | None, sure: bool) -> Mapping[str, int]:
    """Bring in what can be brought in; `sure` says that doubtful numbers were looked up.

    Each row is compared again, because the directory may have changed since it was shown.
    """
    claimed = Sheet.objects.filter(pk=sheet.pk, applied_at=None).update(applied_at=timezone.now())
    if not claimed:
        raise Refused(_("Esta tabla ya se aplicó."))
    lines = compare(kept(sheet))
    if not sure:
        for line in lines:
            if line.doubtful and line.kind in ("new", "changed"):
                reject(line, line.why[0])
        stays = {line.at for line in lines if line.kind != "rejected"}
        again = compare([(at, cells) for at, cells in kept(sheet) if at in stays])
        lines = [*again, *(line for line in lines if line.kind == "rejected")]
    created = _create([line for line in lines if line.kind == "new"], by)
    edited = _edit([line for line in lines if line.kind == "changed"], created, by)
    Sheet.objects.filter(pk=sheet.pk).update(
        rows=[], changed={"created": list(created.values()), "edited": edited}
    )
    return tally(lines)


def _create(lines: list[Line], by: User | None) -> dict[int, int]:
    """The new actors, by their rows."""
    made = []
    for line in lines:
        values = {**empty(), **line.changes["after"]}
        made.append(
            Actor(
                uuid=UUID(line.changes["uuid"]) if line.changes["uuid"] else uuid4(),
                **{name: values[name] for name in PLAIN},
            )
        )
    Actor.objects.bulk_create(made, batch_size=500)
    keys = {line.at: actor.pk for line, actor in zip(lines, made, strict=True)}
    told: dict[int, Values] = {}
    for line, actor in zip(lines, made, strict=True):
        told[actor.pk] = _resolved(line.changes["after"], keys)
        actor.parent_id = told[actor.pk].get("parent")
    Actor.objects.bulk_update([a for a in made if a.parent_id], ["parent"], batch_size=500)
    write_lists(told)
    history.record_all(((actor, {}, told[actor.pk]) for actor in made), "created", by=by)
    index(made)
    return keys


def _resolved(values: Values, keys: dict[int, int]) -> Values:
    parent = values.get("parent")
    return {**values, "parent": keys[parent[1]]} if isinstance(parent, list) else values


def _edit(lines: list[Line], created: dict[int, int], by: User | None) -> list[list[object]]:
    after = {line.changes["actor"]: _resolved(line.changes["after"], created) for line in lines}
    before = {line.changes["actor"]: line.changes["before"] for line in lines}
    put(after)
    actors = Actor.objects.in_bulk(list(after)) if after else {}
    history.record_all(
        ((actors[pk], before[pk], values) for pk, values in after.items()), "imported", by=by
    )
    return [[pk, before[pk], values] for pk, values in after.items()]


def put(values: dict[int, Values]) -> None:
    """Write what is named of many actors, and what follows from it."""
    for at in range(0, len(values), 500):
        some = list(values)[at : at + 500]
        actors = list(Actor.objects.select_for_update().filter(pk__in=some))
        fields: set[str] = {"version"}
        for actor in actors:
            for name, value in values[actor.pk].items():
                if name in PLAIN or name == "parent":
                    attribute = "parent_id" if name == "parent" else name
                    setattr(actor, attribute, value)
                    fields.add(name)
            actor.version += 1
        Actor.objects.bulk_update(actors, sorted(fields), batch_size=200)
        write_lists({pk: values[pk] for pk in some})
        index(actors)


@transaction.atomic
def undo(sheet: Sheet, *, by: User) -> tuple[int, int]:
    """Take an applied table back; returns how many went back, and how many were left because
    somebody changed them or gave them something to do since."""
    claimed = Sheet.objects.filter(pk=sheet.pk, undone_at=None).exclude(applied_at=None)
    if not claimed.update(undone_at=timezone.now()):
        raise Refused(_("Esta tabla ya se deshizo."))
    back: dict[int, Values] = {}
    left = 0
    edited = sheet.changed.get("edited", [])
    present = Actor.objects.filter(merged_into=None)
    now = held(present.filter(pk__in=[pk for pk, _before, _after in edited]))
    for pk, before, after in edited:
        if pk in now and all(now[pk][name] == value for name, value in after.items()):
            back[pk] = before
        else:
            left += 1
    put(back)
    actors = Actor.objects.in_bulk(list(back)) if back else {}
    afters = {pk: after for pk, _before, after in edited}
    history.record_all(
        ((actors[pk], afters[pk], before) for pk, before in back.items()), "undone", by=by
    )
    created = sheet.changed.get("created", [])
    gone = remove_new(created)
    left += len(created) - gone
    return len(back) + gone, left
