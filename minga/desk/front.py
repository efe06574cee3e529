"""What the front page tells about a plan, all of it computed from the plan."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from urllib.parse import urlencode

from django.db.models import Count
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from minga.base.kept import kept
from minga.base.search import WORD, fold, stem
from minga.base.words import capital, number
from minga.desk.flow import ABSENT, PLAIN, STRONG, End, Flow, layout
from minga.desk.words import conclusion
from minga.people.models import Visitor
from minga.plans.completeness import Completeness, audience, completeness
from minga.plans.flow import Uses, uses
from minga.plans.models import (
    Articulation,
    Initiative,
    InitiativeQuerySet,
    MechanismType,
    Objective,
    Plan,
)
from minga.plans.tree import Tree
from minga.territory.models import Area

MOST = 9  # mechanisms drawn one by one
ENDS = 14  # objectives drawn one by one
SAMPLE = 3000  # names looked at for example searches
EXAMPLES = 5
PLACES = 8
# words that name the doing and not the thing: they would find half of any plan
DOING = re.compile(r"(?:cion|sion|miento|mente|ncia|aje|ar|er|ir|ando|iendo|ional|al|iva|ivo)s?$")


@dataclass(frozen=True, slots=True)
class Line:
    """One row of a list of shares."""

    label: str
    n: int
    url: str = ""
    code: str = ""
    absent: bool = False  # counts what is not there


@dataclass(frozen=True, slots=True)
class Goal:
    """An objective of the highest level, with those right below it."""

    objective: Objective
    n: int
    lines: Sequence[Line]


def said(found: Completeness) -> list[Line]:
    """How many initiatives have each thing that a citizen would ask for."""
    asked = {
        "purpose": _("qué quiere lograr"),
        "mechanism": _("por qué medio"),
        "lead": _("qué unidad responde"),
        "counterpart": _("con qué organización"),
        "dates": _("cuándo"),
        "area": _("en qué lugar"),
        "budget": _("con cuánto dinero"),
        "indicator": _("cómo se medirá"),
    }
    return [Line(label, found.whole.have.get(name, 0)) for name, label in asked.items()]


def as_published(found: Completeness) -> bool:
    """Whether nobody has added anything yet to what the document says."""
    added = ("lead", "counterpart", "dates", "area", "budget", "indicator")
    return not any(found.whole.have.get(name) for name in added)


def goals(grown: Tree) -> list[Goal]:
    """The highest objectives, each with those right below it."""
    return [
        Goal(
            top.objective,
            top.initiatives,
            [
                Line(
                    node.objective.label,
                    node.initiatives,
                    node.objective.get_absolute_url(),
                    node.objective.code,
                )
                for node in top.nodes
            ],
        )
        for top in grown.tops
    ]


def goals_title(grown: Tree) -> str:
    """How many objectives there are, and how many lines of work below them."""
    top = len(grown.tops)
    leaves = sum(not n.nodes and n.objective.parent_id is not None for n in grown.nodes.values())
    title = ngettext("Un objetivo", "%(n)s objetivos", top) % {"n": capital(number(top))}
    if not leaves:
        return title
    return title + ngettext(", una línea de trabajo", ", %(n)s líneas de trabajo", leaves) % {
        "n": number(leaves)
    }


@dataclass(frozen=True, slots=True)
class Picture:
    """The flow from objectives to mechanisms, its table, and what it shows."""

    title: str
    flow: Flow
    columns: Sequence[str]
    rows: Sequence[tuple[Objective, int, Sequence[int]]]
    totals: Sequence[int]
    rest: str  # the mechanisms that are drawn together
    bars: Sequence[Line]  # the same for a narrow screen
    articulations: int
    mentions: int
    kinds: int

    @property
    def source_at(self) -> float:
        """Where the source is written when the drawing stands alone, under a title."""
        return self.flow.height + 44 + 22

    @property
    def height_alone(self) -> float:
        return self.source_at + 20


def picture(plan: Plan, user: Visitor, objectives: Sequence[Objective]) -> Picture | None:
    """None for a plan without mechanisms."""
    found = uses(plan, user)
    if not found.uses:
        return None
    types = MechanismType.objects.in_bulk(found.mechanisms)
    shown = found.mechanisms[: MOST if len(types) > MOST + 1 else MOST + 1]
    rest = found.mechanisms[len(shown) :]
    columns = _columns(types, shown, rest, found)
    own = [o for o in objectives if found.articulations.get(o.pk)]
    rows = [(o, found.articulations[o.pk], _numbers([o.pk], shown, rest, found)) for o in own]
    return Picture(
        title=conclusion(str(types[shown[0]]), found.of(shown[0]), found.total),
        flow=_drawn(own, objectives, columns, shown, rest, found),
        columns=[end.label for end in columns],
        rows=rows,
        totals=[sum(column) for column in zip(*(numbers for _o, _n, numbers in rows), strict=True)],
        rest=", ".join(f"{types[m]} ({found.of(m)})" for m in rest),
        bars=_bars(plan, columns, types, shown, rest, found),
        articulations=found.total,
        mentions=found.mentions,
        kinds=len(types),
    )


def _columns(
    types: Mapping[int, MechanismType], shown: Sequence[int], rest: Sequence[int], found: Uses
) -> list[End]:
    ends = [
        End(str(m), capital(str(types[m])), STRONG if place == 0 else PLAIN)
        for place, m in enumerate(shown)
    ]
    if rest:
        label = ngettext("%d tipo más", "%d tipos más", len(rest)) % len(rest)
        ends.append(End("rest", label))
    if found.without:
        ends.append(End("none", _("Sin mecanismo"), ABSENT))
    return ends


def _numbers(
    objectives: Iterable[int], shown: Sequence[int], rest: Sequence[int], found: Uses
) -> list[int]:
    """What a row of the table holds, column by column."""
    some = list(objectives)
    numbers = [sum(found.uses.get((o, m), 0) for o in some) for m in shown]
    if rest:
        numbers.append(sum(found.uses.get((o, m), 0) for o in some for m in rest))
    if found.without:
        numbers.append(sum(found.without.get(o, 0) for o in some))
    return numbers


def _drawn(
    own: Sequence[Objective],
    objectives: Sequence[Objective],
    columns: Sequence[End],
    shown: Sequence[int],
    rest: Sequence[int],
    found: Uses,
) -> Flow:
    """Objectives with initiatives are the left ends; too many are drawn by their highest one."""
    groups = {str(o.pk): (o, [o.pk]) for o in own}
    if len(groups) > ENDS:
        parents = {o.pk: o for o in objectives}
        groups = {}
        for objective in own:
            top = objective
            while top.parent_id:
                top = parents[top.parent_id]
            groups.setdefault(str(top.pk), (top, []))[1].append(objective.pk)
    left: list[End] = []
    links: dict[tuple[str, str], int] = {}
    for place, (key, (objective, members)) in enumerate(groups.items()):
        if place < ENDS or len(groups) == ENDS + 1:
            left.append(End(key, f"{clipped(objective.label)} {objective.code}"))
        else:
            more = len(groups) - ENDS
            key = "more"
            if place == ENDS:
                left.append(End(key, _("%d objetivos más") % more))
        for end, n in zip(columns, _numbers(members, shown, rest, found), strict=True):
            links[key, end.key] = links.get((key, end.key), 0) + n
    flow = layout(left, columns, links)
    assert flow
    return flow


def clipped(text: str, most: int = 36) -> str:
    if len(text) <= most:
        return text
    return f"{text[: text.rfind(' ', 0, most)]}…"


def _bars(
    plan: Plan,
    columns: Sequence[End],
    types: Mapping[int, MechanismType],
    shown: Sequence[int],
    rest: Sequence[int],
    found: Uses,
) -> list[Line]:
    numbers = _numbers(found.articulations, shown, rest, found)
    home = plan.get_absolute_url()
    urls = {str(m): f"{home}?mechanism={types[m].code}" for m in shown}
    urls["none"] = f"{home}?missing=mechanism"
    return [
        Line(end.label, n, urls.get(end.key, ""), absent=end.kind == ABSENT)
        for end, n in zip(columns, numbers, strict=True)
    ]


def examples(plan: Plan, user: Visitor) -> tuple[list[Line], list[Line]]:
    """Words worth searching, and places that the texts name, each with what a search finds."""
    seen = Initiative.objects.filter(plan=plan).visible_to(user).listed()
    found = completeness(plan, user).whole.initiatives
    who = audience(user)
    words = kept(("frequent words", plan.pk, found, who), lambda: _frequent(seen))
    areas = Area.objects.count()
    places = kept(("named places", plan.pk, found, areas, who), lambda: _named(seen, plan))
    counts = kept(
        ("example searches", plan.pk, plan.revision, areas, who),
        lambda: _counted(seen, [*words, *places]),
    )
    home = plan.get_absolute_url()

    def lines(asked: Sequence[str], most: int) -> list[Line]:
        return [
            Line(word, counts[word], f"{home}?{urlencode({'q': word})}")
            for word in asked
            if counts.get(word)
        ][:most]

    return lines(words, EXAMPLES), lines(places, PLACES)


def _counted(seen: InitiativeQuerySet, asked: Sequence[str]) -> dict[str, int]:
    """One short query each: all in one statement, SQLite would search again for every row."""
    return {q: seen.matching(q).order_by().count() for q in asked}


def areas(plan: Plan, user: Visitor) -> list[Line]:
    """Where initiatives take place, those with most first."""

    def make() -> list[tuple[str, int]]:
        seen = Initiative.objects.filter(plan=plan).visible_to(user).listed().order_by()
        rows = (
            Area.objects.filter(initiative__in=seen)
            .order_by()
            .values_list("name")
            .annotate(n=Count("initiative", distinct=True))
        )
        return sorted(rows, key=lambda row: (-row[1], row[0]))

    found = kept(("areas", plan.pk, plan.revision, audience(user)), make)
    return [Line(name, n) for name, n in found]


def _frequent(seen: InitiativeQuerySet) -> list[str]:
    """Words that many names of one objective share: what that part of the plan is about."""
    spread: dict[str, Counter[int]] = {}
    forms: dict[str, Counter[str]] = {}
    sample = list(seen.order_by("uuid").values_list("name", "objective_id")[:SAMPLE])
    for name, objective in sample:
        words = {stem(fold(word)): word for word in WORD.findall(name) if _telling(word)}
        for root, word in words.items():
            spread.setdefault(root, Counter())[objective] += 1
            forms.setdefault(root, Counter())[word.lower()] += 1
    scores = {}
    for root, where in spread.items():
        n, most = where.total(), max(where.values())
        if 1 < n <= max(2, 0.15 * len(sample)) and most / n >= 0.5:
            scores[root] = most * most / n
    best = sorted(scores, key=lambda root: (-scores[root], root))
    return [forms[root].most_common(1)[0][0] for root in best[: 2 * EXAMPLES]]


def _telling(word: str) -> bool:
    plain = fold(word)
    return len(plain) > 5 and plain.isalpha() and not word.isupper() and not DOING.search(plain)


def _named(seen: InitiativeQuerySet, plan: Plan) -> list[str]:
    """Places whose name stands in a text, as a name, the most frequent first."""
    wide = (Area.Kind.PROVINCE, Area.Kind.CANTON, Area.Kind.DISTRICT)
    offered = Area.objects.offered(plan.area_id).exclude(kind__in=wide)
    places = offered.values_list("name", flat=True)
    names = sorted(set(places), key=len, reverse=True)
    if not names:
        return []
    pattern = re.compile(rf"\b(?:{'|'.join(map(re.escape, names))})\b")
    texts = [*seen.order_by().values_list("pk", "name")]
    texts += (
        Articulation.objects.filter(initiative__in=seen.order_by())
        .listed()
        .order_by()
        .values_list("initiative_id", "objective")
    )
    found = Counter(name for _pk, name in {(pk, n) for pk, t in texts for n in pattern.findall(t)})
    return [name for name, _n in sorted(found.items(), key=lambda it: (-it[1], it[0]))][
        : 2 * PLACES
    ]
