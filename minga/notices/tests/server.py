"""A mail server of the tests: real SMTP, and it can be told to refuse, stall or hang up."""

from __future__ import annotations

import asyncio
import socket
import threading
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from email import message_from_bytes, policy
from email.message import EmailMessage
from typing import Any, cast

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session, syntax


class PostOffice:
    """What arrived, and what each address is answered."""

    def __init__(self) -> None:
        self.letters: list[EmailMessage] = []
        self.says: dict[str, list[str]] = {}  # to: answers to RCPT, one after the other
        self.says_at_the_end: dict[str, list[str]] = {}  # to: answers to the text
        self.stall_before: str = ""  # to: the text is never asked for
        self.stall_after: str = ""  # to: the text was taken, and no answer comes
        self.stalled = threading.Event()
        self.takes = 0.0  # seconds over each text
        self.connections = 0
        self.port = 0

    @property
    def subjects(self) -> Counter[str]:
        return Counter(str(letter["Subject"]) for letter in self.letters)

    async def handle_RCPT(
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: Any
    ) -> str:
        answers = self.says.get(address)
        if answers:
            return answers.pop(0)
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:
        to = envelope.rcpt_tos[0]
        answers = self.says_at_the_end.get(to)
        if answers:
            return answers.pop(0)
        content = cast(bytes, envelope.content)
        self.letters.append(message_from_bytes(content, policy=policy.default))
        if to == self.stall_after:
            await self.stall()
        await asyncio.sleep(self.takes)
        return "250 OK"

    async def stall(self) -> None:
        self.stalled.set()
        await asyncio.sleep(3600)


class Stalling(SMTP):
    def connection_made(self, transport: Any) -> None:
        self.event_handler.connections += 1
        super().connection_made(transport)

    @syntax("DATA")
    async def smtp_DATA(self, arg: str) -> None:
        if self.envelope and self.event_handler.stall_before in self.envelope.rcpt_tos:
            await self.event_handler.stall()
        await super().smtp_DATA(arg)


class OnAFreePort(Controller):
    def factory(self) -> SMTP:
        return Stalling(self.handler, **self.SMTP_kwargs)


@contextmanager
def post_office() -> Iterator[PostOffice]:
    office = PostOffice()
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        office.port = probe.getsockname()[1]
    controller = OnAFreePort(office, hostname="127.0.0.1", port=office.port)
    controller.start()
    office.connections = 0  # of letters, not of the start that looked whether it listens
    try:
        yield office
    finally:
        controller.stop()
