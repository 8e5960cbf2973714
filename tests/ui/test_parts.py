"""The parts: names, keys, nothing chosen for anybody, nothing cut."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QComboBox, QLabel, QLineEdit, QPushButton, QScrollArea, QWidget
from pytestqt.qtbot import QtBot

from downtime_desk.ui import theme
from downtime_desk.ui.parts import (
    Choice,
    NoteField,
    Option,
    Segmented,
    TextField,
    Tick,
    button,
    column,
    holder,
    primary,
)
from downtime_desk.ui.tokens import THEMES
from tests.ui.gallery import gallery
from tests.ui.tree import controls, name_of, tree

HAPPENED = [Option("there", "There now"), Option("done", "Visit done"), Option("not", "Did not happen")]


def test_every_control_of_the_gallery_has_a_name(qtbot: QtBot) -> None:
    page = gallery()
    qtbot.addWidget(page)
    page.show()
    found = controls(page)
    assert len(found) > 15
    assert [part.role() for part in found if not name_of(part)] == []


def test_no_control_of_the_gallery_is_under_32_high_and_no_text_under_12(qtbot: QtBot) -> None:
    page = gallery()
    qtbot.addWidget(page)
    page.show()
    for kind in (QAbstractButton, QLineEdit, QComboBox):
        for part in page.findChildren(kind):
            # A strip of answers is 36 high with its edge; each answer in it a little less.
            assert part.height() >= 32, part.accessibleName()
    for said in page.findChildren(QLabel):
        assert said.font().pixelSize() >= 12


@pytest.mark.parametrize("text", theme.TEXT_SIZES)
@pytest.mark.parametrize("name", THEMES)
def test_no_words_overlap_or_are_cut_at_any_size(qtbot: QtBot, name: str, text: int) -> None:
    theme.wear(theme.Look(THEMES[name], text))
    area = QScrollArea()
    qtbot.addWidget(area)
    area.setWidgetResizable(True)
    area.setWidget(gallery())
    area.resize(1366, 697)
    area.show()
    QTest.qWait(0)
    for said in area.findChildren(QLabel):
        if said.isVisible() and said.wordWrap():
            assert said.height() >= said.heightForWidth(said.width()), said.text()
    for pressed in area.findChildren(QPushButton):
        assert pressed.width() >= pressed.sizeHint().width(), pressed.text()
    assert _overlaps(area.widget()) == []


def _overlaps(page: QWidget) -> list[tuple[str, str]]:
    leaves = [
        part
        for part in page.findChildren(QWidget)
        if part.isVisible() and not part.findChildren(QWidget) and part.accessibleName()
    ]
    places = [
        (part.accessibleName(), part.rect().translated(part.mapTo(page, part.rect().topLeft())))
        for part in leaves
    ]
    return [
        (one, other)
        for at, (one, spot) in enumerate(places)
        for other, there in places[at + 1 :]
        if spot.adjusted(1, 1, -1, -1).intersects(there.adjusted(1, 1, -1, -1))
    ]


def test_nothing_is_chosen_until_somebody_chooses(qtbot: QtBot) -> None:
    happened, who = Segmented("What happened", HAPPENED), Choice("Who", HAPPENED)
    qtbot.addWidget(happened)
    qtbot.addWidget(who)
    assert happened.value() is None
    assert who.value() is None
    assert TextField("Arrived").text() == ""


def test_a_number_chooses_in_a_strip(qtbot: QtBot) -> None:
    happened = Segmented("What happened", HAPPENED, numbered=True)
    qtbot.addWidget(happened)
    happened.show()
    happened.setFocus()
    with qtbot.waitSignal(happened.chosen) as heard:
        QTest.keyClick(happened.stop(), Qt.Key.Key_2)
    assert heard.args == ["done"]
    assert happened.value() == "done"
    QTest.keyClick(happened.stop(), Qt.Key.Key_9)
    assert happened.value() == "done"
    assert '"What happened: Visit done" (key: 2) [chosen]' in tree(happened)
    happened.clear()
    assert happened.value() is None


def test_a_choice_keeps_its_answer_when_options_are_read_again(qtbot: QtBot) -> None:
    who = Choice("Who", HAPPENED)
    qtbot.addWidget(who)
    who.choose("done")
    who.show_options(HAPPENED[1:])
    assert who.value() == "done"
    who.show_options(HAPPENED[:1])
    assert who.value() is None


def test_typing_jumps_in_a_choice_and_says_so(qtbot: QtBot) -> None:
    who = Choice("Who", HAPPENED)
    qtbot.addWidget(who)
    who.show()
    with qtbot.waitSignal(who.chosen) as heard:
        QTest.keyClicks(who.combo, "vis")
    assert heard.args == ["done"]


def test_a_wheel_over_a_choice_changes_nothing(qtbot: QtBot) -> None:
    from PySide6.QtCore import QPoint, QPointF
    from PySide6.QtGui import QWheelEvent

    who = Choice("Who", HAPPENED)
    qtbot.addWidget(who)
    who.choose("there")
    turn = QWheelEvent(
        QPointF(5, 5),
        QPointF(5, 5),
        QPoint(),
        QPoint(0, -120),
        Qt.MouseButton.NoButton,
        Qt.KeyboardModifier.NoModifier,
        Qt.ScrollPhase.NoScrollPhase,
        False,
    )
    who.combo.wheelEvent(turn)
    assert who.value() == "there"
    assert not turn.isAccepted()


def test_a_field_says_what_is_wrong_and_then_what_it_means(qtbot: QtBot) -> None:
    left = TextField("Left", hint="815, now or -20")
    qtbot.addWidget(left)
    left.show()
    left.show_wrong("There is no 25:60.")
    assert left.wrong() == "There is no 25:60."
    assert "there is no 25:60." in tree(left)
    left.show_hint("20:15 Sat", "green")
    assert left.wrong() == ""
    assert left.under() == "20:15 Sat"
    left.show_wrong("")
    assert left.under() == "20:15 Sat"


def test_tab_leaves_a_note(qtbot: QtBot) -> None:
    note, after = NoteField("Note"), button("Next")
    page = holder(column(note, after))
    qtbot.addWidget(page)
    with qtbot.waitActive(page):
        page.show()
    note.area.setFocus()
    QTest.keyClick(note.area, Qt.Key.Key_Tab)
    assert note.text() == ""
    assert after.hasFocus()


def test_a_key_presses_a_button_and_is_shown(qtbot: QtBot) -> None:
    raised = button("Escalate", "arrow-up", "Ctrl+E")
    qtbot.addWidget(raised)
    with qtbot.waitActive(raised):
        raised.show()
    with qtbot.waitSignal(raised.clicked):
        QTest.keyClick(raised, Qt.Key.Key_E, Qt.KeyboardModifier.ControlModifier)
    raised.say("Escalate this")
    with qtbot.waitSignal(raised.clicked):
        QTest.keyClick(raised, Qt.Key.Key_E, Qt.KeyboardModifier.ControlModifier)
    assert tree(raised) == 'button "Escalate this" (key: Ctrl E)'
    saved = primary("Save what we know")
    qtbot.addWidget(saved)
    assert tree(saved) == 'button "Save what we know" (key: Ctrl Enter)'


def test_a_tick_is_ticked_by_space_and_by_a_click_anywhere(qtbot: QtBot) -> None:
    rota = Tick("Rota", key="1", boxed=True)
    qtbot.addWidget(rota)
    rota.resize(200, 38)
    rota.show()
    QTest.keyClick(rota, Qt.Key.Key_Space)
    assert rota.isChecked()
    QTest.mouseClick(rota, Qt.MouseButton.LeftButton, pos=rota.rect().bottomRight())
    assert not rota.isChecked()
