"""Read a plan out of a document: `draft_from` takes a reading and gives what it proposes."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from functools import cache

from django.utils.translation import gettext as _

from minga.intake import columns
from minga.intake.folding import clean
from minga.intake.reading import Paragraph, Reading, Row, Table, Unreadable
from minga.intake.stitch import body, stitch
from minga.plans.draft import PlanDraft
from minga.plans.importer import checks, matrix, mechanisms, prose, rules, wording

_SAMPLED = 200
_SIGNS = {
    *("development_objective", "development_code", "management_objective", "management_code"),
    *("articulation_objective", "mechanisms"),
}


def draft_from(reading: Reading) -> PlanDraft:
    """The plan that a document holds, with everything odd about how it is printed.

    Raises Unreadable where no table of the document is a plan.
    """
    with _uncollected():
        return _draft(reading)


@contextmanager
def _uncollected() -> Iterator[None]:
    """Nothing made here is garbage, and looking for some takes a third of the time."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()


def _complete(read: matrix.Matrix, text: list[Paragraph], counts: dict[str, prose.Count]) -> None:
    """Refuse a document that ends before its time: its last objective is short of what the text
    announces for it, and others that the text announces are not there at all."""
    last = read.deepest()[-1].code
    listed = sum(entry.objective == last for entry in read.entries)
    absent = sum(1 for _ in prose.counts(text)) - len(counts)
    if last in counts and listed < counts[last].number and absent > 0:
        raise Unreadable(
            _(
                "El documento parece cortado: anuncia %(declared)s iniciativas en %(code)s y solo"
                " trae %(listed)s, y faltan otros objetivos que anuncia."
                " Consiga el archivo completo."
            )
            % {"declared": counts[last].number, "code": last, "listed": listed}
        )


def _draft(reading: Reading) -> PlanDraft:
    found = [(table, header) for table in reading.tables if (header := _header(table))]
    if not found:
        raise Unreadable(_nothing_found(reading))
    text = sorted(_prose(reading, found), key=lambda paragraph: paragraph.at)
    read = matrix.Matrix()
    raw: list[Row] = []
    for header, rows in _runs(found):
        raw += [row for row, _opens in rows]
        shape = matrix.shape(header)
        stitched = stitch(rows, shape, len(header.printed))
        matrix.Reader(read, header, stitched, shape).run()
    if not read.entries:
        raise Unreadable(
            _("La tabla del plan tiene encabezado pero ninguna iniciativa: revise el documento.")
        )
    counts = prose.declared(text, [(o.code, o.name) for o in read.deepest()])
    for code, count in counts.items():
        read.objectives[code] = replace(read.objectives[code], declared=count.number)
    _complete(read, text, counts)
    lists = prose.lists(text)
    observations = [
        *read.observations,
        *checks.all_of(read, counts),
        *wording.all_of(read, lists, raw),
    ]
    cover = prose.cover(text)
    sample = [entry.name for entry in read.entries[:_SAMPLED]]
    return PlanDraft(
        cover.title,
        cover.government,
        cover.first_year,
        cover.last_year,
        prose.language([*sample, *(p.text for p in text[:_SAMPLED])]) or found[0][1].language,
        read.levels,
        tuple(read.objectives.values()),
        tuple(matrix.drafts(read)),
        tuple(sorted(observations, key=lambda seen: (min(seen.lines, default=0), seen.kind))),
        read.roles,
    )


@cache
def _vocabulary() -> columns.Vocabulary:
    headings, ignored = rules.headings()
    return columns.vocabulary(headings, ignored, {"mechanisms": _names_mechanisms})


def _names_mechanisms(cell: str) -> bool:
    read = mechanisms.parse(cell)
    return bool(read.mentions) and not read.unknown


def _header(table: Table) -> columns.Columns | None:
    found = columns.find(table, _vocabulary(), needed=["initiative"])
    return found if found and _SIGNS & found.roles.keys() else None


def _runs(
    found: list[tuple[Table, columns.Columns]],
) -> Iterator[tuple[columns.Columns, list[tuple[Row, bool]]]]:
    """Tables with the same header are one table that the pages parted."""
    first: columns.Columns | None = None
    rows: list[tuple[Row, bool]] = []
    for table, header in found:
        more = list(body(table, header))
        if first and (header.key(), header.roles) == (first.key(), first.roles):
            rows += [(row, opens or number == 0) for number, (row, opens) in enumerate(more)]
            continue
        if first:
            yield first, rows
        first, rows = header, more
    if first:
        yield first, rows


def _prose(reading: Reading, found: list[tuple[Table, columns.Columns]]) -> Iterator[Paragraph]:
    """The running text, and the sheets or rows above the header that hold text."""
    yield from reading.prose
    headers = {id(table): header for table, header in found}
    for table in reading.tables:
        header = headers.get(id(table))
        rows = table.rows[: header.first] if header else table.rows[:_SAMPLED]
        for row in rows:
            filled = [cell for cell in row.cells if cell and cell.strip()]
            if len(filled) == 1:
                yield Paragraph(row.at, filled[0])


def _nothing_found(reading: Reading) -> str:
    looked_for = _("una tabla con iniciativas y sus objetivos o mecanismos")
    tables = [table for table in reading.tables if table.rows]
    if not tables:
        return _(
            "No encontramos ningún plan: buscamos %(looked_for)s y el documento no tiene tablas."
        ) % {"looked_for": looked_for}
    table = max(tables, key=lambda table: len(table.rows))
    cells = [clean(cell) for cell in table.rows[0].cells if cell and cell.strip()]
    return _(
        "No encontramos ningún plan: buscamos %(looked_for)s y hay una tabla con estas columnas: "
        "%(columns)s."
    ) % {"looked_for": looked_for, "columns": ", ".join(cell[:40] for cell in cells[:8])}
