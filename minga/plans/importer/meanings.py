"""What the heading of a column of a plan may mean, best first, by the words of `columns.toml`."""

from __future__ import annotations

import re
import tomllib
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache
from typing import Any

from minga.intake.columns import Heading, Part, Term, Vocabulary, stem
from minga.intake.folding import fold
from minga.plans.importer import rules

PLANNED = Term("planned", "planned")
_KINDS = ("level", "loose", "coded", "mark", "plain", "planned", "done")
_AXES, _WITH_AIMS = 19, 50  # ranks: an axis is no aim; from programmes on things have aims
BESIDE = 0.55  # a period and words that are not known: at most what stands beside it
_FEW_WORDS = 5
_OPENING = re.compile(r"(\w+[.:/])\w")
_REPEATED = 3  # headings that begin alike
_WORDY = 9  # words of a heading that is still no sentence


@dataclass(frozen=True, slots=True)
class Meaning:
    """One reading of a heading: a term, what of it ("", "code", "name", "description", "aim" or
    "type"), and how sure."""

    term: Term
    aspect: str
    score: float
    languages: frozenset[str] = frozenset()  # of the phrase; none where it is not in words

    @property
    def is_level(self) -> bool:
        return self.term.kind in ("level", "loose") and self.aspect in ("", "name")


@cache
def raw() -> dict[str, Any]:
    return tomllib.loads((rules.DATA / "columns.toml").read_text(encoding="utf-8"))


@cache
def vocabulary() -> Vocabulary:
    data = raw()
    terms: dict[Term, Mapping[str, Sequence[str]]] = {}
    for kind in _KINDS:
        for name, languages in data.get(kind, {}).items():
            phrases = {key: value for key, value in languages.items() if key != "rank"}
            terms[Term(name, kind, languages.get("rank", 0))] = phrases
    return Vocabulary.of(
        terms,
        ignored=data["ignored"],
        units=data["heading"]["units"],
        spans=data["heading"]["spans"],
    )


def read(heading: str | None) -> Heading:
    return vocabulary().read(heading)


def read_all(printed: Sequence[str]) -> list[Heading]:
    """The headings of one table. What most of them begin with says nothing: "Item.Title"."""
    openings = Counter(found[1] for text in printed if (found := _OPENING.match(text)))
    opening, times = openings.most_common(1)[0] if openings else ("", 0)
    if times < _REPEATED or 2 * times < len(printed):
        return [read(text) for text in printed]
    bare = [text.removeprefix(opening) for text in printed]
    return [replace(read(bare[i]), printed=text) for i, text in enumerate(printed)]


def language(headings: Sequence[Heading]) -> str:
    return vocabulary().language(headings)


def meanings(heading: Heading) -> tuple[Meaning, ...]:
    """All that a heading may mean, best first and each term once."""
    known = _known.get(heading)
    if known is None:
        best: dict[tuple[str, str, str], Meaning] = {}
        spoken = _spoken(heading)
        for meaning in _all(heading):
            meaning = replace(meaning, languages=spoken.get(meaning.term, frozenset()))
            key = (meaning.term.kind, meaning.term.name, meaning.aspect)
            if key not in best or best[key].score < meaning.score:
                best[key] = meaning
        known = tuple(sorted(best.values(), key=lambda meaning: -meaning.score))
        if len(_known) > 8192:
            _known.clear()
        _known[heading] = known
    return known


_known: dict[Heading, tuple[Meaning, ...]] = {}


def _spoken(heading: Heading) -> dict[Term, frozenset[str]]:
    """The languages in which a phrase of the heading means each term."""
    spoken: dict[Term, frozenset[str]] = {}
    for part in heading.parts:
        for term, language in zip(part.terms, part.languages, strict=True):
            spoken[term] = spoken.get(term, frozenset()) | {language}
    return spoken


