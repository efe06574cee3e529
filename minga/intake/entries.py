"""Prose as entries: headings, items and numbered lines, each with its mark taken apart."""

from __future__ import annotations

import re
import sys
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from minga.intake.folding import fold
from minga.intake.reading import Paragraph

_LOOKED_AT = 160  # letters in which a mark stands
_NUMBER = r"(?:[A-Z]{1,4}[-.\s]?)?\d{1,3}(?:[.-]\d{1,3}){0,4}[a-z]?"
_ROMAN = r"[IVXL]{1,6}"
_WORDED = re.compile(
    r"(?P<word>[^\W\d_][^\W\d_'’.-]+(?:\s[^\W\d_][^\W\d_'’-]*){0,3}?)"
    r"\s?(?:\s[nN]\s?\.?\s?[º°o]\.?\s?|\s?#\s?|\s)"
    rf"(?P<code>{_NUMBER}|{_ROMAN}(?![^\W\d_])|[A-Z](?=\s?[.):–—-]))"
    r"(?:\s?[.):–—-]+\s*|\s+|$)"
)
_CODED = re.compile(rf"(?P<code>{_NUMBER})(?P<stop>\s?[.):–—-]+\s+|[.)]|\s+)(?=\S)")
_LETTERED = re.compile(rf"(?P<code>{_ROMAN}|[a-zA-Z])\s?[.):–—-]\s*(?=\S)")
_BRACKETED = re.compile(r"\(?[a-z]\)\s+\S")
_LEADERS = re.compile(r"(?:\.{4,}|…{2,}|(?:\.\s){4,}|\t)\s*\d{1,4}\s*$")
_LABEL_LINE = re.compile(r"[^\W\d_][^:\n]{1,48}:(?:\s|$)")
_ALPHA = re.compile(r"[^\W\d_]")
_ROMANS = {"I": 1, "V": 5, "X": 10, "L": 50}
_COUNTED = 2  # codes that make a sequence
_SURELY = 4  # codes that make one wherever it begins
_NARROW = 60  # letters of the widest line of a document that breaks no line for its width
_EARLY = 0.7
_CAPITALS = 100  # letters of a line in capitals that is a heading
_CONTENTS = 3  # entries in a row that all come again: a table of contents

type Pattern = tuple[str, ...]  # what marks of one kind share; () for none


@dataclass(slots=True)
class Entry:
    """A piece of prose that may be a level, a record, or something said of one.

    `word` and `code` are its mark: "Eje" and "1" of "Eje 1. Movilidad".
    """

    at: int
    page: int
    text: str
    level: int = 0
    item: int = 0
    word: str = ""
    code: str = ""
    bare: str = ""  # the text without its word, as printed: "1. Movilidad"
    name: str = ""  # and without its code: "Movilidad"
    pattern: Pattern = ()
    capitals: bool = False
    section: str = ""  # the repeated heading ("Acciones") that it stands under
    labels: dict[str, str] = field(default_factory=dict)

    @property
    def marked(self) -> bool:
        """Whether its form alone says that it may be a level or a record."""
        return bool(self.level or self.item or self.pattern or self.capitals)


def entries(prose: Iterable[Paragraph]) -> list[Entry]:
    """The entries of the prose in order, without its table of contents."""
    prose = list(prose)
    width = max((len(line) for p in prose for line in p.text.split("\n")), default=0)
    following = [paragraph.at for paragraph in prose[1:]] + [sys.maxsize]
    found = [e for p, end in zip(prose, following, strict=False) for e in _of(p, end, width)]
    sequences(found)
    return _without_contents(found)


def sequences(found: Sequence[Entry]) -> None:
    """Take the marks of entries apart, and leave alone numbers that count nothing."""
    groups: dict[tuple[int, int, Pattern], list[Entry]] = {}
    for entry in found:
        _mark(entry)
        if entry.pattern:
            groups.setdefault((entry.level, entry.item, entry.pattern), []).append(entry)
    for group in groups.values():
        worded = group[0].pattern[:1] == ("w",)
        if not _is_counted([entry.code for entry in group], worded=worded):
            for entry in group:
                _unmark(entry)


def _is_counted(codes: Sequence[str], *, worded: bool) -> bool:
    """Whether the codes begin at one, and mostly go on by one or begin anew. Those that follow a
    word may begin anywhere: "Medida 11", "Medida 12"."""
    last = [_ordinal(code) for code in codes]
    if len(codes) < _COUNTED or (1 not in last and not (worded and len(codes) >= _SURELY)):
        return False
    going_on = sum(b in (a + 1, 1) for a, b in pairwise(last))
    return going_on >= 0.6 * (len(codes) - 1)


