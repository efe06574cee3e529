"""What people read about agreements: the steps, their history, the notices."""

from __future__ import annotations

import datetime
from collections.abc import Iterable
from decimal import Decimal, InvalidOperation
from typing import Any

from django.template.defaultfilters import floatformat
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from minga.agreements.models import Agreement
from minga.base.models import Entry
from minga.base.templatetags.look import day, sentence
from minga.plans.timeline import Change, Event

# each step: what its button says, and who may press it
STEPS = {
    "send_to_review": _("Enviar a revisión jurídica"),
    "give_back": _("Devolver para corregir"),
    "clear": _("Dar paso a la firma"),
    "bring_into_force": _("Poner en vigor"),
    "suspend": _("Suspender"),
    "resume": _("Reanudar"),
    "terminate": _("Terminar antes del plazo"),
    "settle": _("Dar por liquidado"),
    "archive": _("Archivar"),
}
WRITERS = frozenset({"send_to_review"})  # the others belong to the head of the unit
ASKED = frozenset({"give_back", "suspend", "terminate"})  # with a reason, on a page of its own
DONE = {  # the message after the step
    "send_to_review": _("Enviado a revisión jurídica: avisamos a la jefatura."),
    "give_back": _("Devuelto a borrador: avisamos a quienes lo escriben, con la razón."),
    "clear": _("Las partes ya pueden firmar: les avisamos."),
    "bring_into_force": _("El convenio está en vigor."),
    "suspend": _("El convenio está suspendido."),
    "resume": _("El convenio está otra vez en vigor."),
    "terminate": _("El convenio terminó."),
    "settle": _("El convenio está liquidado."),
    "archive": _("El convenio está archivado."),
}
VERBS = {
    "created": _("Preparó el borrador."),
    "edited": _("Cambió datos del convenio."),
    "party_added": _("Añadió una parte: %(actor)s."),
    "party_changed": _("Cambió quién firma por %(actor)s."),
    "party_removed": _("Quitó una parte: %(actor)s."),
    "contributed": _("Añadió un aporte de %(actor)s: USD %(amount)s."),
    "contribution_removed": _("Quitó un aporte de %(actor)s: USD %(amount)s."),
    "obliged": _("Añadió una obligación de %(actor)s: %(text)s"),
    "obligation_removed": _("Quitó una obligación de %(actor)s: %(text)s"),
    "linked": _("Lo enlazó con la articulación %(articulation)s"),
    "unlinked": _("Quitó el enlace con la articulación %(articulation)s"),
    "send_to_review": _("Lo envió a revisión jurídica."),
    "give_back": _("Lo devolvió para corregir."),
    "signatures_cleared": _("Se borraron las firmas del texto anterior."),
    "clear": _("Dio paso a la firma."),
    "signed": _("Firmó %(actor)s."),
    "bring_into_force": _("Entró en vigor."),
    "suspend": _("Se suspendió."),
    "resume": _("Se reanudó."),
    "extended": _("Se prorrogó."),
    "amended": _("Se suscribió una adenda."),
    "renewed": _("Se renovó por sí mismo."),
    "alerted": _("Se avisó que el plazo termina el %(ends)s."),
    "lapse": _("Venció."),
    "terminate": _("Terminó antes del plazo."),
    "settle": _("Se liquidó."),
    "archive": _("Se archivó."),
    "attached": _("Añadió un archivo: %(file)s."),
    "merged": _("Una de sus partes resultó ser otro actor ya registrado."),
}
LABELS = {
    **{field.name: field.verbose_name for field in Agreement._meta.fields},
    "visibility": _("quién lo ve"),
    "ends": _("fin"),
    "amount": _("monto"),
}
BLANKS = {"actor": "?", "amount": "?", "ends": "?", "text": "", "articulation": "", "file": ""}
HIDDEN = frozenset({"status", "actor", "text", "articulation", "file", "on", "recorded", "count"})
ON_TIMELINE = (  # of an initiative: what changes what the agreement is to it
    *("created", "send_to_review", "clear", "signed", "bring_into_force", "suspend", "resume"),
    *("extended", "amended", "renewed", "alerted", "lapse", "terminate", "settle"),
)
RETURNS = ("give_back",)  # with its reason, for those who work on the drafts

# what each kind of notice says
TO_REVIEW = _("Hay un convenio por revisar: %(title)s")
GIVEN_BACK = _("Le devolvieron el convenio %(title)s: %(reason)s")
TO_SIGN = _("Espera su firma el convenio %(title)s")
IN_FORCE = _("Entró en vigor el convenio %(title)s")
SUSPENDED = _("Se suspendió el convenio %(title)s: %(reason)s")
RESUMED = _("Se reanudó el convenio %(title)s")
EXTENDED = _("Se prorrogó el convenio %(title)s: fin %(ends)s")
AMENDED = _("Hay una adenda del convenio %(title)s")
RENEWED = _("Se renovó por sí mismo el convenio %(title)s: fin %(ends)s")
LAPSING = _("El convenio %(title)s vence el %(ends)s")
LAPSED = _("Venció el convenio %(title)s")
TERMINATED = _("Terminó antes del plazo el convenio %(title)s: %(reason)s")


def says(entry: Entry, *, names: bool = True) -> str:
    """An entry of the history of an agreement, as a sentence; `names`: also of its parties."""
    words: str = str(VERBS.get(entry.verb, entry.verb))
    if "%(" not in words:
        return words
    told = {**BLANKS, **entry.before, **entry.after}
    if not names:
        told["actor"] = gettext("una de las partes")
    told["amount"] = money(told["amount"])
    told["ends"] = _told("ends", told["ends"]) if told["ends"] != "?" else "?"
    return words % told


def event(entry: Entry, *, of: Agreement | None = None, names: bool = True) -> Event:
    """The same on a timeline; with `of`, where the timeline is not the agreement's own."""
    said = says(entry, names=names)
    by = entry.by
    who: dict[str, Any] = {"who": str(by), "demo": by.is_demo} if by else {}
    if of is None:
        return Event(said, at=entry.at, note=entry.note, changes=changes(entry), **who)
    told = gettext("%(what)s «%(title)s»: %(said)s") % {
        "what": sentence(of.type),
        "title": of.number or of.title,
        "said": said[:1].lower() + said[1:],
    }
    url = of.get_absolute_url()
    return Event(told, at=entry.at, note=entry.note, changes=changes(entry), url=url, **who)


def changes(entry: Entry) -> list[Change]:
    if entry.verb in ("created", "contributed", "contribution_removed", "alerted"):
        return []
    return [
        Change(str(LABELS.get(name, name)).capitalize(), _told(name, entry.before.get(name)), after)
        for name, value in entry.after.items()
        if name not in HIDDEN and name in LABELS and (after := _told(name, value)) is not None
    ]


def money(value: object) -> str:
    """Dollars as the pages write them: 12.500,50."""
    try:
        return str(floatformat(Decimal(str(value)), "2g"))
    except InvalidOperation:
        return str(value)


def _told(name: str, value: Any) -> str:
    if value in (None, ""):
        return ""
    if name == "amount":
        return f"USD {money(value)}"
    if isinstance(value, bool):
        return gettext("sí") if value else gettext("no")
    field = next((f for f in Agreement._meta.fields if f.name == name), None)
    if field is not None and field.choices:
        choices: Iterable[Any] = field.choices
        return str(dict(choices).get(value, value))
    if field is not None and field.get_internal_type() == "DateField":
        return day(datetime.date.fromisoformat(str(value)))
    return str(value)
