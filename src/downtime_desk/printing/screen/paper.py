"""From a finished PDF to a printer: each page is drawn as the printer's own dots, from memory only."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from PySide6.QtCore import QBuffer, QByteArray, QIODevice, QRectF, QSize
from PySide6.QtGui import QImage, QPageSize, QPainter
from PySide6.QtPdf import QPdfDocument
from PySide6.QtPrintSupport import QPrintEngine, QPrinter, QPrinterInfo

from downtime_desk.core.errors import Trouble
from downtime_desk.printing import spool
from downtime_desk.printing.screen import leaving

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


@dataclass(frozen=True)
class Ways:
    """How sheets are printed: on one side or both, from which tray. None is as the printer is set.

    Every copy is a sheet of its own with its own number, so that a printer is never asked for more than one.
    """

    sides: QPrinter.DuplexMode | None = None
    tray: QPrinter.PaperSource | None = None


AS_SET: Final = "As set"
SIDES: Final[dict[str, QPrinter.DuplexMode | None]] = {
    AS_SET: None,
    "One side": QPrinter.DuplexMode.DuplexNone,
    "Both sides": QPrinter.DuplexMode.DuplexLongSide,
}
TRAYS: Final[dict[str, QPrinter.PaperSource | None]] = {
    AS_SET: None,
    "Upper tray": QPrinter.PaperSource.Upper,
    "Lower tray": QPrinter.PaperSource.Lower,
    "By hand": QPrinter.PaperSource.Manual,
}
MOST_COPIES: Final = 9
CUPS_OPTIONS: Final = QPrintEngine.PrintEnginePropertyKey(0xFE00)


def both_sides(name: str) -> bool:
    """Return whether a printer says that it prints on both sides."""
    return QPrinter.DuplexMode.DuplexLongSide in QPrinterInfo.printerInfo(name).supportedDuplexModes()


def check(name: str) -> None:
    """Raise Trouble, with what to do, when a printer is not there or is known to take nothing now."""
    known = QPrinterInfo.printerInfo(name)
    if known.isNull():
        raise Trouble(
            f"There is no printer {name} on this laptop any more.",
            "Choose another printer, or save to a file and print from another laptop.",
        )
    spool.ready(name)


def send(name: str, title: str, ways: Ways, pdf: bytes, pages: Sequence[int] | None = None) -> None:
    """Send pages to the printer of this name as one job; raises Trouble when it does not take them.

    `title` names the job in the printer's queue, where others see it: a number of ours, never a name. `pages` are
    counted from 0; without them it is every page.
    """
    check(name)
    leaving.folder()
    printer = QPrinter(QPrinterInfo.printerInfo(name), QPrinter.PrinterMode.HighResolution)
    printer.setDocName(title)
    if ways.sides is not None:
        printer.setDuplex(ways.sides)
    if ways.tray is not None:
        printer.setPaperSource(ways.tray)
        # WORKAROUND: Qt does not pass the tray on to CUPS. This is the
        # property its own print dialog sets; elsewhere it is ignored.
        printer.printEngine().setProperty(CUPS_OPTIONS, ["InputSlot", ways.tray.name])
    try:
        draw_all(pdf, printer, name, pages)
    finally:
        leaving.wipe()


def draw_all(pdf: bytes, printer: QPrinter, name: str, pages: Sequence[int] | None = None) -> None:
    """Draw pages of the PDF, or every one, on the printer, at their own size."""
    printer.setPageSize(QPageSize(QPageSize.PageSizeId.A4))
    printer.setFullPage(True)
    document, buffer = opened(pdf)
    painter = QPainter()
    if not painter.begin(printer):
        raise _refused(name)
    try:
        chosen = range(document.pageCount()) if pages is None else pages
        for place, page in enumerate(chosen):
            if place and not printer.newPage():
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
