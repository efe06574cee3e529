"""Documents that are a zip of XML parts: checked as a whole before any part is read."""

from __future__ import annotations

import copy
import io
import posixpath
import re
import zipfile
import zlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from types import TracebackType
from typing import IO, TYPE_CHECKING, Any, Self

from django.utils.translation import gettext as _

from minga.intake.reading import Observation, Unreadable

if TYPE_CHECKING:
    from lxml.etree import _Element

MEGABYTE = 1024 * 1024
MAX_UNPACKED = 400 * MEGABYTE
MAX_MEMBERS = 20_000
MAX_RATIO = 200  # unpacked to packed, for one member…
_RATIO_MATTERS = 50 * MEGABYTE  # …of an archive that is large as a whole
_CHUNK = 1 << 20
_READ = (".xml", ".rels")  # the only parts that anybody unpacks
_DECLARATION = re.compile(  # also where a letter takes two bytes
    rb"<\0?!\0?(?:D\0?O\0?C\0?T\0?Y\0?P\0?E|E\0?N\0?T\0?I\0?T\0?Y)"
)
_ENCRYPTED = 1
BROKEN = (zipfile.BadZipFile, ValueError, OSError, NotImplementedError)
_STRICT = b"http://purl.oclc.org/ooxml/"
_STRICT_NAMES = {
    b"http://purl.oclc.org/ooxml/wordprocessingml/main": (
        b"http://schemas.openxmlformats.org/wordprocessingml/2006/main"
    ),
    b"http://purl.oclc.org/ooxml/officeDocument/math": (
        b"http://schemas.openxmlformats.org/officeDocument/2006/math"
    ),
}
_MACROS = re.compile(r"(?:.*/)?vbaProject\.bin|xl/macrosheets/.+|(?:Basic|Scripts)/.+\.\w+")


def damaged() -> str:
    return _("El archivo está incompleto o dañado: vuelva a guardarlo o a descargarlo y súbalo.")


def protected() -> str:
    return _("El archivo está protegido con contraseña: guárdelo sin contraseña y súbalo de nuevo.")


def too_large() -> str:
    return _("El archivo ocupa demasiado al abrirse: deje en él solo el plan y vuelva a guardarlo.")


def with_declarations() -> str:
    return _(
        "El archivo tiene definiciones XML que no se abren por seguridad: "
        "guárdelo de nuevo con su programa de oficina y súbalo."
    )


@dataclass(frozen=True, slots=True)
class Relation:
    """Where a part points to; what is `external` is never followed."""

    kind: str  # the last word of its type: "styles", "worksheet", "image"…
    target: str  # name of a part, or an address outside the file
    external: bool


