"""Numbers are read by a declared convention, and never guessed."""

from decimal import Decimal

import pytest
from django.utils import translation

from minga.base.numbers import COMMA, POINT, NotANumber, NumberField, read_number, write_number

pytestmark = pytest.mark.pure


@pytest.mark.parametrize(
    "text, mark, number",
    [
        ("1.866.275,79", COMMA, "1866275.79"),
        ("23,327,341.51", POINT, "23327341.51"),
        ("1.866", COMMA, "1866"),
        ("1,866", COMMA, "1.866"),
        ("1 866 275,5", COMMA, "1866275.5"),
        ("-3,5", COMMA, "-3.5"),
        ("−3.5", POINT, "-3.5"),
        ("45 %", COMMA, "45"),
        ("0", POINT, "0"),
    ],
)
def test_a_number_is_read_by_its_convention(text: str, mark: str, number: str) -> None:
    assert read_number(text, mark) == Decimal(number)


@pytest.mark.parametrize("text", ["12a", "", "1..2", "1.86,5", "doce", "1e5", "NaN", "½", "--1"])
def test_what_is_no_number_is_refused_with_an_example(text: str) -> None:
    with pytest.raises(NotANumber) as wrong:
        read_number(text, COMMA)
    assert "1.866.275,79" in str(wrong.value)


@pytest.mark.parametrize("rest", ["abc", "1", "0"])
def test_what_stands_far_behind_is_read_as_well(rest: str) -> None:
    with pytest.raises(NotANumber):
        read_number("1,5" + "0" * 40 + rest, COMMA)


def test_no_more_digits_are_taken_than_every_database_keeps() -> None:
    assert read_number("1.234.567.890.123,45", COMMA) == Decimal("1234567890123.45")
    assert read_number("100000000000000000", COMMA) == Decimal(10) ** 17
    with pytest.raises(NotANumber, match="más de 15 cifras"):
        read_number("999.999.999.999.999,99", COMMA)


def test_the_other_convention_is_named_and_not_guessed() -> None:
    with pytest.raises(NotANumber, match="otra convención"):
        read_number("23,327,341.51", COMMA)


def test_a_number_is_written_as_the_language_does() -> None:
    assert write_number(Decimal("1866275.790000")) == "1.866.275,79"
    with translation.override("en"):
        assert write_number(Decimal("1866275.79"), 1) == "1,866,275.8"
    assert write_number(None) == ""


def test_a_field_reads_what_it_wrote() -> None:
    field = NumberField(required=False)
    assert field.clean(field.prepare_value(Decimal("1234.5"))) == Decimal("1234.5")
    assert field.clean("") is None
