"""A letter as it travels: what a mail server is given."""

from __future__ import annotations

import re
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import formatdate, parseaddr
from urllib.parse import urlsplit

from django.conf import settings

from minga.notices.letters import on_one_line
from minga.notices.models import Mail


def message(mail: Mail) -> EmailMessage:
    """The letter with its headers; an invitation is read by calendars, and attached as a file."""
    made = EmailMessage(policy=SMTP)
    name, sender = parseaddr(settings.DEFAULT_FROM_EMAIL)
    made["From"] = Address(name, addr_spec=sender)
    made["To"] = Address(addr_spec=recipient(mail))
    made["Subject"] = on_one_line(mail.subject)
    made["Date"] = formatdate(localtime=False)
    made["Message-ID"] = f"<{mail.uuid}@{host()}>"
    made["Auto-Submitted"] = "auto-generated"
    made.set_content(mail.text, cte="quoted-printable")
    if mail.calendar:
        made.add_alternative(
            mail.calendar, subtype="calendar", cte="base64", params={"method": mail.method}
        )
        made.add_attachment(
            mail.calendar.encode(), maintype="application", subtype="ics", filename="minga.ics"
        )
    return made


def as_sent(mail: Mail) -> bytes:
    """The lines of the letter, with the dots that the protocol doubles."""
    head, parts, body = message(mail).as_bytes().partition(b"\r\n\r\n")
    # Python folds before a word with accents and leaves the space: whoever unfolds it reads two
    head = head.replace(b" \r\n ", b"\r\n ")
    return re.sub(rb"(?m)^\.", b"..", head + parts + body)


def recipient(mail: Mail) -> str:
    """The address with the name of its domain as servers write it."""
    person, _at, domain = mail.to.rpartition("@")
    return f"{person}@{domain.encode('idna').decode()}"


def sender() -> str:
    return parseaddr(settings.DEFAULT_FROM_EMAIL)[1]


def host() -> str:
    """The public name of this installation."""
    return urlsplit(settings.URL).hostname or "localhost"
