"""The facts of an installation, brought up to date: `python -m minga.bench.facts FOLDER`."""

from __future__ import annotations

import json
import sys
import time
from pathlib import Path


def main(folder: Path) -> None:
    import django

    django.setup()
    from minga.analytics.write import write_facts

    began = time.perf_counter()
    written = write_facts(folder)
    seconds = time.perf_counter() - began
    files = written.catalog.facts["readings"]["files"]
    said = {name: sum(file[name] for file in files) for name in ("rows", "bytes")}
    wrote = sum(outcome.written for outcome in written.outcomes)
    print(json.dumps({"seconds": seconds, "readings": said, "written": wrote}))  # noqa: T201


if __name__ == "__main__":
    main(Path(sys.argv[1]))
