"""All that the board of a plan shows to one visitor; the page and the papers are made of it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.translation import gettext as _

from minga.monitoring.board import drawn
from minga.monitoring.board.asked import Asked, read
from minga.monitoring.board.compliance import MOST, Compliance, compliance
from minga.monitoring.board.counts import marks, on_indicators, on_initiatives
from minga.monitoring.charts import Chart
from minga.monitoring.scoring.figures import years as years_with_figures
from minga.people.models import Visitor
from minga.plans.completeness import MARKS, Tally
from minga.plans.models import Plan


@dataclass(frozen=True, slots=True)
class Datum:
    """How many of the initiatives have something, and the address of those that lack it."""

    label: str
    have: int
    of: int
    url: str


@dataclass(frozen=True, slots=True)
class Mend:
    """What keeps the plan from having figures, and where that is mended."""

    title: str
    why: str
    url: str
    label: str


@dataclass
class Board:
    plan: Plan
    asked: Asked
    years: Sequence[int]
    complete: Tally
    also: Mapping[str, int]  # initiatives with milestones and with budget
    found: Compliance
    visitor: Visitor

    @property
    def data(self) -> list[Datum]:
        """The eight marks, then milestones and money."""
        whole = self.complete
        home = self.plan.get_absolute_url()
        rows = []
        for name, label in MARKS.items():
            have = whole.have.get(name, 0)
            lacks = f"?{urlencode({'missing': name})}" if have < whole.initiatives else ""
            rows.append(Datum(str(label), have, whole.initiatives, home + lacks))
        for name, said, view in (
            ("milestones", _("Hitos"), "monitoring:milestones"),
            ("budget", _("Presupuesto"), "monitoring:budget"),
        ):
            url = reverse(view, args=[self.plan.code])
            rows.append(Datum(said, self.also[name], whole.initiatives, url))
        return rows

    @cached_property
    def mend(self) -> Mend | None:
        """The first thing to do where there are no figures; None where there are some."""
        if self.found.whole.value is not None:
            return None
        n = self.complete.initiatives
        listed = reverse("monitoring:indicators", args=[self.plan.code])
        counts = on_indicators(self.plan, self.visitor)
        if not counts["all"]:
            return Mend(
                _("Sin dato en las %(n)d iniciativas") % {"n": n},
                _(
                    "El plan publicado no trae indicadores ni metas. Lo primero es definir con qué"
                    " se mide un objetivo y hasta dónde se quiere llegar."
                ),
                listed,
                _("Ir a los indicadores"),
            )
        if not counts["told"]:
            return Mend(
                _("Nadie ha reportado todavía"),
                _("Hay %(n)d indicadores y ninguno tiene una lectura. Abra un período y reporte.")
                % {"n": counts["all"]},
                reverse("monitoring:periods", args=[self.plan.code]),
                _("Ir a los períodos"),
            )
        if not counts["target"]:
            return Mend(
                _("Hay lecturas, pero ninguna meta"),
                _("Sin una meta no se puede decir cuánto falta. Fije la meta de un indicador."),
                f"{listed}?lacks=target",
                _("Ver los indicadores sin metas"),
            )
        if not counts["approved"] and not self.asked.preliminary:
            return Mend(
                _("Las lecturas esperan aprobación"),
                _("Hay %(n)d indicadores con lecturas y ninguna está aprobada todavía.")
                % {"n": counts["told"]},
                self.asked.query(basis="preliminary"),
                _("Ver el cumplimiento preliminar"),
            )
        return Mend(
            _("Sin dato en %(year)d") % {"year": self.asked.year},
            _("Ningún indicador tiene a la vez una lectura y una meta en ese año."),
            listed,
            _("Ver los indicadores"),
        )

    def charts(self, names: Sequence[str] = drawn.SCORED) -> list[Chart]:
        """Each with its downloads; none where nothing has a score yet, but the first one."""
        made = [drawn.completeness(self.complete, self.also)] if "completeness" in names else []
        scored = [name for name in names if name in drawn.SCORED]
        if scored and self.years:
            made += drawn.drawn(self.plan, self.asked, self.visitor, self.years, self.found, scored)
        return [
            chart.at(
                reverse("monitoring:chart", args=[self.plan.code, chart.name, "png"])[:-4],
                self.asked.query(),
            )
            for chart in made
        ]


def board(
    plan: Plan, said: Mapping[str, str], visitor: Visitor, *, most: int | None = MOST
) -> Board:
    years = years_with_figures(plan, visitor)
    asked = read(said, years)
    return Board(
        plan=plan,
        asked=asked,
        years=years,
        complete=marks(plan, visitor),
        also=on_initiatives(plan, visitor),
        found=compliance(plan, asked, visitor, most=most),
        visitor=visitor,
    )
