"""Small files of every kind that is taken in, and of some that are not."""

from __future__ import annotations

import io
import zipfile

OOXML = "application/vnd.openxmlformats-officedocument."


def package(**entries: str | bytes) -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as archive:
        for name, content in entries.items():
            archive.writestr(name, content)
    return made.getvalue()


def office(declared: str, *more: str) -> bytes:
    types = f'<?xml version="1.0"?><Types><Override ContentType="{declared}"/></Types>'
    return package(**{"[Content_Types].xml": types, **dict.fromkeys(more, "x")})


def open_document(kind: str, *more: str) -> bytes:
    media_type = f"application/vnd.oasis.opendocument.{kind}"
    return package(mimetype=media_type, **{"content.xml": "<x/>", **dict.fromkeys(more, "x")})


DOCX = office(f"{OOXML}wordprocessingml.document.main+xml", "word/document.xml")
XLSX = office(f"{OOXML}spreadsheetml.sheet.main+xml", "xl/workbook.xml")
PPTX = office(f"{OOXML}presentationml.presentation.main+xml", "ppt/presentation.xml")
PDF = b"%PDF-1.7\n1 0 obj\n<<>>\nendobj\n%%EOF\n"
PNG = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR"
SIGNED = b"\x30\x82\x01\x00\x06\x09\x2a\x86\x48\x86\xf7\x0d\x01\x07\x02\xa0" + b"\0" * 20

TAKEN = {
    "application/pdf": PDF,
    "image/png": PNG,
    "image/jpeg": b"\xff\xd8\xff\xe0\0\x10JFIF",
    "image/webp": b"RIFF\x24\0\0\0WEBPVP8 ",
    f"{OOXML}wordprocessingml.document": DOCX,
    f"{OOXML}spreadsheetml.sheet": XLSX,
    f"{OOXML}presentationml.presentation": PPTX,
    "application/vnd.oasis.opendocument.text": open_document("text"),
    "application/vnd.oasis.opendocument.spreadsheet": open_document("spreadsheet"),
    "application/vnd.oasis.opendocument.presentation": open_document("presentation"),
    "text/csv": "código;nombre\n1;Río San Pedro\n".encode("cp1252"),
    "text/plain": "Acta de la sesión.\nSe acordó lo que sigue.\n".encode(),
    "application/json": b'[{"a": 1}]',
    "application/geo+json": b'{"type": "FeatureCollection", "features": []}',
    "application/pkcs7-mime": SIGNED,
}

MACROS = "un documento con macros"
HTML = "una página web (HTML)"
REFUSED = {
    "html": (b"<!DOCTYPE html><script>alert(1)</script>", HTML),
    "html after a comment": (b"\xef\xbb\xbf \n<!-- %PDF-1.7 -->\n<HTML><body>", HTML),
    "xhtml": (b'<?xml version="1.0"?>\n<html xmlns="http://www.w3.org/1999/xhtml">', HTML),
    "html in utf-16": ("<html><script>".encode("utf-16"), HTML),
    "html with a pdf inside": (b"<script>1</script>\n%PDF-1.7", HTML),
    "svg": (b'<svg xmlns="http://www.w3.org/2000/svg" onload="x()"/>', "un dibujo SVG"),
    "svg declared": (b'<?xml version="1.0"?><!-- x --><svg/>', "un dibujo SVG"),
    "xml": (b'<?xml version="1.0"?><factura/>', "un documento XML"),
    "docm": (office("application/vnd.ms-word.document.macroEnabled.main+xml"), MACROS),
    "docx with macros": (
        office(f"{OOXML}wordprocessingml.document.main+xml", "word/vbaProject.bin"),
        MACROS,
    ),
    "odt with macros": (open_document("text", "Basic/Standard/Module1.xml"), MACROS),
    "zip": (package(**{"a.pdf": PDF}), "un archivo comprimido"),
    "broken zip": (DOCX[:-30], "un archivo dañado o incompleto"),
    "jar": (package(**{"META-INF/MANIFEST.MF": "x"}), "un archivo comprimido"),
    "old office": (
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 50,
        "un documento antiguo de Office o con contraseña",
    ),
    "program": (b"MZ\x90\0" + b"\0" * 50, "un programa"),
    "script": (b"#!/bin/sh\nrm -rf /\n", "un programa"),
    "gif": (b"GIF89a" + b"\0" * 20, "una imagen GIF"),
    "anything": (bytes(range(256)) * 4, "algo que no reconocemos"),
}
