"""What each finding says to a person: its name, a title of one sentence, and how it was read."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from difflib import SequenceMatcher
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from minga.base.words import enumeration, quoted
from minga.plans import reading_sentences
from minga.plans.levels import sentences as levels

Params = Mapping[str, Any]

_LABELS = {
    "count_mismatch": gettext_lazy("Conteo"),
    "duplicate_initiative": gettext_lazy("Iniciativa repetida"),
    "near_duplicate_initiative": gettext_lazy("Iniciativas parecidas"),
    "missing_mechanism": gettext_lazy("Sin mecanismo"),
    "missing_initiative_name": gettext_lazy("Fila sin nombre de iniciativa"),
    "shifted_row": gettext_lazy("Fila corrida"),
    "continued_row": gettext_lazy("Celda cortada"),
    "misplaced_under_heading": gettext_lazy("Bajo otro título"),
    "spelling_variant": gettext_lazy("Variante de escritura"),
    "non_instrument_mechanism": gettext_lazy("Mecanismo que no es un instrumento"),
    "unassigned_heading": gettext_lazy("Título sin iniciativa"),
    "repeated_mechanism": gettext_lazy("Mecanismo repetido"),
    **reading_sentences.LABELS,
    **levels.LABELS,
    "other": gettext_lazy("Otros"),
}
KINDS = tuple(_LABELS)

_NUMBERS = [
    *("", "", gettext_lazy("dos"), gettext_lazy("tres"), gettext_lazy("cuatro")),
    *(gettext_lazy("cinco"), gettext_lazy("seis"), gettext_lazy("siete"), gettext_lazy("ocho")),
    *(gettext_lazy("nueve"), gettext_lazy("diez")),
]


def label(kind: str) -> str:
    return str(_LABELS.get(kind, _LABELS["other"]))


def sentence(kind: str, params: Params) -> str:
    """The title of a finding. `params` are those of its observation."""
    say = _SENTENCES.get(kind)
    return say(params) if say else label(kind)


def how_read(kind: str, params: Params) -> str:
    """What we did with it: one or two sentences."""
    say = _READINGS.get(kind)
    return say(params) if say else _("Se dejó como está impreso.")


def counted(number: int) -> str:
    """Small numbers in words, as people say them."""
    return str(_NUMBERS[number]) if 2 <= number < len(_NUMBERS) else str(number)


def short(text: str, width: int = 70) -> str:
    if len(text) <= width:
        return text
    return text[:width].rsplit(" ", 1)[0].rstrip(" ,;:.") + "…"


def _listed(names: list[str]) -> str:
    return enumeration([quoted(name) for name in names])


def _count_mismatch(p: Params) -> str:
    reason = p.get("reason")
    if reason == "elsewhere":
        number = counted(p["repeated"])
        text = ngettext(
            "Una de las %(declared)s iniciativas de %(code)s ya estaba en %(others)s",
            "%(number)s de las %(declared)s iniciativas de %(code)s ya estaban en %(others)s",
            p["repeated"],
        )
        return text % {
            "number": number[:1].upper() + number[1:],
            "declared": p["declared"],
            "code": p["code"],
            "others": ", ".join(p["others"]),
        }
    if reason == "names":
        return _(
            "%(code)s declara %(declared)s iniciativas, pero solo hay %(found)s nombres distintos"
        ) % dict(p)
    if reason == "plan":
        return _(
            "El documento anuncia %(declared)s iniciativas en todo el plan y trae %(found)s"
        ) % dict(p)
    if reason == "total":
        return _(
            "El texto declara %(declared)s iniciativas en total; hay %(found)s nombres distintos"
        ) % dict(p)
    return _("%(code)s declara %(declared)s iniciativas y la matriz tiene %(found)s") % dict(p)


def _duplicate(p: Params) -> str:
    if p.get("adjacent"):
        if p.get("same_parts"):
            return _("El mismo nombre en dos filas seguidas, con el mismo objetivo")
        return _("El mismo nombre en dos filas seguidas, con objetivos distintos")
    values = {"name": short(p["name"]), "count": counted(p["count"])}
    if len(p["codes"]) < 2:
        text = _("«%(name)s» está %(count)s veces en %(code)s")
        return text % {**values, "code": "".join(p["codes"])}
    text = _("«%(name)s» está en %(first)s y otra vez en %(others)s")
    return text % {**values, "first": p["codes"][0], "others": ", ".join(p["codes"][1:])}


def _near_duplicate(p: Params) -> str:
    one, other = _difference(p["name"], p["other"])
    return _("Casi el mismo nombre en %(places)s: «%(one)s» y «%(other)s»") % {
        "places": _(" y ").join(p["codes"]) if len(p["codes"]) > 1 else p["codes"][0],
        "one": short(one),
        "other": short(other),
    }


def _difference(one: str, other: str) -> tuple[str, str]:
    """The first words in which two names differ."""
    a, b = one.split(), other.split()
    for operation, i, j, k, m in SequenceMatcher(None, a, b, autojunk=False).get_opcodes():
        if operation != "equal" and i < j and k < m:
            return " ".join(a[i:j]), " ".join(b[k:m])
    return one, other


def _nameless(p: Params) -> str:
    if p.get("orphan"):
        return _("Una fila con objetivo y mecanismo propios no tiene nombre de iniciativa")
    return ngettext(
        "Celda de iniciativa en blanco en una fila con objetivo y mecanismo propios",
        "Celda de iniciativa en blanco en %(count)s filas con objetivo y mecanismo propios",
        p["count"],
    ) % {"count": counted(p["count"])}


def _shifted(p: Params) -> str:
    return ngettext(
        "Fila corrida una columna: «%(name)s»",
        "Fila corrida %(count)s columnas: «%(name)s»",
        p["columns"],
    ) % {"count": counted(p["columns"]), "name": short(p["name"])}


def _unassigned(p: Params) -> str:
    heading = short(p["heading"])
    if p.get("split"):
        return _("El título «%(heading)s» está partido en dos filas") % {"heading": heading}
    if p.get("empty"):
        return _("Ninguna iniciativa está bajo el título «%(heading)s»") % {"heading": heading}
    return _("El título «%(heading)s» está en una fila sin iniciativa") % {"heading": heading}


def _spelling(p: Params) -> str:
    if p.get("stop"):
        return ngettext(
            "«%(form)s» termina en punto; las demás celdas de mecanismos no",
            "%(count)s celdas de mecanismos terminan en punto; las demás no",
            p["count"],
        ) % {"form": short(p["form"]), "count": p["count"]}
    if "forms" in p:
        text = _("%(count)s formas de escribir un mismo mecanismo: %(forms)s")
        number = counted(len(p["forms"]))
        return text % {"count": number.capitalize(), "forms": _listed(p["forms"])}
    values = {"form": short(p["form"]), "count": counted(p["count"])}
    if p.get("qualified"):
        return (
            ngettext(
                "«%(form)s» lleva un complemento que el mecanismo declarado no tiene",
                "«%(form)s» lleva, en %(count)s filas, un complemento que el mecanismo no tiene",
                p["count"],
            )
            % values
        )
    return ngettext(
        "«%(form)s» en una fila, por «%(norm)s»",
        "«%(form)s» en %(count)s filas, por «%(norm)s»",
        p["count"],
    ) % {**values, "norm": p["norm"]}


def _not_instrument(p: Params) -> str:
    text = ngettext(
        "«%(text)s» aparece como mecanismo en una iniciativa",
        "«%(text)s» aparece como mecanismo en %(count)s iniciativas",
        p["count"],
    ) % {"text": p["text"], "count": counted(p["count"])}
    if p["code"] == "otro":
        return _("%(sentence)s: no nombra ningún instrumento") % {"sentence": text}
    return text


def _repeated(p: Params) -> str:
    values = {"names": _listed(p["names"])}
    if p.get("declared"):
        return _("La lista de mecanismos del texto nombra más de una vez %(names)s") % values
    return (
        ngettext(
            "%(names)s está más de una vez en la misma celda",
            "%(names)s están más de una vez en la misma celda",
            len(p["names"]),
        )
        % values
    )


def _other(p: Params) -> str:
    say = _OTHERS.get(p.get("reason", ""))
    return say(p) if say else label("other")


def _stops(p: Params) -> str:
    values = {"count": p["count"], "others": p["others"]}
    name = p["column"] == "initiative"
    if name and p["with_stop"]:
        return (
            _("%(count)s nombres de iniciativa terminan en punto; los otros %(others)s no") % values
        )
    if name:
        return _("A %(count)s nombres de iniciativa les falta el punto final de los demás") % values
    if p["with_stop"]:
        return _("%(count)s objetivos terminan en punto; los otros %(others)s no") % values
    return _("A %(count)s objetivos de articulación les falta el punto final de los demás") % values


_OTHERS: Mapping[str, Callable[[Params], str]] = {
    "alternatives": lambda p: (
        ngettext(
            "Mecanismos unidos por «o» en una fila: no queda dicho cuál será",
            "Mecanismos unidos por «o» en %(count)s filas: no queda dicho cuál será",
            p["count"],
        )
        % {"count": counted(p["count"])}
    ),
    "separators": lambda p: (
        _("%(ways)s maneras de separar varios mecanismos en una celda")
        % {"ways": counted(len(p["ways"])).capitalize()}
    ),
    "undeclared": lambda p: (
        _("«%(text)s» es un instrumento que no está en ninguna lista declarada de mecanismos")
        % {"text": p["text"]}
    ),
    "lists_differ": lambda p: (
        _("Las listas declaradas de mecanismos no coinciden: %(names)s")
        % {"names": _listed(p["names"])}
    ),
    "tags": lambda p: (
        ngettext(
            "Quedó una etiqueta HTML en una fila",
            "Quedaron etiquetas HTML en %(count)s filas",
            p["count"],
        )
        % {"count": counted(p["count"])}
    ),
    "fused": lambda p: (
        _("Una celda une %(count)s objetivos que en otra parte están en filas separadas")
        % {"count": counted(p["count"])}
    ),
    "lead_in_name": lambda p: (
        ngettext(
            "El nombre de una iniciativa dice quién la ejecuta",
            "El nombre de %(count)s iniciativas dice quién las ejecuta",
            p["count"],
        )
        % {"count": counted(p["count"])}
    ),
    "unknown_mechanism": lambda p: (
        _("«%(text)s» no está en la lista de mecanismos") % {"text": short(p["text"])}
    ),
    "copies": lambda p: (
        ngettext(
            "La hoja «%(copy)s» repite «%(kept)s», pero una fila es distinta",
            "La hoja «%(copy)s» repite «%(kept)s», pero %(count)s filas son distintas",
            p["count"],
        )
        % {"copy": p["copy"], "kept": p["kept"], "count": counted(p["count"])}
    ),
    "stops": _stops,
}

_SENTENCES: Mapping[str, Callable[[Params], str]] = {
    "count_mismatch": _count_mismatch,
    "duplicate_initiative": _duplicate,
    "near_duplicate_initiative": _near_duplicate,
    "missing_mechanism": lambda p: _("«%(name)s» no tiene mecanismo") % {"name": short(p["name"])},
    "missing_initiative_name": _nameless,
    "shifted_row": _shifted,
    "continued_row": lambda p: (
        _("Celda cortada por el fin de página: «%(text)s»") % {"text": short(p["text"])}
    ),
    "misplaced_under_heading": lambda p: (
        _("El texto junto al título «%(heading)s» es el final de «%(name)s»")
        % {"heading": short(p["heading"], 40), "name": short(p["name"], 50)}
    ),
    "spelling_variant": _spelling,
    "non_instrument_mechanism": _not_instrument,
    "unassigned_heading": _unassigned,
    "repeated_mechanism": _repeated,
    **reading_sentences.SENTENCES,
    **levels.SENTENCES,
    "other": _other,
}


def _read_unassigned(p: Params) -> str:
    if p.get("split"):
        return _("Se unieron las dos partes en un solo título.")
    if p.get("empty"):
        return _("El título se conservó, sin iniciativas.")
    return _("El título se aplicó desde la fila siguiente.")


def _read_count(p: Params) -> str:
    if p.get("reason", "rows") in ("rows", "plan"):
        return _("Se conservaron las filas impresas. Compare el texto con la matriz.")
    return _("Se conservaron todas las filas, porque solo así se cumple el número declarado.")


def _read_nameless(p: Params) -> str:
    if p.get("orphan"):
        return _("Se leyó como una iniciativa nueva que lleva el texto de su objetivo por nombre.")
    return ngettext(
        "Se leyó como otra articulación de «%(name)s».",
        "Se leyeron como otras articulaciones de «%(name)s».",
        p["count"],
    ) % {"name": short(p["name"])}


def _read_other(p: Params) -> str:
    readings = {
        "alternatives": _("Se anotaron todos los mecanismos nombrados, en el orden impreso."),
        "separators": _("Se reconoció cada mecanismo por su nombre más largo."),
        "tags": _("Se quitaron las etiquetas y se conservó el texto."),
        "fused": _("Se leyó como una sola articulación, como está impresa."),
        "lead_in_name": _("El nombre se conservó entero; el ejecutor quedó anotado aparte."),
        "unknown_mechanism": _("Se anotó como «otro» y se conservó el texto impreso."),
        "copies": _("Se leyó la primera. Si vale la otra, borre la primera y vuelva a importar."),
    }
    return readings.get(p.get("reason", ""), _("Se dejó como está impreso."))


_READINGS: Mapping[str, Callable[[Params], str]] = {
    "count_mismatch": _read_count,
    "duplicate_initiative": lambda p: _("Se conservaron como iniciativas distintas."),
    "near_duplicate_initiative": lambda p: _("Se conservaron como iniciativas distintas."),
    "missing_mechanism": lambda p: _("Quedó «sin mecanismo». No se tomó el de otra fila."),
    "missing_initiative_name": _read_nameless,
    "shifted_row": lambda p: (
        ngettext(
            "Se movió una columna a la derecha.",
            "Se movió %(count)s columnas a la derecha.",
            p["columns"],
        )
        % {"count": counted(p["columns"])}
    ),
    "continued_row": lambda p: _("Se unió con un espacio a la fila anterior al corte."),
    "misplaced_under_heading": lambda p: (
        _("El texto se dio a «%(name)s»; el título vale desde la fila siguiente.")
        % {"name": short(p["name"])}
    ),
    "spelling_variant": lambda p: _("Se reconoció el mecanismo y se conservó lo impreso."),
    "non_instrument_mechanism": lambda p: _(
        "Se conservó lo impreso, con el tipo de mecanismo más cercano."
    ),
    "unassigned_heading": _read_unassigned,
    "repeated_mechanism": lambda p: _("Se conservó lo impreso; cada mecanismo cuenta una vez."),
    **reading_sentences.READINGS,
    **levels.READINGS,
    "other": _read_other,
}
