"""The level of intervention in words, for the page of an initiative."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from django.db.models import prefetch_related_objects
from django.utils.translation import gettext as _

from minga.base.words import enumeration
from minga.plans.levels.rules import Levels, May, mismatch, of, together
from minga.plans.models import Articulation, Competence, Intervention


@dataclass(frozen=True, slots=True)
class Told:
    """What the page says of one articulation. `competence` is None while its matter is unknown.

    `known`: the plan has a table of competences at all.
    """

    known: bool
    competence: Competence | None = None
    confirmed: bool = False
    level: str = ""
    may: Sequence[May] = ()
    odd: str = ""  # what does not fit, in one sentence

    @property
    def kind(self) -> str:
        """Whose the matter is, where there is no room for a sentence."""
        if self.competence is None:
            return ""
        kinds = {
            "exclusive": _("competencia exclusiva"),
            "concurrent": _("competencia concurrente"),
            "delegated": _("competencia delegada"),
            "none": _("competencia de otro gobierno"),
        }
        return kinds[self.competence.kind]

    @property
    def because(self) -> str:
        """Because the competence is concurrent (COOTAD, art. 140)."""
        if self.competence is None:
            return ""
        kinds = {
            "exclusive": _("porque la competencia es exclusiva"),
            "concurrent": _("porque la competencia es concurrente"),
            "delegated": _("porque la competencia está delegada"),
            "none": _("porque la competencia es de otro gobierno"),
        }
        return kinds[self.competence.kind]

    @property
    def may_words(self) -> list[tuple[str, str]]:
        return [
            (
                str(one.mechanism) if one.mechanism else _("sin mecanismo previsto"),
                words(one.levels),
            )
            for one in self.may
        ]

    @property
    def together(self) -> str:
        return words(together(self.may))


def words(levels: Levels) -> str:
    return enumeration([str(level.label) for level in levels]) or _("nada")


def told(articulations: Collection[Articulation]) -> dict[int, Told]:
    """Of each, by its key; three queries, or four, however many there are."""
    listed = list(articulations)
    if not listed:
        return {}
    prefetch_related_objects(listed, "competence", "uses__mechanism", "initiative")
    plans = {a.initiative.plan_id for a in listed}
    have = set(
        Competence.objects.filter(plan__in=plans)
        .order_by()
        .values_list("plan", flat=True)
        .distinct()
    )
    return {a.pk: one(a, known=a.initiative.plan_id in have) for a in listed}


def one(articulation: Articulation, *, known: bool = True) -> Told:
    return Told(
        known,
        articulation.competence,
        articulation.competence_confirmed,
        str(Intervention(articulation.level).label) if articulation.level else "",
        of(articulation),
        _odd(articulation),
    )


def _odd(articulation: Articulation) -> str:
    found = mismatch(articulation)
    if found is None:
        return ""
    may = words(together(of(articulation)))
    if found.reason == "level":
        return _("El nivel elegido no cabe aquí: por estos mecanismos se puede %(may)s.") % {
            "may": may
        }
    names = [
        str(use.mechanism)
        for use in articulation.uses.all()
        if use.mechanism.code in found.mechanisms
    ]
    return _("Por %(names)s haría falta más competencia de la que hay.") % {
        "names": enumeration(names)
    }
