"""Reading in a process of its own: what comes back, and what it may not do."""

from __future__ import annotations

import ctypes
import os
import pickle
import socket
import subprocess
import time
from typing import Any

import pytest

from minga.intake.apart import Say, apart
from minga.intake.reading import Row, Unreadable

pytestmark = pytest.mark.pure


def test_it_gives_back_what_was_read() -> None:
    assert apart(lambda say: (Row(1, ("a", None)), {"x": 1.5})) == (Row(1, ("a", None)), {"x": 1.5})


def test_it_tells_how_far_it_is() -> None:
    def work(say: Say) -> str:
        say("reading", 1, 1)
        return "done"

    told: list[tuple[str, int, int]] = []
    assert apart(work, progress=lambda *step: told.append(step)) == "done"
    assert told == [("reading", 1, 1)]


def test_a_refusal_keeps_its_sentence() -> None:
    def work(say: Say) -> None:
        raise Unreadable("El archivo está vacío.")

    with pytest.raises(Unreadable, match="El archivo está vacío"):
        apart(work)


def test_it_ends_what_takes_too_long() -> None:
    began = time.monotonic()
    with pytest.raises(Unreadable, match="demasiado tiempo"):
        apart(lambda say: time.sleep(60), seconds=0.5)
    assert time.monotonic() - began < 30


def test_it_ends_what_takes_too_much_memory() -> None:
    with pytest.raises(Unreadable, match="demasiada memoria"):
        apart(lambda say: len(bytearray(2 << 30)), megabytes=256)


def test_a_crash_ends_only_the_reading() -> None:
    with pytest.raises(Unreadable, match="dañado"):
        apart(lambda say: ctypes.string_at(0))


def test_it_opens_no_connection() -> None:
    with pytest.raises(Unreadable) as refusal:
        apart(lambda say: socket.create_connection(("127.0.0.1", 9)).close())
    assert "PermissionError" in str(refusal.value.__cause__)


def test_it_starts_no_program() -> None:
    with pytest.raises(Unreadable) as refusal:
        apart(lambda say: subprocess.run(["true"], check=True).returncode)
    assert "PermissionError" in str(refusal.value.__cause__)


def test_it_writes_no_file(tmp_path: Any) -> None:
    def work(say: Say) -> None:
        (tmp_path / "left").write_bytes(b"x" * 10)

    with pytest.raises(Unreadable):
        apart(work)
    assert not (tmp_path / "left").exists() or not (tmp_path / "left").read_bytes()


class _Acts:
    def __reduce__(self) -> Any:
        return os.system, ("true",)


def test_what_comes_back_cannot_act() -> None:
    assert pickle.dumps(_Acts())
    with pytest.raises(Unreadable):
        apart(lambda say: _Acts())
