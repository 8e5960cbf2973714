"""How long is left, drawn and said: the burn-down, what each kind of work takes, and who shares it."""

from collections import Counter
from collections.abc import Sequence
from datetime import datetime

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QPen, QPolygonF
from PySide6.QtWidgets import QWidget

from downtime_desk.core.clock import clock_face
from downtime_desk.recovery.workbench.forecast import Forecast, Part
from downtime_desk.recovery.workbench.things import ByHand
from downtime_desk.ui import theme
from downtime_desk.ui.dialogs import Modal
from downtime_desk.ui.parts import SafeLabel, column, holder, second, strong

NAMES = {
    "send": "To send and read back",
    "visit": "Visits to type",
    "deviation": "Deviations to type",
    "told": "Told since the copy, to type",
    "cancelled": "Cancelled visits to type",
    "note": "Downtime notes to type",
    "look": "To look at by a second person",
    "scan": "To scan",
}


class BurnDown(QWidget):
    """How much was left over time: a falling line with its figures. One widget, drawn by hand."""

    def __init__(self) -> None:
        super().__init__()
        self._points: Sequence[tuple[datetime, int]] = ()

    def show_points(self, points: Sequence[tuple[datetime, int]]) -> None:
        """Show other points, the oldest first."""
        self._points = points
        self.setAccessibleName(said(points))
        self.update()

    def sizeHint(self) -> QSize:
        """Return the room it takes."""
        return QSize(theme.px(480), theme.px(150))

    def minimumSizeHint(self) -> QSize:
        """Return the least room."""
        return QSize(theme.px(240), theme.px(120))

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw axes, line and the first and last figure."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setFont(theme.font(12, theme.MEDIUM))
        foot, left = theme.px(20), theme.px(44)
        area = QRectF(
            left, theme.px(8), self.width() - left - theme.px(12), self.height() - foot - theme.px(8)
        )
        painter.setPen(QPen(theme.colour("edge"), 1))
        painter.drawLine(area.bottomLeft(), area.bottomRight())
        painter.drawLine(area.topLeft(), area.bottomLeft())
        if not self._points:
            return
        most = max(max(number for _, number in self._points), 1)
        across = max(len(self._points) - 1, 1)
        line = QPolygonF(
            [
                QPointF(
                    area.left() + area.width() * place / across, area.bottom() - area.height() * number / most
                )
                for place, (_, number) in enumerate(self._points)
            ]
        )
        under = QPolygonF(line)
        under.append(area.bottomRight())
        under.append(area.bottomLeft())
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(theme.colour("accent_tint"))
        painter.drawPolygon(under)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.setPen(QPen(theme.colour("accent"), theme.px(2)))
        painter.drawPolyline(line)
        painter.setPen(theme.colour("ink"))
        numbers = QRectF(0, area.top() - theme.px(8), left - theme.px(6), theme.px(18))
        painter.drawText(numbers, Qt.AlignmentFlag.AlignRight, f"{most:,}")
        painter.drawText(numbers.translated(0, area.height()), Qt.AlignmentFlag.AlignRight, "0")
        ends = QRectF(area.left(), area.bottom() + theme.px(3), area.width(), foot)
        painter.drawText(ends, Qt.AlignmentFlag.AlignLeft, clock_face(self._points[0][0]))
        painter.drawText(
            ends,
            Qt.AlignmentFlag.AlignRight,
            f"{clock_face(self._points[-1][0])}, {self._points[-1][1]:,} left",
        )


class TimeLeftDialog(Modal):
    """How long is left, what that rests on, and in words who has what of it."""

    def __init__(
        self, window: QWidget, found: Forecast, points: Sequence[tuple[datetime, int]], has: str
    ) -> None:
        self.chart = BurnDown()
        self.chart.show_points(points)
        people = (
            "1 person is at it by hand."
            if found.people == 1
            else f"{found.people} people share what is done by hand."
        )
        if has:
            people = f"{people} {has}"
        lines = [second(part_words(each)) for each in found.parts if each.left]
        content = holder(
            column(
                strong(time_words(found), size=16),
                SafeLabel(people),
                self.chart,
                second(said(points)),
                *lines,
                0,
                gap=7,
            )
        )
        super().__init__(window, "How long is left", content, do="Close", icon="timer", width=620)
        self.cancel_button.hide()
        self.asked.connect(self.close_done)


def time_words(found: Forecast) -> str:
    """Return how long is left as a sentence."""
    words = found.words()
    return f"{words[:1].upper()}{words[1:]} left." if words else "Nothing is left."


def has_words(things: Sequence[ByHand]) -> str:
    """Return who has how many of the things by hand, as a sentence; nothing where nobody took any."""
    to_do = [each for each in things if each.stage != "to look at"]
    taken = Counter(each.taken_by for each in to_do if each.taken_by)
    if not taken:
        return ""
    has = [f"{name} has {number:,}" for name, number in sorted(taken.items())]
    return f"{', '.join(has)}; {len(to_do) - taken.total():,} free to take."


def part_words(part: Part) -> str:
    """Return what is left of one kind of work, how long each takes, and how that is known."""
    seconds = part.each.total_seconds()
    each = f"{seconds:.0f} s" if seconds < 90 else f"{seconds / 60:.0f} min"
    source = (
        f"measured here, {part.measured:,} times"
        if part.is_measured
        else "our default until 10 were measured here"
    )
    return f"{NAMES[part.name]}: {part.left:,} left, {each} each ({source})."


def said(points: Sequence[tuple[datetime, int]]) -> str:
    """Return the chart as words."""
    if not points:
        return "Nothing was measured yet."
    (first, began), (last, ends) = points[0], points[-1]
    most = max(number for _, number in points)
    return f"{began:,} left at {clock_face(first)}, at most {most:,}, {ends:,} left at {clock_face(last)}."
