"""Reading what strangers wrote in a process of its own: little time, little memory, no network.

A damaged or hostile file can then end nothing but that process. What comes back is plain data.
"""

from __future__ import annotations

import contextlib
import ctypes
import gc
import io
import os
import pickle
import platform
import resource
import select
import signal
import struct
import sys
import time
import warnings
from collections.abc import Callable
from decimal import Decimal
from typing import Any, NoReturn

from django.utils.translation import gettext as _

from minga.intake.reading import Unreadable

Progress = Callable[[str, int, int], None]  # stage, done, total
Say = Callable[[str, int, int], None]

SECONDS = 300
MEGABYTES = 4096
_HEAD = struct.Struct("<cQ")
_PLAIN = ("minga.intake.reading", "minga.intake.layout", "minga.intake.blocks", "minga.plans.draft")
_NAMES = {"datetime.date": None, "decimal.Decimal": Decimal, "builtins.frozenset": frozenset}


def apart[T](
    work: Callable[[Say], T],
    *,
    progress: Progress = lambda stage, done, total: None,
    seconds: float = SECONDS,
    megabytes: int = MEGABYTES,
) -> T:
    """What `work` returns, worked out in a child process.

    `work` is given a function by which it tells how far it is. Raises Unreadable where the work
    raises it, and where it takes more than `seconds` or `megabytes`, or the process dies.
    """
    sys.stdout.flush()
    sys.stderr.flush()
    out, into = os.pipe()
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)  # threads: the child starts none
        child = os.fork()
    if child == 0:
        _work(work, into, seconds, megabytes)
    os.close(into)
    try:
        return _listen(out, progress, time.monotonic() + seconds)  # type: ignore[no-any-return]
    finally:
        os.close(out)
        with contextlib.suppress(ProcessLookupError):
            os.kill(child, signal.SIGKILL)
        os.waitpid(child, 0)


# --- the child


def _work(work: Callable[[Say], Any], into: int, seconds: float, megabytes: int) -> NoReturn:
    """Never returns: whatever happens, the child ends here."""
    try:
        gc.disable()
        signal.signal(signal.SIGINT, signal.SIG_IGN)
        _limit(into, seconds, megabytes)
        said = b"r", pickle.dumps(work(_teller(into)), protocol=5)
    except Unreadable as refusal:
        said = b"u", str(refusal).encode()
    except MemoryError:
        said = b"m", b""
    except BaseException as error:
        said = b"e", f"{type(error).__name__}: {error}"[:500].encode("utf-8", "replace")
    with contextlib.suppress(BaseException):
        _send(into, *said)
    os._exit(0)


def _teller(into: int) -> Say:
    last = 0.0

    def tell(stage: str, done: int, total: int) -> None:
        nonlocal last
        if time.monotonic() - last > 0.2 or done == total:
            last = time.monotonic()
            _send(into, b"p", pickle.dumps((stage, done, total)))

    return tell


def _send(into: int, kind: bytes, content: bytes) -> None:
    view = memoryview(_HEAD.pack(kind, len(content)) + content)
    while view:
        view = view[os.write(into, view) :]


def _limit(keep: int, seconds: float, megabytes: int) -> None:
    os.closerange(3, keep)
    os.closerange(keep + 1, 65536)
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))  # it writes no file
    cpu = int(seconds) + 1
    with contextlib.suppress(ValueError, OSError):
        resource.setrlimit(resource.RLIMIT_CPU, (cpu, cpu + 1))
    with contextlib.suppress(ValueError, OSError):
        most = (megabytes << 20) + _size_now()
        resource.setrlimit(resource.RLIMIT_AS, (most, most))
    if sys.platform == "linux":
        _no_network()


def _size_now() -> int:
    """Address space in use, which the child has from its parent."""
    try:
        with open("/proc/self/statm") as file:
            return int(file.read().split()[0]) * resource.getpagesize()
    except OSError:
        return 0


