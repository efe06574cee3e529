"""What a domain publishes: a table with named columns, and perhaps a whole document as JSON."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any

from django.utils.functional import Promise

from minga.base.domain import domains
from minga.people.models import Visitor

Cell = str | int | Decimal | None
Row = tuple[Cell, ...]
Text = str | Promise


@dataclass(frozen=True, slots=True)
class Column:
    """`name` is for machines and never changes; `label` and `what` are for people.

    `choices` are the codes of a closed list and how people call them: rows hold the codes, which
    machines get, and people read the words.
    """

    name: str
    label: Text
    what: Text = ""
    width: int = 14  # in letters, where the format has widths
    choices: tuple[tuple[str, Text], ...] = ()

    @property
    def words(self) -> dict[str, str]:
        """By code, in the language of the moment; without what explains the word."""
        return {code: str(label).partition(":")[0] for code, label in self.choices}

    @property
    def says(self) -> str:
        """What it means, with the words of its list and their codes."""
        listed = [
            # «sí» is a word of people and no code
            word if code == word or not code.isascii() else f"{word} ({code})"
            for code, word in self.words.items()
        ]
        return " ".join(filter(None, [str(self.what), f"{', '.join(listed)}." if listed else ""]))


@dataclass(frozen=True, slots=True)
class Cover:
    """The title page of what is printed. `facts` are lines of a label and what it says."""

    title: str
    subtitle: str = ""
    author: str = ""
    period: str = ""
    facts: tuple[tuple[Text, str], ...] = ()
    language: str = ""  # of what the cells say


@dataclass(frozen=True, slots=True)
class Table:
    """Rows to be published, read only once and only forwards.

    `groups` says how many leading columns belong to each thing that may span several rows, the
    outermost first: (2, 2) is a code and a text, and inside of them another code and text. The
    first column of a group tells its things apart.
    """

    title: str
    columns: tuple[Column, ...]
    rows: Iterable[Row]
    groups: tuple[int, ...] = ()
    cover: Cover | None = None
    sheet: str = ""  # in a workbook: the only sheet, by this name

    def in_words(self) -> Table:
        """The same, with words for the codes of closed lists."""
        words = {at: column.words for at, column in enumerate(self.columns) if column.choices}
        return replace(self, rows=_worded(self.rows, words)) if words else self


def _worded(rows: Iterable[Row], words: Mapping[int, Mapping[str, str]]) -> Iterator[Row]:
    for row in rows:
        told = list(row)
        for at, known in words.items():
            cell = told[at]
            if isinstance(cell, str):
                told[at] = known.get(cell, cell)
        yield tuple(told)


@dataclass(frozen=True, slots=True)
class Book:
    """Several tables of one workbook; each has a `sheet` of its own name."""

    title: str
    tables: Sequence[Table]


@dataclass(frozen=True, slots=True)
class Dataset:
    """Something a domain publishes about one subject, as much of it as the visitor may see.

    `printed` is the same for paper, where there is no room for what only machines read.
    """

    name: str
    title: Text
    table: Callable[[Any, Visitor], Table]
    document: Callable[[Any, Visitor], Iterator[bytes]] | None = None  # its own JSON
    printed: Callable[[Any, Visitor], Table] | None = None
    book: Callable[[Any, Visitor], Book] | None = None  # its own workbook, of several sheets


def published() -> dict[str, Dataset]:
    """Every dataset of every domain, by its name."""
    found = [domain.part(where) for domain in domains() for where in domain.datasets]
    return {dataset.name: dataset for dataset in found}
