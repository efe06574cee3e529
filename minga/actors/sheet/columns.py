"""The directory as a table: the same columns go out and come in."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import batched
from typing import Any

from django.conf import settings
from django.utils.translation import gettext_lazy as _
from django.utils.translation import override

from minga.actors.areas import Areas
from minga.actors.models import Actor, Identifier
from minga.actors.values import held
from minga.opendata.datasets import Column, Dataset, Row, Table
from minga.people.models import User, Visitor

SCHEMES = {
    "ruc": Identifier.Scheme.RUC,
    "org_id": Identifier.Scheme.ORG_ID,
    "other_id": Identifier.Scheme.OTHER,
}
SEVERAL = _("Varios, con punto y coma.")
COLUMNS = (
    Column("name", _("Nombre"), _("Como se llama."), 45),
    Column("acronym", _("Sigla"), "", 12),
    Column("type", _("Tipo"), _("Uno de los 21 que considera el plan."), 22),
    Column("nature", _("Índole"), _("Público, privado, comunitario, académico o cooperación."), 14),
    Column("government", _("Nivel de gobierno"), _("Solo de los públicos."), 14),
    Column("ruc", _("RUC"), SEVERAL, 16),
    Column("org_id", _("Identificador org-id"), SEVERAL, 22),
    Column("other_id", _("Otro registro"), SEVERAL, 18),
    Column("parent", _("Pertenece a"), _("El nombre del actor del que es parte."), 40),
    Column("parent_uuid", _("Identificador de a quién pertenece"), _("Si el nombre no basta."), 38),
    Column("areas", _("Territorio"), SEVERAL, 30),
    Column("website", _("Sitio web"), "", 24),
    Column("about", _("Qué hace"), "", 50),
    Column("visibility", _("Quién lo ve"), _("public o internal."), 12),
    Column("uuid", _("Identificador del actor"), _("Nunca cambia."), 38),
)
CONTACTS = Column(
    "contacts",
    _("Contactos"),
    _("Nombre | cargo | correo | teléfono | público; varios, con punto y coma."),
    50,
)
PUBLIC = "público"


def headings() -> dict[str, str]:
    """What may stand above each column: its name, or its label in any of our languages."""
    found = {}
    for column in (*COLUMNS, CONTACTS):
        found[column.name] = column.name
        for language, _name in settings.LANGUAGES:
            with override(language):
                found[str(column.label)] = column.name
    return found


def table(subject: object, user: Visitor) -> Table:
    """All actors that the visitor may see; contacts only for those who work with them."""
    private = isinstance(user, User) and user.works_for_the_government
    return Table(
        title=str(_("Directorio de actores")),
        columns=(*COLUMNS, CONTACTS) if private else COLUMNS,
        rows=_rows(user, private),
    )


def _rows(user: Visitor, private: bool) -> Iterator[Row]:
    areas = Areas()
    seen = Actor.objects.visible_to(user).order_by("name", "pk")
    names = dict(Actor.objects.values_list("pk", "name"))
    uuids = dict(Actor.objects.values_list("pk", "uuid"))
    shown = set(seen.values_list("pk", flat=True))
    keys = list(seen.values_list("pk", flat=True))
    for some in batched(keys, 400):
        read = Actor.objects.in_bulk(some)
        values = held(read.values())
        for pk in some:
            if pk not in read:
                continue
            told = values[pk]
            parent = told["parent"] if told["parent"] in shown else None
            row = (
                *(told[name] for name in ("name", "acronym", "type", "nature", "government")),
                *(numbers(told["identifiers"], scheme) for scheme in SCHEMES.values()),
                names[parent] if parent else "",
                str(uuids[parent]) if parent else "",
                areas.write(told["areas"]),
                *(told[name] for name in ("website", "about", "visibility")),
                str(uuids[pk]),
            )
            yield (*row, contacts(told["contacts"])) if private else row


def numbers(identifiers: list[list[str]], scheme: str) -> str:
    return "; ".join(value for of, value in identifiers if of == scheme)


def contacts(rows: list[list[Any]]) -> str:
    return "; ".join(
        " | ".join([*map(str, row[:4]), PUBLIC if row[4] else ""]).rstrip(" |") for row in rows
    )


def read_contacts(text: str) -> list[list[Any]]:
    found = []
    for part in text.replace("\n", ";").split(";"):
        cells = [cell.strip() for cell in part.split("|")]
        if any(cells):
            name, position, email, phone, public, *_more = [*cells, *[""] * 5]
            found.append([name, position, email, phone, bool(public)])
    return found


DATASET = Dataset("actors", _("Directorio de actores"), table)
