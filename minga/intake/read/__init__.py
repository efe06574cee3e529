"""Read a document of any supported format into tables and prose.

The content decides the format; a name that says another is refused, because whoever sends it
believes something about the file that is not so.
"""

from __future__ import annotations

from collections.abc import Callable

from django.utils.translation import gettext as _

from minga.intake.read import faults, kinds
from minga.intake.read.encoding import decode
from minga.intake.reading import Reading, Unreadable

MEGABYTE = 1024 * 1024
LIMIT = 100 * MEGABYTE
MAX_ROWS = 200_000


def read(content: bytes, name: str, *, limit: int = LIMIT, hidden: bool = False) -> Reading:
    """The tables and the prose of `content`; with `hidden`, those of its hidden sheets too.

    Raises Unreadable with one sentence for the person: what is wrong and what to do.
    """
    check_size(len(content), limit)
    if not content.strip(b" \t\r\n\x0b\x0c\xef\xbb\xbf"):
        raise Unreadable(_("El archivo está vacío: elija el documento que contiene el plan."))
    binary = kinds.of_bytes(content)
    if binary in _BINARY:
        kinds.agree(name, binary)
        return _finished(_BINARY[binary](content, name, hidden))
    if binary:
        raise Unreadable(kinds.refusal(binary, name))
    text, encoding = decode(content)
    if not text.strip():
        raise Unreadable(_("El archivo está vacío: elija el documento que contiene el plan."))
    kind = kinds.of_text(text, name)
    kinds.agree(name, kind)
    if kind == kinds.XML:
        from minga.intake.read import records

        return _finished(records.read_xml(content, text, name, encoding))
    return _finished(_text(text, name, encoding, kind))


def _workbook(content: bytes, name: str, hidden: bool) -> Reading:
    from minga.intake.read import workbook

    return workbook.read(content, name, hidden=hidden)


def _old_workbook(content: bytes, name: str, hidden: bool) -> Reading:
    from minga.intake.read import workbook

    return workbook.read_old(content, name, hidden=hidden)


def _word(content: bytes, name: str, hidden: bool) -> Reading:
    from minga.intake.read import word

    return word.read(content, name)


def _sheets(content: bytes, name: str, hidden: bool) -> Reading:
    from minga.intake.read import open_document

    return open_document.read_sheets(content, name, hidden=hidden)


def _writing(content: bytes, name: str, hidden: bool) -> Reading:
    from minga.intake.read import open_document

    return open_document.read_writing(content, name)


def _pdf(content: bytes, name: str, hidden: bool) -> Reading:
    from minga.intake.read import pdf

    return pdf.read(content, name)


_BINARY: dict[str, Callable[[bytes, str, bool], Reading]] = {
    kinds.WORKBOOK: _workbook,
    kinds.OLD_WORKBOOK: _old_workbook,
    kinds.WORD: _word,
    kinds.SHEETS: _sheets,
    kinds.WRITING: _writing,
    kinds.PDF: _pdf,
}


def _text(text: str, name: str, encoding: str, kind: str) -> Reading:
    if kind == kinds.HTML:
        from minga.intake.read import markup

        return markup.read(text, name, encoding)
    if kind == kinds.CSV:
        from minga.intake.read import delimited

        return delimited.read(text, name, encoding)
    if kind == kinds.JSON:
        from minga.intake.read import records

        return records.read_json(text, name, encoding)
    from minga.intake.read import plain

    return plain.read(text, name, encoding)


def check_size(size: int, limit: int = LIMIT) -> None:
    """Refuse what is too large, before it is loaded where the size is known."""
    if size > limit:
        raise Unreadable(
            _("El archivo es demasiado grande: pesa %(size)s MB y el límite es %(limit)s MB.")
            % {"size": round(size / MEGABYTE), "limit": round(limit / MEGABYTE)}
        )


def _finished(reading: Reading) -> Reading:
    rows = sum(len(table.rows) for table in reading.tables)
    if rows > MAX_ROWS:
        raise Unreadable(too_many(rows))
    return faults.marked(reading)


def too_many(rows: int) -> str:
    return _(
        "El documento tiene %(rows)s filas y el límite es %(limit)s: borre las filas en blanco "
        "o divida el documento."
    ) % {"rows": rows, "limit": MAX_ROWS}
