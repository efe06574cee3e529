"""What the text around the matrix says: title, government, years, counts and declared lists."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass

from minga.intake.folding import clean, fold
from minga.intake.reading import Paragraph
from minga.plans.importer import mechanisms, rules

_YEARS = re.compile(r"\b((?:19|20)\d\d)\s*(?:-|–|—|/|a|al|to)\s*((?:19|20)\d\d)\b")
_FOOTNOTE_MARK = re.compile(r"<sup>\s*\d+\s*</sup>", re.IGNORECASE)
_NUMBER = re.compile(r"\b(\d{1,4}|[^\W\d_]+)((?:\s+[^\W\d_]+){0,2}?)\s+([^\W\d_]+)")
_FINAL_DATE = re.compile(r"[\s,]+[^\W\d_]+,?(?:\s+del?)?\s+(?:19|20)\d\d\W*$")
_DATE = re.compile(r"\b(?:19|20)\d\d\b")
_COVER = 40  # paragraphs in which the title and the government are looked for
_TELLING = 12  # letters from which the name of an objective is known by itself
_AROUND = 90  # letters around a count in which it must be said that it is of the whole plan
_LISTED = 4  # different mechanisms in a row that make a declared list


@dataclass(frozen=True, slots=True)
class Count:
    at: int
    number: int
    quote: str
    start: int  # place in the folded paragraph


@dataclass(frozen=True, slots=True)
class DeclaredList:
    at: int
    mentions: tuple[mechanisms.Mention, ...]
    text: str

    @property
    def codes(self) -> frozenset[str]:
        return frozenset(mention.code for mention in self.mentions)


@dataclass(frozen=True, slots=True)
class Cover:
    title: str
    government: str
    first_year: int | None
    last_year: int | None


def said(paragraph: Paragraph) -> str:
    return clean(_FOOTNOTE_MARK.sub("", paragraph.text))


def cover(prose: Sequence[Paragraph]) -> Cover:
    title = _title(prose[:_COVER])
    years = _YEARS.search(title)
    if not years:
        found = (_YEARS.search(said(paragraph)) for paragraph in prose[:_COVER])
        years = next((match for match in found if match), None)
    return Cover(
        title,
        _government(prose[:_COVER]),
        int(years[1]) if years else None,
        int(years[2]) if years else None,
    )


def _title(prose: Sequence[Paragraph]) -> str:
    """The line that names a plan with its years, else the one heading above all others, else the
    heading or short line that names a plan."""
    highest = min((p.level for p in prose if p.level), default=0)
    alone = sum(p.level == highest for p in prose) == 1

    def rank(paragraph: Paragraph) -> tuple[bool, bool, bool, bool]:
        text = said(paragraph)
        names_plan = bool(rules.words().plan & set(fold(text).split()))
        first = alone and paragraph.level == highest > 0
        return names_plan and bool(_YEARS.search(text)), first, names_plan, paragraph.level > 0

    short = [p for p in prose if p.level or (len(said(p)) < 200 and not said(p).endswith("."))]
    best = max(short, key=rank, default=None)
    return said(best) if best and any(rank(best)[:3]) else ""


def _government(prose: Sequence[Paragraph]) -> str:
    best, best_rank = "", len(rules.words().governments)
    for paragraph in prose:
        lines = [said(Paragraph(0, line)) for line in paragraph.text.split("\n")]
        for number, line in enumerate(lines):
            folded = fold(line)
            starts = enumerate(rules.words().governments)
            rank = next((i for i, start in starts if folded.startswith(start)), best_rank)
            if rank < best_rank and len(line) < 200:
                rest = lines[number:]
                until = next((i for i, r in enumerate(rest) if _DATE.search(r)), len(rest))
                said_here = " ".join(rest[: max(until, 1)])
                best, best_rank = _FINAL_DATE.sub("", said_here), rank
    return best[:200]


def counted(headings: Iterable[str]) -> frozenset[str]:
    """The words by which a document counts its initiatives: that of its own heading and ours, or
    any of them where the heading says none."""
    said_words = {word for heading in headings for word in fold(heading).split()}
    ours, *others = rules.words().initiatives
    named = [words for words in (ours, *others) if words & said_words]
    return ours.union(*(named or others))


def counts(prose: Sequence[Paragraph], nouns: Collection[str]) -> Iterator[tuple[str, list[Count]]]:
    """Folded paragraphs that count initiatives, with their counts."""
    for paragraph in prose:
        text = said(paragraph)
        folded = fold(text)
        found = []
        for match in _NUMBER.finditer(folded):
            number = _number(match[1])
            tail = f"{match[2]} {match[3]}".split()
            if number is not None and any(word in nouns for word in tail[:2]):
                quote = f"{match[1]} {' '.join(tail)}"
                found.append(Count(paragraph.at, number, _quote(text, quote), match.start()))
        if found:
            yield folded, found


def _number(word: str) -> int | None:
    return int(word) if word.isdigit() else rules.words().numbers.get(word)


def _quote(text: str, folded: str) -> str:
    """The words of the text that fold into `folded`."""
    words = text.split()
    wanted = len(folded.split())
    for start in range(len(words) - wanted + 1):
        piece = " ".join(words[start : start + wanted])
        if fold(piece) == folded:
            return piece
    return folded


@dataclass(frozen=True, slots=True)
class Named:
    """An objective as prose may name it: by its words, or as "Eje 2"."""

    code: str
    name: str
    label: str  # what the plan calls its level

    def places(self, folded: str) -> int:
        """Where a folded paragraph names it; -1 where it does not."""
        name = fold(self.name)
        if len(name) >= _TELLING and (at := folded.find(name)) >= 0:
            return at
        if not self.label:
            return -1
        for called in (self.code, self.name):
            phrase = fold(f"{self.label} {called}")
            found = re.search(rf"\b{re.escape(phrase)}\b", folded) if called else None
            if found:
                return found.start()
        return -1


def declared(
    prose: Sequence[Paragraph],
    lowest: Sequence[Named],
    above: Sequence[Named],
    nouns: Collection[str],
) -> dict[str, Count]:
    """For the code of each objective, the count of the paragraph that names it.

    One that has others below it is counted only where none of those is named beside it.
    """
    paragraphs = list(counts(prose, nouns))
    found = _nearest(paragraphs, lowest)
    alone = [p for p in paragraphs if all(named.places(p[0]) < 0 for named in lowest)]
    return found | _nearest(alone, above)


def _nearest(
    paragraphs: Sequence[tuple[str, list[Count]]], objectives: Sequence[Named]
) -> dict[str, Count]:
    found: dict[str, Count] = {}
    for objective in objectives if paragraphs else ():
        for paragraph, numbers in paragraphs:
            at = objective.places(paragraph)
            if at >= 0:
                found[objective.code] = min(numbers, key=lambda count: abs(count.start - at))
                break
    return found


def total(
    prose: Sequence[Paragraph], nouns: Collection[str], of_objectives: Collection[Count]
) -> Count | None:
    """How many initiatives the plan says it has in all: "El plan contiene 86 acciones".

    Where several counts could be it, the one that is called a total, and then the largest.
    """
    known = rules.words()
    best: tuple[bool, int] = (False, 1)
    found = None
    for folded, numbers in counts(prose, nouns):
        for count in numbers:
            around = set(folded[max(count.start - _AROUND, 0) : count.start + _AROUND].split())
            called = bool(known.in_all & around)
            holds = bool(known.plan & around) and bool(known.holds & around)
            if count in of_objectives or not (called or holds):
                continue
            if (called, count.number) > best:
                best, found = (called, count.number), count
    return found


def lists(prose: Sequence[Paragraph]) -> list[DeclaredList]:
    """Enumerations of mechanisms: several different ones with nothing but separators between."""
    found = []
    for paragraph in prose:
        text = said(paragraph)
        if text.count(",") < _LISTED - 2:
            continue
        for run in _runs(mechanisms.parse(text, mend=False), text):
            if len({mention.code for mention in run}) >= _LISTED:
                quote = text[run[0].start : run[-1].end]
                found.append(DeclaredList(paragraph.at, tuple(run), quote))
    return found


def _runs(cell: mechanisms.Cell, text: str) -> Iterator[list[mechanisms.Mention]]:
    run: list[mechanisms.Mention] = []
    for mention in cell.mentions:
        between = fold(text[run[-1].end : mention.start]) if run else ""
        apart = run and (between and between not in rules.words().conjunctions)
        if apart or (run and run[-1].printed != run[-1].plain):
            yield run
            run = []
        run.append(mention)
    if run:
        yield run


def language(texts: Sequence[str]) -> str:
    """The language whose small words are met most."""
    said_words = fold(" ".join(texts)).split()
    scores = {
        name: sum(word in small for word in said_words)
        for name, small in rules.words().languages.items()
    }
    best = max(scores, key=lambda name: scores[name])
    return best if scores[best] else ""
