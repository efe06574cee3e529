"""Entries of prose as a tree: which stand under which, by their form and how often it comes."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from minga.intake.entries import Entry, Pattern
from minga.intake.folding import clean, fold
from minga.intake.labels import RECURRING, Labels

_MOST = 0.6  # of the headings of a level that must be numbered for the others to be no part of it
_LISTED = 1.5  # items under a repeated heading, on average, that make it name a list
_LONGEST_NAME = 200  # letters of a line that gives the name to the "Eje 1" above it
_SECTION: Pattern = ("section",)

type _Form = tuple[int, int, str]  # heading level, depth of item, section
type _Style = tuple[_Form, Pattern]


@dataclass(slots=True, eq=False)
class Node:
    """An entry with its place in the tree. Nodes with one rank look alike; 0 is the highest."""

    number: int
    entry: Entry
    rank: int
    depth: int  # the same for lists under different headings of one parent
    outside: bool = False  # unlike the others of its rank: an introduction, an annex
    above: Node | None = None
    children: list[Node] = field(default_factory=list)
    labels: dict[str, list[str]] = field(default_factory=dict)  # folded → values
    said: list[str] = field(default_factory=list)

    def path(self) -> list[Node]:
        """The nodes it stands under, the highest first."""
        found, node = [], self.above
        while node is not None:
            found.append(node)
            node = node.above
        return found[::-1]

    def add(self, label: str, value: str) -> None:
        self.labels.setdefault(label, []).append(value)


def tree(found: list[Entry], labels: Labels, opening: set[str]) -> list[Node]:
    """The nodes in order; what is no node has been said of the node before it."""
    found = list(_named(_relabelled(found, labels, opening)))
    _section(found, labels)
    ranks, outside = _ranks(found)
    depths: dict[tuple[int, int], int] = {}
    for ((level, item, section), _pattern), rank in sorted(ranks.items(), key=lambda r: r[1]):
        if section:
            depths.setdefault((level, item), rank)
    nodes: list[Node] = []
    open_: list[Node] = []
    for entry in found:
        style = _style(entry)
        rank = ranks.get(style, -1)
        if rank < 0 or not entry.marked:
            if nodes and entry.pattern != _SECTION:
                _say(nodes[-1], entry, labels)
            continue
        depth = depths.get(style[0][:2], rank) if style[0][2] else rank
        while open_ and open_[-1].depth >= depth:
            open_.pop()
        node = Node(len(nodes), entry, rank, depth, style in outside, open_[-1] if open_ else None)
        if not entry.level:
            _part(node, labels)
        if node.above:
            node.above.children.append(node)
        open_.append(node)
        nodes.append(node)
    return nodes


def _relabelled(found: list[Entry], labels: Labels, opening: set[str]) -> Iterator[Entry]:
    """What only says something of another loses its own mark; a label that opens becomes one."""
    for entry in found:
        label = "" if entry.level else labels.starts(entry.text)
        if label in opening:
            _before, pairs = labels.part(entry.text)
            entry.word, entry.code = labels.printed[label], ""
            entry.bare = entry.name = pairs[0][1]
            entry.pattern, entry.item, entry.capitals = ("label", label), 0, False
        elif label:
            entry.item, entry.pattern, entry.capitals = 0, (), False
        yield entry


def _named(found: Iterator[Entry]) -> Iterator[Entry]:
    """A number that stands alone takes its name from the line below it."""
    waiting: Entry | None = None
    for entry in found:
        if waiting is not None:
            same = entry.level in (0, waiting.level) and not entry.item and not entry.pattern
            if same and len(entry.text) <= _LONGEST_NAME and not _is_sentence(entry.text):
                waiting.name = entry.text
                waiting.bare = f"{waiting.code}. {entry.text}"
                waiting.text = f"{waiting.text}. {entry.text}"
                yield waiting
                waiting = None
                continue
            yield waiting
            waiting = None
        if entry.code and not entry.name:
            waiting = entry
        else:
            yield entry
    if waiting is not None:
        yield waiting


def _is_sentence(text: str) -> bool:
    return text.endswith((".", ":", ";")) or ":" in text[:50]


def _section(found: list[Entry], labels: Labels) -> None:
    """Headings that come again with the very same text only name what is below them."""
    times = Counter(fold(e.text) for e in found if (e.level or e.capitals) and not e.code)
    section = ""
    below: dict[str, list[Entry]] = {}
    for entry in found:
        headed = bool(entry.level or entry.capitals) and not entry.code
        if headed and times[fold(entry.text)] >= RECURRING:
            section = clean(entry.text).rstrip(":")
            labels.printed.setdefault(fold(section), section)
            entry.level, entry.item, entry.capitals = 0, 0, False
            entry.pattern, entry.section = _SECTION, section
        elif entry.level or _opens(entry):
            section = ""
        elif section:
            entry.section = section
            below.setdefault(section, []).append(entry)
    for section, listed in below.items():
        items = [entry for entry in listed if entry.item]
        if len(items) < _LISTED * times[fold(section)]:
            for entry in items:
                entry.item, entry.pattern = 0, ()


def _opens(entry: Entry) -> bool:
    """Whether a line that is no heading begins something new, so that a section ends there."""
    return not entry.item and bool(entry.pattern or entry.capitals)


def _style(entry: Entry) -> _Style:
    return (entry.level, entry.item, entry.section), entry.pattern


def _ranks(found: Sequence[Entry]) -> tuple[dict[_Style, int], set[_Style]]:
    """The rank of each style, and the styles that are no part of the plan."""
    marked = [entry for entry in found if entry.marked and entry.pattern != _SECTION]
    forms: dict[_Form, list[Entry]] = {}
    for entry in marked:
        forms.setdefault(_style(entry)[0], []).append(entry)
    outside: set[_Style] = set()
    for form, alike in forms.items():
        numbered = [entry for entry in alike if entry.pattern]
        if not any(form[:2]) or len(numbered) in (0, len(alike)):
            continue
        if len(numbered) >= _MOST * len(alike):
            outside.add((form, ()))
        else:
            for entry in numbered:
                entry.pattern = ()
                entry.word, entry.bare = "", entry.text
    first: dict[_Style, int] = {}
    later: dict[_Style, int] = {}
    begin = next((n for n, e in enumerate(marked) if e.pattern and not e.level), 0)
    for index, entry in enumerate(marked):
        first.setdefault(_style(entry), index)
        if index >= begin:
            later.setdefault(_style(entry), index)

    def order(style: _Style) -> tuple[int, int, int, int]:
        (level, item, _section), pattern = style
        came = first[style]
        if level:
            return 0, level, _numbers(pattern), came
        return 1, 0, later.get(style, came), item

    ordered = sorted((style for style in first if style not in outside), key=order)
    ranks = {style: rank for rank, style in enumerate(ordered)}
    for form, pattern in outside:
        ranks[form, pattern] = min(rank for (other, _p), rank in ranks.items() if other == form)
    return ranks, outside


def _numbers(pattern: Pattern) -> int:
    return int(pattern[2]) if pattern[:1] == ("n",) else 0


def _part(node: Node, labels: Labels) -> None:
    """Take the labels that stand behind a name out of it: "Aceras (Plazo: 2026)"."""
    entry = node.entry
    if entry.pattern[:1] == ("label",):
        _before, pairs = labels.part(entry.text)
        pairs = pairs[1:]
    else:
        before, pairs = labels.part(entry.text)
        if pairs and before:
            entry.bare = before[len(entry.text) - len(entry.bare) :]
            entry.text = before
    for label, value in pairs:
        node.add(label, value)


def _say(node: Node, entry: Entry, labels: Labels) -> None:
    if entry.section and entry.section != node.entry.section:
        node.add(fold(entry.section), entry.text)
        return
    before, pairs = labels.part(entry.text)
    if before:
        node.said.append(before)
    for label, value in pairs:
        node.add(label, value)
