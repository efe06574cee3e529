"""The life of a solution: tried, assessed, scaled or stopped."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, BinaryIO

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from minga.base import history, search
from minga.base.days import refuse_far
from minga.base.steps import Refused, advance
from minga.evaluation.actions.ground import said, write
from minga.evaluation.models import Assessment, Evidence, Solution
from minga.files.actions import attach
from minga.files.models import Attachment
from minga.people.models import User
from minga.plans.models import Plan

FIELDS = (
    *("name", "problem", "description", "partner", "unit"),
    *("initiative", "area", "visibility"),
)
TAKEN = gettext_lazy("Ya hay una solución con ese nombre: elija otro.")


@transaction.atomic
def propose(plan: Plan, *, by: User | None, **values: Any) -> Solution:
    _check(plan, values)
    try:
        with transaction.atomic():
            solution = Solution.objects.create(plan=plan, **values)
    except IntegrityError:  # another got the name first
        raise Refused({"name": TAKEN}) from None
    _index(solution)
    history.record(solution, "proposed", by=by, after={"name": solution.name})
    return solution


@transaction.atomic
def edit(solution: Solution, *, by: User, version: int, **changes: Any) -> bool:
    """Change its sheet; `version` is the one that the person saw."""
    now = {name: getattr(solution, name) for name in FIELDS}
    _check(solution.plan, now | changes, solution.pk)
    before = {name: now[name] for name in changes if changes[name] != now[name]}
    if not before:
        return False
    try:
        with transaction.atomic():
            after = {name: changes[name] for name in before}
            write(solution, before, after, version=version, by=by)
    except IntegrityError:
        raise Refused({"name": TAKEN}) from None
    _index(solution)
    return True


@transaction.atomic
def move(solution: Solution, verb: str, *, reason: str = "", by: User) -> None:
    """To another stage. It scales once somebody assessed what it changed; it stops for a reason."""
    changes = {"reason": ""}
    if verb == "stop":
        changes["reason"] = said(reason, _("Escriba por qué se detiene: también eso enseña."))
    if verb == "scale" and not solution.assessments.exists():
        raise Refused(
            _("Antes de escalarla, valore qué cambió: registre una valoración de impacto.")
        )
    before = solution.status
    advance(solution, verb, **changes)
    history.record(
        solution,
        "moved",
        by=by,
        before={"status": before},
        after={"status": solution.status},
        note=changes["reason"],
    )


@transaction.atomic
def assess(
    solution: Solution, *, by: User, files: Iterable[tuple[BinaryIO, str]] = (), **values: Any
) -> Assessment:
    """Say what changed, beside what changed elsewhere; `values` are fields of Assessment."""
    refuse_far(before_on=values["before_on"], after_on=values["after_on"])
    if values["after_on"] <= values["before_on"]:
        raise Refused({"after_on": _("«Después» tiene que ser una fecha posterior a «antes».")})
    sides = (values.get("other_before"), values.get("other_after"))
    if (sides[0] is None) != (sides[1] is None):
        raise Refused(_("De la comparación escriba los dos valores, antes y después, o ninguno."))
    compares = values["evidence"] in (Evidence.COMPARED, Evidence.RANDOM)
    if compares and (sides[0] is None or not values.get("comparison", "").strip()):
        raise Refused(
            _("Ese nivel de evidencia pide una comparación: diga con qué, y sus dos valores.")
        )
    made = Assessment.objects.create(solution=solution, by=by, **values)
    for content, name in files:
        attach(content, name, made, Attachment.Kind.EVIDENCE, by=by)
    history.record(solution, "assessed", by=by, after={"measure": made.measure})
    return made


@transaction.atomic
def take_back(assessment: Assessment, *, by: User) -> None:
    """An assessment that was written by mistake."""
    solution = assessment.solution
    before = {
        name: history.plain(getattr(assessment, name))
        for name in ("measure", "before", "before_on", "after", "after_on", "evidence")
    }
    assessment.delete()
    history.record(solution, "removed", by=by, before=before)


def _check(plan: Plan, values: dict[str, Any], own: int | None = None) -> None:
    if values.get("initiative") and values["initiative"].plan_id != plan.pk:
        raise Refused({"initiative": _("Esa iniciativa es de otro plan: elija una de este.")})
    same = Solution.objects.filter(plan=plan, name=values["name"])
    if any(pk != own for pk in same.values_list("pk", flat=True)):
        raise Refused({"name": TAKEN})


def _index(solution: Solution) -> None:
    words = f"{solution.name} {solution.problem} {solution.description}"
    search.index("evaluation.solution", [(solution.pk, words)])
