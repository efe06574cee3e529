"""How each field of a truth row is compared with what the draft has in its place."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from decimal import Decimal, InvalidOperation
from typing import Any

from minga.plans.draft import IndicatorDraft, InitiativeDraft, Value


def same(text: str) -> str:
    return " ".join(text.split()).casefold()


def exactly(text: str) -> str:
    return " ".join(text.split())


def named(found: str, true: str, code: str = "") -> bool:
    """The name itself, or with its own code printed before it."""
    found, true = exactly(found), exactly(true)
    if found == true:
        return True
    before = found.removesuffix(true)
    number = before.rstrip(" .:-–—)").rsplit(" ", 1)[-1]
    return before != found and number != "" and number == code.rsplit(" ", 1)[-1]


def base(role: str) -> str:
    return role.split(":")[0]


def both(found: object, true: object) -> str:
    return f"{found!r} ≠ {true!r}"


def _number(text: str) -> Decimal | None:
    try:
        return Decimal(text)
    except InvalidOperation:
        return None


def same_figure(found: str, true: str) -> bool:
    if exactly(found) == exactly(true):
        return True
    return _number(found) is not None and _number(found) == _number(true)


def _figure(found: Value | None, true: str | None) -> bool:
    """The number itself where the truth is a number, else the printed text."""
    if not true:
        return found is None or found.number is None
    if found is None:
        return False
    number = _number(true)
    if number is None:
        return exactly(found.printed) == exactly(true)
    return found.number is not None and found.number == number


Cells = Iterator[tuple[str, str, bool, str]]


def _parties(*roles: str) -> Callable[[InitiativeDraft | None, Any, str], Cells]:
    def read(found: InitiativeDraft | None, true: Any, key: str) -> Cells:
        parties = found.parties if found else ()
        names = sorted({exactly(p.name) for p in parties if not roles or p.role in roles})
        yield key, key, found is not None and names == sorted(true or []), both(names, true or [])

    return read


def _text(get: Callable[[InitiativeDraft], str]) -> Callable[..., Cells]:
    def read(found: InitiativeDraft | None, true: Any, key: str) -> Cells:
        text = get(found) if found else ""
        agrees = found is not None and exactly(text) == exactly(true or "")
        yield key, key, agrees, both(text, true or "")

    return read


def _date(get: Callable[[InitiativeDraft], Any]) -> Callable[..., Cells]:
    def read(found: InitiativeDraft | None, true: Any, key: str) -> Cells:
        day = get(found) if found else None
        text = day.isoformat() if day else ""
        agrees = found is not None and (text.startswith(true) if true else not text)
        yield key, key, agrees, both(text, true or "")

    return read


def _list(get: Callable[[InitiativeDraft], Sequence[str]]) -> Callable[..., Cells]:
    def read(found: InitiativeDraft | None, true: Any, key: str) -> Cells:
        texts = sorted(map(exactly, get(found))) if found else []
        yield key, key, found is not None and texts == sorted(true or []), both(texts, true or [])

    return read


def _progress(found: InitiativeDraft | None, true: Any, key: str) -> Cells:
    value = found.progress if found else None
    agrees = found is not None and value == (_number(true) if true else None)
    yield key, key, agrees, both(str(value), true)


def _years(period: str) -> list[str]:
    return sorted(set(re.findall(r"\d{4}", period)))


def _indicators(found: InitiativeDraft | None, true: Any, key: str) -> Cells:
    left: list[IndicatorDraft] = list(found.indicators) if found else []
    for number, wanted in enumerate(true or [], 1):
        what = f"indicator {number}"
        read = next((i for i in left if exactly(i.name) == exactly(wanted["name"])), None)
        if read:
            left.remove(read)
        yield what, key, read is not None, both([i.name for i in left], wanted["name"])
        if "unit" in wanted:
            unit = read.unit if read else ""
            yield (
                f"{what} unit",
                key,
                same(unit) == same(wanted["unit"]),
                both(unit, wanted["unit"]),
            )
        if "baseline" in wanted:
            base = read.baseline if read else None
            agrees = read is not None and _figure(base, wanted["baseline"])
            yield f"{what} baseline", key, agrees, both(base, wanted["baseline"])
        targets = {tuple(_years(p)): v for p, v in (read.targets if read else ())}
        for period, figure in wanted.get("targets", {}).items():
            target = targets.pop(tuple(_years(period)), None)
            yield f"{what} target {period}", key, _figure(target, figure), both(target, figure)
        for period, value in targets.items():
            yield f"{what} extra target {period}", key, False, repr(value)
    for extra in left:
        yield "extra indicator", key, False, repr(extra.name)
    if not true and not left:
        yield "no indicator", key, found is not None, ""


def _budget(found: InitiativeDraft | None, true: Any, key: str) -> Cells:
    left = (
        {(tuple(_years(b.period)), same(b.source)): b.amount for b in found.budget} if found else {}
    )
    for wanted in true or []:
        place = (tuple(_years(wanted["period"])), same(wanted["source"]))
        value = left.pop(place, None)
        amount = wanted["amount"]
        agrees = found is not None and _figure(value, amount)
        if agrees and "printed" in wanted:  # "por definir" is no number, and is not lost
            agrees = value is not None and exactly(value.printed) == wanted["printed"]
        yield f"budget {wanted['period']} {wanted['source']}", key, agrees, both(value, amount)
    for place, extra in left.items():
        yield f"extra budget {place}", key, False, repr(extra)
    if not true and not left:
        yield "no budget", key, found is not None, ""


def _mechanisms(found: InitiativeDraft) -> list[str]:
    return [code for a in found.articulations for code in a.mechanisms]


READ: dict[str, Callable[[InitiativeDraft | None, Any, str], Cells]] = {
    "code": _text(lambda i: i.identifier),
    "responsible": _parties("responsible"),
    "partners": _parties("partner", "actor"),  # "agents implicats" are either
    "funders": _parties("funder"),
    "actors": _parties(),
    "start": _date(lambda i: i.starts),
    "end": _date(lambda i: i.ends),
    "status": _text(lambda i: i.status),
    "status_printed": _text(lambda i: i.status_printed),
    "progress": _progress,
    "area": _list(lambda i: i.areas),
    "articulation": _text(lambda i: " ".join(a.objective for a in i.articulations)),
    "mechanisms": _list(_mechanisms),
    "indicators": _indicators,
    "budget": _budget,
}
