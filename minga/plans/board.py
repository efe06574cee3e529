"""The completeness board in words and numbers: its rows, its title, and where to begin."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from urllib.parse import urlencode

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from minga.base.kept import kept
from minga.base.words import capital, enumeration
from minga.people.models import Unit, Visitor
from minga.plans.completeness import HINT, MARKS, Completeness, Tally, audience, missing
from minga.plans.models import Initiative, Plan
from minga.plans.sentences import counted
from minga.plans.tree import Node, Tree

FEW = 4  # initiatives named one by one


@dataclass(frozen=True, slots=True)
class Cell:
    """How many of `of` have a mark, how many may have it, and the address of those without."""

    label: str
    have: int
    of: int
    url: str
    hints: int = 0
    hints_url: str = ""
    apart: bool = False  # a rule before it: from here on the published plan says nothing


@dataclass(frozen=True, slots=True)
class Row:
    """One line of the board: a group heading has no cells."""

    label: str
    code: str = ""
    url: str = ""
    initiatives: int = 0
    cells: Sequence[Cell] = ()


def by_objective(plan: Plan, grown: Tree, found: Completeness) -> Iterator[Row]:
    for node in grown.tops:
        yield from _rows(plan, node, found)


def _rows(plan: Plan, node: Node, found: Completeness) -> Iterator[Row]:
    objective = node.objective
    if node.nodes:
        yield Row(objective.label, objective.code)
    if objective.pk in found.objectives or not node.nodes:
        tally = found.objectives.get(objective.pk, Tally(0, {}))
        yield _row(plan, objective.label, tally, {"objective": objective.code}, objective.code)
    for below in node.nodes:
        yield from _rows(plan, below, found)


def by_unit(plan: Plan, found: Completeness) -> list[Row]:
    """Units that answer for something, and those for which nobody does."""
    units = Unit.objects.in_bulk([pk for pk in found.units if pk])
    rows = [
        _row(plan, unit.label, found.units[pk], {"unit": str(pk)})
        for pk, unit in sorted(units.items(), key=lambda it: it[1].label)
    ]
    if nobody := found.units.get(None):
        rows.append(_row(plan, _("Nadie todavía"), nobody, {"unit": "none"}))
    return rows


def whole(plan: Plan, found: Completeness) -> Row:
    return _row(plan, _("Todo el plan"), found.whole, {})


def _row(plan: Plan, label: str, tally: Tally, of: dict[str, str], code: str = "") -> Row:
    def url(**more: str) -> str:
        return f"{plan.get_absolute_url()}?{urlencode(of | more)}"

    cells = []
    for name, words in MARKS.items():
        have = tally.have.get(name, 0)
        hints = tally.have.get(HINT, 0) if name == "lead" else 0
        lacking = have < tally.initiatives
        cells.append(
            Cell(
                label=str(words),
                have=have,
                of=tally.initiatives,
                url=url(missing=name) if lacking else url(),
                hints=hints,
                hints_url=url(missing=HINT) if hints else "",
                apart=name == "lead",
            )
        )
    return Row(label, code, url(), tally.initiatives, cells)


def headline(found: Completeness) -> str:
    """What most initiatives say, and what most lack."""
    asked = {
        "purpose": _("qué"),
        "mechanism": _("cómo"),
        "lead": _("quién"),
        "counterpart": _("con quién"),
        "dates": _("cuándo"),
        "area": _("dónde"),
    }
    n = found.whole.initiatives
    if not n:
        return _("El plan todavía no tiene iniciativas")
    said = [word for name, word in asked.items() if 2 * found.whole.have[name] >= n]
    lacking = [word for name, word in asked.items() if 2 * found.whole.have[name] < n]
    if not lacking:
        return _("El plan dice qué, cómo, quién, con quién, cuándo y dónde")
    values = {"said": enumeration(said), "lacking": enumeration(lacking)}
    if not said:
        return _("Al plan le falta decir %(lacking)s") % values
    return _("El plan dice %(said)s. Falta %(lacking)s") % values


@dataclass(frozen=True, slots=True)
class Task:
    """Something worth doing now, why, and the initiatives it is about."""

    what: str
    why: str
    url: str
    initiatives: int


def tasks(plan: Plan, user: Visitor, grown: Tree, found: Completeness) -> list[Task]:
    """Where to begin: what is nearly done, then what is small, then the rest."""
    home = plan.get_absolute_url()
    made: list[Task] = []

    def add(name: str, n: int, what: str, why: str) -> None:
        if n:
            made.append(Task(what, why, f"{home}?{urlencode({'missing': name})}", n))

    hints = found.whole.have.get(HINT, 0)
    without = found.whole.lack("mechanism")
    unnamed = found.whole.lack("lead") - hints
    add(
        HINT,
        hints,
        _("Confirmar los ejecutores que ya están en el nombre"),
        _("El nombre dice quién la ejecuta: %s. Solo falta que alguien lo confirme.")
        % _named(plan, user, HINT),
    )
    few = 0 < without <= 2
    add(
        "mechanism",
        without,
        _("Pedir el mecanismo de %s") % _named(plan, user, "mechanism")
        if few
        else _("Pedir los mecanismos que faltan"),
        ngettext(
            "Es la única sin mecanismo%(where)s.",
            "Son las únicas %(n)s sin mecanismo%(where)s.",
            without,
        )
        % {"n": counted(without), "where": _lines(plan, user) if few else ""},
    )
    declared = any(top.units for top in grown.tops)
    add(
        "lead",
        unnamed,
        _("Asignar unidad responsable"),
        _("El documento declara unidades por objetivo: cada uno propone su lista; usted elige.")
        if declared
        else _("Sin responsable nadie puede contar cómo va."),
    )
    add(
        "dates",
        found.whole.lack("dates"),
        _("Poner fechas"),
        _("Sin fechas no se sabe si algo va tarde."),
    )
    add(
        "area",
        found.whole.lack("area"),
        _("Decir en qué lugar ocurre"),
        _("Cada vecino podrá buscar lo que toca a su parroquia o a su barrio."),
    )
    return made


def _first(plan: Plan, user: Visitor, name: str) -> list[tuple[str, int | None]]:
    """Some initiatives that lack a mark: their codes, and the lines where the document has them."""

    def make() -> list[tuple[str, int | None]]:
        seen = missing(Initiative.objects.filter(plan=plan).visible_to(user).listed(), name)
        rows = seen.order_by("position").values_list("code", "source")[: FEW + 1]
        return [(code, (source.get("name", {}).get("lines") or [None])[0]) for code, source in rows]

    return kept(("first lacking", plan.pk, plan.revision, audience(user), name), make)


def _named(plan: Plan, user: Visitor, name: str) -> str:
    """The first codes: 3.1.5, 3.1.6 y más."""
    codes = [code for code, _line in _first(plan, user, name)]
    if len(codes) <= FEW:
        return enumeration(codes)
    return _("%s y más") % ", ".join(codes[:FEW])


def _lines(plan: Plan, user: Visitor) -> str:
    """Where the document leaves the mechanism blank."""
    lines = [str(line) for _code, line in _first(plan, user, "mechanism") if line]
    if not lines:
        return ""
    return ngettext(
        "; la línea %s del documento lo deja en blanco",
        "; las líneas %s del documento lo dejan en blanco",
        len(lines),
    ) % enumeration(lines)


def heading(grown: Tree) -> str:
    """What the plan calls the objectives that hold its initiatives."""
    names = {n.objective.level.name for n in grown.nodes.values() if not n.nodes}
    return capital(names.pop()) if len(names) == 1 else _("Objetivo")
