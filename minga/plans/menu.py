"""What the head of a page says about the plan it belongs to."""

from __future__ import annotations

from django.db.models import Case, F, When
from django.http import HttpRequest
from django.utils.translation import gettext as _

from minga.base.kept import kept
from minga.base.menu import Head, Link, address
from minga.intake.models import Finding
from minga.people.models import Role, User, Visitor, is_coordinator
from minga.plans.models import Plan

PLACES = {  # in the menu; what is between them belongs to other domains
    "plans:plan": 10,
    "plans:matrix": 20,
    "plans:completeness": 30,
    "plans:findings": 70,
    "studio:index": 80,
}


def current_plan(request: HttpRequest) -> Plan | None:
    """The plan that a page without a plan of its own belongs to.

    The one that the address names (?plan=code), else the one in force, or any.
    """
    code = request.GET.get("plan", "").replace("\0", "")
    named = Plan.objects.visible_to(request.user).filter(code=code).first() if code else None
    return named or current(request.user)


def current(user: Visitor) -> Plan | None:
    in_force = Case(When(status=Plan.Status.IN_FORCE, then=0), default=1)
    newest = F("first_year").desc(nulls_last=True)
    return Plan.objects.visible_to(user).order_by(in_force, newest, "pk").first()


def open_findings(plan: Plan) -> int:
    return kept(
        ("open findings", plan.pk, plan.revision),
        lambda: Finding.objects.about(plan.code).open().count(),
    )


def of_plan(request: HttpRequest, head: Head, subject: object) -> None:
    plan = subject if isinstance(subject, Plan) else current_plan(request)
    if plan is None:
        return
    head.plan = plan
    head.title = plan.label
    usual = current(request.user) if isinstance(subject, Plan) or "plan" in request.GET else plan
    if usual != plan:
        head.within = f"?plan={plan.code}"
    head.source = _source(plan)
    signed_in = request.user.is_authenticated
    wanted: list[tuple[str, str, tuple[str, ...], int | None]] = [
        ("plans:plan", _("Plan"), (plan.code,), None),
        ("plans:matrix", _("Matriz"), (plan.code,), None),
        (
            "plans:completeness",
            _("Completitud") if signed_in else _("Qué falta"),
            (plan.code,),
            None,
        ),
    ]
    if signed_in:
        wanted.append(("plans:findings", _("Hallazgos"), (plan.code,), open_findings(plan)))
    if is_coordinator(request.user):
        wanted.append(("studio:index", _("Importar"), (), None))
    for view, label, args, count in wanted:
        if url := address(view, *args):
            here = head.view in _pages_of(view)
            head.links.append(Link(label, url, here, count, PLACES[view]))
    for view, label, args in (
        ("plans:matrix", _("La matriz completa"), (plan.code,)),
        ("plans:completeness", _("Qué falta en el plan"), (plan.code,)),
        ("plans:findings", _("Lo que encontramos en el documento"), (plan.code,)),
        ("plans:editions", _("Las ediciones del plan"), (plan.code,)),
        ("intake:index", _("Los documentos publicados"), ()),
    ):
        if url := address(view, *args):
            head.foot.append(Link(label, url))
    if is_coordinator(request.user):
        for view, label in (
            ("plans:about", _("La ficha del plan")),
            ("plans:parties", _("A quiénes nombra el documento")),
        ):
            head.foot.append(Link(label, address(view, plan.code)))
    if is_coordinator(request.user) or (
        isinstance(request.user, User) and request.user.units_as(Role.HEAD, Role.DELEGATE)
    ):
        head.foot.append(Link(_("Los niveles de intervención"), address("plans:levels", plan.code)))


def _source(plan: Plan) -> str:
    government = f", {plan.government}" if plan.government else ""
    return f"{plan.title}{government}.".replace("..", ".")


def _pages_of(view: str) -> tuple[str, ...]:
    """The views that count as being inside an entry of the menu."""
    if view == "plans:plan":
        return (
            view,
            "plans:initiative",
            "plans:edit",
            "plans:edit_articulation",
            "plans:step",
            "plans:bulk",
        )
    if view == "studio:index":
        pages = ("review", "columns", "edition", "apply", "undo", "again", "discard", "decide")
        return (view, *(f"studio:{name}" for name in pages))
    if view == "plans:findings":
        return (view, "plans:decide")
    return (view,)
