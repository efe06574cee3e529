"""The dictionary of a set of facts: what there is, what it means, and the digest of each file.

A set is a folder with its catalog.json; several governments' sets may stand side by side:

    facts/own/catalog.json, facts/own/data/…        what this installation wrote
    facts/from/<publisher>/catalog.json, data/…     what was taken from others
    facts/gathered/catalog.json, data/…             the same, all together
"""

from __future__ import annotations

import hashlib
import json
import os
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from django.conf import settings
from django.utils.translation import gettext as _

from minga.base.steps import Refused

FORMAT = "minga-facts"
VERSION = 1
NAME = "catalog.json"


@dataclass(frozen=True, slots=True)
class Catalog:
    """A set of facts that was written whole."""

    folder: Path
    content: dict[str, Any]

    @property
    def facts(self) -> dict[str, Any]:
        found: dict[str, Any] = self.content["facts"]
        return found

    @property
    def publisher(self) -> str:
        return str(self.content["publisher"])

    @property
    def made_at(self) -> datetime:
        """When it was last made sure that they are up to date."""
        return datetime.fromisoformat(self.content["checked_at"])

    @property
    def gathered(self) -> bool:
        """Whether it holds what many publish, with who says it in its first column."""
        return "publishers" in self.content

    def files(self, fact: str) -> list[Path]:
        return [self.folder / file["path"] for file in self.facts[fact]["files"]]

    @property
    def every_file(self) -> dict[str, dict[str, Any]]:
        return {file["path"]: file for fact in self.facts.values() for file in fact["files"]}


def own() -> Path:
    """Where this installation writes."""
    return Path(settings.FACTS) / "own"


def read_catalog(folder: Path) -> Catalog | None:
    """The set in a folder, or nothing where none was ever finished."""
    try:
        content = json.loads((folder / NAME).read_bytes())
    except (FileNotFoundError, NotADirectoryError):
        return None
    except ValueError:
        content = {}
    if content.get("format") != FORMAT or content.get("version") != VERSION:
        raise Refused(
            _("%(file)s no es un catálogo de datos de Minga que esta versión conozca.")
            % {"file": folder / NAME}
        )
    return Catalog(folder, content)


def sets(folder: Path) -> list[Catalog]:
    """The sets in a folder: the folder itself, or all that stand inside of it."""
    if (folder / NAME).exists():
        places = [folder]
    else:
        # what was taken from others is read where it was put together
        places = [folder / "own", folder / "gathered"]
        places = [place for place in places if (place / NAME).exists()]
    found = [catalog for place in places if (catalog := read_catalog(place))]
    if not found:
        raise Refused(_("Todavía no hay datos para preguntar: escríbalos primero con minga facts."))
    return found


def dumped(content: dict[str, Any]) -> bytes:
    return json.dumps(content, ensure_ascii=False, indent=1).encode() + b"\n"


def switch(file: Path, content: bytes) -> str:
    """Put a file in the place of another in one step; returns its digest."""
    beside = file.with_name(f".{file.name}.new")
    with beside.open("wb") as out:
        out.write(content)
        out.flush()
        os.fsync(out.fileno())
    beside.replace(file)
    return hashlib.sha256(content).hexdigest()
