"""How boxes, focus rings and key hints are drawn, the same everywhere."""

from PySide6.QtCore import QRect, QRectF, Qt
from PySide6.QtGui import QFont, QFontMetrics, QPainter, QPen

from downtime_desk.ui import theme


def paint_box(
    painter: QPainter, rect: QRect, fill: str, edge: str, width: float = 1, radius: float = 4
) -> None:
    """Draw a filled rounded box with its edge inside the rectangle; an empty tone draws nothing."""
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    pen = QPen(theme.colour(edge), width) if edge else QPen(Qt.PenStyle.NoPen)
    painter.setPen(pen)
    painter.setBrush(theme.colour(fill) if fill else Qt.BrushStyle.NoBrush)
    half = width / 2
    corner = theme.px(radius)
    painter.drawRoundedRect(QRectF(rect).adjusted(half, half, -half, -half), corner, corner)


def paint_dashed(painter: QPainter, rect: QRect, radius: float) -> None:
    """Draw the dashed edge of what was told since the copy, inside the rectangle."""
    wide = theme.px(2)
    pen = QPen(theme.colour("accent"), wide)
    pen.setDashPattern([3, 2])
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(pen)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    inside = QRectF(rect).adjusted(wide / 2, wide / 2, -wide / 2, -wide / 2)
    painter.drawRoundedRect(inside, theme.px(radius), theme.px(radius))


def paint_focus(painter: QPainter, rect: QRect) -> None:
    """Draw the 3 px focus ring in place."""
    paint_box(painter, rect, "", "focus", 3)


def hint_font() -> QFont:
    """Return the font of key hints."""
    return theme.font(12, theme.MEDIUM)


def hint_width(keys: str) -> int:
    """Return the width of a key hint, in pixels."""
    return QFontMetrics(hint_font()).horizontalAdvance(keys) + theme.px(10) if keys else 0


def paint_hint(painter: QPainter, rect: QRect, keys: str, tone: str, edge: str) -> None:
    """Draw a key hint: the name of the key in a box with a thicker foot."""
    paint_box(painter, rect, "", edge, 1, 3)
    painter.setPen(QPen(theme.colour(edge), 1))
    painter.drawLine(rect.left() + 3, rect.bottom() - 1, rect.right() - 3, rect.bottom() - 1)
    painter.setPen(theme.colour(tone))
    painter.setFont(hint_font())
    painter.drawText(rect, Qt.AlignmentFlag.AlignCenter, keys)


def shown_keys(keys: str) -> str:
    """Return `Ctrl+Return` as the words on the hint, `Ctrl Enter`."""
    return keys.replace("++", "+plus").replace("Return", "Enter").replace("+", " ")
