"""Accounts of a period: begun, told, published for ever, corrected only by another one."""

from __future__ import annotations

import datetime
from collections.abc import Mapping

from django.contrib.auth.models import AnonymousUser
from django.db import transaction
from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext as _

from minga.base import history
from minga.base.steps import Refused, advance
from minga.base.templatetags.look import day
from minga.monitoring.models import Report
from minga.monitoring.reports.gathering import gather, sections
from minga.monitoring.reports.sealing import fingerprint, sealed
from minga.monitoring.scoring.refresh import claim
from minga.people.models import User
from minga.plans.models import Plan

LONGEST = 20_000  # letters that one section may tell


@transaction.atomic
def begin(
    plan: Plan, *, by: User, title: str, starts: datetime.date, ends: datetime.date
) -> Report:
    """A draft with the next number of the plan, which is its address from now on."""
    return _begin(plan, by, title, starts, ends)


@transaction.atomic
def correct(report: Report, *, by: User) -> Report:
    """A new draft that says the same, and will correct a published one once it is published."""
    if report.status != Report.Status.PUBLISHED:
        raise Refused(_("Un borrador no se corrige con otro informe: cámbielo."))
    _refuse_corrected(report)
    return _begin(
        report.plan,
        by,
        report.title,
        report.starts,
        report.ends,
        corrects=report,
        narrative=dict(report.narrative),
    )


def _begin(
    plan: Plan,
    by: User,
    title: str,
    starts: datetime.date,
    ends: datetime.date,
    *,
    corrects: Report | None = None,
    narrative: dict[str, str] | None = None,
) -> Report:
    said = _checked(title, starts, ends)
    claim([plan.pk])  # whoever begins another one waits, and gets the next number
    last = Report.objects.filter(plan=plan).aggregate(n=Max("number"))["n"] or 0
    made = Report.objects.create(
        plan=plan,
        number=last + 1,
        title=said,
        starts=starts,
        ends=ends,
        narrative=narrative or {},
        corrects=corrects,
        by=by,
    )
    history.record(made, "begun", by=by, after={"title": said, "number": made.number})
    return made


def _checked(title: str, starts: datetime.date, ends: datetime.date) -> str:
    said = " ".join(title.split())
    if not said:
        raise Refused({"title": _("Escriba el título del informe.")})
    if ends < starts:
        raise Refused(
            {"ends": _("El período termina antes de empezar: corrija una de las dos fechas.")}
        )
    if ends.year - starts.year >= 20:
        raise Refused({"ends": _("El período es demasiado largo: elija a lo más veinte años.")})
    return said


@transaction.atomic
def edit(
    report: Report, *, by: User, title: str, starts: datetime.date, ends: datetime.date
) -> None:
    """Its title and its period, while it is a draft."""
    changes = {"title": _checked(title, starts, ends), "starts": starts, "ends": ends}
    before = {name: history.plain(getattr(report, name)) for name in changes}
    after = {name: history.plain(value) for name, value in changes.items()}
    if before == after:
        return
    _update_draft(report, **changes)
    history.record(report, "edited", by=by, before=before, after=after)


@transaction.atomic
def tell(
    report: Report, texts: Mapping[str, str], *, by: User, seen: Mapping[str, str]
) -> list[str]:
    """What is told in each section; returns which changed.

    `seen` is what the writer had before them: a section that another one changed meanwhile is
    refused, and nothing is written.
    """
    now = Report.objects.select_for_update().get(pk=report.pk)
    known = dict(sections(report.plan))
    changed = {}
    for key, said in texts.items():
        text = said.replace("\r\n", "\n").strip()
        if key not in known or text == seen.get(key, ""):
            continue
        if now.narrative.get(key, "") not in (seen.get(key, ""), text):
            raise Refused(
                _("Otra persona cambió «%s» mientras usted escribía: compare y guarde otra vez.")
                % known[key]
            )
        if len(text) > LONGEST:
            raise Refused(
                _("«%(section)s» es demasiado largo: escriba a lo más %(n)d letras.")
                % {"section": known[key], "n": LONGEST}
            )
        changed[key] = text
    if changed:
        _update_draft(report, narrative={**now.narrative, **changed})
        history.record(report, "told", by=by, after={"sections": sorted(changed)})
    return sorted(changed)


def _update_draft(report: Report, **changes: object) -> None:
    """The status is part of the statement: nothing writes into what was published."""
    draft = Report.objects.filter(pk=report.pk, status=Report.Status.DRAFT)
    if not draft.update(**changes):
        raise Refused(_("Este informe ya se publicó y no cambia: publique otro que lo corrija."))
    for name, value in changes.items():
        setattr(report, name, value)


@transaction.atomic
def discard(report: Report, *, by: User) -> None:
    """Throw a draft away; its number stays free only until the next one."""
    history.record(report, "discarded", by=by, before={"title": report.title})
    gone, _of = Report.objects.filter(pk=report.pk, status=Report.Status.DRAFT).delete()
    if not gone:
        raise Refused(_("Este informe ya se publicó y no se puede quitar."))


@transaction.atomic
def publish(report: Report, *, by: User, today: datetime.date | None = None) -> None:
    """Freeze all figures with their rows as anyone may see them now, seal them, and publish.

    From here on nothing in it changes.
    """
    today = today or datetime.date.today()
    claim([report.plan_id])  # approvals wait: every figure is of the same moment
    rows = Report.objects.select_for_update(of=("self",)).select_related("plan", "corrects")
    now = rows.get(pk=report.pk)
    if now.status != Report.Status.DRAFT:
        raise Refused(_("Este informe ya se publicó."))
    refuse_early(now, today)
    if now.corrects:
        _refuse_corrected(now.corrects)
    content = gather(now, today)
    known = {section["key"] for section in content["sections"]}
    narrative = {key: said for key, said in now.narrative.items() if said and key in known}
    sha256 = fingerprint(sealed(narrative, content))
    advance(
        report,
        "publish",
        content=content,
        narrative=narrative,
        sha256=sha256,
        published_at=timezone.now(),
        by=by,
    )
    history.record(report, "published", by=by, after={"sha256": sha256})


def refuse_early(report: Report, today: datetime.date) -> None:
    if not Plan.objects.visible_to(AnonymousUser()).filter(pk=report.plan_id).exists():
        raise Refused(_("El plan todavía no es público: publíquelo antes que su informe."))
    if report.ends > today:
        raise Refused(
            _("El período termina el %s: publique después de ese día, o acorte el período.")
            % day(report.ends)
        )
    if not report.narrative.get("summary"):
        raise Refused(_("Escriba al menos el resumen antes de publicar."))


def _refuse_corrected(report: Report) -> None:
    other = report.corrected_by.filter(status=Report.Status.PUBLISHED).first()
    if other:
        raise Refused(
            _("El informe %(old)d ya lo corrige el informe %(new)d: corrija ese.")
            % {"old": report.number, "new": other.number}
        )
