"""The work that waits in the queue: reading a document, and applying it."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.tasks import task

from minga.base.steps import advance
from minga.intake.apart import Say, apart
from minga.intake.layout import Layout
from minga.intake.models import Document, Import
from minga.intake.reading import Reading, Unreadable
from minga.people.models import User
from minga.plans.draft import PlanDraft
from minga.studio import reviews
from minga.studio.corrected import corrected, matched

log = logging.getLogger(__name__)


@task()
def read_document(imported_id: int) -> None:
    """Read the files of an import in a process apart, and keep what was read for review."""
    imported = Import.objects.select_related("document").get(pk=imported_id)
    if imported.status != Import.Status.QUEUED:
        return  # somebody discarded it, or it was queued twice
    advance(imported, "read")
    try:
        review = _read(imported)
    except Unreadable as refusal:
        if refusal.__cause__:  # not of the document's making: whoever runs this wants to know
            log.error("%s: %s", imported.document.name, refusal.__cause__)
        advance(imported, "fail", problem=str(refusal))
        return
    reviews.keep(imported, review)
    Document.objects.filter(pk=imported.document_id).update(media_type=review.reading.media_type)
    from minga.plans.tally import tally

    advance(imported, "review", tally=tally(review.draft), problem="")


def _read(imported: Import) -> reviews.Review:
    from minga.plans.importer.together import read_together

    documents = [imported.document, *imported.linked.order_by("pk")]
    layout = Layout(**imported.layout) if imported.layout else Layout()

    def work(say: Say) -> tuple[Reading, PlanDraft]:
        return read_together([(d.name, d.path.read_bytes()) for d in documents], layout, say)

    return reviews.Review(*apart(work, progress=_progress(imported)))


class _Rehearsed(Exception):
    """Ends the transaction of a dry run, so that nothing of it stays."""


@task()
def apply_document(
    imported_id: int, *, by: int, withdraw: bool, edition: bool, rehearsal: bool
) -> None:
    """Bring a reviewed document into its plan: all of it or nothing."""
    imported = Import.objects.select_related("document").get(pk=imported_id)
    if imported.status != Import.Status.APPLYING:
        return
    try:
        with transaction.atomic():
            changes = _apply(imported, by, withdraw, edition)
            if rehearsal:
                raise _Rehearsed
    except _Rehearsed:
        tally = {**imported.tally, "rehearsal": changes}
        advance(imported, "stop", tally=tally, problem="")
    except ValidationError as refusal:
        advance(imported, "stop", problem=" ".join(refusal.messages))
    except reviews.Gone:
        advance(imported, "stop", problem="")  # the page says that it has to be read again
    except Exception:
        advance(imported, "stop", problem=_unexpected())
        raise


def _apply(imported: Import, by: int, withdraw: bool, edition: bool) -> dict[str, Any]:
    from minga.plans.actions.apply import apply
    from minga.plans.actions.describe import describe_known
    from minga.plans.models import Plan

    say = _progress(imported)
    corrections = list(imported.corrections.all())
    draft = corrected(reviews.of(imported).draft, corrections)
    applied = apply(
        draft,
        document=imported.document,
        by=User.objects.filter(pk=by).first(),
        code=imported.into,
        progress=lambda done, total: say("", done, total),
        withdraw=withdraw,
        imported=Import.objects.get(pk=imported.pk),
        continues=matched(corrections) if edition else None,
    )
    documents = [imported.document, *imported.linked.all()]
    describe_known(Plan.objects.get(code=applied.into), documents, by=applied.by)
    return {
        key: applied.tally.get(key, 0) for key in ("created", "updated", "withdrawn", "changes")
    }


def _unexpected() -> str:
    from django.utils.translation import gettext as _

    return _("Algo falló al aplicar y no se cambió nada. Avise a quien opera el sistema.")


def _progress(imported: Import) -> Callable[[str, int, int], None]:
    """Tell how far it is, twice a second at most."""
    last = 0.0

    def say(stage: str, done: int, total: int) -> None:
        nonlocal last
        if time.monotonic() - last < 0.5:
            return
        last = time.monotonic()
        reviews.tell(imported, stage, done, total)

    return say
