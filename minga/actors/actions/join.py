"""Two actors turn out to be one, or two after all."""

from __future__ import annotations

from typing import Any

from django.db import transaction
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext as _

from minga.actors.actions.edit import ancestors
from minga.actors.models import Actor, ActorRole, Contact, Identifier, Merge, NotTheSame
from minga.actors.moves import Moves, make_again, row
from minga.actors.values import RECORD, index
from minga.base import history, search
from minga.base.domain import offers
from minga.base.steps import Refused
from minga.people.models import User

# what the kept actor takes where it has nothing itself
FILLED = ("acronym", "type", "nature", "government", "website", "about", "parent_id")


@transaction.atomic
def merge(kept: Actor, gone: Actor, *, by: User) -> Merge:
    """Join `gone` into `kept`: all that it is, has and does goes along. `unmerge` puts it back."""
    locked = {
        a.pk: a
        for a in Actor.objects.select_for_update().filter(pk__in=[kept.pk, gone.pk]).order_by("pk")
    }
    kept, gone = locked[kept.pk], locked[gone.pk]
    _may_join(kept, gone)
    moved: dict[str, Any] = {
        "roles": _roles(kept, gone),
        "identifiers": _keys(Identifier, kept, gone),
        "contacts": _keys(Contact, kept, gone),
        "areas": _areas(kept, gone),
        "children": list(gone.children.values_list("pk", flat=True)),
    }
    gone.children.update(parent=kept)
    moved["unit"] = _unit(kept, gone)
    moved["filled"] = _fill(kept, gone)
    moved["domains"] = {
        name: told for name, moves in _domains() if (told := moves.move(kept, gone))
    }
    Actor.objects.filter(pk=gone.pk).update(merged_into=kept, version=F("version") + 1)
    made = Merge.objects.create(kept=kept, gone=gone, moved=moved, by=by)
    history.record(kept, "merged", by=by, after={"gone": gone.name, "merge": made.pk})
    history.record(gone, "merged_into", by=by, after={"kept": kept.name, "merge": made.pk})
    search.forget(RECORD, [gone.pk])
    kept.refresh_from_db()
    index([kept])
    return made


def still(actor: Actor) -> None:
    """Refuse what is given to an actor that was joined to another meanwhile.

    To be called inside the transaction that gives it: a joining at the same moment waits.
    """
    if not Actor.objects.select_for_update().filter(pk=actor.pk, merged_into=None).exists():
        raise Refused(_("%s se unió a otro actor: elija el otro.") % actor.name)


@transaction.atomic
def unmerge(made: Merge, *, by: User) -> None:
    """Put back all that went along, exactly as it was."""
    kept = Actor.objects.select_for_update().get(pk=made.kept_id)
    gone = Actor.objects.select_for_update().get(pk=made.gone_id)
    if kept.merged_into_id:
        raise Refused(
            _("%(kept)s se unió después a %(other)s: deshaga primero esa unión.")
            % {"kept": kept.name, "other": kept.merged_into}
        )
    claimed = Merge.objects.filter(pk=made.pk, undone_at=None).update(undone_at=timezone.now())
    if not claimed:
        raise Refused(_("Esta unión ya se deshizo."))
    moved = made.moved
    # gone is an actor again before anything comes back to it
    Actor.objects.filter(pk=gone.pk).update(merged_into=None, version=F("version") + 1)
    for name, moves in _domains():
        if name in moved["domains"]:
            moves.move_back(kept, gone, moved["domains"][name])
    _unfill(kept, moved["filled"])
    if moved["unit"]:
        Actor.objects.filter(pk=kept.pk, unit=moved["unit"]).update(unit=None)
        Actor.objects.filter(pk=gone.pk).update(unit=moved["unit"])
    Actor.objects.filter(pk__in=moved["children"], parent=kept).update(parent=gone)
    through = Actor.areas.through.objects
    through.filter(actor=kept, area__in=moved["areas"]["added"]).delete()
    gone.areas.add(*moved["areas"]["had"])
    for model, name in ((Identifier, "identifiers"), (Contact, "contacts")):
        model._base_manager.filter(pk__in=moved[name], actor=kept).update(actor=gone)
    ActorRole.objects.filter(pk__in=moved["roles"]["moved"], actor=kept).update(actor=gone)
    make_again(moved["roles"]["dropped"])
    Actor.objects.filter(pk=kept.pk).update(version=F("version") + 1)
    history.record(kept, "unmerged", by=by, before={"gone": gone.name, "merge": made.pk})
    history.record(gone, "unmerged", by=by, before={"kept": kept.name, "merge": made.pk})
    kept.refresh_from_db()
    gone.refresh_from_db()
    for actor in (kept, gone):
        if actor.pk in ancestors(actor.parent_id):
            raise Refused(
                _(
                    "%(name)s volvería a pertenecer a algo que hoy le pertenece: cambie primero a"
                    " quién pertenece."
                )
                % {"name": actor.name}
            )
    index([kept, gone])


