"""Reporting readings: one or many, as drafts or sent for approval."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import ROUND_HALF_UP, Decimal
from itertools import batched
from typing import Any, BinaryIO, Literal

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from minga.base import bulk, history
from minga.base.steps import Refused
from minga.files.actions import attach
from minga.files.models import Attachment
from minga.monitoring import telling
from minga.monitoring.actions import checks
from minga.monitoring.actions.after import follow
from minga.monitoring.models import Indicator, Period, Reading
from minga.monitoring.scoring.refresh import READINGS
from minga.people.models import Unit, User
from minga.territory.models import Area

AT_ONCE = 1000
TRIES = 3
Status = Reading.Status
Cell = tuple[int, int, int | None, str]  # indicator, period, area, category
Evidence = Mapping[int, Iterable[tuple[BinaryIO, str]]]  # by `at`: content and name of each file


@dataclass(frozen=True, slots=True)
class Entry:
    """What somebody says of one cell: an indicator in a period, perhaps of an area or category.

    `at` is the number of the row it came from, given back with its outcome. Either `value`, or
    `numerator` and `denominator` where the indicator is a ratio.
    """

    at: int
    indicator: Indicator
    period: Period
    area: Area | None = None
    category: str = ""
    value: Decimal | None = None
    numerator: Decimal | None = None
    denominator: Decimal | None = None
    note: str = ""
    lower: bool = False  # the person confirms that an accumulated value went down

    @property
    def cell(self) -> Cell:
        return (
            self.indicator.pk,
            self.period.pk,
            self.area.pk if self.area else None,
            self.category,
        )


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of an entry, and why not where it was refused.

    `code` names the refusal that a person can confirm: "lower", an accumulated value that fell.
    """

    at: int
    reading: Reading | None
    kind: Literal["new", "changed", "same", "refused"]
    why: str = ""
    code: str = ""


@dataclass(slots=True)
class _Held:
    """What is known of the cells that are reported."""

    pending: dict[Cell, Reading] = field(default_factory=dict)
    approved: dict[Cell, Reading] = field(default_factory=dict)
    former: dict[Cell, Reading] = field(default_factory=dict)  # the last one of the same year
    owners: dict[int, str] = field(default_factory=dict)


def report(
    indicator: Indicator,
    period: Period,
    *,
    area: Area | None = None,
    category: str = "",
    value: Decimal | None = None,
    numerator: Decimal | None = None,
    denominator: Decimal | None = None,
    note: str = "",
    lower: bool = False,
    evidence: Iterable[tuple[BinaryIO, str]] = (),
    by: User,
    send: bool,
) -> Reading:
    """Save one reading as a draft, or send it; what is wrong with it is refused."""
    entry = Entry(0, indicator, period, area, category, value, numerator, denominator, note, lower)
    [outcome] = report_many([entry], by=by, send=send, evidence={0: evidence})
    if outcome.reading is None:
        raise Refused(outcome.why, code=outcome.code)
    return outcome.reading


@transaction.atomic
def report_many(
    entries: Sequence[Entry], *, by: User | None, send: bool, evidence: Evidence | None = None
) -> list[Outcome]:
    """Save or send readings; what is wrong with one does not stop the others.

    The number of statements does not grow within a thousand entries. Drafts tell nobody; what is
    sent is told once for each unit and period.
    """
    outcomes: list[Outcome] = []
    changed: list[Reading] = []
    seen: dict[Cell, int] = {}
    for some in batched(entries, AT_ONCE):
        outcomes += _some(some, seen, changed, by=by, send=send)
    _attach(outcomes, evidence or {}, by=by)
    told = [reading for reading in changed if reading.status != Status.DRAFT]
    follow({r.indicator.plan_id for r in told}, {r.indicator_id for r in told}, READINGS)
    if send:
        telling.sent(changed, by=by)
    return outcomes


