"""Layouts as the small files that people read, keep and hand on."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _

from minga.intake.layout import Layout
from minga.intake.reading import Unreadable

NUMBERS = ("1.234,56", "1,234.56")
DATES = ("day first", "month first", "year first")
TABLES = ("read", "skip")
_LARGEST = 1_000_000  # letters of a file that is still a layout
_KINDS: Mapping[str, type] = {
    "name": str,
    "numbers": str,
    "dates": str,
    "hidden": bool,
    "columns": dict,
    "tables": dict,
}
_ESCAPES = {"\\": "\\\\", '"': '\\"', "\n": "\\n", "\t": "\\t", "\r": "\\r"}


def load(text: str, name: str) -> Layout:
    """The layout that a file holds; `name` is that of the file, for the one sentence of a refusal.

    Raises Unreadable. Whether the roles of its columns exist is for the domain to say.
    """
    if len(text) > _LARGEST:
        raise _refusal(name, _("es demasiado grande"))
    try:
        found = tomllib.loads(text.removeprefix("\ufeff"))
    except (tomllib.TOMLDecodeError, RecursionError) as error:
        raise _refusal(name, _("no es un archivo TOML: %s") % str(error)[:120]) from None
    for key, value in found.items():
        if key not in _KINDS:
            known = ", ".join(_KINDS)
            raise _refusal(
                name,
                _("«%(key)s» no se conoce; puede tener %(known)s") % {"key": key, "known": known},
            )
        if not isinstance(value, _KINDS[key]):
            raise _refusal(name, _("«%s» no tiene la forma que debe") % key)
    _one_of(found, "numbers", NUMBERS, name)
    _one_of(found, "dates", DATES, name)
    columns = _texts(found.get("columns", {}), "columns", name)
    tables = _texts(found.get("tables", {}), "tables", name)
    for table, said in tables.items():
        _one_of({table: said}, table, TABLES, name)
    return Layout(
        found.get("name", ""),
        found.get("numbers", ""),
        found.get("dates", ""),
        columns,
        tables,
        found.get("hidden", False),
    )


def dump(layout: Layout) -> str:
    """The layout as text; `load` gives it back."""
    lines = [
        f"{key} = {_quoted(value)}"
        for key in ("name", "numbers", "dates")
        if (value := getattr(layout, key))
    ]
    if layout.hidden:
        lines.append("hidden = true")
    for key in ("columns", "tables"):
        answers: Mapping[str, str] = getattr(layout, key)
        if answers:
            lines += ["", f"[{key}]"] if lines else [f"[{key}]"]
            lines += [f"{_quoted(name)} = {_quoted(said)}" for name, said in answers.items()]
    return "\n".join(lines) + "\n" if lines else ""


def _quoted(text: str) -> str:
    return '"' + "".join(_escaped(c) for c in text) + '"'


def _escaped(character: str) -> str:
    if character in _ESCAPES:
        return _ESCAPES[character]
    code = ord(character)
    return f"\\u{code:04X}" if code < 0x20 or code == 0x7F else character


def _one_of(found: Mapping[str, Any], key: str, valid: tuple[str, ...], name: str) -> None:
    if found.get(key) and found[key] not in valid:
        raise _refusal(
            name,
            _("«%(key)s» tiene que ser %(valid)s")
            % {"key": key, "valid": _(" o ").join(f"«{v}»" for v in valid)},
        )


def _texts(found: Mapping[str, Any], key: str, name: str) -> dict[str, str]:
    for heading, said in found.items():
        if not isinstance(said, str):
            raise _refusal(
                name,
                _("en «%(key)s», «%(heading)s» no es un texto entre comillas")
                % {"key": key, "heading": heading[:60]},
            )
    return dict(found)


def _refusal(name: str, why: str) -> Unreadable:
    return Unreadable(
        _("«%(name)s» no sirve como diseño: %(why)s. Corrija el archivo o elija otro.")
        % {"name": name, "why": why.rstrip(".")}
    )
