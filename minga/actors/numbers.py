"""The numbers under which actors are registered, checked as far as their registers can be.

A RUC has 13 digits: two of a province, one that tells the kind of taxpayer, and at the end the
establishment. Of natural persons (third digit 0 to 5) it begins with the identity card, whose
check digit is always right. The numbers of companies (9) and public bodies (6) used to carry a
check digit of modulo 11; the tax office says that they are made by no algorithm, and since about
2022 it issues many without one (github.com/arthurdejong/python-stdnum/issues/497, and the
statement quoted in minka.gob.ec/mintel/ge/rutr/gobec_forms/-/issues/32). There a digit that does
not agree is doubted and left to a person; all the rest is refused. A third digit 6 may also be of
a foreigner with an identity card (python-stdnum/issues/267): either rule will do.

An identifier of org-id.guide is a country or XI, XM, XR…, a register, and the number there.
"""

from __future__ import annotations

import re

from django.utils.translation import gettext as _

from minga.actors.models import Identifier
from minga.base.steps import Refused

PROVINCES = {*(f"{n:02}" for n in range(1, 25)), "30"}  # 30: registered abroad
CARD = (2, 1, 2, 1, 2, 1, 2, 1, 2)
COMPANY = (4, 3, 2, 7, 6, 5, 4, 3, 2)
PUBLIC = (3, 2, 7, 6, 5, 4, 3, 2)
ORG_ID = re.compile(r"[A-Z]{2}-[A-Z0-9_]{2,}-\S.*")
Scheme = Identifier.Scheme


def tidy(scheme: str, value: str) -> str:
    """The number as it is kept: a RUC without the spaces, dots and hyphens people put into it."""
    if scheme == Scheme.RUC:
        return re.sub(r"[\s.\-]", "", value)
    return " ".join(value.split())


def check(scheme: str, value: str) -> str:
    """Refuse what cannot be such a number; returns what a person should look at, or ""."""
    if scheme == Scheme.RUC:
        return check_ruc(value)
    if scheme == Scheme.ORG_ID and not ORG_ID.fullmatch(value):
        raise Refused(
            _(
                "«%s» no tiene la forma de un identificador internacional: país, registro y número,"
                " como GB-COH-09506232."
            )
            % value
        )
    return ""


def check_ruc(value: str) -> str:
    if not (value.isascii() and value.isdecimal() and len(value) == 13):
        raise Refused(
            _("Un RUC tiene 13 dígitos y ninguna letra: revise «%(value)s», que tiene %(n)d.")
            % {"value": value, "n": len(value)}
        )
    if value[:2] not in PROVINCES:
        raise Refused(
            _(
                "Un RUC empieza con el código de una provincia, de 01 a 24, o con 30:"
                " revise «%(value)s»."
            )
            % {"value": value}
        )
    digits = [int(digit) for digit in value]
    if value[2] in "78":
        raise Refused(_("El tercer dígito de un RUC nunca es 7 ni 8: revise «%s».") % value)
    card = _of_card(digits)
    if _establishment(value, card) in ("000", "0000"):
        raise Refused(
            _("Un RUC termina con el número del establecimiento, como 001: revise «%s».") % value
        )
    if value[2] < "6":
        if not card:
            raise Refused(
                _(
                    "El dígito verificador no corresponde: revise el RUC «%s», hay un error al"
                    " escribirlo."
                )
                % value
            )
        return ""
    agrees = card or _modulo_11(digits, PUBLIC) if value[2] == "6" else _modulo_11(digits, COMPANY)
    if agrees:
        return ""
    return (
        _(
            "El dígito verificador del RUC %s no corresponde. Desde 2022 el SRI entrega números"
            " así: compruébelo en su consulta pública."
        )
        % value
    )


def _establishment(value: str, card: bool) -> str:
    return value[9:] if value[2] == "6" and not card else value[10:]


def _of_card(digits: list[int]) -> bool:
    total = sum(n - 9 if n > 9 else n for n in (d * c for d, c in zip(digits, CARD, strict=False)))
    return (10 - total % 10) % 10 == digits[9]


def _modulo_11(digits: list[int], weights: tuple[int, ...]) -> bool:
    left = sum(d * w for d, w in zip(digits, weights, strict=False)) % 11
    return (11 - left if left else 0) == digits[len(weights)]


def taxpayer(scheme: str, value: str) -> str:
    """The same for all numbers of one taxpayer: its establishments share the first ten digits."""
    number = value.rpartition("-")[2] if scheme == Scheme.ORG_ID else value
    return number[:10] if len(number) == 13 and number.isdecimal() else f"{scheme} {value}"
