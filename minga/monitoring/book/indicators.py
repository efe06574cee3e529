"""The sheets of indicators and their targets, from a table."""

from __future__ import annotations

from collections import defaultdict
from copy import copy
from typing import Any
from uuid import UUID, uuid4

from django.db.models import F
from django.utils.translation import gettext as _

from minga.base import history
from minga.base.models import Visibility
from minga.base.steps import Refused
from minga.intake.sheets import Line
from minga.monitoring.actions import define, sheet_rules
from minga.monitoring.actions.targets import Wish, check_wish, put, told
from minga.monitoring.book.cells import Cells
from minga.monitoring.book.known import AT_ONCE, last_day
from minga.monitoring.book.table import Change, Table
from minga.monitoring.models import Frequency, Indicator, Target

TEXTS = {
    "code": 40,
    "name": 300,
    "definition": 0,
    "formula": 0,
    "numerator_name": 200,
    "denominator_name": 200,
    "unit": 80,
    "source": 300,
    "limits": 0,
    "base_source": 300,
}
NUMBERS = {"factor": 2, "tolerance": 6, "base_value": 6, "weight": 4}
CHOICES: dict[str, Any] = {
    "measure": Indicator.Measure,
    "direction": Indicator.Direction,
    "accumulation": Indicator.Accumulation,
    "yearly": Indicator.Yearly,
    "frequency": Frequency,
    "visibility": Visibility,
}


class Indicators(Table):
    name = "indicators"
    model = Indicator

    def prepare(self, rows: list[Cells]) -> None:
        self.known.look_up(row.text("initiative") for row in rows)
        self.known.articulations(row.text("articulation") for row in rows)
        self.by_uuid = {str(i.uuid): i for i in self.known.indicators.values()}
        self.codes = set(
            Indicator.objects.filter(plan=self.known.plan).values_list("code", flat=True)
        )
        self.targets: dict[int, list[Target]] = defaultdict(list)
        for target in Target.objects.current().filter(indicator__plan=self.known.plan):
            self.targets[target.indicator_id].append(target)

    def label(self, row: Cells) -> str:
        return f"{row.text('code')} {row.text('name')}".strip()

    def row(self, line: Line, row: Cells) -> None:
        uuid, code = row.uuid(), row.text("code", 40)
        if not code:
            raise Refused(_("Falta el código."))
        held = self.by_uuid.get(uuid) or self.known.indicators.get(code)
        self.claim(held.uuid if held else code, line, _("La fila %d ya habla de este indicador."))
        values = self._values(row)
        if held is None:
            self._new(line, values, uuid)
            return
        self._refuse_status(row, held)
        wanted = copy(held)
        change = self.judge(line, wanted, values, new=False)
        if change is None:
            return
        self._check(held, wanted, change)
        for name, value in change.after.items():
            setattr(held, name, value)
        change.record = held
        self.codes.add(held.code)
        self.known.indicators[held.code] = held

    def _values(self, row: Cells) -> dict[str, Any]:
        """What the cells say. An empty cell says nothing: it takes nothing away."""
        found: dict[str, Any] = {n: row.text(n, most) for n, most in TEXTS.items() if row.says(n)}
        found |= {n: row.number(n, places) for n, places in NUMBERS.items() if row.says(n)}
        found |= {n: row.choice(n, kind) for n, kind in CHOICES.items() if row.says(n)}
        if row.says("decimals"):
            found["decimals"] = row.whole("decimals")
        if row.says("by_area"):
            found["by_area"] = row.yes("by_area")
        if row.says("base_date"):
            found["base_date"] = row.day("base_date")
        if row.says("owner"):
            found["owner"] = self.known.unit(row.text("owner"))
        if row.says("categories"):
            parts = row.text("categories").replace("\n", ";").split(";")
            found["categories"] = [" ".join(part.split()) for part in parts if part.strip()]
        return found | self._subject(row)

    def _subject(self, row: Cells) -> dict[str, Any]:
        said = [n for n in ("objective", "initiative", "articulation") if row.says(n)]
        if not said:
            return {}
        if len(said) > 1:
            raise Refused(
                _("Un indicador mide una sola cosa: un objetivo, una iniciativa o articulación.")
            )
        subject: Any = {
            "objective": self.known.objective,
            "initiative": self.known.initiative,
            "articulation": self.known.articulation,
        }[said[0]](row.text(said[0]))
        return {"objective": None, "initiative": None, "articulation": None, said[0]: subject}

    def _new(self, line: Line, values: dict[str, Any], uuid: str) -> None:
        if not any(values.get(n) for n in ("objective", "initiative", "articulation")):
            raise Refused(_("Diga qué mide: un objetivo, una iniciativa o una articulación."))
        made = Indicator(plan=self.known.plan, uuid=UUID(uuid) if uuid else uuid4())
        if values["code"] in self.codes:
            raise Refused(_("Ya hay un indicador con el código %s: escriba otro.") % values["code"])
        owner = values.get("owner")
        self._refuse_owner(owner.pk if owner else None)
        self._refuse_subject(values)
        for name, value in values.items():
            setattr(made, name, value)
        sheet_rules.check_alone(made, None, values)
        sheet_rules.fits(made)
        self.judge(line, made, values, new=True)
        self.taken[made.uuid] = line.at
        self.codes.add(made.code)
        self.known.indicators[made.code] = made

    def _refuse_owner(self, unit: int | None) -> None:
        if not self.known.heads(unit):
            raise Refused(
                _(
                    "El indicador es de otra unidad: lo define la jefatura de esa unidad o la"
                    " coordinación."
                )
            )

    def _refuse_subject(self, values: dict[str, Any]) -> None:
        """As on the page: heads measure objectives and what their units lead."""
        part = values.get("articulation")
        initiative = part.initiative if part else values.get("initiative")
        if initiative and not self.known.all and initiative.pk not in self.known.led:
            raise Refused(
                _("La iniciativa %s no la lidera su unidad: pida a la coordinación que la mida.")
                % initiative.code
            )

    def _refuse_status(self, row: Cells, held: Indicator) -> None:
        if row.says("status") and row.choice("status", Indicator.Status) != held.status:
            raise Refused(_("El estado se cambia en la página del indicador, y no en la tabla."))

    def _check(self, held: Indicator, wanted: Indicator, change: Change) -> None:
        self._refuse_owner(held.owner_id)
        self._refuse_owner(wanted.owner_id)
        self._refuse_subject(change.after)
        if "code" in change.after and wanted.code in self.codes:
            raise Refused(_("Ya hay un indicador con el código %s: escriba otro.") % wanted.code)
        sheet_rules.check_alone(wanted, held, change.after)
        sheet_rules.check_targets(wanted, self.targets[held.pk])
        sheet_rules.fits(wanted)

    def write(self) -> None:
        by = self.known.by
        self.store()
        edited = [change for change in self.changes if not change.made]
        Indicator.objects.filter(pk__in=[c.record.pk for c in edited]).update(
            version=F("version") + 1
        )
        fields = define.FIELDS
        history.record_all(
            (
                (c.record, {}, define.told({n: getattr(c.record, n) for n in fields}))
                for c in self.changes
                if c.made
            ),
            "defined",
            by=by,
        )
        history.record_all(
            ((c.record, _told(c.before), _told(c.after)) for c in edited), "edited", by=by
        )
        define.index([change.record for change in self.changes])
        self.indicators |= {c.record.pk for c in self.changes}