@transaction.atomic
def discard(readings: Sequence[Reading], *, by: User) -> int:
    """Throw away drafts that were never sent; what was is kept with all its returns."""
    owners = _names({r.indicator.owner_id for r in readings if r.indicator.owner_id})
    for reading in readings:
        checks.refuse_stranger(
            reading.indicator, owners.get(reading.indicator.owner_id or 0, ""), by
        )
        checks.refuse_closed(reading.period)
    drafts = Reading.objects.filter(status=Status.DRAFT, reported_at=None)
    held = drafts.filter(pk__in=[r.pk for r in readings]).select_for_update()
    gone = {pk: str(value) for pk, value in held.values_list("pk", "value")}
    lost = [reading for reading in readings if reading.pk in gone]
    history.record_all(
        [(r.indicator, {"value": gone[r.pk], "period": r.period.name}, {}) for r in lost],
        "draft_discarded",
        by=by,
    )
    Reading.objects.filter(pk__in=gone).delete()
    return len(lost)


def _some(
    entries: Sequence[Entry],
    seen: dict[Cell, int],
    changed: list[Reading],
    *,
    by: User | None,
    send: bool,
) -> list[Outcome]:
    """A set of them. Whoever reports the same cell at the same moment is found on a second look."""
    for _try in range(TRIES):
        before = dict(seen)
        try:
            with transaction.atomic():
                outcomes, written = _write(entries, seen, by=by, send=send)
        except IntegrityError:
            seen.clear()
            seen.update(before)
            continue
        changed += written
        return outcomes
    raise Refused(_("Otras personas reportan lo mismo en este momento: inténtelo otra vez."))


def _write(
    entries: Sequence[Entry], seen: dict[Cell, int], *, by: User | None, send: bool
) -> tuple[list[Outcome], list[Reading]]:
    held = _hold(entries, send=send)
    outcomes: list[Outcome] = []
    made: list[Reading] = []
    moved: list[Reading] = []
    reworded: list[Reading] = []
    changes: list[tuple[Reading, dict[str, Any]]] = []
    told: dict[str, Any] = {"reported_by": by}
    if send:
        told |= {"status": Status.SENT, "reported_at": timezone.now()}
    for entry in entries:
        try:
            value = _checked(entry, held, seen, by=by, send=send)
        except Refused as refusal:
            code = getattr(refusal, "code", None) or ""
            outcomes.append(Outcome(entry.at, None, "refused", " ".join(refusal.messages), code))
            continue
        reading = held.pending.get(entry.cell) or held.approved.get(entry.cell)
        if reading is not None and _same(reading, entry, value, send=send):
            outcomes.append(Outcome(entry.at, reading, "same"))
            continue
        before = _plain(reading) if reading else {}
        kind: Literal["new", "changed"] = "changed" if reading else "new"
        if reading is None:
            reading = Reading(
                indicator=entry.indicator,
                period=entry.period,
                area=entry.area,
                category=entry.category,
            )
            made.append(reading)
        else:
            moved.append(reading)
            if not _says(reading, entry, value):
                reworded.append(reading)
        reading.value, reading.note = value, entry.note.strip()
        reading.numerator, reading.denominator = _exact(entry.numerator), _exact(entry.denominator)
        for name, same in told.items():
            setattr(reading, name, same)
        changes.append((reading, before))
        outcomes.append(Outcome(entry.at, reading, kind))
    bulk.create(Reading, made)
    Reading.objects.filter(pk__in=[r.pk for r in moved]).update(**told)
    if reworded:
        Reading.objects.bulk_update(reworded, ["value", "numerator", "denominator", "note"])
    history.record_all(
        [(reading, before, _plain(reading)) for reading, before in changes],
        "sent" if send else "drafted",
        by=by,
    )
    return outcomes, [*made, *moved]


def _checked(
    entry: Entry, held: _Held, seen: dict[Cell, int], *, by: User | None, send: bool
) -> Decimal:
    """The value to keep, or why nothing is kept."""
    checks.refuse_stranger(entry.indicator, held.owners.get(entry.indicator.owner_id or 0, ""), by)
    cell = entry.cell
    on_its_way = held.pending.get(cell)
    if on_its_way is None or on_its_way.replaces_id is None:  # a rectification stays in its cell
        checks.refuse_cell(entry)
    checks.refuse_closed(entry.period)
    if cell in seen:
        raise Refused(
            _("Esta lectura está dos veces: también en la fila %(row)d.") % {"row": seen[cell]}
        )
    seen[cell] = entry.at
    value = checks.value_of(entry)
    pending, approved = held.pending.get(cell), held.approved.get(cell)
    if pending is None and approved is not None:
        if not _same(approved, entry, value, send=send):
            checks.refuse_approved(approved)
        return value
    if pending is not None and pending.status == Status.SENT:
        if not _same(pending, entry, value, send=send):
            checks.refuse_sent(pending, by)
        return value
    former = held.former.get(cell)
    if send and former is not None and not entry.lower and not checks.may_go_down(entry.indicator):
        checks.refuse_lower(value, former)
    return value


