"""The plan published again: as the matrix it was printed as, and whole as JSON."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from itertools import batched, groupby
from operator import itemgetter
from typing import Any

import orjson
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models import FilteredRelation, Model, OuterRef, Q, Subquery, TextField
from django.db.models.functions import Cast
from django.db.models.sql.compiler import SQLCompiler
from django.utils.translation import gettext_lazy as _

from minga.opendata.datasets import Column, Dataset, Row, Table, Text
from minga.people.models import Unit, Visitor
from minga.plans.further import Further, further
from minga.plans.models import (
    Alignment,
    Articulation,
    Initiative,
    Lead,
    MechanismType,
    MechanismUse,
    Objective,
    Plan,
)
from minga.territory.models import Area

ROWS = 500  # fetched at a time
AT_ONCE = 50  # initiatives in a piece of JSON: small pieces are faster, and memory stays flat
LINES = re.compile(r'"lines": (\[(\d+)[\d, ]*\])')


class Joined(Subquery):
    """The keys `v` of several rows as one text, in the order of the query: "3,17,4"."""

    output_field = TextField()
    template = "(SELECT group_concat(v, ',') FROM (%(subquery)s) listed)"

    def as_postgresql(
        self, compiler: SQLCompiler, connection: BaseDatabaseWrapper, **extra: Any
    ) -> Any:
        template = "(SELECT string_agg(v, ',') FROM (%(subquery)s) listed)"
        return self.as_sql(compiler, connection, template=template, **extra)


class Named(dict[str | None, list[str]]):
    """What the keys of a `Joined` stand for. Few combinations are used, each looked up once."""

    def __init__(self, rows: Iterable[tuple[int, str]], *, by_name: bool = False) -> None:
        self.names = {str(key): name for key, name in rows}
        self.by_name = by_name

    def __missing__(self, keys: str | None) -> list[str]:
        listed = keys.split(",") if keys else []
        found = [self.names[key] for key in listed if key in self.names]
        self[keys] = sorted(found) if self.by_name else found
        return self[keys]


def text(field: str) -> Cast:
    """Dates and identifiers are only printed: making objects of them costs more than the query."""
    return Cast(field, TextField())


COLUMNS = (
    Column("initiative_number", _("Número de iniciativa"), _("Dentro de su objetivo."), 10),
    Column("initiative", _("Iniciativa"), _("Su nombre, como está escrito."), 45),
    Column("articulation_number", _("Número de articulación"), _("Dentro de su iniciativa."), 10),
    Column("articulation_objective", _("Objetivo de articulación"), _("Lo que se busca."), 60),
    Column("mechanisms", _("Mecanismos"), _("Códigos, separados por punto y coma."), 28),
    Column("mechanisms_text", _("Mecanismos impresos"), _("Como los imprime el documento."), 28),
    Column("articulation_status", _("Estado de la articulación"), _("En qué va."), 14),
    Column("kind", _("Tipo"), _("Plan, programa, proyecto… si se sabe."), 14),
    Column("leads", _("Unidades responsables"), _("Separadas por punto y coma."), 28),
    Column("starts", _("Empieza"), _("Año-mes-día."), 11),
    Column("ends", _("Termina"), _("Año-mes-día."), 11),
    Column("areas", _("Territorio"), _("Áreas, separadas por punto y coma."), 24),
    Column("status", _("Estado"), _("En qué va la iniciativa."), 12),
    Column("source_line", _("Línea"), _("Donde empieza en el documento importado."), 8),
    Column("initiative_uuid", _("Identificador de la iniciativa"), _("Nunca cambia."), 38),
)
LEVELS = {  # counted from the level that carries initiatives
    0: ("management", _("Código de gestión"), _("Objetivo de gestión")),
    1: ("development", _("Código de desarrollo"), _("Objetivo de desarrollo")),
}


def _joined(model: type[Model], key: str, order: str = "", *, of: str = "pk") -> Joined:
    """Keys of what belongs to each initiative, or with `of` to each articulation."""
    owner = "initiative" if of == "pk" else "articulation"
    found = model._base_manager.filter(**{owner: OuterRef(of)}).order_by(order or key)
    return Joined(found.values(v=text(key)))


def read(plan: Plan, user: Visitor, fields: Iterable[Any]) -> Iterator[tuple[Any, ...]]:
    """One query, so that all of it is of one moment; its rows are read as they are needed.

    A row for each articulation, in the order of the document, and for an initiative without any.
    """
    return (
        Initiative.objects.visible_to(user)
        .listed()
        .filter(plan=plan)
        .annotate(listed=FilteredRelation("articulations", condition=LISTED))
        .order_by("position", "listed__number")
        .values_list(*fields)
        .iterator(chunk_size=ROWS)
    )


LISTED = ~Q(articulations__status=Articulation.Status.DISCARDED)
LEADS = _joined(Lead, "unit")
AREAS = _joined(Initiative.areas.through, "area")
ALIGNED = _joined(Alignment, "objective", "objective__position")
USED = _joined(MechanismUse, "mechanism", "position", of="listed__pk")


class Names:
    """The names of all that initiatives refer to by keys."""

    def __init__(self) -> None:
        self.mechanisms = Named(MechanismType.objects.values_list("pk", "code"))
        self.units = Named(Unit.objects.values_list("pk", "name"), by_name=True)
        self.areas = Named(Area.objects.values_list("pk", "name"), by_name=True)


def identifier(stored: str | None) -> str | None:
    """SQLite keeps identifiers without hyphens."""
    if stored is None or len(stored) != 32:
        return stored
    return f"{stored[:8]}-{stored[8:12]}-{stored[12:16]}-{stored[16:20]}-{stored[20:]}"


def lines(source: str) -> orjson.Fragment:
    """The lines or rows of the document that a thing was taken from.

    The JSON is not parsed: in a text inside of it these quotes would be escaped.
    """
    found = LINES.search(source)
    return orjson.Fragment(found[1] if found else "[]")


def line(*sources: str | None) -> int | None:
    """The first line or row, from the first of the sources that says it."""
    for source in sources:
        if source and (found := LINES.search(source)):
            return int(found[2])
    return None


# --- the matrix


def matrix(plan: Plan, user: Visitor) -> Table:
    """A row for each articulation, and for an initiative without any.

    The level that carries the initiatives is always `management_…` and the one above it
    `development_…`; a plan with more levels has `level_1_…`, `level_2_…` before them. Behind the
    columns that every plan has stand those for what its documents say besides.
    """
    levels = list(plan.levels.all())
    columns: list[Column] = []
    for place, level in enumerate(levels):
        prefix, code, objective = LEVELS.get(
            len(levels) - place - 1,
            (f"level_{place + 1}", f"{_('Código de nivel')} {place + 1}", _("Nivel")),
        )
        columns += [
            Column(f"{prefix}_code", code, _("Del objetivo de este nivel."), 9),
            Column(
                f"{prefix}_objective", _once(level.name or objective, columns), _("Su texto."), 38
            ),
        ]
    more = further(_details(plan, user))
    keys = [level.pk for level in levels]
    return Table(
        title=plan.title,
        columns=(*columns, *COLUMNS, *more.columns),
        rows=_with_more(plan, user, keys, more) if more.columns else _rows(plan, user, keys),
        groups=(2,) * (len(levels) + 1),
    )


def _once(label: Text, columns: Sequence[Column]) -> Text:
    """Two levels may have one name; no two columns have."""
    taken = sum(str(column.label).startswith(str(label)) for column in columns)
    return f"{label} {taken + 1}" if taken else label


def _details(plan: Plan, user: Visitor) -> Iterator[str]:
    shown = Initiative.objects.visible_to(user).listed().filter(plan=plan).exclude(details={})
    found = shown.order_by("position").values_list(text("details"), flat=True)
    return found.iterator(chunk_size=ROWS)


def _with_more(plan: Plan, user: Visitor, levels: list[int], more: Further) -> Iterator[Row]:
    """The rows of the matrix with what documents say besides, which may take more of them."""
    first = 2 * len(levels) + 2  # of the columns of the articulation
    blank = ("",) * 5
    for _uuid, group in groupby(_rows(plan, user, levels, "details"), itemgetter(-2)):
        rows = list(group)
        said = more.rows(str(rows[0][-1]))
        for place in range(max(len(rows), len(said))):
            row = rows[place] if place < len(rows) else rows[0]
            parts = row[first : first + 5] if place < len(rows) else blank
            cells = said[place] if place < len(said) else more.below(said[0])
            yield (*row[:first], *parts, *row[first + 5 : -1], *cells)


def _rows(plan: Plan, user: Visitor, levels: list[int], *more: str) -> Iterator[Row]:
    above, names = headings(plan, levels), Names()
    fields = (
        *("objective", USED, LEADS, AREAS, text("uuid"), text("source")),
        *(text("listed__source"), "number", "name"),
        *("listed__number", "listed__objective"),
        *("listed__mechanisms_text", "listed__status", "kind"),
        *(text("starts"), text("ends"), "status"),
        *(text(field) for field in more),
    )
    for row in read(plan, user, fields):
        objective, used, leads, areas, uuid, of_initiative, of_articulation = row[:7]
        yield (
            *above[objective],
            *row[7:11],
            ";".join(names.mechanisms[used]),
            *row[11:14],
            "; ".join(names.units[leads]),
            *row[14:16],
            "; ".join(names.areas[areas]),
            *(row[16], line(of_articulation, of_initiative), identifier(uuid)),
            *row[17:],
        )


def headings(plan: Plan, levels: list[int]) -> dict[int, tuple[str, ...]]:
    """For each objective, the codes and texts of those above it and its own, level by level."""
    known = {o.pk: o for o in plan.objectives.all()}
    found = {}
    for objective in known.values():
        at: dict[int, Objective] = {}
        above: Objective | None = objective
        while above:
            at[above.level_id] = above
            above = known.get(above.parent_id or 0)
        found[objective.pk] = tuple(
            text
            for level in levels
            for text in ((at[level].code, at[level].text) if level in at else ("", ""))
        )
    return found


# --- the whole plan


def document(plan: Plan, user: Visitor) -> Iterator[bytes]:
    """The plan as one JSON object, its initiatives last."""
    head = orjson.dumps(
        {
            "plan": {
                name: getattr(plan, name)
                for name in (
                    *("uuid", "code", "title", "short_title", "government", "language"),
                    *("first_year", "last_year", "status", "revision"),
                )
            },
            "levels": list(plan.levels.values("depth", "name")),
            "mechanisms": list(
                MechanismType.objects.values("code", "label_es", "label_en", "family")
            ),
            "objectives": list(_objectives(plan)),
        }
    )
    yield head[:-1] + b',"initiatives":['
    comma = b""
    for some in batched(_initiatives(plan, user), AT_ONCE):
        yield comma + orjson.dumps(some)[1:-1]
        comma = b","
    yield b"]}\n"


def _objectives(plan: Plan) -> Iterator[dict[str, Any]]:
    found = plan.objectives.select_related("level", "parent").prefetch_related("declared_units")
    for o in found:
        yield {
            "uuid": o.uuid,
            "code": o.code,
            "level": o.level.depth,
            "parent": o.parent and o.parent.code,
            "text": o.text,
            "short_name": o.short_name,
            "plain_words": o.plain_words,
            "declared": o.declared,
            "declared_units": [unit.name for unit in o.declared_units.all()],
            "details": o.details,
            "source": o.source,
        }


def _initiatives(plan: Plan, user: Visitor) -> Iterator[dict[str, Any]]:
    names = Names()
    codes = dict(plan.objectives.values_list("pk", "code"))
    objectives = Named(codes.items())
    fields = (
        *("pk", "objective", "code", "number", "name", "kind", "lead_printed", "status"),
        *(text("starts"), text("ends"), text("uuid"), text("source"), LEADS, AREAS, ALIGNED),
        text("details"),
        *(text("listed__uuid"), "listed__number", "listed__objective", USED),
        *("listed__mechanisms_text", "listed__status"),
        text("listed__source"),
    )
    for _pk, rows in groupby(read(plan, user, fields), itemgetter(0)):
        first, *more = rows
        _pk, objective, code, number, name, kind, printed, status, *rest = first[:16]
        starts, ends, uuid, source, leads, areas, aligned, details = rest
        yield {
            "uuid": identifier(uuid),
            "code": code,
            "objective": codes[objective],
            "number": number,
            "name": name,
            "kind": kind,
            "lead_printed": printed,
            "status": status,
            "starts": starts,
            "ends": ends,
            "leads": names.units[leads],
            "areas": names.areas[areas],
            "aligned_with": objectives[aligned],
            "details": orjson.Fragment(details),
            "source_lines": lines(source),
            "articulations": [
                _articulation(names, *row[16:]) for row in (first, *more) if row[16] is not None
            ],
        }


def _articulation(
    names: Names,
    uuid: str,
    number: int,
    objective: str,
    used: str,
    printed: str,
    status: str,
    source: str,
) -> dict[str, Any]:
    return {
        "uuid": identifier(uuid),
        "number": number,
        "objective": objective,
        "mechanisms": names.mechanisms[used],
        "mechanisms_text": printed,
        "status": status,
        "source_lines": lines(source),
    }


def printed(plan: Plan, user: Visitor) -> Table:
    from minga.plans.annex import annex  # it reads the same rows: it needs what is above

    return annex(plan, user)


MATRIX = Dataset("matrix", _("Matriz del plan"), matrix, document, printed)
