"""The numbers that an OpenDocument text writes by itself before headings and items."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from minga.intake.read.letters import whole
from minga.intake.read.lists import numeral

if TYPE_CHECKING:
    from lxml.etree import _Element

_TEXT = "{urn:oasis:names:tc:opendocument:xmlns:text:1.0}"
_STYLE = "{urn:oasis:names:tc:opendocument:xmlns:style:1.0}"
_LIST, _ITEM = f"{_TEXT}list", f"{_TEXT}list-item"
_FORMATS = {"1": "decimal", "a": "letter", "A": "LETTER", "i": "roman", "I": "ROMAN"}
_OUTLINE = ""  # the name under which headings count
_DEEPEST = 10


@dataclass(frozen=True, slots=True)
class _Level:
    style: str  # "" prints no number
    before: str
    after: str
    start: int
    shows: int  # how many levels, its own included


@dataclass(slots=True)
class Counting:
    """Counts paragraph after paragraph. `styles` is the part that has the common styles."""

    styles: _Element | None
    _levels: dict[str, dict[int, _Level]] = field(default_factory=dict)
    _counters: dict[str, list[int | None]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        if self.styles is not None:
            self.learn(self.styles)
        self.styles = None

    def learn(self, node: _Element) -> None:
        for style in node.iter(f"{_TEXT}list-style", f"{_TEXT}outline-style"):
            is_list = style.tag == f"{_TEXT}list-style"
            name = style.get(f"{_STYLE}name", "") if is_list else _OUTLINE
            self._levels[name] = {
                whole(level.get(f"{_TEXT}level")): _level(level) for level in style
            }

    def begin(self, node: _Element) -> None:
        """A list opens; it counts from the start unless it says that it goes on."""
        goes_on = node.get(f"{_TEXT}continue-numbering") == "true"
        if goes_on or node.get(f"{_TEXT}continue-list") or _list_above(node) is not None:
            return
        self._counters.pop(node.get(f"{_TEXT}style-name", ""), None)

    def mark(self, node: _Element, level: int) -> tuple[str, int]:
        """What is written before a paragraph, and how deep it stands in lists."""
        lists = []
        parent = _list_above(node)
        while parent is not None:
            lists.append(parent)
            parent = _list_above(parent)
        if not lists:
            return (self._label(_OUTLINE, level, None), 0) if level else ("", 0)
        name = next((n for n in (one.get(f"{_TEXT}style-name") for one in lists) if n), "")
        item = node.getparent()
        if item is None or item.tag != _ITEM or node.getprevious() is not None:
            return "", len(lists)  # a list's own heading, or one more paragraph of an item
        start = item.get(f"{_TEXT}start-value")
        return self._label(name, len(lists), whole(start) if start else None), len(lists)

    def _label(self, name: str, depth: int, start: int | None) -> str:
        levels = self._levels.get(name, {})
        level = levels.get(depth)
        if level is None or depth >= _DEEPEST:
            return ""
        counters = self._counters.setdefault(name, [None] * (_DEEPEST + 1))
        now = counters[depth]
        if start is None:
            start = level.start if now is None else now + 1
        counters[depth] = start
        counters[depth + 1 :] = [None] * (_DEEPEST - depth)
        if not level.style:
            return ""
        shown = []
        for at in range(max(1, depth - level.shows + 1), depth + 1):
            its = levels.get(at)
            count = counters[at]
            if its is not None and its.style:
                shown.append(numeral(its.start if count is None else count, its.style))
        return f"{level.before}{'.'.join(shown)}{level.after}".strip()


def _list_above(node: _Element) -> _Element | None:
    parent = node.getparent()
    while parent is not None and parent.tag != _LIST:
        if not parent.tag.startswith(_TEXT):  # a cell or a box begins anew
            return None
        parent = parent.getparent()
    return parent


def _level(node: _Element) -> _Level:
    return _Level(
        _FORMATS.get(node.get(f"{_STYLE}num-format", ""), ""),
        node.get(f"{_STYLE}num-prefix", ""),
        node.get(f"{_STYLE}num-suffix", ""),
        whole(node.get(f"{_TEXT}start-value"), 1),
        max(1, whole(node.get(f"{_TEXT}display-levels"), 1)),
    )
