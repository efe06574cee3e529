"""Taking what other Mingas publish: checked against our dictionary, whole or not at all.

facts/from/<folder>/catalog.json, data/…    what one of them published
facts/from/<folder>/source.json             from where it was taken
facts/gathered/…                            all of them in one set, for questions over all
"""

from __future__ import annotations

import hashlib
import json
import re
import shutil
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import urljoin, urlsplit

from django.conf import settings
from django.utils import timezone
from django.utils.text import slugify
from django.utils.translation import gettext as _

from minga.analytics.catalog import FORMAT, NAME, VERSION, Catalog, dumped, read_catalog, switch
from minga.analytics.fetch import CATALOG_SIZE, Changed, download, fetch
from minga.analytics.sources import Fact, facts
from minga.analytics.write import alone
from minga.base.steps import Refused

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

SOURCE = "source.json"
PUBLISHED = "analysis/facts/catalog.json"  # under the address of a Minga
FILE_SIZE = 8 * 2**30
_PATH = re.compile(r"data/[\w.,=-]{1,200}\.parquet")
_DIGEST = re.compile(r"[0-9a-f]{64}")

Say = Callable[[int, int], None]


@dataclass(frozen=True, slots=True)
class Source:
    """Where a set was taken from."""

    folder: Path
    url: str
    publisher: str
    etag: str
    taken_at: str


@dataclass(frozen=True, slots=True)
class Taken:
    """What became of one address: the files that came, or why nothing was taken."""

    url: str
    publisher: str = ""
    files: int = 0
    rows: int = 0
    same: bool = False
    why: str = ""


def known(root: Path | None = None) -> list[Source]:
    """The Mingas that were harvested before."""
    found = []
    for file in sorted((_root(root) / "from").glob(f"*/{SOURCE}")):
        said = json.loads(file.read_bytes())
        found.append(
            Source(file.parent, said["url"], said["publisher"], said["etag"], said["taken_at"])
        )
    return found


def harvest(
    urls: Iterable[str], *, root: Path | None = None, say: Say = lambda done, total: None
) -> list[Taken]:
    """Take what each address publishes now; one that cannot be taken leaves what stood of it."""
    wanted = list(dict.fromkeys(catalog_address(url) for url in urls))
    outcomes = []
    _root(root).mkdir(parents=True, exist_ok=True)
    with alone(_root(root)):
        for done, url in enumerate(wanted):
            say(done, len(wanted))
            try:
                outcomes.append(_take(url, _root(root)))
            except Refused as refusal:
                outcomes.append(Taken(url, why=" ".join(refusal.messages)))
    say(len(wanted), len(wanted))
    return outcomes


def forget(publisher: str, *, root: Path | None = None) -> None:
    """No longer keep what one of them published."""
    for source in known(root):
        if source.publisher == publisher:
            shutil.rmtree(source.folder)
            return
    raise Refused(_("No se ha tomado nada de «%s».") % publisher[:120])


def catalog_address(url: str) -> str:
    """The address of the catalog, where that of the site was given."""
    try:
        parts = urlsplit(url.strip())
    except ValueError:  # half of an IPv6 address
        parts = urlsplit("")
    if parts.scheme not in ("http", "https") or not parts.hostname:
        raise Refused(
            _("«%s» no es una dirección: escríbala entera, como https://minga.ejemplo.gob.")
            % url[:120]
        )
    if parts.path.endswith(".json"):
        return url.strip()
    base = url.strip().rstrip("/").removesuffix("/analysis/facts")  # or the page of the data
    return urljoin(base + "/", PUBLISHED)


def _take(url: str, root: Path) -> Taken:
    before = {source.url: source for source in known(root)}
    old = before.get(url)
    said = fetch(url, old.etag if old else "")
    if said is None:
        assert old is not None
        return Taken(url, old.publisher, same=True)
    content, etag = _readable(url, said[0]), said[1]
    publisher = content["publisher"]
    _refuse_impostor(publisher, url, before)
    check(content)
    folder = root / "from" / _folder(publisher)
    catalog = Catalog(folder, content)
    try:
        came = _bring(url, catalog)
        switch(folder / NAME, dumped(content))
        source = {"url": url, "publisher": publisher, "etag": etag}
        switch(
            folder / SOURCE, dumped(source | {"taken_at": timezone.now().isoformat("T", "seconds")})
        )
    except OSError as error:
        raise Refused(
            _("No se puede escribir en %(folder)s (%(reason)s).")
            % {"folder": folder, "reason": error.strerror}
        ) from None
    for file in (folder / "data").glob("*.parquet"):
        if f"data/{file.name}" not in catalog.every_file:
            file.unlink()
    return Taken(url, publisher, came, sum(fact["rows"] for fact in content["facts"].values()))


def _refuse_impostor(publisher: str, url: str, before: dict[str, Source]) -> None:
    if publisher == settings.PUBLISHER:
        raise Refused(_("Es lo que publica esta misma instalación: no hace falta tomarlo."))
    if url in before and before[url].publisher != publisher:
        raise Refused(
            _("Antes publicaba «%(before)s» y ahora dice ser «%(now)s»: si es así, olvídelo antes.")
            % {"before": before[url].publisher, "now": publisher}
        )
    for source in before.values():
        same = source.publisher == publisher or source.folder.name == _folder(publisher)
        if same and source.url != url:
            raise Refused(
                _("Los datos de «%(who)s» ya se toman de %(url)s: olvídelos antes de cambiar.")
                % {"who": source.publisher, "url": source.url}
            )


