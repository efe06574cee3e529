"""Writing the facts beside the pages: once a day, and when the coordinator asks for it."""

from __future__ import annotations

import datetime

from django.core.cache import cache
from django.db import transaction
from django.tasks import task
from django.utils.translation import gettext as _

from minga.analytics.catalog import NAME, own
from minga.analytics.write import write_facts
from minga.base.steps import Refused
from minga.people.models import User, is_coordinator

WAITING = "analytics.facts.waiting"
FORGOTTEN = 1800  # seconds after which one that never ended may be asked for again


def daily(today: datetime.date) -> None:
    """Once a day all is compared with what is written, whatever the history says."""
    write_facts(compare=True)


def update(*, by: User) -> None:
    """Have the facts brought up to date, as soon as the worker gets to it."""
    if not is_coordinator(by):
        raise Refused(_("Solo la coordinación actualiza los datos; se actualizan solos cada día."))
    if not cache.add(WAITING, by.pk, FORGOTTEN):
        raise Refused(_("Ya se están actualizando: vuelva a cargar la página en un momento."))
    transaction.on_commit(lambda: update_facts.enqueue())


def hidden() -> None:
    """Something is public no more: what was published of it is taken back without waiting a day."""
    if (own() / NAME).exists():
        transaction.on_commit(lambda: update_facts.enqueue())


def waiting() -> bool:
    return cache.get(WAITING) is not None


@task()
def update_facts() -> None:
    try:
        write_facts()
    finally:
        cache.delete(WAITING)
