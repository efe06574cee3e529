"""Reading notices, and silencing what one does not want to hear of."""

from __future__ import annotations

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from minga.base import history
from minga.base.steps import Refused
from minga.notices.models import Mail, Mute, Notice
from minga.people.models import User


def read(*notices: int, by: User) -> int:
    """The person has seen these notices; all of theirs, where none is named."""
    unread = Notice.objects.filter(to=by, read_at=None)
    if notices:
        unread = unread.filter(pk__in=notices)
    return unread.update(read_at=timezone.now())


def mute(record: str, object_id: int, *, by: User) -> bool:
    """No more notices of one thing; False if it was silent already."""
    _mute, made = Mute.objects.get_or_create(user=by, record=record, object_id=object_id)
    return made


def follow(record: str, object_id: int, *, by: User) -> bool:
    """Notices of one thing again."""
    gone, _kinds = Mute.objects.filter(user=by, record=record, object_id=object_id).delete()
    return bool(gone)


def send_again(mail: Mail, *, by: User) -> None:
    """A person decides what the worker never does by itself: a letter goes out once more."""
    stopped = Mail.objects.filter(pk=mail.pk, status__in=Mail.STOPPED)
    with transaction.atomic():
        if not stopped.update(status=Mail.Status.WAITING, attempts=0, not_before=None):
            raise Refused(_("Este correo ya no espera una decisión."))
        history.record(mail, "sent again", by=by, before={"status": mail.status})
