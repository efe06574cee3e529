"""A plan published again: who becomes whom, and each edition kept as it was printed."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from django.db.models import Max

from minga.base import bulk
from minga.intake.folding import fold
from minga.intake.models import Import
from minga.plans.draft import InitiativeDraft, PlanDraft
from minga.plans.matching import MERGED, SPLIT, Listed, Match, corrected, match
from minga.plans.models import (
    Edition,
    EditionEntry,
    EditionObjective,
    Initiative,
    Objective,
    Plan,
    Succession,
)

_FAR = 1_000_000  # numbers that no document reaches: where those that are gone make room


@dataclass
class Heirs:
    """What the matching decided, to be written once the new initiatives exist.

    `splits` and `merges` give (old initiative's key, draft key of the new one).
    """

    splits: list[tuple[int, str]] = field(default_factory=list)
    merges: list[tuple[int, str]] = field(default_factory=list)


def listed_of(plan: Plan) -> list[Listed]:
    """The initiatives that a plan lists now, as the matching takes them."""
    return [
        Listed(
            str(i.pk),
            i.code,
            i.objective.code,
            i.name,
            " ".join(a.objective for a in i.articulations.all()),
        )
        for i in plan.initiatives.listed()
        .select_related("objective")
        .prefetch_related("articulations")
        .order_by("position")
    ]


def listed_in(draft: PlanDraft) -> list[Listed]:
    """The initiatives of a document, as the matching takes them."""
    return [
        Listed(
            i.key,
            f"{i.objective}.{i.number}",
            i.objective,
            i.name,
            " ".join(a.objective for a in i.articulations),
        )
        for i in draft.initiatives
    ]


def matches(plan: Plan, draft: PlanDraft, said: Mapping[str, str]) -> list[Match]:
    """Who continues whom, with what people said put over it."""
    before = listed_of(plan)
    return corrected(match(before, listed_in(draft)), said, before)


def take_places(plan: Plan, draft: PlanDraft, found: Sequence[Match]) -> Heirs:
    """Give each initiative that lives on the place it has in the new edition.

    Afterwards an ordinary application finds every one of them where the document lists it. What
    nobody continues keeps its text and makes room.
    """
    objectives = _objectives(plan, draft)
    wanted = {draft_.key: draft_ for draft_ in draft.initiatives}
    heirs = Heirs()
    place: dict[int, InitiativeDraft] = {}
    for one in found:
        if not one.before or not one.after:
            continue
        olds = [int(key) for key in one.before]
        if one.kind == SPLIT:
            heirs.splits += [(olds[0], key) for key in one.after[1:]]
        if one.kind == MERGED:
            heirs.merges += [(old, one.after[0]) for old in olds[1:]]
        place[olds[0]] = wanted[one.after[0]]
    _make_room(plan)
    living = Initiative.objects.in_bulk(place)
    for pk, initiative in living.items():
        target = place[pk]
        initiative.objective = objectives[target.objective]
        initiative.number = target.number
        initiative.code = f"{target.objective}.{target.number}"
    Initiative.objects.bulk_update(living.values(), ["objective", "number", "code"], batch_size=300)
    return heirs


def _make_room(plan: Plan) -> None:
    """Everything moves aside; who lives on is then put in its place. Codes and numbers are once."""
    edition = (plan.editions.aggregate(last=Max("number"))["last"] or 0) + 1
    moved = []
    for initiative in plan.initiatives.only("pk", "code", "number"):
        initiative.number = _FAR * edition + initiative.number % _FAR
        initiative.code = f"{edition - 1}:{initiative.code.rpartition(':')[2]}"[:60]
        moved.append(initiative)
    taken: set[str] = set()
    for initiative in moved:
        if initiative.code in taken:
            initiative.code = f"{initiative.code[:48]}~{initiative.pk}"
        taken.add(initiative.code)
    Initiative.objects.bulk_update(moved, ["number", "code"], batch_size=500)


def _objectives(plan: Plan, draft: PlanDraft) -> dict[str, Objective]:
    """The objectives of the new edition by code: those that say the same take the new code.

    A code whose text is another objective's is not the same objective, unless nothing else is.
    """
    known = list(plan.objectives.select_related("level"))
    by_text = {(o.level.depth, fold(o.text)): o for o in known}
    by_code = {o.code: o for o in known}
    found: dict[str, Objective] = {}
    taken: set[int] = set()
    for wanted in draft.objectives:
        same = by_text.get((wanted.depth, fold(wanted.name)))
        if same and same.pk not in taken:
            found[wanted.code] = same
            taken.add(same.pk)
    for wanted in draft.objectives:
        same = by_code.get(wanted.code)
        if wanted.code not in found and same and same.pk not in taken:
            found[wanted.code] = same
            taken.add(same.pk)
    return _with_codes(plan, draft, known, found)


def _with_codes(
    plan: Plan, draft: PlanDraft, known: Iterable[Objective], found: dict[str, Objective]
) -> dict[str, Objective]:
    living = {objective.pk: code for code, objective in found.items()}
    wanted = {o.code: o for o in draft.objectives}
    edition = plan.editions.count()
    becomes = {
        o: living.get(o.pk) or (f"{edition}:{o.code}"[:40] if o.code in wanted else o.code)
        for o in known
    }
    changing = [o for o, code in becomes.items() if code != o.code]
    for objective in changing:
        objective.code = f"~{objective.pk}"
    Objective.objects.bulk_update(changing, ["code"], batch_size=500)
    for objective in changing:
        objective.code = becomes[objective]
    Objective.objects.bulk_update(changing, ["code"], batch_size=500)
    levels = {level.depth: level for level in plan.levels.all()}
    for code, one in wanted.items():
        if code in found or one.depth not in levels:
            continue
        found[code] = Objective.objects.create(
            plan=plan,
            level=levels[one.depth],
            parent=found.get(one.parent),
            code=code,
            text=one.name,
            position=0,
            source={"text": {"text": one.source.text, "lines": list(one.source.lines)}},
        )
    return found


def publish(
    plan: Plan,
    draft: PlanDraft,
    imported: Import,
    ids: Mapping[str, int],
    heirs: Heirs | None = None,
) -> Edition:
    """Keep what a document prints as an edition of the plan; `ids` are its initiatives by key.

    The same document again is the same edition, written anew.
    """
    last = plan.editions.aggregate(last=Max("number"))["last"] or 0
    edition, _created = Edition.objects.update_or_create(
        imported=imported,
        defaults={"plan": plan, "title": (draft.title or plan.title)[:300]},
        create_defaults={
            "plan": plan,
            "title": (draft.title or plan.title)[:300],
            "number": last + 1,
        },
    )
    edition.objectives.all().delete()
    edition.entries.all().delete()
    edition.successions.all().delete()
    objectives = dict(plan.objectives.values_list("code", "pk"))
    bulk.insert(
        EditionObjective,
        ("edition_id", "objective_id", "code", "parent", "depth", "position", "text"),
        (
            (edition.pk, objectives.get(o.code), o.code, o.parent, o.depth, position, o.name)
            for position, o in enumerate(draft.objectives, 1)
        ),
    )
    bulk.insert(
        EditionEntry,
        ("edition_id", "initiative_id", "code", "objective", "position", "name", "articulations"),
        (
            (
                edition.pk,
                ids.get(i.key),
                f"{i.objective}.{i.number}",
                i.objective,
                position,
                i.name,
                _articulations(i),
            )
            for position, i in enumerate(draft.initiatives, 1)
        ),
    )
    if heirs:
        _write_heirs(edition, heirs, ids)
    return edition


def _articulations(initiative: InitiativeDraft) -> list[dict[str, object]]:
    found: list[dict[str, object]] = []
    for part in initiative.articulations:
        printed = part.sources.get("mechanisms")
        found.append(
            {
                "objective": part.objective,
                "mechanisms": list(part.mechanisms),
                "printed": printed.text if printed else "",
            }
        )
    return found


def _write_heirs(edition: Edition, heirs: Heirs, ids: Mapping[str, int]) -> None:
    kinds = Succession.Kind
    Succession.objects.bulk_create(
        [
            Succession(edition=edition, before_id=old, after_id=ids[key], kind=kind)
            for kind, pairs in ((kinds.SPLIT, heirs.splits), (kinds.MERGED, heirs.merges))
            for old, key in pairs
            if key in ids and ids[key] != old
        ]
    )
