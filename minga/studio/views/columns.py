"""What each column holds: the answers of a person, with what the plan would be by them."""

from __future__ import annotations

from dataclasses import dataclass, replace
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from minga.base.page import page
from minga.base.steps import Refused
from minga.intake.layout import Doubt, Layout
from minga.intake.models import Import, KeptLayout
from minga.intake.reading import Reading, Unreadable
from minga.plans.draft import PlanDraft
from minga.plans.importer import draft_from
from minga.studio import actions, reviews
from minga.studio.access import coordinator_only, who
from minga.studio.forms import layout_from
from minga.studio.roles import offered
from minga.studio.views.review import the_import

SAMPLE = 300  # rows of each table that a preview reads
SHOWN = 6


@dataclass(frozen=True, slots=True)
class Asked:
    """One column on the page."""

    number: int
    heading: str
    role: str
    choices: list[tuple[str, str]]
    doubt: Doubt | None
    examples: tuple[str, ...]


@coordinator_only
def columns(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Ask about the columns; what is answered reads the document again."""
    imported = the_import(uuid)
    if imported.status not in (Import.Status.READ, Import.Status.UNDONE):
        return redirect("studio:review", imported.uuid)
    read = reviews.of(imported)
    headings = list(read.draft.columns)
    layout = actions.layout_of(imported)
    if kept := request.GET.get("layout", ""):
        found = KeptLayout.objects.filter(name=kept).first()
        layout = Layout(**found.answers) if found else layout
    wanted = layout_from(request.POST, headings, layout) if request.method == "POST" else layout
    if request.method == "POST" and "preview" not in request.POST:
        try:
            actions.answer(imported, wanted, by=who(request), name=request.POST.get("name", ""))
            return redirect("studio:review", imported.uuid)
        except Refused as refusal:
            messages.error(request, " ".join(refusal.messages))
    draft, problem = read.draft, ""
    if request.method == "POST" or request.GET.get("layout"):
        try:
            draft = draft_from(_sample(read.reading), wanted)
        except Unreadable as refusal:
            problem = str(refusal)
    return page(
        request,
        "studio/columns.html",
        {
            "imported": imported,
            "asked": _asked(read.draft, draft, wanted, read.reading),
            "others": [d for d in read.draft.doubts if d.about != "column"],
            "layout": wanted,
            "kept": KeptLayout.objects.all(),
            "draft": draft,
            "levels": _levels(draft),
            "shown": draft.initiatives[:SHOWN],
            "names": {o.code: o.name for o in draft.objectives},
            "problem": problem,
            "hidden": read.reading.hidden,
            "tables": read.reading.tables,
        },
        parts=["preview"],
    )


def _asked(read: PlanDraft, draft: PlanDraft, layout: Layout, reading: Reading) -> list[Asked]:
    doubts = {d.key: d for d in read.doubts if d.about == "column"}
    found = []
    for number, (heading, role) in enumerate(read.columns.items()):
        role = layout.columns.get(heading) or draft.columns.get(heading, role)
        doubt = doubts.get(heading)
        examples = doubt.examples if doubt else _examples(reading, heading)
        found.append(
            Asked(number, heading, role, offered(role, len(draft.levels)), doubt, examples)
        )
    return sorted(found, key=lambda asked: asked.doubt is None)


def _examples(reading: Reading, heading: str) -> tuple[str, ...]:
    """The first texts under a heading."""
    for table in reading.tables:
        for number, row in enumerate(table.rows[:40]):
            for place, cell in enumerate(row.cells):
                if cell and " ".join(cell.split()) == heading:
                    below = (
                        r.cells[place]
                        for r in table.rows[number + 1 : number + 40]
                        if place < len(r.cells)
                    )
                    texts = dict.fromkeys(c.strip()[:80] for c in below if c and c.strip())
                    return tuple(texts)[:3]
    return ()


def _levels(draft: PlanDraft) -> list[tuple[str, int]]:
    depths = [o.depth for o in draft.objectives]
    return [
        (name or _("Nivel %s") % depth, depths.count(depth))
        for depth, name in enumerate(draft.levels, 1)
    ]


def _sample(reading: Reading) -> Reading:
    return replace(
        reading,
        tables=tuple(
            replace(
                table,
                rows=table.rows[:SAMPLE],
                pages=frozenset(n for n in table.pages if n < SAMPLE),
            )
            for table in reading.tables
        ),
    )


@require_safe
@coordinator_only
def layout_file(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """The answers as a small file, for the command line and for other cities."""
    from minga.intake.layouts import dump

    imported = the_import(uuid)
    draft = reviews.of(imported).draft
    layout = actions.layout_of(imported)
    whole = replace(layout, columns={**draft.columns, **layout.columns})
    response = HttpResponse(dump(whole), content_type="application/toml; charset=utf-8")
    response["Content-Disposition"] = 'attachment; filename="layout.toml"'
    return response
