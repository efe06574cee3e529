"""Readings as programs write them: the fields, what each may be, and their description."""

from __future__ import annotations

import json
from dataclasses import dataclass
from decimal import Context, Decimal, InvalidOperation
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from minga.base.numbers import DIGITS, too_fine
from minga.base.steps import Refused
from minga.monitoring.actions.report import Entry
from minga.monitoring.book.known import Known

MOST = 10_000  # readings of one delivery
LONGEST = 18  # digits before the point
PLACES = 6

Object = dict[str, Any]


class Malformed(Exception):
    """What was sent is not what the interface takes; the message is one sentence."""


@dataclass(frozen=True, slots=True)
class Field:
    """`kind` is "text", "number" or "yes"; `most` the letters of a text."""

    name: str
    kind: str
    what: str | Promise
    most: int = 0
    needed: bool = False


FIELDS = (
    Field("indicator", "text", gettext_lazy("El código del indicador."), 40, needed=True),
    Field(
        "period",
        "text",
        gettext_lazy("Un período de su frecuencia: 2026-03, 2026-T1, 2026-C1, 2026-S1 o 2026."),
        10,
        needed=True,
    ),
    Field(
        "area", "text", gettext_lazy("El código o el nombre del área, si se mide por área."), 120
    ),
    Field("category", "text", gettext_lazy("Una de las categorías del indicador."), 80),
    Field("value", "number", gettext_lazy("El valor; en blanco si lleva dos partes.")),
    Field("numerator", "number", gettext_lazy("El numerador, si lleva dos partes.")),
    Field("denominator", "number", gettext_lazy("El denominador, si lleva dos partes.")),
    Field("note", "text", gettext_lazy("Un comentario."), 5000),
    Field("lower", "yes", gettext_lazy("Confirma que un acumulado de verdad bajó.")),
    Field("send", "yes", gettext_lazy("Enviarla a aprobación; si no, queda como borrador.")),
)
_NAMES = {field.name: field for field in FIELDS}


# --- reading what a program sent


def parse(body: bytes) -> list[Object | Malformed]:
    """The readings of a delivery, each with only fields of ours, of the right kind.

    A value that is wrong refuses only its reading, and its sentence stands in its place; what is
    no list of readings is refused whole.
    """
    try:
        said = json.loads(
            body,
            parse_float=Decimal,
            parse_constant=_refuse_constant,
            object_pairs_hook=_once,
        )
    except (ValueError, RecursionError, InvalidOperation):
        raise Malformed(_("Lo enviado no es JSON: mande una lista de lecturas en UTF-8.")) from None
    if not isinstance(said, list):
        raise Malformed(_("Mande una lista de lecturas: [{…}, {…}]."))
    if not said:
        raise Malformed(_("La lista está vacía: mande al menos una lectura."))
    if len(said) > MOST:
        raise Malformed(_("Son más de %d lecturas: mándelas en varias entregas.") % MOST)
    return [_object(at, row) for at, row in enumerate(said)]


def _refuse_constant(name: str) -> None:
    raise ValueError(name)


def _once(pairs: list[tuple[str, Any]]) -> Object:
    """What JSON would take the last of, and lose the others."""
    said: Object = {}
    for name, value in pairs:
        if name in said:
            raise Malformed(
                _("Una lectura dice «%s» dos veces: escríbalo una sola vez.") % _shown(name)
            )
        said[name] = value
    return said


def _object(at: int, row: object) -> Object | Malformed:
    if not isinstance(row, dict):
        raise Malformed(_("La lectura %d no es un objeto: escríbala entre llaves.") % at)
    for name in row:
        if name not in _NAMES:
            raise Malformed(
                _("La lectura %(at)d tiene «%(name)s», que no es un campo: hay %(known)s.")
                % {"at": at, "name": _shown(name), "known": ", ".join(_NAMES)}
            )
    try:
        return {name: _value(at, field, row.get(name)) for name, field in _NAMES.items()}
    except Malformed as why:
        return why


