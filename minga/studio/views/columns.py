"""What each column holds: the answers of a person, with what the plan would be by them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from minga.base.done import or_why_not
from minga.base.page import page
from minga.intake.layout import Doubt, Layout
from minga.intake.models import Correction, Import, KeptLayout
from minga.intake.reading import Reading, Unreadable
from minga.plans.draft import PlanDraft
from minga.plans.importer import draft_from
from minga.plans.roles import offered
from minga.studio import actions, reviews
from minga.studio.access import coordinator_only, who
from minga.studio.doubts import column, first_text
from minga.studio.forms import layout_from
from minga.studio.views.review import the_import

SAMPLE = 300  # rows of each table that a preview reads
SHOWN = 6
TABLES = 40  # that a person may leave out one by one


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
    doubts = {d.key: d for d in read.draft.doubts if d.about == "column"}
    headings = [*read.draft.columns, *(key for key in doubts if key not in read.draft.columns)]
    tables = [table.name for table in read.reading.tables[:TABLES]]
    layout = actions.layout_of(imported)
    if kept := request.GET.get("layout", ""):
        found = KeptLayout.objects.filter(name=kept).first()
        layout = Layout(**found.answers) if found else layout
    wanted = layout
    if request.method == "POST":
        wanted = layout_from(request.POST, headings, tables, layout)
    if request.method == "POST" and "preview" not in request.POST:
        with or_why_not(request):
            actions.answer(imported, wanted, by=who(request), name=request.POST.get("name", ""))
            return redirect("studio:review", imported.uuid)
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
            "asked": _asked(headings, doubts, draft, wanted, read.reading),
            "unclear": {d.about for d in read.draft.doubts},
            "layout": wanted,
            "kept": KeptLayout.objects.all(),
            "draft": draft,
            "levels": _levels(draft),
            "shown": draft.initiatives[:SHOWN],
            "partial": any(len(table.rows) > SAMPLE for table in read.reading.tables),
            "problem": problem,
            "said": imported.corrections.exclude(verb=Correction.Verb.ACCEPT).count(),
            "hidden": read.reading.hidden or (layout.hidden and [_("ya se leen")]),
            "tables": _tables(read, wanted),
        },
        parts=["preview"],
    )


def _asked(
    headings: Sequence[str],
    doubts: Mapping[str, Doubt],
    draft: PlanDraft,
    layout: Layout,
    reading: Reading,
) -> list[Asked]:
    found = []
    for number, heading in enumerate(headings):
        doubt = doubts.get(heading)
        proposed = doubt.proposed if doubt else ""
        role = layout.columns.get(heading) or draft.columns.get(heading, proposed)
        examples = doubt.examples if doubt else _examples(reading, heading)
        found.append(
            Asked(number, column(heading), role, offered(role, len(draft.levels)), doubt, examples)
        )
    return sorted(found, key=lambda asked: asked.doubt is None)


@dataclass(frozen=True, slots=True)
class Skippable:
    """A table of the document, known by its first words."""

    name: str
    says: str
    page: int
    rows: int
    skipped: bool
    doubtful: bool


def _tables(read: reviews.Review, layout: Layout) -> list[Skippable]:
    tables = read.reading.tables
    if len(tables) < 2:
        return []
    unclear = {d.key for d in read.draft.doubts if d.about == "table"}
    return [
        Skippable(
            table.name,
            first_text(table),
            table.rows[0].page if table.rows else 0,
            len(table.rows),
            layout.tables.get(table.name) == "skip",
            table.name in unclear,
        )
        for table in tables[:TABLES]
    ]


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