def _same(reading: Reading, entry: Entry, value: Decimal, *, send: bool) -> bool:
    """Whether there is nothing to do: it says this already, and stands where it should."""
    if send and reading.status in (Status.DRAFT, Status.RETURNED):
        return False
    return _says(reading, entry, value)


def _says(reading: Reading, entry: Entry, value: Decimal) -> bool:
    return (
        reading.value == value
        and reading.numerator == _exact(entry.numerator)
        and reading.denominator == _exact(entry.denominator)
        and reading.note == entry.note.strip()
    )


def _hold(entries: Sequence[Entry], *, send: bool) -> _Held:
    """All that the checks ask for, with three questions; the rows on their way are held."""
    held = _Held()
    indicators = {e.indicator.pk: e.indicator for e in entries}
    periods = {e.period.pk: e.period for e in entries}
    standing = Reading.objects.filter(
        indicator__in=indicators,
        period__in=periods,
        status__in=(*Reading.PENDING, Status.APPROVED),
    )
    # nobody closes the period, and nobody decides on these, until this is done
    open_ones = Period.objects.filter(pk__in=periods).select_for_update()
    for pk, status in open_ones.order_by("pk").values_list("pk", "status"):
        periods[pk].status = status
    for entry in entries:
        entry.period.status = periods[entry.period.pk].status
    rows = standing.select_for_update(of=("self",)).select_related("reported_by").order_by("pk")
    for reading in rows:
        where = held.approved if reading.status == Status.APPROVED else held.pending
        reading.indicator = indicators[reading.indicator_id]
        reading.period = periods[reading.period_id]
        where[_cell(reading)] = reading
    held.owners = _names({i.owner_id for i in indicators.values() if i.owner_id})
    if send:
        held.former = _former(entries)
    return held


def _former(entries: Sequence[Entry]) -> dict[Cell, Reading]:
    """The last reading told before each cell in the same year, of what accumulates."""
    wanted = [e for e in entries if not checks.may_go_down(e.indicator)]
    if not wanted:
        return {}
    starts = [e.period.starts for e in wanted]
    told = Reading.objects.told().filter(
        indicator__in={e.indicator.pk for e in wanted},
        period__starts__gte=min(starts).replace(month=1, day=1),
        period__starts__lt=max(starts),
    )
    # an approved one comes after its rectification on the way, so that it counts
    known: dict[tuple[int, int | None, str, int], list[Reading]] = {}
    for reading in told.select_related("period").order_by("period__ends", "-status"):
        place = (reading.indicator_id, reading.area_id, reading.category)
        known.setdefault((*place, reading.period.starts.year), []).append(reading)
    found = {}
    for entry in wanted:
        indicator, _period, area, category = entry.cell
        for reading in known.get((indicator, area, category, entry.period.starts.year), ()):
            if reading.period.ends < entry.period.ends:
                found[entry.cell] = reading
    return found


def _names(units: set[int]) -> dict[int, str]:
    return {unit.pk: unit.label for unit in Unit.objects.filter(pk__in=units)} if units else {}


def _attach(outcomes: Sequence[Outcome], evidence: Evidence, *, by: User | None) -> None:
    for outcome in outcomes:
        if outcome.reading is not None:
            for content, name in evidence.get(outcome.at, ()):
                attach(content, name, outcome.reading, Attachment.Kind.EVIDENCE, by=by)


def _cell(reading: Reading) -> Cell:
    return (reading.indicator_id, reading.period_id, reading.area_id, reading.category)


def _exact(number: Decimal | None) -> Decimal | None:
    return None if number is None else number.quantize(checks.UNIT, ROUND_HALF_UP)


def _plain(reading: Reading) -> dict[str, Any]:
    """A reading as history keeps it."""
    numbers = {name: getattr(reading, name) for name in ("value", "numerator", "denominator")}
    told = {name: f"{n.normalize():f}" for name, n in numbers.items() if n is not None}
    if reading.note:
        told["note"] = reading.note
    return {**told, "status": str(reading.status)}