def _value(at: int, field: Field, given: object) -> Any:
    if given is None or (given == "" and isinstance(given, str)):
        if field.needed:
            raise Malformed(
                _("A la lectura %(at)d le falta «%(name)s».") % {"at": at, "name": field.name}
            )
        return {"text": "", "number": None, "yes": False}[field.kind]
    if field.kind == "yes" and isinstance(given, bool):
        return given
    if field.kind == "text" and isinstance(given, str):
        return _text(at, field, given)
    number = isinstance(given, int | Decimal | str) and not isinstance(given, bool)
    if field.kind == "number" and number:
        return _number(at, field, given)  # type: ignore[arg-type]
    kinds = {
        "text": _("un texto"),
        "number": _("un número, o un texto con punto decimal"),
        "yes": _("true o false"),
    }
    raise Malformed(
        _("En la lectura %(at)d, «%(name)s» tiene que ser %(kind)s.")
        % {"at": at, "name": field.name, "kind": kinds[field.kind]}
    )


def _text(at: int, field: Field, given: str) -> str:
    if len(given) > field.most:
        raise Malformed(
            _("En la lectura %(at)d, «%(name)s» tiene más de %(most)d letras.")
            % {"at": at, "name": field.name, "most": field.most}
        )
    if "\0" in given or any("\ud800" <= letter <= "\udfff" for letter in given):
        raise Malformed(
            _("En la lectura %(at)d, «%(name)s» tiene una letra que no se puede guardar.")
            % {"at": at, "name": field.name}
        )
    return given.strip()


def _number(at: int, field: Field, given: int | Decimal | str) -> Decimal:
    """Plain digits with a point: the same in every language, and nothing is rounded away."""
    said = str(given).strip()[:60] if isinstance(given, str) else given
    try:
        number = Decimal(said)
    except (InvalidOperation, ValueError):
        number = Decimal("NaN")
    if not number.is_finite() or (isinstance(said, str) and not _plain(said)):
        raise Malformed(
            _("En la lectura %(at)d, «%(name)s» no es un número: escríbalo como 1866275.79.")
            % {"at": at, "name": field.name}
        )
    if number and number.adjusted() >= LONGEST:
        raise Malformed(
            _("En la lectura %(at)d, «%(name)s» es un número demasiado largo.")
            % {"at": at, "name": field.name}
        )
    if too_fine(number):
        raise Malformed(
            _("En la lectura %(at)d, «%(name)s» tiene más de %(n)d cifras: redondéelo.")
            % {"at": at, "name": field.name, "n": DIGITS}
        )
    short = number.normalize(Context(prec=2 * LONGEST))
    exponent = short.as_tuple().exponent
    if short != number or (isinstance(exponent, int) and -exponent > PLACES):
        raise Malformed(
            _("En la lectura %(at)d, «%(name)s» tiene más de %(n)d decimales.")
            % {"at": at, "name": field.name, "n": PLACES}
        )
    return number


def _plain(said: str) -> bool:
    digits = said.removeprefix("-").replace(".", "", 1)
    return digits.isascii() and digits.isdigit()


def _shown(name: str) -> str:
    return "".join(letter for letter in name[:30] if letter.isprintable())


def entry(at: int, row: Object, known: Known) -> Entry:
    """What a reading means in a plan; refuses what the plan does not have."""
    indicator = known.indicator(row["indicator"])
    period = known.period(row["period"], indicator)
    area = known.area(row["area"]) if row["area"] else None
    if row["area"] and area is None:
        raise Refused(_("No hay un territorio llamado «%s».") % row["area"][:40])
    return Entry(
        at,
        indicator,
        period,
        area,
        row["category"],
        row["value"],
        row["numerator"],
        row["denominator"],
        row["note"],
        row["lower"],
    )


# --- describing it


