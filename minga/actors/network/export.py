"""The network to take away: its actors and its ties, as tables and as GraphML."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any
from xml.sax.saxutils import escape, quoteattr

from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from minga.actors.models import Actor
from minga.actors.network.asked import Asked, answer
from minga.opendata.datasets import Column, Dataset, Row, Table
from minga.people.models import Visitor

ACTORS = (
    Column("actor_uuid", _("Identificador del actor"), _("Nunca cambia."), 38),
    Column("actor", _("Actor"), _("Su nombre."), 45),
    Column("acronym", _("Sigla"), "", 12),
    Column("type", _("Tipo"), _("Uno de los 21 del plan."), 22),
    Column("things", _("En qué participa"), _("Iniciativas, convenios y espacios."), 10),
    Column("degree", _("Con cuántos"), _("Actores con los que comparte algo."), 10),
    Column("shared", _("Cosas compartidas"), _("Suma de todos sus lazos."), 10),
    Column(
        "strength",
        _("Fuerza"),
        _("Cada cosa de n actores suma 1/(n-1) a cada lazo."),
        10,
    ),
    Column(
        "betweenness",
        _("Intermediación"),
        _("Parte de los caminos más cortos que pasan por él, de 0 a 1."),
        12,
    ),
    Column(
        "betweenness_sources",
        _("Orígenes medidos"),
        _("Actores desde los que se contaron los caminos; 0 si fueron todos."),
        10,
    ),
    Column("component", _("Componente"), _("1 es la mayor; 0, sin lazos."), 10),
    Column("community", _("Grupo"), _("1 es el mayor; 0, sin lazos."), 10),
)
TIES = (
    Column("one_uuid", _("Identificador de uno"), "", 38),
    Column("one", _("Uno"), "", 45),
    Column("other_uuid", _("Identificador de otro"), "", 38),
    Column("other", _("Otro"), "", 45),
    Column("shared", _("Cosas compartidas"), "", 10),
    Column("strength", _("Fuerza"), _("Cada cosa de n actores suma 1/(n-1)."), 10),
    Column(
        "state",
        _("En qué se apoya"),
        _("in_force: un convenio o un espacio; intended: solo iniciativas."),
        12,
    ),
)


def asked_of(subject: Any, user: Visitor) -> Asked:
    """What a page asked, or all of a plan."""
    if isinstance(subject, Asked):
        return subject
    said = QueryDict(mutable=True)
    said["plan"] = subject.code
    return Asked.read(said, user)


def _named(user: Visitor) -> dict[int, tuple[str, str, str, str]]:
    found = Actor.objects.visible_to(user).order_by()
    rows = found.values_list("pk", "uuid", "name", "acronym", "type").iterator()
    return {pk: (str(uuid), name, acronym, kind) for pk, uuid, name, acronym, kind in rows}


def actors(subject: Any, user: Visitor) -> Table:
    asked = asked_of(subject, user)

    def rows() -> Iterator[Row]:
        found = answer(asked)
        named = _named(user)
        for s in found.standings(asked.sort):
            if s.actor in named:
                yield (
                    *named[s.actor],
                    s.things,
                    s.degree,
                    s.shared,
                    str(s.strength),
                    str(s.betweenness),
                    found.measured.sources,
                    s.component,
                    s.community,
                )

    return Table(str(_("Red de actores: los actores")), ACTORS, rows())


def ties(subject: Any, user: Visitor) -> Table:
    asked = asked_of(subject, user)

    def rows() -> Iterator[Row]:
        named = _named(user)
        gathered = asked.gathered()
        for tie in gathered.ties:
            one = named.get(gathered.actors[tie.one])
            other = named.get(gathered.actors[tie.other])
            if one and other:
                state = "in_force" if tie.firm else "intended"
                strength = str(round(tie.strength, 3))
                yield (*one[:2], *other[:2], tie.shared, strength, state)

    return Table(str(_("Red de actores: los lazos")), TIES, rows())


KEYS = (
    ("name", "node", "string"),
    ("degree", "node", "int"),
    ("strength", "node", "double"),
    ("betweenness", "node", "double"),
    ("community", "node", "int"),
    ("shared", "edge", "int"),
    ("weight", "edge", "double"),
    ("firm", "edge", "boolean"),
)


def graphml(asked: Asked, user: Visitor) -> Iterator[bytes]:
    """GraphML 1.0, which Gephi, yEd and the graph libraries read."""
    named = _named(user)
    found = answer(asked)
    yield b'<?xml version="1.0" encoding="UTF-8"?>\n'
    yield b'<graphml xmlns="http://graphml.graphdrawing.org/xmlns">\n'
    for name, of, kind in KEYS:
        yield f'<key id="{name}" for="{of}" attr.name="{name}" attr.type="{kind}"/>\n'.encode()
    yield b'<graph edgedefault="undirected">\n'
    for s in found.measured.standings:
        if s.actor in named:
            uuid, name, _acronym, _kind = named[s.actor]
            values = (name, s.degree, s.strength, s.betweenness, s.community)
            yield _element(f"node id={quoteattr(uuid)}", KEYS[:5], values)
    gathered = asked.gathered()
    for tie in gathered.ties:
        one = named.get(gathered.actors[tie.one])
        other = named.get(gathered.actors[tie.other])
        if one and other:
            head = f"edge source={quoteattr(one[0])} target={quoteattr(other[0])}"
            told = (tie.shared, round(tie.strength, 3), str(tie.firm).lower())
            yield _element(head, KEYS[5:], told)
    yield b"</graph>\n</graphml>\n"


def _element(head: str, keys: Any, values: Any) -> bytes:
    data = "".join(
        f'<data key="{key[0]}">{escape(_clean(str(value)))}</data>'
        for key, value in zip(keys, values, strict=True)
    )
    return f"<{head}>{data}</{head.split(' ', 1)[0]}>\n".encode()


def _clean(text: str) -> str:
    """Without the control characters that XML does not know."""
    return "".join(c for c in text if c >= " " or c in "\t\n\r")


NODES = Dataset("network-actors", _("Red de actores: los actores"), actors)
EDGES = Dataset("network-ties", _("Red de actores: los lazos"), ties)
DATASETS = {"actors": NODES, "ties": EDGES}
