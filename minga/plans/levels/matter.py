"""Which matter the words of an articulation suggest. A person confirms it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from minga.intake.folding import fold
from minga.plans.models import Competence

OWN, NAME = 2, 1  # what it wants weighs more than the name of its initiative


class Matters:
    """The matters of a plan, with their hints ready to be looked for."""

    def __init__(self, competences: Iterable[Competence]) -> None:
        self.hints = [
            (competence, [_words(hint) for hint in competence.hints if _words(hint)])
            for competence in competences
        ]

    def suggest(self, objective: str, name: str) -> Competence | None:
        """The matter with most hints in the words; longer hints count for more, the first wins."""
        own, other = _words(objective), _words(name)
        best, most = None, 0
        for competence, hints in self.hints:
            score = sum(
                len(hint) * (OWN * _stands(hint, own) + NAME * _stands(hint, other))
                for hint in hints
            )
            if score > most:
                best, most = competence, score
        return best


def _words(text: str) -> list[str]:
    return fold(text).split()


def _stands(hint: Sequence[str], words: Sequence[str]) -> bool:
    """Whether words that begin as those of the hint stand side by side.

    Words of up to three letters have to be the same: "rio" is not "riobamba".
    """
    return any(
        all(_like(said, part) for said, part in zip(words[at:], hint, strict=False))
        for at in range(len(words) - len(hint) + 1)
    )


def _like(said: str, part: str) -> bool:
    return said == part if len(part) <= 4 else said.startswith(part)
