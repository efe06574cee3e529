"""What changed from one edition to the next, for people to read."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from difflib import SequenceMatcher
from functools import lru_cache
from itertools import groupby
from uuid import UUID

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from minga.intake.folding import fold
from minga.plans.matching import (
    ADDED,
    GONE,
    KINDS,
    MERGED,
    MOVED,
    REWORDED,
    SAME,
    SPLIT,
    Listed,
    Match,
)
from minga.plans.models import Edition, Succession

_LABELS = {
    MOVED: gettext_lazy("Cambian de objetivo"),
    REWORDED: gettext_lazy("Cambian de redacción"),
    SPLIT: gettext_lazy("Se dividen"),
    MERGED: gettext_lazy("Se unen"),
    ADDED: gettext_lazy("Nuevas"),
    GONE: gettext_lazy("Ya no están"),
    SAME: gettext_lazy("Siguen igual"),
}
_EXPLAINED = {
    MOVED: gettext_lazy("Dicen lo mismo, bajo otro objetivo del plan."),
    REWORDED: gettext_lazy("Lo subrayado es nuevo; lo tachado ya no está."),
    SPLIT: gettext_lazy("Lo que era una iniciativa ahora son varias."),
    MERGED: gettext_lazy("Lo que eran varias iniciativas ahora es una."),
    ADDED: gettext_lazy("No continúan ninguna iniciativa de la edición anterior."),
    GONE: gettext_lazy("Ninguna iniciativa de la edición nueva las continúa."),
    SAME: gettext_lazy("Con el mismo texto y bajo el mismo objetivo."),
}
_WORD = re.compile(r"\s+|\w+|[^\w\s]")
_LONGEST = 3000  # letters compared word by word; two longer texts are shown whole


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of text: "same", "gone" or "new"."""

    text: str
    kind: str


@dataclass(frozen=True, slots=True)
class Change:
    """One line of the comparison. `key` is the draft key or the code of the new one."""

    kind: str
    before: tuple[Listed, ...]
    after: tuple[Listed, ...]
    pieces: tuple[Piece, ...] = ()
    moved: bool = False
    alike: float = 1.0
    by_person: bool = False
    was_under: str = ""  # code and text of the objective of the old one, and of the new one
    is_under: str = ""

    @property
    def key(self) -> str:
        return self.one.key

    @property
    def one(self) -> Listed:
        """The new one, or else the old one."""
        return self.after[0] if self.after else self.before[0]

    @property
    def old(self) -> str:
        """The key of the old one that the new one continues; "" where it continues none."""
        return self.before[0].key if self.before else ""


def label(kind: str) -> str:
    return str(_LABELS[kind])


def explains(kind: str) -> str:
    return str(_EXPLAINED[kind])


def of_matches(
    matches: Iterable[Match], before: Sequence[Listed], after: Sequence[Listed]
) -> list[Change]:
    old = {listed.key: listed for listed in before}
    new = {listed.key: listed for listed in after}
    found = []
    for one in matches:
        olds = tuple(old[key] for key in one.before if key in old)
        news = tuple(new[key] for key in one.after if key in new)
        if olds or news:
            moved = bool(olds and news) and olds[0].objective != news[0].objective
            found.append(
                Change(_kind(one.kind, olds, news), olds, news, (), moved, one.alike, one.by_person)
            )
    return found


def _kind(kind: str, olds: Sequence[Listed], news: Sequence[Listed]) -> str:
    """A pair that a person made is called by what it shows."""
    if kind != REWORDED or not olds or not news or fold(olds[0].name) != fold(news[0].name):
        return kind
    return MOVED if olds[0].objective != news[0].objective else SAME


Names = Mapping[str, str]  # code of an objective → its text


def with_words(change: Change, old: Names, new: Names) -> Change:
    """The same with the words that differ, where one text became another, and with the objectives
    of both editions by name."""
    before = change.before[0].objective if change.before else ""
    after = change.after[0].objective if change.after else ""
    told = replace(change, was_under=_named(before, old), is_under=_named(after, new))
    if not (change.before and change.after) or change.kind in (SAME, MOVED):
        return told
    one = " / ".join(listed.name for listed in change.before)
    other = " / ".join(listed.name for listed in change.after)
    return replace(told, pieces=tuple(words(one, other)))


def _named(code: str, names: Names) -> str:
    text = names.get(code, "")
    return f"{code} {text}" if text and text != code else code


def telling(changes: Iterable[Change], kind: str = "") -> list[Change]:
    """What people want to read first, kind by kind; what stays the same only where it is asked."""
    if kind:
        return [change for change in changes if change.kind == kind]
    found = [change for change in changes if change.kind != SAME]
    return sorted(found, key=lambda change: KINDS.index(change.kind))


@dataclass(frozen=True, slots=True)
class Group:
    """Changes of one kind that follow each other on a page."""

    kind: str
    label: str
    explains: str
    changes: list[Change]


def grouped(changes: Iterable[Change]) -> list[Group]:
    return [
        Group(kind, label(kind), explains(kind), list(some))
        for kind, some in groupby(changes, lambda change: change.kind)
    ]


def rows(changes: Iterable[Change], old: Names, new: Names) -> Iterator[tuple[str, ...]]:
    """The comparison as a table, with its heading: one row for each old and new that belong
    together."""
    yield (
        *(_("Qué cambió"), _("Código antes"), _("Objetivo antes"), _("Iniciativa antes")),
        *(_("Código ahora"), _("Objetivo ahora"), _("Iniciativa ahora")),
    )
    for change in changes:
        for before in change.before or (None,):
            for after in change.after or (None,):
                yield (label(change.kind), *_cells(before, old), *_cells(after, new))