def _ordinal(code: str) -> int:
    """The last number of a code: 3 of "1.2.3", 2 of "B" and of "II"."""
    numbers = re.findall(r"\d+", code)
    if numbers:
        return int(numbers[-1])
    if len(code) == 1 and code not in "IVX":
        return ord(code.lower()) - 96
    values = [_ROMANS.get(letter, 0) for letter in code.upper()]
    return sum(-a if a < b else a for a, b in zip(values, [*values[1:], 0], strict=True))


def _unmark(entry: Entry) -> None:
    entry.word = entry.code = ""
    entry.bare = entry.name = entry.text
    entry.pattern = ()
    entry.capitals = _is_capitals(entry.text)


def _of(paragraph: Paragraph, end: int, width: int) -> Iterator[Entry]:
    at, page = paragraph.at, paragraph.page
    lines = [line.strip() for line in paragraph.text.split("\n") if line.strip()]
    if paragraph.level or not lines:
        if lines:
            yield Entry(at, page, " ".join(lines), level=paragraph.level)
        return
    open_ = Entry(at, page, lines[0], item=paragraph.item)
    for number, line in enumerate(lines[1:], start=1):
        if _begins(line) or (line[0].isupper() and _ends_early(lines[number - 1], width)):
            yield open_
            # only in a text file does each line have a place of its own
            open_ = Entry(max(at, min(at + number, end - 1)), page, line)
        else:
            open_.text = f"{open_.text} {line}"
    yield open_


def _begins(line: str) -> bool:
    """Whether a line inside a paragraph is a piece of its own and not the rest of the last one."""
    if _LABEL_LINE.match(line) or _is_capitals(line):
        return True
    coded = _CODED.match(line)
    if coded:
        return not coded["code"].isdigit() or coded["stop"].strip() != ""
    if _BRACKETED.match(line):
        return True
    worded = _WORDED.match(line[:_LOOKED_AT])
    return bool(worded and line[0].isupper() and worded["word"].count(" ") < 3)


def _ends_early(line: str, width: int) -> bool:
    """Whether a line breaks off where the next word would still have found its place."""
    return width < _NARROW or len(line) < _EARLY * width


def _is_capitals(text: str) -> bool:
    letters = _ALPHA.findall(text[: _CAPITALS + 1])
    return len(text) <= _CAPITALS and len(letters) > 3 and text.isupper()


def _mark(entry: Entry) -> None:
    text = entry.text
    entry.bare = entry.name = text
    head = text[:_LOOKED_AT]
    if coded := _CODED.match(head):
        entry.code = coded["code"]
        entry.name = text[coded.end() :]
        loose = entry.code.isdigit() and not coded["stop"].strip() and not entry.level
        if loose:  # "30 por ciento"
            entry.code, entry.name = "", text
        else:
            entry.pattern = ("n", *_kind(entry.code))
    elif lettered := _LETTERED.match(head):
        entry.code, entry.name = lettered["code"], text[lettered.end() :]
        entry.pattern = ("l", *_kind(entry.code))
    elif (worded := _WORDED.match(head)) and text[0].isupper():
        entry.word, entry.code = worded["word"], worded["code"]
        entry.bare, entry.name = text[worded.start("code") :], text[worded.end() :]
        entry.pattern = ("w", fold(entry.word))
    entry.capitals = not entry.pattern and _is_capitals(text)


def _kind(code: str) -> Pattern:
    """What codes of one depth share: "1.2" → two numbers; "A3" → a letter and a number."""
    letters = "".join(c for c in code if c.isalpha())
    if not any(c.isdigit() for c in code):
        roman = len(code) > 1 or code in "IVX"
        return ("roman" if roman else "upper" if code.isupper() else "lower",)
    return ("coded" if letters[:1].isupper() else "number", str(len(re.findall(r"\d+", code))))


def _without_contents(found: Sequence[Entry]) -> list[Entry]:
    """Leave out lines that end in dots and a page number, and runs of lines that all come again
    with something between them."""
    kept = [entry for entry in found if not _LEADERS.search(entry.text)]
    texts = [fold(entry.text) for entry in kept]
    headings = {text for entry, text in zip(kept, texts, strict=True) if entry.level}
    times = Counter(text for entry, text in zip(kept, texts, strict=True) if entry.marked)
    last = {text: index for index, text in enumerate(texts)}
    seen: Counter[str] = Counter()
    left_out: set[int] = set()
    run: list[int] = []
    for index, (entry, text) in enumerate(zip(kept, texts, strict=True)):
        seen[text] += 1
        again = entry.marked and times[text] == 2 and seen[text] == 1
        if entry.level == 0 and text in headings:
            left_out.add(index)
        elif again and entry.level == 0:
            run.append(index)
        else:
            if len(run) >= _CONTENTS:
                again_at = [last[texts[early]] for early in run]
                if max(again_at) - min(again_at) + 1 >= 2 * len(run):
                    left_out.update(run)
            run = []
    return [entry for index, entry in enumerate(kept) if index not in left_out]
