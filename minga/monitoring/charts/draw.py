"""The strokes that charts are made of: SVG as text, classes for colours, numbers for places."""

from __future__ import annotations

from decimal import Decimal
from html import escape
from math import floor, log10

from minga.base.numbers import write_number
from minga.opendata.annex import words

WIDE, NARROW = 640, 340  # units of the two drawings; a unit is about a pixel
TEXT, SMALL = 14, 12.5


def tag(name: str, content: str = "", **attributes: object) -> str:
    """An element; `class_` is class, and an underscore inside a name is a hyphen."""
    said = "".join(
        f' {key.rstrip("_").replace("_", "-")}="{_said(value)}"'
        for key, value in attributes.items()
        if value not in (None, "")
    )
    return f"<{name}{said}>{content}</{name}>" if content else f"<{name}{said}/>"


def _said(value: object) -> str:
    if isinstance(value, float):
        return f"{value:.1f}".removesuffix(".0")
    return escape(str(value))


def svg(size: tuple[float, float], parts: list[str]) -> str:
    """A drawing; the page says what it is, so it has no name of its own."""
    wide, high = size
    return tag(
        "svg",
        "".join(parts),
        xmlns="http://www.w3.org/2000/svg",
        viewBox=f"0 0 {_said(float(wide))} {_said(float(high))}",
        class_="c-svg",
        aria_hidden="true",
        focusable="false",
    )


def text(
    x: float,
    y: float,
    said: str,
    *,
    kind: str = "c-text",
    anchor: str = "",
    size: float = TEXT,
    bold: bool = False,
) -> str:
    return tag(
        "text",
        escape(said, quote=False),
        class_=kind,
        x=float(x),
        y=float(y),
        text_anchor=anchor,
        font_size=size,
        font_weight=600 if bold else None,
    )


def line(x1: float, y1: float, x2: float, y2: float, kind: str) -> str:
    return tag("path", class_=kind, d=f"M{_said(float(x1))} {_said(float(y1))}L{_to(x2, y2)}")


def path(points: list[tuple[float, float]], kind: str) -> str:
    """A line through all the points."""
    if len(points) < 2:
        return ""
    return tag("path", class_=kind, d="M" + "L".join(_to(x, y) for x, y in points))


def _to(x: float, y: float) -> str:
    return f"{_said(float(x))} {_said(float(y))}"


def box(x: float, y: float, wide: float, high: float, kind: str) -> str:
    return tag(
        "rect",
        class_=kind,
        x=float(x),
        y=float(y),
        width=float(max(wide, 0)),
        height=float(max(high, 0)),
    )


def light(name: str, x: float, y: float, size: float = 11) -> str:
    """The shape of a traffic light, its left upper corner at (x, y)."""
    half, right, foot = x + size / 2, x + size, y + size
    if name == "ok":
        return tag("circle", class_="c-ok", cx=half, cy=y + size / 2, r=size / 2)
    if name == "warn":
        return tag("path", class_="c-warn", d=f"M{_to(half, y)}L{_to(right, foot)}L{_to(x, foot)}z")
    if name == "bad":
        return box(x, y, size, size, "c-bad")
    return tag("circle", class_="c-gap", cx=half, cy=y + size / 2, r=size / 2 - 0.5)


def share(value: Decimal | None, decimals: int = 0) -> str:
    """0,72 as "72 %" in the language of the reader."""
    return "" if value is None else f"{write_number(value * 100, decimals)}\u00a0%"


def width(said: str) -> float:
    """About how wide a text is, in ems; the typesetter's own guess is rather more."""
    return words.width(said) * 0.9


def fit(said: str, room: float, size: float = TEXT) -> str:
    """Cut at a word where it does not fit in so many units; the table has all of it."""
    if width(said) * size <= room:
        return said
    parts = said.split()
    while len(parts) > 1 and width(" ".join(parts) + "…") * size > room:
        parts.pop()
    cut = " ".join(parts)
    while len(cut) > 1 and width(cut + "…") * size > room:
        cut = cut[:-1]
    return cut.rstrip(" ,;:") + "…"


def wrap(said: str, room: float, lines: int = 2, size: float = TEXT) -> list[str]:
    """At most so many lines, the last one cut where it does not fit."""
    found: list[str] = []
    parts = said.split()
    while parts and len(found) < lines - 1:
        here = [parts.pop(0)]
        while parts and width(" ".join([*here, parts[0]])) * size <= room:
            here.append(parts.pop(0))
        found.append(fit(" ".join(here), room, size))
    if parts:
        found.append(fit(" ".join(parts), room, size))
    return found


def ticks(low: float, high: float, about: int = 4) -> list[float]:
    """Round values from `low` to at least `high`, both with zero between or at an end."""
    low, high = min(low, 0.0), max(high, 0.0)
    if low == high:
        high = 1.0
    raw = (high - low) / about
    base = 10.0 ** floor(log10(raw))
    step = next(n * base for n in (1, 2, 2.5, 5, 10) if n * base >= raw * 0.999)
    first = floor(low / step + 1e-9)
    found = [first * step]
    while found[-1] < high - step * 1e-6:
        found.append((first + len(found)) * step)
    return found
