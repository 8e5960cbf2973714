"""Measuring and line breaking. Nothing is cut off: a word too long for its line is broken,
after a hyphen if that helps.

A `Typesetter` lives as long as one pack at most: what it remembers of people's words goes when the pack is done.
"""

import re
from collections.abc import Iterator
from typing import Final, NamedTuple

from downtime_desk.printing import glyphs
from downtime_desk.printing.blocks import Framed, Runs, Weight
from downtime_desk.printing.glyphs import Piece

MM: Final = 72 / 25.4
TAG_PADDING: Final = 1.2 * MM
SLACK: Final = 0.01
NBSP: Final = "\u00a0"
GAPS: Final = re.compile(rf"[^\S{NBSP}]+")
MOST_KEPT: Final = 1_500
"""How many texts a `Typesetter` remembers: those of a dozen sheets and all they have in common."""
HYPHENS: Final = re.compile(r"(?<=\w[-\u2010\u2013/])(?=\w)")
"""Where a word too long for its line is broken first."""


class Segment(NamedTuple):
    """Text in one font at `x` points from the left of its line; `width` counts a tag's frame."""

    x: float
    face: int
    text: str
    width: float
    framed: Framed


class Line:
    """One line at one size. `drawn` keeps what the pen made of it, for many pages share their wording."""

    __slots__ = ("drawn", "segments", "width")

    def __init__(self, segments: tuple[Segment, ...], width: float) -> None:
        self.segments = segments
        self.width = width
        self.drawn: tuple[str, ...] | None = None


class Natural(NamedTuple):
    """Runs broken only where they say so."""

    lines: tuple[Line, ...]
    width: float


class Unit(NamedTuple):
    """What must not be broken: the pieces of a word, perhaps in several weights; `newline` starts a line.

    `width` is at size 1. A framed unit is a tag.
    """

    pieces: tuple[Piece, ...]
    width: float
    newline: bool
    framed: Framed


class Typesetter:
    """Breaks runs into lines and remembers the answers."""

    def __init__(self) -> None:
        self._lines: dict[tuple[Runs, float, float], tuple[Line, ...]] = {}
        self._met: dict[tuple[Runs, float], Natural] = {}
        self._words: dict[tuple[str, Weight], tuple[Piece, ...]] = {}
        self._spaces = [letters[" "] for letters in glyphs.widths()]

    def lines(self, runs: Runs, size: float, width: float) -> tuple[Line, ...]:
        """Return the lines of the runs, each at most `width` points wide."""
        natural = self._natural(runs, size)
        if natural.width <= width + SLACK:
            return natural.lines
        key = (runs, size, width)
        known = self._lines.get(key)
        if known is None:
            known = self._lines[key] = tuple(self._broken(runs, size, width))
        return known

    def natural_width(self, runs: Runs, size: float) -> float:
        """Return the width in points of the runs on one line."""
        return self._natural(runs, size).width

    def _natural(self, runs: Runs, size: float) -> "Natural":
        key = (runs, size)
        known = self._met.get(key)
        if known is None:
            if len(self._met) >= MOST_KEPT:
                self._forget()
            lines = tuple(self._broken(runs, size, float("inf")))
            known = self._met[key] = Natural(lines, max((line.width for line in lines), default=0))
        return known

    def _forget(self) -> None:
        """Forget everything: what sheets have in common is soon met again, and the rest is of people long printed."""
        self._met.clear()
        self._lines.clear()
        self._words.clear()

    def _pieces(self, word: str, weight: Weight) -> tuple[Piece, ...]:
        key = (word, weight)
        known = self._words.get(key)
        if known is None:
            known = self._words[key] = glyphs.pieces(word, weight)
        return known

    def _units(self, runs: Runs) -> list[Unit]:
        """Return the unbreakable units; words that touch across runs stay together."""
        units: list[Unit] = []
        touching = False
        for run in runs:
            if run.framed:
                pieces = self._pieces(glyphs.spelled(run.text), run.weight)
                units.append(Unit(pieces, _width(pieces), newline=False, framed=run.framed))
                touching = False
                continue
            for number, row in enumerate(glyphs.spelled(run.text).split("\n")):
                words = row.split() if NBSP not in row else [word for word in GAPS.split(row) if word]
                touching = touching and not number and not _gap(row[:1])
                newline = number > 0
                for word in words:
                    pieces = self._pieces(word, run.weight)
                    if touching:
                        last = units.pop()
                        pieces = last.pieces + pieces
                        newline = last.newline
                    width = pieces[0].width if len(pieces) == 1 else _width(pieces)
                    units.append(Unit(pieces, width, newline, ""))
                    touching = newline = False
                touching = bool(units) and (not row or not _gap(row[-1:])) and not units[-1].framed
        return units

    def _broken(self, runs: Runs, size: float, width: float) -> Iterator[Line]:
        row = _Row(size, self._spaces)
        for unit in self._units(runs):
            needed = unit.width * size + (2 * TAG_PADDING if unit.framed else 0)
            if row.segments and (unit.newline or row.width + row.space() + needed > width + SLACK):
                yield row.finish()
            if needed <= width + SLACK:
                row.add(unit.pieces, framed=unit.framed)
                continue
            for chunk in _chopped(unit, size, width):
                if row.segments:
                    yield row.finish()
                row.add(chunk, framed=unit.framed)
        if row.segments:
            yield row.finish()


