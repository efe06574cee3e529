"""Cells that a spreadsheet would run as a formula, made harmless and made whole again."""

from __future__ import annotations

import re

RISKY = "'=+-@\t\r"  # how a cell begins that has to be looked at
_DANGEROUS = re.compile(r"'*[=+\-@\t\r]")  # what spreadsheets take for the start of a formula
_GUARDED = re.compile(r"'+[=+\-@\t\r]")


def guard(text: str) -> str:
    """Put an apostrophe before a formula, and one more where the text has its own already.

    >>> guard("=1+1"), guard("'=1+1"), guard("'s-Hertogenbosch")
    ("'=1+1", "''=1+1", "'s-Hertogenbosch")
    """
    return "'" + text if _DANGEROUS.match(text) else text


def unguard(text: str) -> str:
    """Take away the apostrophe that `guard` put, and no other."""
    return text[1:] if text[:1] == "'" and _GUARDED.match(text) else text
