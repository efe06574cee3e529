"""From bytes to text, with the encoding found or a refusal."""

from __future__ import annotations

import codecs
import re

from django.utils.translation import gettext as _

from minga.intake.reading import Unreadable

_MARKS = [
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
]
# tab, line feed, vertical tab, form feed and carriage return are white space
_C0 = bytes(c for c in [*range(9), *range(14, 32), 127])
_CONTROL = re.compile("[\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f]")
_NOT_ASCII_LINE = re.compile(rb"[^\r\n]*[\x80-\xff][^\r\n]*")
_SAMPLE = 32_000
_WIDE = 4096
_EUROPEAN = ["cp1252", "iso8859_15", "mac_roman", "cp850"]


def decode(content: bytes) -> tuple[str, str]:
    """The text and the name of its encoding."""
    for mark, encoding in _MARKS:
        if content.startswith(mark):
            try:
                return _printable(content.decode(encoding)), encoding
            except UnicodeDecodeError as error:
                raise Unreadable(_undecodable()) from error
    wide = _wide(content)
    if wide:
        try:
            return _printable(content.decode(wide)), wide
        except UnicodeDecodeError as error:
            raise Unreadable(_not_text()) from error
    if len(content.translate(None, _C0)) != len(content):
        raise Unreadable(_not_text())
    try:
        return _printable(content.decode("utf-8")), "utf-8"
    except UnicodeDecodeError:
        encoding = _guess(content)
    try:
        return _printable(content.decode(encoding)), encoding
    except UnicodeDecodeError as error:
        raise Unreadable(_undecodable()) from error


def _wide(content: bytes) -> str:
    """UTF-16 without its mark: every second byte of most letters is zero, and no other is."""
    zeros = [content[start:_WIDE:2].count(0) for start in (0, 1)]
    pairs = min(len(content), _WIDE) // 2
    if max(zeros) < 0.5 * pairs or min(zeros) > 0.02 * pairs:
        return ""
    return "utf-16-le" if zeros[1] else "utf-16-be"


def _guess(content: bytes) -> str:
    """The likeliest of the encodings that Western European offices still write."""
    from charset_normalizer import from_bytes

    sample, size = [], 0
    for line in _NOT_ASCII_LINE.finditer(content):
        sample.append(line.group())
        size += len(sample[-1])
        if size > _SAMPLE:
            break
    best = from_bytes(b"\n".join(sample)[: 2 * _SAMPLE], cp_isolation=_EUROPEAN).best()
    if best is None:
        raise Unreadable(_undecodable())
    return best.encoding


def _printable(text: str) -> str:
    if _CONTROL.search(text):
        raise Unreadable(_not_text())
    return text


def _undecodable() -> str:
    return _("No reconocemos la codificación del texto: guárdelo como «UTF-8» y súbalo de nuevo.")


def _not_text() -> str:
    return _(
        "El archivo contiene caracteres que ningún texto lleva: está dañado o no es un documento "
        "TXT, Markdown, CSV, XLSX ni HTML."
    )