def check(content: dict[str, Any]) -> None:
    """Their dictionary against ours: the same tables with the same columns."""
    for name, fact in facts().items():
        theirs = content["facts"].get(name)
        if theirs is None:
            raise Refused(
                _("No publica la tabla «%s»: pida que actualicen su Minga, o actualice esta.")
                % name
            )
        _check_columns(fact, [(c["name"], c["stored"]) for c in theirs["columns"]])


def _check_columns(fact: Fact, theirs: list[tuple[str, str]]) -> None:
    ours = [(column.name, column.stored) for column in fact.columns]
    if theirs == ours:
        return
    odd = next((pair for pair in [*theirs, *ours] if (pair in theirs) != (pair in ours)), theirs[0])
    raise Refused(
        _("Su tabla «%(table)s» cambió de columnas («%(column)s»): no se tomó nada.")
        % {"table": fact.name, "column": odd[0]}
    )


def _bring(url: str, catalog: Catalog) -> int:
    """The files that are not here yet, each checked before any takes its place."""
    staging = catalog.folder / ".taking"
    shutil.rmtree(staging, ignore_errors=True)
    (staging / "data").mkdir(parents=True)
    (catalog.folder / "data").mkdir(exist_ok=True)
    try:
        came = 0
        with _fenced(staging) as database:
            for name, fact in facts().items():
                for file in catalog.facts[name]["files"]:
                    stands = catalog.folder / file["path"]
                    if stands.exists() and _sha256(stands) == file["sha256"]:
                        continue
                    target = staging / file["path"]
                    try:
                        download(urljoin(url, file["path"]), target, file)
                    except Changed:
                        raise Refused(
                            _(
                                "El archivo %s llegó cambiado o a medias: no se tomó nada;"
                                " intente otra vez."
                            )
                            % file["path"]
                        ) from None
                    _check_file(fact, target, file, database)
                    came += 1
        for file in sorted((staging / "data").iterdir()):
            file.replace(catalog.folder / "data" / file.name)
        return came
    finally:
        shutil.rmtree(staging, ignore_errors=True)


@contextmanager
def _fenced(folder: Path) -> Iterator[DuckDBPyConnection]:
    """It reads what came, and nothing else: the same fence as that of questions."""
    import duckdb

    config: dict[str, str | bool | int | float | list[str]] = {
        "threads": 1,
        "memory_limit": "512MB",
        "autoinstall_known_extensions": False,
        "autoload_known_extensions": False,
    }
    with duckdb.connect(config=config) as database:
        database.execute("set allowed_directories = ?", [[str(folder)]])
        database.execute("set enable_external_access = false")
        yield database


def _check_file(fact: Fact, file: Path, said: dict[str, Any], database: DuckDBPyConnection) -> None:
    """It holds what the catalog says."""
    import duckdb

    try:
        found = database.execute("describe select * from read_parquet(?)", [str(file)])
        columns = [(row[0], row[1]) for row in found.fetchall()]
        every = "select count(*), max(hash(t)) from read_parquet(?) as t"  # to read all of it
        rows = database.execute(every, [str(file)]).fetchone()
    except duckdb.Error:
        raise Refused(
            _("El archivo %s no se puede leer: no se tomó nada.") % said["path"]
        ) from None
    _check_columns(fact, columns)
    if rows is None or rows[0] != said["rows"]:
        raise Refused(
            _("El archivo %s no tiene las filas que dice su catálogo: no se tomó nada.")
            % said["path"]
        )


# --- what they say


def _readable(url: str, raw: bytes) -> dict[str, Any]:
    try:
        content: Any = json.loads(raw) if len(raw) <= CATALOG_SIZE else None
    except (ValueError, RecursionError):
        content = None
    if not _sound(content):
        raise Refused(_("%s no es un catálogo de datos de Minga que esta versión conozca.") % url)
    return dict(content)


def _sound(content: Any) -> bool:
    """It has all that is asked of it later, and names no file outside of its folder."""
    try:
        return (
            content["format"] == FORMAT
            and content["version"] == VERSION
            and bool(content["publisher"].strip())
            and content["publisher"].isprintable()
            and len(content["publisher"]) <= 200
            and datetime.fromisoformat(content["checked_at"]).tzinfo is not None
            and all(_sound_fact(fact) for fact in content["facts"].values())
        )
    except (TypeError, KeyError, AttributeError, ValueError):
        return False


def _sound_fact(fact: Any) -> bool:
    return (
        _counts(fact["rows"])
        and bool(fact["files"])
        and all(
            isinstance(c["name"], str) and isinstance(c["stored"], str) for c in fact["columns"]
        )
        and all(
            _PATH.fullmatch(file["path"])
            and _DIGEST.fullmatch(file["sha256"])
            and _counts(file["rows"])
            and _counts(file["bytes"])
            and 0 < file["bytes"] <= FILE_SIZE
            for file in fact["files"]
        )
    )


def _counts(said: Any) -> bool:
    return type(said) is int and said >= 0


def _folder(publisher: str) -> str:
    """A folder for a publisher: readable, and different where the names are."""
    mark = hashlib.sha256(publisher.encode()).hexdigest()[:8]
    return f"{slugify(publisher)[:60] or 'minga'}-{mark}"


def _root(root: Path | None) -> Path:
    return root or Path(settings.FACTS)


def _sha256(file: Path) -> str:
    with file.open("rb") as content:
        return hashlib.file_digest(content, "sha256").hexdigest()


def standing(root: Path | None = None) -> list[Catalog]:
    """The sets that were taken, as they stand."""
    found = [read_catalog(source.folder) for source in known(root)]
    return [catalog for catalog in found if catalog]
