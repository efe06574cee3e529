"""The letters of a page, put together into words."""

from __future__ import annotations

import ctypes
import unicodedata
from collections import Counter
from dataclasses import dataclass
from functools import partial

from minga.intake.read.pdf import native
from minga.intake.read.pdf.page import Box, Turned, Word

MAX_LETTERS = 100_000  # on one page
_SPACES = frozenset(
    {9, 10, 11, 12, 13, 32, 0xA0, 0x1680, *range(0x2000, 0x200C), 0x2028, 0x2029, 0x202F, 0x205F}
    | {0x3000, 0xFEFF}
)
_LINE_ENDS = (10, 13)  # PDFium puts them where it believes that a line ends
_HYPHEN_MARK = 2  # what PDFium gives for a hyphen that it believes to part a word
_SOFT_HYPHEN = 0xAD
_LOOSE_ACCENTS = frozenset("´¨˜¸ˆˇ˚")
_PRIVATE_BULLETS = frozenset("\uf0b7\uf0a7\uf0d8\uf076\uf0fc\uf0a8\uf02d\uf0b0\uf06e")
_SAME_WORD = 0.15  # of the size of the letters: the gap that may stand between two of a word
_SAME_RUN = 0.25  # the same where one text object draws both
_INVISIBLE = 3


@dataclass(slots=True)
class _Run:
    """What a text object says about its letters."""

    number: int
    size: float
    bold: bool
    direction: int  # quarter turns to the left; -1 askew
    mark: int
    visible: bool


@dataclass(slots=True)
class _Raw:
    """A word in user space."""

    codes: list[int]
    left: float
    bottom: float
    right: float
    top: float
    origin: tuple[float, float]
    run: _Run
    sure: bool = True
    spaced: bool = False


class _Reader:
    def __init__(self, text_page: int, count: int) -> None:
        self.text_page = text_page
        self.count = count
        self.runs: dict[int, _Run] = {}
        self.fonts: dict[int, bool] = {}
        self.words: list[_Raw] = []

    def run_of(self, index: int, key: int) -> _Run:
        matrix = (ctypes.c_float * 6)()
        scale, direction = 1.0, 0
        if native.call("FPDFText_GetMatrix")(self.text_page, index, ctypes.addressof(matrix)):
            a, b, c, d = matrix[0], matrix[1], matrix[2], matrix[3]
            scale = (c * c + d * d) ** 0.5 or 1.0
            direction = _direction(a, b)
        size = native.call("FPDFText_GetFontSize")(self.text_page, index) * scale
        bold = mark = 0
        visible = True
        if key:
            bold = self._bold(native.call("FPDFTextObj_GetFont")(key))
            mark = native.call("FPDFPageObj_GetMarkedContentID")(key)
            visible = native.call("FPDFTextObj_GetTextRenderMode")(key) != _INVISIBLE
        run = _Run(len(self.runs) + 1, abs(size), bool(bold), direction, mark, visible)
        self.runs[key] = run
        return run

    def _bold(self, font: int | None) -> bool:
        if not font:
            return False
        known = self.fonts.get(font)
        if known is None:
            name = ctypes.create_string_buffer(256)
            native.call("FPDFFont_GetBaseFontName")(font, ctypes.addressof(name), 256)
            said = name.value.decode("latin-1").lower()
            heavy = any(word in said for word in ("bold", "black", "heavy", "-bd"))
            known = heavy or native.call("FPDFFont_GetWeight")(font) >= 600
            self.fonts[font] = known
        return known

    def _is_soft(self, key: int) -> bool:
        """A hyphen in a typeface of its own, where the word before it ends in another."""
        font = native.call("FPDFTextObj_GetFont")
        others = [font(known) for known in self.runs if known and known != key]
        return bool(key) and bool(others) and font(key) != others[-1]

    def read(self) -> list[_Raw]:
        """One pass over the letters; names are local because it runs for each of them."""
        page, words, runs = self.text_page, self.words, self.runs
        unicode_of = native.call("FPDFText_GetUnicode")
        box_of = native.call("FPDFText_GetLooseCharBox")
        object_of = native.call("FPDFText_GetTextObject")
        origin_of = native.call("FPDFText_GetCharOrigin")
        is_unmapped = native.call("FPDFText_HasUnicodeMapError")
        rect = (ctypes.c_float * 4)()  # left, top, right, bottom
        rect_at = ctypes.addressof(rect)
        x, y = ctypes.c_double(), ctypes.c_double()
        x_at, y_at = ctypes.addressof(x), ctypes.addressof(y)
        word: _Raw | None = None
        for index in range(self.count):
            code = unicode_of(page, index)
            if code in _SPACES:
                if word is not None:
                    word.spaced = code not in _LINE_ENDS
                    word = None
                continue
            if code < 32 and code != _HYPHEN_MARK and not (code == 0 and is_unmapped(page, index)):
                continue
            box_of(page, index, rect_at)
            left, top, right, bottom = rect
            key = object_of(page, index) or 0
            run = runs.get(key)
            if run is None:
                run = self.run_of(index, key)
            if code == _HYPHEN_MARK and word is not None and self._is_soft(key):
                code = _SOFT_HYPHEN
            if word is not None:
                before = word.run
                direction = run.direction
                if direction == 0:
                    gap, shift = left - word.right, bottom - word.bottom
                elif direction == 1:
                    gap, shift = bottom - word.top, right - word.right
                elif direction == 2:
                    gap, shift = word.left - right, bottom - word.bottom
                elif direction == 3:
                    gap, shift = word.bottom - top, right - word.right
                else:
                    gap, shift = 0.0, 0.0
                allowed = _SAME_RUN if before is run else _SAME_WORD
                size = before.size or 1.0
                if (
                    before.direction != direction
                    or gap > allowed * size
                    or gap < -1.2 * size
                    or abs(shift) > 0.5 * size
                    or before.mark != run.mark
                ):
                    word = None
            if word is None:
                origin_of(page, index, x_at, y_at)
                word = _Raw([], left, bottom, right, top, (x.value, y.value), run)
                words.append(word)
            if code == 0 or 0xE000 <= code <= 0xF8FF or code == 0xFFFD:
                word.sure = word.sure and chr(code) in _PRIVATE_BULLETS
            word.codes.append(code)
            if left < word.left:
                word.left = left
            if right > word.right:
                word.right = right
            if bottom < word.bottom:
                word.bottom = bottom
            if top > word.top:
                word.top = top
        return words


