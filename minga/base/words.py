"""Saying numbers the way people do."""

from __future__ import annotations

import re
from collections.abc import Sequence

from django.utils.translation import get_language
from django.utils.translation import gettext as _

FEMININE = re.compile(r"^(?!acta$).*(?:a|ión|dad|tud|ez)$")
SOUNDS_I = re.compile(r"^\W*h?[ií](?![aeouáéóú])", re.I)  # before it, "y" becomes "e"; not in hielo


def number(n: int) -> str:
    """Small numbers in words, others in figures."""
    small = [
        _("cero"), _("una"), _("dos"), _("tres"), _("cuatro"), _("cinco"), _("seis"),
        _("siete"), _("ocho"), _("nueve"), _("diez"), _("once"), _("doce"),
    ]  # fmt: skip
    return small[n] if 0 <= n < len(small) else str(n)


def capital(text: str) -> str:
    return text[:1].upper() + text[1:]


def quoted(text: object) -> str:
    """«así»; “so” in English."""
    return _("«%s»") % text


def enumeration(parts: Sequence[str]) -> str:
    """a, b y c; and b e i, as Spanish says it."""
    if len(parts) < 2:
        return "".join(parts)
    if not (get_language() or "").startswith("en") and SOUNDS_I.match(parts[-1]):
        return f"{', '.join(parts[:-1])} e {parts[-1]}"
    return _("%(some)s y %(last)s") % {"some": ", ".join(parts[:-1]), "last": parts[-1]}


def one(thing: str) -> str:
    """A thing with its article: un convenio, una alianza; an agreement."""
    if (get_language() or "").startswith("en"):
        thing = thing[:1].lower() + thing[1:]
        return f"{'an' if thing[:1] in 'aeiou' else 'a'} {thing}"
    head = thing.split(" ", 1)[0]
    return f"{'una' if FEMININE.search(head) else 'un'} {thing}"
