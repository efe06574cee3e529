"""An Apache Spark cluster, for facts of a region or a country: the same questions, translated."""

from __future__ import annotations

import os
import re
import shutil
import socket
import subprocess
import time
from collections.abc import Mapping, Sequence
from contextlib import suppress
from importlib.util import find_spec
from pathlib import Path
from threading import Event, Timer
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _

from minga.analytics.ask import Answer, Bounds
from minga.analytics.catalog import Catalog
from minga.analytics.questions import Question, used
from minga.base.steps import Refused

if TYPE_CHECKING:
    from pyspark.sql import DataFrame, SparkSession

JAVA = 17
LOOPBACK = ("127.0.0.1", "localhost", "::1")
PARTITIONS = "spark.sql.shuffle.partitions"
PATIENCE = 5  # seconds for a master to answer
# a value that several branches of a CASE name would be put into each of them, and a statement of
# a page becomes one of megabytes that no compiler takes
NEVER = "org.apache.spark.sql.catalyst.optimizer.CollapseProject"


def run(
    asked: Question,
    values: Mapping[str, Any],
    catalogs: Sequence[Catalog],
    bounds: Bounds,
    *,
    master: str,
) -> Answer:
    spark = session(master).newSession()
    began = time.monotonic()
    made_at = min(catalog.made_at for catalog in catalogs)
    from minga.analytics.dialect import to_spark

    for name in _named(asked, catalogs[0]):
        _table(spark, name, catalogs).createOrReplaceTempView(name)
    for other in used(asked):
        spark.sql(to_spark(other.sql)).createOrReplaceTempView(other.name)
    rows, stopped = _bounded(spark, to_spark(asked.sql), values, bounds)
    cut = bounds.rows is not None and len(rows) > bounds.rows
    return Answer(
        asked,
        values,
        rows[: bounds.rows],
        cut,
        bounds.seconds if stopped else None,
        time.monotonic() - began,
        made_at,
    )


def session(master: str) -> SparkSession:
    """A connection to a master, or one clear sentence why there is none."""
    ready(master)
    from pyspark.sql import SparkSession

    builder = (
        SparkSession.builder.master(master)
        .appName("minga ask")
        .config("spark.ui.enabled", "false")
        .config("spark.ui.showConsoleProgress", "false")
        .config("spark.sql.session.timeZone", "UTC")
        .config("spark.sql.optimizer.excludedRules", NEVER)
        # what it infers of the many cases of a score takes it longer than to answer
        .config("spark.sql.constraintPropagation.enabled", "false")
    )
    if _host(master)[0] in LOOPBACK or master.startswith("local"):
        os.environ.setdefault("SPARK_LOCAL_IP", "127.0.0.1")
        for name in ("host", "bindAddress"):
            builder = builder.config(f"spark.driver.{name}", "127.0.0.1")
    try:
        spark = builder.getOrCreate()
        # a statement too large to compile is interpreted, and the log would tell a page about it;
        # what really fails comes here as an exception
        spark.sparkContext.setLogLevel("FATAL")
    except Exception as error:  # py4j's and Spark's own have no common kind
        raise Refused(
            _("Spark no arrancó en %(master)s: %(reason)s.")
            % {"master": master, "reason": str(error).strip().splitlines()[0][:200]}
        ) from error
    if spark.sparkContext.master != master:
        raise Refused(
            _("Este proceso ya trabaja con %(other)s: pregunte a %(master)s desde otro.")
            % {"other": spark.sparkContext.master, "master": master}
        )
    if not spark.sparkContext.getConf().contains(PARTITIONS):
        partitions = 2 * max(1, spark.sparkContext.defaultParallelism)
        spark.conf.set(PARTITIONS, str(partitions))
    return spark


def ready(master: str) -> None:
    if not (find_spec("pyspark") and find_spec("sqlglot")):
        raise Refused(_("Falta instalar Spark: use pip install 'minga[spark]'."))
    _java()
    if master.startswith("local"):
        return
    host, port = _host(master)
    try:
        socket.create_connection((host, port), timeout=PATIENCE).close()
    except OSError:
        raise Refused(
            _("Nadie responde en %(master)s: revise la dirección y que Spark esté en marcha.")
            % {"master": master}
        ) from None


def _host(master: str) -> tuple[str, int]:
    match = re.fullmatch(r"spark://([^:/]+|\[[0-9a-fA-F:]+\]):(\d{1,5})", master)
    if match:
        return match[1].strip("[]"), int(match[2])
    if master.startswith("local"):
        return "127.0.0.1", 0
    raise Refused(_("La dirección de Spark se escribe así: spark://nombre:7077."))


def _java() -> None:
    """Spark needs a Java; what it says without one nobody understands."""
    home = os.environ.get("JAVA_HOME")
    java = str(Path(home, "bin", "java")) if home else shutil.which("java")
    said = ""
    if java:
        with suppress(OSError, subprocess.TimeoutExpired):
            made = subprocess.run(  # noqa: S603 (the machine's own Java)
                [java, "-version"], capture_output=True, text=True, timeout=20, check=False
            )
            said = made.stderr
    match = re.search(r'version "(?:1\.)?(\d+)', said)
    if not match or int(match[1]) < JAVA:
        raise Refused(
            _("Spark necesita Java %(n)d o posterior: instálelo o diga dónde está con JAVA_HOME.")
            % {"n": JAVA}
        )


def _named(asked: Question, catalog: Catalog) -> list[str]:
    """The facts that it reads, itself or through what it uses."""
    text = "\n".join([asked.sql, *(other.sql for other in used(asked))])
    words = set(re.findall(r"\w+", text))
    return [name for name in catalog.facts if name in words]


def _table(spark: SparkSession, name: str, catalogs: Sequence[Catalog]) -> DataFrame:
    """All that the publishers say of a fact, with who says it in the first column."""
    from pyspark.sql.functions import lit

    whole: DataFrame | None = None
    for catalog in catalogs:
        files = [file.resolve().as_uri() for file in catalog.files(name)]
        part = spark.read.parquet(*files)
        if not catalog.gathered:
            part = part.select(lit(catalog.publisher).alias("publisher"), "*")
        whole = part if whole is None else whole.unionAll(part)
    assert whole is not None
    return whole


def _bounded(
    spark: SparkSession, sql: str, values: Mapping[str, Any], bounds: Bounds
) -> tuple[list[tuple[Any, ...]], bool]:
    context = spark.sparkContext
    stopped, done = Event(), Event()

    def stop() -> None:
        stopped.set()
        context.cancelAllJobs()
        while not done.wait(0.2):  # a statement is several jobs, one after another
            context.cancelAllJobs()

    timer = Timer(bounds.seconds, stop) if bounds.seconds else None
    if timer:
        timer.daemon = True
        timer.start()
    try:
        found = spark.sql(sql, args=dict(values))
        if bounds.rows is not None:
            found = found.limit(bounds.rows + 1)
        return [tuple(row) for row in found.collect()], False
    except Exception:
        if stopped.is_set():
            return [], True
        raise
    finally:
        done.set()
        if timer:
            timer.cancel()