# Calls that open a connection or start a program, by machine: socket, execve, execveat, ptrace.
_CALLS = {"x86_64": (0xC000003E, (41, 59, 322, 101)), "aarch64": (0xC00000B7, (198, 221, 281, 117))}
_LOAD, _EQUAL, _RETURN = 0x20, 0x15, 0x06  # classic packet filter
_ALLOW, _REFUSE = 0x7FFF0000, 0x00050001  # let it through; fail with "not permitted"


def _no_network() -> None:
    """A filter of system calls, which needs no privilege; see seccomp(2)."""
    if platform.machine() not in _CALLS:
        with contextlib.suppress(OSError):
            os.unshare(os.CLONE_NEWUSER | os.CLONE_NEWNET)
        return
    machine, calls = _CALLS[platform.machine()]
    last = len(calls)
    steps = [(_LOAD, 0, 0, 4), (_EQUAL, 0, last + 1, machine), (_LOAD, 0, 0, 0)]
    steps += [(_EQUAL, last - n, 0, call) for n, call in enumerate(calls)]
    steps += [(_RETURN, 0, 0, _ALLOW), (_RETURN, 0, 0, _REFUSE)]
    code = b"".join(struct.pack("HBBI", *step) for step in steps)
    buffer = ctypes.create_string_buffer(code)
    program = struct.pack("HxxxxxxP", len(steps), ctypes.addressof(buffer))
    libc = ctypes.CDLL(None, use_errno=True)
    libc.prctl(38, 1, 0, 0, 0)  # no new privileges
    libc.prctl(22, 2, ctypes.c_char_p(program), 0, 0)  # seccomp, by filter


# --- the parent


def _listen(out: int, progress: Progress, until: float) -> Any:
    while True:
        kind, length = _HEAD.unpack(_receive(out, _HEAD.size, until))
        content = _receive(out, length, until)
        if kind == b"p":
            progress(*plain(content))
        elif kind == b"r":
            return plain(content)
        elif kind == b"u":
            raise Unreadable(content.decode())
        elif kind == b"m":
            raise Unreadable(_too_big())
        else:
            raise Unreadable(_broken()) from RuntimeError(content.decode("utf-8", "replace"))


def _receive(out: int, length: int, until: float) -> bytes:
    pieces = bytearray()
    while len(pieces) < length:
        ready, _w, _x = select.select([out], [], [], max(0, until - time.monotonic()))
        if not ready:
            raise Unreadable(
                _("Leer el archivo tomó demasiado tiempo: divídalo o quite lo que no es el plan.")
            )
        piece = os.read(out, min(length - len(pieces), 1 << 20))
        if not piece:
            raise Unreadable(_broken())
        pieces += piece
    return bytes(pieces)


class _Plain(pickle.Unpickler):
    """Only the plain data that readers and importers make: nothing that can act."""

    def find_class(self, module: str, name: str) -> Any:
        if module in _PLAIN:
            return super().find_class(module, name)
        if f"{module}.{name}" in _NAMES or (module, name) in (("copyreg", "_reconstructor"),):
            return super().find_class(module, name)
        raise pickle.UnpicklingError(f"{module}.{name}")


def plain(content: bytes) -> Any:
    """The plain data that was packed; Unreadable where it holds anything else."""
    was_on = gc.isenabled()
    gc.disable()  # nothing of it is garbage
    try:
        return _Plain(io.BytesIO(content)).load()
    except pickle.UnpicklingError as error:
        raise Unreadable(_broken()) from error
    finally:
        if was_on:
            gc.enable()


def _too_big() -> str:
    return _("Leer el archivo necesita demasiada memoria: divídalo o quite lo que no es el plan.")


def _broken() -> str:
    return _(
        "No se pudo leer el archivo: está dañado o hecho de un modo que no conocemos."
        " Ábralo, guárdelo de nuevo y súbalo otra vez."
    )