def _all(heading: Heading) -> Iterator[Meaning]:
    parts = heading.parts
    if not parts:
        if heading.period and (not heading.words or source(heading)):
            yield Meaning(PLANNED, "", 0.8)
        elif source(heading):
            yield Meaning(PLANNED, "", 0.7)
        elif heading.period and heading.words < 4:
            yield Meaning(PLANNED, "", BESIDE)
        return
    sure = _sure(heading)
    by_kind = {kind: _of_kind(parts, kind) for kind in _KINDS}
    foreign = by_kind["plain"].pop("foreign", [])
    if by_kind["done"] and heading.unit == "%" and not by_kind["plain"]:
        yield Meaning(_term("plain", "progress"), "", sure)
        return
    if by_kind["done"] and not heading.whole:
        yield Meaning(by_kind["done"]["done"][0][0], "", sure)
        return
    if _says(parts, "type") and len(parts) > 1 and not _named_whole(heading):
        yield Meaning(_term("plain", "attribute"), "type", max(sure, 0.9))
        return
    yield from _plain(heading, by_kind, sure)
    yield from _levels(heading, by_kind, sure)
    if foreign and not (by_kind["level"] or by_kind["loose"]):
        yield Meaning(foreign[0][0], "", sure if heading.covered > 0.6 else sure - 0.3)
    if not any(by_kind[kind] for kind in ("level", "loose", "plain", "planned", "done")):
        for name, found in by_kind["mark"].items():
            yield Meaning(found[0][0], name, sure)


def _sure(heading: Heading) -> float:
    if heading.whole:
        return 1.0
    if heading.covered == 1:
        return 0.95
    if heading.words > _WORDY:
        return 0.4
    covered = heading.covered
    if covered < 0.5 or (covered < 0.6 and heading.words > _FEW_WORDS):
        return 0.3 + 0.5 * covered
    if all(map(_is_weak, heading.parts)):
        return 0.5
    return 0.6 + 0.3 * covered


def _is_weak(part: Part) -> bool:
    return part.length == 1 and part.stems[0] in _weak()


@cache
def _weak() -> frozenset[str]:
    """Words that alone say too little where others stand beside them: "fecha", "valor"."""
    return frozenset(
        stem(word) for listed in raw()["heading"]["weak"] for word in fold(listed).split()
    )


def _of_kind(parts: Sequence[Part], kind: str) -> dict[str, list[tuple[Term, int]]]:
    """Term name → the term and the places of the parts that may mean it."""
    found: dict[str, list[tuple[Term, int]]] = {}
    for place, part in enumerate(parts):
        for term in part.terms:
            if term.kind == kind and (term, place) not in found.get(term.name, ()):
                found.setdefault(term.name, []).append((term, place))
    return found


def _says(parts: Sequence[Part], mark: str) -> bool:
    return any(all(t.kind == "mark" and t.name == mark for t in part.terms) for part in parts)


def _named_whole(heading: Heading) -> bool:
    return len(heading.parts) == 1


@cache
def _term(kind: str, name: str) -> Term:
    return Term(name, kind, raw()[kind][name].get("rank", 0))


def _plain(
    heading: Heading, by_kind: Mapping[str, dict[str, list[tuple[Term, int]]]], sure: float
) -> Iterator[Meaning]:
    """What an initiative has. The word that says it comes first, in English last."""
    found = [pair for listed in by_kind["plain"].values() for pair in listed]
    if not found:
        for term, _place in by_kind["planned"].get("planned", ()):
            yield Meaning(term, "", sure * 0.9)
        if "done" in by_kind["done"]:
            yield Meaning(by_kind["done"]["done"][0][0], "", sure)
        for name in by_kind["coded"]:
            yield Meaning(Term(name, "level", raw()["level"][name]["rank"]), "code", sure)
        return
    telling = [place for _term, place in found if not _is_weak(heading.parts[place])]
    head = _head(heading, telling or [place for _term, place in found])
    code = _says(heading.parts, "code") or _says(heading.parts, "description")
    kept = [place for term, place in found if term.name == "attribute" and len(found) > 1]
    if kept and not any(_is_weak(heading.parts[place]) for place in kept):
        head = kept[0]
    for term, place in found:
        score = sure if place == head else sure - 0.2
        if code and len(heading.parts) > 1:
            score -= 0.25
        yield Meaning(term, "", score)


