"""How a heading is numbered and written: what tells the ranks of group headings apart."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from minga.intake.folding import fold
from minga.intake.regions.words import words

_ARABIC = re.compile(r"\d{1,3}(?:\.\d{1,3})*")
_PREFIXED = re.compile(r"([A-Za-z]{1,5})[-.]?(\d{1,3}(?:[.\-]\d{1,3})*)")
_ROMAN = re.compile(r"[IVXLC]{1,7}")
_DASHES = frozenset({"-", "–", "—", ":", "|", "."})
_OPENING = "«\"“'(¿¡"


@dataclass(frozen=True, slots=True)
class Style:
    """`label` are the words before the number, `sign` its kind ("1", "I", "A", ":" for a label
    with a colon, "" for none), `depth` how many parts it has."""

    label: str = ""
    sign: str = ""
    depth: int = 0
    upper: bool = False

    @property
    def numbered(self) -> bool:
        return bool(self.sign)


def style(text: str) -> Style:
    """ "EJE 1. Vida" → label "eje", "1", depth 1; "1.1 Salud" → "1", depth 2; "Vida" → nothing."""
    tokens = text.split(maxsplit=7)[:7]
    label: list[str] = []
    for place, word in enumerate(tokens):
        bare = word.strip("().:–—-ºª°#,")
        follower = tokens[place + 1] if place + 1 < len(tokens) else ""
        if not bare:
            if place and word == ":":
                return Style(" ".join(label), ":", 1)
            break
        closed = word[-1] in ".:)–—-" or not follower or follower in _DASHES
        sign, depth = _number(bare, place)
        prefixed = _PREFIXED.fullmatch(bare) if place == 0 else None
        if prefixed:
            parts = re.split(r"[.\-]", prefixed[2])
            return Style(fold(prefixed[1]), "1", len(parts))
        if sign == "1" and (place == 0 or closed or _opens_name(follower)):
            return Style(" ".join(label), sign, depth)
        if sign in ("I", "A") and (closed if place == 0 else closed or not text.isupper()):
            return Style(" ".join(label), sign, 1)
        said = fold(bare)
        if said in words().numbering and place:
            continue
        if not all(part.isalpha() for part in said.split()) or place > 4:
            break
        label.append(said)
        if word.endswith(":"):
            return Style(" ".join(label), ":", 1)
    return Style(upper=text.isupper())


def _number(bare: str, place: int) -> tuple[str, int]:
    if _ARABIC.fullmatch(bare):
        return "1", bare.count(".") + 1
    if _ROMAN.fullmatch(bare):
        return "I", 1
    if len(bare) == 1 and bare.isalpha() and bare.isupper():
        return "A", 1
    return "", 0


def _opens_name(word: str) -> bool:
    return word[:1].isupper() or word[:1] in _OPENING


def dominant(texts: Iterable[str]) -> Style | None:
    """The style of most of some texts, or None where they have no style in common."""
    listed = [style(text) for text in texts]
    if not listed:
        return None
    best = max(set(listed), key=lambda one: (listed.count(one), one.depth, one.label))
    return best if listed.count(best) >= 0.6 * len(listed) else None


def ranks(listed: list[tuple[Style, bool]]) -> dict[Style, int]:
    """Style → rank from 0, the highest, for headings in printed order; the flag says that no row
    stands between a heading and the one before it.

    A deeper number is a lower rank; so is a style that follows directly on another one. Styles
    that never meet are of the same rank.
    """
    order: list[Style] = []
    under: set[tuple[Style, Style]] = set()
    before: Style | None = None
    for one, follows in listed:
        if one not in order:
            order.append(one)
        if follows and before is not None and before != one and (one, before) not in under:
            under.add((before, one))
        before = one
    order = order[:12]
    for one in order:
        for other in order:
            if _is_deeper(one, other):
                under.discard((one, other))
                under.add((other, one))
    found = dict.fromkeys(order, 0)
    for _round in order:
        for above, below in under:
            if above in found and below in found and found[below] <= found[above]:
                found[below] = min(found[above] + 1, len(order) - 1)
    levels = {rank: place for place, rank in enumerate(sorted(set(found.values())))}
    return {one: levels[rank] for one, rank in found.items()}


def _is_deeper(one: Style, other: Style) -> bool:
    """Whether the numbers say so: "1.1" is under "1", whatever words stand before them. A heading
    outside the table (sign "h") is above all that is in it."""
    if other.sign == "h":
        return one.sign != "h" or one.depth > other.depth
    return one.sign == other.sign == "1" and one.depth > other.depth


def shared_label(styles: Iterable[Style], texts: Iterable[str]) -> str:
    """The words that all of some headings begin with, before their number: "Eje"."""
    labels = {one.label for one in styles}
    if len(labels) != 1:
        return ""
    label = labels.pop()
    said = " ".join(next(iter(texts), "").split()[: len(label.split())]).strip(" .:–—-")
    if not label or fold(said) != label:
        return ""
    return said[:1].upper() + said[1:].lower()
