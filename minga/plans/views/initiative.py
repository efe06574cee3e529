"""One initiative: what it wants with others, its file, its life, and what the document prints."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.db.models import Prefetch, Q, prefetch_related_objects
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from minga.base import history
from minga.base.menu import address
from minga.base.models import Entry
from minga.base.page import page
from minga.intake.models import Document, Finding
from minga.people.models import Visitor
from minga.plans import levels, listing
from minga.plans.actions.edit import undoable
from minga.plans.completeness import MARKS, with_marks
from minga.plans.forms import STEPS
from minga.plans.instruments import Instrument, instruments_of
from minga.plans.levels.telling import Told
from minga.plans.models import Articulation, Initiative, Lead, MechanismType, Plan
from minga.plans.panels import MEASURES, panels
from minga.plans.parties import roles_of
from minga.plans.saying import said
from minga.plans.sentences import sentence
from minga.plans.timeline import NEWEST, timeline, told_elsewhere, where
from minga.plans.tree import tree
from minga.plans.views.edition import printed_in


@dataclass(frozen=True, slots=True)
class Remark:
    """A finding, in words."""

    finding: Finding
    says: str


@dataclass(frozen=True, slots=True)
class Printed:
    """A cell of the document: where it stands, what it says."""

    where: str
    text: str


@dataclass(frozen=True, slots=True)
class Thread:
    """An articulation, with what the document prints for it and what is odd there."""

    articulation: Articulation
    mechanisms: list[MechanismType]
    instruments: list[Instrument]
    level: Told
    objective: Printed | None  # only where what is stored differs
    cell: Printed | None
    remarks: list[Remark]

    @property
    def real(self) -> set[str]:
        """The codes of the foreseen mechanisms that are real by now."""
        return {i.mechanism for i in self.instruments if i.real}

    @property
    def counterparts(self) -> list[tuple[str, str]]:
        """The actors of its agreements and spaces, each once: name and address."""
        return list(dict.fromkeys(c for i in self.instruments for c in i.counterparts))


def visible(user: Visitor, plan: str, code: str) -> Initiative:
    """An initiative that the person may see, or 404."""
    return get_object_or_404(
        with_marks(
            Initiative.objects.visible_to(user).select_related(
                "plan", "objective", "objective__parent", "imported__document", "imported__by"
            )
        ),
        plan__in=Plan.objects.visible_to(user),
        plan__code=plan,
        code=code,
    )


@require_safe
def initiative(request: HttpRequest, plan: str, code: str) -> HttpResponse:
    found = visible(request.user, plan, code)
    return page(request, "plans/initiative.html", context(found, request.user))


def context(found: Initiative, user: Visitor) -> dict[str, Any]:
    """All that the page shows, with a number of queries that does not depend on the rows."""
    leads = Lead.objects.select_related("unit").order_by("unit__name")
    prefetch_related_objects([found], Prefetch("lead_set", leads))
    articulations = list(found.articulations.select_related("competence").prefetch_related("uses"))
    types = listing.mechanism_types(found.plan)
    for articulation in articulations:
        articulation.initiative = found
        for use in articulation.uses.all():
            use.mechanism = types[use.mechanism_id]
    instruments = instruments_of([a.pk for a in articulations], user)
    told = levels.told(articulations)
    findings = [
        Remark(f, sentence(f.kind, f.params))
        for f in Finding.objects.visible_to(user)
        .concerning("plans.initiative", found.pk)
        .filter(params__wide__isnull=True)
        .order_by("imported", "number")
    ]
    entries = list(_entries(found, articulations)[: NEWEST + 1])
    document = found.imported.document if found.imported else None
    seen = document if document and _may_see(user, document) else None
    lines = _lines(found, articulations)
    editable = found.editable_for(user)
    name = found.source.get("name")
    node = tree(found.plan, user).nodes.get(found.objective.code)
    marks = listing.marks(found)
    measures = panels(MEASURES, found, user)
    return {
        "plan": found.plan,
        "initiative": found,
        "counterparts": any(i.counterparts for i in instruments),
        "said": said(found.details),
        "threads": [_thread(a, findings, seen, instruments, told[a.pk]) for a in articulations],
        "in_force": list({i.url: i for i in instruments if i.real}.values()),
        "findings": findings,
        "marks": marks,
        "lacks": [
            label for label, mark in zip(MARKS.values(), marks, strict=True) if mark is False
        ],
        "leads": list(found.lead_set.all()),
        "areas": list(found.areas.all()),
        "roles": roles_of(found, user),
        "measures": measures,
        "covered": {what for panel in measures for what in panel.covers},
        "aligned": list(found.aligned_with.select_related("plan")),
        "declared_units": node.units if node else [],
        "events": timeline(
            found,
            where(lines, document.media_type) if document else "",
            entries[:NEWEST],
            {m.code: str(m) for m in types.values()},
            told_elsewhere(found, user),
        ),
        "older": len(entries) > NEWEST,
        "undo": undoable(entries) if editable else None,
        "editable": editable,
        "steps": [(verb, STEPS[verb]) for verb in found.next_steps] if editable else [],
        "document": seen,
        "printed_in": printed_in(found, user),
        "new_instruments": _beginnings() if editable else [],
        "document_url": address("intake:file", seen.uuid) if seen else "",
        "printed_name": _printed(name, seen) if name and name["text"] != found.name else None,
    }


def _beginnings() -> list[tuple[str, str]]:
    """What can be begun for an articulation, and where; its number goes behind the address."""
    wanted = ((_("Registrar un convenio"), "agreements:new"), (_("Crear un espacio"), "spaces:new"))
    return [(label, url) for label, view in wanted if (url := address(view))]


def _may_see(user: Visitor, document: Document) -> bool:
    return user.is_authenticated or document.visibility == "public"


def _entries(found: Initiative, articulations: list[Articulation]) -> Any:
    own = Q(record=history.label(found), object_id=found.pk)
    parts = Q(record=history.label(Articulation), object_id__in=[a.pk for a in articulations])
    return Entry.objects.filter(own | parts).select_related("by")


def _lines(found: Initiative, articulations: list[Articulation]) -> list[int]:
    """All the places of the document that speak of an initiative."""
    cells = [*found.source.values(), *(c for a in articulations for c in a.source.values())]
    return sorted({line for cell in cells for line in cell["lines"]})


def _thread(
    articulation: Articulation,
    findings: list[Remark],
    document: Document | None,
    instruments: list[Instrument],
    level: Told,
) -> Thread:
    source = articulation.source
    mine = {line for cell in source.values() for line in cell["lines"]}
    objective = source.get("objective")
    differs = objective and objective["text"] != articulation.objective
    return Thread(
        articulation,
        [use.mechanism for use in articulation.uses.all()],
        [i for i in instruments if i.articulation == articulation.pk],
        level,
        _printed(objective, document) if differs else None,
        _printed(source.get("mechanisms"), document),
        [r for r in findings if document and mine & set(r.finding.lines)],
    )


def _printed(cell: dict[str, Any] | None, document: Document | None) -> Printed | None:
    if not cell or not document:
        return None
    return Printed(where(cell["lines"], document.media_type), cell["text"])
