"""Who may have a file: whoever sees one of the things that it belongs to."""

from __future__ import annotations

from minga.base.domain import offered
from minga.files.models import StoredFile
from minga.people.models import Visitor


def may_have(visitor: Visitor, file: StoredFile) -> bool:
    """Whether the guard of any of its things lets this person in; no guard, nobody."""
    guards = offered("guards")
    things: dict[str, list[int]] = {}
    for record, pk in file.attachments.values_list("record", "object_id"):
        things.setdefault(record, []).append(pk)
    return any(guards[record](visitor, ids) for record, ids in things.items() if record in guards)