def described() -> Object:
    """The interface as OpenAPI 3.1 has it."""
    kinds: dict[str, Object] = {
        "text": {"type": ["string", "null"]},
        "number": {
            "type": ["number", "string", "null"],
            "pattern": r"^-?\d{1,18}(\.\d{1,6})?$",
        },
        "yes": {"type": ["boolean", "null"]},
    }
    reading = {
        "type": "object",
        "additionalProperties": False,
        "required": [field.name for field in FIELDS if field.needed],
        "properties": {
            field.name: {
                **({"type": "string"} if field.needed else kinds[field.kind]),
                **({"maxLength": field.most} if field.most else {}),
                "description": str(field.what),
            }
            for field in FIELDS
        },
    }
    outcome = {
        "type": "object",
        "properties": {
            "at": {"type": "integer", "description": _("Su lugar en la lista, desde 0.")},
            "kind": {"enum": ["new", "changed", "same", "refused"]},
            "id": {"type": ["integer", "null"]},
            "why": {"type": "string", "description": _("Por qué no, si no se tomó.")},
        },
    }
    return {
        "openapi": "3.1.0",
        "info": {"title": _("Seguimiento, para programas"), "version": "1"},
        "servers": [{"url": "/"}],
        "security": [{"key": []}, {}],
        "paths": {
            "/monitoring/api/plans/{plan}/indicators/": {
                "get": _lists(_("Los indicadores del plan que usted puede ver."), [_after_code()])
            },
            "/monitoring/api/plans/{plan}/periods/": {
                "get": _lists(_("Los períodos del plan y cuáles están abiertos."), [])
            },
            "/monitoring/api/plans/{plan}/readings/": {
                "get": _lists(_("Las lecturas que usted puede ver."), _filters()),
                "post": {
                    "summary": _("Entregar lecturas."),
                    "parameters": [
                        _PLAN,
                        {
                            "name": "atomic",
                            "in": "query",
                            "schema": {"enum": ["0", "1"]},
                            "description": _("Con 1, o se toman todas o no se toma ninguna."),
                        },
                    ],
                    "requestBody": {
                        "required": True,
                        "content": {
                            "application/json": {
                                "schema": {
                                    "type": "array",
                                    "minItems": 1,
                                    "maxItems": MOST,
                                    "items": reading,
                                }
                            }
                        },
                    },
                    "responses": {
                        "200": _answer(_("Todas se tomaron."), outcome),
                        "207": _answer(_("Unas se tomaron y otras no."), outcome),
                        "400": {"description": _("Lo enviado no se entiende: no se tomó nada.")},
                        "401": {"description": _("La clave no abre nada.")},
                        "413": {"description": _("Es demasiado para una entrega.")},
                        "422": _answer(_("Con atomic=1: no se tomó ninguna."), outcome),
                    },
                },
            },
        },
        "components": {"securitySchemes": {"key": {"type": "http", "scheme": "bearer"}}},
    }


_PLAN: Object = {"name": "plan", "in": "path", "required": True, "schema": {"type": "string"}}


def _lists(summary: str, more: list[Object]) -> Object:
    return {
        "summary": summary,
        "parameters": [_PLAN, *more],
        "responses": {
            "200": {"description": _("Una página; «next» lleva a la siguiente.")},
            "404": {"description": _("No hay tal plan, o no lo puede ver.")},
        },
    }


def _answer(what: str, outcome: Object) -> Object:
    schema = {
        "type": "object",
        "properties": {"outcomes": {"type": "array", "items": outcome}},
    }
    return {"description": what, "content": {"application/json": {"schema": schema}}}


def _after_code() -> Object:
    return _query("after", _("El código del último que ya tiene."))


def _filters() -> list[Object]:
    return [
        _query("indicator", _("Solo las de este indicador, por su código.")),
        _query("period", _("Solo las de este período, como 2026-03.")),
        _query("after", _("El identificador de la última que ya tiene.")),
    ]


def _query(name: str, what: str) -> Object:
    return {"name": name, "in": "query", "schema": {"type": "string"}, "description": what}
