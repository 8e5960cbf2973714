"""A page of a finished PDF, drawn from memory as it is shown: whole, or as wide as there is room, to read."""

from collections.abc import Sequence
from typing import Final

from PySide6.QtCore import QPoint, QRectF, QSize, QSizeF, Qt
from PySide6.QtGui import QColor, QImage, QPainter, QPaintEvent, QPen, QResizeEvent
from PySide6.QtPdf import QPdfDocument
from PySide6.QtWidgets import QAbstractScrollArea

from downtime_desk.ui import theme
from downtime_desk.ui.parts.paint import paint_focus

AROUND: Final = 8
"""Design pixels between a page and the edge."""
WIDEST: Final = 1000
MARKED: Final = QColor(255, 214, 10, 110)
"""Where words that are searched for stand. Paper is white in every theme."""


def drawn(document: QPdfDocument, page: int, size: QSize) -> QImage:
    """Return a page on white paper, at most as large as `size` in dots."""
    points = document.pagePointSize(page)
    if points.isEmpty() or size.isEmpty():
        return QImage()
    fitted = points.scaled(QSizeF(size), Qt.AspectRatioMode.KeepAspectRatio).toSize()
    paper = QImage(fitted, QImage.Format.Format_RGB32)
    paper.fill(Qt.GlobalColor.white)
    with QPainter(paper) as ink:
        ink.drawImage(0, 0, document.render(page, fitted))
    return paper


class PageView(QAbstractScrollArea):
    """One page of a document. With `to_read` it is as wide as the view and scrolls, else it is seen whole."""

    def __init__(self, *, to_read: bool = False) -> None:
        super().__init__()
        self.setAccessibleName("Page as it will be printed")
        self.setFrameShape(QAbstractScrollArea.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        if not to_read:
            self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._to_read = to_read
        self._document: QPdfDocument | None = None
        self._page = 0
        self._marks: tuple[QRectF, ...] = ()
        self._image = QImage()

    def show_page(self, document: QPdfDocument, page: int, marks: Sequence[QRectF] = ()) -> None:
        """Show a page, counted from 0, from its top; `marks` are boxes on it in points."""
        self._document, self._page, self._marks = document, page, tuple(marks)
        self._measure()
        self.verticalScrollBar().setValue(self._top_of_marks())

    def forget(self) -> None:
        """Let go of the document before it is closed."""
        self._document, self._marks, self._image = None, (), QImage()
        self.viewport().update()

    def page(self) -> int | None:
        """Return the page shown, counted from 0."""
        return self._page if self._document is not None else None

    def image(self) -> QImage:
        """Return the page as it is drawn, in the dots of the screen."""
        return self._image

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Draw the page anew for the room there is."""
        super().resizeEvent(event)
        self._measure()

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw the page with its edge, what is marked on it, and the ring while it has the focus."""
        with QPainter(self.viewport()) as painter:
            painter.fillRect(self.viewport().rect(), theme.colour("sunken"))
            if not self._image.isNull():
                spot = self._spot()
                painter.drawImage(spot, self._image)
                for mark in self._marks:
                    painter.fillRect(self._on_page(mark, spot), MARKED)
                painter.setPen(QPen(theme.colour("edge"), 1))
                painter.drawRect(spot)
            if self.hasFocus():
                paint_focus(painter, self.viewport().rect())

    def _room(self) -> QSize:
        around = 2 * theme.px(AROUND)
        wide = self.viewport().width() - around
        if self._to_read:
            return QSize(min(wide, theme.px(WIDEST)), 10 * max(wide, 1))
        return QSize(wide, self.viewport().height() - around)

    def _measure(self) -> None:
        if self._document is None:
            return
        ratio = self.devicePixelRatioF()
        self._image = drawn(self._document, self._page, self._room() * ratio)
        self._image.setDevicePixelRatio(ratio)
        high = int(self._image.height() / ratio) + 2 * theme.px(AROUND)
        bar = self.verticalScrollBar()
        bar.setRange(0, max(0, high - self.viewport().height()) if self._to_read else 0)
        bar.setPageStep(self.viewport().height())
        bar.setSingleStep(theme.px(40))
        self.viewport().update()

    def _spot(self) -> QRectF:
        size = QSizeF(self._image.size()) / self._image.devicePixelRatio()
        left = (self.viewport().width() - size.width()) / 2
        spare = max(0.0, (self.viewport().height() - size.height()) / 2)
        top = max(float(theme.px(AROUND)), spare) - self.verticalScrollBar().value()
        return QRectF(QPoint(round(left), round(top)), size)

    def _on_page(self, mark: QRectF, spot: QRectF) -> QRectF:
        scale = self._scale(spot)
        return QRectF(
            spot.left() + mark.left() * scale,
            spot.top() + mark.top() * scale,
            mark.width() * scale,
            mark.height() * scale,
        )

    def _scale(self, spot: QRectF) -> float:
        if self._document is None:
            return 1.0
        return spot.width() / self._document.pagePointSize(self._page).width()

    def _top_of_marks(self) -> int:
        if not self._marks:
            return 0
        return round(self._marks[0].top() * self._scale(self._spot()) - self.viewport().height() / 3)
