"""What a table of actors would change: nothing is saved here."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import URLValidator, validate_email
from django.utils.translation import gettext as _
from django.utils.translation import override

from minga.actors import numbers
from minga.actors.areas import Areas
from minga.actors.models import Actor, Identifier
from minga.actors.names import exact
from minga.actors.sheet.columns import SCHEMES, headings, read_contacts
from minga.actors.timeline import LABELS
from minga.actors.values import Values, empty, held
from minga.base.models import Visibility
from minga.base.steps import Refused
from minga.intake.sheets import Line, Rows, rows_of

CHOICES: dict[str, Any] = {
    "type": Actor.Type,
    "nature": Actor.Nature,
    "government": Actor.Government,
    "visibility": Visibility,
}


def read(content: bytes, name: str) -> tuple[Rows, list[str]]:
    """The rows of a file; raises Unreadable."""
    return rows_of(content, name, headings(), "name")


class Directory:
    """All actors as they are now, to be compared with."""

    def __init__(self) -> None:
        actors = {actor.pk: actor for actor in Actor.objects.all()}
        present = {pk: actor for pk, actor in actors.items() if not actor.merged_into_id}
        self.name = {pk: actor.name for pk, actor in present.items()}
        self.version = {pk: actor.version for pk, actor in present.items()}
        self.values = held(present.values())
        self.uuid = {str(a.uuid): _last(actors, a) for a in actors.values()}
        self.number = {
            (scheme, value): actor
            for actor, scheme, value in Identifier.objects.values_list("actor", "scheme", "value")
        }
        self.named: dict[str, list[int]] = defaultdict(list)
        for pk, actor in present.items():
            self.named[exact(actor.name)].append(pk)


def _last(actors: dict[int, Actor], actor: Actor) -> int:
    """The one that it became, where it was joined to another."""
    while actor.merged_into_id:
        actor = actors[actor.merged_into_id]
    return actor.pk


def compare(rows: Rows, directory: Directory | None = None) -> list[Line]:
    """What becomes of each row.

    `changes` holds {"actor": key or None, "uuid": …, "before": {…}, "after": {…}}; a parent that
    the table itself brings is ["row", n] in "after".
    """
    return _Comparison(rows, directory or Directory()).lines


class _Comparison:
    def __init__(self, rows: Rows, directory: Directory) -> None:
        self.known = directory
        self.areas = Areas()
        self.words = {name: _words(kind) for name, kind in CHOICES.items()}
        self.rows: dict[int, dict[str, str]] = {}
        self.lines: list[Line] = []
        self.taken: dict[Any, int] = {}  # an actor, a name or a number, and the row that says it
        self.news: dict[str, list[int]] = defaultdict(list)  # the rows of new actors, by name
        for at, cells in rows:
            line = Line(at, cells.get("name", "") or f"#{at}")
            self.lines.append(line)
            self.rows[at] = cells
            self._attempt(line, self._row)
        # a row may belong to one further down, so parents come last
        self.line = {line.at: line for line in self.lines}
        self.of_uuid = {
            cells["uuid"].lower(): at for at, cells in self.rows.items() if cells.get("uuid")
        }
        for line in self.lines:
            if line.kind != "rejected":
                self._attempt(line, self._parent)
        self._no_knots()
        self._no_orphans()
        for line in self.lines:
            self._judge(line)

    def _attempt(self, line: Line, step: Callable[[Line, dict[str, str]], None]) -> None:
        try:
            step(line, self.rows[line.at])
        except Refused as refusal:
            reject(line, " ".join(refusal.messages))

    def _row(self, line: Line, cells: dict[str, str]) -> None:
        written = self._written(line, cells)
        actor, uuid = self._whose(written, cells)
        mine = actor or ("new", exact(written.get("name", "")), *_ids(written))
        if other := self.taken.get(mine):
            raise Refused(_("La fila %d ya habla de este actor.") % other)
        for scheme, value in written.get("identifiers", ()):
            owner = self.known.number.get((scheme, value))
            if owner and owner != actor:
                raise Refused(
                    _("El número %(value)s ya es de %(actor)s: un número es de un solo actor.")
                    % {"value": value, "actor": self.known.name[owner]}
                )
            if other := self.taken.get((scheme, value)):
                raise Refused(
                    _("El número %(value)s ya está en la fila %(row)d.")
                    % {"value": value, "row": other}
                )
        self.taken |= {mine: line.at}
        self.taken |= dict.fromkeys(_ids(written), line.at)
        if actor is None:
            self.news[exact(written["name"])].append(line.at)
        before = self.known.values[actor] if actor else empty()
        if actor and "identifiers" in written:
            said = {scheme for scheme, _value in written["identifiers"]}
            kept = [pair for pair in before["identifiers"] if pair[0] not in said]
            written["identifiers"] = sorted([*kept, *written["identifiers"]])
        line.changes = {"actor": actor, "uuid": uuid, "before": before, "after": written}

    def _written(self, line: Line, cells: dict[str, str]) -> Values:
        """What the cells say. An empty cell says nothing: it takes nothing away."""
        found: Values = {}
        for name in ("name", "acronym", "website", "about"):
            if cells.get(name):
                text = cells[name]
                found[name] = text if name == "about" else " ".join(text.split())
        if not found.get("name"):
            raise Refused(_("Falta el nombre."))
        for name, most in (("name", 300), ("acronym", 40)):
            if len(found.get(name, "")) > most:
                raise Refused(
                    _("«%(text)s…» es demasiado largo: escriba hasta %(most)d letras.")
                    % {"text": found[name][:30], "most": most}
                )
        if "website" in found:
            _valid(URLValidator(), found["website"], _("«%s» no es una dirección web."))
        for name, words in self.words.items():
            if cells.get(name):
                value = words.get(exact(cells[name].replace("_", " ")))
                if value is None:
                    raise Refused(
                        _("«%(text)s» no es un valor de la columna «%(column)s».")
                        % {"text": cells[name], "column": name}
                    )
                found[name] = value
        if cells.get("areas"):
            found["areas"] = self.areas.read(cells["areas"])
        identifiers = []
        for column, scheme in SCHEMES.items():
            for part in cells.get(column, "").split(";"):
                if value := numbers.tidy(scheme, part):
                    if doubt := numbers.check(scheme, value):
                        line.doubtful = (scheme.value, value) not in self.known.number
                        line.why += [doubt] if line.doubtful else []
                    identifiers.append([scheme.value, value])
        if identifiers:
            found["identifiers"] = sorted(identifiers)
        if cells.get("contacts"):
            found["contacts"] = read_contacts(cells["contacts"])
            for contact in found["contacts"]:
                if contact[2]:
                    _valid(validate_email, contact[2], _("«%s» no es una dirección de correo."))
        return found

    def _whose(self, written: Values, cells: dict[str, str]) -> tuple[int | None, str]:
        """The actor that a row means, None for a new one; and its identifier that never changes."""
        uuid = _uuid(cells.get("uuid", ""))
        if uuid in self.known.uuid:
            return self.known.uuid[uuid], uuid
        owners = {
            self.known.number[scheme, value]
            for scheme, value in written.get("identifiers", ())
            if (scheme, value) in self.known.number
        }
        if len(owners) > 1:
            names = ", ".join(sorted(self.known.name[owner] for owner in owners))
            raise Refused(_("Los números de esta fila son de varios actores: %s.") % names)
        if owners:
            return owners.pop(), uuid
        named = self.known.named.get(exact(written["name"]), [])
        if len(named) > 1:
            raise Refused(
                _("Hay varios actores llamados «%s»: añada el identificador del actor o su RUC.")
                % written["name"]
            )
        if named and (mine := dict(_ids(written))):
            theirs = dict(map(tuple, self.known.values[named[0]]["identifiers"]))
            for scheme in mine.keys() & theirs.keys():
                raise Refused(
                    _(
                        "Ya hay un actor llamado «%(name)s», con el número %(number)s. Si es otro,"
                        " distíngalo en el nombre."
                    )
                    % {"name": written["name"], "number": theirs[scheme]}
                )
        return (named[0], uuid) if named else (None, uuid)

    def _parent(self, line: Line, cells: dict[str, str]) -> None:
        uuid, name = _uuid(cells.get("parent_uuid", "")), cells.get("parent", "")
        if uuid in self.known.uuid:
            line.changes["after"]["parent"] = self.known.uuid[uuid]
            return
        rows = [self.of_uuid[uuid]] if uuid in self.of_uuid else []
        if not rows and name:
            named = self.known.named.get(exact(name), [])
            rows = self.news.get(exact(name), [])
            if len(named) + len(rows) > 1:
                raise Refused(
                    _(
                        "Hay varios actores llamados «%s»: escriba el identificador de a quién"
                        " pertenece."
                    )
                    % name
                )
            if named:
                line.changes["after"]["parent"] = named[0]
                return
        if rows:
            line.changes["after"]["parent"] = ["row", rows[0]]
        elif name or uuid:
            raise Refused(
                _("No hay un actor llamado «%s», ni en el directorio ni en esta tabla.")
                % (name or uuid)
            )

    def _no_knots(self) -> None:
        """Refuse the rows by which an actor would belong to itself."""
        above: dict[Any, Any] = {pk: v["parent"] for pk, v in self.known.values.items()}
        for line in self.lines:
            if line.kind != "rejected" and "parent" in line.changes["after"]:
                above[self._node(line)] = self._above(line)
        for line in self.lines:
            if line.kind == "rejected" or "parent" not in line.changes["after"]:
                continue
            at, seen = self._above(line), {self._node(line)}
            while at is not None and at not in seen:
                seen.add(at)
                at = above.get(at)
            if at is not None and at == self._node(line):
                reject(line, _("Así pertenecería a algo que le pertenece."))

    def _node(self, line: Line) -> Any:
        return line.changes["actor"] or ("row", line.at)

    def _above(self, line: Line) -> Any:
        parent = line.changes["after"]["parent"]
        if not isinstance(parent, list):
            return parent
        return self._node(self.line[parent[1]]) if self.line[parent[1]].changes else tuple(parent)

    def _no_orphans(self) -> None:
        """What belongs to a rejected row cannot come either."""
        again = True
        while again:
            again = False
            for line in self.lines:
                parent = line.changes.get("after", {}).get("parent")
                if line.kind == "rejected" or not isinstance(parent, list):
                    continue
                other = self.line[parent[1]]
                if other.kind == "rejected":
                    reject(line, _("Pertenece al actor de la fila %d, que no se trae.") % other.at)
                    again = True
                elif other.changes["actor"]:
                    line.changes["after"]["parent"] = other.changes["actor"]

    def _judge(self, line: Line) -> None:
        if line.kind == "rejected":
            return
        before, after = line.changes["before"], line.changes["after"]
        if line.changes["actor"] is None:
            line.kind = "new"
            line.columns = [str(LABELS[name]) for name in after]
            return
        line.changes["after"] = {n: v for n, v in after.items() if v != before[n]}
        line.changes["before"] = {n: before[n] for n in line.changes["after"]}
        line.kind = "changed" if line.changes["after"] else "same"
        line.columns = [str(LABELS[name]) for name in line.changes["after"]]


def reject(line: Line, why: str) -> None:
    line.kind, line.why, line.doubtful, line.changes = "rejected", [why], False, {}


def _ids(written: Values) -> tuple[tuple[str, str], ...]:
    return tuple((scheme, value) for scheme, value in written.get("identifiers", ()))


def _valid(check: Callable[[str], Any], value: str, says: str) -> None:
    try:
        check(value)
    except ValidationError:
        raise Refused(says % value) from None


def _uuid(text: str) -> str:
    try:
        return str(UUID(text)) if text else ""
    except ValueError:
        raise Refused(
            _("«%s» no es un identificador: déjelo en blanco si no lo sabe.") % text
        ) from None


def _words(kind: Any) -> dict[str, str]:
    """What may be written for each value: itself, or its label in any of our languages."""
    found = {exact(value.replace("_", " ")): value for value in kind.values}
    for language, _name in settings.LANGUAGES:
        with override(language):
            found |= {exact(str(label)): value for value, label in kind.choices}
    return found