def _head(heading: Heading, places: Sequence[int]) -> int:
    english = all("en" in heading.parts[place].languages for place in places) and not any(
        set(heading.parts[place].languages) & {"es", "ca", "pt", "fr"} for place in places
    )
    return max(places) if english else min(places)


def _levels(
    heading: Heading, by_kind: Mapping[str, dict[str, list[tuple[Term, int]]]], sure: float
) -> Iterator[Meaning]:
    found = [pair for listed in by_kind["level"].values() for pair in listed]
    loose = not found
    if loose:
        found = [pair for listed in by_kind["loose"].values() for pair in listed]
    if not found:
        return
    places = sorted({place for _term, place in found})
    if any(place not in places for listed in by_kind["plain"].values() for _t, place in listed):
        sure -= 0.25
    aspect = _aspect(heading)
    if len(places) == 1 or _is_choice(heading):
        deepest = max(found, key=lambda pair: pair[0].rank)[0]
        for term in {term for term, place in found} if len(places) == 1 else (deepest,):
            yield Meaning(term, aspect, sure)
        return
    head = _head(heading, places)
    at_head = max((t for t, place in found if place == head), key=lambda t: t.rank)
    deepest = max((t for t, place in found if place != head), key=lambda t: t.rank)
    if aspect == "code":
        yield Meaning(deepest if deepest.rank > at_head.rank else at_head, aspect, sure)
    elif deepest.rank >= _WITH_AIMS > at_head.rank > _AXES:
        yield Meaning(deepest, "aim", sure)
        yield Meaning(at_head, aspect, sure - 0.2)
    else:
        yield Meaning(at_head, aspect, sure - 0.05)


def _aspect(heading: Heading) -> str:
    for aspect in ("code", "description", "name"):
        if _says(heading.parts, aspect):
            return aspect
    return ""


def _is_choice(heading: Heading) -> bool:
    """ "Programa / Proyecto", "plan o programa": one column for any of them."""
    printed = heading.printed
    if "/" in printed or "|" in printed or "," in printed:
        return True
    return bool(set(fold(printed).split()) & {"o", "u", "y", "e", "i", "et", "ou", "and", "or"})


# --- what Minga itself exports


@cache
def _ours(name: str) -> frozenset[str]:
    return frozenset(map(fold, raw()["export"][name]))


def is_exported(headings: Sequence[str]) -> bool:
    """Whether a table has the columns of our own export."""
    return sum(fold(heading.replace("_", " ")) in _signs() for heading in headings) >= 3


@cache
def _signs() -> frozenset[str]:
    return frozenset(fold(sign.replace("_", " ")) for sign in raw()["export"]["signs"])


def exported_role(heading: str) -> str:
    """The role of a heading that means something only in our own export."""
    return next((role for role in _ONLY_OURS if fold(heading) in _ours(role)), "")


_ONLY_OURS = ("ignore", "kind", "articulation_status")


# --- what of a heading is a period, a source


@cache
def _sources() -> frozenset[str]:
    return frozenset(map(fold, raw()["content"]["sources"]))


def source(heading: Heading) -> str:
    """Who pays, where the heading of a column of money names it: "2026 Recursos propios"."""
    kept = [
        word
        for word in heading.printed.replace("_", " ").replace("/", " / ").split()
        if not any(c.isdigit() for c in word)
    ]
    folded = [fold(word) for word in kept]
    places = [i for i, word in enumerate(folded) if word in _sources()]
    if not places:
        return ""
    first, last = min(places), max(places)
    while first and folded[first - 1] in _owned():
        first -= 1
    return " ".join(kept[first : last + 1]).strip("()[]-–—:;,. /")


@cache
def _owned() -> frozenset[str]:
    return frozenset(map(fold, raw()["content"]["owned"]))
