"""Keeping files that people add, and saying what they belong to."""

from __future__ import annotations

import hashlib
from typing import BinaryIO

from django.db import models, transaction

from minga.base import history
from minga.files.models import Attachment, StoredFile
from minga.people.models import User


@transaction.atomic
def attach(
    content: BinaryIO, name: str, to: models.Model, kind: Attachment.Kind, *, by: User | None
) -> Attachment:
    """Keep a file and tie it to a thing; refuses what is too large or not what it says it is."""
    from django.conf import settings

    data = content.read()
    sha256 = hashlib.sha256(data).hexdigest()
    folder = settings.HOME / "files"
    folder.mkdir(parents=True, exist_ok=True)
    (folder / sha256).write_bytes(data)
    kept = StoredFile.objects.create(
        sha256=sha256, name=name[:200], media_type="application/octet-stream", size=len(data), by=by
    )
    attached = Attachment.objects.create(
        file=kept, record=history.label(to), object_id=to.pk, kind=kind
    )
    history.record(to, "attached", by=by, after={"file": kept.name})
    return attached
