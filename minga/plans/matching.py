"""Which initiative of a new edition is which of the old one, by text and by code.

Plain data in, plain data out: what people correct is put over it by `corrected`.
"""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from minga.intake.folding import fold, light_stem

SAME, REWORDED, MOVED = "same", "reworded", "moved"
SPLIT, MERGED, ADDED, GONE = "split", "merged", "added", "gone"
KINDS = (MOVED, REWORDED, SPLIT, MERGED, ADDED, GONE, SAME)

_ALIKE = 0.55  # weighted share of words in common from which two names are one, reworded
_ALIKE_SAME_CODE = 0.3
_WITHIN = 0.65  # share of a text's weight that another holds, to be a part of it
_COMMON = 400  # a word in more texts than this tells nothing


@dataclass(frozen=True, slots=True)
class Listed:
    """An initiative as one edition lists it. `key` is whatever the caller knows it by."""

    key: str
    code: str
    objective: str
    name: str
    parts: str = ""  # its articulations, as one text


@dataclass(frozen=True, slots=True)
class Match:
    """What became of what: one of the KINDS, with how alike the texts are (0 to 1)."""

    kind: str
    before: tuple[str, ...]
    after: tuple[str, ...]
    alike: float = 1.0
    moved: bool = False  # listed under another objective
    by_person: bool = False


def match(before: Sequence[Listed], after: Sequence[Listed]) -> list[Match]:
    """Each of both editions in exactly one match, in the order of the new edition; gone ones last.

    Linear but for texts that share rare words, which are compared one with another.
    """
    work = _Matcher(before, after)
    work.same_names()
    work.alike()
    work.parts()
    return work.matches()


def corrected(
    matches: Iterable[Match], said: Mapping[str, str], before: Sequence[Listed]
) -> list[Match]:
    """What people said put over what was found.

    `said` gives for the key of a new initiative the key of the old one that it is, or "" where it
    is a new one.
    """
    known = {listed.key for listed in before}
    taken = {old for old in said.values() if old in known}
    found: list[Match] = []
    freed: list[str] = []
    for one in matches:
        left = tuple(key for key in one.after if key not in said)
        still = tuple(key for key in one.before if key not in taken)
        if left == one.after and still == one.before:
            found.append(one)
            continue
        if left:
            kind = one.kind if still else ADDED
            found.append(replace(one, kind=kind, before=still, after=left))
        elif one.kind != ADDED:
            freed += still
    found += [
        Match(
            REWORDED if old in known else ADDED,
            (old,) if old in known else (),
            (new,),
            1,
            False,
            True,
        )
        for new, old in said.items()
    ]
    return [*(m for m in found if m.after or m.before), *(Match(GONE, (k,), ()) for k in freed)]


