"""The objectives of a plan as a tree, with how many initiatives stand under each."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from django.db.models import Count

from minga.base.kept import kept
from minga.people.models import Unit, Visitor
from minga.plans.completeness import audience
from minga.plans.models import Alignment, Articulation, Initiative, Objective, Plan


@dataclass(slots=True)
class Node:
    """An objective and those below it. The counts include what stands under them."""

    objective: Objective
    initiatives: int = 0
    articulations: int = 0
    statuses: dict[str, int] = field(default_factory=dict)
    nodes: list[Node] = field(default_factory=list)

    def walk(self) -> Iterator[Node]:
        yield self
        for node in self.nodes:
            yield from node.walk()

    @property
    def declared(self) -> int | None:
        """What the document announces for it, or for all that stands under it."""
        if self.objective.declared is not None or not self.nodes:
            return self.objective.declared
        below = [node.declared for node in self.nodes]
        return None if None in below else sum(n for n in below if n is not None)

    @property
    def units(self) -> list[Unit]:
        """The units that the document declares for it and what stands under it, each once."""
        found = [unit for node in self.walk() for unit in node.objective.declared_units.all()]
        return list(dict.fromkeys(found))


@dataclass(frozen=True, slots=True)
class Tree:
    tops: list[Node]
    nodes: Mapping[str, Node]  # by code
    aligned: Mapping[int, list[int]]  # initiatives that also contribute to an objective

    @property
    def initiatives(self) -> int:
        return sum(node.initiatives for node in self.tops)

    @property
    def articulations(self) -> int:
        return sum(node.articulations for node in self.tops)

    def statuses(self) -> dict[str, int]:
        return _sum(node.statuses for node in self.tops)


def tree(plan: Plan, user: Visitor) -> Tree:
    return kept(("tree", plan.pk, plan.revision, audience(user)), lambda: _grow(plan, user))


def objectives(plan: Plan) -> dict[str, Objective]:
    """By code, in the order of the document, with their levels and declared units."""
    return kept(
        ("objectives", plan.pk, plan.revision),
        lambda: {
            o.code: o
            for o in plan.objectives.select_related("level", "parent").prefetch_related(
                "declared_units"
            )
        },
    )


def _grow(plan: Plan, user: Visitor) -> Tree:
    seen = Initiative.objects.filter(plan=plan).visible_to(user).listed().order_by()
    nodes = {o.pk: Node(o) for o in objectives(plan).values()}
    for objective, status, n in seen.values_list("objective", "status").annotate(Count("pk")):
        nodes[objective].statuses[status] = n
        nodes[objective].initiatives += n
    counted = (
        Articulation.objects.filter(initiative__in=seen)
        .listed()
        .order_by()
        .values_list("initiative__objective")
        .annotate(Count("pk"))
    )
    for objective, n in counted:
        nodes[objective].articulations = n
    tops: list[Node] = []
    for node in nodes.values():
        above = nodes.get(node.objective.parent_id or 0)
        (above.nodes if above else tops).append(node)
    for node in tops:
        _add_up(node)
    aligned: dict[int, list[int]] = {}
    for initiative, objective in Alignment.objects.filter(initiative__in=seen).values_list(
        "initiative", "objective"
    ):
        aligned.setdefault(objective, []).append(initiative)
    return Tree(tops, {node.objective.code: node for node in nodes.values()}, aligned)


def _add_up(node: Node) -> None:
    for below in node.nodes:
        _add_up(below)
    node.initiatives += sum(below.initiatives for below in node.nodes)
    node.articulations += sum(below.articulations for below in node.nodes)
    node.statuses = _sum([node.statuses, *(below.statuses for below in node.nodes)])


def _sum(counts: Iterable[dict[str, int]]) -> dict[str, int]:
    total: dict[str, int] = {}
    for count in counts:
        for status, n in count.items():
            total[status] = total.get(status, 0) + n
    return total
