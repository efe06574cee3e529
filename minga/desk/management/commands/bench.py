"""minga bench NAME: our work beside a peer doing the same, printed as ratios."""

from __future__ import annotations

import json
from importlib.util import find_spec
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils.translation import gettext as _

from minga.base.postgres import NoPostgres
from minga.base.progress import progress
from minga.bench import board, coordination, documents, imports, observatory, pages, rollup
from minga.bench.measure import WorkFailed, printed

NEEDED = {
    "import": ("pandas",),
    "pages": ("datasette",),
    "documents": ("pandas", "pdfplumber", "camelot", "markitdown", "docx", "reportlab", "odf"),
    "coordination": ("datasette", "networkx"),
    "rollup": ("pandas", "polars", "pyarrow"),
    "board": (),
    "observatory": ("pyspark", "sqlglot"),
}


class Command(BaseCommand):
    help = "Mide a Minga al lado de otra herramienta que hace lo mismo."
    requires_system_checks = ()  # they are for `check`, and cost a start

    def add_arguments(self, parser: CommandParser) -> None:
        names = parser.add_subparsers(dest="name", required=True)
        import_ = names.add_parser("import", help="traer una matriz grande; al lado, pandas")
        import_.add_argument("--rows", type=int, default=20_000)
        import_.add_argument("--runs", type=int, default=5)
        pages_ = names.add_parser("pages", help="las páginas de un plan grande; al lado, Datasette")
        pages_.add_argument("--initiatives", type=int, default=20_000)
        pages_.add_argument("--runs", type=int, default=50)
        pages_.add_argument("--database", choices=["sqlite", "postgres", "both"], default="both")
        documents_ = names.add_parser(
            "documents", help="la matriz en cada formato; al lado, lo que más lee tablas"
        )
        documents_.add_argument("--rows", type=int, default=1000, help="cuántas, si son menos")
        documents_.add_argument("--runs", type=int, default=5)
        documents_.add_argument("--tool", action="append", default=[], choices=documents.PACKAGES)
        coordination_ = names.add_parser(
            "coordination", help="el trabajo conjunto de muchos; al lado, Datasette y networkx"
        )
        coordination_.add_argument("--initiatives", type=int, default=20_000)
        coordination_.add_argument("--runs", type=int, default=20)
        coordination_.add_argument(
            "--database", choices=["sqlite", "postgres", "both"], default="both"
        )
        rollup_ = names.add_parser(
            "rollup", help="puntajes de millones de lecturas; al lado, pandas, polars y DuckDB"
        )
        rollup_.add_argument("--rows", type=int, action="append", default=[])
        rollup_.add_argument("--runs", type=int, default=0, help="5; con más lecturas, 3")
        board_ = names.add_parser(
            "board", help="el tablero de un plan grande con millones de lecturas, y una aprobación"
        )
        board_.add_argument("--initiatives", type=int, default=20_000)
        board_.add_argument("--readings", type=int, default=2_000_000)
        board_.add_argument("--runs", type=int, default=20)
        board_.add_argument("--database", choices=["sqlite", "postgres", "both"], default="both")
        observatory_ = names.add_parser(
            "observatory", help="las preguntas nacionales sobre muchos gobiernos; al lado, Spark"
        )
        observatory_.add_argument("--governments", type=int, default=1050)
        observatory_.add_argument("--initiatives", type=int, default=120)
        observatory_.add_argument("--years", type=int, default=5)
        observatory_.add_argument("--runs", type=int, default=2)
        parsers = (import_, pages_, documents_, coordination_, rollup_, board_, observatory_)
        for each in parsers:
            each.add_argument("--json", action="store_true", help="las cifras, para máquinas")

    def handle(self, *args: Any, **options: Any) -> None:
        missing = [name for name in NEEDED[options["name"]] if not find_spec(name)]
        if missing:
            raise CommandError(
                _("Falta instalar %s: use script/minga bench, o pip install 'minga[bench]'.")
                % ", ".join(missing),
                returncode=2,
            )
        try:
            with progress(_("Midiendo"), quiet=options["json"]) as tick:
                if options["name"] == "import":
                    found = imports.bench_import(options["rows"], options["runs"], tick)
                elif options["name"] == "documents":
                    found = documents.bench_documents(
                        options["rows"], options["runs"], options["tool"], tick
                    )
                elif options["name"] == "coordination":
                    found = coordination.bench_coordination(
                        options["initiatives"], options["runs"], options["database"], tick
                    )
                elif options["name"] == "rollup":
                    found = rollup.bench_rollup(options["rows"], options["runs"], tick)
                elif options["name"] == "board":
                    found = board.bench_board(
                        options["initiatives"],
                        options["readings"],
                        options["runs"],
                        options["database"],
                        tick,
                    )
                elif options["name"] == "observatory":
                    found = observatory.bench_observatory(
                        options["governments"],
                        options["initiatives"],
                        options["years"],
                        options["runs"],
                        tick,
                    )
                else:
                    found = pages.bench_pages(
                        options["initiatives"], options["runs"], options["database"], tick
                    )
        except (WorkFailed, NoPostgres) as failure:
            raise CommandError(str(failure), returncode=2) from None
        if options["json"]:
            self.stdout.write(json.dumps(found, ensure_ascii=False))
        else:
            self.stdout.write(SHOW[options["name"]](found))
        if not found.get("changed", True) or not found.get("same", True):
            raise SystemExit(1)  # an approval that nobody sees, or two answers to one question


