"""Where lines may end on paper: only between words, so that a text can be read back as it was."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

Piece = str | list[str | float]  # in a list: never parted, or only where it must be
Text = str | list[Piece]

EM = 9 / 72 * 25.4  # the letters of the table, in mm
WIDEST = {**dict.fromkeys("mwMW@%", 0.9), **dict.fromkeys("iIjl.,:;'|!()[]-", 0.36)}
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ufffe\uffff\ud800-\udfff]")
_PLAIN = re.compile(r"[(«“‘¡¿\"']?[0-9A-Za-zÀ-ɏ]+[.,;:!)»”’…%\"']*")
_SPACE = re.compile(r"(\s+)")


def tidy(text: str) -> str:
    """Without what no page can show: control characters, and white space beyond one space. A
    letter and its accent are one sign, that no typeface draws as two."""
    text = unicodedata.normalize("NFC", text)
    lines = _CONTROL.sub("", text.replace("\r\n", "\n").replace("\r", "\n")).split("\n")
    return "\n".join(" ".join(line.split()) for line in lines).strip()


def width(text: str) -> float:
    """About how wide a text is, in ems of our typeface; rather more than less."""
    return sum(WIDEST.get(c) or (0.7 if c.isupper() or c > "ɏ" else 0.56) for c in text)


@lru_cache(maxsize=20_000)
def pieces(text: str, room: float, em: float = EM) -> Text:
    """The text as the template takes it, for a column `room` mm wide and letters of size `em`.

    Typesetters part a word at any hyphen or slash, and who reads the page again cannot tell that
    from a break between words. A word that may not fit carries the room there is: the template
    measures it, and parts it with soft hyphens, which can be told.
    """
    found: list[Piece] = []
    plain = ""
    for part in _SPACE.split(tidy(text)):
        fits = width(part) * em < room
        if not part.strip() or (fits and _PLAIN.fullmatch(part)):
            plain += part
            continue
        found += [plain, [part]] if plain else [[part]]
        plain = ""
        if not fits:
            found[-1] = [part, round(room, 2)]
    if plain or not found:
        found.append(plain)
    return plain if found == [plain] else found
