"""What a board is asked for: by what it is told, of which year, with which readings."""

from __future__ import annotations

import datetime
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from urllib.parse import urlencode

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from minga.monitoring.models import Basis, Figure

BYS: dict[str, Promise] = {
    Figure.Of.OBJECTIVE.value: _("Objetivo"),
    Figure.Of.UNIT.value: _("Unidad responsable"),
    Figure.Of.AREA.value: _("Área"),
    Figure.Of.MECHANISM.value: _("Mecanismo"),
}
BASES: dict[str, Promise] = {
    Basis.APPROVED.value: _("Solo lecturas aprobadas"),
    Basis.PRELIMINARY.value: _("También las preliminares"),
}


@dataclass(frozen=True, slots=True)
class Asked:
    """Always whole: what an address leaves open has been chosen."""

    by: str
    year: int
    basis: str

    def query(self, **changes: str | int) -> str:
        made = replace(self, **changes)  # type: ignore[arg-type]
        return f"?{urlencode({'by': made.by, 'year': made.year, 'basis': made.basis})}"

    @property
    def preliminary(self) -> bool:
        return self.basis == Basis.PRELIMINARY


def read(said: Mapping[str, str], years: Sequence[int]) -> Asked:
    """From an address; `years` are those that have figures, the last first."""
    year, by, basis = said.get("year", ""), said.get("by", ""), said.get("basis", "")
    return Asked(
        by=by if by in BYS else Figure.Of.OBJECTIVE.value,
        year=int(year) if year.isascii() and year.isdecimal() and len(year) == 4 else usual(years),
        basis=basis if basis in BASES else Basis.APPROVED.value,
    )


def usual(years: Sequence[int]) -> int:
    """The year that a board is opened at: the last one with figures that is not to come."""
    this = datetime.date.today().year
    return next((year for year in years if year <= this), years[-1] if years else this)
