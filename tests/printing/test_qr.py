"""The code on the page: what it says, and that the ink on the paper is that code."""

from collections.abc import Callable

import pytest
import segno
from PySide6.QtCore import QBuffer, QByteArray, QIODevice, QSize
from PySide6.QtGui import QImage
from PySide6.QtPdf import QPdfDocument

from downtime_desk.printing import qr
from downtime_desk.printing.furniture import LEFT, PAPER, SQUARE, TOP, WIDTH
from downtime_desk.printing.summary.pack import render_pack
from tests.printing.samples import sheet
from tests.printing.test_run_papers import RECORD, RUN, pdf_of

SCALE = 6


def picture(pdf: bytes) -> QImage:
    buffer = QBuffer()
    buffer.setData(QByteArray(pdf))
    buffer.open(QIODevice.OpenModeFlag.ReadOnly)
    document = QPdfDocument()
    document.load(buffer)
    image = document.render(0, QSize(round(PAPER[0] * SCALE), round(PAPER[1] * SCALE)))
    document.close()
    return image.convertToFormat(QImage.Format.Format_ARGB32)


def test_the_code_says_which_copy_and_nothing_about_the_person() -> None:
    assert sheet().code() == "DD1:C-0447:HLHC1:7F3A-92C1"


PAPERS = {
    "summary": (lambda: render_pack([sheet()]).pdf, sheet().code()),
    "visit record": (lambda: pdf_of(RECORD), RECORD.code()),
    "run sheet": (lambda: pdf_of(RUN), "DD1:C-3FA-0450:D3FA:7F3A-92C1"),
}


@pytest.mark.parametrize(("pdf", "code"), PAPERS.values(), ids=PAPERS.keys())
def test_the_ink_on_the_page_is_the_code(qapp: object, pdf: Callable[[], bytes], code: str) -> None:
    image = picture(pdf())
    wanted = segno.make(code, error="m", mask=qr.MASK, micro=False, boost_error=False)
    modules = [list(map(bool, row)) for row in wanted.matrix]
    step = SQUARE / (len(modules) + 2 * qr.QUIET)
    left, top = LEFT + WIDTH - SQUARE, PAPER[1] - TOP
    seen = [
        [
            image.pixelColor(
                round((left + (qr.QUIET + x + 0.5) * step) * SCALE),
                round((top + (qr.QUIET + y + 0.5) * step) * SCALE),
            ).lightness()
            < 128
            and image.pixelColor(
                round((left + (qr.QUIET + x + 0.5) * step) * SCALE),
                round((top + (qr.QUIET + y + 0.5) * step) * SCALE),
            ).alpha()
            > 128
            for x in range(len(modules))
        ]
        for y in range(len(modules))
    ]
    assert seen == modules


def test_a_module_is_wide_enough_for_a_phone() -> None:
    modules = len(qr.matrix(sheet().code())) + 2 * qr.QUIET
    assert SQUARE / modules > 2
