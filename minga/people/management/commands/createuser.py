"""Create an account and give it a role."""

from __future__ import annotations

import getpass
from typing import Any

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.core.validators import validate_email
from django.utils.translation import gettext as _

from minga.people import actions
from minga.people.models import Role, Unit


class Command(BaseCommand):
    help = "Crea una cuenta y le da un papel."
    requires_system_checks = ()  # they are for `check`, and cost a start

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("email")
        parser.add_argument("--name", default="")
        parser.add_argument("--role", choices=Role.values, required=True)
        parser.add_argument("--unit", default="", help="nombre o sigla de la unidad")
        parser.add_argument("--password", help="si falta, se pregunta")

    def handle(self, *args: Any, **options: Any) -> None:
        unit = Unit.objects.named(options["unit"]) if options["unit"] else None
        if options["unit"] and unit is None:
            raise CommandError(_("No hay una unidad llamada «%s».") % options["unit"], returncode=2)
        try:
            password = options["password"] or getpass.getpass(_("Contraseña: "))
        except EOFError:
            raise CommandError(
                _("Falta la contraseña: dígala con --password."), returncode=2
            ) from None
        try:
            validate_email(options["email"])
            validate_password(password)
            actions.create_account(
                options["email"],
                name=options["name"] or options["email"].partition("@")[0],
                password=password,
                role=options["role"],
                unit=unit,
                by=None,
            )
        except ValidationError as refusal:
            raise CommandError(" ".join(refusal.messages), returncode=2) from None
        self.stdout.write(_("Cuenta creada: %s") % options["email"])
