"""Adding and changing areas, one by one and by whole lists."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, cast

from django.db import IntegrityError, transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from minga.base import bulk, history, search
from minga.base.steps import Refused
from minga.people.models import User
from minga.territory import listed
from minga.territory.listed import Line
from minga.territory.models import Area

FIELDS = ("name", "kind", "code", "parent")


def add(
    *,
    by: User | None,
    name: str,
    kind: str,
    code: str = "",
    parent: Area | None = None,
    source: str = "",
) -> Area:
    area = Area(name=name.strip(), kind=kind, code=code.strip(), parent=parent, source=source)
    with transaction.atomic():
        _save(area)
        history.record(area, "added", by=by, after=_told(area, FIELDS))
        index([area])
    return area


@transaction.atomic
def edit(area: Area, *, by: User | None, **values: Any) -> bool:
    """Change name, kind, code or parent; returns whether anything differed."""
    area = _locked(area, values.get("parent"))
    changed = [name for name in FIELDS if name in values and values[name] != getattr(area, name)]
    if not changed:
        return False
    before = _told(area, changed)
    parent = values["parent"] if "parent" in changed else None
    if parent and Area.objects.around(parent).filter(pk=area.pk).exists():
        raise Refused(
            _("«%(area)s» no puede pertenecer a «%(parent)s», que está dentro de ella. Elija otra.")
            % {"area": area, "parent": parent}
        )
    for name in changed:
        setattr(area, name, values[name])
    _save(area, changed)
    history.record(area, "edited", by=by, before=before, after=_told(area, changed))
    index([area])
    return True


def _locked(area: Area, parent: Area | None) -> Area:
    """The area as it is now; with all above its new parent held, no two edits close a circle."""
    wanted = Q(pk=area.pk)
    if parent:
        wanted |= Q(pk__in=Area.objects.around(parent).values("pk"))
    held = Area.objects.select_for_update().filter(wanted).order_by("pk")
    return next(found for found in held if found == area)


def _save(area: Area, changed: Sequence[str] | None = None) -> None:
    if not area.name:
        raise Refused(_("Escriba el nombre del área."))
    others = Area.objects.exclude(pk=area.pk)
    if area.code and (other := others.filter(code=area.code).first()):
        raise Refused(
            _("El código %(code)s ya es de «%(other)s». Corrija el código o déjelo en blanco.")
            % {"code": area.code, "other": other}
        )
    if others.filter(kind=area.kind, name=area.name, parent=area.parent).exists():
        raise Refused(
            _("Ya hay un área de la misma clase que se llama «%s» en el mismo lugar.") % area.name
        )
    try:
        with transaction.atomic():
            area.save(update_fields=changed)
    except IntegrityError:
        raise Refused(_("Otra persona guardó esa área al mismo tiempo. Mire la lista.")) from None


def _told(area: Area, names: Iterable[str]) -> dict[str, Any]:
    return {name: history.plain(getattr(area, name)) for name in names}


def index(areas: Iterable[Area]) -> None:
    search.index("territory.area", [(area.pk, f"{area.name} {area.code}") for area in areas])


# --- whole lists


@dataclass(slots=True)
class Brought:
    """What a list did: areas added, areas that got something they lacked, and what was left out."""

    added: int = 0
    filled: int = 0
    same: int = 0
    rejects: list[tuple[Line, str]] = field(default_factory=list)


def load(file: Path) -> int:
    """Bring in the areas of a data file; returns how many were added."""
    return bring(listed.read(file)).added


@transaction.atomic
def bring(
    lines: Sequence[Line], *, by: User | None = None, national: bool = False, dry_run: bool = False
) -> Brought:
    """Add the areas of a list that are not there yet, each under its parent.

    One is known by its code, else by kind, name and parent. What is there keeps its name; an empty
    code, source or parent is filled. A line that cannot be used is left out, and says why.
    """
    work = _Bringing(national)
    done = work.take(lines)
    if dry_run:
        return done
    bulk.create(Area, work.new)
    for names in (["code", "source"], ["parent"]):
        Area.objects.bulk_update(work.filled.values(), names, batch_size=500)
    index([*work.new, *work.filled.values()])
    history.record_all(((a, {}, {"name": a.name}) for a in work.new), "added", by=by)
    history.record_all(((a, {}, {"name": a.name}) for a in work.filled.values()), "filled", by=by)
    return done


class _Bringing:
    """Lines become areas in memory; nothing is stored here."""

    def __init__(self, national: bool) -> None:
        self.national = national
        self.new: list[Area] = []
        self.filled: dict[int, Area] = {}
        self.by_code: dict[str, Area] = {}
        self.by_name: dict[str, list[Area]] = {}
        for area in Area.objects.defer("shape"):
            self._know(area)

    def _know(self, area: Area) -> None:
        if area.code:
            self.by_code[area.code] = area
        self.by_name.setdefault(search.fold(area.name), []).append(area)

    def take(self, lines: Sequence[Line]) -> Brought:
        """Parents before children, whatever the order of the list."""
        done = Brought()
        waiting = [line for line in lines if self._readable(line, done)]
        given = {line.code for line in waiting if line.code}
        named = {search.fold(line.name) for line in waiting}
        seen: dict[str, int] = {}
        while waiting:
            later = []
            for line in waiting:
                parent = self._parent(line)
                if parent is None and line.parent:
                    later.append(line)
                elif line.code and line.code in seen:
                    at = seen[line.code]
                    done.rejects.append((line, _("El código ya está en la línea %d.") % at))
                else:
                    seen[line.code] = line.number
                    self._put(line, parent, done)
            if len(later) == len(waiting):
                done.rejects += [(line, self._lost(line, given, named)) for line in later]
                break
            waiting = later
        done.rejects.sort(key=lambda reject: reject[0].number)
        return done

    def _readable(self, line: Line, done: Brought) -> bool:
        why = ""
        if not line.name:
            why = _("No tiene nombre.")
        elif line.kind not in Area.Kind.values:
            kinds = ", ".join(str(label) for label in Area.Kind.labels)
            why = _("La clase «%(kind)s» no se conoce. Hay: %(kinds)s.") % {
                "kind": line.kind,
                "kinds": kinds,
            }
        elif len(line.name) > 120 or len(line.code) > 20:
            why = _("El nombre pasa de 120 letras o el código de 20.")
        if why:
            done.rejects.append((line, why))
        return not why

    def _parent(self, line: Line) -> Area | None:
        if line.parent in self.by_code:
            return self.by_code[line.parent]
        named = self.by_name.get(search.fold(line.parent), []) if line.parent else []
        return named[0] if len(named) == 1 else None

    def _lost(self, line: Line, given: set[str], named: set[str]) -> str:
        parent = {"parent": line.parent}
        if len(self.by_name.get(search.fold(line.parent), [])) > 1:
            return _("Hay varias áreas que se llaman «%(parent)s»: escriba su código.") % parent
        if line.parent in given or search.fold(line.parent) in named:
            return _("Pertenece a «%(parent)s», que a su vez está dentro de ella.") % parent
        return _("Pertenece a «%(parent)s», que no está ni en la lista ni en Minga.") % parent

    def _put(self, line: Line, parent: Area | None, done: Brought) -> None:
        known = self._known(line, parent)
        if known is None:
            if twin := next(self._there(line, parent), None):
                why = _("Ya hay una igual en el mismo lugar, con el código %s.") % twin.code
                done.rejects.append((line, why))
                return
            area = Area(
                name=line.name,
                kind=line.kind,
                code=line.code,
                source=line.source[:300],
                parent=parent,
                national=self.national,
            )
            self.new.append(area)
            self._know(area)
            done.added += 1
            return
        filled = False
        for name, value in (("code", line.code), ("source", line.source[:300])):
            if value and not getattr(known, name):
                setattr(known, name, value)
                filled = True
        rootless = known.parent_id is None and _above(known) is None
        if parent and rootless and not self._circle(known, parent):
            known.parent = parent
            filled = True
        if filled:
            self._know(known)
        if known.pk and filled:
            self.filled[known.pk] = known
            done.filled += 1
        else:
            done.same += 1

    def _known(self, line: Line, parent: Area | None) -> Area | None:
        if line.code in self.by_code:
            return self.by_code[line.code]
        for area in self._there(line, parent, or_root=True):
            if not (area.code and line.code):
                return area
        return None

    def _there(self, line: Line, parent: Area | None, *, or_root: bool = False) -> Iterator[Area]:
        """Areas of that kind and name in that parent, and with `or_root` in none."""
        for area in self.by_name.get(search.fold(line.name), []):
            key = parent.pk if parent else None
            unsaved = area.pk is None or (parent and key is None)
            here = _above(area) is parent if unsaved else area.parent_id == key
            if area.kind == line.kind and (here or (or_root and area.parent_id is None)):
                yield area

    def _circle(self, area: Area, parent: Area) -> bool:
        """Whether `parent` lies in `area`."""
        by_key = {a.pk: a for named in self.by_name.values() for a in named if a.pk}
        above: Area | None = parent
        while above is not None and above is not area:
            above = by_key.get(above.parent_id) if above.parent_id else _above(above)
        return above is area


def _above(area: Area) -> Area | None:
    """The parent, where it is at hand: asking the database for each would take long."""
    return cast("Area | None", area._state.fields_cache.get("parent"))
