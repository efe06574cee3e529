"""Milestones, money and people, from a table."""

from __future__ import annotations

import datetime
from collections import defaultdict
from copy import copy
from typing import Any
from uuid import UUID, uuid4

from django.db import models
from django.utils.translation import gettext as _

from minga.base import history
from minga.base.days import refuse_far
from minga.base.models import Visibility
from minga.base.steps import Refused
from minga.intake.sheets import Line
from minga.monitoring.actions import budget, milestones, posts
from minga.monitoring.actions.means import held, touch
from minga.monitoring.book.cells import Cells
from minga.monitoring.book.known import Known
from minga.monitoring.book.table import Change, Table, plain, reject
from minga.monitoring.means import broken_stages, check_shares, check_total, stages
from minga.monitoring.models import BudgetLine, Milestone, Post

Key = tuple[Any, ...]


class Means(Table):
    """Records with an identifier that never changes, and else told apart by a key."""

    def __init__(self, known: Known) -> None:
        super().__init__(known)
        self.by_uuid: dict[str, Any] = {}
        self.by_key: dict[Key, Any] = {}

    alone = True  # no two of them have the same key

    def key(self, record: Any) -> Key:
        raise NotImplementedError

    def there(self) -> models.QuerySet[Any]:
        """All of the plan that a row could mean."""
        raise NotImplementedError

    def prepare(self, rows: list[Cells]) -> None:
        touch(self.known.plan.pk)  # whoever changes its means at the same time waits
        self.known.look_up(row.text("initiative") for row in rows)
        for record in self.there():
            self.by_uuid[str(record.uuid)] = record
            self.by_key[self.key(record)] = record

    def mark(self, line: Line, row: Cells, empty: Any, values: dict[str, Any]) -> Change | None:
        """Find what the row means, or make it of `empty`, and set what it says."""
        if row.says("visibility"):
            values["visibility"] = row.choice("visibility", Visibility)
        uuid = row.uuid()
        wanted = copy(empty)
        for name, value in values.items():
            setattr(wanted, name, value)
        there = self.by_uuid.get(uuid) or (None if uuid else self.by_key.get(self.key(wanted)))
        key = there.uuid if there else self.key(wanted)
        self.claim(key, line, _("La fila %d ya habla de lo mismo."))
        if there is None:
            wanted.uuid = UUID(uuid) if uuid else uuid4()
            if self.alone and self.key(wanted) in self.by_key:
                raise Refused(_("Ya está en el plan: deje su identificador en blanco."))
            return self.judge(line, wanted, values, new=True)
        record = copy(there)
        change = self.judge(line, record, values, new=False)
        same = self.by_key.get(self.key(record))
        if change and self.alone and same is not None and same.pk != record.pk:
            raise Refused(_("Ya hay otra fila igual en el plan: diga en qué se distinguen."))
        return change

    def accept(self, change: Change) -> None:
        """Later rows are compared with this one as well."""
        if change.made:
            self.taken[change.record.uuid] = change.line.at
        else:
            self.by_key.pop(self.key(self.by_uuid[str(change.record.uuid)]), None)
        self.by_key[self.key(change.record)] = change.record

    def write(self) -> None:
        self.store()
        made = [(c.record, dict[str, Any](), held(c.record)) for c in self.changes if c.made]
        history.record_all(made, "added", by=self.known.by)
        groups: dict[str, list[Change]] = defaultdict(list)
        for change in self.changes:
            if not change.made:
                groups[self.verb(change)].append(change)
        for verb, some in groups.items():
            history.record_all(
                ((c.record, plain(c.record, c.before), plain(c.record, c.after)) for c in some),
                verb,
                by=self.known.by,
            )

    def verb(self, change: Change) -> str:
        return "edited"


class Milestones(Means):
    name = "milestones"
    model = Milestone

    def there(self) -> models.QuerySet[Milestone]:
        found = Milestone.objects.filter(initiative__plan=self.known.plan)
        return found.select_related("initiative")

    def key(self, record: Milestone) -> Key:
        return (record.initiative_id, record.name)

    def label(self, row: Cells) -> str:
        return f"{row.text('initiative')} {row.text('name')}".strip()

    def row(self, line: Line, row: Cells) -> None:
        initiative = self.known.initiative(row.text("initiative"))
        values: dict[str, Any] = {"initiative": initiative, "name": row.text("name", 300)}
        for name, value in (
            ("due", row.day("due")),
            ("weight", row.number("weight", 4)),
            ("note", row.text("note")),
            ("reached_on", row.day("reached_on")),
        ):
            if row.says(name):
                values[name] = value
        if row.says("status"):
            values["status"] = row.choice("status", Milestone.Status)
        change = self.mark(line, row, Milestone(), values)
        if change is None:
            return
        made = change.record
        if change.made:
            made.first_due = made.due
        self.known.refuse_other(initiative)
        if not change.made:
            self.known.refuse_other(self.by_uuid[str(made.uuid)].initiative)
        milestones.check_alone(made)
        self._refuse_step(change)
        self.accept(change)

    def _refuse_step(self, change: Change) -> None:
        status, made = Milestone.Status, change.record
        if made.status == status.REACHED and made.reached_on is None:
            raise Refused(_("Está alcanzado y no dice cuándo: escriba el día."))
        if made.status != status.REACHED and made.reached_on is not None:
            raise Refused(_("Tiene un día en que se alcanzó y no está alcanzado: corrija uno."))
        refuse_far(reached_on=made.reached_on)
        if made.reached_on and made.reached_on > datetime.date.today():
            raise Refused(_("El día en que se alcanzó todavía no llega: corríjalo."))
        if change.made or "status" not in change.after:
            moved = not change.made and "due" in change.after and made.status != status.PLANNED
            if moved:
                raise Refused(
                    _("El plazo de un hito que ya no está previsto no se mueve: reábralo antes.")
                )
            return
        if (change.before["status"], made.status) != (status.PLANNED, status.REACHED):
            raise Refused(
                _("Descartar o reabrir un hito pide una razón: hágalo en la página del hito.")
            )

    def verb(self, change: Change) -> str:
        if "status" in change.after:
            return "reach"
        return "moved" if "due" in change.after else "edited"


