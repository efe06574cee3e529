"""The launcher and the passing PostgreSQL, as people and scripts meet them."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path
from urllib.parse import urlsplit

import psycopg
import pytest

from minga.base.postgres import temporary_postgres

pytestmark = pytest.mark.pure

CHECKOUT = Path(__file__).resolve().parent.parent


def launch(
    program: Path, *arguments: str, cwd: Path, **variables: str
) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [program, *arguments],
        cwd=cwd,
        env={**os.environ, **variables},
        capture_output=True,
        text=True,
        stdin=subprocess.DEVNULL,
    )


def a_checkout(folder: Path, command_line: str) -> Path:
    """A small checkout that shares this one's environment."""
    checkout = folder / "a plan's checkout"
    (checkout / "script").mkdir(parents=True)
    for name in ["minga", "environment.sh"]:
        copy = checkout / "script" / name
        copy.write_bytes((CHECKOUT / "script" / name).read_bytes())
        copy.chmod(0o755)
    (checkout / "requirements").mkdir()
    (checkout / "requirements" / "core.txt").write_text("")
    (checkout / ".venv" / "bin").mkdir(parents=True)
    (checkout / ".venv" / "bin" / "python").symlink_to(Path(sys.executable).resolve())
    (checkout / ".venv" / "installed").mkdir()
    (checkout / ".venv" / "installed" / "core.txt").write_text("")
    (checkout / ".venv" / "installed" / "interpreter").write_text(
        f"{Path(sys.executable).resolve()}\n"
    )
    (checkout / "minga").mkdir()
    (checkout / "minga" / "__init__.py").touch()
    (checkout / "minga" / "cli.py").write_text(command_line)
    return checkout


def test_it_starts_through_a_link_from_any_folder_and_stays_there(tmp_path: Path) -> None:
    checkout = a_checkout(tmp_path, "import os, sys; print(os.getcwd(), sys.argv[1:])")
    (tmp_path / "elsewhere").mkdir()
    (tmp_path / "elsewhere" / "os.py").write_text("raise SystemExit('imported by mistake')")
    link = tmp_path / "link"
    link.symlink_to(checkout / "script" / "minga")
    launched = launch(link, "import", "mi plan.txt", cwd=tmp_path / "elsewhere")
    assert launched.stdout == f"{tmp_path / 'elsewhere'} ['import', 'mi plan.txt']\n"
    assert (launched.returncode, launched.stderr) == (0, "")


def test_it_hands_on_the_exit_code(tmp_path: Path) -> None:
    checkout = a_checkout(tmp_path, "raise SystemExit(2)")
    assert launch(checkout / "script" / "minga", cwd=tmp_path).returncode == 2


def test_a_failed_install_says_so_and_leaves_the_rest_working(tmp_path: Path) -> None:
    checkout = a_checkout(tmp_path, "print('works')")
    minga = checkout / "script" / "minga"
    (checkout / "requirements" / "postgres.txt").write_text(
        f"no-such-package-at-all==1.0 --hash=sha256:{'0' * 64}\n"
    )
    refused = launch(minga, cwd=tmp_path, DATABASE_URL="postgres://nowhere/none", PIP_NO_INDEX="1")
    assert refused.returncode == 2
    assert "requirements/postgres.txt" in refused.stderr.splitlines()[-1]
    assert launch(minga, cwd=tmp_path, DATABASE_URL="").stdout == "works\n"


def test_a_passing_postgresql_answers_and_is_gone_afterwards() -> None:
    with temporary_postgres() as url:
        with psycopg.connect(url.replace("postgres:", "postgresql:")) as connection:
            row = connection.execute("select lower('Ñandú')").fetchone()
        assert row == ("ñandú",)
    with pytest.raises(psycopg.OperationalError):
        psycopg.connect(url.replace("postgres:", "postgresql:"))


def test_it_runs_a_command_beside_it_and_hands_on_its_exit_code(tmp_path: Path) -> None:
    ran = subprocess.run(
        [sys.executable, "-m", "minga.base.postgres", "sh", "-c", "echo $DATABASE_URL; exit 3"],
        cwd=CHECKOUT,
        capture_output=True,
        text=True,
    )
    assert ran.returncode == 3
    assert urlsplit(ran.stdout.strip()).hostname == "127.0.0.1"


def test_it_is_thrown_away_when_it_is_told_to_end(tmp_path: Path) -> None:
    ran = subprocess.Popen(
        [sys.executable, "-m", "minga.base.postgres", "sh", "-c", "echo $DATABASE_URL; sleep 60"],
        cwd=CHECKOUT,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert ran.stdout
    url = ran.stdout.readline().strip().replace("postgres:", "postgresql:")
    psycopg.connect(url).close()
    ran.send_signal(signal.SIGTERM)
    assert ran.wait(timeout=20) == 130
    ran.stdout.close()
    time.sleep(0.1)
    with pytest.raises(psycopg.OperationalError):
        psycopg.connect(url)
