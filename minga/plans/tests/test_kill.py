"""An import that dies half-way, by power cut or `kill -9`, leaves the plan as it was."""

from __future__ import annotations

import io
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

import pytest

CHECKOUT = Path(__file__).resolve().parents[3]
HEADER = (
    "Objetivos del Desarrollo\tObjetivos de Gestión\tIniciativas"
    "\tObjetivo de Articulación\tMecanismos de Articulación\n"
)

Environment = dict[str, str]


@pytest.fixture
def elsewhere(tmp_path: Path) -> Iterator[Environment]:
    """A home of its own and, where the tests run on PostgreSQL, a database of its own."""
    environment = {**os.environ, "MINGA_HOME": str(tmp_path / "home"), "PYTHONPATH": str(CHECKOUT)}
    url = os.environ.get("DATABASE_URL", "")
    if not url:
        yield environment
        return
    import psycopg

    name = f"minga_kill_{os.getpid()}"
    with psycopg.connect(url, autocommit=True) as server:
        server.execute(f"create database {name}")
    yield {**environment, "DATABASE_URL": urlsplit(url)._replace(path=f"/{name}").geturl()}
    with psycopg.connect(url, autocommit=True) as server:
        server.execute(f"drop database {name} with (force)")


def minga(environment: Environment, *arguments: str) -> subprocess.Popen[bytes]:
    return subprocess.Popen(
        [sys.executable, "-m", "minga.cli", *arguments],
        env=environment,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )


def exported(environment: Environment) -> bytes:
    process = minga(environment, "export", "matrix", "--plan", "prueba", "--format", "csv")
    out, problems = process.communicate(timeout=60)
    assert process.returncode == 0, problems.decode()
    return out


def matrix(rows: int) -> str:
    first = "1. Vivir mejor\t1.1 Con todos\tIniciativa 1\tSembrar 1.\tConvenios\n"
    return (
        HEADER
        + first
        + "".join(
            f"\t\tIniciativa {n}\tSembrar {n}.\tConvenios y Acuerdos\n" for n in range(2, rows + 1)
        )
    )


@pytest.mark.slow
def test_kill_9_in_the_middle_of_an_import_leaves_the_plan_as_it_was(
    elsewhere: Environment, tmp_path: Path
) -> None:
    (tmp_path / "small.txt").write_text(matrix(20))
    (tmp_path / "large.txt").write_text(matrix(12_000))
    small = minga(elsewhere, "import", str(tmp_path / "small.txt"), "--plan", "prueba", "--yes")
    _out, problems = small.communicate(timeout=120)
    assert small.returncode == 0, problems.decode()
    before = exported(elsewhere)
    assert before.count(b"\n") == 21

    large = minga(elsewhere, "import", str(tmp_path / "large.txt"), "--plan", "prueba", "--yes")
    assert isinstance(large.stderr, io.BufferedReader)
    seen = b""
    while b" 4000 de" not in seen:  # two batches are written, many are to come
        piece = large.stderr.read1()
        assert piece, f"it ended before it could be killed: {seen.decode()}"
        seen += piece
    large.kill()
    assert large.wait() == -9

    assert exported(elsewhere) == before
    # and the way is free: the same import goes through now
    again = minga(elsewhere, "import", str(tmp_path / "large.txt"), "--plan", "prueba", "--yes")
    _out, problems = again.communicate(timeout=300)
    assert again.returncode == 0, problems.decode()
    assert exported(elsewhere).count(b"\n") == 12_001