def show_import(found: dict[str, Any]) -> str:
    rows: list[list[object]] = [
        [
            *("", "s", "MB", "read", "interpret", "apply"),
            *("read : peer, s", "MB", "import : peer, s", "MB"),
        ]
    ]
    for r in found["results"]:
        stages = r.get("stages", {})
        rows.append(
            [
                f"{r['format']:<5}{r['tool']}",
                *(r["seconds"], r["memory_mb"]),
                *(stages.get(stage, "") for stage in ("read", "interpret", "apply")),
                *(
                    r.get(f"{own}_to_peer", {}).get(what, "")
                    for own in imports.OURS
                    for what in ("seconds", "memory")
                ),
            ]
        )
    return (
        f"{found['rows']} rows, {found['runs']} runs, medians\n{printed(rows)}\n{_versions(found)}"
    )


def show_pages(found: dict[str, Any]) -> str:
    parts = []
    for database, results in found["databases"].items():
        rows: list[list[object]] = [
            [
                *("page", "n", "queries", "server ms", "p95"),
                *("ours ms", "p95", "first", "Datasette ms", "p95", "×"),
            ]
        ]
        for r in results:
            ours, server, peer = r["ours"], r.get("server", {}), r.get("datasette", {})
            rows.append(
                [
                    *(r["page"], r["runs"], r["queries"]),
                    *(server.get(name, "") for name in ("median_ms", "p95_ms")),
                    *(ours["median_ms"], ours["p95_ms"], r["first_ms"]),
                    *(peer.get(name, "") for name in ("median_ms", "p95_ms")),
                    r.get("ratio", ""),
                ]
            )
        parts.append(f"{database}, {found['initiatives']} initiatives\n{printed(rows)}")
    return "\n\n".join([*parts, _versions(found)])


def show_documents(found: dict[str, Any]) -> str:
    rows: list[list[object]] = [
        ["", "n", "exact", "filled", "flagged", "s", "ms/page", "MB", "peer : ours", "version"]
    ]
    for r in found["results"]:
        name = f"{r['format']:<5}{r['tool']}"
        if "stopped_after" in r:
            stopped = f"> {r['stopped_after']}"
            rows.append([name, 1, "", "", "", stopped, "", "", "", r["version"]])
            continue
        rows.append(
            [
                *(name, r["runs"], r["exact"], "" if r["tool"] == "ours" else r["filled"]),
                *(r.get("flagged", ""), f"{r['seconds']:.3f}", r.get("ms_per_page", "")),
                *(r["memory_mb"], r.get("ratio", ""), r.get("version", "")),
            ]
        )
    head = f"{found['rows']} rows of five cells; the PDF has {found['pages']} pages; medians"
    return f"{head}\n{printed(rows)}\n{_versions(found)}"


def show_coordination(found: dict[str, Any]) -> str:
    parts = []
    for database, results in found["databases"].items():
        rows: list[list[object]] = [
            [
                *("page", "role", "n", "queries", "first ms", "server ms", "p95"),
                *("ours ms", "p95", "Datasette ms", "p95", "×"),
            ]
        ]
        for r in results["pages"]:
            peer = r.get("datasette", {})
            rows.append(
                [
                    *(r["page"], r["role"], r["runs"], f"{r['queries_small']} = {r['queries']}"),
                    *(r["first_ms"], r["server"]["median_ms"], r["server"]["p95_ms"]),
                    *(r["ours"]["median_ms"], r["ours"]["p95_ms"]),
                    *(peer.get(name, "") for name in ("median_ms", "p95_ms")),
                    r.get("ratio", ""),
                ]
            )
        counted = ", ".join(f"{count} {name}" for name, count in results["rows"].items())
        parts.append(f"{database}, filled in {results['filled_s']} s: {counted}\n{printed(rows)}")
    network = found["network"]
    rows = [["measure", "actors", "ties", "from", "ours s", "networkx s", "×", "agreement"]]
    whole = _size(network["networks"][0])
    rows.append(["gather", *whole, "", network["gather_s"], "", "", ""])
    sources = network["sources"] or "all"
    rows.append(["all measures", *whole, sources, network["measure_s"], "", "", ""])
    for size in network["networks"]:
        for r in size["measures"]:
            sources = r.get("sources", "")
            rows.append(
                [
                    *(r["measure"], *_size(size), "all" if sources == 0 else sources),
                    *(f"{r['ours_s']:.4f}", r.get("peer_s", ""), r.get("ratio", "")),
                    coordination.agreement(r),
                ]
            )
    return "\n\n".join([*parts, printed(rows), _versions(found)])


def _size(network: dict[str, Any]) -> tuple[int, int]:
    return network["actors"], network["ties"]


def show_rollup(found: dict[str, Any]) -> str:
    return f"{rollup.shown(found)}\n{_versions(found)}"


def show_board(found: dict[str, Any]) -> str:
    return f"{board.shown(found)}\n\n{_versions(found)}"


def show_observatory(found: dict[str, Any]) -> str:
    return f"{observatory.shown(found)}\n{_versions(found)}"


SHOW = {
    "import": show_import,
    "pages": show_pages,
    "documents": show_documents,
    "coordination": show_coordination,
    "rollup": show_rollup,
    "board": show_board,
    "observatory": show_observatory,
}


def _versions(found: dict[str, Any]) -> str:
    return ", ".join(f"{name} {version}" for name, version in found["versions"].items())
