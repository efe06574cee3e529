"""Whether the database can be used: made when it is new, never changed behind one's back."""

from __future__ import annotations

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import CommandError
from django.db import OperationalError, connection
from django.db.migrations.executor import MigrationExecutor
from django.utils.translation import gettext as _


def ready() -> None:
    """Make a new database; refuse to work on one that an older version made."""
    settings.HOME.mkdir(parents=True, exist_ok=True)
    try:
        executor = MigrationExecutor(connection)
    except OperationalError as error:
        reason = str(error).strip().splitlines()[0]
        raise CommandError(
            _("No se pudo abrir la base de datos: %s. Revise DATABASE_URL o MINGA_HOME.") % reason,
            returncode=2,
        ) from None
    pending = executor.migration_plan(executor.loader.graph.leaf_nodes())
    if not pending:
        return
    if executor.loader.applied_migrations:
        raise CommandError(
            _("La base de datos es de una versión anterior. Ejecute primero: minga migrate"),
            returncode=2,
        )
    call_command("migrate", verbosity=0)
