"""The photos and scans of a visit on screen: added, listed and shown from memory, or refused in words."""

from pathlib import Path

import pytest
from PySide6.QtCore import QBuffer, QIODevice, Qt
from PySide6.QtGui import QColor, QImage
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QFileDialog, QWidget
from pytestqt.qtbot import QtBot

from downtime_desk.visits.screen import VisitsScreen
from downtime_desk.visits.screen.photos import PhotosDialog
from downtime_desk.visits.screen.viewer import LARGEST, decoded
from tests.visits.test_attachments import PDF, png


@pytest.fixture
def dialog(screen: VisitsScreen) -> PhotosDialog:
    made = screen.pane.photos.show_photos()
    assert made is not None
    return made


def photo(wide: int = 300, high: int = 200, kind: str = "PNG") -> bytes:
    image = QImage(wide, high, QImage.Format.Format_RGB32)
    image.fill(QColor("white"))
    buffer = QBuffer()
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    image.save(buffer, kind)  # type: ignore[call-overload]
    return bytes(buffer.data().data())


def written(folder: Path, name: str, data: bytes) -> Path:
    path = folder / name
    path.write_bytes(data)
    return path


@pytest.mark.parametrize("kind", ["PNG", "JPG"])
def test_a_photo_is_added_listed_and_shown_by_keyboard(
    screen: VisitsScreen,
    dialog: PhotosDialog,
    tmp_path: Path,
    qtbot: QtBot,
    monkeypatch: pytest.MonkeyPatch,
    kind: str,
) -> None:
    path = written(tmp_path, "sheet.png", photo(kind=kind))
    monkeypatch.setattr(QFileDialog, "getOpenFileName", lambda *_: (str(path), ""))
    assert "None yet" in dialog.said.text()
    dialog.add.setFocus()
    QTest.keyClick(dialog.add, Qt.Key.Key_Space)
    qtbot.waitUntil(lambda: dialog.viewer.shows() == "photo")
    assert "not sent to the main system" in dialog.said.text()
    qtbot.waitUntil(lambda: screen.pane.photos.accessibleName() == "Photos and scans: 1")
    QTest.keyClick(dialog, Qt.Key.Key_Escape)
    assert not dialog.isVisible()


def test_a_file_of_another_kind_is_refused_in_words(
    dialog: PhotosDialog, tmp_path: Path, qtbot: QtBot
) -> None:
    dialog.take(written(tmp_path, "letter.docx", b"PK\x03\x04"))
    qtbot.waitUntil(lambda: dialog._trouble.isVisible())
    assert "This is not a photo or scan." in dialog._trouble.words()
    assert dialog.add.isEnabled()
    dialog.take(tmp_path / "gone.png")
    qtbot.waitUntil(lambda: "could not be read" in dialog._trouble.words())


def test_what_cannot_be_decoded_is_said(dialog: PhotosDialog, qapp: QWidget) -> None:
    dialog.viewer.show_file("broken.png", "png", png()[:60])
    assert dialog.viewer.shows() == "words"
    dialog.viewer.show_file("empty.pdf", "pdf", PDF)
    assert dialog.viewer.shows() == "words"


def test_a_large_picture_is_decoded_no_larger_than_a_page_needs(qapp: QWidget) -> None:
    image = decoded("png", photo(5000, 100))
    assert image is not None
    assert (image.width(), image.height()) == (LARGEST, 48)
