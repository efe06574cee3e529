"""Labels that come again: "Responsable: …" under one record after another."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from itertools import pairwise

from minga.intake.entries import Entry
from minga.intake.folding import fold

RECURRING = 3  # times that a text has to come before it is a label
_FIRST = re.compile(r"([^\W\d_][^:\n]{1,48}?)\s?:(?:\s+|$)")
_FURTHER = re.compile(
    r"(?:\s*[|;·•/]\s*|\.\s+|\s[–—]\s|,\s+|\()([^\W\d_][^:\n|;·•.,()]{1,40}?)\s?:\s+"
)
_AROUND = " \t\n|;·•–—,("
_LOOKED_AT = 2000  # letters of an entry in which labels are looked for
_AGAIN = 0.4  # of the times a label comes, it comes again before anything else begins
_MOST = 0.8
_LEVELS = 4
_SHORT = 80


class Labels:
    """The labels of a document, and how a text is parted at them."""

    def __init__(self, printed: dict[str, str]) -> None:
        self.printed = printed  # folded → as printed most
        names = sorted(set(printed.values()), key=len, reverse=True)
        self._any = (
            re.compile(
                rf"(?:^|(?<=[\s|;·•.,(–—/]))({'|'.join(map(re.escape, names))})\s?:(?:\s+|$)",
                re.IGNORECASE,
            )
            if names
            else None
        )

    def starts(self, text: str) -> str:
        """The label that a text begins with, folded; "" where it begins with none."""
        first = _FIRST.match(text)
        folded = fold(first[1]) if first else ""
        return folded if folded in self.printed else ""

    def part(self, text: str) -> tuple[str, list[tuple[str, str]]]:
        """What stands before the first label, and each label with its value."""
        found = list(self._any.finditer(text)) if self._any else []
        if not found:
            return text, []
        before = text[: found[0].start()].rstrip(_AROUND)
        pairs = []
        for index, label in enumerate(found):
            last = index + 1 == len(found)
            value = text[label.end() : len(text) if last else found[index + 1].start()]
            closes = text[: label.start()].rstrip().endswith(("(", ".")) or (not last)
            if last and value.endswith(")") and value.count(")") > value.count("("):
                value = value[:-1]
            pairs.append((fold(label[1]), _trimmed(value, closes or len(found) > 1)))
        return before, pairs


def _trimmed(value: str, among_others: bool) -> str:
    """A value without what parts it from the next one."""
    value = value.strip().rstrip(_AROUND)
    short = len(value) < _SHORT and ". " not in value
    return value.removesuffix(".") if among_others and short and value.count(".") == 1 else value


def recurring(found: Sequence[Entry]) -> Labels:
    """The labels that entries begin with, or have inside, again and again."""
    first: Counter[str] = Counter()
    further: Counter[str] = Counter()
    printed: dict[str, Counter[str]] = {}
    for entry in found:
        if entry.level:
            continue
        text = entry.text[:_LOOKED_AT]
        begins = _FIRST.match(text)
        if begins:
            first[fold(begins[1])] += 1
            printed.setdefault(fold(begins[1]), Counter())[begins[1]] += 1
        for match in _FURTHER.finditer(text):
            further[fold(match[1])] += 1
            printed.setdefault(fold(match[1]), Counter())[match[1]] += 1
    counted = first + further
    for above in _twice(found, first):
        counted[above] = RECURRING
    return Labels(
        {
            folded: names.most_common(1)[0][0]
            for folded, names in printed.items()
            if folded and counted[folded] >= RECURRING
        }
    )


def _twice(found: Sequence[Entry], first: Counter[str]) -> set[str]:
    """The labels that come only twice, above others each time: levels of a small plan."""
    begun = [_FIRST.match(entry.text[:_LOOKED_AT]) if not entry.level else None for entry in found]
    labels = [fold(match[1]) if match else "" for match in begun]
    alone = {one for one, next_ in pairwise([*labels, ""]) if first[one] == 2 and not first[next_]}
    return {label for label in labels if first[label] == 2} - alone


def openers(found: Sequence[Entry], labels: Labels) -> set[str]:
    """The labels that open a record or a level of their own ("Acción: …"), and are not said of
    the one above them: they come again before anything else begins."""
    opening: set[str] = set()
    begun = [(labels.starts(entry.text) if not entry.level else "", entry) for entry in found]
    while len(opening) < _LEVELS:
        runs: list[list[str]] = [[]]
        for label, entry in begun:
            if label and label not in opening:
                runs[-1].append(label)
            elif label or entry.marked:
                runs.append([])
        counts = Counter(label for run in runs for label in run)
        again: Counter[str] = Counter()
        order: list[str] = []
        for run in runs:
            times = Counter(run)
            again.update({label: number - 1 for label, number in times.items() if number > 1})
            if len(times) > 1:  # two values of one label
                again.subtract(Counter(a for a, b in pairwise(run) if a == b))
            order += [label for label in dict.fromkeys(run) if times[label] > 1]
        repeated = [label for label in order if again[label] >= _AGAIN * counts[label]]
        if not repeated:
            break
        opening.add(repeated[0])
    return opening | _above([label for label, _entry in begun], opening)


def _above(labels: Sequence[str], opening: set[str]) -> set[str]:
    """The labels that come right before one that opens, and came before the first of them."""
    if not opening:
        return set()
    times = Counter(labels)
    before = Counter(a for a, b in pairwise(labels) if b in opening)
    deepest = max(labels.index(label) for label in opening)
    early = set(labels[:deepest]) - opening - {""}
    return {label for label in early if before[label] >= _MOST * times[label]}
