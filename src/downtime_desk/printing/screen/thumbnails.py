"""Small pictures of every page, each drawn when it comes into view."""

from typing import ClassVar, Final

from PySide6.QtCore import QAbstractListModel, QModelIndex, QPersistentModelIndex, QRect, QSize, Qt, Signal
from PySide6.QtGui import QImage, QPainter, QPen
from PySide6.QtPdf import QPdfDocument
from PySide6.QtWidgets import QAbstractItemView, QListView, QStyle, QStyledItemDelegate, QStyleOptionViewItem

from downtime_desk.printing.making import Made
from downtime_desk.printing.screen.page import drawn
from downtime_desk.ui import theme
from downtime_desk.ui.lists.model import AnyIndex

HIGH: Final = 116
WIDE: Final = 150
KEPT: Final = 200
"""Pictures kept; a page that is seen again later is drawn again."""
_NOWHERE = QModelIndex()


class _Pages(QAbstractListModel):
    def __init__(self) -> None:
        super().__init__()
        self.made: Made | None = None

    def show(self, made: Made | None) -> None:
        self.beginResetModel()
        self.made = made
        self.endResetModel()

    def rowCount(self, parent: AnyIndex = _NOWHERE) -> int:
        """Return how many pages there are."""
        return 0 if parent.isValid() or self.made is None else self.made.page_count()

    def data(self, index: AnyIndex, role: int = Qt.ItemDataRole.DisplayRole) -> str | None:
        """Return the number of a page and whose it is."""
        if self.made is None or role not in (
            Qt.ItemDataRole.DisplayRole,
            Qt.ItemDataRole.AccessibleTextRole,
        ):
            return None
        return f"{index.row() + 1}: {self.made.whose(index.row() + 1)}"


class Thumbnails(QListView):
    """Pages of a finished pack to choose from. Signal `page_chosen(page)`, counted from 0."""

    page_chosen: ClassVar[Signal] = Signal(int)

    def __init__(self) -> None:
        super().__init__()
        self.setAccessibleName("Pages")
        self._pages = _Pages()
        self._pages.setParent(self)
        self._drawn = _Drawn(self)
        self.setModel(self._pages)
        self.setItemDelegate(self._drawn)
        self.setUniformItemSizes(True)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFixedWidth(theme.px(WIDE + 24))

    def show_made(self, document: QPdfDocument, made: Made) -> None:
        """Show the pages of a pack."""
        self._drawn.document = document
        self._drawn.pictures.clear()
        self._pages.show(made)

    def forget(self) -> None:
        """Let go of the document before it is closed."""
        self._pages.show(None)
        self._drawn.document = None
        self._drawn.pictures.clear()

    def choose(self, page: int) -> None:
        """Make a page the chosen one."""
        if page != self.currentIndex().row():
            self.setCurrentIndex(self._pages.index(page, 0))

    def currentChanged(self, current: AnyIndex, previous: AnyIndex) -> None:  # noqa: N802 - Qt's name
        """Tell who listens which page it is."""
        super().currentChanged(current, previous)
        if current.isValid():
            self.page_chosen.emit(current.row())


class _Drawn(QStyledItemDelegate):
    def __init__(self, view: Thumbnails) -> None:
        super().__init__(view)
        self.document: QPdfDocument | None = None
        self.pictures: dict[int, QImage] = {}

    def sizeHint(self, _option: QStyleOptionViewItem, _index: QModelIndex | QPersistentModelIndex) -> QSize:
        """Return the room of one page with its words."""
        return QSize(theme.px(WIDE), theme.px(HIGH + 32))

    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        """Draw the page, its number and whose it is; the chosen one with an edge as in every list."""
        spot: QRect = option.rect
        chosen = bool(option.state & QStyle.StateFlag.State_Selected)
        painter.save()
        painter.fillRect(spot, theme.colour("accent_tint" if chosen else "surface"))
        if chosen:
            painter.fillRect(spot.left(), spot.top(), theme.px(5), spot.height(), theme.colour("accent"))
        picture = self._picture(index.row(), painter.device().devicePixelRatioF())
        size = picture.size() / picture.devicePixelRatio()
        left = spot.left() + (spot.width() - size.width()) // 2
        painter.drawImage(left, spot.top() + theme.px(6), picture)
        painter.setPen(QPen(theme.colour("edge"), 1))
        painter.drawRect(left, spot.top() + theme.px(6), size.width(), size.height())
        painter.setPen(theme.colour("ink"))
        painter.setFont(theme.font(12))
        words = painter.fontMetrics().elidedText(
            str(index.data()), Qt.TextElideMode.ElideRight, spot.width() - theme.px(16)
        )
        under = spot.adjusted(theme.px(8), theme.px(HIGH + 8), -theme.px(8), 0)
        painter.drawText(under, Qt.AlignmentFlag.AlignHCenter | Qt.AlignmentFlag.AlignVCenter, words)
        painter.restore()

    def _picture(self, page: int, ratio: float) -> QImage:
        kept = self.pictures.get(page)
        if kept is not None:
            return kept
        if len(self.pictures) >= KEPT:
            self.pictures.clear()
        room = QSize(theme.px(WIDE), theme.px(HIGH)) * ratio
        picture = drawn(self.document, page, room) if self.document is not None else QImage()
        picture.setDevicePixelRatio(ratio)
        self.pictures[page] = picture
        return picture
