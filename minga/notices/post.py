"""The way to the mail server: one connection for many letters, one step at a time."""

from __future__ import annotations

import smtplib
import ssl
from contextlib import suppress

from django.conf import settings

from minga.notices.message import host, sender

SERVICE_ENDS = 421
READING = 300  # seconds that a server may take over the text, which it may look through


class Answered(Exception):
    """The server said no: 4xx for now, 5xx for good."""

    def __init__(self, code: int, said: bytes) -> None:
        self.code = code
        super().__init__(f"{code} {said.decode(errors='replace')}")

    @property
    def for_good(self) -> bool:
        return self.code >= 500


class Post:
    """A connection to the server of the settings, opened when it is needed."""

    def __init__(self) -> None:
        self.smtp: smtplib.SMTP | None = None

    def open(self) -> None:
        """Raises OSError, which smtplib's exceptions are, where the server cannot be had."""
        if self.smtp is not None:
            return
        where = settings.SMTP
        kind = smtplib.SMTP_SSL if where["use_ssl"] else smtplib.SMTP
        name = host() if host().strip(".0123456789") else f"[{host()}]"
        smtp = kind(where["host"], where["port"], local_hostname=name, timeout=where["timeout"])
        try:
            if where["use_tls"]:
                smtp.starttls(context=ssl.create_default_context())
            if where["username"]:
                smtp.login(where["username"], where["password"])
            smtp.ehlo_or_helo_if_needed()
        except BaseException:
            smtp.close()
            raise
        self.smtp = smtp

    def close(self) -> None:
        """Part from the server when all is said."""
        if self.smtp is not None:
            with suppress(OSError):
                self.smtp.quit()
        self.drop()

    def drop(self) -> None:
        """Hang up: in the middle of a letter, what was not given is forgotten."""
        if self.smtp is not None:
            self.smtp.close()
        self.smtp = None

    def offer(self, to: str) -> None:
        """Say who the letter is for, until the server waits for it; nothing of it has left yet.

        A connection that was used before may have been ended by the server: it is opened anew.
        """
        used = self.smtp is not None
        self.open()
        try:
            self._offer(to)
        except (OSError, Answered) as failure:
            ended = not isinstance(failure, Answered) or failure.code == SERVICE_ENDS
            if ended:
                self.drop()
            if not used or not ended:
                raise
            self.open()
            self._offer(to)

    def _offer(self, to: str) -> None:
        assert self.smtp is not None
        self._expect(250, self.smtp.mail(sender()))
        self._expect(250, self.smtp.rcpt(to))
        self._expect(354, self.smtp.docmd("DATA"))

    def hand(self, letter: bytes) -> None:
        """Give the letter away. Whatever goes wrong but an answer, the server may have it."""
        assert self.smtp is not None and self.smtp.sock is not None
        self.smtp.sock.settimeout(READING)
        self.smtp.send(letter + b".\r\n")  # in one piece: a second small one waits for the first
        self._expect(250, self.smtp.getreply())
        self.smtp.sock.settimeout(settings.SMTP["timeout"])

    def forget(self) -> None:
        """Leave a letter that was refused, to go on with the next."""
        try:
            assert self.smtp is not None
            self._expect(250, self.smtp.rset())
        except (AssertionError, OSError, Answered):
            self.drop()

    @staticmethod
    def _expect(wanted: int, answer: tuple[int, bytes]) -> None:
        code, said = answer
        if code // 100 != wanted // 100:
            raise Answered(code, said)
