"""Sending letters: each once, whoever else is sending, and wherever the worker is killed.

A letter is claimed (`sending`), the server is asked to take it, and only when it waits for the
text is `handing` written down, and the text given. Whoever finds a claim whose worker is gone
knows by that word whether the server may have the letter: one that was `sending` goes out again,
one that was `handing` never does.
"""

from __future__ import annotations

import datetime
import logging
import os
import socket
from collections.abc import Callable
from email.errors import MessageError

from django.conf import settings
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext as _

from minga.notices.letters import bundle
from minga.notices.message import as_sent, recipient
from minga.notices.models import Mail
from minga.notices.post import Answered, Post

log = logging.getLogger(__name__)

Status = Mail.Status
STALE = datetime.timedelta(minutes=15)  # longer than a server may take over one letter
# minutes until it is tried again; all of them together are about a day
WAITS = (1, 2, 5, 10, 20, 40, *(60,) * 22)
# what is wrong with how we present ourselves is for the operator to mend, not the letter's end
OUR_FAULT = {530, 534, 535, 538}


def me() -> str:
    """This process, as claims name it."""
    return f"{socket.gethostname()[:80]}:{os.getpid()}"


def send_due(ended: Callable[[], bool] = lambda: False) -> bool:
    """Send what is due until nothing is, or `ended`; False if the server cannot be reached."""
    if not settings.SENDS_LETTERS:
        return True
    post = Post()
    try:
        while not ended() and (mail := claim()):
            try:
                post.open()
            except OSError as error:
                put_off(mail, f"{type(error).__name__}: {error}")
                return False
            bundle(mail)
            _send(mail, post)
        return True
    finally:
        post.close()


def claim() -> Mail | None:
    """Take the oldest letter that is due, unless another worker takes it first."""
    while True:
        now = timezone.now()
        due = Mail.objects.filter(Q(not_before=None) | Q(not_before__lte=now), status="waiting")
        found = list(due.order_by("at", "pk").values_list("pk", flat=True)[:10])
        if not found:
            return None
        for pk in found:
            won = Mail.objects.filter(pk=pk, status=Status.WAITING).update(
                status=Status.SENDING, claimed_at=timezone.now(), claimed_by=me()
            )
            if won:
                return Mail.objects.get(pk=pk)


def _send(mail: Mail, post: Post) -> None:
    try:
        letter = as_sent(mail)
    except (ValueError, LookupError, MessageError) as error:
        fail(mail, f"{type(error).__name__}: {error}")
        return
    try:
        post.offer(recipient(mail))
    except Answered as answer:
        _refused(mail, answer)
        post.forget()
        return
    except OSError as error:
        put_off(mail, f"{type(error).__name__}: {error}")
        post.drop()
        return
    if not _move(mail, Status.HANDING):
        post.drop()  # it took us so long that another worker has it
        return
    try:
        post.hand(letter)
    except Answered as answer:
        _refused(mail, answer)
    except OSError as error:
        _move(mail, Status.UNSURE, problem=f"{type(error).__name__}: {error}"[:250])
        log.warning("Nobody knows whether letter %s arrived: %s", mail.uuid, error)
        post.drop()
    else:
        _move(mail, Status.SENT, sent_at=timezone.now(), problem="")


def _refused(mail: Mail, answer: Answered) -> None:
    if answer.for_good and answer.code not in OUR_FAULT:
        fail(mail, str(answer))
    else:
        put_off(mail, str(answer))


def put_off(mail: Mail, why: str) -> None:
    """Try again later, each time after a longer while, for about a day."""
    if mail.attempts >= len(WAITS):
        fail(mail, why)
        return
    wait = datetime.timedelta(minutes=WAITS[mail.attempts])
    _move(
        mail,
        Status.WAITING,
        not_before=timezone.now() + wait,
        attempts=F("attempts") + 1,
        problem=why[:250],
    )
    log.warning("Letter %s waits %s: %s", mail.uuid, wait, why)


def fail(mail: Mail, why: str) -> None:
    _move(mail, Status.FAILED, problem=why[:250])
    log.warning("Letter %s cannot be sent: %s", mail.uuid, why)


def _move(mail: Mail, to: str, **changes: object) -> bool:
    """Write down where a letter is, if it is still ours: the claim is part of the UPDATE."""
    ours = Mail.objects.filter(
        pk=mail.pk,
        claimed_at=mail.claimed_at,
        claimed_by=mail.claimed_by,
        status__in=(Status.SENDING, Status.HANDING, Status.UNSURE),
    )
    if to == Status.HANDING:
        ours = ours.filter(status=Status.SENDING)
    return bool(ours.update(status=to, **changes))


def recover(*, starting: bool = False) -> None:
    """Take back the claims of workers that are gone. At the start none can be this process's."""
    claimed = Mail.objects.filter(status__in=(Status.SENDING, Status.HANDING))
    for mail in claimed.only("uuid", "status", "claimed_at", "claimed_by"):
        if not _gone(mail, starting):
            continue
        same = claimed.filter(pk=mail.pk, claimed_at=mail.claimed_at)
        same.filter(status=Status.SENDING).update(status=Status.WAITING)
        told = _("el envío se interrumpió mientras el servidor lo recibía")
        if same.filter(status=Status.HANDING).update(status=Status.UNSURE, problem=told):
            log.warning("Nobody knows whether letter %s arrived: its worker ended", mail.uuid)


def _gone(mail: Mail, starting: bool) -> bool:
    if mail.claimed_at is None or mail.claimed_at < timezone.now() - STALE:
        return True
    if mail.claimed_by == me():
        return starting
    host, _colon, process = mail.claimed_by.rpartition(":")
    if host != me().rpartition(":")[0] or not process.isdecimal():
        return False
    try:
        os.kill(int(process), 0)
    except ProcessLookupError:
        return True
    except OSError:
        return False
    return False
