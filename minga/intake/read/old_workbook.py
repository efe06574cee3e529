"""XLS: the cells that hold an error, which the reader of its values gives as blanks.

A workbook of that time is a small file system (compound file) with one stream of records; both
are documented by Microsoft as [MS-CFB] and [MS-XLS].
"""

from __future__ import annotations

import struct
from collections.abc import Iterator

from minga.intake.read.archive import protected
from minga.intake.read.sheet_marks import Marks
from minga.intake.reading import Unreadable

_FREE = 0xFFFFFFFA  # this number and those above it are no sector
_HEADER, _ENTRY, _SMALL = 512, 128, 4096
_BOF, _EOF, _LOCK, _SHEET, _FORMULA, _BOOL_OR_ERROR = 0x0809, 0x000A, 0x002F, 0x0085, 0x0006, 0x0205
_ERRORS = {
    0x00: "#NULL!", 0x07: "#DIV/0!", 0x0F: "#VALUE!", 0x17: "#REF!", 0x1D: "#NAME?",
    0x24: "#NUM!", 0x2A: "#N/A",
}  # fmt: skip


def marks(content: bytes) -> list[Marks]:
    """Those of each sheet, in the order of the workbook; a password is refused.

    Damage ends the search, not the reading: the reader of the values is the one that refuses it.
    """
    try:
        book = _stream(content)
        return [_marks(book, start) for start in _sheets(book)]
    except (struct.error, IndexError):
        return []


def _stream(content: bytes) -> bytes:
    size = 1 << min(struct.unpack_from("<H", content, 30)[0], 12)
    tables = list(struct.unpack_from("<109I", content, 76))
    more, count = struct.unpack_from("<II", content, 68)
    for _index in range(min(count, len(content) // size)):
        *sectors, more = struct.unpack_from(f"<{size // 4}I", content, _HEADER + more * size)
        tables += sectors
    following: list[int] = []
    for sector in tables:
        if sector < _FREE:
            following += struct.unpack_from(f"<{size // 4}I", content, (sector + 1) * size)
    places = b"".join(_chain(content, following, struct.unpack_from("<I", content, 48)[0], size))
    for at in range(0, len(places) - _ENTRY + 1, _ENTRY):
        length = struct.unpack_from("<H", places, at + 64)[0]
        name = places[at : at + max(0, min(length, 64) - 2)].decode("utf-16-le", "replace")
        start, stream_size = struct.unpack_from("<IQ", places, at + 116)
        # a stream this short stands elsewhere, and can hold hardly a row
        if name in ("Workbook", "Book") and stream_size >= _SMALL:
            return b"".join(_chain(content, following, start, size))[:stream_size]
    return b""


def _chain(content: bytes, following: list[int], sector: int, size: int) -> Iterator[bytes]:
    for _step in range(len(following)):
        if sector >= _FREE:
            return
        yield content[(sector + 1) * size : (sector + 2) * size]
        sector = following[sector]


def _records(book: bytes, at: int) -> Iterator[tuple[int, bytes]]:
    while at + 4 <= len(book):
        kind, length = struct.unpack_from("<HH", book, at)
        yield kind, book[at + 4 : at + 4 + length]
        at += 4 + length


def _sheets(book: bytes) -> Iterator[int]:
    """Where each sheet begins."""
    for kind, said in _records(book, 0):
        if kind == _SHEET:
            yield struct.unpack_from("<I", said)[0]
        elif kind == _LOCK:
            raise Unreadable(protected())
        elif kind == _EOF:
            return


def _marks(book: bytes, start: int) -> Marks:
    found = Marks()
    depth = 0  # charts stand inside the sheet
    for kind, said in _records(book, start):
        if kind == _BOF:
            depth += 1
        elif kind == _EOF:
            depth -= 1
            if depth < 1:
                break
        elif depth == 1 and kind in (_FORMULA, _BOOL_OR_ERROR):
            code = _error(kind, said)
            if code is not None:
                row, column = struct.unpack_from("<HH", said)
                found.faults[row + 1, column] = _ERRORS.get(code, "#VALUE!")
    return found


def _error(kind: int, said: bytes) -> int | None:
    if kind == _BOOL_OR_ERROR:
        return said[6] if said[7] else None
    is_error = said[6] == 2 and said[12:14] == b"\xff\xff"
    return said[8] if is_error else None
