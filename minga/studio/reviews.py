"""What was read, kept beside the database until it is applied: the reading and the draft.

Kept as a file because it is large, is read whole, and can always be made again from the document.
"""

from __future__ import annotations

import contextlib
import hashlib
import io
import json
import os
import pickle
import tempfile
import zlib
from dataclasses import dataclass, fields, is_dataclass
from functools import cache, cached_property, lru_cache
from pathlib import Path

from django.conf import settings

from minga.intake import layout, reading
from minga.intake.apart import apart, plain
from minga.intake.models import Import
from minga.intake.reading import Reading, Unreadable
from minga.plans import draft
from minga.plans.draft import PlanDraft
from minga.studio.places import Places

KEPT = 4  # reviews that a process holds ready: a large one takes a second to open
MARGIN = 0.02  # of the page, shown above and below a row


class Gone(Exception):
    """What was read is no longer kept, or was kept by a version that kept other things."""

    def __init__(self, imported: Import) -> None:
        super().__init__(str(imported.uuid))
        self.imported = imported


@dataclass(frozen=True)
class Review:
    """A document as read, and the plan that it would make. Corrections are not in it."""

    reading: Reading
    draft: PlanDraft

    @cached_property
    def places(self) -> Places:
        return Places(self.reading, self.draft)


def path(imported: Import) -> Path:
    return Path(settings.HOME) / "reviews" / str(imported.uuid)


def keep(imported: Import, review: Review) -> None:
    target = path(imported)
    target.parent.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(dir=target.parent)
    with os.fdopen(handle, "wb") as file:
        said = pickle.dumps((review.reading, review.draft), protocol=5)
        file.write(_shape() + zlib.compress(said, level=1))
    os.replace(name, target)


def of(imported: Import) -> Review:
    """What was read for an import. Raises Gone where it has to be read again."""
    try:
        return _read(path(imported), read_at(imported))
    except (OSError, _OtherShape):
        raise Gone(imported) from None


def read_at(imported: Import) -> int:
    """Changes each time the document is read again."""
    try:
        return path(imported).stat().st_mtime_ns
    except OSError:
        raise Gone(imported) from None


def forget(imported: Import) -> None:
    path(imported).unlink(missing_ok=True)
    for other in path(imported).parent.glob(f"{imported.uuid}.*"):
        other.unlink(missing_ok=True)


def picture(imported: Import, number: int) -> bytes | None:
    """A page of the PDF as PNG, or None where there is no such page."""
    kept = path(imported).with_suffix(f".{number}.png")
    with contextlib.suppress(OSError):
        return kept.read_bytes()
    content = imported.document.path.read_bytes()
    if not content[:1024].lstrip().startswith(b"%PDF"):
        return None
    from minga.intake.read.pdf import page_image

    try:
        drawn = apart(lambda say: page_image(content, number), seconds=30)
    except Unreadable:
        return None
    kept.parent.mkdir(parents=True, exist_ok=True)
    kept.write_bytes(drawn)
    return drawn


def strip(imported: Import, number: int, top: float, bottom: float) -> bytes | None:
    """A page of the PDF between two heights (shares of the page), with a margin, as PNG."""
    whole = picture(imported, number)
    if whole is None:
        return None
    from PIL import Image

    with Image.open(io.BytesIO(whole)) as page:
        above, below = between(min(top, bottom), max(top, bottom))
        high = page.height
        cut = page.crop((0, int(above * high), page.width, max(1, int(below * high))))
    file = io.BytesIO()
    cut.save(file, "PNG", compress_level=3)
    return file.getvalue()


def between(top: float, bottom: float) -> tuple[float, float]:
    """What a strip shows of the page around a row."""
    return max(0.0, top - MARGIN), min(1.0, bottom + MARGIN)


def tell(imported: Import, stage: str, done: int, total: int) -> None:
    """Say how far the work is. In a file: the database shows nothing until all of it is done."""
    target = _progress(imported)
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_text(json.dumps([stage, done, total]))


def told(imported: Import) -> tuple[str, int, int]:
    try:
        stage, done, total = json.loads(_progress(imported).read_text())
    except (OSError, ValueError):
        return "", 0, 0
    return stage, done, total


def _progress(imported: Import) -> Path:
    return path(imported).with_suffix(".progress")


@lru_cache(maxsize=KEPT)
def _read(target: Path, changed: int) -> Review:
    kept = target.read_bytes()
    shape = _shape()
    if kept[: len(shape)] != shape:
        raise _OtherShape
    return Review(*plain(zlib.decompress(kept[len(shape) :])))


class _OtherShape(Exception):
    pass


@cache
def _shape() -> bytes:
    """Differs between versions that keep different fields of what was read."""
    kept = [
        (thing.__qualname__, [field.name for field in fields(thing)])
        for module in (reading, layout, draft)
        for _name, thing in sorted(vars(module).items())
        if isinstance(thing, type) and is_dataclass(thing)
    ]
    return hashlib.sha256(json.dumps(kept).encode()).digest()
