"""Plain text and Markdown: prose, tables by tabs and tables by pipes."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from minga.intake.read.lists import without_bullet
from minga.intake.reading import Paragraph, Reading, Row, Table

_LINE_END = re.compile(r"\r\n|\n|\r")
_HEADING = re.compile(r"(#{1,6})\s+(.*)")
_EMPHASIS = re.compile(r"(\*{1,3}|_{2,3})(?=\S)(.+?)(?<=\S)\1", re.DOTALL)
_PIPE_RULE = re.compile(r"\s*\|?\s*:?-+:?\s*(\|\s*:?-+:?\s*)*\|?\s*")
_PIPE = re.compile(r"(?<!\\)\|")
_NUMBERED = re.compile(r"\s*\d{1,3}[.)]\s+(?=\S)")
_RULE = re.compile(r"\s*(?:={3,}|-{3,}|_{3,}|\*{3,}|~{3,})\s*")
_TAB = 4  # columns of an indent
_INTERRUPTION = 120  # letters of a page number or a running title between two pages of a table


@dataclass(slots=True)
class _Run:
    """Lines of one table, until prose or another separator ends it."""

    separator: str
    after: int
    rows: list[Row] = field(default_factory=list)
    pages: set[int] = field(default_factory=set)


@dataclass(slots=True)
class _Reader:
    """Goes down the lines once."""

    runs: list[_Run] = field(default_factory=list)
    prose: list[Paragraph] = field(default_factory=list)
    run: _Run | None = None
    block: list[str] = field(default_factory=list)  # lines of the paragraph being read
    began: int = 0
    indents: list[int] = field(default_factory=list)  # of the list being read, outermost first
    item: int = 0  # how deep the block stands in it
    interrupted: int = 0  # letters of prose since the last row

    def take(self, at: int, line: str) -> None:
        new_page = "\f" in line
        line = line.replace("\f", "")
        separator = _separator(line)
        if separator == "\t" and not self._in_table() and self._is_item(line):
            separator, line = "", line.replace("\t", " " * _TAB)
        if separator:
            self._row(at, line, separator, new_page)
        elif not line.strip():
            self.close()
        else:
            self._prose(at, line)

    def close(self) -> None:
        if self.block:
            self.prose.append(_paragraph(self.began, self.block, self.item))
            self.block = []
        self.item = 0

    def _in_table(self) -> bool:
        return self.run is not None and not self.interrupted

    def _is_item(self, line: str) -> bool:
        """A tab may part a bullet from its text, or stand before the item of another."""
        said = line.strip("\t ")
        plain = without_bullet(said)
        if line[0].isspace() and not self.item:
            return False
        return plain is not None and "\t" not in plain

    def _row(self, at: int, line: str, separator: str, new_page: bool) -> None:
        self.close()
        if self.run and self.interrupted:
            width = len(_cells(line, separator))
            if self.interrupted > _INTERRUPTION or width != len(self.run.rows[-1].cells):
                self.run = None
            new_page = True
        self.interrupted = 0
        if self.run is None or self.run.separator != separator:
            self.run = _Run(separator, self.prose[-1].at if self.prose else 0)
            self.runs.append(self.run)
        if separator == "|" and self.run.rows and _PIPE_RULE.fullmatch(line):
            return
        if new_page:
            self.run.pages.add(len(self.run.rows))
        self.run.rows.append(Row(at, _cells(line, separator)))

    def _prose(self, at: int, line: str) -> None:
        if _RULE.fullmatch(line):
            self._underline(line)
            return
        heading = _HEADING.match(line)
        plain = None if heading else without_bullet(line)
        # a number opens an item only where a list may stand: not in the middle of a paragraph
        numbered = not heading and (self.item or not self.block) and _NUMBERED.match(line)
        after_heading = bool(self.block and _HEADING.match(self.block[0]))
        if heading or plain is not None or numbered or after_heading:
            self.close()
        if heading:
            self.run = None
            self.indents = []
        elif plain is not None or numbered:
            self.item = self._depth(line)
            line = line if plain is None else plain
        elif not self.block and not line[0].isspace():
            self.indents = []
        self.interrupted += len(line)
        if not self.block:
            self.began = at
        self.block.append(line)

    def _underline(self, line: str) -> None:
        """A line of signs makes a heading of the line above it, or only parts what is around it."""
        title = self.block.pop() if self.block and not self.item else ""
        at = self.began + len(self.block)
        self.close()
        if title:
            self.began = at
            level = "#" if line.strip()[0] == "=" else "##"
            self.block = [f"{level} {title.strip()}"]
            self.close()
        self.run, self.indents = None, []

    def _depth(self, line: str) -> int:
        """How deep an item stands, by how far it is indented."""
        line = line.replace("\t", " " * _TAB)
        indent = len(line) - len(line.lstrip())
        while self.indents and self.indents[-1] > indent:
            self.indents.pop()
        if not self.indents or indent > self.indents[-1] + 1:
            self.indents.append(indent)
        return len(self.indents)


def read(text: str, name: str, encoding: str) -> Reading:
    reader = _Reader()
    for at, line in enumerate(_LINE_END.split(text), start=1):
        reader.take(at, line)
    reader.close()
    tables, loose = _tables(reader.runs)
    prose = sorted([*reader.prose, *loose], key=lambda paragraph: paragraph.at)
    markdown = any(p.level for p in prose) or any(run.separator == "|" for run in reader.runs)
    media_type = "text/markdown" if markdown else "text/plain"
    return Reading(name, media_type, encoding, tuple(prose), tables)


def _separator(line: str) -> str:
    if "\t" in line:
        return "\t" if line.strip() else ""
    stripped = line.strip()
    if stripped.startswith("|") and len(_PIPE.findall(stripped)) > 1:
        return "|"
    return ""


def _cells(line: str, separator: str) -> tuple[str, ...]:
    if separator == "\t":
        return tuple(_unquoted(cell) for cell in line.split("\t"))
    inner = line.strip().removeprefix("|")
    if inner.endswith("|") and not inner.endswith("\\|"):
        inner = inner[:-1]
    cells = (cell.strip().replace("\\|", "|") for cell in _PIPE.split(inner))
    return tuple(_EMPHASIS.sub(r"\2", cell) for cell in cells)


def _unquoted(cell: str) -> str:
    """Spreadsheets quote a cell that holds quotes when they save text by tabs."""
    if len(cell) > 1 and cell[0] == cell[-1] == '"':
        inner = cell[1:-1]
        if '"' not in inner.replace('""', ""):
            return inner.replace('""', '"')
    return cell


def _tables(runs: list[_Run]) -> tuple[tuple[Table, ...], list[Paragraph]]:
    """A single line with a tab is prose; two or more lines are a table."""
    tables: list[Table] = []
    loose: list[Paragraph] = []
    for run in runs:
        if len(run.rows) < 2:
            loose += [Paragraph(row.at, " ".join(filter(None, row.cells))) for row in run.rows]
            continue
        tables.append(Table(f"{len(tables) + 1}", tuple(run.rows), frozenset(run.pages), run.after))
    return tuple(tables), loose


def _paragraph(at: int, block: list[str], item: int) -> Paragraph:
    text = "\n".join(line.strip() for line in block)
    level = 0
    heading = _HEADING.match(text)
    if heading:
        level, text, item = len(heading[1]), heading[2], 0
    return Paragraph(at, _EMPHASIS.sub(r"\2", text), level, item)
