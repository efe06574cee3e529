"""The values that would be kept of an initiative: how each is shown, and which can be corrected."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from minga.base.steps import Refused
from minga.intake.models import Correction
from minga.intake.reading import Observation, Source
from minga.plans.draft import InitiativeDraft
from minga.plans.importer.rules import mechanisms
from minga.plans.importer.values.periods import span
from minga.plans.models import Initiative
from minga.studio.corrected import DAY_FIRST, OBJECTIVE, PEOPLE, Said, part_key
from minga.studio.places import REPAIRS, Places

LONGEST = 4000


@dataclass(frozen=True, slots=True)
class Field:
    """A value that would be kept. `name` is what a correction calls it; "" cannot be edited.

    `was` is what was read, where a person said something else since.
    """

    key: str
    name: str
    label: str
    value: str
    marked: str = ""
    listed: tuple[str, ...] = ()
    choices: tuple[tuple[str, str], ...] = ()
    was: str | None = None
    hint: str = ""
    code: str = ""
    note: str = ""
    unsure: bool = False
    expected: bool = True  # shown as missing where the document says nothing
    form: str = ""  # what the form shows; `read` is what it would show as read
    read: str = ""

    @property
    def id(self) -> str:
        return f"{self.name}|{self.key}"


def fields(
    places: Places, initiative: InitiativeDraft, said: Said, seen: Observation | None
) -> Iterator[Field]:
    """All that would be kept of an initiative, in the order in which plans print it."""
    yield from _Fields(places, initiative, said, seen).all()


class _Fields:
    def __init__(
        self, places: Places, initiative: InitiativeDraft, said: Said, seen: Observation | None
    ) -> None:
        self.places = places
        self.initiative = initiative
        self.said = said
        self.repaired = seen is not None and seen.kind in REPAIRS
        self.named = set(seen.lines) if seen else set()

    def all(self) -> Iterator[Field]:
        one = self.initiative
        yield from self._objectives()
        yield self._field(one.key, "name", _("Iniciativa"), one.name, one.sources.get("name"))
        if one.identifier:
            label = _("Código")
            source = one.sources.get("identifier")
            yield self._field(one.key, "identifier", label, one.identifier, source)
        yield from self._parts()
        yield from self._people()
        yield self._period()
        yield self._status()
        yield from self._rest()

    def _objectives(self) -> Iterator[Field]:
        levels = self.places.draft.levels
        for code in self.places.above(self.initiative.objective):
            one = self.places.objectives[code]
            label = (one.depth <= len(levels) and levels[one.depth - 1]) or _("Objetivo")
            hint = _("Se corrige en todas las iniciativas de este objetivo.")
            yield self._field(
                f"{OBJECTIVE}{code}", "name", label, one.name, one.source, hint=hint, code=code
            )

    def _parts(self) -> Iterator[Field]:
        for part in self.initiative.articulations:
            key = part_key(self.initiative, part)
            source = part.sources.get("objective")
            if part.objective:
                label = _("Objetivo de articulación")
                yield self._field(key, "objective", label, part.objective, source)
            codes, was = self._value(key, "mechanisms", list(part.mechanisms))
            yield Field(
                key,
                "mechanisms",
                _("Mecanismos"),
                _labels(codes),
                self._mark(part.sources.get("mechanisms"), was is not None),
                tuple(map(_mechanism, codes)),
                was=None if was is None else _labels(was),
                hint=_("Uno o varios, separados por punto y coma."),
                form=_labels(codes),
                read=_labels(list(part.mechanisms)),
            )

    def _people(self) -> Iterator[Field]:
        roles: dict[str, list[str]] = {"responsible": []}
        for party in self.initiative.parties:
            roles.setdefault(party.role, []).append(party.name)
        labels = _roles()
        for role, names in roles.items():
            now, was = self._value(self.initiative.key, role, names)
            yield Field(
                self.initiative.key,
                role if role in PEOPLE else "",
                labels.get(role, role),
                "; ".join(now),
                self._mark(None, was is not None),
                was=None if was is None else "; ".join(was),
                expected=False,
                hint=_("Si son varios, sepárelos con punto y coma."),
                form="; ".join(now),
                read="; ".join(names),
            )

    def _period(self) -> Field:
        one = self.initiative
        dates = " – ".join(str(d.year) for d in (one.starts, one.ends) if d)
        return self._field(
            one.key,
            "period_printed",
            pgettext("of an initiative", "Plazo"),
            one.period_printed or dates,
            one.sources.get("period_printed"),
            hint=_("Años o fechas: 2026-2028, marzo de 2027."),
            expected=False,
        )

    def _status(self) -> Field:
        one = self.initiative
        choices = dict(statuses())
        now, was = self._value(one.key, "status", one.status)
        printed = one.status_printed if was is None else ""
        label = str(choices.get(now, "")) if now else ""
        source = one.sources.get("status")
        return Field(
            one.key,
            "status",
            _("Estado"),
            printed or label,
            self._mark(source, was is not None),
            choices=tuple((v, t) for v, t in choices.items()),
            was=None if was is None else (one.status_printed or str(choices.get(was, ""))),
            form=now,
            read=one.status,
            unsure=bool(source and source.unsure and was is None),
            expected=False,
            note=_("Se guarda como «%s».") % label if printed and label else "",
        )

    def _rest(self) -> Iterator[Field]:
        one = self.initiative
        if one.progress_printed:
            yield Field("", "", _("Avance"), one.progress_printed)
        if one.areas:
            yield Field("", "", _("Territorio"), "; ".join(one.areas))
        for indicator in one.indicators:
            targets = "; ".join(f"{p}: {v.printed}".strip(": ") for p, v in indicator.targets)
            yield Field("", "", _("Indicador"), f"{indicator.name} {targets}".strip())
        for line in one.budget:
            said = (line.period, line.amount.printed, line.currency, line.source)
            yield Field("", "", _("Presupuesto"), " ".join(filter(None, said)))
        for heading, text in one.attributes.items():
            yield Field("", "", heading, text)

    def _value(self, key: str, name: str, read: Any) -> tuple[Any, Any]:
        """What would be kept, and what was read where it is not the same (else None)."""
        correction = self.said.get((key, name))
        if correction is None or correction.verb != Correction.Verb.EDIT:
            return read, None
        return (correction.value or type(read)()), read

    def _field(
        self,
        key: str,
        name: str,
        label: str,
        read: str,
        source: Source | None,
        *,
        hint: str = "",
        code: str = "",
        expected: bool = True,
    ) -> Field:
        now, was = self._value(key, name, read)
        mark = self._mark(source, was is not None)
        return Field(
            key,
            name,
            label,
            now,
            mark,
            was=was,
            hint=hint,
            code=code,
            unsure=bool(source and source.unsure and was is None),
            expected=expected,
            form=now,
            read=read,
        )

    def _mark(self, source: Source | None, corrected: bool) -> str:
        if corrected:
            return _("corregido")
        if source is None:
            return ""
        if source.unsure:
            return _("dudoso")
        return _("reparado") if self.repaired and self.named & set(source.lines) else ""


def _roles() -> dict[str, str]:
    return {
        "responsible": _("Responsable"),
        "partner": _("Con quién"),
        "funder": _("Quién financia"),
        "coordinator": _("Coordina"),
        "actor": _("Actor"),
    }


def statuses() -> list[tuple[str, str]]:
    """What an initiative of a document may be at; withdrawing is done in the plan."""
    found = [(v, str(t)) for v, t in Initiative.Status.choices if v != "withdrawn"]
    return [("", _("no lo dice")), *found]


def _mechanism(code: str) -> str:
    known = mechanisms().get(code)
    return known.label if known else code


def _labels(codes: list[str]) -> str:
    return "; ".join(map(_mechanism, codes))


def label_of(name: str) -> str:
    """What a correction is about, in words."""
    labels = {
        "": "",
        "name": _("Nombre"),
        "identifier": _("Código"),
        "objective": _("Objetivo de articulación"),
        "mechanisms": _("Mecanismos"),
        "period_printed": pgettext("of an initiative", "Plazo"),
        "status": _("Estado"),
    }
    return {**labels, **_roles()}.get(name, name)


def shown(name: str, value: Any) -> str:
    """A value that was corrected, as people read it."""
    if name == "mechanisms":
        return _labels(list(value or ()))
    if name == "status":
        return dict(statuses()).get(value or "", "")
    return "; ".join(value) if isinstance(value, list) else str(value or "")


# --- what a person writes into them


def typed(text: str) -> str:
    return " ".join(text.split())[:LONGEST]


def _name(text: str, dates: str) -> str:
    if not text:
        raise Refused(_("El nombre no puede quedar en blanco: escriba uno u omita la fila."))
    return text


def _period(text: str, dates: str) -> str:
    if text and span(text, dates or DAY_FIRST) == (None, None):
        raise Refused(
            _("No se entiende el plazo «%s»: escriba años o fechas, como 2026-2028.") % text
        )
    return text


def _status(text: str, dates: str) -> str:
    if text not in dict(statuses()):
        raise Refused(_("Elija uno de los estados de la lista."))
    return text


def _mechanisms(text: str, dates: str) -> list[str]:
    from minga.plans.importer.mechanisms import parse

    read = parse(text)
    if read.unknown:
        raise Refused(
            _("«%s» no está en la lista de mecanismos: escriba otro, o «otro».") % read.unknown[0]
        )
    return list(read.codes)


def _names(text: str, dates: str) -> list[str]:
    return list(dict.fromkeys(filter(None, (name.strip() for name in text.split(";")))))


_WRITTEN: Mapping[str, Callable[[str, str], Any]] = {
    "name": _name,
    "identifier": lambda text, dates: text[:60],
    "objective": lambda text, dates: text,
    "mechanisms": _mechanisms,
    "period_printed": _period,
    "status": _status,
    **dict.fromkeys(PEOPLE, _names),
}


def written(field: Field, text: str, dates: str) -> Any:
    """The value that a text means for a field. Raises Refused with what to write instead."""
    return _WRITTEN[field.name](typed(text), dates)