def _cells(listed: Listed | None, names: Names) -> tuple[str, str, str]:
    if listed is None:
        return "", "", ""
    return listed.code, _named(listed.objective, names), listed.name


def words(one: str, other: str) -> Iterator[Piece]:
    """Both texts as one, word by word: what stayed, what went and what came."""
    if len(one) + len(other) > 2 * _LONGEST:
        yield from (Piece(one, "gone"), Piece(other, "new"))
        return
    a, b = _WORD.findall(one), _WORD.findall(other)
    for verb, a1, a2, b1, b2 in SequenceMatcher(None, a, b, autojunk=False).get_opcodes():
        if verb == "equal":
            yield Piece("".join(a[a1:a2]), "same")
            continue
        if a2 > a1:
            yield Piece("".join(a[a1:a2]), "gone")
        if b2 > b1:
            yield Piece("".join(b[b1:b2]), "new")


def counts(changes: Iterable[Change]) -> list[tuple[str, str, int]]:
    """(kind, label, how many) of each kind that occurs, the telling ones first."""
    found = Counter(change.kind for change in changes)
    return [(kind, label(kind), found[kind]) for kind in KINDS if found[kind]]


def headline(changes: Sequence[Change]) -> str:
    """The comparison in one sentence."""
    found = Counter(change.kind for change in changes)
    parts = [_how_many(kind, found[kind]) for kind in _TOLD if found[kind]]
    if not parts:
        return _("Las dos ediciones dicen lo mismo")
    return ", ".join(parts)


_TOLD = (ADDED, GONE, REWORDED, MOVED, SPLIT, MERGED)


def _how_many(kind: str, n: int) -> str:
    said = {
        ADDED: ngettext("%(n)s nueva", "%(n)s nuevas", n),
        GONE: ngettext("%(n)s que ya no está", "%(n)s que ya no están", n),
        REWORDED: ngettext("%(n)s con otra redacción", "%(n)s con otra redacción", n),
        MOVED: ngettext("%(n)s que cambia de objetivo", "%(n)s que cambian de objetivo", n),
        SPLIT: ngettext("%(n)s que se divide", "%(n)s que se dividen", n),
        MERGED: ngettext("%(n)s que se une con otras", "%(n)s que se unen con otras", n),
    }
    return said[kind] % {"n": n}


COMPARED = 4  # comparisons that a process holds ready: those of large plans are large


def between(earlier: Edition, later: Edition) -> Sequence[Change]:
    """What became of each initiative from one stored edition to another, by what it lives on as."""
    return _between(earlier.pk, later.pk, later.plan.uuid, later.plan.revision)


@lru_cache(maxsize=COMPARED)
def _between(first: int, last: int, plan: UUID, revision: int) -> Sequence[Change]:
    """`plan` and `revision` only say which state of the plan the answer is for."""
    earlier, later = Edition.objects.get(pk=first), Edition.objects.get(pk=last)
    before, after = _entries(earlier), _entries(later)
    heirs = _heirs(earlier, later)
    return of_matches(
        _by_identity(before, after, heirs), [b for b, _i in before], [a for a, _i in after]
    )


def objectives(edition: Edition) -> Names:
    return dict(edition.objectives.values_list("code", "text"))


def _entries(edition: Edition) -> list[tuple[Listed, int | None]]:
    return [
        (Listed(code, code, objective, name), initiative)
        for code, objective, name, initiative in edition.entries.values_list(
            "code", "objective", "name", "initiative"
        )
    ]


def _heirs(earlier: Edition, later: Edition) -> list[Succession]:
    return list(
        Succession.objects.filter(
            edition__plan=later.plan_id,
            edition__number__gt=earlier.number,
            edition__number__lte=later.number,
        )
    )


def _by_identity(
    before: Sequence[tuple[Listed, int | None]],
    after: Sequence[tuple[Listed, int | None]],
    heirs: Sequence[Succession],
) -> list[Match]:
    old: Mapping[int, str] = {i: listed.key for listed, i in before if i}
    new: Mapping[int, str] = {i: listed.key for listed, i in after if i}
    names = {listed.key: listed for listed, _i in before}
    splits: dict[int, list[str]] = {}
    merges: dict[int, list[str]] = {}
    for heir in heirs:
        if heir.kind == Succession.Kind.SPLIT and heir.before_id in old and heir.after_id in new:
            splits.setdefault(heir.before_id, []).append(new[heir.after_id])
        if heir.kind == Succession.Kind.MERGED and heir.before_id in old and heir.after_id in new:
            merges.setdefault(heir.after_id, []).append(old[heir.before_id])
    inside = {key for keys in splits.values() for key in keys}
    gone = set(old.values())
    found: list[Match] = []
    for listed, initiative in after:
        if listed.key in inside:
            continue
        key = old.get(initiative or 0)
        if key is None:
            found.append(Match(ADDED, (), (listed.key,)))
            continue
        olds = (key, *merges.get(initiative or 0, ()))
        news = (listed.key, *splits.get(initiative or 0, ()))
        gone -= set(olds)
        kind = SPLIT if len(news) > 1 else MERGED if len(olds) > 1 else _same(names[key], listed)
        found.append(Match(kind, olds, news))
    return [
        *found,
        *(Match(GONE, (listed.key,), ()) for listed, _i in before if listed.key in gone),
    ]


def _same(one: Listed, other: Listed) -> str:
    if fold(one.name) != fold(other.name):
        return REWORDED
    return MOVED if one.objective != other.objective else SAME
