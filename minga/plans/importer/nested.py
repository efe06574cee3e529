"""Tables that list things of different levels one under the other, all in one column of names.

What each row is, a column of types says ("Eje", "Objetivo", "Acción"), the depth of its code
("1", "1.1", "1.1.1") or the code of the row above it. The rows of the lowest level stay, and those
above become columns, as if the table had been printed with them.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from minga.intake.blocks import Block
from minga.intake.codes import CODE
from minga.intake.columns import Heading
from minga.intake.folding import clean, fold
from minga.intake.reading import Row
from minga.plans.importer import content
from minga.plans.importer.grid import Column
from minga.plans.importer.meanings import meanings, read

_MOST = 0.85  # share of the rows below another whose row above is there
_FEW = 4  # rows
_STEP = re.compile(r"[.\-/ ]")
_TYPES = 9
_APART = 0.1  # share of the rows below that may stand in another group than the row above
_KINDS = 45  # "Programa" and "Proyecto" are kinds of initiatives, not levels above them


@dataclass(frozen=True, slots=True)
class Unfolded:
    """The table with its levels as columns at the left, each as a name and a code.

    `flat` are only the rows of the lowest level, with all above them written out; the rows of
    `block` name each level in a row of its own, as they stand in the document.
    """

    block: Block
    flat: tuple[Row, ...]
    levels: int
    ignored: tuple[int, ...]  # columns that only say how the rows hang together
    about: Mapping[tuple[int, str], Mapping[str, str]]  # (level, name) → printed heading → text
    lowest: str = ""  # what the rows of the lowest level are called, where it is printed


@dataclass(slots=True)
class _Tree:
    """For each row how deep it is, what stands above it, its code and its name."""

    depths: list[int]
    parents: list[int]  # index of a row, -1 at the top
    codes: list[str]
    name: int
    names: list[str]
    structure: tuple[int, ...]  # columns that only say how rows hang together
    called: Mapping[int, str]  # depth → what the things of that depth are called


def unfolded(block: Block) -> Unfolded | None:
    """The same table with a column a level; None where its rows are all of one level."""
    if len(block.rows) < _FEW:
        return None
    columns = [
        Column(i, read(text), content.sample(block.rows, i), group=i < block.groups)
        for i, text in enumerate(block.printed)
    ]
    tree = _by_type(block, columns) or _by_parent(block, columns) or _by_code(block, columns)
    if tree is None or max(tree.depths) < 1:
        return None
    return _unfold(block, tree)


def _cell(row: Row, column: int) -> str:
    text = row.cells[column] if column < len(row.cells) else ""
    return clean(text) if text else ""


def _name_column(columns: Sequence[Column], without: Sequence[int]) -> Column | None:
    """The column that names every row: headed as a name, else the one of most different words."""
    worded = [
        c
        for c in columns
        if c.index not in without and c.cells.share("wordy") >= 0.7 and not c.group
    ]
    for names in (("name",), ("description",)):
        best = max(worded, key=lambda column: column.mark(*names), default=None)
        if best is not None and best.mark(*names) >= 0.5:
            return best
    for column in worded:
        if column.as_level():
            return column
    fitting = [c for c in worded if c.best < 0.6 and c.cells.distinct > 0.8]
    return max(fitting, key=lambda c: c.cells.length, default=None)


def _code_column(columns: Sequence[Column]) -> Column | None:
    fitting = [
        c
        for c in columns
        if not c.group
        and c.cells.share("code") >= 0.85
        and c.cells.distinct > 0.85
        and (c.mark("code") >= 0.5 or c.best < 0.6 or _is_code_of(c))
        and c.cells.share("year") < 0.5
    ]
    return max(fitting, key=lambda c: (c.mark("code"), -c.index), default=None)


def _is_code_of(column: Column) -> bool:
    return any(meaning.aspect == "code" or meaning.is_level for meaning, _sure in column.options)


# --- three ways to tell what stands under what


def _by_type(block: Block, columns: Sequence[Column]) -> _Tree | None:
    for column in columns:
        if column.group or len({fold(text) for text in column.cells.texts}) > _TYPES:
            continue
        shown = _ranks(column.cells.texts, column.heading)
        if shown is None or min(shown)[0] > _KINDS:
            continue
        ranks = _ranks([_cell(row, column.index) for row in block.rows], column.heading)
        if ranks is None:
            continue
        code = _code_column([c for c in columns if c.index != column.index])
        without = [column.index, *([code.index] if code else [])]
        name = _name_column(columns, without)
        if name is None:
            return None
        order = sorted(set(ranks))
        depths = [order.index(rank) for rank in ranks]
        if _are_apart(block, columns, _above(depths), {*without, name.index}):
            continue
        called: dict[int, str] = {}
        for row, depth in zip(block.rows, depths, strict=True):
            text = _cell(row, column.index)
            called.setdefault(depth, "" if text.isdigit() else text)
        codes = _codes(block, code, name)
        return _Tree(
            depths,
            _above(depths),
            codes,
            name.index,
            _plain(block, code, name),
            (column.index,),
            called,
        )
    return None


def _are_apart(
    block: Block, columns: Sequence[Column], parents: Sequence[int], without: set[int]
) -> bool:
    """Whether rows stand under rows of another group, as a column of levels tells the groups:
    then the types tell kinds apart, and not what stands under what."""
    pairs = [(index, above) for index, above in enumerate(parents) if above >= 0]
    for column in columns:
        if column.index in without or column.as_level() is None:
            continue
        both = [
            (_cell(block.rows[i], column.index), _cell(block.rows[a], column.index))
            for i, a in pairs
        ]
        told = [pair for pair in both if all(pair)]
        if sum(one != other for one, other in told) > _APART * len(pairs):
            return True
    return False


def _ranks(cells: Sequence[str], heading: Heading) -> list[tuple[int, int]] | None:
    """The rank of each row by the words of a column of types."""
    numbered = any(m.term.name == "numbered" for m in meanings(heading))
    found: dict[str, tuple[int, int]] = {}
    for cell in dict.fromkeys(cells):
        if numbered and cell.isdigit() and int(cell) < 10:
            found[cell] = (0, int(cell))
            continue
        said = read(cell) if cell and len(cell) < 50 else None
        terms = [m.term for m in meanings(said) if m.term.rank] if said else []
        if said is None or not terms or said.covered < 0.5:
            return None
        best = min(terms, key=lambda term: term.rank)
        if said.number and best.name != "numbered":
            return None
        found[cell] = (best.rank, said.number)
    if len(set(found.values())) < 2:
        return None
    return [found[cell] for cell in cells]


def _by_parent(block: Block, columns: Sequence[Column]) -> _Tree | None:
    ids = _code_column(columns)
    if ids is None:
        return None
    codes = [_cell(row, ids.index) for row in block.rows]
    at = {code: index for index, code in enumerate(codes) if code}
    if len(at) < len(codes):
        return None
    for column in columns:
        if column.index == ids.index or column.group:
            continue
        if sum(text in at for text in column.cells.texts) < _MOST * max(1, len(column.cells.texts)):
            continue
        above = [_cell(row, column.index) for row in block.rows]
        given = [text for text in above if text and text.lower() not in content.nothing()]
        if len(given) < _FEW // 2 or len(given) == len(codes) or codes == above:
            continue
        if sum(text in at for text in given) < _MOST * len(given) or set(given) == set(codes):
            continue
        parents = [at.get(text, -1) for text in above]
        depths = _depths(parents)
        name = _name_column(columns, (ids.index, column.index))
        if depths is None or name is None:
            return None
        return _Tree(
            depths, parents, codes, name.index, _plain(block, ids, name), (column.index,), {}
        )
    return None


def _depths(parents: Sequence[int]) -> list[int] | None:
    """How deep each row stands; None where rows stand above themselves."""
    depths: list[int] = [-1] * len(parents)
    for start in range(len(parents)):
        path = []
        index = start
        while index >= 0 and depths[index] < 0:
            path.append(index)
            index = parents[index]
            if len(path) > 12:
                return None
        depth = depths[index] if index >= 0 else -1
        for step in reversed(path):
            depth += 1
            depths[step] = depth
    return depths


def _by_code(block: Block, columns: Sequence[Column]) -> _Tree | None:
    code = _code_column(columns)
    name = _name_column(columns, (code.index,) if code else ())
    if name is None:
        return None
    codes = _codes(block, code, name)
    if sum(map(bool, codes)) < _MOST * len(codes):
        return None
    at: dict[str, int] = {}
    parents: list[int] = []
    depths: list[int] = []
    below = kept = 0
    for index, printed in enumerate(codes):
        bare = printed.strip("().: ")
        steps = _STEP.split(bare)
        parent = -1
        for cut in range(len(steps) - 1, 0, -1):
            above = "-".join(steps[:cut])
            if above in at:
                parent = at[above]
                break
        if len(steps) > 1:
            below += 1
            kept += parent >= 0
        parents.append(parent)
        depths.append(depths[parent] + 1 if parent >= 0 else 0)
        at.setdefault("-".join(steps), index)
    if below < _FEW // 2 or kept < _MOST * below or len(set(codes)) < 0.9 * len(codes):
        return None
    return _Tree(depths, parents, codes, name.index, _plain(block, code, name), (), {})


def _codes(block: Block, code: Column | None, name: Column) -> list[str]:
    if code is not None:
        return [_cell(row, code.index) for row in block.rows]
    found = (CODE.match(_cell(row, name.index)) for row in block.rows)
    return [match[1] if match else "" for match in found]


def _plain(block: Block, code: Column | None, name: Column) -> list[str]:
    """The names of the rows, without the code in front where there is no column of codes."""
    texts = [_cell(row, name.index) for row in block.rows]
    if code is not None:
        return texts
    return [CODE.sub("", text, count=1) if CODE.match(text) else text for text in texts]


def _above(depths: Sequence[int]) -> list[int]:
    """The nearest row above each that stands higher."""
    last: dict[int, int] = {}
    parents = []
    for index, depth in enumerate(depths):
        parents.append(max((at for d, at in last.items() if d < depth), default=-1))
        last = {d: at for d, at in last.items() if d < depth}
        last[depth] = index
    return parents


# --- the rows as columns


def _unfold(block: Block, tree: _Tree) -> Unfolded | None:
    deepest = max(tree.depths)
    inner = set(tree.parents)
    width = len(block.printed)
    usual = _filled(block, tree, deepest)
    rows: list[Row] = []
    flat: list[Row] = []
    about: dict[tuple[int, str], dict[str, str]] = {}
    below = _columns_below(block, tree)
    for index in _in_order(tree.parents):
        row, depth = block.rows[index], tree.depths[index]
        path = _path(index, tree)
        is_leaf = depth == deepest or (
            index not in inner and depth > 0 and _details(row, below) >= 0.5 * usual > 0
        )
        own = (*row.cells, *("",) * (width - len(row.cells)))
        shift = 2 * deepest
        if is_leaf:
            own = (*own[: tree.name], tree.names[index], *own[tree.name + 1 :])
            above = [path[d] if d < len(path) - 1 else -1 for d in range(deepest)]
            rows.append(_row(row, [*[None] * shift, *own], shift))
            full: list[str | None] = []
            for at in above:
                full += (tree.names[at], tree.codes[at]) if at >= 0 else ("", "")
            flat.append(_row(row, [*full, *own], shift))
            continue
        cells: list[str | None] = [None] * shift
        cells[2 * depth : 2 * depth + 2] = [tree.names[index], tree.codes[index]]
        rows.append(replace(row, cells=(*cells, *("",) * width), unsure=()))
        said = {block.printed[c] or f"#{c + 1}": _cell(row, c) for c in below if _cell(row, c)}
        if said:
            about[depth, tree.names[index]] = said
    if not flat:
        return None
    printed: list[str] = []
    for depth in range(deepest):
        printed += [tree.called.get(depth, ""), ""]
    places = block.places or tuple(range(1, width + 1))
    new = replace(
        block,
        printed=(*printed, *block.printed),
        rows=tuple(rows),
        opens=frozenset(),
        places=(*(tree.name + 1,) * (2 * deepest), *places),
    )
    ignored = tuple(2 * deepest + column for column in tree.structure)
    return Unfolded(new, tuple(flat), deepest, ignored, about, tree.called.get(deepest, ""))


def _in_order(parents: Sequence[int]) -> list[int]:
    """The rows as an outline has them: each with all that stands under it."""
    below: dict[int, list[int]] = {}
    for index, parent in enumerate(parents):
        below.setdefault(parent, []).append(index)
    order = []
    waiting = below.get(-1, [])[::-1]
    while waiting:
        index = waiting.pop()
        order.append(index)
        waiting += below.get(index, [])[::-1]
    return order


def _row(row: Row, cells: Sequence[str | None], shift: int) -> Row:
    return replace(row, cells=tuple(cells), unsure=tuple(c + shift for c in row.unsure))


def _path(index: int, tree: _Tree) -> list[int]:
    """The rows from the top down to this one."""
    path = [index]
    while tree.parents[path[-1]] >= 0:
        path.append(tree.parents[path[-1]])
    return path[::-1]


def _columns_below(block: Block, tree: _Tree) -> list[int]:
    """The columns that say something of a row besides its name, its code and its place."""
    taken = {tree.name, *tree.structure}
    codes = tree.codes
    for column in range(len(block.printed)):
        if column in taken:
            continue
        if all(_cell(row, column) == code for row, code in zip(block.rows, codes, strict=True)):
            taken.add(column)
    return [c for c in range(len(block.printed)) if c not in taken]


def _details(row: Row, below: Sequence[int]) -> int:
    return sum(bool(_cell(row, column)) for column in below)


def _filled(block: Block, tree: _Tree, depth: int) -> float:
    """How many cells besides its name a row of this depth usually has."""
    below = _columns_below(block, tree)
    rows = [r for r, d in zip(block.rows, tree.depths, strict=True) if d == depth]
    return sum(_details(row, below) for row in rows) / len(rows) if rows else 0.0
