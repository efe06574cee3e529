"""The printed matrix, a page at a time: which rows, and which cells are one over several rows."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from django.db.models import Count

from minga.base.kept import kept
from minga.base.templatetags.look import mechs
from minga.intake.models import Finding, FindingSubject
from minga.people.models import Visitor
from minga.plans.completeness import audience
from minga.plans.models import (
    Articulation,
    Initiative,
    InitiativeQuerySet,
    MechanismType,
    MechanismUse,
    Objective,
    Plan,
)
from minga.plans.tree import Tree

PAGE = 200  # rows
NOTHING = 0  # stands for the articulation of an initiative without any


@dataclass(slots=True)
class Heading:
    """An objective's cell: how many rows it stands over, and columns where levels are missing."""

    objective: Objective
    columns: int = 1
    rows: int = 1
    listed: int = 0  # initiatives under it in the whole plan
    continued: bool = False  # it began on an earlier page
    top: bool = False  # of the first column
    last: bool = False  # right beside the initiatives


@dataclass(slots=True)
class Named:
    """An initiative's cell."""

    code: str
    name: str
    findings: int
    withdrawn: bool
    rows: int = 1


@dataclass(slots=True)
class Row:
    """One articulation, with the cells that begin at it."""

    headings: list[Heading] = field(default_factory=list)
    named: Named | None = None
    objective: str = ""
    mechanisms: str = ""

    @property
    def rule(self) -> str:
        """The line above it: thick for a new highest objective, thin for another one."""
        if any(h.top for h in self.headings):
            return "new-dev"
        return "new-man" if self.headings else ""


@dataclass(frozen=True, slots=True)
class Page:
    rows: Sequence[Row]
    after: int | None  # the key of the last initiative, where more follow
    initiatives: int


def matrix_page(
    wanted: InitiativeQuerySet,
    plan: Plan,
    user: Visitor,
    grown: Tree,
    *,
    after: int = 0,
    size: int = PAGE,
) -> Page:
    """The rows after the initiative in position `after`; no initiative is cut in two."""
    objectives = {n.objective.pk: n.objective for n in grown.nodes.values()}
    ahead = list(
        wanted.filter(position__gt=after)
        .order_by("position", "pk")
        .values_list("pk", "code", "name", "position", "objective_id", "status")[: size + 1]
    )
    articulations: dict[int, list[tuple[int, str]]] = {}
    for pk, owner, text in (
        Articulation.objects.filter(initiative__in=[i[0] for i in ahead])
        .listed()
        .order_by("initiative", "number")
        .values_list("pk", "initiative_id", "objective")
    ):
        articulations.setdefault(owner, []).append((pk, text))
    shown: list[tuple[int, str, str, int, int, str]] = []
    rows = 0
    for initiative in ahead:
        height = len(articulations.get(initiative[0], ())) or 1
        full = rows and rows + height > size
        if full and initiative[3] != shown[-1][3]:  # the key of a page is a position
            break
        shown.append(initiative)
        rows += height
    tags = _tags([a for i in shown for a, _text in articulations.get(i[0], ())])
    flags = finding_counts(plan, user)
    body: list[Row] = []
    open_at: list[Heading] = []
    for pk, code, name, _position, objective, status in shown:
        parts = articulations.get(pk) or [(NOTHING, "")]
        named = Named(
            code, name, flags.get(pk, 0), status == Initiative.Status.WITHDRAWN, len(parts)
        )
        path = _path(objectives[objective], objectives)
        first = Row(_open(open_at, path, len(parts), fresh=not body), named)
        body += [first, *(Row() for _ in parts[1:])]
        for row, (articulation, text) in zip(body[-len(parts) :], parts, strict=True):
            row.objective, row.mechanisms = text, tags[articulation]
    _complete(body, grown)
    if after and body:
        _mark_continued(body[0], wanted, after, objectives)
    more = len(shown) < len(ahead)
    return Page(body, shown[-1][3] if more else None, len(shown))


def _path(objective: Objective, objectives: Mapping[int, Objective]) -> list[Objective]:
    path = [objective]
    while path[0].parent_id:
        path.insert(0, objectives[path[0].parent_id])
    return path


def _open(
    open_at: list[Heading], path: Sequence[Objective], rows: int, fresh: bool
) -> list[Heading]:
    """Lengthen the headings that go on, and begin those that are new from here."""
    same = 0
    if not fresh:
        for heading, objective in zip(open_at, path, strict=False):
            if heading.objective.pk != objective.pk:
                break
            same += 1
        if same == len(path) < len(open_at):  # back at a level above: it takes a cell of its own
            same = max(0, len(path) - 1)
    for heading in open_at[:same]:
        heading.rows += rows
    new = [
        Heading(objective, rows=rows, top=depth == 0, last=depth == len(path) - 1)
        for depth, objective in enumerate(path[same:], same)
    ]
    open_at[same:] = new
    return new


def _complete(rows: Iterable[Row], grown: Tree) -> None:
    """How many each heading holds, and the free columns it takes where a level is missing."""
    depth = max((n.objective.level.depth for n in grown.nodes.values()), default=1)
    for row in rows:
        for heading in row.headings:
            heading.listed = grown.nodes[heading.objective.code].initiatives
            if heading.last:
                heading.columns = depth - heading.objective.level.depth + 1


def _mark_continued(
    row: Row, wanted: InitiativeQuerySet, after: int, objectives: Mapping[int, Objective]
) -> None:
    """Say which cells of the first row began on the page before."""
    before = wanted.filter(position__lte=after).order_by("-position").values_list("objective_id")
    if not (last := before.first()):
        return
    above = {o.pk for o in _path(objectives[last[0]], objectives)}
    for heading in row.headings:
        heading.continued = heading.objective.pk in above


def _tags(articulations: Sequence[int]) -> dict[int, str]:
    """The mechanisms of each articulation as they are shown."""
    types = MechanismType.objects.in_bulk()
    used: dict[int, tuple[int, ...]] = {}
    for articulation, mechanism in (
        MechanismUse.objects.filter(articulation__in=articulations)
        .order_by("articulation", "position")
        .values_list("articulation_id", "mechanism_id")
    ):
        used[articulation] = (*used.get(articulation, ()), mechanism)
    shown: dict[tuple[int, ...], str] = {}
    for ids in {(), *used.values()}:
        shown[ids] = mechs([types[i] for i in ids])
    return {a: shown[used.get(a, ())] for a in (NOTHING, *articulations)}


def finding_counts(plan: Plan, user: Visitor) -> Mapping[int, int]:
    """For each initiative, how many findings name it; those that name very many do not count."""
    return kept(
        ("finding counts", plan.pk, plan.revision, audience(user)),
        lambda: dict(
            FindingSubject.objects.filter(
                record="plans.initiative",
                finding__in=Finding.objects.visible_to(user).about(plan.code),
                finding__params__wide__isnull=True,
            )
            .order_by()
            .values_list("object_id")
            .annotate(Count("pk"))
        ),
    )
