"""Tiles that stay readable without colour: priority, evidence grade, and what was not recorded."""

from PySide6.QtCore import QRect, QRectF, QSize, Qt
from PySide6.QtGui import QBrush, QFontMetrics, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from downtime_desk.ui import theme
from downtime_desk.ui.parts.paint import paint_box

PRIORITY_WORDS = {"R": "Red", "A": "Amber", "G": "Green"}
_TONES = {"R": ("red_tile", "on_red"), "A": ("amber_tile", "on_amber"), "G": ("green_tile", "on_green")}


def paint_priority(painter: QPainter, letter: str, spot: QRect) -> None:
    """Draw the tile of `R`, `A` or `G` into a square: R filled, A edged, G round; anything else `?`."""
    fill, ink = _TONES.get(letter, ("surface", "ink"))
    edge = {"A": "amber", "R": "", "G": ""}.get(letter, "edge")
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(QPen(theme.colour(edge), 1) if edge else Qt.PenStyle.NoPen)
    painter.setBrush(theme.colour(fill))
    corner = spot.width() / 2 if letter == "G" else theme.px(4 if spot.width() > theme.px(22) else 3)
    inset = 0.5 if edge else 0
    painter.drawRoundedRect(QRectF(spot).adjusted(inset, inset, -inset, -inset), corner, corner)
    painter.setPen(theme.colour(ink))
    painter.setFont(theme.font(spot.height() * 0.62 * 100 / theme.look().text, theme.BOLD))
    painter.drawText(spot, Qt.AlignmentFlag.AlignCenter, letter if letter in _TONES else "?")


class PriorityTile(QWidget):
    """Red, Amber or Green as tile, letter and word; `side` is the tile's design size."""

    def __init__(self, letter: str, *, side: float = 20, word: bool = True) -> None:
        super().__init__()
        self._letter, self._side, self._word = letter, side, word
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.show_letter(letter)

    def show_letter(self, letter: str) -> None:
        """Show another priority; an unknown one reads Not recorded."""
        self._letter = letter
        self.setAccessibleName(PRIORITY_WORDS.get(letter, "Priority not recorded"))
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        """Return the room for tile and word."""
        side = theme.px(self._side)
        if not self._word:
            return QSize(side, side)
        word = QFontMetrics(theme.font(14, theme.SEMIBOLD)).horizontalAdvance(self._words())
        return QSize(side + theme.px(6) + word + 1, max(side, theme.px(20)))

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw tile and word."""
        painter = QPainter(self)
        side = theme.px(self._side)
        paint_priority(painter, self._letter, QRect(0, (self.height() - side) // 2, side, side))
        if self._word:
            painter.setPen(theme.colour("ink"))
            painter.setFont(theme.font(14, theme.SEMIBOLD))
            room = self.rect().adjusted(side + theme.px(6), 0, 0, 0)
            painter.drawText(room, Qt.AlignmentFlag.AlignVCenter, self._words())

    def _words(self) -> str:
        return PRIORITY_WORDS.get(self._letter, "Not recorded")


class Grade(QWidget):
    """The grade of evidence, A to D, in an inked square; D, no evidence, is dashed."""

    def __init__(self, letter: str = "D", *, side: float = 34) -> None:
        super().__init__()
        self._letter, self._side = letter, side
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.show_grade(letter)

    def show_grade(self, letter: str) -> None:
        """Show another grade."""
        self._letter = letter
        self.setAccessibleName(f"Evidence grade {letter}")
        self.update()

    def sizeHint(self) -> QSize:
        """Return the square."""
        return QSize(theme.px(self._side), theme.px(self._side))

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw the square and the letter."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        style = Qt.PenStyle.DashLine if self._letter == "D" else Qt.PenStyle.SolidLine
        painter.setPen(QPen(theme.colour("ink"), 2, style))
        painter.setBrush(theme.colour("surface"))
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(1, 1, -1, -1), theme.px(4), theme.px(4))
        painter.setFont(theme.font(self._side * 0.59, theme.BOLD))
        painter.drawText(self.rect(), Qt.AlignmentFlag.AlignCenter, self._letter)


class NotRecorded(QWidget):
    """The hatched tag of a fact nobody wrote down; absence is never shown as none."""

    def __init__(self, words: str = "NOT RECORDED") -> None:
        super().__init__()
        self._words = words
        self.setAccessibleName(words.capitalize())
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)

    def sizeHint(self) -> QSize:
        """Return the room for the words."""
        wide = QFontMetrics(theme.font(13, theme.BOLD)).horizontalAdvance(self._words)
        return QSize(wide + theme.px(14), theme.px(21))

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw hatch, edge and words."""
        paint_not_recorded(QPainter(self), self.rect(), self._words)


def paint_not_recorded(painter: QPainter, spot: QRect, words: str = "NOT RECORDED") -> None:
    """Draw the hatched tag into a rectangle."""
    paint_box(painter, spot, "surface", "ink", 1.5, 3)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(QBrush(theme.colour("line"), Qt.BrushStyle.BDiagPattern))
    painter.drawRect(spot.adjusted(2, 2, -2, -2))
    painter.setPen(theme.colour("ink"))
    painter.setFont(theme.font(13, theme.BOLD))
    painter.drawText(spot, Qt.AlignmentFlag.AlignCenter, words)