@transaction.atomic
def differ(one: Actor, other: Actor, *, by: User) -> None:
    """Remember that two actors with like names are two."""
    if one.pk == other.pk:
        raise Refused(_("Es un solo actor: elija dos."))
    first, second = sorted((one, other), key=lambda actor: actor.pk)
    _said, created = NotTheSame.objects.get_or_create(
        first=first, second=second, defaults={"by": by}
    )
    if created:
        history.record(first, "differs", by=by, after={"from": second.name})
        history.record(second, "differs", by=by, after={"from": first.name})


def _domains() -> list[tuple[str, Moves]]:
    return offers("moves")  # type: ignore[return-value]


def _may_join(kept: Actor, gone: Actor) -> None:
    if kept.pk == gone.pk:
        raise Refused(_("Un actor no se une consigo mismo: elija dos."))
    for actor in (kept, gone):
        if actor.merged_into_id:
            raise Refused(
                _("%(gone)s ya se unió a %(kept)s.")
                % {"gone": actor.name, "kept": actor.merged_into}
            )
    for upper, lower in ((kept, gone), (gone, kept)):
        if upper.pk in ancestors(lower.pk):
            raise Refused(
                _(
                    "%(lower)s pertenece a %(upper)s, así que no son el mismo. Si lo son, cambie"
                    " primero a quién pertenece."
                )
                % {"lower": lower.name, "upper": upper.name}
            )
    if kept.unit_id and gone.unit_id:
        raise Refused(
            _(
                "%(one)s y %(other)s son dos unidades con personas y trabajo propios:"
                " no se pueden unir."
            )
            % {"one": kept.name, "other": gone.name}
        )


def _roles(kept: Actor, gone: Actor) -> dict[str, Any]:
    held = {
        (r.record, r.object_id, r.role) for r in ActorRole.objects.filter(actor=kept, ends=None)
    }
    dropped: list[ActorRole] = []
    moved: list[ActorRole] = []
    for role in ActorRole.objects.filter(actor=gone).order_by("pk"):
        same = role.ends is None and (role.record, role.object_id, role.role) in held
        (dropped if same else moved).append(role)
    rows = [row(role) for role in dropped]
    ActorRole.objects.filter(pk__in=[role.pk for role in dropped]).delete()
    keys = [role.pk for role in moved]
    ActorRole.objects.filter(pk__in=keys).update(actor=kept)
    return {"moved": keys, "dropped": rows}


def _keys(model: type[Identifier] | type[Contact], kept: Actor, gone: Actor) -> list[int]:
    found = model._base_manager.filter(actor=gone)
    keys = list(found.order_by("pk").values_list("pk", flat=True))
    found.update(actor=kept)
    return keys


def _areas(kept: Actor, gone: Actor) -> dict[str, list[int]]:
    had = sorted(gone.areas.values_list("pk", flat=True))
    added = sorted(set(had) - set(kept.areas.values_list("pk", flat=True)))
    kept.areas.add(*added)
    gone.areas.clear()
    return {"had": had, "added": added}


def _unit(kept: Actor, gone: Actor) -> int | None:
    unit = gone.unit_id
    if unit:
        Actor.objects.filter(pk=gone.pk).update(unit=None)
        Actor.objects.filter(pk=kept.pk).update(unit=unit)
    return unit


def _fill(kept: Actor, gone: Actor) -> dict[str, Any]:
    filled = {
        name: getattr(gone, name)
        for name in FILLED
        if not getattr(kept, name) and getattr(gone, name)
    }
    Actor.objects.filter(pk=kept.pk).update(version=F("version") + 1, **filled)
    return filled


def _unfill(kept: Actor, filled: dict[str, Any]) -> None:
    """Only what nobody changed since."""
    same = {name: value for name, value in filled.items() if getattr(kept, name) == value}
    empty = {name: None if name == "parent_id" else "" for name in same}
    if empty:
        Actor.objects.filter(pk=kept.pk).update(**empty)
