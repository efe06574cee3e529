"""Whatever the file: it is read or refused in one sentence, in time, and nothing is half done."""

from __future__ import annotations

import random
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from minga.intake.apart import apart
from minga.intake.layout import Layout
from minga.intake.models import Document, Import
from minga.intake.reading import Unreadable
from minga.plans.draft import PlanDraft
from minga.plans.importer.together import read_together
from minga.plans.models import Initiative, Plan

DOCUMENTS = Path(__file__).parent / "documents"
SECONDS = 20  # for one file; each of ours takes less than two
pytestmark = pytest.mark.slow


def whole() -> list[Path]:
    """One document of each format, the smallest."""
    smallest: dict[str, Path] = {}
    for file in sorted(DOCUMENTS.glob("*.*"), key=lambda file: file.stat().st_size):
        if file.suffix not in (".py", ".md") and ".truth" not in file.name:
            smallest.setdefault(file.suffix, file)
    return list(smallest.values())


def damages(content: bytes, seed: int) -> Iterator[tuple[str, bytes]]:
    """The same file cut, overwritten, doubled and mixed up, the same way each time."""
    dice = random.Random(seed)
    for share in (0.1, 0.5, 0.9, 0.99):
        yield f"cut at {share}", content[: int(len(content) * share)]
    for count in (1, 20, 400):
        spoilt = bytearray(content)
        for _ in range(count):
            spoilt[dice.randrange(len(spoilt))] = dice.randrange(256)
        yield f"{count} bytes overwritten", bytes(spoilt)
    middle = len(content) // 2
    yield "a piece gone", content[: middle - 200] + content[middle + 200 :]
    yield "a piece of nothing", content[:middle] + b"\0" * 5000 + content[middle:]
    yield "halves changed over", content[middle:] + content[:middle]
    yield "twice", content + content


def outcome(name: str, content: bytes) -> str:
    """ "read", or the sentence of the refusal. Fails where the reading itself broke."""

    def work(say: object) -> PlanDraft:
        return read_together([(name, content)], Layout())[1]

    try:
        apart(work, seconds=SECONDS, megabytes=2048)
    except Unreadable as refusal:
        assert refusal.__cause__ is None, f"{name}: {refusal.__cause__!r}"
        sentence = str(refusal)
        assert "\n" not in sentence and len(sentence) > 20
        assert "demasiado tiempo" not in sentence, name
        return sentence
    return "read"


@pytest.mark.parametrize("file", whole(), ids=lambda file: file.suffix)
def test_a_damaged_file_is_read_or_refused_in_one_sentence(file: Path) -> None:
    content = file.read_bytes()
    began = time.monotonic()
    for what, damaged in damages(content, seed=len(content)):
        said = outcome(file.name, damaged)
        assert said, what
        if time.monotonic() - began > 20:  # the budget of one format
            break


@settings(max_examples=60, suppress_health_check=[HealthCheck.too_slow])
@given(
    st.sampled_from([".pdf", ".docx", ".xlsx", ".ods", ".csv", ".json", ".xml", ".html", ".md"]),
    st.one_of(
        st.binary(max_size=3000),
        st.text(max_size=2000).map(lambda text: text.encode("utf-8", "surrogatepass")),
        st.lists(
            st.lists(st.text(st.characters(codec="utf-8"), max_size=12), min_size=1, max_size=6),
            max_size=12,
        ).map(lambda rows: "\n".join(";".join(row) for row in rows).encode()),
    ),
    st.sampled_from(
        [b"", b"%PDF-1.7\n", b"PK\x03\x04", b'{"acciones": [', b"<?xml version='1.0'?><a>"]
    ),
)
def test_anything_at_all_is_read_or_refused(ending: str, content: bytes, start: bytes) -> None:
    assert outcome(f"plan{ending}", start + content)


@pytest.mark.django_db
def test_a_refused_file_leaves_no_trace(tmp_path: Path) -> None:
    from django.core.management import CommandError, call_command

    before = (Plan.objects.count(), Initiative.objects.count(), Import.objects.count())
    for file in whole():
        content = file.read_bytes()
        spoilt = tmp_path / file.name
        spoilt.write_bytes(content[: len(content) // 3] if content[:2] == b"PK" else b"\x89" * 900)
        with pytest.raises((CommandError, SystemExit)):
            call_command("import", str(spoilt), yes=True, verbosity=0)
    assert before == (Plan.objects.count(), Initiative.objects.count(), Import.objects.count())
    assert not Document.objects.exclude(name="pmdot-apendice-12.txt").exists()
