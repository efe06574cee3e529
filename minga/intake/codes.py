"""Codes printed in front of a text: "1.1 Promover", "OE2: Agua"."""

from __future__ import annotations

import re

CODE = re.compile(
    r"((?:[A-Z]{1,4}[-.\s]?)?\d{1,3}(?:\.\d{1,3})*)(?:\s*[.):–-]+(?:\s+|(?!\d))|\s+)(?=\S)"
)


def split_code(text: str) -> tuple[str, str]:
    """The code in front of a heading and its name: "1.1 Promover" → ("1.1", "Promover")."""
    found = CODE.match(text)
    if not found:
        return "", text
    return found[1], text[found.end() :]


def depth(text: str) -> int:
    """How deep the code in front of a text is: 2 for "1.1 Promover", 0 where there is none."""
    found = CODE.match(text)
    return found[1].count(".") + 1 if found else 0
