"""Actors that may be the same one: found through shared keys, never by comparing all with all."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from difflib import SequenceMatcher
from itertools import combinations

from django.db.models import Count, Max, Sum
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from minga.actors import names, numbers
from minga.actors.models import Actor, Identifier, NotTheSame
from minga.base.kept import kept

CROWD = 30  # more actors than this under one key say that the key tells nothing
ALIKE = 0.9
WHY: dict[str, Promise] = {
    "number": _("Tienen números del mismo contribuyente."),
    "name": _("Tienen el mismo nombre, sin contar la forma legal ni cómo se escribe."),
    "acronym": _("La sigla de uno es el nombre o la sigla del otro."),
    "letters": _("Los nombres difieren en una letra."),
    "word": _("Un nombre tiene una palabra más que el otro."),
}
WEIGHT = {"number": 0, "name": 1, "letters": 2, "acronym": 3, "word": 4}


@dataclass(frozen=True, slots=True)
class Light:
    """What of an actor is compared."""

    pk: int
    name: str
    acronym: str
    parent: int | None
    unit: int | None


@dataclass(frozen=True, slots=True)
class Pair:
    first: int
    second: int
    why: str

    @property
    def says(self) -> Promise:
        return WHY[self.why]


def pairs() -> list[Pair]:
    """Those that may be one, the surest first; computed once for each state of the directory."""
    state = Actor.objects.filter(merged_into=None).aggregate(
        n=Count("pk"), last=Max("pk"), versions=Sum("version")
    )
    said = NotTheSame.objects.aggregate(n=Count("pk"), last=Max("pk"))
    return kept(("pairs", *state.values(), *said.values()), _pairs)


def _pairs() -> list[Pair]:
    actors = [
        Light(*row)
        for row in Actor.objects.filter(merged_into=None)
        .order_by("pk")
        .values_list("pk", "name", "acronym", "parent", "unit")
    ]
    apart = set(NotTheSame.objects.values_list("first", "second"))
    of = {actor.pk: actor for actor in actors}
    found: dict[tuple[int, int], str] = {}
    for one, other, why in (
        *_by_number(),
        *_by_name(actors),
        *_by_letters(actors),
        *_by_acronym(actors),
        *_by_word(actors),
    ):
        pair = (one, other) if one < other else (other, one)
        if pair in found or pair in apart or one not in of or other not in of:
            continue
        if _may_be_one(of[one], of[other], why):
            found[pair] = why
    ordered = sorted(found.items(), key=lambda item: (WEIGHT[item[1]], item[0]))
    return [Pair(first, second, why) for (first, second), why in ordered]


def _may_be_one(one: Light, other: Light, why: str) -> bool:
    if one.unit and other.unit:
        return False  # two units with people of their own
    if one.parent == other.pk or other.parent == one.pk:
        return False
    # faculties of two universities have one name
    return why == "number" or not (one.parent and other.parent and one.parent != other.parent)


Found = Iterator[tuple[int, int, str]]


def _within(groups: Iterable[Iterable[int]], why: str) -> Found:
    for group in groups:
        some = sorted(set(group))
        if 1 < len(some) <= CROWD:
            for one, other in combinations(some, 2):
                yield one, other, why


def _by_number() -> Found:
    groups: dict[str, list[int]] = defaultdict(list)
    for actor, scheme, value in Identifier.objects.values_list("actor", "scheme", "value"):
        groups[numbers.taxpayer(scheme, value)].append(actor)
    return _within(groups.values(), "number")


def _by_name(actors: list[Light]) -> Found:
    groups: dict[tuple[str, ...], list[int]] = defaultdict(list)
    for actor in actors:
        groups[tuple(sorted(names.words_of(actor.name)))].append(actor.pk)
    return _within(groups.values(), "name")


def _by_acronym(actors: list[Light]) -> Found:
    groups: dict[str, list[int]] = defaultdict(list)
    for actor in actors:
        for short in names.acronyms(actor.name, actor.acronym):
            groups[short].append(actor.pk)
    return _within(groups.values(), "acronym")


def _by_letters(actors: list[Light]) -> Found:
    """Two names that become one when each loses a letter differ in one."""
    groups: dict[str, list[int]] = defaultdict(list)
    keys = {actor.pk: names.key(actor.name) for actor in actors}
    for pk, key in keys.items():
        if len(key) < 8:
            continue
        # figures tell things apart: school 12 is not school 13
        for at, letter in enumerate(key):
            if not letter.isdigit():
                groups[key[:at] + key[at + 1 :]].append(pk)
        groups[key].append(pk)
    for one, other, why in _within(groups.values(), "letters"):
        a, b = keys[one], keys[other]
        if _digits(a) == _digits(b) and SequenceMatcher(None, a, b).ratio() >= ALIKE:
            yield one, other, why


def _digits(text: str) -> str:
    return "".join(letter for letter in text if letter.isdigit())


def _by_word(actors: list[Light]) -> Found:
    """Central University, and Central University of Ecuador."""
    whole: dict[frozenset[str], list[int]] = defaultdict(list)
    sets = {actor.pk: frozenset(names.words_of(actor.name)) for actor in actors}
    for pk, told in sets.items():
        if len(told) > 1:
            whole[told].append(pk)
    for pk, told in sets.items():
        if len(told) < 3:
            continue
        for word in told:
            shorter = whole.get(told - {word}, ())
            if not word.isdigit() and len(shorter) <= CROWD:
                for other in shorter:
                    yield pk, other, "word"


def like(wanted: Iterable[str], most: int = 4) -> dict[str, list[Actor]]:
    """The actors that each name may mean, the surest first; one look through the directory."""
    sought = _Sought(wanted)
    rows = Actor.objects.filter(merged_into=None).order_by("pk")
    for pk, name, acronym in rows.values_list("pk", "name", "acronym").iterator():
        sought.look(pk, name, acronym)
    best = {name: sorted(found)[:most] for name, found in sought.found.items()}
    actors = Actor.objects.in_bulk([pk for some in best.values() for _rank, pk in some])
    return {name: [actors[pk] for _rank, pk in some] for name, some in best.items()}


class _Sought:
    """The names that are sought, by all that an actor could answer to."""

    def __init__(self, wanted: Iterable[str]) -> None:
        self.found: dict[str, set[tuple[int, int]]] = {name: set() for name in wanted}
        self.exact: dict[str, list[str]] = defaultdict(list)
        self.keys: dict[str, list[str]] = defaultdict(list)
        self.short: dict[str, list[str]] = defaultdict(list)
        self.letters: dict[str, list[str]] = defaultdict(list)
        self.edges: set[str] = set()
        for name in self.found:
            key = names.key(name)
            self.exact[names.exact(name)].append(name)
            self.keys[key].append(name)
            for short in names.acronyms(name, name if " " not in name.strip() else ""):
                self.short[short].append(name)
            for shorter in _shorter(key):
                self.letters[shorter].append(name)
            self.edges |= {key[:3], key[-3:]}

    def look(self, pk: int, name: str, acronym: str) -> None:
        key = names.key(name)
        answers = [(0, self.exact[names.exact(name)])] if names.exact(name) in self.exact else []
        if key in self.keys:
            answers.append((1, self.keys[key]))
        for short in names.acronyms(name, acronym) & self.short.keys():
            answers.append((2, self.short[short]))
        # one letter cannot be another at both ends
        if key[:3] in self.edges or key[-3:] in self.edges:
            for shorter in _shorter(key) & self.letters.keys():
                same = [n for n in self.letters[shorter] if _digits(names.key(n)) == _digits(key)]
                answers.append((3, same))
        for rank, told in answers:
            for one in told:
                if not any(known == pk for _rank, known in self.found[one]):
                    self.found[one].add((rank, pk))


def _shorter(key: str) -> set[str]:
    if len(key) < 8:
        return set()
    return {key} | {key[:at] + key[at + 1 :] for at in range(len(key))}
