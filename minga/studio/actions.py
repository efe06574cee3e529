"""Every change of an import, from the upload to the undo."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from itertools import batched
from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from minga.base import history
from minga.base.steps import Refused, advance
from minga.intake.documents import keep
from minga.intake.layout import Layout
from minga.intake.models import Correction, Document, Import, KeptLayout
from minga.intake.read import LIMIT, check_size
from minga.intake.reading import Reading, Unreadable
from minga.people.models import User
from minga.plans.models import Initiative
from minga.studio import reviews, tasks

FILES = 20  # that may be read together
BATCH = 500
REVIEWED = (Import.Status.READ, Import.Status.UNDONE)
BUSY = (Import.Status.QUEUED, Import.Status.READING, Import.Status.APPLYING)


def receive(files: Sequence[UploadedFile[Any]], *, by: User, into: str = "") -> Import:
    """Keep the files and queue their reading.

    The same files again are the same import; where they could not be read, they are tried anew.
    """
    if not files:
        raise Refused(_("Elija al menos un archivo."))
    if len(files) > FILES:
        raise Refused(_("Suba como mucho %s archivos a la vez.") % FILES)
    try:
        check_size(sum(file.size or 0 for file in files), LIMIT)
    except Unreadable as refusal:
        raise Refused(str(refusal)) from None
    documents = [_kept(file, by) for file in files]
    known = _known(documents, into)
    if known:
        if known.status == Import.Status.FAILED:
            read_again(known, by=by)
        return known
    with transaction.atomic():
        imported = Import.objects.create(
            document=documents[0], into=into, by=by, status=Import.Status.QUEUED
        )
        imported.linked.set(documents[1:])
        history.record(imported, "received", by=by, note=documents[0].name)
        _queue_reading(imported)
    return imported


def _kept(file: UploadedFile[Any], by: User) -> Document:
    content = file.read()
    name = (file.name or "").replace("\0", "")[:255] or _("documento")
    return keep(content, Reading(name, "application/octet-stream", "", (), ()), by=by)


def _known(documents: Sequence[Document], into: str) -> Import | None:
    wanted = {d.pk for d in documents[1:]}
    for imported in (
        Import.objects.filter(document=documents[0])
        .exclude(status=Import.Status.DISCARDED)
        .prefetch_related("linked")
    ):
        if {d.pk for d in imported.linked.all()} == wanted and into in ("", imported.into):
            return imported
    return None


def _queue_reading(imported: Import) -> None:
    transaction.on_commit(lambda: tasks.read_document.enqueue(imported.pk))


@transaction.atomic
def answer(imported: Import, layout: Layout, *, by: User, name: str = "") -> None:
    """Read the document again with these answers, and keep them under `name` if there is one.

    What was corrected by hand is kept only where the plan is still read the same way, so it goes.
    """
    answers = asdict(layout)
    advance(imported, "queue", layout=answers, problem="")
    imported.corrections.all().delete()
    if name:
        KeptLayout.objects.update_or_create(
            name=name, defaults={"answers": {**answers, "name": name}, "by": by}
        )
    history.record(imported, "answered", by=by, after=answers)
    _queue_reading(imported)


def read_again(imported: Import, *, by: User) -> None:
    answer(imported, layout_of(imported), by=by)


def layout_of(imported: Import) -> Layout:
    return Layout(**imported.layout) if imported.layout else Layout()


Said = tuple[str, str, str, Any]  # key, field, verb ("" takes back), value


@transaction.atomic
def correct(imported: Import, said: Sequence[Said], *, by: User) -> list[Said]:
    """Keep what a person says of some things that were read, and return what was said before.

    What is returned, said again, takes it back.
    """
    _reviewable(imported)
    wanted = {(key, field): (verb, value) for key, field, verb, value in said}
    held = {
        (c.key, c.field): c
        for some in batched({key for key, _field in wanted}, BATCH)
        for c in imported.corrections.filter(key__in=some)
        if (c.key, c.field) in wanted
    }
    before: list[Said] = [
        (*place, held[place].verb, held[place].value) if place in held else (*place, "", None)
        for place in wanted
    ]
    gone = [held[p].pk for p, (verb, _value) in wanted.items() if not verb and p in held]
    for few in batched(gone, BATCH):
        imported.corrections.filter(pk__in=few).delete()
    Correction.objects.bulk_create(
        (
            Correction(
                imported=imported,
                key=key,
                field=field,
                verb=verb,
                value=value,
                by=by,
                at=timezone.now(),
            )
            for (key, field), (verb, value) in wanted.items()
            if verb
        ),
        batch_size=BATCH,
        update_conflicts=True,
        unique_fields=["imported", "key", "field"],
        update_fields=["verb", "value", "by", "at"],
    )
    if "rehearsal" in imported.tally:  # it was of something else
        imported.tally = {k: v for k, v in imported.tally.items() if k != "rehearsal"}
        imported.save(update_fields=["tally"])
    return before


def _reviewable(imported: Import) -> None:
    if not Import.objects.filter(pk=imported.pk, status__in=REVIEWED).exists():
        raise Refused(
            _("Este documento ya no está en revisión: deshaga lo aplicado para corregirlo.")
        )


@transaction.atomic
def apply(
    imported: Import,
    *,
    by: User,
    into: str,
    withdraw: bool = False,
    edition: bool = False,
    rehearsal: bool = False,
) -> None:
    """Queue the bringing of a reviewed document into a plan, or a rehearsal of it.

    As an `edition`, who continues whom is matched by text and by code, and what nobody continues
    is withdrawn; else places are matched by code alone. A rehearsal leaves only its figures.
    """
    advance(imported, "start", into=into, problem="")
    transaction.on_commit(
        lambda: tasks.apply_document.enqueue(
            imported.pk,
            by=by.pk,
            withdraw=withdraw or edition,
            edition=edition,
            rehearsal=rehearsal,
        )
    )


def is_another_edition(imported: Import, into: str) -> bool:
    """Whether the plan was made from other documents than this one."""
    if not Initiative.objects.filter(plan__code=into, imported__isnull=False).exists():
        return False
    return not Import.objects.filter(
        into=into, document=imported.document, applied_at__isnull=False
    ).exists()


@transaction.atomic
def discard(imported: Import, *, by: User) -> None:
    advance(imported, "discard")
    history.record(imported, "discarded", by=by)
    transaction.on_commit(lambda: reviews.forget(imported))


def recover() -> int:
    """What was at work when the process ended goes back to where a person can go on."""
    stopped = _("Se interrumpió el trabajo: pulse el botón para hacerlo de nuevo.")
    reading = Import.objects.filter(status=Import.Status.READING).update(
        status=Import.Status.FAILED, problem=stopped
    )
    applying = Import.objects.filter(status=Import.Status.APPLYING).update(
        status=Import.Status.READ, problem=stopped
    )
    return reading + applying


def waiting(imported: Import) -> str:
    """How far the work is, in words."""
    if imported.status == Import.Status.QUEUED:
        return _("Esperando turno…")
    stage, done, total = reviews.told(imported)
    if total and imported.status == Import.Status.APPLYING:
        return _("%(done)s de %(total)s iniciativas") % {"done": done, "total": total - 1}
    if total:
        return _("%(done)s de %(total)s") % {"done": done, "total": total}
    return stage or _("Trabajando…")
