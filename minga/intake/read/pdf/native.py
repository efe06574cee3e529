"""The few functions of PDFium that are called for every letter, bound for speed."""

from __future__ import annotations

import ctypes
import threading
from functools import cache
from typing import Any

LOCK = threading.RLock()  # PDFium holds state of its own: one thread at a time

_POINTER, _INT = ctypes.c_void_p, ctypes.c_int
_SIGNATURES: dict[str, tuple[Any, ...]] = {
    "FPDFText_GetUnicode": (ctypes.c_uint, _POINTER, _INT),
    "FPDFText_GetLooseCharBox": (_INT, _POINTER, _INT, _POINTER),
    "FPDFText_GetTextObject": (_POINTER, _POINTER, _INT),
    "FPDFText_GetCharOrigin": (_INT, _POINTER, _INT, _POINTER, _POINTER),
    "FPDFText_GetMatrix": (_INT, _POINTER, _INT, _POINTER),
    "FPDFText_GetFontSize": (ctypes.c_double, _POINTER, _INT),
    "FPDFText_HasUnicodeMapError": (_INT, _POINTER, _INT),
    "FPDFTextObj_GetFont": (_POINTER, _POINTER),
    "FPDFTextObj_GetTextRenderMode": (_INT, _POINTER),
    "FPDFFont_GetWeight": (_INT, _POINTER),
    "FPDFFont_GetBaseFontName": (ctypes.c_ulong, _POINTER, _POINTER, ctypes.c_ulong),
    "FPDFPage_CountObjects": (_INT, _POINTER),
    "FPDFPage_GetObject": (_POINTER, _POINTER, _INT),
    "FPDFFormObj_CountObjects": (_INT, _POINTER),
    "FPDFFormObj_GetObject": (_POINTER, _POINTER, ctypes.c_ulong),
    "FPDFPageObj_GetType": (_INT, _POINTER),
    "FPDFPageObj_GetBounds": (_INT, _POINTER, _POINTER, _POINTER, _POINTER, _POINTER),
    "FPDFPageObj_GetMatrix": (_INT, _POINTER, _POINTER),
    "FPDFPageObj_GetMarkedContentID": (_INT, _POINTER),
    "FPDFPageObj_GetFillColor": (_INT, _POINTER, _POINTER, _POINTER, _POINTER, _POINTER),
    "FPDFPageObj_GetStrokeColor": (_INT, _POINTER, _POINTER, _POINTER, _POINTER, _POINTER),
    "FPDFPageObj_GetStrokeWidth": (_INT, _POINTER, _POINTER),
    "FPDFPath_GetDrawMode": (_INT, _POINTER, _POINTER, _POINTER),
    "FPDFPath_CountSegments": (_INT, _POINTER),
    "FPDFPath_GetPathSegment": (_POINTER, _POINTER, _INT),
    "FPDFPathSegment_GetType": (_INT, _POINTER),
    "FPDFPathSegment_GetPoint": (_INT, _POINTER, _POINTER, _POINTER),
    "FPDFPathSegment_GetClose": (_INT, _POINTER),
}


@cache
def call(name: str) -> Any:
    """A function of PDFium that takes and gives plain addresses."""
    import pypdfium2.raw as raw

    address = ctypes.cast(getattr(raw, name), ctypes.c_void_p).value
    assert address
    return ctypes.CFUNCTYPE(*_SIGNATURES[name])(address)


def address(handle: Any) -> int:
    return ctypes.cast(handle, ctypes.c_void_p).value or 0
