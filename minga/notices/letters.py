"""Writing letters: put on their way in the transaction of what they tell, sent by the worker."""

from __future__ import annotations

import datetime
import re
from collections.abc import Sequence
from itertools import groupby

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, override

from minga.base.domain import offered
from minga.base.steps import Refused
from minga.notices.models import Mail, Notice
from minga.notices.saying import say
from minga.people.models import User

LONGEST_ADDRESS = 254
LONGEST_SUBJECT = 250
BUNDLED = 50


def write(
    *,
    to: str,
    subject: str,
    text: str,
    user: User | None = None,
    calendar: str = "",
    method: str = "",
    key: str | None = None,
    not_before: datetime.datetime | None = None,
) -> Mail | None:
    """Write a letter to one address; None if one with the same `key` was written before.

    `calendar` is a whole iCalendar text and `method` what it asks for, REQUEST or CANCEL.
    Refuses an address that cannot be one.
    """
    letter = {
        "to": checked(to),
        "user": user,
        "subject": on_one_line(subject)[:LONGEST_SUBJECT],
        "text": text,
        "calendar": calendar,
        "method": method,
        "not_before": not_before,
    }
    if key is None:
        return Mail.objects.create(**letter)
    mail, written = Mail.objects.get_or_create(key=key, defaults=letter)
    return mail if written else None


def checked(address: str) -> str:
    """The address without the space around it, or a refusal that names it."""
    found = address.strip()
    try:
        validate_email(found)
        # a server that takes other letters before the @ is rare, and ours may not be one
        found.rpartition("@")[0].encode("ascii")
        if len(found) > LONGEST_ADDRESS:
            raise ValidationError("")
    except (ValidationError, UnicodeError):
        raise Refused(
            _("«%s» no es una dirección de correo. Escríbala completa, como nombre@institucion.ec.")
            % on_one_line(address)[:100]
        ) from None
    return found


def on_one_line(text: str) -> str:
    """No line end may leave a subject and become a header of its own."""
    return re.sub(r"[\s\x00-\x1f\x7f\u2028\u2029]+", " ", text).strip()


def compose(notices: Sequence[Notice]) -> None:
    """Write the letter of each notice to its reader, in the reader's language.

    All tell one thing, and are not saved yet: they are given the letter that they go in.
    """
    told: dict[str, tuple[str, str, str]] = {}
    for notice in notices:
        language = notice.to.language
        with override(language):
            if language not in told:
                said = say(notice, offered("notices"))
                told[language] = (said, f"{said}\n\n{_link(notice.url)}", _how_to_mute(notice))
            said, text, foot = told[language]
            notice.mail = Mail(
                to=notice.to.email,
                user=notice.to,
                subject=on_one_line(said)[:LONGEST_SUBJECT],
                text=_around(notice.to.name, text, foot),
            )
    Mail.objects.bulk_create((n.mail for n in notices if n.mail), batch_size=500)


def together(notices: Sequence[Notice]) -> tuple[str, str]:
    """The subject and text that tell one person of all these, thing by thing, in their language."""
    person = notices[0].to
    kinds = offered("notices")
    with override(person.language):
        things = []
        in_order = sorted(notices, key=lambda n: (n.record, n.object_id, n.pk))
        for _thing, group in groupby(in_order, key=lambda n: (n.record, n.object_id)):
            said = list(group)
            lines = "\n".join(f"· {say(notice, kinds)}" for notice in said)
            name = on_one_line(str(said[-1].params.get("about", "")))
            things.append(f"{name}\n{lines}\n{_link(said[-1].url)}")
        count = ngettext("%d aviso", "%d avisos", len(notices)) % len(notices)
        return f"Minga: {count}", _around(person.name, "\n\n".join(things), "")


def bundle(mail: Mail) -> None:
    """Put into a claimed letter the others that wait for the same person to be told of things.

    What one press of a button sets off is one letter, though it is several notices.
    """
    alike = {"key": None, "calendar": "", "attempts": 0, "notices__isnull": False}
    if mail.user_id is None or not Mail.objects.filter(pk=mail.pk, **alike).exists():
        return
    claim = {"claimed_at": mail.claimed_at, "claimed_by": mail.claimed_by}
    waiting = Mail.objects.filter(user=mail.user_id, to=mail.to, status=Mail.Status.WAITING)
    with transaction.atomic():
        others = waiting.filter(not_before=None, **alike).order_by("pk").distinct()[:BUNDLED]
        taken = [
            pk
            for pk in list(others.values_list("pk", flat=True))
            if waiting.filter(pk=pk).update(status=Mail.Status.SENDING, **claim)
        ]
        if not taken:
            return
        told = Notice.objects.filter(mail__in=[mail.pk, *taken]).select_related("to")
        mail.subject, mail.text = together(list(told.order_by("pk")))
        Mail.objects.filter(pk=mail.pk, **claim).update(subject=mail.subject, text=mail.text)
        Notice.objects.filter(mail__in=taken).update(mail=mail)
        Mail.objects.filter(pk__in=taken).delete()


def _around(name: str, told: str, foot: str) -> str:
    """What every letter to a person has: the greeting, and how to receive fewer."""
    settings_page = _link(reverse("notices:settings"))
    how = _("Para recibir un resumen al día, o ningún correo: %s") % settings_page
    return "\n".join(
        [
            _("Hola, %s:") % on_one_line(name) if name else _("Hola:"),
            "",
            told,
            "",
            "-- ",
            *([foot] if foot else []),
            how,
            "",
        ]
    )


def _how_to_mute(notice: Notice) -> str:
    where = _link(reverse("notices:mute", args=[notice.record, notice.object_id]))
    return _("Para no recibir más avisos de esto: %s") % where


def _link(path: str) -> str:
    return f"{settings.URL}{path}"
