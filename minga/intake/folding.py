"""How printed texts are tidied and how two of them are compared."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

_BLOCK = "p|br|div|li|ul|ol|tr|td|th|table|tbody|thead|h[1-6]|hr|blockquote"
_INLINE = "b|i|u|em|strong|span|sup|sub|font|a|small|s|o:p"
_BLOCK_TAG = re.compile(rf"</?(?:{_BLOCK})(?:\s[^<>]*)?/?>", re.IGNORECASE)
_INLINE_TAG = re.compile(rf"</?(?:{_INLINE})(?:\s[^<>]*)?/?>", re.IGNORECASE)


class _Fold(dict[int, str]):
    """Filled as characters are met, so that any script folds and common ones fold fast."""

    def __missing__(self, code: int) -> str:
        parts = unicodedata.normalize("NFKD", chr(code))
        kept = "".join(c for c in parts if c.isalnum())
        if not kept and not all(unicodedata.combining(c) for c in parts):
            kept = " "
        self[code] = kept
        return kept


_FOLD = _Fold()


def fold(text: str) -> str:
    """Lower case, no accents, punctuation as one space: "Río, San Pedro." → "rio san pedro"."""
    return " ".join(text.lower().translate(_FOLD).split())


@lru_cache(maxsize=4096)
def light_stem(word: str) -> str:
    """One form for singular and plural, enough for headings: "ejes", "eje" → "ej"."""
    if len(word) <= 3:
        return word
    return word.removesuffix("s").removesuffix("e")


def has_tags(text: str) -> bool:
    return "<" in text and bool(_BLOCK_TAG.search(text) or _INLINE_TAG.search(text))


def clean(text: str) -> str:
    """The text without leftover HTML tags, any white space as one space."""
    if "<" in text:
        text = _INLINE_TAG.sub("", _BLOCK_TAG.sub(" ", text))
    text = " ".join(text.split())
    return text if text.isascii() else unicodedata.normalize("NFC", text)


def is_finished(text: str) -> bool:
    """Whether it ends like a sentence, closing quotes and brackets aside."""
    return text.rstrip(" \"'”’»)]").endswith((".", "!", "?", "…", ";", ":"))


def starts_lower(text: str) -> bool:
    return text[:1].islower()
