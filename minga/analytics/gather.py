"""What was harvested from many, put together: one file a fact, whatever the number of publishers.

A question over a thousand governments then reads as many files as one over a single government.
"""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import Any

from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext as _

from minga.analytics.catalog import FORMAT, NAME, VERSION, Catalog, dumped, read_catalog, switch
from minga.analytics.harvest import standing
from minga.analytics.sources import described, facts
from minga.analytics.write import alone
from minga.base.steps import Refused

MEMORY = "512MB"


def gather(root: Path | None = None) -> Catalog | None:
    """Bring facts/gathered up to date; None where nothing was ever taken."""
    root = root or Path(settings.FACTS)
    folder = root / "gathered"
    sets = standing(root)
    digest = hashlib.sha256(
        "".join(
            sorted(f"{s.publisher} {f['sha256']}" for s in sets for f in s.every_file.values())
        ).encode()
    ).hexdigest()
    old = read_catalog(folder) if (folder / NAME).exists() else None
    if old and old.content["digest"] == digest:
        return old
    if not sets and old is None:
        return None
    with alone(root):
        return _gathered(folder, sets, digest, old)


def _gathered(folder: Path, sets: list[Catalog], digest: str, old: Catalog | None) -> Catalog:
    import duckdb

    (folder / "data").mkdir(parents=True, exist_ok=True)
    content: dict[str, Any] = {
        "format": FORMAT,
        "version": VERSION,
        "publisher": "",
        "publishers": sorted(catalog.publisher for catalog in sets),
        "digest": digest,
        "made_at": timezone.now().isoformat(timespec="microseconds"),
        "checked_at": min(
            (catalog.content["checked_at"] for catalog in sets),
            default=timezone.now().isoformat(timespec="microseconds"),
        ),
        "facts": {},
    }
    for name, fact in facts().items():
        path = f"data/{name}-{digest[:16]}.parquet"
        try:
            rows = _write(name, sets, folder / path)
        except duckdb.Error as error:
            raise Refused(
                _("Lo tomado no se deja juntar (%s): sigue lo que había.")
                % str(error).splitlines()[0][:200]
            ) from None
        file = {"path": path, "part": {}, "rows": rows, "bytes": (folder / path).stat().st_size}
        content["facts"][name] = described(fact) | {"rows": rows, "files": [file]}
    switch(folder / NAME, dumped(content))
    made = Catalog(folder, content)
    named = {*made.every_file, *(old.every_file if old else ())}
    for stale in (folder / "data").glob("*.parquet"):
        if f"data/{stale.name}" not in named:
            stale.unlink()
    return made


def _write(name: str, sets: list[Catalog], target: Path) -> int:
    """One fact of all, with its publisher in the first column; as a stream."""
    import duckdb

    columns = ", ".join(f"{c.name} {c.stored}" for c in facts()[name].columns)
    with duckdb.connect(config={"threads": 1, "memory_limit": MEMORY}) as database:
        database.execute(
            f"create table whose (file varchar, publisher varchar); create table none_ ({columns})"
        )
        pairs = [(str(file), s.publisher) for s in sets for file in s.files(name)]
        if pairs:
            database.executemany("insert into whose values (?, ?)", pairs)
            source = (
                "select w.publisher, t.* exclude (filename)"
                " from read_parquet($files, filename = true) t join whose w on w.file = t.filename"
            )
        else:
            source = "select cast('' as varchar) as publisher, * from none_"
        beside = target.with_name(f".{target.name}")
        database.execute(
            f"copy ({source}) to '{str(beside).replace(chr(39), chr(39) * 2)}'"
            " (format parquet, compression zstd)",
            {"files": [file for file, _who in pairs]} if pairs else None,
        )
        found = database.execute("select count(*) from read_parquet(?)", [str(beside)]).fetchone()
    beside.replace(target)
    return int(found[0]) if found else 0
