"""The meaning that stands on top of an SQL file: `-- key: value` lines before the statement."""

from __future__ import annotations

from pathlib import Path

Header = list[tuple[str, str]]


class Unclear(Exception):
    """A file of ours says something that cannot be: for who writes it, never for visitors."""


def read_header(file: Path) -> tuple[Header, str]:
    """Its (key, value) pairs in order, and the statement. An indented line goes on with the value.

    A comment without a key, as a first sentence is, belongs to nobody but who reads the file.
    """
    found: Header = []
    lines = file.read_text(encoding="utf-8").splitlines()
    body = next((at for at, line in enumerate(lines) if not line.startswith("--")), len(lines))
    for line in lines[:body]:
        text = line.removeprefix("--").strip()
        key, colon, value = text.partition(": ")
        if line.startswith("--   ") and found:
            found[-1] = (found[-1][0], f"{found[-1][1]} {text}")
        elif colon and " " not in key:
            found.append((key, value.strip()))
    return found, "\n".join(lines[body:]).strip().removesuffix(";")


def one(header: Header, key: str, file: Path) -> str:
    """The value of a key that has to be there once."""
    values = [value for name, value in header if name == key]
    if len(values) != 1:
        raise Unclear(f"{file.name}: one line «{key}» is needed, there are {len(values)}")
    return values[0]


def several(header: Header, key: str) -> list[str]:
    return [value for name, value in header if name == key]


def names(header: Header, key: str) -> tuple[str, ...]:
    """A list of names in one line, "plan_key, year"."""
    return tuple(
        name.strip() for value in several(header, key) for name in value.split(",") if name.strip()
    )
