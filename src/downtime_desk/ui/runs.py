"""Text with more than one weight or colour in it, laid out once and painted often.

A `Run` is a piece of text in one style; a line of runs wraps as one text. List rows, tables and the
`Words` label all paint through here, so that data is cleaned (`plain`) and never read as markup.
"""

from dataclasses import dataclass
from functools import lru_cache
from typing import TypeAlias

from PySide6.QtCore import QPointF
from PySide6.QtGui import QFont, QFontMetricsF, QPainter, QTextCharFormat, QTextLayout, QTextOption

from downtime_desk.core.hidden import HIDDEN
from downtime_desk.ui import theme

_LONGEST = 4000
_ELLIPSIS = "…"
_UNBOUND = 1_000_000


def plain(text: str) -> str:
    """Return text with characters that hide or reorder others shown by number, as in `[U+202E]`."""
    if text.isascii() and text.isprintable():
        return text
    return HIDDEN.sub(lambda found: f"[U+{ord(found.group()):04X}]", text.replace("\r\n", "\n"))


def one_line(text: str) -> str:
    """Return `plain` text with line ends and tabs as spaces, cut where no line could show more."""
    return " ".join(plain(text[:_LONGEST]).split())


@dataclass(frozen=True, slots=True)
class Run:
    """A piece of text in one tone, weight and design size; `matched` underlines what was searched for."""

    text: str
    tone: str = "ink"
    weight: QFont.Weight = theme.NORMAL
    size: float = 14
    figures: bool = False
    matched: bool = False

    def font(self) -> QFont:
        """Return the font to draw it in."""
        return (theme.figures if self.figures else theme.font)(self.size, self.weight)


Runs: TypeAlias = tuple[Run, ...]


def bold(text: str, tone: str = "ink", size: float = 14) -> Run:
    """Return a run that stands out."""
    return Run(text, tone, theme.SEMIBOLD, size)


def quiet(text: str, size: float = 13) -> Run:
    """Return a run of the second line."""
    return Run(text, "ink2", theme.NORMAL, size)


def times(text: str, size: float = 15, weight: QFont.Weight = theme.SEMIBOLD, tone: str = "ink") -> Run:
    """Return a run of times or identifiers, whose figures share one width."""
    return Run(text, tone, weight, size, figures=True)


def spoken(runs: Runs) -> str:
    """Return the words of runs, for a screen reader."""
    return one_line(" ".join(run.text for run in runs))


@dataclass(frozen=True, slots=True)
class Laid:
    """Runs laid out for a width; `height` and `width` are what they take, in pixels."""

    layout: QTextLayout
    width: float
    height: float

    def paint(self, painter: QPainter, x: float, y: float) -> None:
        """Draw with the top left corner at a point."""
        self.layout.draw(painter, QPointF(x, y))


def lay_out(runs: Runs, width: float, lines: int = 1) -> Laid:
    """Return runs wrapped into at most so many lines, the last one cut with an ellipsis if need be."""
    return _lay_out(runs, max(1, int(width)), lines, theme.look().tokens.name, theme.look().text)


def line_height(size: float) -> int:
    """Return the height of a line of text of a design size, in pixels at the text size in force."""
    return theme.px({12: 16, 13: 17, 14: 19, 15: 20, 16: 20, 21: 26}.get(round(size), round(size * 1.3)))


@lru_cache(maxsize=2048)
def _lay_out(runs: Runs, width: int, lines: int, _theme: str, _text: int) -> Laid:
    pieces = [(_clean(run), run) for run in runs]
    whole = "".join(text for text, _ in pieces)
    laid, end = _flow(pieces, width, lines)
    if end < len(whole):
        free, _ = _flow(pieces, width, lines, last=_UNBOUND)
        laid, _ = _flow(_cut(pieces, free, width), width, lines, last=_UNBOUND)
    bounds = [laid.lineAt(number) for number in range(laid.lineCount())]
    height = sum(line_height(max((run.size for run in runs), default=14)) for _ in bounds)
    return Laid(laid, max((line.naturalTextWidth() for line in bounds), default=0), height)


def _clean(run: Run) -> str:
    text = one_line(run.text)
    if run.figures:
        # A number somebody reads out is never broken over two lines.
        text = text.replace(" ", "\u00a0")
    before = " " if run.text[:1].isspace() else ""
    after = " " if text and run.text[-1:].isspace() else ""
    return f"{before}{text}{after}"


def _flow(pieces: list[tuple[str, Run]], width: int, lines: int, last: int = 0) -> tuple[QTextLayout, int]:
    """Lay pieces out; the last line may be given a width of its own. Return where the text shown ends."""
    laid = QTextLayout("".join(text for text, _ in pieces), theme.font())
    option = QTextOption()
    option.setWrapMode(QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere)
    laid.setTextOption(option)
    laid.setCacheEnabled(True)
    formats, start = [], 0
    for text, run in pieces:
        style = QTextCharFormat()
        style.setFont(run.font())
        style.setForeground(theme.colour(run.tone))
        if run.matched:
            style.setUnderlineStyle(QTextCharFormat.UnderlineStyle.SingleUnderline)
            style.setUnderlineColor(theme.colour("accent"))
        part = QTextLayout.FormatRange()
        part.start, part.length, part.format = start, len(text.encode("utf-16-le")) // 2, style
        formats.append(part)
        start += part.length
    laid.setFormats(formats)
    step = line_height(max((run.size for _, run in pieces), default=14))
    laid.beginLayout()
    end = 0
    for number in range(lines):
        line = laid.createLine()
        if not line.isValid():
            break
        line.setLineWidth(last if last and number == lines - 1 else width)
        line.setPosition(QPointF(0, number * step + (step - line.height()) / 2))
        end = line.textStart() + line.textLength()
    laid.endLayout()
    return laid, end


def _cut(pieces: list[tuple[str, Run]], laid: QTextLayout, width: int) -> list[tuple[str, Run]]:
    """Return the pieces cut so that the last line ends in an ellipsis inside the width."""
    last = laid.lineAt(laid.lineCount() - 1)
    tail = max((run for _, run in pieces), key=lambda run: run.size)
    room = width - QFontMetricsF(theme.font(tail.size, theme.BOLD)).horizontalAdvance(_ELLIPSIS)
    keep = last.xToCursor(room)
    kept: list[tuple[str, Run]] = []
    for text, run in pieces:
        units = text.encode("utf-16-le")
        part = units[: max(0, keep) * 2].decode("utf-16-le", "ignore")
        keep -= len(units) // 2
        if keep <= 0:
            return [*kept, (part.rstrip() + _ELLIPSIS, run)]
        kept.append((part, run))
    return kept