def _gap(letter: str) -> bool:
    return letter.isspace() and letter != NBSP


def _width(pieces: tuple[Piece, ...]) -> float:
    return sum(piece.width for piece in pieces)


def _chopped(unit: Unit, size: float, width: float) -> Iterator[tuple[Piece, ...]]:
    """Yield a word too long for a line in stretches that fit: after a hyphen where that is enough, else anywhere."""
    room = width - (2 * TAG_PADDING if unit.framed else 0)
    row: list[Piece] = []
    used = 0.0
    for part in _parts(unit.pieces):
        needed = _width(part) * size
        if row and used + needed > room:
            yield tuple(row)
            row, used = [], 0.0
        rest = part
        if needed > room:
            *whole, rest = _torn(part, size, room)
            yield from whole
            needed = _width(rest) * size
        row += rest
        used += needed
    yield tuple(row)


def _parts(pieces: tuple[Piece, ...]) -> Iterator[tuple[Piece, ...]]:
    """Yield a word in the parts its hyphens and slashes make, each sign with the part it ends."""
    part: list[Piece] = []
    for piece in pieces:
        *ended, last = HYPHENS.split(piece.text)
        for text in ended:
            yield (*part, _piece(piece.face, text))
            part = []
        part.append(_piece(piece.face, last) if ended else piece)
    yield tuple(part)


def _piece(face: int, text: str) -> Piece:
    return Piece(face, text, glyphs.measure(text, face))


def _torn(part: tuple[Piece, ...], size: float, room: float) -> Iterator[tuple[Piece, ...]]:
    """Yield a part too long for a line by as many letters as fit; there is no better place in it."""
    for piece in part:
        letters = glyphs.widths()[piece.face]
        start, used = 0, 0.0
        for place, letter in enumerate(piece.text):
            step = letters[letter] * size
            if used + step > room and place > start:
                yield (Piece(piece.face, piece.text[start:place], used / size),)
                start, used = place, 0.0
            used += step
        yield (Piece(piece.face, piece.text[start:], used / size),)


class _Row:
    """A line being filled: the segment being written, and those before it."""

    def __init__(self, size: float, spaces: list[float]) -> None:
        self._size = size
        self._spaces = spaces
        self.segments: list[Segment] = []
        self.width = 0.0

    def space(self) -> float:
        """Return the width of a space in the font the row ends in."""
        return self._spaces[self.segments[-1].face] * self._size

    def add(self, pieces: tuple[Piece, ...], *, framed: Framed) -> None:
        """Append the pieces, after a space if the row has begun."""
        segments, size = self.segments, self._size
        if segments:
            x, face, text, width, was_framed = segments[-1]
            space = self._spaces[face] * size
            segments[-1] = Segment(x, face, text + " ", width if was_framed else width + space, was_framed)
            self.width += space
        for piece in pieces:
            width = piece.width * size
            if segments and not framed and segments[-1].face == piece.face and not segments[-1].framed:
                last = segments[-1]
                segments[-1] = Segment(last.x, last.face, last.text + piece.text, last.width + width, "")
            else:
                width += 2 * TAG_PADDING if framed else 0
                segments.append(Segment(self.width, piece.face, piece.text, width, framed))
            self.width += width

    def finish(self) -> Line:
        """Return the row as a line and start a new one."""
        line = Line(tuple(self.segments), self.width)
        self.segments, self.width = [], 0.0
        return line
