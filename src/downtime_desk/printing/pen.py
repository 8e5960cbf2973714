"""Draws laid-out lines as PDF operators.

Each paragraph is marked with its flow number, so that `proof` can put it together again when a page
break, or a neighbour in a table, stands between its lines. Heads and feet of later pages are artifacts.
"""

from collections.abc import Iterable, Iterator
from typing import Final

from reportlab.pdfbase.pdfdoc import PDFDocument

from downtime_desk.printing import glyphs
from downtime_desk.printing.blocks import Drawing, Edge, Framed
from downtime_desk.printing.slabs import CONTINUED, EDGES, LaidLine, Slab
from downtime_desk.printing.wrap import MM, TAG_PADDING, Line

ASCENT: Final = 0.984
"""Atkinson Hyperlegible Next, in parts of the type size; the line is 1.3 high."""
LINE: Final = 1.3
TAG_EDGE: Final = 0.5 * MM
TAG_DASHES: Final[dict[Framed, str]] = {"": "", "solid": "", "dashed": "[2.4 1.6] 0 d "}
DASHES: Final[dict[Edge, str]] = {"dashed": "[5 3] 0 d", "dotted": "[1.4 1.4] 0 d"}
ESCAPES: Final = {code: f"\\{code:03o}" for code in (*range(32), *range(127, 256))} | {
    ord(letter): f"\\{letter}" for letter in "()\\"
}


class Letters:
    """Turns text into the bytes of the font subsets one PDF carries."""

    def __init__(self, document: PDFDocument) -> None:
        self._document = document
        self._fonts = glyphs.fonts()
        self._names: dict[int, str] = {}

    def shown(self, face: int, text: str) -> list[tuple[str, str]]:
        """Return `(font name, escaped text)` for each stretch in one subset."""
        if text.isascii() and face in self._names:
            return [(self._names[face], text.translate(ESCAPES))]
        font = self._fonts[face]
        shown = [
            (font.getSubsetInternalName(subset, self._document), data.decode("latin-1").translate(ESCAPES))
            for subset, data in font.splitString(text, self._document)
        ]
        self._names[face] = font.getSubsetInternalName(0, self._document)
        return shown


class Pen:
    """Collects the operators of one page. Positions are points from the left and the foot of the paper."""

    def __init__(self, letters: Letters) -> None:
        self._letters = letters
        self._out: list[str] = []
        self._frames: list[str] = []

    def operators(self) -> str:
        """Return everything drawn."""
        return "\n".join(self._out)

    def slabs(self, slabs: Iterable[Slab], left: float, top: float, width: float) -> float:
        """Draw slabs one under the other and return the `y` under the last."""
        for part in slabs:
            if part.rule:
                self.line(left, top, width, part.rule)
            if part.grid:
                self._grid(part, left, top)
            if part.drawing:
                self._drawing(part.drawing, left + (width - part.drawing.width * MM) / 2, top - part.height)
            for x, lines in part.columns:
                self.lines(lines, left + x, top - part.pad)
            if part.reversed:
                self.black()
            top -= part.height
        return top

    def _drawing(self, drawing: Drawing, left: float, low: float) -> None:
        self._out.append(
            f"/Artifact BMC q {MM:.4f} 0 0 {MM:.4f} {left:.2f} {low:.2f} cm {drawing.operators} Q EMC"
        )

    def _grid(self, part: Slab, left: float, top: float) -> None:
        """Draw the frames of a row of cells, or its black ground; what follows is then white."""
        first, *inner, last = part.grid
        low = top - part.height
        if part.reversed:
            self.fill(left + first, low, last - first, part.height)
            self.white()
            return
        # rows share the line between them
        self.rectangle(left + first, low - EDGES["thin"], last - first, part.height + EDGES["thin"], "thin")
        for x in inner:
            self.upright(left + x, low, part.height, EDGES["thin"])

    def lines(self, lines: Iterable[LaidLine], left: float, top: float) -> None:
        """Draw lines one under the other."""
        flow: int | None = None
        out = self._out
        for line, style, its_flow, shift, above in lines:
            if its_flow != flow:
                self._end(flow)
                flow = its_flow
                out.append("/Artifact BMC BT" if flow == CONTINUED else f"/P <</N {flow}>> BDC BT")
            top -= above
            size, leading = style
            baseline = top - (leading - LINE * size) / 2 - ASCENT * size
            drawn = line.drawn
            if drawn is None:
                drawn = line.drawn = tuple(self._operators(line, size))
            x = left + shift
            out.append(f"1 0 0 1 {x:.2f} {baseline:.2f} Tm {drawn[0]}")
            self._frames += [f"q 1 0 0 1 {x:.2f} {baseline:.2f} cm {frame} Q" for frame in drawn[1:]]
            top -= leading
        self._end(flow)

    def _end(self, flow: int | None) -> None:
        """Close the text; the frames of its tags are paths and must stand outside it."""
        if flow is not None:
            self._out.append("ET EMC")
            self._out += self._frames
            self._frames.clear()

    def _operators(self, line: Line, size: float) -> Iterator[str]:
        """Yield what shows the line, counted from its start, and then the frames of its tags."""
        shown: list[str] = []
        frames: list[str] = []
        place = 0.0
        for segment in line.segments:
            x = segment.x
            if segment.framed:
                frames.append(_frame(x, segment.width, size, segment.framed))
                x += TAG_PADDING
            if x != place:
                shown.append(f"{x - place:.2f} 0 Td")
                place = x
            for name, text in self._letters.shown(segment.face, segment.text):
                shown.append(f"{name} {size:g} Tf ({text}) Tj")
        yield " ".join(shown)
        yield from frames

    def rectangle(self, x: float, low: float, width: float, height: float, edge: Edge) -> None:
        """Draw an edge inside the rectangle."""
        thick = EDGES[edge]
        if not thick:
            return
        half = thick / 2
        shape = f"{x + half:.2f} {low + half:.2f} {width - thick:.2f} {height - thick:.2f} re S"
        dashes = DASHES.get(edge)
        self._out.append(f"{thick:.2f} w {dashes} {shape} [] 0 d" if dashes else f"{thick:.2f} w {shape}")

    def fill(self, x: float, low: float, width: float, height: float) -> None:
        """Fill a rectangle with black."""
        self._out.append(f"{x:.2f} {low:.2f} {width:.2f} {height:.2f} re f")

    def line(self, x: float, y: float, width: float, thick: float) -> None:
        """Draw a level line."""
        self._out.append(f"{thick:.2f} w {x:.2f} {y:.2f} m {x + width:.2f} {y:.2f} l S")

    def upright(self, x: float, low: float, height: float, thick: float) -> None:
        """Draw a vertical line."""
        self._out.append(f"{thick:.2f} w {x:.2f} {low:.2f} m {x:.2f} {low + height:.2f} l S")

    def white(self) -> None:
        """Write in white from here."""
        self._out.append("1 g")

    def black(self) -> None:
        """Write in black from here."""
        self._out.append("0 g")

    def raw(self, operators: str) -> None:
        """Take operators as they are."""
        self._out.append(operators)


def _frame(x: float, width: float, size: float, framed: Framed) -> str:
    """Return the frame of a tag on the baseline."""
    low, high = -0.28 * size, 0.86 * size
    half = TAG_EDGE / 2
    return f"{TAG_EDGE:.2f} w {TAG_DASHES[framed]}{x + half:.2f} {low:.2f} {width - TAG_EDGE:.2f} {high - low:.2f} re S"
