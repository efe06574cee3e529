"""A Spark of one's own: a master and two workers on this machine, thrown away at the end."""

from __future__ import annotations

import json
import os
import socket
import subprocess
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import pyspark

PACKAGE = "org.apache.spark.deploy"
HOST = "127.0.0.1"


# little data: to compile each statement takes longer than to answer it
SETTINGS = """
spark.sql.codegen.wholeStage false
spark.sql.codegen.factoryMode NO_CODEGEN
spark.sql.adaptive.enabled false
spark.sql.shuffle.partitions 2
spark.executor.memory 1g
spark.driver.memory 512m
"""


@contextmanager
def cluster(folder: Path, workers: int = 2) -> Iterator[str]:
    """The address of a master with so many workers of one core each."""
    (folder / "spark-defaults.conf").write_text(SETTINGS)
    port, web = _free(), _free()
    address = f"spark://{HOST}:{port}"
    started = [
        _start(folder, "master.Master", "--port", str(port), "--webui-port", str(web)),
    ]
    try:
        _wait(web, 0)
        for number in range(workers):
            work = folder / f"work{number}"
            options = ["--cores", "1", "--memory", "1g", "--work-dir", str(work)]
            started.append(
                _start(folder, "worker.Worker", *options, "--webui-port", str(_free()), address)
            )
        _wait(web, workers)
        yield address
    finally:
        for process in reversed(started):
            process.terminate()
        for process in reversed(started):
            with suppress(subprocess.TimeoutExpired):
                process.wait(20)
            process.kill()


def _start(folder: Path, kind: str, *options: str) -> subprocess.Popen[bytes]:
    home = Path(pyspark.__file__).parent
    environment = os.environ | {
        "SPARK_LOCAL_IP": HOST,
        "SPARK_HOME": str(home),
        "SPARK_LOCAL_DIRS": str(folder),
        "SPARK_DAEMON_MEMORY": "256m",
    }
    with (folder / f"{kind}.log").open("ab") as log:
        return subprocess.Popen(
            [str(home / "bin" / "spark-class"), f"{PACKAGE}.{kind}", "--host", HOST, *options],
            stdout=log,
            stderr=log,
            env=environment,
        )


def _wait(web: int, workers: int, seconds: int = 300) -> None:
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        with (
            suppress(OSError),
            urllib.request.urlopen(f"http://{HOST}:{web}/json/", timeout=2) as answer,
        ):
            if json.load(answer)["aliveworkers"] >= workers:
                return
        time.sleep(0.2)
    raise TimeoutError("Spark did not start")


def _free() -> int:
    with socket.socket() as taken:
        taken.bind((HOST, 0))
        return int(taken.getsockname()[1])
