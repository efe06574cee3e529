"""Open a PDF, or say in one sentence why it cannot be read."""

from __future__ import annotations

import ctypes
import re
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.utils.translation import gettext as _

from minga.intake.read.archive import damaged
from minga.intake.read.pdf import native
from minga.intake.reading import Unreadable

MAX_PAGES = 2000
_PASSWORD, _SECURITY = 4, 5
_LINEARIZED = re.compile(rb"/Linearized\s+1\b[^>]*?/L\s+(\d+)")


@contextmanager
def opened(content: bytes) -> Iterator[Any]:
    """The document as PDFium knows it. Nobody else uses PDFium meanwhile."""
    import pypdfium2.raw as raw

    check_whole(content)
    with native.LOCK:
        buffer = ctypes.create_string_buffer(content, len(content))
        document = raw.FPDF_LoadMemDocument64(buffer, len(content), None)
        if not document:
            error = raw.FPDF_GetLastError()
            raise Unreadable(_protected() if error in (_PASSWORD, _SECURITY) else damaged())
        try:
            check_pages(raw.FPDF_GetPageCount(document))
            yield document
        finally:
            raw.FPDF_CloseDocument(document)


def check_whole(content: bytes) -> None:
    """PDFium reads what is left of a cut file; whoever sent it believes that it is all there."""
    start = content[:1024].find(b"%PDF-")
    if start < 0 or b"startxref" not in content:
        raise Unreadable(damaged())
    linearized = _LINEARIZED.search(content[:2048])
    if linearized and int(linearized[1]) > len(content):
        raise Unreadable(damaged())


def check_pages(count: int) -> None:
    if count <= 0:
        raise Unreadable(_("El PDF no tiene ninguna página: vuelva a guardarlo y súbalo de nuevo."))
    if count > MAX_PAGES:
        raise Unreadable(
            _("El PDF tiene %(pages)s páginas y el límite es %(limit)s: deje solo las del plan.")
            % {"pages": count, "limit": MAX_PAGES}
        )


def _protected() -> str:
    return _("El PDF está protegido con contraseña: guárdelo sin contraseña y súbalo de nuevo.")


def needs_ocr() -> str:
    return _(
        "El PDF es un escaneo, solo tiene imágenes y ningún texto: páselo por un programa de "
        "reconocimiento de texto (OCR) y súbalo de nuevo."
    )


def too_much(page: int) -> str:
    return _("La página %(page)s del PDF tiene demasiado texto para una página: revise el PDF.") % {
        "page": page
    }


def no_text() -> str:
    return _(
        "El PDF no tiene ningún texto que se pueda leer: ábralo, compruebe lo que contiene y "
        "guárdelo de nuevo desde el programa con que se escribió."
    )
