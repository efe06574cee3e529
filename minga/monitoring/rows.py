"""The rows of the page on which a unit reports a period: what is known of each, what was typed."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any
from zlib import crc32

from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.db.models import Count, F, Window
from django.db.models.functions import RowNumber

from minga.base import history
from minga.base.numbers import write_number
from minga.files.models import Attachment
from minga.monitoring.actions.report import Entry, Outcome
from minga.monitoring.forms.readings import NUMBERS, read_typed, wrong_file
from minga.monitoring.models import Indicator, Period, Reading, Target
from minga.monitoring.standing import expected_in
from minga.territory.models import Area

PAGE = 60  # indicators on one page
Status = Reading.Status
Place = tuple[int, int | None, str]  # indicator, area, category


@dataclass(slots=True)
class Row:
    """One cell to report."""

    indicator: Indicator
    area: Area | None
    category: str
    last: Reading | None = None  # of an earlier period
    pending: Reading | None = None
    approved: Reading | None = None
    files: int = 0
    typed: dict[str, str] = field(default_factory=dict)
    file: UploadedFile[Any] | None = None
    error: str = ""
    wrong: str = ""  # the box that the error is about
    lower: bool = False  # asks to confirm that it fell

    @property
    def key(self) -> str:
        area = self.area.pk if self.area else 0
        return f"r{self.indicator.pk}-{area}-{crc32(self.category.encode()):x}"

    @property
    def cell(self) -> str:
        """Which part of the indicator it is, "" for the whole."""
        return ", ".join(str(part) for part in (self.area, self.category) if part)

    @property
    def label(self) -> str:
        named = f"{self.indicator.code} {self.indicator.name}"
        return f"{named}, {self.cell}" if self.cell else named

    @property
    def reading(self) -> Reading | None:
        return self.pending or self.approved

    @property
    def open(self) -> bool:
        """Whether there is something to type in it."""
        if self.error:
            return True
        if self.pending is not None:
            return self.pending.status != Status.SENT
        return self.approved is None

    @property
    def ratio(self) -> bool:
        return self.indicator.measure == Indicator.Measure.RATIO

    @property
    def boxes(self) -> list[dict[str, Any]]:
        """The boxes for its numbers, as the page shows them."""
        if self.ratio:
            names = {
                "numerator": self.indicator.numerator_name,
                "denominator": self.indicator.denominator_name,
            }
        else:
            names = {"value": ""}
        return [
            {
                "name": f"{self.key}-{name}",
                "part": name,
                "label": label,
                "value": self._shown(name),
                "wrong": self.wrong in (name, "all"),
            }
            for name, label in names.items()
        ]

    @property
    def note(self) -> str:
        if "note" in self.typed:
            return self.typed["note"]
        return self.pending.note if self.pending else ""

    def _shown(self, name: str) -> str:
        if name in self.typed:
            return self.typed[name]
        return write_number(getattr(self.pending, name)) if self.pending else ""

    @property
    def blank(self) -> bool:
        return not any(self.typed.get(name) for name in NUMBERS)

    def entry(self, at: int, period: Period) -> Entry:
        """What was typed, as numbers; raises ValidationError with the box in its `params`."""
        numbers = {}
        for name in NUMBERS:
            try:
                numbers[name] = read_typed(self.typed.get(name, ""))
            except ValidationError as wrong:
                self.wrong = name
                raise wrong
        return Entry(
            at,
            self.indicator,
            period,
            self.area,
            self.category,
            note=self.typed.get("note", ""),
            lower=bool(self.typed.get("lower")),
            **numbers,
        )


@dataclass(frozen=True, slots=True)
class Group:
    """An indicator and its rows: one, or one for each area and category."""

    indicator: Indicator
    target: Target | None
    rows: list[Row]


@dataclass(slots=True)
class Sheet:
    """A page of indicators of a unit in a period. The number of questions never grows."""

    period: Period
    groups: list[Group]
    next: str  # the code after which the next page begins
    extra: list[tuple[int, int]]  # indicator and area that the person added

    @property
    def rows(self) -> list[Row]:
        return [row for group in self.groups for row in group.rows]

    @property
    def by_area(self) -> list[Indicator]:
        return [group.indicator for group in self.groups if group.indicator.by_area]

    @property
    def reported(self) -> int:
        """Indicators of this page with something sent or approved."""
        return sum(
            any(r.reading and r.reading.status in (Status.SENT, Status.APPROVED) for r in g.rows)
            for g in self.groups
        )

    @property
    def wrong(self) -> list[Row]:
        return [row for row in self.rows if row.error]


def sheet_of(
    period: Period,
    units: Iterable[int],
    *,
    after: str = "",
    extra: Sequence[tuple[int, int]] = (),
) -> Sheet:
    """What units own and report in this period, with all that is known of each cell."""
    wanted = expected_in(period, list(units)).select_related("plan", "owner").order_by("code")
    found = list(wanted.filter(code__gt=after)[: PAGE + 1])
    more, indicators = len(found) > PAGE, found[:PAGE]
    areas = _areas(indicators, extra)
    now = _now(period, indicators)
    last = _last(period, indicators)
    targets = _targets(period, indicators)
    files = _files(now)
    groups = []
    for indicator in indicators:
        rows = []
        for area in [None, *areas.get(indicator.pk, [])]:
            for category in ["", *indicator.categories]:
                place = (indicator.pk, area.pk if area else None, category)
                row = Row(indicator, area, category, last=last.get(place))
                for reading in now.get(place, ()):
                    if reading.status == Status.APPROVED:
                        row.approved = reading
                    else:
                        row.pending = reading
                row.files = files.get(row.reading.pk, 0) if row.reading else 0
                rows.append(row)
        groups.append(Group(indicator, targets.get(indicator.pk), rows))
    return Sheet(period, groups, indicators[-1].code if more else "", list(extra))


def read(sheet: Sheet, said: Mapping[str, str], files: Mapping[str, Any]) -> list[Row]:
    """Put what was typed into the rows; those that the form had."""
    found = []
    for row in sheet.rows:
        names = (*NUMBERS, "note", "lower")
        typed = {
            name: said[f"{row.key}-{name}"].replace("\0", "").strip()
            for name in names
            if f"{row.key}-{name}" in said
        }
        if typed:
            row.typed, row.file = typed, files.get(f"{row.key}-file")
            found.append(row)
    return found


def entries_of(rows: Sequence[Row], period: Period) -> list[Entry]:
    """The rows in which something was typed; what is no number is marked there and left out."""
    entries = []
    for at, row in enumerate(rows):
        if row.blank and row.file is None:
            continue
        if row.file is not None and (why := wrong_file(row.file)):
            row.error, row.wrong = why, "file"
            continue
        try:
            entries.append(row.entry(at, period))
        except ValidationError as wrong:
            row.error = " ".join(wrong.messages)
    return entries


def place(rows: Sequence[Row], outcomes: Iterable[Outcome]) -> None:
    """Put the refusals where they belong."""
    for outcome in outcomes:
        if outcome.kind == "refused":
            row = rows[outcome.at]
            row.error, row.lower = outcome.why, outcome.code == "lower"
            row.wrong = row.wrong or "all"


def keep_typed(sheet: Sheet, rows: Iterable[Row]) -> None:
    """What was wrong stays as it was typed, on a sheet read anew."""
    wrong = {row.key: row for row in rows}
    for row in sheet.rows:
        if kept := wrong.get(row.key):
            row.typed, row.error, row.wrong = kept.typed, kept.error, kept.wrong
            row.lower = kept.lower


def _now(period: Period, indicators: Sequence[Indicator]) -> dict[Place, list[Reading]]:
    rows = Reading.objects.filter(
        period=period, indicator__in=indicators, status__in=(*Reading.PENDING, Status.APPROVED)
    ).select_related("reported_by", "decided_by")
    known = {indicator.pk: indicator for indicator in indicators}
    found: dict[Place, list[Reading]] = {}
    for reading in rows:
        reading.indicator, reading.period = known[reading.indicator_id], period
        found.setdefault(_place(reading), []).append(reading)
    return found


def _last(period: Period, indicators: Sequence[Indicator]) -> dict[Place, Reading]:
    """The newest one told before this period, cell by cell."""
    newest = Window(
        RowNumber(),
        partition_by=[F("indicator"), F("area"), F("category")],
        order_by=[F("period__ends").desc(), F("status").asc()],
    )
    rows = Reading.objects.told().filter(indicator__in=indicators, period__ends__lt=period.starts)
    found = rows.annotate(newest=newest).filter(newest=1).select_related("period").order_by()
    return {_place(reading): reading for reading in found}


def _targets(period: Period, indicators: Sequence[Indicator]) -> dict[int, Target]:
    """The target of the year of the period; where it has none, the next one."""
    rows = Target.objects.current().filter(
        indicator__in=indicators, until__gte=period.ends.replace(month=1, day=1)
    )
    found: dict[int, Target] = {}
    for target in rows.order_by("until", "pk"):
        known = found.get(target.indicator_id)
        if known is None or target.until.year == period.ends.year:
            found[target.indicator_id] = target
    return found


def _areas(
    indicators: Sequence[Indicator], extra: Sequence[tuple[int, int]]
) -> dict[int, list[Area]]:
    """Areas that already had a reading, and those that the person adds."""
    split = {i.pk for i in indicators if i.by_area}
    if not split:
        return {}
    used = Reading.objects.filter(indicator__in=split, area__isnull=False).order_by()
    pairs = {*used.values_list("indicator", "area").distinct(), *extra}
    areas = Area.objects.in_bulk({area for _indicator, area in pairs})
    found: dict[int, list[Area]] = {}
    for indicator, area in pairs:
        if indicator in split and area in areas:
            found.setdefault(indicator, []).append(areas[area])
    return {pk: sorted(some, key=lambda a: (a.name, a.pk)) for pk, some in found.items()}


def _files(now: Mapping[Place, Sequence[Reading]]) -> dict[int, int]:
    ids = [reading.pk for some in now.values() for reading in some]
    return evidence_counts(ids)


def evidence_counts(ids: Sequence[int]) -> dict[int, int]:
    """How many files each reading has."""
    if not ids:
        return {}
    rows = Attachment.objects.filter(record=history.label(Reading), object_id__in=ids)
    return dict(rows.order_by().values_list("object_id").annotate(n=Count("pk")))


def _place(reading: Reading) -> Place:
    return (reading.indicator_id, reading.area_id, reading.category)
