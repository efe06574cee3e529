"""One index for everything, with the same answers on both databases.

Words are folded (no accents, lower case) and cut to their Spanish stem here, in Python; the
database only matches whole stems, which SQLite (FTS5) and PostgreSQL (tsvector) both do well.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from functools import lru_cache

import snowballstemmer
from django.db import connection, models
from django.db.models.expressions import RawSQL

from minga.base.models import SearchEntry

WORD = re.compile(r"\w+")
MARKS = re.compile("[\u0300-\u036f]+")  # accents, once they stand apart from their letter
_stemmer = snowballstemmer.stemmer("spanish")


def fold(text: str) -> str:
    """Lower case without accents; ñ becomes n, as people type it on any keyboard."""
    return MARKS.sub("", unicodedata.normalize("NFKD", text.casefold()))


@lru_cache(maxsize=100_000)
def stem(word: str) -> str:
    """The stem of a folded word; plural first, for Snowball leaves it on short words (ríos)."""
    if len(word) > 3 and word[-1] == "s" and word[-2] in "aeiou":
        word = word[:-1]
    return str(_stemmer.stemWord(word))


def stems(text: str) -> list[str]:
    return [stem(word) for word in WORD.findall(fold(text))]


def index(record: str, words: Iterable[tuple[int, str]]) -> None:
    """Put or replace the words of each thing: (id, text)."""
    rows = [(record, object_id, " ".join(stems(text))) for object_id, text in words]
    with connection.cursor() as cursor:
        cursor.executemany(
            "insert into base_searchentry (record, object_id, stems) values (%s, %s, %s)"
            " on conflict (record, object_id) do update set stems = excluded.stems",
            rows,
        )


def forget(record: str, ids: Iterable[int]) -> None:
    SearchEntry.objects.filter(record=record, object_id__in=list(ids)).delete()


def matching(record: str, question: str) -> models.Q:
    """A condition on the primary key: those whose words hold every word asked for.

    The last word may be unfinished, as while typing.
    """
    wanted = stems(question)[:12]
    if not wanted:
        return models.Q(pk__in=[])
    return models.Q(pk__in=RawSQL(*_found(record, wanted)))  # noqa: S611 (words are parameters)


def _found(record: str, wanted: list[str]) -> tuple[str, list[str]]:
    if connection.vendor == "sqlite":
        words = " ".join(f'"{w}"' for w in wanted) + "*"
        return (
            # cross join: SQLite must begin with the words, or it asks the index for every row
            "select e.object_id from base_search_words w"
            " cross join base_searchentry e on e.id = w.rowid"
            " where base_search_words match %s and e.record = %s",
            [words, record],
        )
    words = " & ".join(f"'{w}'" for w in wanted) + ":*"
    return (
        "select object_id from base_searchentry"
        " where words @@ to_tsquery('simple', %s) and record = %s",
        [words, record],
    )
