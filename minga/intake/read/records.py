"""JSON and XML that hold records: lists of objects become tables."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from decimal import Decimal
from itertools import islice

from django.utils.translation import gettext as _

from minga.intake.read import nested
from minga.intake.read.shapes import Value
from minga.intake.reading import Reading, Unreadable

# characters that no text has, and halves of letters, written so that they pass for text
_ESCAPED = re.compile(
    r"\\u(?:00(?:0[0-8bBeEfF]|1[0-9a-fA-F]|7[fF])"
    r"|[dD][89abAB][0-9a-fA-F]{2}(?!\\u[dD][c-fC-F][0-9a-fA-F]{2})"
    r"|(?<!\\u[dD][89abAB][0-9a-fA-F]{2}\\u)[dD][c-fC-F][0-9a-fA-F]{2})"
)
_DECLARED = re.compile(r"<\?xml[^>]*\?>")
_LARGEST_POWER = 30


def read_json(text: str, name: str, encoding: str) -> Reading:
    """The lists of objects in a JSON document, or in one JSON document a line."""
    text = text.lstrip("\ufeff")
    if any(_is_escape(text, found.start()) for found in _ESCAPED.finditer(text)):
        raise Unreadable(_("El JSON contiene caracteres que ningún texto lleva: está dañado."))
    try:
        value = _loads(text)
    except json.JSONDecodeError as error:
        value = list(_lines(text, error))
    found = nested.find(value)
    return Reading(
        name,
        "application/json",
        encoding,
        tuple(found.prose),
        tuple(found.tables),
        notes=found.notes(),
    )


def _is_escape(text: str, at: int) -> bool:
    """Whether the backslash at `at` is none that another one before it escapes."""
    before = text[max(0, at - 100) : at]
    return (len(before) - len(before.rstrip("\\"))) % 2 == 0


def is_json(text: str) -> bool:
    """Whether all of the text, or its first lines one by one, are JSON."""
    try:
        _loads(text)
    except Unreadable:
        return True
    except json.JSONDecodeError:
        lines = [line for line in islice(text.split("\n"), 20) if line.strip()]
        try:
            return len(lines) > 1 and all(isinstance(_loads(line), dict) for line in lines[:2])
        except json.JSONDecodeError:
            return False
    return True


def _loads(text: str) -> Value:
    """Numbers stay as they are written, and a key that comes twice keeps both values."""
    try:
        value: Value = json.loads(
            text,
            parse_float=_printed,
            parse_int=str,
            parse_constant=lambda name: "",
            object_pairs_hook=_object,
        )
    except RecursionError as error:
        raise Unreadable(nested.too_deep()) from error
    return value


def _printed(number: str) -> str:
    """A number as a person would print it: 1.5e6 is 1500000, and 2026.0 is 2026."""
    if "e" in number or "E" in number:
        power = int(number.lower().partition("e")[2][:6])
        return number if abs(power) > _LARGEST_POWER else format(Decimal(number), "f")
    return number.removesuffix(".0")


def _object(pairs: list[tuple[str, Value]]) -> dict[str, Value]:
    made = dict(pairs)
    if len(made) < len(pairs):
        twice: dict[str, list[Value]] = {}
        for key, value in pairs:
            twice.setdefault(key, []).append(value)
        made = {key: values if len(values) > 1 else values[0] for key, values in twice.items()}
    return made


def _lines(text: str, error: json.JSONDecodeError) -> Iterator[Value]:
    """One JSON document a line; the error of the whole where the first line is none."""
    first = True
    for number, line in enumerate(text.split("\n"), start=1):
        if not line.strip():
            continue
        try:
            yield _loads(line)
        except json.JSONDecodeError as other:
            raise Unreadable(_malformed(error.lineno if first else number)) from other
        first = False


def _malformed(line: int) -> str:
    return _(
        "El archivo está incompleto o mal escrito en la línea %(line)s: vuelva a exportarlo y"
        " súbalo."
    ) % {"line": line}


def read_xml(content: bytes, text: str, name: str, encoding: str) -> Reading:
    """The elements that repeat in an XML document, or the activities of an IATI file."""
    if "<!ENTITY" in text:
        raise Unreadable(
            _("El XML trae entidades o referencias externas, que no se leen: guárdelo sin ellas.")
        )
    from lxml import etree

    from minga.intake.read import elements, iati

    reader = iati.read if iati.is_iati(text) else elements.read
    try:
        return reader(content, name, encoding)
    except (etree.XMLSyntaxError, LookupError) as error:
        try:  # the encoding may not be the one that it says
            return reader(_DECLARED.sub("", text, count=1).encode(), name, encoding)
        except etree.XMLSyntaxError as other:
            raise Unreadable(_malformed(other.lineno or 1)) from error
