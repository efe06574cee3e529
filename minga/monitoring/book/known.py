"""What a table may name: initiatives, indicators, units, areas, periods; looked up at once."""

from __future__ import annotations

import datetime
import re
from collections.abc import Iterable
from functools import cached_property
from itertools import batched

from django.utils.translation import gettext as _

from minga.actors.areas import Areas
from minga.base.search import fold
from minga.base.steps import Refused
from minga.monitoring.access import led_by_heads
from minga.monitoring.models import MONTHS, Frequency, Indicator, Period
from minga.people.models import Role, Unit, User, is_coordinator
from minga.plans.models import Articulation, Competence, Initiative, Objective, Plan
from minga.territory.models import Area

AT_ONCE = 500
OF = ("owner", "objective", "initiative", "articulation")
LETTER = {
    "T": Frequency.QUARTERLY,
    "C": Frequency.FOUR_MONTHLY,
    "S": Frequency.HALF_YEARLY,
}
_PERIOD = re.compile(r"(\d{4})(?:-(?:(\d{2})|([TCS])(\d)))?")
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")


class Known:
    """Of one plan, for one person; nobody stands for whoever holds the database."""

    def __init__(self, plan: Plan, by: User | None) -> None:
        self.plan, self.by = plan, by
        self.all = by is None or is_coordinator(by)
        self.mark = ""
        self._initiatives: dict[str, Initiative] = {}
        self._editable: set[int] = set()
        self._asked: set[str] = set()

    @cached_property
    def indicators(self) -> dict[str, Indicator]:
        """By their codes; those of this file are added as they come."""
        found = Indicator.objects.filter(plan=self.plan).select_related(*OF)
        if self.by is not None:
            found = found.filter(pk__in=Indicator.objects.visible_to(self.by).values("pk"))
        return {indicator.code: indicator for indicator in found}

    def indicator(self, code: str) -> Indicator:
        if not code:
            raise Refused(_("Falta el código del indicador."))
        if code not in self.indicators:
            raise Refused(_("No hay un indicador con el código «%s» en este plan.") % code[:40])
        return self.indicators[code]

    @cached_property
    def led(self) -> set[int]:
        """The initiatives that the person may define indicators on, unless it is all."""
        mine = led_by_heads(self.by).filter(plan=self.plan) if self.by else ()
        return {initiative.pk for initiative in mine}

    def heads(self, unit: int | None) -> bool:
        """Whether the person decides for a unit."""
        if self.all:
            return True
        return self.by is not None and unit in self.by.units_as(Role.HEAD)

    # --- what the plan has

    def look_up(self, codes: Iterable[str]) -> None:
        """The initiatives that a table names, and which of them the person edits."""
        wanted = sorted({code for code in codes if code} - self._asked)
        self._asked |= set(wanted)
        everything = Initiative.objects.filter(plan=self.plan)
        seen = everything if self.by is None else everything.visible_to(self.by)
        mine = everything if self.all else everything.editable_by(self.by)  # type: ignore[arg-type]
        for some in batched(wanted, AT_ONCE):
            for initiative in seen.filter(code__in=some).select_related("budget_total"):
                self._initiatives[initiative.code] = initiative
            self._editable |= set(mine.filter(code__in=some).values_list("pk", flat=True))

    def initiative(self, code: str) -> Initiative:
        found = self._initiatives.get(code)
        if found is None:
            raise Refused(_("No hay una iniciativa con el código «%s» en este plan.") % code[:60])
        return found

    def refuse_other(self, initiative: Initiative | None) -> None:
        """Whoever leads an initiative changes what belongs to it; the rest is the coordinator's."""
        if initiative is not None:
            self.look_up([initiative.code])
        if initiative is None and not self.all:
            raise Refused(_("Lo que es de todo un objetivo lo cambia la coordinación."))
        if initiative is not None and initiative.pk not in self._editable:
            raise Refused(
                _(
                    "La iniciativa %s no la lidera su unidad: la cambian la que la lidera o la"
                    " coordinación."
                )
                % initiative.code
            )

    @cached_property
    def objectives(self) -> dict[str, Objective]:
        return {objective.code: objective for objective in self.plan.objectives.all()}

    def objective(self, code: str) -> Objective:
        if code not in self.objectives:
            raise Refused(_("No hay un objetivo con el código «%s» en este plan.") % code[:40])
        return self.objectives[code]

    def articulations(self, texts: Iterable[str]) -> None:
        """Those that a table names as 2.3.1/2."""
        codes = {text.rpartition("/")[0] for text in texts}
        self.look_up(codes)
        keys = {self._initiatives[code].pk: code for code in codes if code in self._initiatives}
        self._articulations: dict[str, Articulation] = {}
        for some in batched(sorted(keys), AT_ONCE):
            for one in Articulation.objects.filter(initiative__in=some).select_related(
                "initiative"
            ):
                self._articulations[f"{keys[one.initiative_id]}/{one.number}"] = one

    def articulation(self, text: str) -> Articulation:
        found = self._articulations.get(text)
        if found is None:
            raise Refused(
                _("No hay una articulación «%s»: escriba iniciativa y número, como 2.3.1/2.")
                % text[:40]
            )
        return found

    @cached_property
    def competences(self) -> dict[str, Competence]:
        return {competence.code: competence for competence in self.plan.competences.all()}

    def competence(self, code: str) -> Competence:
        if code not in self.competences:
            raise Refused(_("No hay una competencia con el código «%s» en este plan.") % code[:60])
        return self.competences[code]

    # --- who and where

    @cached_property
    def units(self) -> dict[str, Unit]:
        found: dict[str, Unit] = {}
        units = list(Unit.objects.order_by("pk"))
        for names in ([u.name for u in units], [u.acronym for u in units]):
            for name, unit in zip(names, units, strict=True):
                if name:
                    found.setdefault(fold(name), unit)
        return found

    def unit(self, name: str) -> Unit:
        found = self.units.get(fold(name))
        if found is None:
            raise Refused(
                _("No hay una unidad llamada «%s»: escriba su nombre completo o su sigla.")
                % name[:60]
            )
        return found

    @cached_property
    def areas(self) -> Areas:
        return Areas()

    @cached_property
    def _areas(self) -> dict[int, Area]:
        return {}

    def area(self, text: str) -> Area | None:
        keys = self.areas.read(text)
        if len(keys) > 1:
            raise Refused(_("Escriba una sola área en cada fila."))
        if not keys:
            return None
        if keys[0] not in self._areas:
            self._areas[keys[0]] = Area(pk=keys[0])  # only its key is asked for
        return self._areas[keys[0]]

    # --- when

    @cached_property
    def periods(self) -> dict[tuple[str, datetime.date], Period]:
        found = Period.objects.filter(plan=self.plan)
        return {(period.frequency, period.starts): period for period in found}

    def period(self, text: str, indicator: Indicator) -> Period:
        """A period of the frequency of the indicator, by its name or its first or last day."""
        if not text:
            raise Refused(_("Falta el período, como %s.") % example(indicator.frequency))
        starts = first_day(text, indicator.frequency)
        if starts is None:
            raise Refused(
                _(
                    "«%(text)s» no es un período %(frequency)s, como se mide el indicador %(code)s:"
                    " escriba como %(example)s."
                )
                % {
                    "text": text[:20],
                    "frequency": indicator.get_frequency_display(),
                    "code": indicator.code,
                    "example": example(indicator.frequency),
                }
            )
        found = self.periods.get((indicator.frequency, starts))
        if found is None:
            raise Refused(
                _("El período %s no está preparado: pida a la coordinación que lo abra.") % text
            )
        return found