def _told(values: dict[str, Any]) -> dict[str, Any]:
    """As the page of one indicator tells it: what is measured is one thing."""
    parts = ("objective", "initiative", "articulation")
    said = {name: value for name, value in values.items() if name not in parts}
    if measured := [values[name] for name in parts if values.get(name)]:
        said["subject"] = measured[0]
    return define.told(said)


class Targets(Table):
    name = "targets"
    model = Target

    def prepare(self, rows: list[Cells]) -> None:
        self.held: dict[Any, Target] = {}
        for target in Target.objects.current().filter(indicator__plan=self.known.plan):
            self.held[target.indicator_id, target.until] = target

    def label(self, row: Cells) -> str:
        return f"{row.text('indicator')} {row.text('until')}".strip()

    def row(self, line: Line, row: Cells) -> None:
        indicator = self.known.indicator(row.text("indicator"))
        until, value = last_day(row.text("until")), row.number("target")
        if until is None:
            raise Refused(
                _("«%s» no dice para cuándo: escriba un año, un período o un día como 2027-12-31.")
                % row.text("until")[:20]
            )
        if value is None:
            raise Refused(_("Falta la meta: escriba el número."))
        self.claim(
            (indicator.pk, until), line, _("La fila %d ya fija la meta de este indicador y día.")
        )
        held = self.held.get((indicator.pk, until))
        act, act_date = row.text("act", 300), row.day("act_date")
        if held is not None and held.value == value:
            said = {"act": act, "act_date": act_date}
            values = {name: given for name, given in said.items() if row.says(name)}
            if self.judge(line, copy(held), values, new=False):
                self._refuse_owner(indicator)
            return
        self._refuse_owner(indicator)
        check_wish(indicator, Wish(until, value, act, act_date))
        made = Target(indicator=indicator, until=until, value=value, act=act, act_date=act_date)
        line.kind = "changed" if held else "new"
        line.columns = [row.label("target")]
        self.changes.append(Change(line, made, made=True))

    def _refuse_owner(self, indicator: Indicator) -> None:
        if not self.known.heads(indicator.owner_id):
            raise Refused(
                _(
                    "El indicador %s es de otra unidad: su meta la fija la jefatura de esa unidad o"
                    " la coordinación."
                )
                % indicator.code
            )

    def write(self) -> None:
        new = [change.record for change in self.changes if change.made]
        anew = [change.record for change in self.changes if not change.made]
        Target.objects.bulk_update(anew, ["act", "act_date"], batch_size=AT_ONCE)
        was = {key: copy(self.held[key]) for key in self.taken if key in self.held}
        put(new, [self.held[key] for key in was])
        for verb, targets in (("targets_set", new), ("targets_act", anew)):
            groups: dict[Indicator, list[Target]] = defaultdict(list)
            for target in targets:
                groups[target.indicator].append(target)
            history.record_all(
                (
                    (
                        indicator,
                        {"targets": told([was[k] for k in map(_key, some) if k in was])},
                        {"targets": told(some)},
                    )
                    for indicator, some in groups.items()
                ),
                verb,
                by=self.known.by,
            )
        self.indicators |= {target.indicator_id for target in new}


def _key(target: Target) -> Any:
    return (target.indicator_id, target.until)
