"""What a file is, by its content. Its name says nothing: anything can be called .pdf."""

from __future__ import annotations

import csv
import lzma
import re
import struct
import zipfile
import zlib
from dataclasses import dataclass
from typing import BinaryIO

import orjson
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of file that is taken in, and how its name may end; the first is the usual one."""

    media_type: str
    label: str
    endings: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Other:
    """A file that is not taken in, and what it is, as the refusal says it."""

    what: str | Promise


_OOXML = "application/vnd.openxmlformats-officedocument."
_ODF = "application/vnd.oasis.opendocument."
PDF = Kind("application/pdf", "PDF", (".pdf",))
PNG = Kind("image/png", "PNG", (".png",))
JPEG = Kind("image/jpeg", "JPEG", (".jpg", ".jpeg"))
WEBP = Kind("image/webp", "WebP", (".webp",))
CSV = Kind("text/csv", "CSV", (".csv", ".tsv", ".txt"))
TXT = Kind("text/plain", "TXT", (".txt", ".md", ".csv", ".log"))
JSON = Kind("application/json", "JSON", (".json",))
GEOJSON = Kind("application/geo+json", "GeoJSON", (".geojson", ".json"))
SIGNED = Kind("application/pkcs7-mime", "P7M", (".p7m", ".p7s"))
OFFICE = {
    b"wordprocessingml.document.main+xml": Kind(
        f"{_OOXML}wordprocessingml.document", "DOCX", (".docx",)
    ),
    b"spreadsheetml.sheet.main+xml": Kind(f"{_OOXML}spreadsheetml.sheet", "XLSX", (".xlsx",)),
    b"presentationml.presentation.main+xml": Kind(
        f"{_OOXML}presentationml.presentation", "PPTX", (".pptx",)
    ),
}
OPEN = {
    f"{_ODF}{name}".encode(): Kind(f"{_ODF}{name}", ending.upper(), (f".{ending}",))
    for name, ending in (("text", "odt"), ("spreadsheet", "ods"), ("presentation", "odp"))
}
KINDS = (
    *(PDF, PNG, JPEG, WEBP, CSV, TXT, JSON, GEOJSON, SIGNED),
    *OFFICE.values(),
    *OPEN.values(),
)
LABELS = {kind.media_type: kind.label for kind in KINDS}
ACCEPT = ",".join(dict.fromkeys(ending for kind in KINDS for ending in kind.endings))
IN_WORDS = _("PDF, imágenes (PNG, JPEG, WebP), documentos y hojas de Office, texto, CSV o GeoJSON")

HTML = Other(_("una página web (HTML)"))
SVG = Other(_("un dibujo SVG, que puede llevar programas"))
XML = Other(_("un documento XML"))
MACROS = Other(_("un documento con macros; guárdelo sin ellas"))
OLD_OFFICE = Other(_("un documento antiguo de Office o con contraseña; guárdelo como PDF"))
RTF = Other(_("un documento RTF; guárdelo como PDF"))
ARCHIVE = Other(_("un archivo comprimido; suba lo que contiene, uno por uno"))
DAMAGED = Other(_("un archivo dañado o incompleto"))
PROGRAM = Other(_("un programa"))
UNKNOWN = Other(_("algo que no reconocemos"))
OTHERS = (
    (b"\xd0\xcf\x11\xe0", OLD_OFFICE),
    (b"{\\rtf", RTF),
    (b"\x1f\x8b", ARCHIVE),
    (b"Rar!", ARCHIVE),
    (b"7z\xbc\xaf\x27\x1c", ARCHIVE),
    (b"MZ", PROGRAM),
    (b"\x7fELF", PROGRAM),
    (b"#!", PROGRAM),
    (b"GIF8", Other(_("una imagen GIF; guárdela como PNG"))),
    (b"II*\0", Other(_("una imagen TIFF; guárdela como PNG o PDF"))),
    (b"MM\0*", Other(_("una imagen TIFF; guárdela como PNG o PDF"))),
)
_HEIC = re.compile(rb"....ftyp(heic|heix|hevc|mif1|msf1|avif)", re.DOTALL)
_CMS = re.compile(  # the envelope of a signature: a sequence, and its object identifier
    rb"\x30(\x80|[\x00-\x7f]|[\x81-\x84].{1,4})\x06\x09\x2a\x86\x48\x86\xf7\x0d\x01\x07\x02",
    re.DOTALL,
)
_PAGE = re.compile(
    r"<(!doctype html|html|head|body|title|meta|link|style|script|iframe|object|embed|form|table"
    r"|div|span|center|font|img|br|hr|h[1-6]|p|a|b|ul|ol)\b"
)
_PREAMBLE = re.compile(r"\A(?:\s|<!--.*?-->|<\?.*?\?>)+", re.DOTALL)
DAMAGES = (
    *(zipfile.BadZipFile, zlib.error, lzma.LZMAError, struct.error),
    *(OSError, EOFError, RuntimeError, ValueError, NotImplementedError),
)
_ENTRY = 2**20  # more of an entry is not read to know what a package is


def kind_of(file: BinaryIO) -> Kind | Other:
    """What the content of a seekable file is."""
    file.seek(0)
    head = file.read(2048)
    if head.startswith(b"PK\x03\x04"):
        return _package(file)
    if head.startswith(b"\x89PNG\r\n\x1a\n"):
        return PNG
    if head.startswith(b"\xff\xd8\xff"):
        return JPEG
    if head.startswith(b"RIFF") and head[8:12] == b"WEBP":
        return WEBP
    if _CMS.match(head):
        return SIGNED
    # some programs write a few bytes before it, which readers pass over; never mark-up
    before, found, _rest = head[:1029].partition(b"%PDF-")
    if found and b"<" not in before:
        return PDF
    for start, other in OTHERS:
        if head.startswith(start):
            return other
    if _HEIC.match(head):
        return Other(_("una foto HEIC; guárdela como JPEG"))
    return _written(file)


def _package(file: BinaryIO) -> Kind | Other:
    """A ZIP: an office document, by the parts that it declares, or just an archive."""
    try:
        with zipfile.ZipFile(file) as package:
            names = package.namelist()
            if any(_may_run(name) for name in names):
                return MACROS
            if "[Content_Types].xml" in names:
                with package.open("[Content_Types].xml") as part:
                    types = part.read(_ENTRY)
                if b"macroEnabled" in types or b"vbaProject" in types:
                    return MACROS
                found = [kind for declared, kind in OFFICE.items() if declared in types]
                return found[0] if len(found) == 1 else ARCHIVE
            if "mimetype" in names:
                with package.open("mimetype") as part:
                    return OPEN.get(part.read(100).strip(), ARCHIVE)
            return ARCHIVE
    except DAMAGES:
        return DAMAGED


def _may_run(name: str) -> bool:
    """Where office documents keep their macros."""
    return name.lower().endswith("vbaproject.bin") or name.startswith(("Basic/", "Scripts/"))


def _written(file: BinaryIO) -> Kind | Other:
    """Text, by what it begins with."""
    file.seek(0)
    text = _text(file.read())
    if text is None:
        return UNKNOWN
    begin = text.lstrip("\ufeff \t\r\n\v\f\x85\xa0\u2028\u2029")[:20_000]
    if re.match(r"<[a-zA-Z!?/]", begin):
        return _marked_up(_PREAMBLE.sub("", begin, count=1).lower())
    if begin[:1] in ("{", "["):
        try:
            return _structured(orjson.loads(text))
        except orjson.JSONDecodeError:
            return TXT
    return CSV if _in_columns(text[:100_000]) else TXT


def _marked_up(begin: str) -> Other:
    if _PAGE.match(begin):
        return HTML
    return SVG if begin.startswith(("<svg", "<!doctype svg")) else XML


def _text(content: bytes) -> str | None:
    """As text, in the encodings that office programs write; None if it is not text."""
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        encodings = ["utf-16"]
    elif b"\0" in content:
        return None
    else:
        encodings = ["utf-8-sig", "cp1252"]
    for encoding in encodings:
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        odd = len(re.findall(r"[\x00-\x08\x0e-\x1a\x1c-\x1f\x7f]", text[:100_000]))
        return text if not odd else None
    return None


def _structured(value: object) -> Kind:
    geometries = {"Point", "LineString", "Polygon", "GeometryCollection"}
    wholes = {"FeatureCollection", "Feature"}
    shapes = wholes | geometries | {f"Multi{name}" for name in geometries}
    told = value.get("type") if isinstance(value, dict) else None
    return GEOJSON if isinstance(told, str) and told in shapes else JSON


def _in_columns(text: str) -> bool:
    """Whether the lines have as many cells each, two at least."""
    lines = text.splitlines()[:50]
    for delimiter in ",;\t":
        try:
            counts = {len(row) for row in csv.reader(lines, delimiter=delimiter) if row}
        except csv.Error:
            continue
        if len(counts) == 1 and min(counts) > 1 and len(lines) > 1:
            return True
    return False
