"""What headings call themselves, and those that stand above each table."""

from __future__ import annotations

from bisect import bisect_right
from collections import Counter
from collections.abc import Sequence

from minga.intake.entries import Entry, entries, sequences
from minga.intake.folding import fold
from minga.intake.labels import Labels
from minga.intake.reading import Paragraph
from minga.intake.tree import Node, tree

_SHARED = 0.8  # of the texts of a level that must begin with its name
_SHORT = 3  # letters: "Eje", "Axe", "Eix", but "Los" and "Une" too
_USUAL = 0.5  # of the places that a level must stand above

type Column = tuple[str, list[str | None]]  # heading and cells, None for the one above


def title(level: Sequence[Entry]) -> str:
    """What the texts of one level call themselves: the word before their numbers, or the word that
    all of them begin with; else the heading they stand under."""
    if not level:
        return ""
    words = Counter(entry.word for entry in level if entry.word)
    if words.total() >= _SHARED * len(level):
        alone = [entry for entry in level if entry.word and not entry.name]
        if len(alone) >= _SHARED * len(level):  # "Ficha n.º" says that it is but a number
            return alone[0].text[: len(alone[0].text) - len(alone[0].bare)].strip()
        return words.most_common(1)[0][0]
    if level[0].section:
        return level[0].section
    first = Counter(entry.text.split()[0].rstrip(":") for entry in level if entry.text)
    word, times = first.most_common(1)[0] if first else ("", 0)
    plain = word.isalpha() and len(word) > 2 and word[0].isupper()
    if len(word) == _SHORT and any(_goes_on(entry.text) for entry in level):
        plain = False
    different = len({fold(entry.text) for entry in level}) > 1
    return word if plain and different and times == len(level) > 1 else ""


def _goes_on(text: str) -> bool:
    """Whether the text goes on in small letters, as after an article: "Una ciudad"."""
    return text.split()[1:2] != [] and text.split()[1][0].islower()


def text_under(entry: Entry, called: str) -> str:
    """The text of an entry in a column with that heading, which need not be said twice."""
    if called and entry.word:
        return entry.bare
    if called and entry.text.startswith(f"{called}:"):
        return entry.text[len(called) + 1 :].strip()
    return entry.text


def named(texts: Sequence[str | None]) -> Column:
    """A column of texts, with the word that they begin with as its heading."""
    filled = [Entry(0, 0, text) for text in texts if text]
    sequences(filled)
    called = title(filled)
    said = iter([text_under(entry, called) for entry in filled])
    return called, [next(said) if text else text for text in texts]


def above(prose: Sequence[Paragraph], places: Sequence[int]) -> list[Column]:
    """The headings above each place, given by the last paragraph before it: a column a level."""
    nodes = [n for n in tree(entries(prose), Labels({}), set()) if n.entry.level or n.entry.pattern]
    starts = [node.entry.at for node in nodes]
    paths: list[dict[int, Node]] = []
    for place in places:
        last = bisect_right(starts, place) - 1
        path = [*nodes[last].path(), nodes[last]] if last >= 0 else []
        inside = not any(node.outside for node in path)
        paths.append({node.rank: node for node in path} if inside else {})
    found: dict[int, Counter[int]] = {}
    for by_rank in paths:
        for rank, node in by_rank.items():
            found.setdefault(rank, Counter())[node.number] += 1
    columns: list[Column] = []
    changed = [False] * len(places)  # at a higher level
    for rank in sorted(found):
        if len(found[rank]) < 2 or found[rank].total() < _USUAL * len(places):
            continue
        shown = [path.get(rank) for path in paths]
        called = title([n.entry for n in {n.number: n for n in shown if n}.values()])
        cells: list[str | None] = []
        for index, shown_here in enumerate(shown):
            before = shown[index - 1] if index else None
            changed[index] = changed[index] or shown_here is not before or index == 0
            if shown_here is None:
                cells.append("")
            else:
                cells.append(text_under(shown_here.entry, called) if changed[index] else None)
        columns.append((called, cells))
    return columns
