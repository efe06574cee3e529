"""Making accounts and giving roles."""

from __future__ import annotations

from django.db import transaction
from django.utils.translation import gettext as _

from minga.base import history
from minga.base.steps import Refused
from minga.people.models import Membership, Role, Unit, User

UNIT_ROLES = {Role.HEAD, Role.DELEGATE, Role.PARTNER}


@transaction.atomic
def create_account(
    email: str,
    *,
    name: str,
    password: str | None,
    role: str,
    unit: Unit | None,
    by: User | None,
    demo: bool = False,
) -> User:
    if role in UNIT_ROLES and unit is None:
        raise Refused(_("Este papel se tiene en una unidad: diga en cuál con --unit."))
    if User.objects.filter(email__iexact=email).exists():
        raise Refused(_("Ya hay una cuenta con el correo %s.") % email)
    user = User.objects.create_user(email, password, name=name, is_demo=demo)
    Membership.objects.create(user=user, role=role, unit=unit)
    history.record(user, "created", by=by, after={"role": role, "unit": str(unit or "")})
    return user


def change_mailing(user: User, *, mail: str, language: str, by: User | None) -> bool:
    """How a person hears by e-mail, and in which language; False if it was so already."""
    before = {"mail": user.mail, "language": user.language}
    after = {"mail": mail, "language": language}
    if before == after:
        return False
    with transaction.atomic():
        user.mail, user.language = mail, language
        user.save(update_fields=["mail", "language"])
        history.record(user, "mailing", by=by, before=before, after=after)
    return True
