"""Letters that are not printed, or are printed as another one."""

from __future__ import annotations

import re

_UNPRINTED = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x84\x86-\x9f\xad\u200b\u2060\ufeff]")
_HYPHEN = "\u2011"  # keeps a word on one line
_WORST_NUMBER = 9  # digits


def printed(text: str) -> str:
    """Without control characters and soft hyphens; line ends and tabs stay."""
    if text.isascii() and text.isprintable():
        return text
    return _UNPRINTED.sub("", text).replace(_HYPHEN, "-")


def whole(value: str | None, otherwise: int = 0) -> int:
    """The number an attribute gives, or another where it gives none that makes sense."""
    said = (value or "").strip()
    return int(said) if said.isdecimal() and len(said) <= _WORST_NUMBER else otherwise
