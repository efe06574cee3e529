"""Numbers of registers: what is refused, what is doubted, what is right."""

from __future__ import annotations

import pytest

from minga.actors.models import Identifier
from minga.actors.numbers import check, taxpayer, tidy
from minga.base.steps import Refused

pytestmark = pytest.mark.pure
RUC = Identifier.Scheme.RUC
ORG_ID = Identifier.Scheme.ORG_ID


@pytest.mark.parametrize(
    "value",
    [
        "1713175071001",  # a natural person
        "1790011674001",  # a private company
        "1790085783001",
        "1760001550001",  # a public body: its check digit is the ninth
        "0962467429001",  # a foreigner with an identity card, though the third digit is 6
    ],
)
def test_a_right_number_is_taken(value: str) -> None:
    assert check(RUC, value) == ""


@pytest.mark.parametrize("value", ["1793213150001", "0993370026001", "1760001540001"])
def test_a_company_or_public_body_whose_digit_disagrees_is_doubted(value: str) -> None:
    assert "SRI" in check(RUC, value)


@pytest.mark.parametrize(
    ("value", "why"),
    [
        ("179001167400", "13 dígitos"),
        ("17900116740011", "13 dígitos"),
        ("1790O11674001", "13 dígitos"),
        ("١٧٩٠٠١١٦٧٤٠٠١", "13 dígitos"),
        ("2590011674001", "provincia"),
        ("0090011674001", "provincia"),
        ("1770011674001", "tercer dígito"),
        ("1713175072001", "dígito verificador"),
        ("1790011674000", "establecimiento"),
        ("1760001550000", "establecimiento"),
    ],
)
def test_a_wrong_number_is_refused_in_one_sentence(value: str, why: str) -> None:
    with pytest.raises(Refused, match=why):
        check(RUC, value)


def test_one_registered_abroad_is_of_province_30() -> None:
    assert check(RUC, "3090011674001") == "" or "SRI" in check(RUC, "3090011674001")


def test_spaces_dots_and_hyphens_of_a_ruc_do_not_count() -> None:
    assert tidy(RUC, " 1790011674-001 ") == tidy(RUC, "179.001.1674.001") == "1790011674001"


def test_an_org_id_has_its_country_its_register_and_its_number() -> None:
    for value in ("GB-COH-09506232", "XI-IATI-EC_FISE", "XM-DAC-41114"):
        assert check(ORG_ID, value) == ""
    for value in ("09506232", "GB-COH", "gb-coh-1", "GBR-COH-1"):
        with pytest.raises(Refused, match="GB-COH-09506232"):
            check(ORG_ID, value)


def test_establishments_of_one_taxpayer_are_of_one_taxpayer() -> None:
    assert taxpayer(RUC, "1790011674001") == taxpayer(RUC, "1790011674002")
    assert taxpayer(RUC, "1790011674001") == taxpayer(ORG_ID, "EC-SRI-1790011674001")
    assert taxpayer(RUC, "1790011674001") != taxpayer(RUC, "1790085783001")
