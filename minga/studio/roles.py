"""What a column may hold, in words, for a person to choose from."""

from __future__ import annotations

from django.utils.translation import gettext as _


def choices(levels: int = 4) -> list[tuple[str, str]]:
    """(role, label) in the order in which plans print them; `levels` is how many to offer."""
    found: list[tuple[str, str]] = []
    for level in range(1, max(levels, 4) + 1):
        found += [
            (f"objective_{level}", _("Objetivo de nivel %s") % level),
            (f"objective_{level}_code", _("Código del objetivo de nivel %s") % level),
        ]
    return [
        *found,
        ("initiative", _("Iniciativa")),
        ("identifier", _("Código de la iniciativa")),
        ("initiative_number", _("Número de la iniciativa")),
        ("articulation_objective", _("Objetivo de articulación")),
        ("mechanism", _("Mecanismos")),
        ("responsible", _("Responsable")),
        ("partner", _("Con quién")),
        ("coordinator", _("Quién coordina")),
        ("funder", _("Quién financia")),
        ("actor", _("Actores")),
        ("indicator", _("Indicador")),
        ("unit", _("Unidad de medida")),
        ("baseline", _("Línea base")),
        ("target", _("Meta")),
        ("budget", _("Presupuesto")),
        ("budget_source", _("Fuente del presupuesto")),
        ("period", _("Plazo")),
        ("start", _("Empieza")),
        ("end", _("Termina")),
        ("status", _("Estado")),
        ("progress", _("Avance")),
        ("area", _("Territorio")),
        ("attribute", _("Otro dato (se guarda tal cual)")),
        ("ignore", _("No traer")),
    ]


def label(role: str) -> str:
    """A role in words: "target:2027" is "Meta 2027"."""
    name, *rest = role.split(":")
    said = dict(choices(9)).get(name, name)
    return " ".join([said, *rest])


def offered(role: str, levels: int = 4) -> list[tuple[str, str]]:
    """The choices for one column, with its own role among them if it says more than they do."""
    found = choices(levels)
    if role and role not in dict(found):
        found.insert(0, (role, label(role)))
    return found
