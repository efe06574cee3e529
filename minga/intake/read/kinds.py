"""What a file is, by its content, and whether its name says the same."""

from __future__ import annotations

import io
import re
import zipfile

from django.utils.translation import gettext as _

from minga.intake.reading import Unreadable

WORKBOOK = "xlsx"
HTML = "html"
CSV = "csv"
TEXT = "text"

_EXTENSIONS = {
    WORKBOOK: {"xlsx", "xlsm"},
    HTML: {"html", "htm", "xhtml"},
    CSV: {"csv", "tsv", "tab"},
    TEXT: {"txt", "text", "md", "markdown", "csv", "tsv", "tab"},
}
_PRINTED = {
    WORKBOOK: "Excel (.xlsx)",
    HTML: "HTML (.html)",
    CSV: "CSV (.csv)",
    TEXT: "texto (.txt)",
}

_MAGIC = [
    (b"%PDF-", "PDF"),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "Office 97-2003 (.xls, .doc)"),
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
    ("word/document.xml", "Word (.docx)"),
    ("ppt/presentation.xml", "PowerPoint (.pptx)"),
    ("xl/workbook.bin", "Excel (.xlsb)"),
    ("content.xml", "OpenDocument (.odt, .ods)"),
]


def of_bytes(content: bytes) -> str:
    """WORKBOOK, the printed name of a format that is not read, or "" for text."""
    if content.startswith(b"PK"):
        return _of_zip(content)
    # some programs put white space or a mark before the signature
    head = content[:1024].lstrip(b"\xef\xbb\xbf \t\r\n")
    return next((kind for magic, kind in _MAGIC if head.startswith(magic)), "")


def _of_zip(content: bytes) -> str:
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            names = set(archive.namelist())
    except (zipfile.BadZipFile, ValueError, OSError, NotImplementedError) as error:
        raise Unreadable(damaged()) from error
    return next((kind for member, kind in _MEMBERS if member in names), "ZIP")


def damaged() -> str:
    return _("El archivo está incompleto o dañado: vuelva a guardarlo o a descargarlo y súbalo.")


def of_text(text: str, name: str) -> str:
    head = text[:4096].lstrip("\ufeff \t\r\n")
    if head.startswith("<"):
        if re.search(r"<(!doctype\s+html|html|table|body)\b", text[:65536], re.IGNORECASE):
            return HTML
        if head.startswith("<?xml"):
            raise Unreadable(refusal("XML", name))
    if head.startswith(("{", "[")) and _is_json(text):
        raise Unreadable(refusal("JSON", name))
    if _extension(name) in _EXTENSIONS[CSV]:
        return CSV
    from minga.intake.read import delimited

    return CSV if delimited.looks_delimited(text) else TEXT


def _is_json(text: str) -> bool:
    import json

    try:
        json.loads(text)
    except ValueError:
        return False
    return True


def _extension(name: str) -> str:
    return name.rpartition(".")[2].lower() if "." in name else ""


def agree(name: str, kind: str) -> None:
    """Refuse a name that promises another format than the content has."""
    extension = _extension(name)
    promised = {known for known, words in _EXTENSIONS.items() if extension in words}
    same = {kind, TEXT} if kind == CSV else {kind}
    if extension in {"xls", "xlsb", "doc", "docx", "odt", "ods", "pdf", "zip", "json", "xml"}:
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
            "El nombre termina en .%(extension)s, pero el contenido es %(kind)s, que Minga no lee "
            "todavía: guarde el plan como TXT, Markdown, CSV, XLSX o HTML y súbalo de nuevo."
        ) % {"extension": extension, "kind": kind}
    return _(
        "El archivo es %(kind)s, que Minga no lee todavía: guarde el plan como TXT, Markdown, "
        "CSV, XLSX o HTML y súbalo de nuevo."
    ) % {"kind": kind}
