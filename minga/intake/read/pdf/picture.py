"""A page of a PDF as a picture, to be shown beside what was read from it."""

from __future__ import annotations

import ctypes
import io

from django.utils.translation import gettext as _

from minga.intake.read.archive import damaged
from minga.intake.read.pdf.opening import opened
from minga.intake.reading import Unreadable

_WIDEST = 4000
_HIGHEST = 12_000


def page_image(content: bytes, page: int, width: int = 1000) -> bytes:
    """Page `page` (from 1) as a PNG, `width` pixels wide."""
    import pypdfium2.raw as raw
    from PIL import Image

    width = max(16, min(width, _WIDEST))
    with opened(content) as document:
        if not 1 <= page <= raw.FPDF_GetPageCount(document):
            raise Unreadable(_("El PDF no tiene la página %(page)s.") % {"page": page})
        handle = raw.FPDF_LoadPage(document, page - 1)
        if not handle:
            raise Unreadable(damaged())
        try:
            ratio = raw.FPDF_GetPageHeightF(handle) / (raw.FPDF_GetPageWidthF(handle) or 1.0)
            height = max(1, min(round(width * ratio), _HIGHEST))
            bitmap = raw.FPDFBitmap_Create(width, height, 0)
            try:
                raw.FPDFBitmap_FillRect(bitmap, 0, 0, width, height, 0xFFFFFFFF)
                raw.FPDF_RenderPageBitmap(
                    bitmap, handle, 0, 0, width, height, 0, raw.FPDF_ANNOT | raw.FPDF_LCD_TEXT
                )
                stride = raw.FPDFBitmap_GetStride(bitmap)
                address = raw.FPDFBitmap_GetBuffer(bitmap)
                pixels = ctypes.string_at(address, stride * height)
            finally:
                raw.FPDFBitmap_Destroy(bitmap)
        finally:
            raw.FPDF_ClosePage(handle)
    picture = Image.frombuffer("RGB", (width, height), pixels, "raw", "BGRX", stride, 1)
    file = io.BytesIO()
    picture.save(file, "PNG", optimize=False, compress_level=6)
    return file.getvalue()
