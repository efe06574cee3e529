"""A Spark of one's own: a master and two workers on this machine, stopped at the end."""

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
LARGE = """
spark.driver.memory 3g
spark.driver.maxResultSize 2g
"""
# little data: to compile each statement takes longer than to answer it
QUICK = "-XX:TieredStopAtLevel=1 -XX:+UseSerialGC"
SMALL = f"""
spark.driver.memory 512m
spark.driver.extraJavaOptions {QUICK}
spark.executor.extraJavaOptions {QUICK}
spark.sql.codegen.wholeStage false
spark.sql.codegen.factoryMode NO_CODEGEN
spark.sql.adaptive.enabled false
spark.sql.shuffle.partitions 2
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
def cluster(folder: Path, settings: str = LARGE, memory: str = "3g") -> Iterator[Cluster]:
    """Its settings, and how much memory each worker gives its executor."""
    folder.mkdir()
    (folder / "spark-defaults.conf").write_text(f"spark.executor.memory {memory}\n{settings}")
    port, web = _free(), _free()
    address = f"spark://{HOST}:{port}"
    started = [_start(folder, "master.Master", "--port", str(port), "--webui-port", str(web))]
    try:
        _wait(folder, web, 0)
        for number in range(WORKERS):
            options = ["--cores", "1", "--memory", memory, "--webui-port", str(_free())]
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
        "SPARK_DAEMON_JAVA_OPTS": QUICK,
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
