"""What a letter is like: its address, its headers, its parts."""

from __future__ import annotations

from email import message_from_bytes, policy
from email.message import EmailMessage
from typing import cast

import pytest
from pytest_django import Settings

from minga.base.steps import Refused
from minga.notices.letters import write
from minga.notices.message import as_sent, recipient
from minga.notices.models import Mail

CALENDAR = "BEGIN:VCALENDAR\r\nSUMMARY:Sesión de la mesa\r\nEND:VCALENDAR\r\n"


def arrived(mail: Mail) -> EmailMessage:
    return message_from_bytes(as_sent(mail), policy=policy.default)


@pytest.mark.parametrize(
    "address",
    [
        "",
        "ana",
        "ana@",
        "@example.org",
        "ana@example",
        "ana@exa mple.org",
        "ana@example.org, zoe@example.org",
        "ana@example.org\nBcc: zoe@example.org",
        "Ana <ana@example.org>",
        "maría@example.org",
        "a" * 250 + "@example.org",
    ],
)
def test_an_address_that_cannot_be_one_is_refused_by_name(db: None, address: str) -> None:
    with pytest.raises(Refused) as refusal:
        write(to=address, subject="Convocatoria", text="…")
    shown = " ".join(address.split())[:100]
    assert f"«{shown}» no es una dirección de correo" in refusal.value.messages[0]
    assert not Mail.objects.exists()


@pytest.mark.pure
def test_its_headers_say_who_sent_it_and_that_nobody_typed_it(settings: Settings) -> None:
    settings.URL = "https://plan.example.org"
    settings.DEFAULT_FROM_EMAIL = "El plan de la ciudad <plan@example.org>"
    mail = Mail(to="ana@example.org", subject="Reunión de la próxima semana", text="Acción\n.\n..")
    found = arrived(mail)
    assert found["From"] == "El plan de la ciudad <plan@example.org>"
    assert found["To"] == "ana@example.org"
    assert found["Subject"] == "Reunión de la próxima semana"
    assert found["Message-ID"] == f"<{mail.uuid}@plan.example.org>"
    assert found["Auto-Submitted"] == "auto-generated"
    assert found["Date"]
    assert found.get_content_type() == "text/plain"
    assert found.get_content_charset() == "utf-8"


@pytest.mark.pure
def test_no_line_of_the_text_ends_the_letter(settings: Settings) -> None:
    """A line that begins with a dot has it doubled on the way."""
    lines = as_sent(Mail(to="ana@example.org", subject="x", text=".\n.hola\n")).split(b"\r\n")
    assert b"." not in lines
    assert b".." in lines
    assert b"..hola" in lines


@pytest.mark.pure
def test_a_subject_cannot_bring_headers_of_its_own() -> None:
    found = arrived(
        Mail(to="ana@example.org", subject="Hola\r\nBcc: zoe@example.org\u2028X: y", text="")
    )
    assert found["Bcc"] is None
    assert found["X"] is None
    assert found["Subject"] == "Hola Bcc: zoe@example.org X: y"


@pytest.mark.pure
def test_a_long_subject_arrives_whole() -> None:
    told = "«Promoción de modos de transporte» vence el día 3: añada su sesión ya mismo. "
    subject = (told * 4)[:250].strip()
    assert arrived(Mail(to="a@example.org", subject=subject, text=""))["Subject"] == subject


@pytest.mark.pure
def test_a_subject_folded_before_an_accent_gains_no_space() -> None:
    subject = "Hay un convenio por revisar: DEMO-003 Acuerdo para recuperar el río San Pedro"
    assert arrived(Mail(to="a@example.org", subject=subject, text=""))["Subject"] == subject


@pytest.mark.pure
def test_a_domain_outside_ascii_is_written_as_servers_do() -> None:
    assert recipient(Mail(to="ana@año.example.org")) == "ana@xn--ao-zja.example.org"


@pytest.mark.pure
def test_an_invitation_is_for_calendars_and_attached() -> None:
    mail = Mail(
        to="ana@example.org", subject="Sesión", text="Venga", calendar=CALENDAR, method="REQUEST"
    )
    found = arrived(mail)
    assert found.get_content_type() == "multipart/mixed"
    body, attached = cast("list[EmailMessage]", found.get_payload())
    text, calendar = cast("list[EmailMessage]", body.get_payload())
    assert body.get_content_type() == "multipart/alternative"
    assert text.get_content().strip() == "Venga"
    assert calendar.get_content_type() == "text/calendar"
    assert calendar.get_param("method") == "REQUEST"
    assert calendar.get_content_charset() == "utf-8"
    assert calendar.get_payload(decode=True) == CALENDAR.encode()
    assert attached.get_filename() == "minga.ics"
    assert attached.get_payload(decode=True) == CALENDAR.encode()
