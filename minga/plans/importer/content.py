"""Whether the cells of a column agree with what its heading says."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from functools import cache, lru_cache

from minga.intake import evidence
from minga.intake.columns import stem
from minga.intake.evidence import Cells, Test
from minga.intake.folding import fold
from minga.intake.reading import Row
from minga.plans.importer import mechanisms, rules
from minga.plans.importer.meanings import raw

YES, MAYBE, NO = 1.0, 0.95, 0.5  # what a heading's word is worth after a look at the cells
_NEVER = 0.35  # and where they are what no such column holds
_SENTENCE = 160
_WORD = re.compile(r"[^\W\d_]{3}")
_COUNTED = re.compile(r"\d{1,3} ?([^\W\d]{3,10})")


def sample(rows: Sequence[Row], column: int) -> Cells:
    return evidence.sample(rows, column, tests(), nothing())


@cache
def nothing() -> frozenset[str]:
    """What is printed where there is nothing to say, lower case."""
    return frozenset(text.strip(" .") for text in raw()["content"]["nothing"]) | {""}


@cache
def _listed(name: str) -> frozenset[str]:
    return frozenset(map(fold, raw()["content"][name]))


@lru_cache(maxsize=4096)
def is_status(cell: str) -> bool:
    return len(cell) < 40 and tuple(fold(cell).split()) in rules.statuses()


@lru_cache(maxsize=4096)
def is_institution(cell: str) -> bool:
    first = fold(cell[:40]).split()
    return len(cell) < 200 and len(first) > 1 and first[0] in rules.institutions()


@lru_cache(maxsize=4096)
def is_mechanism(cell: str) -> bool:
    if len(cell) > 300:
        return False
    read = mechanisms.parse(cell)
    return bool(read.mentions) and not read.unknown


def is_term(cell: str) -> bool:
    """A time to do it in, in words: "corto plazo", "2026 a 2028", "marzo de 2027"."""
    if len(cell) > 60:
        return False
    counted = _COUNTED.fullmatch(cell)
    if evidence.is_period(cell) and (not counted or _is_span(counted[1])):
        return True
    folded = fold(cell)
    return folded in _listed("terms") or bool(set(folded.split()) & rules.times().months.keys())


def _is_span(word: str) -> bool:
    """What time is counted in: "12 meses", but not "25 escuelas"."""
    return stem(fold(word)) in _spans()


@cache
def _spans() -> frozenset[str]:
    listed = (*raw()["heading"]["spans"], *raw()["content"]["spans"])
    months = rules.times().months.keys()
    return frozenset(stem(word) for word in (*map(fold, listed), *months))


def is_scale(cell: str) -> bool:
    """A step of a scale, as effort, cost or priority are told in: "alto", "$$"."""
    return len(cell) <= 20 and (fold(cell) in _listed("scales") or not cell.strip("$€£★*+ "))


def is_fraction(cell: str) -> bool:
    """A weight or a share, which no code is: "0.25"."""
    return cell.startswith(("0.", "0,")) and cell[2:].isdigit()


def is_millions(cell: str) -> bool:
    """An amount that hardly anything but money comes to."""
    whole = re.split(r"[.,]\d{1,2}$", cell.strip())[0]
    return evidence.is_money(cell) and sum(c.isdigit() for c in whole) >= 7


def is_dated(cell: str) -> bool:
    """A date, and if it has words they are of a month: "Agenda 2030" is none."""
    if not evidence.is_date(cell):
        return False
    return not _WORD.search(cell) or bool(set(fold(cell).split()) & rules.times().months.keys())


def is_day(cell: str) -> bool:
    if is_dated(cell):
        return True
    return len(cell) < 40 and any(c.isdigit() for c in cell) and is_term(cell)


def is_when(cell: str) -> bool:
    """A day or a term that is no name with a year in it: not "Agenda Turística 2024"."""
    if not is_day(cell):
        return False
    known = rules.times().months.keys() | _listed("terms")
    words = [word for word in fold(cell).split() if len(word) > 3 and word.isalpha()]
    return sum(word not in known and not _is_span(word) for word in words) < 2


def is_yes(cell: str) -> bool:
    return len(cell) < 10 and fold(cell) in _listed("yes")


def is_source(cell: str) -> bool:
    return len(cell) < 80 and bool(set(fold(cell).split()) & _listed("sources"))


def is_unit(cell: str) -> bool:
    return len(cell) <= 30 and not any(c.isdigit() for c in cell.strip("²³23"))


def is_wordy(cell: str) -> bool:
    """Words, not figures or codes: something that can be a name."""
    return bool(_WORD.search(cell)) and not is_dated(cell)


def is_long(cell: str) -> bool:
    return len(cell) > _SENTENCE


@cache
def tests() -> Mapping[str, Test]:
    return {
        **evidence.GENERAL,
        "status": is_status,
        "institution": is_institution,
        "mechanism": is_mechanism,
        "term": is_term,
        "day": is_day,
        "when": is_when,
        "yes": is_yes,
        "scale": is_scale,
        "fraction": is_fraction,
        "millions": is_millions,
        "source": is_source,
        "unit": is_unit,
        "wordy": is_wordy,
        "long": is_long,
    }


def agreement(name: str, cells: Cells) -> float:
    """How well the cells agree with a role: YES, MAYBE, or NO where they say otherwise.

    Where there are none it cannot be told, and the heading stands.
    """
    judge = _JUDGES.get(name)
    if not cells.texts or judge is None:
        return YES
    return judge(cells)


def confirms(name: str, cells: Cells) -> bool:
    """Whether the cells nearly say the role themselves, so that half a heading is enough."""
    test, needed = _SAYING.get(name, ("", 0.0))
    return bool(test) and len(cells.texts) > 1 and cells.share(test) >= needed


_SAYING = {
    **dict.fromkeys(("responsible", "partner", "coordinator"), ("institution", 0.6)),
    **dict.fromkeys(("start", "end"), ("day", 0.8)),
    "budget": ("money", 0.6),
    "status": ("status", 0.6),
    "mechanism": ("mechanism", 0.6),
    "budget_source": ("source", 0.6),
}


def _people(cells: Cells) -> float:
    if cells.share("wordy") < 0.6 or cells.share("contact") > 0.4 or cells.length > 220:
        return NO
    return YES if cells.share("institution") >= 0.3 else MAYBE


def _amount(cells: Cells) -> float:
    figures = max(cells.share("figure"), cells.share("number"))
    if figures >= 0.6:
        return YES
    return MAYBE if figures >= 0.25 else NO


def _target(cells: Cells) -> float:
    if cells.share("figure") >= 0.5:
        return YES
    if cells.share("mark") > 0.6 or cells.share("yes") > 0.6:
        return NO
    return MAYBE


def _day(cells: Cells) -> float:
    if cells.share("day") >= 0.5:
        return YES
    return MAYBE if cells.share("term") >= 0.3 else NO


def _period(cells: Cells) -> float:
    if cells.share("term") >= 0.5:
        return YES
    strange = cells.share("term") < 0.2
    return NO if strange or cells.share("institution") > 0.5 else MAYBE


def _status(cells: Cells) -> float:
    if cells.share("status") >= 0.4:
        return YES
    if cells.share("figure") > 0.6 or cells.length > 60 or cells.share("day") > 0.5:
        return NO
    return MAYBE if len(set(cells.texts)) <= 12 else NO


def _progress(cells: Cells) -> float:
    if max(cells.share("percent"), cells.share("number")) >= 0.5:
        return YES
    return MAYBE if cells.share("figure") >= 0.3 else NO


def _short(cells: Cells) -> float:
    if cells.share("number") > 0.5 or cells.share("day") > 0.5 or cells.length > 120:
        return NO
    return MAYBE


def _unit(cells: Cells) -> float:
    if cells.share("institution") > 0.4:
        return NO
    return YES if cells.share("unit") >= 0.6 else NO


def _indicator(cells: Cells) -> float:
    return YES if cells.share("wordy") >= 0.6 and cells.share("institution") < 0.5 else NO


def _baseline(cells: Cells) -> float:
    return YES if cells.share("figure") >= 0.4 else MAYBE


def _source(cells: Cells) -> float:
    if cells.share("figure") > 0.6 or cells.share("day") > 0.5:
        return NO
    return YES if cells.share("source") >= 0.4 else MAYBE


def _mechanism(cells: Cells) -> float:
    if cells.share("wordy") < 0.5:
        return NO
    return YES if cells.share("mechanism") >= 0.3 else MAYBE


def _named(cells: Cells) -> float:
    if cells.share("wordy") < 0.6 or cells.share("yes") > 0.6 or cells.share("contact") > 0.3:
        return NO
    return YES


def _level(cells: Cells) -> float:
    tests = ("money", "yes", "when", "scale", "status")
    if any(cells.share(test) > 0.6 for test in tests):
        return _NEVER
    return YES if cells.share("wordy") >= 0.5 or cells.share("code") >= 0.8 else NO


def _code(cells: Cells) -> float:
    if cells.share("code") >= 0.7:
        return YES
    if cells.share("day") >= 0.5 or cells.share("money") >= 0.5:
        return NO
    if sum(" " not in text for text in cells.texts) >= 0.9 * len(cells.texts):
        return MAYBE
    numbered = sum(any(c.isdigit() for c in text) for text in cells.texts)
    worded = sum(text.count(" ") > 1 for text in cells.texts)
    short = cells.length <= 24 and worded < 0.3 * len(cells.texts)
    return MAYBE if short and numbered >= 0.6 * len(cells.texts) else NO


_JUDGES: Mapping[str, Callable[[Cells], float]] = {
    **dict.fromkeys(("responsible", "partner", "funder", "coordinator", "actor"), _people),
    "budget": _amount,
    "target": _target,
    "baseline": _baseline,
    "start": _day,
    "end": _day,
    "period": _period,
    "status": _status,
    "progress": _progress,
    "area": _short,
    "unit": _unit,
    "indicator": _indicator,
    "budget_source": _source,
    "mechanism": _mechanism,
    "articulation_objective": _named,
    "initiative": _named,
    "level": _level,
    "code": _code,
    "initiative_number": _code,
    "articulation_number": _code,
}
