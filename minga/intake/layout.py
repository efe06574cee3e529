"""How the documents of one city are laid out: the answers to what could not be told from them.

A layout is a small file that people can read, keep and hand on:

    name = "Plan de acción de Ejemplo"
    numbers = "1.234,56"

    [columns]
    "Línea" = "objective_1"
    "Acción" = "initiative"
    "Coste 2026" = "budget:2026"
    "Observaciones" = "attribute"

    [tables]
    "Hoja 2" = "skip"
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Layout:
    """Answers by heading and by table. An empty answer means: find out, and ask when in doubt."""

    name: str = ""
    numbers: str = ""  # "1.234,56" or "1,234.56"
    dates: str = ""  # "day first", "month first" or "year first"
    columns: Mapping[str, str] = field(default_factory=dict)  # printed heading → role
    tables: Mapping[str, str] = field(default_factory=dict)  # name of a table → "read" or "skip"
    hidden: bool = False  # read hidden sheets too


@dataclass(frozen=True, slots=True)
class Doubt:
    """A question that only a person can answer; the layout keeps the answer.

    `about` is "column", "table", "numbers" or "dates"; `key` is the printed heading or the name of
    the table. `proposed` is the best of `options`, taken for now where the plan cannot be read
    without it, and else left as an attribute.
    """

    about: str
    key: str
    options: tuple[str, ...]
    proposed: str
    confidence: float  # 0 to 1
    table: str = ""
    examples: tuple[str, ...] = ()
