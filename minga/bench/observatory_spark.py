"""A Spark of the benchmark's own: a master and two workers on this machine, stopped at the end."""

from __future__ import annotations

import json
import os
import socket
import subprocess
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

from minga.bench.measure import WorkFailed
from minga.bench.observatory_ask import peak

PACKAGE = "org.apache.spark.deploy"
HOST = "127.0.0.1"
WORKERS = 2  # of one core each
PATIENCE = 300  # seconds for it to start
SETTINGS = """
spark.executor.memory 3g
spark.driver.memory 3g
spark.driver.maxResultSize 2g
"""


@dataclass(frozen=True, slots=True)
class Cluster:
    address: str
    env: dict[str, str]
    processes: list[subprocess.Popen[bytes]]

    def memory(self) -> int:
        """The highest that master, workers and their executors took."""
        return sum(peak(process.pid) for process in self.processes)


@contextmanager
def cluster(folder: Path) -> Iterator[Cluster]:
    folder.mkdir()
    (folder / "spark-defaults.conf").write_text(SETTINGS)
    port, web = _free(), _free()
    address = f"spark://{HOST}:{port}"
    started = [_start(folder, "master.Master", "--port", str(port), "--webui-port", str(web))]
    try:
        _wait(folder, web, 0)
        for number in range(WORKERS):
            options = ["--cores", "1", "--memory", "3g", "--webui-port", str(_free())]
            options += ["--work-dir", str(folder / f"work{number}"), address]
            started.append(_start(folder, "worker.Worker", *options))
        _wait(folder, web, WORKERS)
        yield Cluster(address, {"SPARK_CONF_DIR": str(folder), "SPARK_LOCAL_IP": HOST}, started)
    finally:
        for process in reversed(started):
            process.terminate()
        for process in reversed(started):
            with suppress(subprocess.TimeoutExpired):
                process.wait(20)
            process.kill()


def _start(folder: Path, kind: str, *options: str) -> subprocess.Popen[bytes]:
    import pyspark

    home = Path(pyspark.__file__).parent
    environment = os.environ | {
        "SPARK_LOCAL_IP": HOST,
        "SPARK_HOME": str(home),
        "SPARK_LOCAL_DIRS": str(folder),
        "SPARK_DAEMON_MEMORY": "256m",
        "SPARK_CONF_DIR": str(folder),
    }
    with (folder / f"{kind}.log").open("ab") as log:
        return subprocess.Popen(  # noqa: S603
            [str(home / "bin" / "spark-class"), f"{PACKAGE}.{kind}", "--host", HOST, *options],
            stdout=log,
            stderr=log,
            env=environment,
        )


def _wait(folder: Path, web: int, workers: int) -> None:
    end = time.monotonic() + PATIENCE
    about = f"http://{HOST}:{web}/json/"
    while time.monotonic() < end:
        with suppress(OSError), urllib.request.urlopen(about, timeout=2) as answer:
            if json.load(answer)["aliveworkers"] >= workers:
                return
        time.sleep(0.2)
    said = "".join(file.read_text(errors="replace")[-500:] for file in folder.glob("*.log"))
    raise WorkFailed(f"Spark did not start in {PATIENCE} s: {said}")


def _free() -> int:
    with socket.socket() as taken:
        taken.bind((HOST, 0))
        return int(taken.getsockname()[1])
