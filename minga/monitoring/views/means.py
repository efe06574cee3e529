"""What the plan is done with: money and people by competence, objective, unit or source."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any

from django.db.models import Count
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from minga.base.numbers import write_number
from minga.base.page import page
from minga.monitoring.access import shown_plan
from minga.monitoring.means import NONE, SEVERAL, ZERO, draw
from minga.monitoring.means.filters import UNNAMED, LineFilter, PostFilter, names_of
from minga.monitoring.means.tables import MONEY, STAGES, Group, Sums, money, people, total, whole
from minga.monitoring.models import BudgetLine, Post
from minga.people.models import User, is_coordinator
from minga.plans.models import Initiative

BY = {
    "competence": gettext_lazy("Competencia"),
    "objective": gettext_lazy("Objetivo"),
    "unit": gettext_lazy("Unidad"),
    "source": gettext_lazy("Fuente"),
}
SUM_OF = {
    "competence": gettext_lazy("Suma de competencias"),
    "objective": gettext_lazy("Suma de objetivos"),
    "unit": gettext_lazy("Suma de unidades"),
    "source": gettext_lazy("Suma de fuentes"),
}
DRAWN = 12  # groups that are drawn; the table has all


@dataclass(frozen=True, slots=True)
class Row:
    label: str
    url: str
    sums: Sums
    cells: list[dict[str, Any]]


@require_safe
def index(request: HttpRequest, plan: str) -> HttpResponse:
    found = shown_plan(request, plan)
    by = request.GET.get("by", "")
    by = by if by in MONEY else "competence"
    all_ = BudgetLine.objects.visible_to(request.user).filter(plan=found)
    chosen, currencies, years, sources = _chosen(request, all_)
    names = names_of(found)
    lines = replace(chosen, year="").apply(all_)
    groups = money(lines, by, names.get(by, {}))
    shown = [g for g in (_of_year(group, chosen.year) for group in groups) if g.sums.lines]
    shown.sort(key=lambda g: (-(g.sums.amounts["codified"] or ZERO), g.label))
    whole_ = whole(chosen.apply(all_))
    added = total(shown)
    drawn_years = [int(chosen.year)] if chosen.year else years
    posts = Post.objects.visible_to(request.user).filter(plan=found)
    with_line = all_.order_by().values("initiative").exclude(initiative=None).distinct().count()
    base = reverse("monitoring:means", args=[found.code])
    context = {
        "plan": found,
        "by": by,
        "by_label": BY[by],
        "bys": [(name, label, _query(chosen, name), name == by) for name, label in BY.items()],
        "base": base,
        "filter": chosen,
        "currencies": [(c, _query(replace(chosen, currency=c), by)) for c in currencies],
        "years": [(str(year), str(year)) for year in reversed(years)],
        "sources": sources,
        "title": _title(shown, whole_, by, chosen),
        "rows": [_row(found.code, group, by, chosen) for group in shown],
        "whole": _row(found.code, Group("", _("Total del plan"), whole_), "", chosen),
        "sum_of": SUM_OF[by],
        "added": added,
        "agrees": added.amounts == whole_.amounts and added.lines == whole_.lines,
        "charts": draw.charts(shown[:DRAWN], drawn_years),
        "drawn_years": drawn_years,
        "table": [(g.label, [g.years.get(year) for year in drawn_years]) for g in shown],
        "not_drawn": max(0, len(shown) - DRAWN),
        "people": _people(found.code, posts, by, names, chosen.year),
        "initiatives": Initiative.objects.visible_to(request.user).filter(plan=found).count(),
        "with_line": with_line,
        "inside": isinstance(request.user, User) and request.user.works_for_the_government,
        "priorities_year": (chosen.year or (years[-1] if years else found.first_year))
        if is_coordinator(request.user)
        else None,
    }
    return page(request, "monitoring/means.html", context)


def _chosen(
    request: HttpRequest, lines: Any
) -> tuple[LineFilter, list[str], list[int], list[tuple[str, str]]]:
    """One currency at a time: the one that most lines are in, unless another is asked for."""
    said = LineFilter.read(request.GET)
    known = list(
        lines.order_by()
        .values_list("currency")
        .annotate(n=Count("pk"))
        .order_by("-n", "currency")
        .values_list("currency", flat=True)
    )
    currency = said.currency if said.currency in known else (known[0] if known else "USD")
    held = lines.filter(currency=currency).order_by().values_list("year", "source").distinct()
    pairs = list(held)
    years = sorted({year for year, _source in pairs})
    sources = [(s or UNNAMED, s or _("Sin fuente")) for s in sorted({s for _y, s in pairs})]
    chosen = LineFilter(
        currency=currency,
        year=said.year if said.year in map(str, years) else "",
        source=said.source if said.source in dict(sources) else "",
    )
    return chosen, known, years, sources


def _of_year(group: Group, year: str) -> Group:
    if not year:
        return group
    return replace(group, sums=group.years.get(int(year), Sums()))


def _query(chosen: LineFilter, by: str) -> str:
    asked = chosen.query()
    return f"{asked}{'&' if len(asked) > 1 else ''}by={by}"


def _row(plan: str, group: Group, by: str, chosen: LineFilter) -> Row:
    """With the address of the lines that it adds up."""
    wanted = replace(chosen, **{by: str(group.key)}) if by else chosen
    url = reverse("monitoring:budget", args=[plan]) + wanted.query()
    labels = [_("Codificado"), _("Comprometido"), _("Devengado"), _("Pagado")]
    sums = group.sums
    cells = [
        {
            "label": label,
            "amount": sums.amounts[stage],
            "missing": sums.lines - sums.said[stage],
        }
        for stage, label in zip(STAGES, labels, strict=True)
    ]
    return Row(group.label, url, sums, cells)


def _title(groups: Sequence[Group], whole_: Sums, by: str, chosen: LineFilter) -> str:
    codified = whole_.amounts["codified"]
    if not whole_.lines:
        return _("Todavía no se sabe con qué se hace el plan")
    named = [g for g in groups if g.key not in (NONE, SEVERAL, UNNAMED)]
    told = {"currency": chosen.currency, "all": write_number(codified, 0), "year": chosen.year}
    if not named or not codified:
        if chosen.year:
            return _("%(currency)s %(all)s codificados en %(year)s") % told
        return _("%(currency)s %(all)s codificados") % told
    told |= {"what": named[0].label, "part": write_number(named[0].sums.amounts["codified"], 0)}
    if chosen.year:
        return _("«%(what)s» recibe %(currency)s %(part)s de %(all)s en %(year)s") % told
    return _("«%(what)s» recibe %(currency)s %(part)s de %(all)s") % told


def _people(plan: str, posts: Any, by: str, names: Any, year: str) -> dict[str, Any]:
    """Full-time equivalents; money has a source, people have not."""
    way = "competence" if by == "source" else by
    found = people(posts, way, names[way])
    years = sorted({y for one in found for y in one.years if not year or str(y) == year})
    base = reverse("monitoring:posts", args=[plan])

    def cell(key: str, said: int, amount: Decimal | None) -> dict[str, Any]:
        asked = PostFilter(year=str(said), **({way: key} if key else {}))
        return {"label": str(said), "amount": amount, "url": base + asked.query()}

    rows = [
        (one.label, [cell(str(one.key), y, one.years.get(y)) for y in years])
        for one in found
        if any(y in one.years for y in years)
    ]
    sums = [cell("", y, sum((one.years.get(y, ZERO) for one in found), ZERO)) for y in years]
    return {"label": BY[way], "years": years, "rows": rows, "sums": sums}
