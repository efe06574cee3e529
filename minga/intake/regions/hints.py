"""Rows that say what to type in a column, or what a program calls it."""

from __future__ import annotations

import re
from collections.abc import Sequence

from minga.intake.folding import fold
from minga.intake.reading import Row
from minga.intake.regions import cells as look
from minga.intake.regions.words import is_hint

_LETTERS = re.compile(r"[\[(]?[A-Za-z]{1,2}[\])]?(?:\s*=.*)?")
_NUMBERS = re.compile(r"[\[(]?(\d{1,3})[\])]?(?:\s*=.*)?")
_TAG = re.compile(r"#[A-Za-z][\w+\s]*")


def is_hint_row(row: Row) -> bool:
    """A row of "texto", "#org+name", A B C or 1 2 3: it says what to type, or counts columns."""
    said = [text for text in look.texts(row) if text]
    if not said or row.wide:
        return False
    if all(_TAG.fullmatch(text) for text in said):
        return True
    if all(map(is_hint, said)):
        return len(said) > 1 or not look.is_number(said[0])
    if len(said) < 3:
        return False
    hints = sum(map(is_hint, said))
    if hints * 5 >= len(said) * 4:
        return True
    return _is_counted(said)


def _is_counted(said: Sequence[str]) -> bool:
    """(1) (2) (3)… or A B C…, whichever column it begins in."""
    numbers = [_NUMBERS.fullmatch(text) for text in said]
    if all(numbers):
        counted = [int(found[1]) for found in numbers if found]
        return counted[0] in (0, 1) and counted == list(
            range(counted[0], counted[0] + len(counted))
        )
    if not all(_LETTERS.fullmatch(text) for text in said):
        return False
    letters = [fold(text.split("=")[0]) for text in said]
    if letters[0] not in ("a", "b") or any(len(letter) != 1 for letter in letters[:26]):
        return False
    first = ord(letters[0])
    return letters[:26] == [chr(first + n) for n in range(len(letters[:26]))]


def is_machine_row(row: Row) -> bool:
    said = [text for text in look.texts(row) if text]
    return len(said) > 1 and all(map(look.is_machine, said)) and any("_" in text for text in said)
