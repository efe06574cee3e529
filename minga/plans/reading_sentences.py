"""What findings about the reading of a document say to a person: cells, figures, codes, sheets."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from minga.base.words import enumeration, quoted

Params = Mapping[str, Any]
Say = Callable[[Params], str]

LABELS = {
    "unsure_cell": gettext_lazy("Celda dudosa"),
    "error_cell": gettext_lazy("Celda con error"),
    "unread_value": gettext_lazy("Dato que no se pudo leer"),
    "total_mismatch": gettext_lazy("Total que no suma"),
    "repeated_code": gettext_lazy("Código repetido"),
    "repeated_identifier": gettext_lazy("Código repetido"),
    "unmatched_key": gettext_lazy("Referencia sin destino"),
    "formula_without_result": gettext_lazy("Fórmula sin resultado"),
    "hidden_sheet": gettext_lazy("Hoja oculta"),
    "macros_ignored": gettext_lazy("Macros"),
    "external_ignored": gettext_lazy("Vínculos externos"),
    "embedded_not_read": gettext_lazy("Objetos incrustados"),
    "elements_left_out": gettext_lazy("Elementos no leídos"),
    "geometry_left_out": gettext_lazy("Geometrías"),
}


def _short(text: str, width: int = 70) -> str:
    return text if len(text) <= width else f"{text[: width - 1].rstrip()}…"


def _column(p: Params) -> str:
    return str(p.get("column") or p.get("place") or "?")


def _unsure(p: Params) -> str:
    if not p.get("text"):
        return _("La celda de «%(column)s» quedó vacía y puede no estarlo") % {"column": _column(p)}
    return _("Puede que la celda de «%(column)s» no diga «%(text)s»") % {
        "column": _column(p),
        "text": _short(p["text"]),
    }


def _unread(p: Params) -> str:
    values = {"count": p["count"], "column": _column(p), "text": _short(p["text"], 40)}
    if p["what"] == "date":
        text = ngettext(
            "Una fecha de «%(column)s» no se pudo leer: «%(text)s»",
            "%(count)s fechas de «%(column)s» no se pudieron leer, como «%(text)s»",
            p["count"],
        )
    else:
        text = ngettext(
            "Una cifra de «%(column)s» no se pudo leer: «%(text)s»",
            "%(count)s cifras de «%(column)s» no se pudieron leer, como «%(text)s»",
            p["count"],
        )
    return text % values


SENTENCES: Mapping[str, Say] = {
    "unsure_cell": _unsure,
    "error_cell": lambda p: (
        _("La celda %(cell)s dice «%(error)s»") % {"cell": p["cell"], "error": p["error"]}
    ),
    "unread_value": _unread,
    "total_mismatch": lambda p: (
        _("El total de «%(column)s» dice %(declared)s y sus filas suman %(found)s")
        % {"column": _column(p), "declared": p["declared"], "found": p["found"]}
    ),
    "repeated_code": lambda p: (
        _("Dos objetivos llevan el código %(code)s: «%(name)s» y «%(other)s»")
        % {"code": p["code"], "name": _short(p["name"], 50), "other": _short(p["other"], 50)}
    ),
    "repeated_identifier": lambda p: (
        _("Dos iniciativas llevan el código %(code)s: «%(name)s» y «%(other)s»")
        % {"code": p["identifier"], "name": _short(p["name"], 50), "other": _short(p["other"], 50)}
    ),
    "unmatched_key": lambda p: (
        _("«%(key)s», en «%(heading)s», no está en %(other)s")
        % {"key": _short(p["key"]), "heading": p["heading"], "other": p["other"]}
    ),
    "formula_without_result": lambda p: (
        ngettext(
            "La fórmula de la celda %(cell)s no tiene resultado guardado",
            "%(count)s fórmulas no tienen resultado guardado, la primera en la celda %(cell)s",
            p["count"],
        )
        % {"cell": p["cell"], "count": p["count"]}
    ),
    "hidden_sheet": lambda p: (
        ngettext(
            "El documento tiene una hoja oculta: %(names)s",
            "El documento tiene %(count)s hojas ocultas: %(names)s",
            len(p["names"]),
        )
        % {
            "count": len(p["names"]),
            "names": enumeration([quoted(name) for name in p["names"]]),
        }
    ),
    "macros_ignored": lambda p: _("El documento lleva macros"),
    "external_ignored": lambda p: (
        ngettext(
            "El documento llama a un archivo de fuera",
            "El documento llama a %(count)s archivos de fuera",
            p["count"],
        )
        % {"count": p["count"]}
    ),
    "embedded_not_read": lambda p: (
        ngettext(
            "El documento lleva un objeto incrustado que no se leyó",
            "El documento lleva %(count)s objetos incrustados que no se leyeron",
            p["count"],
        )
        % {"count": p["count"]}
    ),
    "elements_left_out": lambda p: (
        _("El documento trae %(number)s elementos que no se leen: %(what)s")
        % {"number": p["number"], "what": p["what"]}
    ),
    "geometry_left_out": lambda p: (
        ngettext(
            "El documento trae una geometría que no se lee",
            "El documento trae %(number)s geometrías que no se leen",
            p["number"],
        )
        % {"number": p["number"]}
    ),
}

READINGS: Mapping[str, Say] = {
    "unsure_cell": lambda p: _("Compárela con el documento y, si hace falta, corríjala."),
    "error_cell": lambda p: _(
        "Se dejó vacía. Corrija la fórmula en el archivo y vuelva a traerlo."
    ),
    "unread_value": lambda p: _("Se conservó lo impreso, sin valor."),
    "total_mismatch": lambda p: _("Se conservaron las filas. Compare el total con ellas."),
    "repeated_code": lambda p: (
        _("Se conservaron los dos; al segundo se le dio el código %s.") % p["given"]
    ),
    "repeated_identifier": lambda p: _("Se conservaron como iniciativas distintas."),
    "unmatched_key": lambda p: _("Se conservó el texto impreso."),
    "formula_without_result": lambda p: _(
        "Se dejaron vacías. Abra el archivo, guárdelo de nuevo y vuelva a traerlo."
    ),
    "hidden_sheet": lambda p: _(
        "No se leyó. Para leerla, márquelo al importar, en «Qué trae cada columna», o use --hidden."
    ),
    "macros_ignored": lambda p: _("No se ejecutaron ni se leyeron."),
    "external_ignored": lambda p: _("No se abrió nada de fuera."),
    "embedded_not_read": lambda p: _("Compruebe que no sean parte del plan."),
    "elements_left_out": lambda p: _("El archivo entero se conserva."),
    "geometry_left_out": lambda p: _("El archivo entero se conserva."),
}