class _Matcher:
    def __init__(self, before: Sequence[Listed], after: Sequence[Listed]) -> None:
        self.old = {listed.key: listed for listed in before}
        self.new = {listed.key: listed for listed in after}
        self.found: dict[str, Match] = {}  # by the key of the new one
        self.given: dict[str, list[str]] = defaultdict(list)  # old key → new keys
        names = [_stems(listed.name) for listed in (*before, *after)]
        counts = Counter(stem for stems in names for stem in stems)
        self.weight = {stem: 1 / math.sqrt(n) for stem, n in counts.items()}
        self.rare = {stem for stem, n in counts.items() if n <= _COMMON}

    def matches(self) -> list[Match]:
        ordered: list[Match] = []
        seen: set[int] = set()
        for key in self.new:
            one = self.found.get(key) or Match(ADDED, (), (key,))
            if id(one) not in seen:
                seen.add(id(one))
                ordered.append(one)
        merged = {old for one in ordered for old in one.before}
        return [*ordered, *(Match(GONE, (key,), ()) for key in self.old if key not in merged)]

    def same_names(self) -> None:
        """The same name is the same initiative: first under the same objective, then elsewhere."""
        for place in (lambda listed: listed.objective, lambda listed: ""):
            waiting: dict[tuple[str, str], list[str]] = defaultdict(list)
            for key, listed in self.old.items():
                if key not in self.given:
                    waiting[fold(listed.name), place(listed)].append(key)
            for key, listed in self.new.items():
                same = waiting.get((fold(listed.name), place(listed)))
                if same and key not in self.found:
                    self._pair(same.pop(0), key, 1.0)

    def alike(self) -> None:
        """Reworded ones: the best pairs first, each used once."""
        old = {k: _stems(v.name) for k, v in self.old.items() if k not in self.given}
        new = {k: _stems(v.name) for k, v in self.new.items() if k not in self.found}
        scored = []
        for one, other in _sharing(old, new, self.rare):
            score = self._alike(old[one], new[other])
            before, after = self.old[one], self.new[other]
            same_code = before.code == after.code and before.objective == after.objective
            if score >= (_ALIKE_SAME_CODE if same_code else _ALIKE):
                bonus = 0.1 * same_code + 0.05 * (before.objective == after.objective)
                scored.append((score + bonus, score, one, other))
        for _rank, score, one, other in sorted(scored, key=lambda s: (-s[0], s[2], s[3])):
            if one not in self.given and other not in self.found:
                self._pair(one, other, score)

    def parts(self) -> None:
        """Several new ones within one old text are a split; several old within one new, a merge."""
        left_new = {k: _stems(v.name) for k, v in self.new.items() if k not in self.found}
        if left_new:
            whole = {k: _stems(f"{v.name} {v.parts}") for k, v in self.old.items()}
            for old, pieces in self._within(left_new, whole).items():
                kept = [key for key in self.given.get(old, ()) if self.found[key].kind != SAME]
                if len(pieces) + len(kept) > 1:
                    self._join(SPLIT, (old,), (*kept, *pieces))
        left_old = {k: _stems(v.name) for k, v in self.old.items() if k not in self.given}
        if left_old:
            whole = {k: _stems(f"{v.name} {v.parts}") for k, v in self.new.items()}
            for new, pieces in self._within(left_old, whole).items():
                one = self.found.get(new)
                kept = list(one.before) if one and one.kind not in (SAME, SPLIT) else []
                if len(pieces) + len(kept) > 1 and (one is None or kept):
                    self._join(MERGED, (*kept, *pieces), (new,))

    def _within(
        self, pieces: Mapping[str, set[str]], wholes: Mapping[str, set[str]]
    ) -> dict[str, list[str]]:
        """For each whole text, the pieces that are mostly in it, each piece in its best whole."""
        best: dict[str, tuple[float, str]] = {}
        for piece, whole in _sharing(pieces, wholes, self.rare):
            said = pieces[piece]
            share = self._sum(said & wholes[whole]) / (self._sum(said) or 1)
            if share >= _WITHIN and len(said) > 1 and share > best.get(piece, (0, ""))[0]:
                best[piece] = (share, whole)
        found: dict[str, list[str]] = defaultdict(list)
        for piece in pieces:
            if piece in best:
                found[best[piece][1]].append(piece)
        return found

    def _alike(self, one: set[str], other: set[str]) -> float:
        """Dice's coefficient (Dice 1945), each word weighed by how rare it is."""
        total = self._sum(one) + self._sum(other)
        return 2 * self._sum(one & other) / total if total else 0.0

    def _sum(self, stems: Iterable[str]) -> float:
        return sum(self.weight.get(stem, 1.0) for stem in stems)

    def _pair(self, old: str, new: str, alike: float) -> None:
        before, after = self.old[old], self.new[new]
        moved = before.objective != after.objective
        kind = REWORDED if fold(before.name) != fold(after.name) else MOVED if moved else SAME
        self.found[new] = Match(kind, (old,), (new,), round(alike, 3), moved)
        self.given[old].append(new)

    def _join(self, kind: str, before: tuple[str, ...], after: tuple[str, ...]) -> None:
        one = Match(kind, before, after, 1.0)
        for key in after:
            self.found[key] = one
        for key in before:
            self.given[key] = list(after)


def _stems(text: str) -> set[str]:
    return {light_stem(word) for word in fold(text).split() if len(word) > 2 or word.isdigit()}


def _sharing(
    ones: Mapping[str, set[str]], others: Mapping[str, set[str]], telling: set[str]
) -> Iterable[tuple[str, str]]:
    """Pairs that have a telling word in common."""
    holding: dict[str, list[str]] = defaultdict(list)
    for key, stems in others.items():
        for stem in stems & telling:
            holding[stem].append(key)
    for key, stems in ones.items():
        near = {other for stem in stems & telling for other in holding.get(stem, ())}
        yield from ((key, other) for other in sorted(near))
