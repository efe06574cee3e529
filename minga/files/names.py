"""The name of a file as others may safely meet it again."""

from __future__ import annotations

import re
import unicodedata

from django.utils.translation import gettext as _

LONGEST = 200


def cleaned(name: str, endings: tuple[str, ...]) -> str:
    """Without folders, control letters or turns of the writing; its ending says what it is."""
    last = re.split(r"[/\\]", unicodedata.normalize("NFC", name))[-1]
    # Cc and Cf: also the marks that turn the writing around, so that "fdp.exe" reads "exe.pdf"
    kept = "".join(" " if unicodedata.category(c)[0] == "C" else c for c in last)
    kept = re.sub(r'[<>:"|?*\s]+', " ", kept).strip().rstrip(".")
    stem, dot, ending = kept.rpartition(".")
    if dot and f".{ending.lower()}" in endings:
        stem, ending = stem.strip(" ."), f".{ending}"
    else:
        stem, ending = kept.strip(" ."), endings[0]
    return (stem[: LONGEST - len(ending)].rstrip(" .") or _("archivo")) + ending
