"""`minga harvest` measured: `python -m minga.bench.harvest ROOT URL…`."""

from __future__ import annotations

import json
import sys
import time
from pathlib import Path


def main(root: Path, *urls: str) -> None:
    import django

    django.setup()
    from minga.analytics.harvest import harvest
    from minga.bench.measure import WorkFailed

    began = time.perf_counter()
    taken = harvest(urls, root=root)
    seconds = time.perf_counter() - began
    refused = [one.why for one in taken if one.why]
    if refused:
        raise WorkFailed(refused[0])
    files = sum(one.files for one in taken)
    print(json.dumps({"seconds": seconds, "files": files}))  # noqa: T201


if __name__ == "__main__":
    main(Path(sys.argv[1]), *sys.argv[2:])
