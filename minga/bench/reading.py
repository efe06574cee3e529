"""Work measured by `minga bench import`, one run in a process: `python -m minga.bench.reading`.

The clock starts when everything is imported, for us and for the peer alike; the rows that each of
them read are hashed after it has stopped.
"""

from __future__ import annotations

import hashlib
import json
import sys
import time
from collections.abc import Callable, Iterable
from importlib import import_module
from pathlib import Path
from typing import Any

from minga.base.cells import unguard

# Where the columns that both must agree on stand in our matrix: the codes, the number and name of
# the initiative, the number and text of the articulation, its mechanisms.
COMPARED = (0, 2, 4, 5, 6, 7, 8)
MERGED = (0, 2, 4, 5)


def digest(rows: Iterable[tuple[str, ...]]) -> dict[str, Any]:
    total = hashlib.sha256()
    count = 0
    for row in rows:
        total.update("\x1f".join(map(unguard, row)).encode() + b"\x1e")
        count += 1
    return {"rows": count, "digest": total.hexdigest()}


def ours(file: Path, *, store: bool) -> dict[str, Any]:
    """Read, stitch, interpret and check; with `store`, apply to the database of MINGA_HOME."""
    import django

    django.setup()
    from minga.intake.documents import keep
    from minga.intake.read import read
    from minga.plans.actions.apply import apply
    from minga.plans.importer import draft_from

    content = file.read_bytes()
    began = time.perf_counter()
    reading = read(content, file.name)
    after_read = time.perf_counter()
    draft = draft_from(reading)
    after_draft = time.perf_counter()
    if store:
        apply(draft, document=keep(content, reading, by=None), by=None, code="medido")
    ended = time.perf_counter()
    parents = {objective.code: objective.parent for objective in draft.objectives}
    rows = (
        (
            *(parents[i.objective], i.objective, str(i.number), i.name),
            *(str(a.number), a.objective, ";".join(a.mechanisms)),
        )
        for i in draft.initiatives
        for a in i.articulations
    )
    return {
        "seconds": ended - began,
        "stages": {
            "read": after_read - began,
            "interpret": after_draft - after_read,
            "apply": ended - after_draft,
        },
        **digest(rows),
    }


def peer(read: Callable[[], Any]) -> dict[str, Any]:
    """A data frame of texts, as pandas reads it."""
    began = time.perf_counter()
    frame = read()
    took = time.perf_counter() - began
    frame = frame.copy()
    merged = [frame.columns[place] for place in MERGED]
    frame[merged] = frame[merged].replace("", None).ffill()
    compared = frame.iloc[:, list(COMPARED)].fillna("")
    return {"seconds": took, **digest(compared.itertuples(index=False, name=None))}


def pandas_csv(file: Path) -> dict[str, Any]:
    import pandas as pd

    return peer(lambda: pd.read_csv(file, dtype=str, keep_default_na=False))


def pandas_openpyxl(file: Path) -> dict[str, Any]:
    import pandas as pd

    import_module("openpyxl")

    return peer(lambda: pd.read_excel(file, dtype=str, keep_default_na=False, engine="openpyxl"))


def pandas_calamine(file: Path) -> dict[str, Any]:
    import pandas as pd

    import_module("python_calamine")

    return peer(lambda: pd.read_excel(file, dtype=str, keep_default_na=False, engine="calamine"))


def pandas_html(file: Path) -> dict[str, Any]:
    import pandas as pd

    import_module("lxml.html")  # before the clock starts

    columns = file.read_text(encoding="utf-8").partition("</thead>")[0].count("<th ")
    texts: dict[Any, Any] = dict.fromkeys(range(columns), str)
    return peer(
        lambda: pd.read_html(file, flavor="lxml", keep_default_na=False, converters=texts)[0]
    )


WORK: dict[str, Callable[[Path], dict[str, Any]]] = {
    "read": lambda file: ours(file, store=False),
    "import": lambda file: ours(file, store=True),
    "pandas": pandas_csv,
    "pandas+openpyxl": pandas_openpyxl,
    "pandas+calamine": pandas_calamine,
    "pandas+lxml": pandas_html,
}

if __name__ == "__main__":
    print(json.dumps(WORK[sys.argv[1]](Path(sys.argv[2]))))  # noqa: T201
