"""What a column may hold, in words: asked about in a sentence, and chosen from a list."""

from __future__ import annotations

from django.utils.translation import gettext as _

from minga.base.words import capital


def label(role: str) -> str:
    """A role in words: "target:2027" is "meta 2027"."""
    name, *rest = role.split(":")
    if name.startswith("objective_"):
        number, _sep, code = name.removeprefix("objective_").partition("_")
        text = _("código del objetivo de nivel %s") if code else _("objetivo de nivel %s")
        return text % number
    return " ".join(
        [{**_columns(), **_printed(), **_answers()}.get(name, name), *filter(None, rest)]
    )


def offered(role: str, levels: int = 4) -> list[tuple[str, str]]:
    """(role, label) in the order in which plans print them, for one column to be chosen from.

    `levels` is how many to offer; what the column holds by now is among them, even if it says
    more than they do.
    """
    names = [
        f"objective_{level}{code}"
        for level in range(1, max(levels, 4) + 1)
        for code in ("", "_code")
    ]
    names += _columns()
    if role and role not in names:
        names.insert(0, role)
    return [(name, capital(label(name))) for name in names]


def _columns() -> dict[str, str]:
    return {
        "initiative": _("iniciativa"),
        "identifier": _("código de la iniciativa"),
        "initiative_number": _("número de la iniciativa"),
        "articulation_objective": _("objetivo de articulación"),
        "mechanism": _("mecanismos"),
        "responsible": _("responsable"),
        "partner": _("con quién"),
        "coordinator": _("quién coordina"),
        "funder": _("quién financia"),
        "actor": _("actores"),
        "indicator": _("indicador"),
        "unit": _("unidad de medida"),
        "baseline": _("línea base"),
        "target": _("meta"),
        "budget": _("presupuesto"),
        "budget_source": _("fuente del presupuesto"),
        "period": _("plazo"),
        "start": _("inicio"),
        "end": _("fin"),
        "status": _("estado"),
        "progress": _("avance"),
        "area": _("territorio"),
        "attribute": _("otro dato (se guarda tal cual)"),
        "ignore": _("nada que traer"),
    }


def _printed() -> dict[str, str]:
    """What only our own exports say."""
    return {
        "articulation_number": _("número de la articulación"),
        "mechanism_text": _("mecanismos impresos"),
        "kind": _("tipo"),
    }


def _answers() -> dict[str, str]:
    return {"read": _("sí"), "skip": _("no")}
