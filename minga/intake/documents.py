"""Keeping documents: each file once, whole, under the hash of its content."""

from __future__ import annotations

import hashlib
import os
import tempfile
from pathlib import Path

from django.conf import settings

from minga.intake.models import Document
from minga.intake.reading import Reading
from minga.people.models import User


def keep(content: bytes, reading: Reading, *, by: User | None) -> Document:
    """Store the file, then its row. The file comes first: a file without a row does no harm."""
    digest = hashlib.sha256(content).hexdigest()
    folder = Path(settings.DOCUMENTS)
    folder.mkdir(parents=True, exist_ok=True)
    target = folder / digest
    if not target.exists():
        handle, name = tempfile.mkstemp(dir=folder)
        with os.fdopen(handle, "wb") as file:
            file.write(content)
        os.replace(name, target)
    document, _ = Document.objects.get_or_create(
        sha256=digest,
        defaults={
            "name": reading.name,
            "media_type": reading.media_type,
            "size": len(content),
            "added_by": by,
        },
    )
    return document
