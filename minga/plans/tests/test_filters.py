"""Filters: read from the address, applied, said in words."""

from __future__ import annotations

import pytest
from django.contrib.auth.models import AnonymousUser
from django.http import QueryDict

from minga.people.models import User
from minga.plans.filters import Filter, choices, count
from minga.plans.models import Alignment, Initiative, Lead, Plan

NOBODY = AnonymousUser()


def codes(plan: Plan, address: str) -> list[str]:
    wanted = Filter.read(QueryDict(address)).apply(plan, NOBODY)
    return list(wanted.values_list("code", flat=True))


def test_nothing_said_wants_all(plan: Plan) -> None:
    assert len(codes(plan, "")) == 114


def test_an_objective_wants_those_below_it_too(plan: Plan) -> None:
    assert len(codes(plan, "objective=1")) == 60
    assert len(codes(plan, "objective=1.2")) == 24


def test_an_objective_wants_those_aligned_with_it(plan: Plan) -> None:
    Alignment.objects.create(
        initiative=plan.initiatives.get(code="1.1.1"), objective=plan.objectives.get(code="3.3")
    )
    assert codes(plan, "objective=3.3") == ["1.1.1", "3.3.1"]


def test_an_unknown_objective_wants_nothing(plan: Plan) -> None:
    assert codes(plan, "objective=9.9") == []


def test_words_are_found_without_their_accents(plan: Plan) -> None:
    assert "1.1.3" in codes(plan, "q=desnutricion")


def test_a_mechanism_none_and_odd_are_told_apart(plan: Plan) -> None:
    assert codes(plan, "mechanism=none") == ["1.2.11", "1.2.12"]
    assert len(codes(plan, "mechanism=odd")) == 13
    assert set(codes(plan, "mechanism=consorcio")) < set(codes(plan, ""))


def test_a_unit_wants_what_it_leads(plan: Plan, led: Initiative) -> None:
    unit = led.lead_set.get().unit
    assert codes(plan, f"unit={unit.pk}") == ["2.3.1"]
    assert len(codes(plan, "unit=none")) == 113


def test_a_missing_datum_wants_those_that_lack_it(plan: Plan) -> None:
    assert len(codes(plan, "missing=lead")) == 113
    assert codes(plan, "missing=mechanism") == ["1.2.11", "1.2.12"]
    assert len(codes(plan, "missing=indicator")) == 114


def test_a_finding_wants_the_initiatives_it_names(plan: Plan) -> None:
    some = codes(plan, "finding=missing_mechanism")
    assert some == ["1.2.11", "1.2.12"]
    assert set(some) < set(codes(plan, "finding=any"))


def test_a_kind_wants_only_its_own(plan: Plan) -> None:
    plans = codes(plan, "kind=plan")
    assert plans
    assert not set(plans) & set(codes(plan, "kind=none"))


def test_several_filters_are_all_meant(plan: Plan) -> None:
    both = set(codes(plan, "objective=1.2&mechanism=odd"))
    assert both == set(codes(plan, "objective=1.2")) & set(codes(plan, "mechanism=odd"))


@pytest.mark.parametrize(
    "address",
    ["kind=x", "unit=x", "unit=-1", "missing=x", "status=x", "several=", "q=%20%20"],
)
def test_what_makes_no_sense_is_dropped(address: str) -> None:
    assert not Filter.read(QueryDict(address))


@pytest.mark.parametrize(
    "address",
    ["unit=99999999999999999999999", "q=%00", "q='%22*%29 OR", "mechanism=%27", "finding=%00"],
)
def test_it_takes_whatever_is_written(plan: Plan, address: str) -> None:
    assert isinstance(codes(plan, address), list)


def test_it_shows_no_one_what_they_may_not_see(plan: Plan, coordinator: User) -> None:
    plan.initiatives.filter(code="1.1.1").update(visibility="internal")
    everything = Filter()
    assert everything.apply(plan, NOBODY).count() == 113
    assert everything.apply(plan, coordinator).count() == 114


def test_what_is_on_is_said_in_words_with_a_way_out(plan: Plan) -> None:
    wanted = Filter.read(QueryDict("mechanism=convenio&missing=lead&q=agua"))
    on = {one.name: one for one in wanted.on(plan, choices(plan, NOBODY))}
    assert on["q"].value == "«agua»"
    assert on["mechanism"].value == "convenio"
    assert on["missing"].value == "Responsable"
    assert on["mechanism"].without == "?q=agua&missing=lead"


def test_the_count_is_kept_until_the_plan_changes(plan: Plan) -> None:
    wanted = Filter(unit="none")
    assert count(wanted, plan, NOBODY) == 113
    Lead.objects.all().delete()
    assert count(wanted, plan, NOBODY) == 113
    plan.revision += 1
    assert count(wanted, plan, NOBODY) == 114


def test_only_what_the_plan_uses_can_be_chosen(plan: Plan) -> None:
    offered = choices(plan, NOBODY)
    assert ("1", "x") not in offered.units
    assert [label for _value, label in offered.units] == ["Movilidad", "nadie todavía"]
    assert "consorcio" in dict(offered.mechanisms)
