"""A question in the SQL of Spark: the same file, translated by sqlglot."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sqlglot import exp

# Spark divides decimals exactly and rounds half up once, to the scale of its result: with these
# types it is 6, the same as `ratio` in DuckDB
_RATIO = (
    "CAST(CAST({a} AS DECIMAL(38, 6)) / NULLIF(CAST({b} AS DECIMAL(38, 6)), 0) AS DECIMAL(38, 6))"
)


@lru_cache(maxsize=200)
def to_spark(sql: str) -> str:
    """The statement for Spark; parameters stay parameters (`$year` becomes `:year`)."""
    import sqlglot

    statement = sqlglot.parse_one(sql, read="duckdb")
    return statement.transform(_translated).sql(dialect="spark", pretty=True)


def _translated(node: exp.Expr) -> exp.Expr:
    import sqlglot
    from sqlglot import exp

    if isinstance(node, exp.Parameter):
        return exp.Placeholder(this=node.name)
    if isinstance(node, exp.CTE):
        node.set("materialized", None)  # Spark decides that by itself, and has no word for it
    if isinstance(node, exp.Anonymous) and node.name.lower() == "ratio":
        part, whole = (each.transform(_translated) for each in node.expressions)
        made = sqlglot.parse_one(_RATIO.format(a="part__", b="whole__"), read="spark")
        for column in list(made.find_all(exp.Column)):
            column.replace(part if column.name == "part__" else whole)
        return made
    return node
