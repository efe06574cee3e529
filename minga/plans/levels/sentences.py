"""What a finding about the level of intervention says to a person."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from minga.plans.models import Intervention

Params = Mapping[str, Any]

LABELS = {"level_mismatch": gettext_lazy("Nivel que no cabe en la competencia")}


def _says(p: Params) -> str:
    kinds = {
        "exclusive": _("con competencia exclusiva"),
        "concurrent": _("con competencia concurrente"),
        "delegated": _("con competencia delegada"),
        "none": _("sin competencia"),
    }
    kind = kinds[p["kind"]]
    if p["reason"] == "level":
        return _(
            "En la articulación %(number)s de %(code)s se eligió «%(level)s», que %(kind)s no cabe"
            " por los mecanismos previstos"
        ) % {
            "number": p["number"],
            "code": p["code"],
            "level": Intervention(p["level"]).label,
            "kind": kind,
        }
    return _(
        "La articulación %(number)s de %(code)s prevé un mecanismo que, %(kind)s, pide más de lo"
        " que se puede"
    ) % {"number": p["number"], "code": p["code"], "kind": kind}


def _read(p: Params) -> str:
    return _(
        "La materia es «%(matter)s». Se conservó lo escrito: elija otro nivel u otro mecanismo, o"
        " corrija la materia."
    ) % {"matter": p["matter"]}


SENTENCES: Mapping[str, Callable[[Params], str]] = {"level_mismatch": _says}
READINGS: Mapping[str, Callable[[Params], str]] = {"level_mismatch": _read}
