"""The sheet of an indicator in words: what it measures, what it lacks, what happened to it."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from minga.base import history
from minga.base.models import Entry, Visibility
from minga.base.numbers import write_number
from minga.base.templatetags.look import day
from minga.monitoring.models import Frequency, Indicator, Target
from minga.people.models import User, Visitor
from minga.plans.models import Articulation, Initiative, Objective
from minga.plans.timeline import Change, Event

VISIBILITIES = [
    (Visibility.PUBLIC, gettext_lazy("Cualquiera")),
    (Visibility.INTERNAL, gettext_lazy("Solo las unidades del gobierno")),
]
LIGHTS = {
    "ok": gettext_lazy("Cumple"),
    "warn": gettext_lazy("En alerta"),
    "bad": gettext_lazy("No cumple"),
    "none": gettext_lazy("Sin dato"),
}
VERBS = {
    "defined": gettext_lazy("Definió el indicador."),
    "taken_in": gettext_lazy("Lo registró de lo que dice el documento."),
    "edited": gettext_lazy("Cambió la ficha."),
    "retire": gettext_lazy("Lo retiró: ya no se mide."),
    "resume": gettext_lazy("Lo volvió a poner en uso."),
    "undone": gettext_lazy("Deshizo un cambio."),
    "targets_set": gettext_lazy("Fijó metas."),
    "targets_act": gettext_lazy("Corrigió el acto que fijó una meta."),
}
LABELS = {
    "subject": gettext_lazy("Qué mide"),
    "tolerance": gettext_lazy("Tolerancia"),
    "visibility": gettext_lazy("Quién lo ve"),
    "status": gettext_lazy("Estado"),
}


@dataclass(frozen=True, slots=True)
class Measured:
    """What an indicator measures: "Iniciativa", "2.3.1", its name, its address."""

    kind: str
    code: str
    name: str
    url: str

    def __str__(self) -> str:
        return f"{self.code} {self.name}"


def measured(subject: Objective | Initiative | Articulation) -> Measured:
    """Its plan and, of an articulation, its initiative should be loaded."""
    if isinstance(subject, Objective):
        return Measured(_("Objetivo"), subject.code, subject.label, subject.get_absolute_url())
    if isinstance(subject, Initiative):
        return Measured(_("Iniciativa"), subject.code, subject.name, subject.get_absolute_url())
    of = subject.initiative
    name = subject.objective or of.name
    return Measured(
        _("Articulación de"), of.code, name, f"{of.get_absolute_url()}#a-{subject.number}"
    )


def value_text(indicator: Indicator, value: Decimal | None) -> str:
    """A value with the decimals and the unit of its indicator."""
    if value is None:
        return ""
    return f"{write_number(value, indicator.decimals)} {indicator.unit}"


def event(entry: Entry, *, of: Indicator | None = None) -> Event:
    """A line of the history; on another page with the name of the indicator (`of`)."""
    says = str(VERBS.get(entry.verb, entry.verb))
    changes = _changes(entry)
    if of:
        says = f"{of.code} {of.name}: {says[:1].lower()}{says[1:]}"
    if entry.verb in ("defined", "taken_in"):
        changes = []
    return Event(
        says,
        at=entry.at,
        who=str(entry.by) if entry.by else "",
        demo=entry.by.is_demo if entry.by else False,
        changes=changes,
        note=entry.note,
        url=of.get_absolute_url() if of else "",
    )


def seen_by(user: Visitor, entries: Sequence[Entry]) -> Sequence[Entry]:
    """The same history, without the names of what it measured once and the visitor may not see."""
    if isinstance(user, User) and user.works_for_the_government:
        return entries
    for side in (said for entry in entries for said in (entry.before, entry.after)):
        record, key = side.get("ids", {}).get("subject") or ("", 0)
        if side.get("subject") and not _may_see(user, record, key):
            side["subject"] = _("algo que no es público")
    return entries


def _may_see(user: Visitor, record: str, key: int) -> bool:
    if record == history.label(Objective):
        return True
    found = Initiative.objects.visible_to(user)
    if record == history.label(Initiative):
        return found.filter(pk=key).exists()
    return found.filter(articulations=key).exists()


def _changes(entry: Entry) -> list[Change]:
    if "targets" in entry.after or "targets" in entry.before:
        before = {one["until"]: one for one in entry.before.get("targets", ())}
        after = {one["until"]: one for one in entry.after.get("targets", ())}
        return [
            Change(
                _("Meta de %s") % until_label(datetime.date.fromisoformat(until)),
                _target(before.get(until)),
                _target(after.get(until)),
            )
            for until in sorted(before | after)
        ]
    return [
        Change(label(name), _said(name, entry.before.get(name)), _said(name, value))
        for name, value in entry.after.items()
        if name != "ids"
    ]


def label(name: str) -> str:
    if name in LABELS:
        return str(LABELS[name])
    said = str(Indicator._meta.get_field(name).verbose_name)  # type: ignore[union-attr]
    return said[:1].upper() + said[1:]


def until_label(until: datetime.date) -> str:
    """A target for the end of a year is of that year; another one is for its day."""
    return str(until.year) if (until.month, until.day) == (12, 31) else day(until)


def _target(told: dict[str, Any] | None) -> str:
    if told is None:
        return ""
    act = f" ({told['act']})" if told.get("act") else ""
    return f"{write_number(Decimal(told['value']))}{act}"


def _said(name: str, value: Any) -> str:
    if value in (None, "", []):
        return ""
    if isinstance(value, bool):
        return _("sí") if value else _("no")
    if isinstance(value, list):
        return ", ".join(map(str, value))
    if name == "base_date":
        return day(datetime.date.fromisoformat(value))
    if name in ("base_value", "tolerance", "weight", "factor"):
        return write_number(Decimal(value))
    choices: dict[str, Iterable[tuple[Any, Any]]] = {
        "direction": Indicator.Direction.choices,
        "measure": Indicator.Measure.choices,
        "accumulation": Indicator.Accumulation.choices,
        "yearly": Indicator.Yearly.choices,
        "frequency": Frequency.choices,
        "status": Indicator.Status.choices,
        "visibility": VISIBILITIES,
    }
    return str(dict(choices.get(name, ())).get(value, value))


def lacks(indicator: Indicator, targets: Iterable[Target], *, fresh: bool) -> list[str]:
    """What an indicator in use still needs, in words."""
    wanted = {
        _("la unidad responsable"): indicator.owner_id is not None,
        _("la línea base"): indicator.base_value is not None,
        _("la fecha de la línea base"): indicator.base_value is None or bool(indicator.base_date),
        _("metas"): any(True for _target in targets),
        _("una lectura reciente"): fresh,
    }
    return [name for name, there in wanted.items() if not there]
