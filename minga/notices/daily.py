"""What is done once a day: what the domains offer, and the letter of those who want one a day."""

from __future__ import annotations

import datetime
import logging
from collections.abc import Callable, Iterable

from django.conf import settings
from django.db import IntegrityError, transaction
from django.utils import timezone

from minga.base.domain import offers
from minga.base.steps import Refused
from minga.notices import letters
from minga.notices.models import DayDone, Mute, Notice
from minga.people.models import Mailing, User

log = logging.getLogger(__name__)

Job = Callable[[datetime.date], None]
CRASHED = datetime.timedelta(hours=1)  # an unfinished day older than this is begun again
REMEMBERED = datetime.timedelta(days=60)


def do_today(ended: Callable[[], bool] = lambda: False) -> None:
    """Do what today still asks for, each once; before its hour, nothing."""
    now = timezone.localtime()
    if now.hour >= settings.DIGEST_HOUR:
        do_day(now.date(), ended)


def do_day(today: datetime.date, ended: Callable[[], bool] = lambda: False) -> None:
    """Do what a day still asks for, whatever the hour."""
    done = set(DayDone.objects.filter(day=today, finished=True).values_list("name", flat=True))
    # the letters of the day come last, and bring what the others found
    jobs: Iterable[tuple[str, Job]] = [*offers("daily"), ("notices.digests", send_digests)]
    for name, job in jobs:
        if ended():
            return
        if name not in done:
            once(name, today, job)


def once(name: str, day: datetime.date, job: Job) -> bool:
    """Do a job if nobody did it that day. One that fails is tried again an hour later."""
    if not _claim(name, day):
        return False
    try:
        job(day)
    except Exception:
        log.exception("What is done each day failed: %s", name)
        return False
    DayDone.objects.filter(name=name, day=day).update(finished=True)
    return True


def _claim(name: str, day: datetime.date) -> bool:
    try:
        with transaction.atomic():
            DayDone.objects.create(name=name, day=day)
            return True
    except IntegrityError:
        now = timezone.now()
        crashed = DayDone.objects.filter(name=name, day=day, finished=False, at__lt=now - CRASHED)
        return bool(crashed.update(at=now))


def send_digests(today: datetime.date) -> None:
    """Write today's letter to each person for whom notices wait."""
    DayDone.objects.filter(day__lt=today - REMEMBERED).delete()
    waiting = Notice.objects.filter(for_digest=True).order_by("to").values_list("to", flat=True)
    for person in User.objects.filter(pk__in=list(waiting.distinct())):
        try:
            with transaction.atomic():
                _digest(person, today)
        except Refused as refusal:  # of an address that cannot be one
            log.warning("No letter of the day for person %s: %s", person.pk, refusal)


def _digest(person: User, today: datetime.date) -> None:
    """What was read, silenced or no longer wanted meanwhile is left out; it waits no more."""
    waiting = Notice.objects.filter(to=person, for_digest=True)
    found = list(waiting.order_by("pk"))
    silent = set(Mute.objects.filter(user=person).values_list("record", "object_id"))
    wanted = [n for n in found if not n.read_at and (n.record, n.object_id) not in silent]
    if person.mail == Mailing.NEVER or not person.is_active:
        wanted = []
    mail = None
    if wanted:
        for notice in wanted:
            notice.to = person
        subject, text = letters.together(wanted)
        key = f"digest:{person.pk}:{today}"
        mail = letters.write(to=person.email, user=person, subject=subject, text=text, key=key)
        if mail is None:
            return  # today's has gone: what came since waits for tomorrow's
    waiting.filter(pk__in=[n.pk for n in found]).update(for_digest=False)
    Notice.objects.filter(pk__in=[n.pk for n in wanted]).update(mail=mail)
