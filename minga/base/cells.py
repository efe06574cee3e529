"""Cells that a spreadsheet would run as a formula, made harmless and made whole again."""

from __future__ import annotations

import re

STARTS = "=+-@\t\r"  # what spreadsheets take for the start of a formula
DANGEROUS = re.compile(r"'*[=+\-@\t\r]")
GUARDED = re.compile(r"'+[=+\-@\t\r]")


def guard(text: str) -> str:
    """Put an apostrophe before a formula, and one more where the text has its own already.

    >>> guard("=1+1"), guard("'=1+1"), guard("l'aigua")
    ("'=1+1", "''=1+1", "l'aigua")
    """
    if text[:1] in "'" + STARTS and DANGEROUS.match(text):
        return "'" + text
    return text


def unguard(text: str) -> str:
    """Take away the apostrophe that `guard` put, and no other."""
    return text[1:] if text[:1] == "'" and GUARDED.match(text) else text
