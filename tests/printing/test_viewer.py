"""The pages as they will be printed: drawn at once, leafed through, searched, and printed from where they are read."""

from collections.abc import Iterator

import pytest
import shiboken6
from PySide6.QtCore import QSize
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from downtime_desk.printing.making import Made
from downtime_desk.printing.screen.page import drawn
from downtime_desk.printing.screen.paper import opened
from downtime_desk.printing.screen.preview import Preview
from downtime_desk.printing.screen.viewer import Viewer
from downtime_desk.printing.summary.pack import render_pack
from downtime_desk.ui import theme
from tests.printing.samples import sheet


@pytest.fixture
def made() -> Made:
    sheets = (sheet(), sheet(number=448), sheet(number=449))
    return Made(sheets, render_pack(sheets))


@pytest.fixture
def viewer(qapp: QApplication, qtbot: QtBot, made: Made) -> Iterator[Viewer]:
    theme.wear(theme.Look())
    window = QWidget()
    qtbot.addWidget(window)
    window.resize(1366, 697)
    window.show()
    shown = Viewer(window, made, page=1, can_print=True)
    shown.open()
    yield shown
    if shiboken6.isValid(shown):
        shown.reject()


def ink(image: QImage) -> int:
    """Return how many of a picture's dots are dark."""
    small = image.convertToFormat(QImage.Format.Format_Grayscale8).scaled(QSize(100, 140))
    return sum(small.pixelColor(x, y).value() < 128 for x in range(100) for y in range(140))


def test_a_page_is_there_as_soon_as_it_is_shown(qapp: QApplication, qtbot: QtBot, made: Made) -> None:
    theme.wear(theme.Look())
    preview = Preview()
    qtbot.addWidget(preview)
    preview.resize(300, 330)
    preview.show_made(made)
    preview.show()
    picture = preview.grab().toImage()
    page = preview._view.image()
    assert ink(page) > 500
    assert ink(picture) > 150, "the page is on the screen without another turn of the loop"
    preview.show_made(made)
    assert ink(preview.grab().toImage()) > 150
    preview.say("Making the pages.")
    assert preview._view.image().isNull()


def test_it_opens_on_the_page_that_was_shown(viewer: Viewer) -> None:
    assert viewer.view.page() == 1
    assert viewer.pages.currentIndex().row() == 1
    assert viewer.pages.currentIndex().data() == "2: HOLLOWAY, Edwin"


def test_a_page_chosen_among_the_small_ones_is_shown(viewer: Viewer) -> None:
    viewer.pages.choose(2)
    assert viewer.view.page() == 2
    viewer.grab()
    assert ink(viewer.pages._drawn.pictures[2]) > 200


def test_words_are_found_on_every_page_one_after_the_other(viewer: Viewer, qtbot: QtBot) -> None:
    viewer.find_field.show_text("Choking")
    qtbot.waitUntil(lambda: viewer.found.text() == "1 of 3 places")
    assert viewer.view.page() == 0
    assert viewer.view._marks
    viewer.next.click()
    assert (viewer.found.text(), viewer.view.page()) == ("2 of 3 places", 1)
    viewer.next_found()
    viewer.next_found()
    assert (viewer.found.text(), viewer.view.page()) == ("1 of 3 places", 0)


def test_words_that_are_not_there_are_said(viewer: Viewer, qtbot: QtBot) -> None:
    viewer.find_field.show_text("Choking")
    qtbot.waitUntil(viewer.next.isVisible)
    viewer.find_field.show_text("Chokxng")
    qtbot.waitUntil(lambda: viewer.found.text() == "No “Chokxng” found.")
    assert not viewer.next.isVisible()
    assert viewer.view._marks == ()


def test_what_is_read_can_be_printed_from_there(viewer: Viewer, qtbot: QtBot) -> None:
    with qtbot.waitSignal(viewer.print_asked):
        viewer.do_button.click()


def test_a_page_is_drawn_on_white_in_every_theme(qapp: QApplication, made: Made) -> None:
    document, buffer = opened(made.pack.pdf)
    picture = drawn(document, 0, QSize(200, 300))
    assert picture.pixelColor(1, 1).name() == "#ffffff"
    assert picture.height() <= 300
    assert drawn(document, 0, QSize(0, 0)).isNull()
    document.close()
    buffer.close()


def test_its_search_goes_with_it(viewer: Viewer, qtbot: QtBot) -> None:
    search = viewer._search
    viewer.reject()
    viewer.deleteLater()
    qtbot.waitUntil(lambda: not shiboken6.isValid(viewer))
    assert not shiboken6.isValid(search), "left behind, it would read a document that is gone"
