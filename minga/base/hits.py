"""What a search found, and how it is shown: the words asked for are marked where they stand."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from django.utils.html import conditional_escape
from django.utils.safestring import SafeString, mark_safe

from minga.base.search import WORD, fold, stem, stems

AROUND = 160  # characters of an excerpt


@dataclass(frozen=True, slots=True)
class Hit:
    """One thing found. `key` rises along the list: the next page begins after the last key."""

    key: int
    title: str
    url: str
    where: str = ""
    excerpt: str = ""


# (who asks, question, after this key, how many) -> in the order of their keys
Finder = Callable[..., Sequence[Hit]]


def spans(text: str, question: str) -> list[tuple[int, int]]:
    """Where in `text` the words asked for stand; the last may be unfinished, as in the search."""
    wanted = stems(question)[:12]
    if not wanted:
        return []
    found = []
    for word in WORD.finditer(text):
        root = stem(fold(word[0]))
        if root in wanted or root.startswith(wanted[-1]):
            found.append(word.span())
    return found


def highlight(text: str, question: str) -> SafeString:
    """The text, safe for a page, with what was asked for marked."""
    pieces, end = [], 0
    for start, stop in spans(text, question):
        pieces += [
            conditional_escape(text[end:start]),
            mark_safe("<mark>"),
            conditional_escape(text[start:stop]),
            mark_safe("</mark>"),
        ]
        end = stop
    pieces.append(conditional_escape(text[end:]))
    return mark_safe("".join(pieces))  # noqa: S308


def excerpt(text: str, question: str) -> str:
    """The piece of a long text where the first word asked for stands; "" when none does."""
    found = spans(text, question)
    if not found:
        return ""
    if len(text) <= AROUND:
        return text
    start = max(0, found[0][0] - AROUND // 3)
    if start:
        start = text.find(" ", start, found[0][0]) + 1 or start
    stop = start + AROUND
    if stop < len(text):
        stop = max(text.rfind(" ", start, stop), found[0][1])
    return f"{'… ' if start else ''}{text[start:stop]}{' …' if stop < len(text) else ''}"