def _direction(a: float, b: float) -> int:
    if abs(b) <= 0.1 * abs(a):
        return 0 if a >= 0 else 2
    if abs(a) <= 0.1 * abs(b):
        return 1 if b > 0 else 3
    return -1


def words_of(text_page: int, count: int, bounds: Box) -> tuple[list[Word], Turned, bool]:
    """The words inside the page, the turn that sets most of them upright, and whether they are
    the invisible ones that a text recognition laid over a picture."""
    raw = _Reader(text_page, count).read()
    visible = [word for word in raw if word.run.visible]
    scanned = bool(raw) and len(visible) * 4 < len(raw)
    kept = raw if scanned else visible
    weight: Counter[int] = Counter()
    for word in kept:
        weight[word.run.direction] += len(word.codes)
    weight.pop(-1, None)
    direction = weight.most_common(1)[0][0] if weight else 0
    turned = Turned(bounds, direction)
    words = [placed for one in kept if (placed := _placed(one, turned)) is not None]
    return _without_doubles(words), turned, scanned


def _placed(raw: _Raw, turned: Turned) -> Word | None:
    left, top, right, bottom = turned.box(raw.left, raw.bottom, raw.right, raw.top)
    if right < 0 or bottom < 0 or left > turned.width or top > turned.height:
        return None
    run = raw.run
    turn = -1 if run.direction < 0 else (run.direction - turned.direction) % 4
    base = turned.point(*raw.origin)[1] if turn == 0 else bottom
    text, sure = _text(raw.codes)
    if not text:
        return None
    return Word(
        text, left, top, right, bottom, base, run.size, run.bold, turn, run.mark,
        sure and raw.sure, run.number, raw.spaced,
    )  # fmt: skip


def _text(codes: list[int]) -> tuple[str, bool]:
    text = "".join(map(chr, codes)).replace("\x02", "-").replace("\x00", "\ufffd")
    if text.isascii():
        return text, True
    if any(0xD800 <= code < 0xE000 for code in codes):
        text = text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    if any(0xFB00 <= code <= 0xFB06 for code in codes):
        text = "".join(
            unicodedata.normalize("NFKC", c) if "\ufb00" <= c <= "\ufb06" else c for c in text
        )
    text = unicodedata.normalize("NFC", text)
    if not _PRIVATE_BULLETS.isdisjoint(text):
        text = "".join("•" if c in _PRIVATE_BULLETS else c for c in text)
    return text, len(text) == 1 or _LOOSE_ACCENTS.isdisjoint(text)


def _without_doubles(words: list[Word]) -> list[Word]:
    """Some writers make letters bold, or give them a shadow, by drawing them twice."""
    seen: dict[str, list[Word]] = {}
    kept: list[Word] = []
    for word in words:
        near = partial(_on_top, word)
        same = seen.setdefault(word.text, [])
        if any(map(near, same)):
            continue
        same.append(word)
        kept.append(word)
    return kept


def _on_top(word: Word, other: Word) -> bool:
    reach = 0.2 * word.size
    return abs(word.left - other.left) < reach and abs(word.top - other.top) < reach
