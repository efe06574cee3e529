"""The files of `minga bench import`, made by our own export: `python -m minga.bench.make`."""

from __future__ import annotations

import json
import sys
import time
from pathlib import Path


def main(rows: int, folder: Path) -> None:
    """A matrix of about that many rows in each format, and in MINGA_HOME an empty database."""
    import django

    django.setup()
    from django.contrib.auth.models import AnonymousUser
    from django.core.management import call_command
    from django.db import connection, transaction

    from minga.opendata.formats import stream
    from minga.plans.export import MATRIX
    from minga.plans.models import Initiative
    from minga.plans.testing_plans import make_plan

    began = time.perf_counter()
    call_command("migrate", verbosity=0, skip_checks=True)
    size = {}
    with transaction.atomic():
        plan = make_plan(rows * 5 // 6)  # some initiatives have several articulations
        Initiative.objects.filter(plan=plan).update(visibility="public")
        for form in ("csv", "xlsx", "html"):
            with (folder / f"matrix.{form}").open("wb") as file:
                file.writelines(stream(MATRIX, form, plan, AnonymousUser()))
                size[form] = file.tell()
        transaction.set_rollback(True)
    connection.close()
    print(json.dumps({"seconds": time.perf_counter() - began, "bytes": size}))  # noqa: T201


if __name__ == "__main__":
    main(int(sys.argv[1]), Path(sys.argv[2]))
