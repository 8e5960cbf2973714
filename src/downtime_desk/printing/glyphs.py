"""Which letters can be printed, in which font, and what stands in for the rest.

A character that hides, turns or controls other text, or that no font here can draw, is spelled as its
code, `[U+202E]`, so that the reader sees that something stood there.
"""

import re
import unicodedata
from collections.abc import Iterable
from functools import lru_cache
from typing import Final, NamedTuple

from reportlab.pdfbase.ttfonts import TTFont

from downtime_desk.core.paths import shipped
from downtime_desk.printing.blocks import Weight

NAMES: Final = (
    "AtkinsonHyperlegibleNext-Regular",
    "AtkinsonHyperlegibleNext-Bold",
    "NotoSans-Regular",
    "NotoSans-Bold",
)
FIRST: Final[dict[Weight, int]] = {"regular": 0, "bold": 1}
SECOND: Final[dict[Weight, int]] = {"regular": 2, "bold": 3}
UNPRINTABLE: Final = frozenset({"Cc", "Cf", "Co", "Cs", "Cn", "Zl", "Zp"})
SPACES: Final = (
    "\t\n\u00a0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u202f\u205f\u3000"
)


class Piece(NamedTuple):
    """Part of a word in one font; `width` at size 1."""

    face: int
    text: str
    width: float


@lru_cache(maxsize=1)
def fonts() -> tuple[TTFont, ...]:
    """Return the four fonts in the order of `NAMES`, read once."""
    folder = shipped("resources") / "fonts"
    return tuple(TTFont(name, str(folder / f"{name}.ttf")) for name in NAMES)


@lru_cache(maxsize=1)
def widths() -> tuple[dict[str, float], ...]:
    """Return the width of each character at size 1, for each font; these are also what a font can draw."""
    return tuple(
        {chr(code): font.face.charWidths.get(code, font.face.defaultWidth) / 1000 for code in _drawable(font)}
        for font in fonts()
    )


def _drawable(font: TTFont) -> Iterable[int]:
    for code in font.face.charToGlyph:
        # A PDF font subset names its letters by four hexadecimal digits, so nothing above them is used.
        if 0x20 <= code <= 0xFFFF and unicodedata.category(chr(code)) not in UNPRINTABLE:
            yield code


def _outside(letters: Iterable[str]) -> re.Pattern[str]:
    """Return a pattern that finds the first character that is not one of the letters."""
    codes = sorted(ord(letter) for letter in letters)
    ranges: list[list[int]] = []
    for code in codes:
        if ranges and code == ranges[-1][1] + 1:
            ranges[-1][1] = code
        else:
            ranges.append([code, code])
    return re.compile("[^" + "".join(f"\\u{low:04x}-\\u{high:04x}" for low, high in ranges) + "]")


@lru_cache(maxsize=1)
def _odd() -> re.Pattern[str]:
    regular, strong, second, second_strong = widths()
    either = (regular.keys() & strong.keys()) | (second.keys() & second_strong.keys())
    return _outside(either | set(SPACES))


@lru_cache(maxsize=4)
def _not_in(face: int) -> re.Pattern[str]:
    return _outside(widths()[face])


@lru_cache(maxsize=1)
def _piled_marks() -> re.Pattern[str]:
    marks = "".join(
        sorted(letter for letter in widths()[2] if unicodedata.category(letter) in {"Mn", "Me", "Mc"})
    )
    return re.compile(f"(?<=[{marks}]{{2}})[{marks}]+")


def code_of(letter: str) -> str:
    """Return `[U+202E]`."""
    return f"[U+{ord(letter):04X}]"


def _codes(found: re.Match[str]) -> str:
    return "".join(map(code_of, found.group()))


def spelled(text: str) -> str:
    """Return the text as it will be printed: composed, and with a code for what cannot be drawn.

    More than two marks on a letter are spelled as codes too, since they would cover it.
    """
    if text.isascii() and text.isprintable():
        return text
    composed = unicodedata.normalize("NFC", text.replace("\r\n", "\n"))
    return _odd().sub(_codes, _piled_marks().sub(_codes, composed))


def has_codes(text: str) -> bool:
    """Return whether part of the text would be printed as codes."""
    if text.isascii() and text.isprintable():
        return False
    composed = unicodedata.normalize("NFC", text.replace("\r\n", "\n"))
    return bool(_odd().search(composed) or _piled_marks().search(composed))


def measure(text: str, face: int) -> float:
    """Return the width at size 1 of text the font can draw."""
    return sum(map(widths()[face].__getitem__, text))


def pieces(word: str, weight: Weight) -> tuple[Piece, ...]:
    """Return the pieces of a spelled word: in the first font, else in the second, else letter by letter."""
    for face in (FIRST[weight], SECOND[weight]):
        if not _not_in(face).search(word):
            return (Piece(face, word, measure(word, face)),)
    second = SECOND[weight]
    singles: list[Piece] = []
    for letter in word:
        face = second if letter in widths()[second] else FIRST[weight]
        if singles and singles[-1].face == face:
            last = singles.pop()
            singles.append(Piece(face, last.text + letter, last.width + widths()[face][letter]))
        else:
            singles.append(Piece(face, letter, widths()[face][letter]))
    return tuple(singles)
