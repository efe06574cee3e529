"""Columns that say the same in several languages: "título es" beside "título en"."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence

from minga.intake.folding import fold

_TONGUE = re.compile(
    r"(?P<base>.*\S)(?:[\s_./:-]+|\s*[(\[])(?P<tongue>es|ca|pt|fr|en|gl|eu|it|de|nl|oc)(?:-\w\w)?"
    r"[)\]]?",
    re.IGNORECASE,
)


def alike(printed: Sequence[str]) -> tuple[list[str], list[int]]:
    """The headings without the language that tells them apart, and the columns that only
    translate another one: it is in the language of most of them, or in that of the first."""
    parted = [_TONGUE.fullmatch(heading.strip()) for heading in printed]
    bases: dict[str, dict[str, int]] = {}
    for column, (heading, found) in enumerate(zip(printed, parted, strict=True)):
        base, tongue = (found["base"], found["tongue"].lower()) if found else (heading, "")
        bases.setdefault(fold(base), {}).setdefault(tongue, column)
    several = [columns for columns in bases.values() if len(columns) > 1]
    times = Counter(tongue for columns in several for tongue in columns)
    bare = list(printed)
    listed: list[int] = []
    for columns in several:
        main = "" if "" in columns else max(columns, key=lambda tongue: times[tongue])
        listed += [column for tongue, column in columns.items() if tongue != main]
        for column in columns.values():
            found = parted[column]
            bare[column] = found["base"] if found else printed[column]
    return bare, sorted(listed)