def first_day(text: str, frequency: str) -> datetime.date | None:
    """The first day of the period that a name, or its first or last day, says; None: no such.

    >>> first_day("2026-T2", "quarterly"), first_day("2026-03-31", "quarterly")
    (datetime.date(2026, 4, 1), datetime.date(2026, 1, 1))
    """
    months = MONTHS[frequency]
    if _DAY.fullmatch(text[:10]):
        return _of_day(text[:10], months)
    found = _PERIOD.fullmatch(text.upper())
    if not found:
        return None
    year, month, letter, number = found.groups()
    try:
        if letter:
            at = int(number)
            fits = LETTER[letter] == frequency and 1 <= at <= 12 // months
            return datetime.date(int(year), (at - 1) * months + 1, 1) if fits else None
        if month:
            return datetime.date(int(year), int(month), 1) if months == 1 else None
        return datetime.date(int(year), 1, 1) if months == 12 else None
    except ValueError:
        return None


def _of_day(text: str, months: int) -> datetime.date | None:
    try:
        day = datetime.date.fromisoformat(text)
    except ValueError:
        return None
    if day == datetime.date.max:
        return None  # no day follows it
    starts = day.replace(month=(day.month - 1) // months * months + 1, day=1)
    after = day + datetime.timedelta(1)
    ends_here = after.day == 1 and (after.month - 1) % months == 0
    return starts if day == starts or ends_here else None


def example(frequency: str) -> str:
    return {
        Frequency.MONTHLY: "2026-03",
        Frequency.QUARTERLY: "2026-T1",
        Frequency.FOUR_MONTHLY: "2026-C1",
        Frequency.HALF_YEARLY: "2026-S1",
        Frequency.YEARLY: "2026",
    }[Frequency(frequency)]


def last_day(text: str) -> datetime.date | None:
    """The last day that a day, a year or a period says; None: it says none."""
    if _DAY.fullmatch(text[:10]):
        try:
            return datetime.date.fromisoformat(text[:10])
        except ValueError:
            return None
    for frequency, months in MONTHS.items():
        starts = first_day(text, frequency)
        if starts and starts.year < datetime.MAXYEAR:
            month = starts.month + months
            after = starts.replace(year=starts.year + (month > 12), month=(month - 1) % 12 + 1)
            return after - datetime.timedelta(1)
    return None
