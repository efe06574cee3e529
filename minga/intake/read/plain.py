"""Plain text and Markdown: prose, tables by tabs and tables by pipes."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from minga.intake.reading import Paragraph, Reading, Row, Table

_LINE_END = re.compile(r"\r\n|\n|\r")
_HEADING = re.compile(r"(#{1,6})\s+(.*)")
_EMPHASIS = re.compile(r"(\*{1,3}|_{2,3})(?=\S)(.+?)(?<=\S)\1", re.DOTALL)
_PIPE_RULE = re.compile(r"\s*\|?\s*:?-{2,}:?\s*(\|\s*:?-{2,}:?\s*)*\|?\s*")
_PIPE = re.compile(r"(?<!\\)\|")


@dataclass(slots=True)
class _Run:
    """Lines of one table, until prose or another separator ends it."""

    separator: str
    rows: list[Row] = field(default_factory=list)
    pages: set[int] = field(default_factory=set)


def read(text: str, name: str, encoding: str) -> Reading:
    runs: list[_Run] = []
    prose: list[Paragraph] = []
    open_run: _Run | None = None
    block: list[str] = []
    began = 0
    for at, line in enumerate(_LINE_END.split(text), start=1):
        new_page = "\f" in line
        line = line.replace("\f", "")
        separator = _separator(line)
        if separator:
            if block:
                prose.append(_paragraph(began, block))
                block = []
            if open_run is None or open_run.separator != separator:
                open_run = _Run(separator)
                runs.append(open_run)
            if new_page:
                open_run.pages.add(len(open_run.rows))
            cells = _cells(line, separator)
            if cells:
                open_run.rows.append(Row(at, cells))
            continue
        if not line.strip():
            if block:
                prose.append(_paragraph(began, block))
                block = []
            continue
        open_run = None
        if _HEADING.match(line) or (block and _HEADING.match(block[0])):
            if block:
                prose.append(_paragraph(began, block))
            block = []
        if not block:
            began = at
        block.append(line)
    if block:
        prose.append(_paragraph(began, block))
    tables, loose = _tables(runs)
    prose = sorted([*prose, *loose], key=lambda paragraph: paragraph.at)
    markdown = any(p.level for p in prose) or any(run.separator == "|" for run in runs)
    media_type = "text/markdown" if markdown else "text/plain"
    return Reading(name, media_type, encoding, tuple(prose), tables)


def _separator(line: str) -> str:
    if "\t" in line.rstrip("\r\n") and (line.strip() or line.count("\t") > 1):
        return "\t"
    stripped = line.strip()
    if stripped.startswith("|") and len(_PIPE.findall(stripped)) > 1:
        return "|"
    return ""


def _cells(line: str, separator: str) -> tuple[str, ...]:
    if separator == "\t":
        return tuple(_unquoted(cell) for cell in line.split("\t"))
    if _PIPE_RULE.fullmatch(line):
        return ()
    inner = line.strip().removeprefix("|")
    if inner.endswith("|") and not inner.endswith("\\|"):
        inner = inner[:-1]
    return tuple(cell.strip().replace("\\|", "|") for cell in _PIPE.split(inner))


def _unquoted(cell: str) -> str:
    """Spreadsheets quote a cell that holds quotes when they save text by tabs."""
    if len(cell) > 1 and cell[0] == cell[-1] == '"' and cell.count('"') % 2 == 0:
        inner = cell[1:-1]
        if inner.replace('""', "").count('"') == 0:
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
        tables.append(Table(f"{len(tables) + 1}", tuple(run.rows), frozenset(run.pages)))
    return tuple(tables), loose


def _paragraph(at: int, block: list[str]) -> Paragraph:
    text = "\n".join(line.strip() for line in block)
    level = 0
    heading = _HEADING.match(text)
    if heading:
        level, text = len(heading[1]), heading[2]
    text = _EMPHASIS.sub(r"\2", text)
    return Paragraph(at, text, level)

