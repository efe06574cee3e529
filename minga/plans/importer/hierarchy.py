"""Which column names the initiatives, which ones the levels above them, and in what order.

Headings propose; the cells decide: a level contains what stands under it, so that each value below
has one value above, and there are fewer of those above.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass

from minga.intake.codes import CODE
from minga.plans.importer.grid import FEW, FINER, Column, Grid
from minga.plans.importer.meanings import Meaning, meanings, read

_LIKE_INITIATIVE = 65  # ranks from which a term may be an initiative as well as another
_STOREYS = (18, 48, 64)  # ranks between axes, objectives, programmes and initiatives
_UNCALLED = 100
_CODED = 0.7  # share of the texts of a level that carry their code in front
_EACH = 0.95  # share of the rows that have a name of their own
_ABOVE_ALL = 45  # ranks up to which a term is hardly ever the initiative itself


@dataclass
class Hierarchy:
    """The columns of the levels, highest first, and of the initiatives."""

    levels: list[Column]
    initiative: Column | None
    sure: float = 0.0  # that the initiative is the right column
    strength: float = 0.0  # how much its heading says that this is a plan
    rivals: tuple[Column, ...] = ()  # other columns that look like the initiative
    below: tuple[Column, ...] = ()  # finer than the initiative: parts of it


def hierarchy(columns: Sequence[Column], grid: Grid, fixed: dict[int, str]) -> Hierarchy:
    """`fixed` are the roles that a layout gives, by column."""
    given = {role: c for c in columns if (role := fixed.get(c.index, "")) != "attribute" and role}
    free = [c for c in columns if c.index not in fixed]
    terms = [c for c in free if (found := c.as_level()) and _is_candidate(c, found[0], grid)]
    ordered = _in_order(terms, grid)
    if "initiative" in given:
        chosen = Hierarchy([], given["initiative"], 1.0, 1.0)
    else:
        chosen = _initiative(ordered, free, columns, grid)
    if chosen.initiative is None:
        return chosen
    chosen.levels = _levels(chosen, ordered, columns, grid, given)
    return chosen


def _is_candidate(column: Column, meaning: Meaning, grid: Grid) -> bool:
    if meaning.term.kind == "loose":
        return column.group or grid.grouped(column.index)
    return bool(column.cells.texts) or not grid.rows


def rank(column: Column) -> tuple[int, int, int]:
    """By what it is called, roughly: plans differ on whether policies or objectives come first,
    and then print them in their order."""
    if column.depth:
        return 0, column.depth, column.index
    called = _group_rank(column) if column.group else _level_rank(column)
    if called == _UNCALLED:
        called = _STOREYS[0]  # among the objectives, as printed
    return bisect_right(_STOREYS, called), column.heading.number, column.index


def _group_rank(column: Column) -> int:
    """The rank that a group heading or its texts say themselves: "Eje 1. Vida"."""
    if column.as_level():
        return _level_rank(column)
    for text in column.cells.texts[:5]:
        opening = read(" ".join(text.split()[:2])[:60])
        for meaning in meanings(opening):
            if meaning.term.kind == "level":
                return meaning.term.rank
    return 1


def _in_order(terms: Sequence[Column], grid: Grid) -> list[Column]:
    """Highest first: as they contain each other, then by what they are called, then as printed."""
    ordered = sorted(terms, key=rank)
    for _round in ordered:
        moved = False
        for place in range(len(ordered) - 1):
            upper, lower = ordered[place], ordered[place + 1]
            if grid.contains(lower.index, upper.index):
                ordered[place : place + 2] = [lower, upper]
                moved = True
        if not moved:
            break
    return ordered


def _initiative(
    ordered: Sequence[Column], free: Sequence[Column], columns: Sequence[Column], grid: Grid
) -> Hierarchy:
    """The deepest term at the grain of the rows, else a column of names that is finer."""
    named = [c for c in ordered if not c.group and c.is_wordy]
    terms = [found[0].term for c in named if not _holds_codes(c) and (found := c.as_level())]
    named = [
        c
        for c in named
        if not (_holds_codes(c) and (found := c.as_level()) and found[0].term in terms)
    ]
    if not grid.rows:
        named = [c for c in ordered if not c.group]
    above = named[-1] if named else None
    if not any(c.depth for c in columns):  # an axis alone lists nothing to be done
        while named and _level_rank(named[-1]) < _STOREYS[0]:
            named.pop()
    chosen = named[-1] if named else None
    below: list[Column] = []
    while chosen and len(named) > 1 and _is_part(named[-2], chosen, grid):
        below.append(chosen)
        named.pop()
        chosen = named[-1]
    other = (
        _by_place(chosen, ordered, free, grid)
        or _by_name(chosen, free, grid)
        or _by_product(chosen, free, grid)
        or _by_target(chosen or above, free, grid)
    )
    if other:
        column, sure, strength = other
        rival = chosen if chosen and _level_rank(chosen) > _ABOVE_ALL else None
        return Hierarchy([], column, sure, strength, (rival,) if rival else ())
    if chosen is None:
        return _by_cells(free, grid)
    found = chosen.as_level()
    assert found
    sure = found[1]
    rivals = tuple(c for c in below if grid.distinct(c.index) > grid.distinct(chosen.index))
    return Hierarchy([], chosen, sure, _strength(found[0]), rivals, tuple(below))


def _holds_codes(column: Column) -> bool:
    return column.cells.share("code") >= 0.8


def _level_rank(column: Column) -> int:
    found = column.as_level()
    return found[0].term.rank if found else _UNCALLED


def _is_part(upper: Column, lower: Column, grid: Grid) -> bool:
    """Whether `lower` only tells more of what `upper` names, rather than standing under it."""
    if _level_rank(upper) < _LIKE_INITIATIVE or not grid.rows:
        return False
    more = grid.distinct(lower.index) >= FINER * grid.distinct(upper.index)
    if not more:
        return True
    found, below = upper.as_level(), lower.as_level()
    assert found and below
    return found[0].term.name == "initiative" and below[0].term.name == "activity"


def _strength(meaning: Meaning) -> float:
    """How much a term alone says that its column lists what somebody plans to do."""
    if meaning.term.rank >= _LIKE_INITIATIVE:
        return 1.0
    if meaning.term.rank > _ABOVE_ALL:
        return 0.8
    return 0.6 if meaning.term.rank >= 20 else 0.3


def _by_name(
    chosen: Column | None, free: Sequence[Column], grid: Grid
) -> tuple[Column, float, float] | None:
    """A column headed "Nombre" or "Descripción", where no term is as fine as it."""
    for names, needed in ((("name",), 1.3), (("description",), 2.0)):
        for column in sorted(free, key=lambda c: -c.mark(*names)):
            sure = column.mark(*names)
            if sure < 0.5 or column.cells.share("wordy") < 0.5:
                continue
            if chosen is None:
                return column, sure * (0.9 if names == ("name",) else 0.7), 0.4
            if _level_rank(chosen) >= _LIKE_INITIATIVE and chosen.cells.share("code") < 0.8:
                continue
            finer = grid.distinct(column.index) >= needed * grid.distinct(chosen.index)
            if finer and grid.rows:
                return column, sure * 0.9, 0.5
    return None


def _by_place(
    chosen: Column | None, ordered: Sequence[Column], free: Sequence[Column], grid: Grid
) -> tuple[Column, float, float] | None:
    """A column without heading, of different names that stand under known levels: an outline."""
    if (chosen and _level_rank(chosen) > _ABOVE_ALL) or len(grid.rows) < FEW:
        return None
    levels = [c for c in ordered if grid.grouped(c.index)]
    after = max((c.index for c in levels), default=-1)
    unnamed = [
        c
        for c in free
        if not c.heading.printed and c.cells.share("wordy") >= 0.8
        if c.index > after or grid.distinct(c.index) >= _EACH * len(grid.rows)
    ]
    if not unnamed or not levels:
        return None
    column = max(unnamed, key=lambda c: (grid.distinct(c.index), -c.index))
    finer = all(grid.contains(level.index, column.index) for level in levels)
    return (column, 0.65, 0.6) if finer and grid.blank(column.index) < 0.3 else None


def _by_product(
    chosen: Column | None, free: Sequence[Column], grid: Grid
) -> tuple[Column, float, float] | None:
    """What a programme produces, where nothing else is listed under programmes."""
    if chosen is None or not _ABOVE_ALL < _level_rank(chosen) < _LIKE_INITIATIVE or not grid.rows:
        return None
    for column in free:
        for meaning, sure in column.options:
            said = meaning.term.name == "product" and sure >= 0.7 and column.index > chosen.index
            if said and grid.distinct(column.index) >= FINER * grid.distinct(chosen.index):
                return column, sure * 0.8, 0.8
    return None


def _by_cells(free: Sequence[Column], grid: Grid) -> Hierarchy:
    """Where no heading speaks: levels that carry their codes, and texts that stand under them."""
    levels = [c for c in free if _is_coded(c, grid)]
    if not levels or any(c.heading.parts for c in levels):
        return _by_outline(free, grid)
    after = max(c.index for c in levels)
    for column in free:
        names = column.cells.share("wordy") >= 0.8 and column.cells.length < 200
        free_after = column.index > after and not column.options and names
        if free_after and grid.distinct(column.index) >= FINER * grid.distinct(after):
            return Hierarchy([], column, 0.5, 0.5)
    return _by_outline(free, grid)


def _by_outline(free: Sequence[Column], grid: Grid) -> Hierarchy:
    """What stands deepest in an outline that calls its levels nothing."""
    chain: list[Column] = []
    for column in free:
        if column.index != len(chain) or column.heading.printed or column.group:
            break
        if column.cells.share("wordy") < 0.8 or (
            chain and not grid.contains(chain[-1].index, column.index)
        ):
            break
        chain.append(column)
    if len(chain) < 2 or len(grid.rows) < FEW or grid.blank(chain[-1].index) >= 0.3:
        return Hierarchy([], None)
    return Hierarchy([], chain[-1], 0.5, 0.5)


def _is_coded(column: Column, grid: Grid) -> bool:
    """Whether its texts carry codes and the rows are grouped by them, under no known heading."""
    texts = column.cells.texts
    if column.group or column.best >= 0.6 or len(grid.rows) < FEW or not texts:
        return False
    coded = sum(bool(CODE.match(text)) for text in texts) >= _CODED * len(texts)
    return coded and column.cells.share("wordy") >= 0.7 and grid.grouped(column.index)


def _is_told_by_codes(
    column: Column, columns: Sequence[Column], grid: Grid, initiative: Column
) -> bool:
    """Whether the column before it holds codes of what it names, one a name."""
    if not column.index or column.group or not grid.rows or not column.is_wordy:
        return False
    goal = any(meaning.term.name == "target" for meaning, _sure in column.options)
    if (column.best >= 0.6 and not goal) or column.cells.share("figure") >= 0.2:
        return False
    code = columns[column.index - 1]
    if not any(m.aspect == "code" for m, _sure in code.options) or code.cells.share("code") < 0.8:
        return False
    pairs = [(code, column), (column, code), (initiative, column)]
    return all(grid.decides(one.index, other.index) for one, other in pairs)


def _is_unnamed(column: Column, grid: Grid) -> bool:
    """Whether it has no heading, and the rows are grouped by what it names."""
    named = column.heading.printed or column.group or column.cells.share("wordy") < 0.8
    return not named and len(grid.rows) >= FEW and grid.grouped(column.index)


def _by_target(
    chosen: Column | None, free: Sequence[Column], grid: Grid
) -> tuple[Column, float, float] | None:
    """Goals written out under objectives, or under programmes where goals have codes of their
    own, where nothing finer is listed."""
    if chosen is None or _level_rank(chosen) >= _LIKE_INITIATIVE or not grid.rows:
        return None
    coded = any(_gives_codes_of_targets(column) for column in free)
    if _level_rank(chosen) > _ABOVE_ALL and not coded:
        return None
    for column in free:
        for meaning, sure in column.options:
            if meaning.term.name != "target" or column.heading.period or sure < 0.7:
                continue
            worded = column.cells.share("figure") < 0.3 and column.cells.length > 25
            if worded and grid.distinct(column.index) >= FINER * grid.distinct(chosen.index):
                return column, 0.75, 0.8
    return None


def _gives_codes_of_targets(column: Column) -> bool:
    """ "Cód. meta": what has a code is listed."""
    parts = column.heading.parts
    spoken = {term.name for part in parts for term in part.terms}
    return {"target", "code"} <= spoken and column.cells.share("code") >= 0.8


def _levels(
    chosen: Hierarchy,
    ordered: Sequence[Column],
    columns: Sequence[Column],
    grid: Grid,
    given: dict[str, Column],
) -> list[Column]:
    initiative = chosen.initiative
    assert initiative
    below = {c.index for c in chosen.below}
    found = [
        c
        for c in ordered
        if c.index != initiative.index and c.index not in below and _is_above(c, initiative, grid)
    ]
    found += [
        c
        for c in columns
        if c.index < initiative.index and c not in given.values() and c not in found
        if (
            (_is_coded(c, grid) or _is_unnamed(c, grid))
            and grid.contains(c.index, initiative.index)
        )
        or _is_told_by_codes(c, columns, grid, initiative)
    ]
    found = _by_their_names(found, columns, grid, initiative)
    groups = [c for c in columns if c.group and c.index != initiative.index and c not in found]
    found = _in_order([*found, *groups], grid)
    for role, column in sorted(given.items()):
        place = role.removeprefix("objective_")
        if place.isdigit():
            found.insert(min(int(place) - 1, len(found)), column)
    return found


def _by_their_names(
    levels: Sequence[Column], columns: Sequence[Column], grid: Grid, initiative: Column
) -> list[Column]:
    """A level printed as a column of codes and one of names is the one of names."""
    kept = []
    for level in levels:
        if level.cells.share("code") < 0.8 or not grid.rows:
            kept.append(level)
            continue
        named = [
            other
            for other in columns
            if other.index not in (level.index, initiative.index)
            and other.cells.share("wordy") >= 0.6
            and _names(other, level)
            and grid.decides(level.index, other.index)
            and grid.decides(other.index, level.index)
        ]
        nearest = min(named, key=lambda c: abs(c.index - level.index), default=level)
        if nearest not in kept and nearest not in levels:
            kept.append(nearest)
        elif nearest is level:
            kept.append(level)
    return kept


def _names(column: Column, level: Column) -> bool:
    """Whether it may be the name of what the other column gives the codes of."""
    found, coded = column.as_level(), level.as_level()
    if found and coded:
        return found[0].term == coded[0].term
    near = column.index - level.index == 1
    return near and column.mark("name", "description") >= 0.5


def _is_above(column: Column, initiative: Column, grid: Grid) -> bool:
    if column.group:
        return True
    left = column.index < initiative.index
    if not grid.rows:
        return left
    upper = _level_rank(column) < _level_rank(initiative)
    fewer = grid.distinct(column.index) <= 0.7 * grid.distinct(initiative.index)
    found = column.as_level()
    coded = column.cells.share("code") >= 0.8 and grid.decides(column.index, initiative.index)
    if coded or (_level_rank(column) >= _LIKE_INITIATIVE and not fewer):
        return False
    loose = found is not None and found[0].term.kind == "loose"
    holds = grid.decides(initiative.index, column.index)
    if loose:
        fewer = grid.distinct(column.index) <= 0.8 * grid.distinct(initiative.index)
        return left and holds and (fewer or len(grid.rows) < FEW)
    if left:
        return (holds or upper) and grid.distinct(column.index) <= grid.distinct(initiative.index)
    return fewer and holds
