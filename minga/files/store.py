"""Where the content of files is kept, under its hash: a folder, or a bucket that speaks S3.

MINGA_FILES says which: nothing for a folder of MINGA_HOME, or
`s3://bucket/prefix?endpoint=https://s3.example.org&region=us-east-1`, with the credentials in the
usual AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY.
"""

from __future__ import annotations

import datetime
import hashlib
import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, BinaryIO, Protocol, cast
from urllib.parse import parse_qs, urlsplit

from django.conf import settings

CHUNK = 2**18


class Gone(Exception):
    """The store has no such content, or no longer the one that was given to it."""


class Store(Protocol):
    def put(self, file: BinaryIO, sha256: str) -> None:
        """Keep the content of `file`; the same content again only renews its date."""

    def get(self, sha256: str) -> BinaryIO:
        """The content, known to be whole; the caller closes it."""

    def delete(self, sha256: str) -> None: ...

    def kept_before(self, moment: datetime.datetime) -> Iterator[str]:
        """The hashes of what nobody has given again since `moment`."""


def store(name: str = "files") -> Store:
    """The store that the settings name; `name` keeps what different parts keep apart."""
    if settings.FILES:
        return Bucket(settings.FILES, name)
    return Folder(settings.HOME / name)


def digest(file: BinaryIO) -> str:
    file.seek(0)
    found = hashlib.sha256()
    while part := file.read(CHUNK):
        found.update(part)
    file.seek(0)
    return found.hexdigest()


def checked(file: BinaryIO, sha256: str) -> BinaryIO:
    """The file, at its beginning, if its content is still what the hash says."""
    if digest(file) == sha256:
        return file
    file.close()
    raise Gone(f"the content under {sha256} is damaged")


class Folder:
    """Two levels of folders under one."""

    def __init__(self, root: Path) -> None:
        self.root = root

    def path(self, sha256: str) -> Path:
        return self.root / sha256[:2] / sha256[2:4] / sha256

    def put(self, file: BinaryIO, sha256: str) -> None:
        target = self.path(sha256)
        try:
            os.utime(target)  # the cleaner leaves alone what was given again
            with target.open("rb") as kept:
                checked(kept, sha256)
        except (FileNotFoundError, Gone):
            self._write(file, target)

    def _write(self, file: BinaryIO, target: Path) -> None:
        """Whole or not at all: a name is only given to content that is on the disk."""
        target.parent.mkdir(parents=True, exist_ok=True)
        handle, name = tempfile.mkstemp(dir=self.root, prefix="new-")
        try:
            with os.fdopen(handle, "wb") as new:
                file.seek(0)
                shutil.copyfileobj(file, new, CHUNK)
                new.flush()
                os.fsync(new.fileno())
            os.replace(name, target)
        except BaseException:
            Path(name).unlink(missing_ok=True)
            raise

    def get(self, sha256: str) -> BinaryIO:
        try:
            return checked(self.path(sha256).open("rb"), sha256)
        except FileNotFoundError:
            raise Gone(f"there is no content under {sha256}") from None

    def delete(self, sha256: str) -> None:
        self.path(sha256).unlink(missing_ok=True)

    def kept_before(self, moment: datetime.datetime) -> Iterator[str]:
        for left in self.root.glob("new-*"):  # of a process that was killed while it wrote
            if left.stat().st_mtime < moment.timestamp():
                left.unlink(missing_ok=True)
        for path in self.root.glob("??/??/*"):
            if path.stat().st_mtime < moment.timestamp():
                yield path.name


class Bucket:
    """A bucket of any server that speaks S3."""

    def __init__(self, address: str, name: str) -> None:
        parts = urlsplit(address)
        self.bucket = parts.netloc
        self.prefix = "/".join(p for p in (parts.path.strip("/"), name) if p)
        options = {option: values[-1] for option, values in parse_qs(parts.query).items()}
        self.client = client(options.get("endpoint"), options.get("region"))

    def key(self, sha256: str) -> str:
        return f"{self.prefix}/{sha256[:2]}/{sha256[2:4]}/{sha256}"

    @contextmanager
    def asked(self, sha256: str) -> Iterator[Any]:
        """What goes wrong there as what can go wrong on a disk."""
        from botocore.exceptions import BotoCoreError, ClientError

        try:
            yield self.client
        except ClientError as error:
            if error.response["Error"]["Code"] in ("NoSuchKey", "404"):
                raise Gone(f"there is no content under {sha256}") from None
            raise OSError(f"the bucket refused: {error}") from error
        except BotoCoreError as error:
            raise OSError(f"the bucket cannot be reached: {error}") from error

    def put(self, file: BinaryIO, sha256: str) -> None:
        where = {"Bucket": self.bucket, "Key": self.key(sha256)}
        file.seek(0)
        with self.asked(sha256) as client:
            client.put_object(**where, Body=file)  # not upload_fileobj, which closes it
            kept = client.head_object(**where)
        file.seek(0, os.SEEK_END)
        size = file.tell()
        if kept["ContentLength"] != size:
            raise OSError(f"the bucket kept {kept['ContentLength']} bytes of {size}")

    def get(self, sha256: str) -> BinaryIO:
        whole = cast(BinaryIO, tempfile.TemporaryFile())  # noqa: SIM115 # the caller closes it
        with self.asked(sha256) as client:
            found = client.get_object(Bucket=self.bucket, Key=self.key(sha256))
            with found["Body"] as body:
                shutil.copyfileobj(body, whole, CHUNK)
        return checked(whole, sha256)

    def delete(self, sha256: str) -> None:
        with self.asked(sha256) as client:
            client.delete_object(Bucket=self.bucket, Key=self.key(sha256))

    def kept_before(self, moment: datetime.datetime) -> Iterator[str]:
        pages = self.client.get_paginator("list_objects_v2")
        for found in pages.paginate(Bucket=self.bucket, Prefix=f"{self.prefix}/"):
            for kept in found.get("Contents", ()):
                if kept["LastModified"] < moment:
                    yield kept["Key"].rpartition("/")[2]


_clients: dict[tuple[str | None, str | None], Any] = {}


def client(endpoint: str | None, region: str | None) -> Any:
    """One client a process and place: making one takes longer than what it is asked."""
    if (endpoint, region) not in _clients:
        import boto3
        from botocore.config import Config

        _clients[endpoint, region] = boto3.session.Session().client(
            "s3",
            endpoint_url=endpoint,
            region_name=region or "us-east-1",
            config=Config(
                connect_timeout=10,
                read_timeout=20,
                retries={"max_attempts": 2, "mode": "standard"},
                s3={"addressing_style": "path" if endpoint else "auto"},
                # the newer default is not understood by many servers; we check the hash ourselves
                request_checksum_calculation="when_required",
                response_checksum_validation="when_required",
            ),
        )
    return _clients[endpoint, region]
