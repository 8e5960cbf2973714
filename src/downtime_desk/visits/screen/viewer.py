"""Shows a photo or scan from memory: no file is written, and what is decoded has a limit."""

from typing import Final

from PySide6.QtCore import QBuffer, QByteArray, QIODevice, QSize, Qt
from PySide6.QtGui import QImage, QImageReader, QPainter, QPaintEvent
from PySide6.QtPdf import QPdfDocument
from PySide6.QtPdfWidgets import QPdfView
from PySide6.QtWidgets import QStackedWidget, QWidget

from downtime_desk.ui import theme
from downtime_desk.ui.parts import Empty
from downtime_desk.visits.picture_kinds import PictureKind

MOST_MEMORY: Final = 256
"""Megabytes a picture may take when it is decoded."""
LARGEST: Final = 2400
"""No side of a picture is decoded larger than this many dots: enough to read a page by."""


class Viewer(QStackedWidget):
    """One photo or scan, or words in its place."""

    def __init__(self) -> None:
        super().__init__()
        self._words = Empty("Nothing chosen.", icon="file-text")
        self._photo = _Photo()
        self._pages = QPdfView()
        self._pages.setAccessibleName("Pages of the scan")
        self._pages.setPageMode(QPdfView.PageMode.MultiPage)
        self._pages.setZoomMode(QPdfView.ZoomMode.FitToWidth)
        self._document: QPdfDocument | None = None
        self._buffer: QBuffer | None = None
        for each in (self._words, self._photo, self._pages):
            self.addWidget(each)

    def say(self, strong: str, text: str) -> None:
        """Show words in place of a picture."""
        self._words.say(strong, text, "circle-alert")
        self.setCurrentWidget(self._words)

    def show_file(self, name: str, kind: PictureKind, data: bytes) -> None:
        """Show a file by its bytes, or say that it cannot be shown."""
        self._forget()
        shown = self._show_pdf(data) if kind == "pdf" else self._show_photo(name, kind, data)
        if not shown:
            self.say(
                f"“{name}” cannot be shown.",
                "It is kept as it is. Scan the paper again to be able to read it.",
            )

    def shows(self) -> str:
        """Return what is shown: `words`, `photo` or `pages`."""
        return {0: "words", 1: "photo", 2: "pages"}[self.currentIndex()]

    def _show_photo(self, name: str, kind: PictureKind, data: bytes) -> bool:
        image = decoded(kind, data)
        if image is None:
            return False
        self._photo.show_image(name, image)
        self.setCurrentWidget(self._photo)
        return True

    def _show_pdf(self, data: bytes) -> bool:
        buffer = QBuffer(self)
        buffer.setData(QByteArray(data))
        buffer.open(QIODevice.OpenModeFlag.ReadOnly)
        document = QPdfDocument(self)
        document.load(buffer)
        if document.status() is not QPdfDocument.Status.Ready or not document.pageCount():
            return False
        self._document, self._buffer = document, buffer
        self._pages.setDocument(document)
        self.setCurrentWidget(self._pages)
        return True

    def _forget(self) -> None:
        """Let go of the pages that were shown."""
        if self._document is None:
            return
        self._pages.setDocument(QPdfDocument(self._pages))
        self._document.close()
        self._document = self._buffer = None


def decoded(kind: PictureKind, data: bytes) -> QImage | None:
    """Return the picture the right way up and no larger than needed; None when it cannot be decoded."""
    buffer = QBuffer()
    buffer.setData(QByteArray(data))
    buffer.open(QIODevice.OpenModeFlag.ReadOnly)
    QImageReader.setAllocationLimit(MOST_MEMORY)
    reader = QImageReader(buffer, QByteArray(kind.encode()))
    reader.setAutoTransform(True)
    size = reader.size()
    if not size.isValid():
        return None
    if max(size.width(), size.height()) > LARGEST:
        reader.setScaledSize(size.scaled(QSize(LARGEST, LARGEST), Qt.AspectRatioMode.KeepAspectRatio))
    image = reader.read()
    return None if image.isNull() else image


class _Photo(QWidget):
    """A picture as large as its place."""

    def __init__(self) -> None:
        super().__init__()
        self._image = QImage()

    def show_image(self, name: str, image: QImage) -> None:
        """Show another picture."""
        self._image = image
        self.setAccessibleName(f"Photo {name}")
        self.update()

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw the whole picture, in its own shape."""
        size = self._image.size().scaled(self.size(), Qt.AspectRatioMode.KeepAspectRatio)
        with QPainter(self) as painter:
            painter.fillRect(self.rect(), theme.colour("sunken"))
            painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
            spot = self.rect().center()
            painter.drawImage(
                self.rect().adjusted(
                    spot.x() - size.width() // 2,
                    spot.y() - size.height() // 2,
                    spot.x() + size.width() // 2 - self.width(),
                    spot.y() + size.height() // 2 - self.height(),
                ),
                self._image,
            )
