"""The tables of monitoring in one workbook: looked at first, then brought in, and taken back."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from minga.base.search import fold
from minga.base.steps import Refused
from minga.intake.reading import Table as Printed
from minga.intake.reading import Unreadable
from minga.intake.sheets import Cells, Line, tables_of, tally
from minga.monitoring.actions.after import follow
from minga.monitoring.book.columns import SHEETS, expected
from minga.monitoring.book.indicators import Indicators, Targets
from minga.monitoring.book.known import Known
from minga.monitoring.book.means import Budget, Milestones, People
from minga.monitoring.book.readings import Readings
from minga.monitoring.book.table import Table
from minga.monitoring.models import Workbook
from minga.people.models import User
from minga.plans.models import Plan

MOST = 50_000  # rows of a file
SHOWN = 200  # of each kind, where they are looked at
MARKS = (",", ".")
DECLARED = ("convencion de numeros", "convention of numbers")
Rows = dict[str, list[Cells]]


@dataclass(slots=True)
class Read:
    """The tables that a file holds. `mark` is the convention that the file itself declares."""

    name: str
    rows: Rows
    unknown: list[str] = field(default_factory=list)
    mark: str = ""


def read(content: bytes, name: str) -> Read:
    """The tables of a file that are of monitoring; raises Unreadable."""
    tables, others = tables_of(content, name, expected())
    if not tables:
        raise Unreadable(
            _(
                "Ninguna hoja del archivo tiene las columnas de indicadores, metas, lecturas,"
                " hitos, presupuesto ni personal: descargue el libro de aquí y use las suyas."
            )
        )
    found = Read(name, {}, mark=_declared(others))
    for table in tables:
        found.rows.setdefault(table.kind, []).extend(table.rows)
        title = str(SHEETS[table.kind].title)
        found.unknown += [f"{title}: {column}" for column in table.unknown]
    if sum(map(len, found.rows.values())) > MOST:
        raise Unreadable(_("El archivo tiene más de %d filas: divídalo.") % MOST)
    return found


def _declared(tables: Sequence[Printed]) -> str:
    for table in tables:
        for row in table.rows:
            cells = [(cell or "").strip() for cell in row.cells]
            if len(cells) > 1 and fold(cells[0]) in DECLARED and cells[1][:1] in MARKS:
                return cells[1][:1]
    return ""


# --- what a file would do, and doing it


@dataclass(slots=True)
class Done:
    """What became of the rows of each table, and what was made and changed."""

    lines: dict[str, list[Line]]
    changed: dict[str, dict[str, list[list[Any]]]]


class _Enough(Exception):
    """Everything was tried: now nothing of it shall stay."""


def look(plan: Plan, rows: Rows, *, mark: str, send: bool, by: User | None) -> Done:
    """What would become of each row, by doing it and taking it back at once."""
    done = Done({}, {})
    try:
        with transaction.atomic():
            done = put(plan, rows, mark=mark, send=send, by=by)
            raise _Enough
    except _Enough:
        return done


def put(
    plan: Plan, rows: Rows, *, mark: str, send: bool, by: User | None, keep: bool = False
) -> Done:
    """Bring in what can be brought in; `keep` says that it will have to be taken back one day."""
    try:
        return _put(plan, rows, mark=mark, send=send, by=by, keep=keep)
    except IntegrityError:
        raise Refused(
            _("Otras personas reportan lo mismo en este momento: inténtelo otra vez.")
        ) from None


@transaction.atomic
def _put(plan: Plan, rows: Rows, *, mark: str, send: bool, by: User | None, keep: bool) -> Done:
    known = Known(plan, by)
    known.mark = mark
    tables: list[Table] = [
        Indicators(known),
        Targets(known),
        Readings(known, send=send),
        Milestones(known),
        Budget(known),
        People(known),
    ]
    done = Done({}, {})
    for table in tables:
        if table.name not in rows:
            continue
        table.take(rows[table.name])
        done.lines[table.name] = table.lines
        if keep and table.changes:
            done.changed[table.name] = table.done()
    if any(table.changes for table in tables):
        follow({plan.pk}, set[int]().union(*(table.indicators for table in tables)))
    return done


# --- a workbook that is kept while a person looks at it


def keep(plan: Plan, found: Read, *, mark: str, send: bool, by: User | None) -> Workbook:
    """Remember a file and what it would do."""
    done = look(plan, found.rows, mark=mark, send=send, by=by)
    return Workbook.objects.create(
        plan=plan,
        name=found.name[:200],
        mark=mark,
        send=send,
        rows=_plain(found.rows),
        told=told(done),
        by=by,
    )


@transaction.atomic
def apply(book: Workbook, *, by: User | None) -> Done:
    """Bring it in, compared again: the plan may have changed since it was shown."""
    claimed = Workbook.objects.filter(pk=book.pk, applied_at=None)
    if not claimed.update(applied_at=timezone.now()):
        raise Refused(_("Este libro ya se aplicó."))
    rows = {name: [Cells(at, cells) for at, cells in some] for name, some in book.rows.items()}
    done = put(book.plan, rows, mark=book.mark, send=book.send, by=by, keep=True)
    book.rows = rejected(book.rows, done)
    book.told, book.changed = told(done), done.changed
    book.save(update_fields=["rows", "told", "changed"])
    return done


def rejected(rows: dict[str, list[Any]], done: Done) -> dict[str, list[Any]]:
    """The rows that stayed outside."""
    out = {
        name: {line.at for line in lines if line.kind == "rejected"}
        for name, lines in done.lines.items()
    }
    left = {name: [row for row in rows[name] if row[0] in some] for name, some in out.items()}
    return {name: some for name, some in left.items() if some}


def told(done: Done) -> dict[str, Any]:
    """What a page shows: the tally of each table, what was rejected, and the first of the rest."""
    return {
        name: {**tally(lines), "lines": [_line(line) for line in _shown(lines)]}
        for name, lines in done.lines.items()
    }


def _shown(lines: list[Line]) -> Iterator[Line]:
    left = {"new": SHOWN, "changed": SHOWN, "same": SHOWN}
    for line in lines:
        if line.kind == "rejected":
            yield line
        elif left[line.kind] and (line.kind != "same" or line.why):
            left[line.kind] -= 1
            yield line


def _line(line: Line) -> dict[str, Any]:
    said = ("at", "label", "kind", "why", "columns")
    return {name: getattr(line, name) for name in said}


def _plain(rows: Rows) -> dict[str, list[Any]]:
    return {name: [[row.at, row.cells] for row in some] for name, some in rows.items()}


# --- from the command line


@dataclass(slots=True)
class Brought:
    """A file that was read and compared; see intake/sheets.py."""

    plan: Plan
    found: Read
    mark: str
    send: bool
    lines: list[Line]
    unknown: Sequence[str]

    def apply(self, *, by: User | None, sure: bool) -> Mapping[str, int]:
        book = keep(self.plan, self.found, mark=self.mark, send=self.send, by=by)
        done = apply(book, by=by)
        self.lines = _named(done)
        return tally(self.lines)


def bring(content: bytes, name: str, *, plan: Plan, mark: str = "", send: bool = False) -> Brought:
    """Read a file and say what it would change; raises Unreadable."""
    found = read(content, name)
    mark = mark or found.mark
    done = look(plan, found.rows, mark=mark, send=send, by=None)
    return Brought(plan, found, mark, send, _named(done), found.unknown)


def _named(done: Done) -> list[Line]:
    """All rows, each with the sheet that it stands in."""
    for name, lines in done.lines.items():
        for line in lines:
            line.label = f"{SHEETS[name].title}: {line.label}"
    return [line for lines in done.lines.values() for line in lines]
