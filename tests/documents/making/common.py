"""What all the made-up plans are made of: texts of a language, choices that never change, truth."""

from __future__ import annotations

import io
import json
import random
import tomllib
import zipfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

HERE = Path(__file__).resolve().parent
DOCUMENTS = HERE.parent

Fields = dict[str, Any]


@dataclass(frozen=True)
class Action:
    axis: int
    line: int  # within its axis
    number: int  # within its line
    axis_name: str
    line_name: str
    name: str

    @property
    def code(self) -> str:
        return f"{self.axis}.{self.line}.{self.number}"

    @property
    def path(self) -> list[str]:
        return [self.axis_name, self.line_name]


class Bank:
    """The texts of one language and a die that falls the same way every time."""

    def __init__(self, language: str, seed: str) -> None:
        self.language = language
        self.texts = tomllib.loads((HERE / "bank" / f"{language}.toml").read_text("utf-8"))
        self.die = random.Random(seed)

    def actions(
        self, axes: Sequence[int] | None = None, per_line: int = 99, lines: int = 9
    ) -> list[Action]:
        return list(self._actions(axes, per_line, lines))

    def _actions(self, axes: Sequence[int] | None, per_line: int, lines: int) -> Iterator[Action]:
        all_axes = self.texts["axes"]
        for a, axis in enumerate([all_axes[i] for i in axes or range(len(all_axes))], 1):
            for b, line in enumerate(axis["lines"][:lines], 1):
                for c, name in enumerate(line["actions"][:per_line], 1):
                    yield Action(a, b, c, axis["name"], line["name"], name)

    def one(self, kind: str) -> Any:
        return self.die.choice(self.texts[kind])

    def some(self, kind: str, most: int, least: int = 0) -> list[Any]:
        return self.die.sample(self.texts[kind], self.die.randint(least, most))

    def chance(self, share: float) -> bool:
        return self.die.random() < share

    def indicator(self) -> tuple[str, str, int]:
        name, unit = self.one("indicators")
        return name, unit, self.die.choice([0, 3, 12, 18, 27, 40, 55])


def levels_of(rows: Sequence[Fields], names: Sequence[str]) -> list[Fields]:
    depth = max(len(row["path"]) for row in rows)
    counts = [
        len({tuple(row["path"][:d]) for row in rows if len(row["path"]) >= d})
        for d in range(1, depth + 1)
    ]
    return [
        {"name": name, "count": count} if name else {"count": count}
        for name, count in zip([*names, *[""] * depth], counts, strict=False)
    ]


def save_truth(
    name: str, language: str, rows: list[Fields], names: Sequence[str] = (), **more: Any
) -> None:
    truth = {
        "language": language,
        "levels": levels_of(rows, names),
        "initiatives": len(rows),
        **more,
        "rows": [{k: v for k, v in row.items() if v not in ("", [], {}, None)} for row in rows],
    }
    text = json.dumps(truth, ensure_ascii=False, indent=1)
    (DOCUMENTS / f"{name}.truth.json").write_text(text + "\n", encoding="utf-8")


def save(name: str, content: bytes) -> None:
    (DOCUMENTS / name).write_bytes(content)


def steady(package: bytes) -> bytes:
    """The same ZIP package with the same bytes whenever it is made."""
    packed = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(package)) as old,
        zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as new,
    ):
        for item in old.infolist():
            still = zipfile.ZipInfo(item.filename, (2026, 1, 1, 0, 0, 0))
            stored = item.filename == "mimetype"
            still.compress_type = zipfile.ZIP_STORED if stored else zipfile.ZIP_DEFLATED
            new.writestr(still, old.read(item))
    return packed.getvalue()


def point_comma(number: float) -> str:
    """1866275.79 → "1.866.275,79"."""
    return f"{number:,.2f}".translate(str.maketrans(",.", ".,"))
