"""What a file is, by its content, and whether its name says the same."""

from __future__ import annotations

import io
import re
import zipfile
import zlib

from django.utils.translation import gettext as _

from minga.intake.read import archive as archives
from minga.intake.reading import Unreadable

WORKBOOK = "xlsx"
OLD_WORKBOOK = "xls"
WORD = "docx"
SHEETS = "ods"
WRITING = "odt"
PDF = "pdf"
HTML = "html"
CSV = "csv"
JSON = "json"
XML = "xml"
TEXT = "text"

_EXTENSIONS = {
    WORKBOOK: {"xlsx", "xlsm", "xltx", "xltm"},
    OLD_WORKBOOK: {"xls", "xlt"},
    WORD: {"docx", "docm", "dotx", "dotm"},
    SHEETS: {"ods", "ots"},
    WRITING: {"odt", "ott"},
    PDF: {"pdf"},
    HTML: {"html", "htm", "xhtml"},
    CSV: {"csv", "tsv", "tab"},
    JSON: {"json", "geojson", "jsonl", "ndjson"},
    XML: {"xml"},
    TEXT: {"txt", "text", "md", "markdown", "csv", "tsv", "tab"},
}
_PRINTED = {
    WORKBOOK: "Excel (.xlsx)",
    OLD_WORKBOOK: "Excel 97-2003 (.xls)",
    WORD: "Word (.docx)",
    SHEETS: "OpenDocument (.ods)",
    WRITING: "OpenDocument (.odt)",
    PDF: "PDF",
    HTML: "HTML (.html)",
    CSV: "CSV (.csv)",
    JSON: "JSON (.json)",
    XML: "XML (.xml)",
    TEXT: "texto (.txt)",
}

_OLD_OFFICE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_MAGIC = [
    (b"%PDF-", PDF),
    (_OLD_OFFICE, "Office 97-2003 (.xls, .doc)"),
    (b"{\\rtf", "RTF"),
    (b"\x89PNG", "PNG"),
    (b"\xff\xd8\xff", "JPEG"),
    (b"GIF8", "GIF"),
    (b"\x1f\x8b", "GZIP"),
    (b"7z\xbc\xaf\x27\x1c", "7-Zip"),
    (b"Rar!", "RAR"),
    (b"PAR1", "Parquet"),
    (b"SQLite format 3", "SQLite"),
]
_MEMBERS = [
    ("xl/workbook.xml", WORKBOOK),
    ("word/document.xml", WORD),
    ("ppt/presentation.xml", "PowerPoint (.pptx)"),
    ("xl/workbook.bin", "Excel (.xlsb)"),
]
_CONTENT_TYPES = [
    (
        rb"spreadsheetml\.(?:sheet|template)\.main|ms-excel\.(?:sheet|template)\.macroEnabled",
        WORKBOOK,
    ),
    (rb"wordprocessingml\.(?:document|template)\.main|ms-word\.\w+\.macroEnabled", WORD),
]
_OPEN_DOCUMENTS = [(b"opendocument.spreadsheet", SHEETS), (b"opendocument.text", WRITING)]
_OTHER_OPEN_DOCUMENT = "OpenDocument (.odp, .odg)"
_DECLARED = 1 << 16  # bytes of a part that says what the archive is


def of_bytes(content: bytes) -> str:
    """A kind above, the printed name of a format that is not read, or "" for text."""
    if content.startswith(b"PK"):
        return _of_zip(content)
    if content.startswith(_OLD_OFFICE):
        return _of_old_office(content)
    # some programs put white space or a mark before the signature
    head = content[:1024].lstrip(b"\xef\xbb\xbf \t\r\n")
    return next((kind for magic, kind in _MAGIC if head.startswith(magic)), "")


def _of_zip(content: bytes) -> str:
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            names = set(archive.namelist())
            if "content.xml" in names:
                return _of_open_document(archive)
            known = next((kind for member, kind in _MEMBERS if member in names), "")
            if known or "[Content_Types].xml" not in names:
                return known or "ZIP"
            types = _start(archive, "[Content_Types].xml")
    except (*archives.BROKEN, EOFError, zlib.error) as error:
        raise Unreadable(archives.damaged()) from error
    except RuntimeError as error:  # a password
        raise Unreadable(archives.protected()) from error
    return next((kind for pattern, kind in _CONTENT_TYPES if re.search(pattern, types)), "ZIP")


def _of_open_document(archive: zipfile.ZipFile) -> str:
    for name in ("mimetype", "META-INF/manifest.xml"):
        if name in archive.namelist():
            said = _start(archive, name)
            kind = next((kind for word, kind in _OPEN_DOCUMENTS if word in said), "")
            if kind or b"opendocument." in said:
                return kind or _OTHER_OPEN_DOCUMENT
    return _OTHER_OPEN_DOCUMENT


def _start(archive: zipfile.ZipFile, name: str) -> bytes:
    with archive.open(name) as file:
        return file.read(_DECLARED)


def _of_old_office(content: bytes) -> str:
    """By the names of its streams, which are written in UTF-16."""

    def has(stream: str) -> bool:
        return stream.encode("utf-16-le") in content

    if has("EncryptedPackage"):
        raise Unreadable(archives.protected())
    if has("WordDocument"):
        return "Word 97-2003 (.doc)"
    return OLD_WORKBOOK if has("Workbook") or has("Book") else "Office 97-2003 (.xls, .doc)"


def of_text(text: str, name: str) -> str:
    head = text[:4096].lstrip("\ufeff \t\r\n")
    extension = _extension(name)
    if head.startswith("<"):
        from minga.intake.read import elements

        if elements.is_xml(text, extension in _EXTENSIONS[XML]):
            return XML
        if re.search(r"<(!doctype\s+html|html|table|body)\b", text[:65536], re.IGNORECASE):
            return HTML
    if head.startswith(("{", "[")):
        from minga.intake.read import records

        if extension in _EXTENSIONS[JSON] or records.is_json(text):
            return JSON
    if _extension(name) in _EXTENSIONS[CSV]:
        return CSV
    from minga.intake.read import delimited

    return CSV if delimited.looks_delimited(text) else TEXT


def _extension(name: str) -> str:
    return name.rpartition(".")[2].lower() if "." in name else ""


def agree(name: str, kind: str) -> None:
    """Refuse a name that promises another format than the content has."""
    extension = _extension(name)
    promised = {known for known, words in _EXTENSIONS.items() if extension in words}
    same = {kind, TEXT} if kind == CSV else {kind}
    if extension in {"xlsb", "doc", "pdf", "zip"}:
        promised = {extension}
    if promised and not promised & same:
        raise Unreadable(
            _(
                "El nombre termina en .%(extension)s, pero el contenido es %(kind)s: "
                "corrija el nombre o guárdelo de nuevo en el formato que dice."
            )
            % {"extension": extension, "kind": _PRINTED[kind]}
        )


def refusal(kind: str, name: str) -> str:
    extension = _extension(name)
    known = any(extension in words for words in _EXTENSIONS.values())
    if known:
        return _(
            "El nombre termina en .%(extension)s, pero el contenido es %(kind)s, que Minga no lee: "
            "guarde el plan como %(formats)s y súbalo de nuevo."
        ) % {"extension": extension, "kind": kind, "formats": _formats()}
    return _(
        "El archivo es %(kind)s, que Minga no lee: guarde el plan como %(formats)s "
        "y súbalo de nuevo."
    ) % {"kind": kind, "formats": _formats()}


def _formats() -> str:
    """Those that an office program can save."""
    return _("DOCX, ODT, XLSX, ODS, CSV, HTML, TXT o Markdown")
