"""What the styles of a Word document say: levels of headings, and numbers it writes by itself."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from minga.intake.read.letters import whole
from minga.intake.read.lists import numeral

if TYPE_CHECKING:
    from lxml.etree import _Element

    from minga.intake.read.archive import Package

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
LEVELS = 9
_VAL, _STYLE, _OUTLINE, _NUMBERED = (
    f"{W}{name}" for name in ("val", "pStyle", "outlineLvl", "numPr")
)
_HEADING = re.compile(
    r"(?:heading|t[ií]?tulo|encabezado|t[ií]tol|titre|cabe[cç]alho)\s*([1-9])", re.IGNORECASE
)
_LIST = re.compile(r"list ?(?:bullet|number) ?([1-9]?)", re.IGNORECASE)
_FORMATS = {
    "decimalZero": "padded",
    "lowerLetter": "letter",
    "upperLetter": "LETTER",
    "lowerRoman": "roman",
    "upperRoman": "ROMAN",
    "none": "",
    "bullet": "bullet",
}
_PLACE = re.compile(r"%([1-9])")
_LONGEST = 100  # letters of what stands before a paragraph


@dataclass(frozen=True, slots=True)
class Mark:
    """How a paragraph stands in the document: a heading, an item, what is written before it."""

    level: int = 0
    item: int = 0
    label: str = ""


@dataclass(frozen=True, slots=True)
class _Kind:
    name: str
    based: str
    outline: int | None
    number: str | None
    depth: int | None


@dataclass(frozen=True, slots=True)
class _Level:
    start: int = 1
    style: str = "decimal"
    text: str = ""
    restarts: bool = True
    legal: bool = False  # prints the numbers above it as decimals
    paragraphs: str = ""  # the style whose paragraphs stand at this level


@dataclass(slots=True)
class Numbering:
    """Counts as the word processor does, paragraph after paragraph."""

    styles: dict[str, _Kind] = field(default_factory=dict)
    default: str = ""
    lists: dict[str, str] = field(default_factory=dict)  # list → what defines it
    levels: dict[str, dict[int, _Level]] = field(default_factory=dict)
    starts: dict[str, dict[int, int]] = field(default_factory=dict)  # list → level → first number
    _counters: dict[str, list[int | None]] = field(default_factory=dict)
    _begun: set[str] = field(default_factory=set)
    _plain: dict[str, Mark | None] = field(default_factory=dict)

    def mark(self, properties: _Element | None) -> Mark:
        """How a paragraph stands, by its properties; each call counts."""
        style, outline, number, depth = self.default, None, None, None
        for child in properties if properties is not None else ():
            if child.tag == _STYLE:
                style = child.get(_VAL, style)
            elif child.tag == _OUTLINE:
                outline = whole(child.get(_VAL))
            elif child.tag == _NUMBERED:
                number, depth = _value(child, "numId"), _number(child, "ilvl")
        if outline is None and number is None and depth is None:
            if style not in self._plain:
                self._plain[style] = self._of_style(style)
            plain = self._plain[style]
            if plain is not None:
                return plain
        return self._mark(style, outline, number, depth)

    def _of_style(self, style: str) -> Mark | None:
        """What all paragraphs of a style share, or nothing where they are counted."""
        if any(its.number is not None for its in self._chain(style)):
            return None
        return self._mark(style, None, None, None)

    def _mark(self, style: str, outline: int | None, number: str | None, depth: int | None) -> Mark:
        chain = list(self._chain(style))
        if outline is None:
            outline = next((s.outline for s in chain if s.outline is not None), None)
        level = _heading(style, chain) if outline is None else outline + 1
        if level > LEVELS:  # body text
            level = 0
        label, item = self._listed(style, chain, number, depth)
        if level:
            return Mark(level, 0, label)
        return Mark(0, max(item, _listed_by_name(style, chain)), label)

    def _chain(self, style: str) -> Iterator[_Kind]:
        seen: set[str] = set()
        while style in self.styles and style not in seen:
            seen.add(style)
            yield self.styles[style]
            style = self.styles[style].based

    def _listed(
        self, style: str, chain: list[_Kind], number: str | None, depth: int | None
    ) -> tuple[str, int]:
        """What the list writes before the paragraph, and how deep it stands in it."""
        if number is None:
            number = next((s.number for s in chain if s.number is not None), None)
            if number is not None and depth is None:
                depth = self._depth_of(style, number)
                if depth is None:
                    depth = next((s.depth for s in chain if s.depth is not None), None)
        if number is None or number not in self.lists:
            return "", 0
        depth = min(depth or 0, LEVELS - 1)
        return self._label(number, depth), depth + 1

    def _depth_of(self, style: str, number: str) -> int | None:
        levels = self.levels.get(self.lists.get(number, ""), {})
        return next((d for d, level in levels.items() if level.paragraphs == style), None)

    def _label(self, number: str, depth: int) -> str:
        abstract = self.lists[number]
        levels = self.levels.get(abstract, {})
        counters = self._counters.setdefault(abstract, [None] * LEVELS)
        if number not in self._begun:
            self._begun.add(number)
            for at, start in self.starts.get(number, {}).items():
                counters[at] = start - 1
        level = levels.get(depth, _Level())
        now = counters[depth]
        counters[depth] = level.start if now is None else now + 1
        for deeper in range(depth + 1, LEVELS):
            if levels.get(deeper, level).restarts:
                counters[deeper] = None

        def count(place: re.Match[str]) -> str:
            at = int(place[1]) - 1
            its = levels.get(at, _Level())
            value = counters[at]
            if value is None:  # nothing was counted at the level above
                value = its.start - 1
            return numeral(value, "decimal" if level.legal else its.style) if its.style else ""

        if level.style == "bullet":
            return ""
        return _PLACE.sub(count, level.text).strip()[:_LONGEST]


def read(package: Package, styles: str, numbering: str) -> Numbering:
    """From the two parts of a document that say it; either may be missing."""
    found = Numbering()
    root = package.tree(styles)
    for node in root.iterfind(f"{W}style") if root is not None else ():
        if node.get(f"{W}type", "paragraph") == "paragraph":
            name = node.get(f"{W}styleId", "")
            found.styles[name] = _style(node)
            if node.get(f"{W}default") in ("1", "true", "on"):
                found.default = name
    root = package.tree(numbering)
    if root is not None:
        _lists(root, found)
    return found


def _style(node: _Element) -> _Kind:
    properties = node.find(f"{W}pPr")
    number = depth = outline = None
    if properties is not None:
        outline = _number(properties, "outlineLvl")
        numbered = properties.find(f"{W}numPr")
        if numbered is not None:
            number, depth = _value(numbered, "numId"), _number(numbered, "ilvl")
    return _Kind(_value(node, "name") or "", _value(node, "basedOn") or "", outline, number, depth)


def _lists(root: _Element, found: Numbering) -> None:
    borrowed: dict[str, str] = {}  # definition → the style that has its levels
    for node in root.iterfind(f"{W}abstractNum"):
        name = node.get(f"{W}abstractNumId", "")
        found.levels[name] = dict(map(_level, node.iterfind(f"{W}lvl")))
        if link := _value(node, "numStyleLink"):
            borrowed[name] = link
    for node in root.iterfind(f"{W}num"):
        number = node.get(f"{W}numId", "")
        found.lists[number] = _value(node, "abstractNumId") or ""
        for override in node.iterfind(f"{W}lvlOverride"):
            at = min(whole(override.get(f"{W}ilvl")), LEVELS - 1)
            start = _number(override, "startOverride")
            if start is not None:
                found.starts.setdefault(number, {})[at] = start
            own = override.find(f"{W}lvl")
            if own is not None:
                _own_level(found, number, at, _level(own)[1])
    for name, style in borrowed.items():
        number = found.styles[style].number if style in found.styles else None
        if number in found.lists and not found.levels[name]:
            found.levels[name] = found.levels.get(found.lists[number], {})
    found.lists.pop("0", None)  # means: no list


def _own_level(found: Numbering, number: str, at: int, level: _Level) -> None:
    """A list that prints one level in its own way counts apart from the others."""
    name = f"list {number}"
    if found.lists[number] != name:
        found.levels[name] = dict(found.levels.get(found.lists[number], {}))
        found.lists[number] = name
    found.levels[name][at] = level


def _level(node: _Element) -> tuple[int, _Level]:
    printed = _value(node, "numFmt") or "decimal"
    start = _number(node, "start")
    return min(whole(node.get(f"{W}ilvl")), LEVELS - 1), _Level(
        1 if start is None else start,
        _FORMATS.get(printed, "decimal"),
        _value(node, "lvlText") or "",
        _value(node, "lvlRestart") != "0",
        node.find(f"{W}isLgl") is not None,
        _value(node, "pStyle") or "",
    )


def _heading(style: str, chain: list[_Kind]) -> int:
    found = (_HEADING.fullmatch(name.strip()) for name in [*(its.name for its in chain), style])
    return next((int(match[1]) for match in found if match), 0)


def _listed_by_name(style: str, chain: list[_Kind]) -> int:
    found = (_LIST.fullmatch(name.strip()) for name in [*(its.name for its in chain), style])
    return next((int(match[1] or 1) for match in found if match), 0)


def _value(node: _Element, name: str) -> str | None:
    child = node.find(f"{W}{name}")
    return None if child is None else child.get(f"{W}val")


def _number(node: _Element, name: str) -> int | None:
    said = _value(node, name)
    return None if said is None else whole(said)