class Budget(Means):
    name = "budget"
    model = BudgetLine

    def prepare(self, rows: list[Cells]) -> None:
        super().prepare(rows)
        self.of: dict[int, dict[Any, BudgetLine]] = defaultdict(dict)
        for record in self.by_uuid.values():
            if record.initiative_id:
                self.of[record.initiative_id][record.uuid] = record

    def there(self) -> models.QuerySet[BudgetLine]:
        found = BudgetLine.objects.filter(plan=self.known.plan)
        return found.select_related("initiative", "objective", "competence", "unit")

    def key(self, record: BudgetLine) -> Key:
        of = (record.initiative_id, record.objective_id)
        return (*of, record.year, record.code, record.source, record.currency)

    def label(self, row: Cells) -> str:
        parts = (row.text(n) for n in ("initiative", "objective", "year", "source", "code"))
        return " · ".join(part for part in parts if part)

    def row(self, line: Line, row: Cells) -> None:
        if row.says("initiative") == row.says("objective"):
            raise Refused(_("Diga qué paga: una iniciativa o un objetivo, y no los dos."))
        initiative = objective = None
        if row.says("initiative"):
            initiative = self.known.initiative(row.text("initiative"))
        else:
            objective = self.known.objective(row.text("objective"))
        values: dict[str, Any] = {"initiative": initiative, "objective": objective}
        for name, most in (("code", 60), ("name", 300), ("source", 200), ("currency", 3)):
            if row.says(name):
                values[name] = row.text(name, most)
        if "currency" in values:
            values["currency"] = values["currency"].upper()
        if row.says("competence"):
            values["competence"] = self.known.competence(row.text("competence"))
        if row.says("unit"):
            values["unit"] = self.known.unit(row.text("unit"))
        for name in BudgetLine.STAGES:
            if row.says(name):
                values[name] = row.number(name, 2)
        if row.says("year"):
            values["year"] = row.whole("year")
        if row.says("as_of"):
            values["as_of"] = row.day("as_of")
        change = self.mark(line, row, BudgetLine(plan=self.known.plan), values)
        if change is None:
            return
        self.known.refuse_other(initiative)
        if not change.made:
            self.known.refuse_other(self.by_uuid[str(change.record.uuid)].initiative)
        budget.check_alone(change.record, as_reported=True)
        line.why = list(broken_stages(stages(change.record)).values())  # told, and taken in
        self.accept(change)
        if initiative:
            self.of[initiative.pk][change.record.uuid] = change.record

    def settle(self) -> None:
        """The years of an initiative, all together, are no more than its total."""
        for change in self.changes:
            record = change.record
            if change.line.kind == "rejected" or record.initiative is None:
                continue
            over = check_total(record.initiative, self.of[record.initiative_id].values())
            less = not change.made and record.codified <= change.before.get(
                "codified", record.codified
            )
            if over and not less:
                reject(change.line, over[0])


class People(Means):
    name = "people"
    model = Post
    alone = False

    def prepare(self, rows: list[Cells]) -> None:
        super().prepare(rows)
        self.alike: dict[Key, dict[Any, Post]] = defaultdict(dict)
        for record in self.by_uuid.values():
            self.alike[_posts(record)][record.uuid] = record

    def there(self) -> models.QuerySet[Post]:
        found = Post.objects.filter(plan=self.known.plan)
        return found.select_related("unit", "initiative", "competence")

    def key(self, record: Post) -> Key:
        return (*_posts(record), record.initiative_id, record.competence_id)

    def label(self, row: Cells) -> str:
        return " · ".join(part for n in ("unit", "name", "year") if (part := row.text(n)))

    def row(self, line: Line, row: Cells) -> None:
        if not row.says("unit"):
            raise Refused(_("Falta la unidad."))
        values: dict[str, Any] = {
            "unit": self.known.unit(row.text("unit")),
            "name": row.text("name", 200),
        }
        if row.says("initiative"):
            values["initiative"] = self.known.initiative(row.text("initiative"))
        if row.says("competence"):
            values["competence"] = self.known.competence(row.text("competence"))
        for name, value in (
            ("year", row.whole("year")),
            ("count", row.whole("count", 1_000_000)),
            ("share", row.number("share", 4)),
        ):
            if row.says(name):
                values[name] = value
        change = self.mark(line, row, Post(plan=self.known.plan), values)
        if change is None:
            return
        units = {change.record.unit_id}
        if not change.made:
            units.add(self.by_uuid[str(change.record.uuid)].unit_id)
        if not all(map(self.known.heads, units)):
            raise Refused(_("Los puestos de una unidad los escribe su jefatura o la coordinación."))
        posts.check_alone(change.record)
        self.accept(change)
        self.alike[_posts(change.record)][change.record.uuid] = change.record

    def settle(self) -> None:
        """The same posts do not give more time than they have."""
        for change in self.changes:
            if change.line.kind == "rejected":
                continue
            same = self.alike[_posts(change.record)].values()
            if over := check_shares(same):
                reject(change.line, over[0])


def _posts(record: Post) -> Key:
    return (record.unit_id, record.name, record.year)
