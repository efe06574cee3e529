"""Scores are kept with what they were made of, and follow it."""

from __future__ import annotations

import datetime
from decimal import Decimal as D

import pytest

from minga.monitoring.models import Basis, Indicator, Score, Target
from minga.monitoring.scoring.refresh import refresh
from minga.monitoring.tests.scored import month, only, tell

pytestmark = pytest.mark.django_db


def test_a_reading_gives_the_year_its_score_with_all_it_was_made_of(indicator: Indicator) -> None:
    reading = tell(indicator, 180)
    score = only(indicator)
    assert (score.raw, score.capped, score.light) == (D("0.8"), D("0.8"), "warn")
    assert score.rule.kind == "target" and score.rule.version == 1
    goal = indicator.targets.get(until=datetime.date(2026, 12, 31))
    assert score.inputs == {
        "direction": "increase",
        "value": "180",
        "base": "100",
        "target": "200",
        "interpolated": False,
        "targets": [goal.pk],
        "accumulation": "cumulative",
        "yearly": "last",
        "readings": [reading.pk],
        "preliminary": False,
    }


def test_a_sum_of_a_running_year_is_no_retreat(indicator: Indicator) -> None:
    """From 100 a year to 200: 28 by March is over the 25 of the base, of 50 wanted by then."""
    indicator.accumulation, indicator.yearly = "periodic", "sum"
    indicator.save()
    tell(indicator, 18, at=1)
    tell(indicator, 10, at=3)
    assert only(indicator).raw == D("0.12") and only(indicator).inputs["pace"] == [3, 12]
    tell(indicator, 152, at=12)
    assert only(indicator).raw == D("0.8") and "pace" not in only(indicator).inputs


def test_a_year_without_a_reading_has_no_score_and_no_0(indicator: Indicator) -> None:
    refresh([indicator.pk])
    assert not Score.objects.filter(indicator=indicator).exists()


def test_a_target_between_two_is_interpolated_and_says_so(indicator: Indicator) -> None:
    """From 100 at the end of 2023 to 200 at the end of 2026: 166.67 in 2025."""
    tell(indicator, 150, year=2025)
    score = only(indicator, year=2025)
    assert score.inputs["interpolated"] and score.inputs["target"] == "166.666667"
    assert score.inputs["between"] == [["2023-12-31", "100"], ["2026-12-31", "200"]]
    assert score.raw == D("0.75")


def test_a_rule_may_leave_what_lies_between_without_a_target(indicator: Indicator) -> None:
    tell(indicator, 150, year=2025)
    rule = only(indicator, year=2025).rule
    rule.params = {**rule.params, "interpolate": False}
    rule.save()
    refresh([indicator.pk])
    score = only(indicator, year=2025)
    assert score.raw is None and score.light == "" and score.inputs["why"] == "no_target"


def test_without_a_target_the_value_stays_and_the_score_says_why_not(indicator: Indicator) -> None:
    Target.objects.filter(indicator=indicator).delete()
    tell(indicator, 150)
    score = only(indicator)
    assert score.raw is None and score.inputs["value"] == "150"
    assert score.inputs["why"] == "no_target"


def test_what_waits_makes_a_preliminary_score_only_where_it_differs(indicator: Indicator) -> None:
    tell(indicator, 150)
    waiting = tell(indicator, 150, at=7, status="sent")
    assert not Score.objects.filter(indicator=indicator, basis=Basis.PRELIMINARY).exists()
    waiting.value = D(190)
    waiting.save()
    refresh([indicator.pk])
    preliminary = only(indicator, Basis.PRELIMINARY)
    assert preliminary.raw == D("0.9") and preliminary.inputs["preliminary"]
    assert only(indicator).raw == D("0.5")
    waiting.status = "approved"
    waiting.save()
    refresh([indicator.pk])
    assert only(indicator).raw == D("0.9")
    assert not Score.objects.filter(indicator=indicator, basis=Basis.PRELIMINARY).exists()


def test_a_returned_reading_is_preliminary_and_a_draft_is_nothing(indicator: Indicator) -> None:
    tell(indicator, 150, status="draft")
    assert not Score.objects.filter(indicator=indicator).exists()
    tell(indicator, 160, at=7, status="returned")
    assert only(indicator, Basis.PRELIMINARY).raw == D("0.6")


def test_a_score_keeps_its_address_when_it_changes(indicator: Indicator) -> None:
    reading = tell(indicator, 150)
    before = only(indicator)
    reading.value = D(120)
    reading.save()
    refresh([indicator.pk])
    assert only(indicator).pk == before.pk and only(indicator).raw == D("0.2")


def test_a_score_goes_with_its_last_reading(indicator: Indicator) -> None:
    reading = tell(indicator, 150)
    reading.delete()
    refresh([indicator.pk])
    assert not Score.objects.filter(indicator=indicator).exists()


def test_a_percentage_is_of_sums(ratio_indicator: Indicator) -> None:
    Target.objects.create(indicator=ratio_indicator, until=datetime.date(2026, 12, 31), value=D(40))
    for at, numerator, denominator in ((1, 1, 2), (2, 1, 8)):
        tell(ratio_indicator, 0, at=at, numerator=D(numerator), denominator=D(denominator))
    Indicator.objects.filter(pk=ratio_indicator.pk).update(yearly="mean")
    refresh([ratio_indicator.pk])
    score = only(ratio_indicator)
    assert score.inputs["value"] == "20" and score.raw == D("0.5")
    assert (score.inputs["numerator"], score.inputs["denominator"]) == ("2", "10")
    assert score.inputs["factor"] == "100"


def test_each_year_has_its_own(indicator: Indicator) -> None:
    tell(indicator, 150, year=2025)
    tell(indicator, 300, year=2026)
    assert only(indicator, year=2026).raw == 2 and only(indicator, year=2026).capped == 1
    assert only(indicator, year=2025).raw == D("0.75")
    assert month(indicator.plan, 2026, 6).ends.year == 2026
