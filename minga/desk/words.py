"""The sentences of the front page that say what the plan shows."""

from __future__ import annotations

import re

from django.utils.translation import gettext as _

from minga.base.words import capital, number, one

GENERIC = (
    "barrio|cantón|ciudad|comarca|condado|departamento|distrito|estado|gobierno|municipalidad"
    "|municipio|parroquia|partido|prefectura|provincia|región|territorio|villa|zona"
)
OF = re.compile(r"\bde(?P<article>l| la| las| los)? (?P<name>(?=[A-ZÁÉÍÓÚÑ]).+)$")


def conclusion(mechanism: str, n: int, total: int) -> str:
    """What the flow shows, in one sentence: how many articulations foresee the commonest."""
    said: dict[str, str | int] = {"mechanism": one(mechanism), "n": n, "total": total}
    tenths = round(10 * n / total)
    if n == total:
        return _("Todas las articulaciones prevén %(mechanism)s") % said
    if tenths == 10:
        return _("Casi todas las articulaciones prevén %(mechanism)s") % said
    if tenths == 5:
        return _("La mitad de las articulaciones prevé %(mechanism)s") % said
    if tenths == 1:
        return _("Una de cada diez articulaciones prevé %(mechanism)s") % said
    if tenths:
        said["tenths"] = capital(number(tenths))
        return _("%(tenths)s de cada diez articulaciones prevén %(mechanism)s") % said
    text = _("Ningún mecanismo domina: %(mechanism)s, el más previsto, está en %(n)d de %(total)d")
    return text % said


def place(government: str) -> str:
    """Whose plan it is, for a title: Quito, el Azuay; the city when the name does not tell."""
    rest = government
    while match := OF.search(rest):
        rest = match["name"]
        if not re.match(rf"(?:{GENERIC})\b", rest, re.IGNORECASE):
            article = {"l": "el ", " la": "la ", " las": "las ", " los": "los "}
            return article.get(match["article"] or "", "") + rest
    return _("la ciudad")
