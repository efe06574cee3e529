"""Only what everyone may see, and nothing of anybody in person."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from typing import Any

import pytest
from django.apps import apps
from django.contrib.auth.models import AnonymousUser
from django.db import IntegrityError, models, transaction
from django.db.models import Value
from django.db.models.functions import Cast, Concat

from minga.actors.models import Actor, Contact
from minga.agreements.models import Agreement, Party
from minga.analytics.catalog import Catalog
from minga.analytics.duck import fenced
from minga.analytics.sources import facts
from minga.analytics.tests.world import World
from minga.analytics.write import Written
from minga.commitments.models import Commitment
from minga.evaluation.models import Assessment, Evaluation, Solution
from minga.monitoring.models import (
    BudgetLine,
    Indicator,
    Milestone,
    Post,
    Reading,
    Score,
)
from minga.people.models import User
from minga.plans.models import Articulation, Initiative, Objective, Plan
from minga.spaces.models import Session, Space
from minga.territory.models import Area

pytestmark = pytest.mark.django_db
Write = Callable[..., Written]
NOBODY = AnonymousUser()

# every column of text that reaches the facts, of all there are: none speaks of a person
PUBLISHED = {
    "actors.Actor.acronym",
    "actors.Actor.name",
    "agreements.Agreement.number",
    "agreements.Agreement.title",
    "monitoring.BudgetLine.code",
    "monitoring.BudgetLine.currency",
    "monitoring.BudgetLine.source",
    "monitoring.Indicator.code",
    "monitoring.Indicator.name",
    "monitoring.Indicator.unit",
    "monitoring.Milestone.name",
    "monitoring.Reading.category",
    "monitoring.Rule.name",
    "monitoring.Target.act",
    "people.Unit.acronym",
    "people.Unit.name",
    "plans.Articulation.objective",
    "plans.Competence.matter",
    "plans.Initiative.code",
    "plans.Initiative.name",
    "plans.Level.name",
    "plans.MechanismType.code",
    "plans.MechanismType.label_es",
    "plans.Objective.code",
    "plans.Objective.short_name",
    "plans.Objective.text",
    "plans.Plan.code",
    "plans.Plan.government",
    "plans.Plan.title",
    "spaces.Space.name",
    "territory.Area.code",
    "territory.Area.name",
    "evaluation.Assessment.measure",
    "evaluation.Assessment.unit",
    "evaluation.Evaluation.title",
    "evaluation.Solution.name",
    "commitments.Commitment.record",  # what kind of thing it was born in
}


def _of_public_plan(found: models.QuerySet[Any], path: str = "plan") -> models.QuerySet[Any]:
    return found.filter(**{f"{path}__in": Plan.objects.visible_to(NOBODY)})


def _visible() -> Iterator[tuple[str, str, models.QuerySet[Any]]]:
    """The fact, its key, and the same as the pages have it for a stranger."""
    seen = _of_public_plan(Initiative.objects.visible_to(NOBODY))
    yield "plans", "plan_key", Plan.objects.visible_to(NOBODY)
    yield "initiatives", "initiative_key", seen
    yield "objectives", "objective_key", _of_public_plan(Objective.objects.all())
    yield "articulations", "articulation_key", Articulation.objects.filter(initiative__in=seen)
    yield "areas", "area_key", Area.objects.visible_to(NOBODY)
    yield "actors", "actor_key", Actor.objects.visible_to(NOBODY)
    yield "agreements", "agreement_key", Agreement.objects.visible_to(NOBODY)
    yield "spaces", "space_key", Space.objects.visible_to(NOBODY)
    yield "sessions", "session_key", Session.objects.visible_to(NOBODY)
    yield "commitments", "commitment_key", Commitment.objects.visible_to(NOBODY)
    yield "indicators", "indicator_key", Indicator.objects.visible_to(NOBODY)
    yield "readings", "reading_key", Reading.objects.visible_to(NOBODY)
    yield "scores", "score_key", Score.objects.visible_to(NOBODY)
    yield "evaluations", "evaluation_key", Evaluation.objects.visible_to(NOBODY)
    yield "solutions", "solution_key", Solution.objects.visible_to(NOBODY)
    tried = Assessment.objects.filter(solution__in=Solution.objects.visible_to(NOBODY))
    yield "assessments", "assessment_key", tried
    public = {"visibility": "public"}  # each may also be hidden by itself
    yield "budget_lines", "budget_key", BudgetLine.objects.visible_to(NOBODY).filter(**public)
    yield "posts", "post_key", Post.objects.visible_to(NOBODY).filter(**public)
    yield (
        "milestones",
        "milestone_key",
        _of_public_plan(Milestone.objects.visible_to(NOBODY).filter(**public), "initiative__plan"),
    )


def _rows(catalog: Catalog, sql: str) -> list[tuple[Any, ...]]:
    from minga.analytics.ask import Bounds

    with fenced([catalog], Bounds()) as database:
        return database.execute(sql).fetchall()


def test_the_facts_are_what_a_stranger_sees(world: World, write: Write) -> None:
    catalog = write().catalog
    for name, key, visible in _visible():
        found = {row[0] for row in _rows(catalog, f"select {key} from {name}")}
        assert found == set(visible.values_list("pk", flat=True)), name
        assert found, name
        hidden = visible.model._default_manager.exclude(pk__in=found).exists()
        assert hidden or name in ("areas", "objectives"), name
    named = {row[0] for row in _rows(catalog, "select actor_key from agreement_parties")}
    assert named <= set(Actor.objects.visible_to(NOBODY).values_list("pk", flat=True))


def test_what_is_linked_is_there(world: World, write: Write) -> None:
    """No row speaks of an initiative, articulation, indicator… that is hidden."""
    catalog = write().catalog
    homes = {
        fact.key[0]: fact.name
        for fact in facts().values()
        if len(fact.key) == 1 and fact.key[0].endswith("_key")
    }
    for fact in facts().values():
        for column in fact.columns:
            home = homes.get(column.name)
            if home is None or home == fact.name or column.name == "unit_key":
                continue
            lost = _rows(
                catalog,
                f"select {column.name} from {fact.name} where {column.name} is not null"
                f" except select {column.name} from {home}",
            )
            assert not lost, (fact.name, column.name)
    wrong = _rows(
        catalog,
        "select count(*) from readings r left join goals g on g.goal = r.goal"
        " where g.indicator_key is distinct from r.indicator_key or g.year is distinct from r.year",
    )
    assert wrong == [(0,)]
    dense = _rows(catalog, "select min(goal), max(goal) + 1, count(*) from goals")[0]
    assert dense[0] == 0 and dense[1] == dense[2] > 500


def test_no_text_about_people_reaches_the_facts(world: World, write: Write) -> None:
    """Every free text of every table gets a mark of its own: those found are on the list."""
    Contact.objects.create(actor=world.actors[0], name="x", email="x@example.org", public=True)
    party = Party.objects.filter(agreement__in=Agreement.objects.visible_to(NOBODY)).first()
    assert party
    Party.objects.filter(pk=party.pk).update(signatory="x", signed_by=world.people[0])
    marks = dict(_marked())
    assert len(marks) > 120
    Objective.objects.filter(pk=world.objectives[0].pk).update(short_name="")  # its text shows
    catalog = write().catalog
    text = "\n".join(_texts(catalog))
    found = {marks[number] for number in set(re.findall(r"¤(\d+)·", text))}
    assert found == PUBLISHED & set(marks.values())
    assert "people.User.name" in marks.values() and "actors.Contact.email" in marks.values()


def test_no_number_of_a_person_reaches_the_facts(world: World, write: Write) -> None:
    somebody = User.objects.create(pk=987_654_321, email="a@example.org", name="Alguien")
    for model in apps.get_models():
        for field in model._meta.get_fields():
            if isinstance(field, models.ForeignKey) and field.related_model is User:
                try:
                    with transaction.atomic():
                        model._default_manager.update(**{field.name: somebody})
                except IntegrityError:  # one a person
                    continue
    assert Commitment.objects.filter(person=somebody).exists()
    catalog = write().catalog
    for fact in facts().values():
        for column in fact.columns:
            if column.type in ("int", "small"):
                assert _rows(
                    catalog,
                    f"select count(*) from {fact.name} where {column.name} = {somebody.pk}",
                ) == [(0,)], (fact.name, column.name)
                assert column.name not in ("by", "person_key", "user_key")


def _marked() -> Iterator[tuple[str, str]]:
    """Write a mark into each text that people fill in; yields each mark and whose it is."""
    number = 0
    for model in apps.get_models(include_auto_created=False):
        if model._meta.app_label in ("contenttypes", "sessions", "django_tasks_db"):
            continue
        for field in model._meta.concrete_fields:
            free = isinstance(field, models.CharField | models.TextField) and not field.choices
            if not free or field.primary_key:
                continue
            if field.max_length is not None and field.max_length < 11:
                continue
            number += 1
            mark = Concat(Value(f"¤{number}·"), Cast("pk", models.CharField()))
            rows: Iterable[Any] = model._default_manager.all()
            if model is Actor:
                rows = Actor.objects.filter(merged_into=None)
            try:
                with transaction.atomic():
                    rows.update(**{field.name: mark})  # type: ignore[attr-defined]
            except IntegrityError:
                continue
            yield str(number), f"{model._meta.label}.{field.name}"


def _texts(catalog: Catalog) -> Iterator[str]:
    for fact in facts().values():
        for row in _rows(catalog, f"select * from {fact.name}"):
            yield " ".join(value for value in row if isinstance(value, str))