class Package:
    """The parts of a checked archive."""

    def __init__(self, content: bytes) -> None:
        self._archive = zipfile.ZipFile(io.BytesIO(content))
        self.names = frozenset(self._archive.namelist())

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._archive.close()

    def members(self) -> list[zipfile.ZipInfo]:
        return self._archive.infolist()

    def chunks(self, member: zipfile.ZipInfo) -> Iterator[bytes]:
        """All that a member unpacks into, whatever size its header declares."""
        honest = copy.copy(member)
        honest.file_size = MAX_UNPACKED + _CHUNK
        with self._archive.open(honest) as file:
            while chunk := file.read(_CHUNK):
                yield chunk

    def open(self, name: str) -> IO[bytes]:
        return self._archive.open(name)

    def read(self, name: str) -> bytes:
        """The whole part, or nothing where there is no such part."""
        return self._archive.read(name) if name in self.names else b""

    def events(self, name: str, events: tuple[str, ...], tags: list[str]) -> Any:
        """The elements of a part as they begin and end, by lxml; nothing outside is looked up."""
        from lxml import etree

        return etree.iterparse(
            _Plain(self.open(name)),
            events=events,
            tag=tags,
            resolve_entities=False,
            no_network=True,
            load_dtd=False,
            huge_tree=False,
            remove_comments=True,
            remove_pis=True,
        )

    def tree(self, name: str) -> _Element | None:
        """A small part as a whole."""
        from lxml import etree

        if name not in self.names:
            return None
        parser = etree.XMLParser(
            resolve_entities=False,
            no_network=True,
            load_dtd=False,
            huge_tree=False,
            remove_comments=True,
            remove_pis=True,
        )
        return etree.parse(_Plain(self.open(name)), parser).getroot()

    def relations(self, part: str = "") -> Mapping[str, Relation]:
        """What a part points to by identifier; "" is the package itself."""
        folder, base = posixpath.split(part)
        root = self.tree(posixpath.join(folder, "_rels", f"{base}.rels"))
        found: dict[str, Relation] = {}
        for node in root if root is not None else ():
            target = node.get("Target", "")
            external = node.get("TargetMode") == "External"
            if not external:
                target = posixpath.normpath(posixpath.join("/", folder, target)).lstrip("/")
            kind = node.get("Type", "").rpartition("/")[2]
            found[node.get("Id", "")] = Relation(kind, target, external)
        return found

    def notes(self) -> tuple[Observation, ...]:
        """What was left alone on purpose."""
        found = []
        if any(_MACROS.fullmatch(name) for name in self.names):
            found.append(Observation("macros_ignored", "low", "certain", ()))
        outside = sum(self._outside())
        if outside:
            found.append(Observation("external_ignored", "low", "certain", (), {"count": outside}))
        return tuple(found)

    def _outside(self) -> Iterator[int]:
        """How many templates, pictures or objects each part wants from elsewhere."""
        for name in self.names:
            folder, base = posixpath.split(name)
            if base.endswith(".rels") and b"External" in self.read(name):
                part = posixpath.join(posixpath.dirname(folder), base.removesuffix(".rels"))
                yield sum(
                    relation.external and relation.kind != "hyperlink"
                    for relation in self.relations(part).values()
                )


class _Plain:
    """A part whose first bytes name the usual namespaces, also where it is "strict" XML."""

    def __init__(self, file: IO[bytes]) -> None:
        self._file = file
        self._first = True

    def read(self, size: int = -1) -> bytes:
        if not self._first:
            return self._file.read(size)
        self._first = False
        head = self._file.read(max(size, 1 << 16))
        if _STRICT in head:
            for strict, usual in _STRICT_NAMES.items():
                head = head.replace(strict, usual)
        return head


def opened(content: bytes) -> Package:
    """The archive, once all that will be unpacked was measured by unpacking it.

    Raises Unreadable for what is encrypted, damaged, would fill the memory, or declares entities.
    """
    try:
        package = Package(content)
    except BROKEN as error:
        raise Unreadable(damaged()) from error
    members = package.members()
    if any(member.flag_bits & _ENCRYPTED for member in members) or _odf_encrypted(package):
        raise Unreadable(protected())
    if len(members) > MAX_MEMBERS:
        raise Unreadable(too_large())
    try:
        _measure(package, members)
    except (*BROKEN, EOFError, zlib.error) as error:
        raise Unreadable(damaged()) from error
    return package


def _measure(package: Package, members: list[zipfile.ZipInfo]) -> None:
    total = sum(member.file_size for member in members if not _unpacked(member))
    declared = total + sum(member.file_size for member in members if _unpacked(member))
    if declared > MAX_UNPACKED:
        raise Unreadable(too_large())
    worst = 0.0
    for member in members:
        if not _unpacked(member):
            continue
        size, tail = 0, b""
        for chunk in package.chunks(member):
            size += len(chunk)
            if total + size > MAX_UNPACKED:
                raise Unreadable(too_large())
            if _DECLARATION.search(tail + chunk):
                raise Unreadable(with_declarations())
            tail = chunk[-24:]
        if size != member.file_size:
            raise Unreadable(damaged())
        total += size
        worst = max(worst, size / max(member.compress_size, 1))
    if total > _RATIO_MATTERS and worst > MAX_RATIO:
        raise Unreadable(too_large())


def _unpacked(member: zipfile.ZipInfo) -> bool:
    return member.filename.lower().endswith(_READ) or member.filename == "mimetype"


def _odf_encrypted(package: Package) -> bool:
    name = "META-INF/manifest.xml"
    if name not in package.names:
        return False
    try:
        with package.open(name) as file:
            return b"encryption-data" in file.read(MEGABYTE)
    except (*BROKEN, EOFError, zlib.error):
        return False
