"""From a finished PDF to a printer: each page is drawn as the printer's own dots, from memory only."""

from PySide6.QtCore import QBuffer, QByteArray, QIODevice, QRectF, QSize
from PySide6.QtGui import QImage, QPageSize, QPainter
from PySide6.QtPdf import QPdfDocument
from PySide6.QtPrintSupport import QPrinter, QPrinterInfo

from downtime_desk.core.errors import Trouble

FINEST = 300
"""Dots an inch a page is drawn at; finer is not seen on paper and takes four times the memory."""


def printers() -> tuple[str, ...]:
    """Return the names of the printers this laptop knows, the usual one first."""
    usual = QPrinterInfo.defaultPrinterName()
    names = sorted(QPrinterInfo.availablePrinterNames(), key=str.casefold)
    return tuple(sorted(names, key=lambda name: name != usual))


def opened(pdf: bytes) -> tuple[QPdfDocument, QBuffer]:
    """Return the PDF opened from memory, and the buffer it reads, which must live as long."""
    buffer = QBuffer()
    buffer.setData(QByteArray(pdf))
    buffer.open(QIODevice.OpenModeFlag.ReadOnly)
    document = QPdfDocument()
    document.load(buffer)
    return document, buffer


def send(name: str, pdf: bytes) -> None:
    """Send every page to the printer of this name; raises Trouble when it does not take them."""
    known = QPrinterInfo.printerInfo(name)
    if known.isNull():
        raise _refused(name)
    printer = QPrinter(known, QPrinter.PrinterMode.HighResolution)
    draw_all(pdf, printer, name)


def draw_all(pdf: bytes, printer: QPrinter, name: str) -> None:
    """Draw every page of the PDF on the printer, at its own size."""
    printer.setPageSize(QPageSize(QPageSize.PageSizeId.A4))
    printer.setFullPage(True)
    printer.setDocName("Downtime Desk")
    document, buffer = opened(pdf)
    painter = QPainter()
    if not painter.begin(printer):
        raise _refused(name)
    try:
        for page in range(document.pageCount()):
            if page and not printer.newPage():
                raise _refused(name)
            _draw(document, page, printer, painter)
    finally:
        painter.end()
        document.close()
        buffer.close()
    if printer.printerState() in (QPrinter.PrinterState.Error, QPrinter.PrinterState.Aborted):
        raise _refused(name)


def _draw(document: QPdfDocument, page: int, printer: QPrinter, painter: QPainter) -> None:
    dots = min(printer.resolution(), FINEST)
    points = document.pagePointSize(page)
    size = QSize(round(points.width() * dots / 72), round(points.height() * dots / 72))
    shown = document.render(page, size)
    ground = QImage(size, QImage.Format.Format_Grayscale8)
    ground.fill(255)
    with QPainter(ground) as ink:
        ink.drawImage(0, 0, shown)
    scale = printer.resolution() / 72
    painter.drawImage(QRectF(0, 0, points.width() * scale, points.height() * scale), ground)


def _refused(name: str) -> Trouble:
    return Trouble(
        f"The printer {name} did not take the pages.",
        "Look at it: cable, paper, a stuck job. Or save to a file and print from another laptop.",
    )
