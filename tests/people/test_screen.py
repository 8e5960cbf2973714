"""The page of people: what a screen reader is told, a walk by keyboard, hostile names, every size."""

from collections.abc import Sequence

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAccessible
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from downtime_desk.core import journal
from downtime_desk.core.store import Acting, Store
from downtime_desk.people.screen import PeopleScreen
from downtime_desk.rota import queries as rota
from downtime_desk.ui import theme
from downtime_desk.ui.desk import Desk
from downtime_desk.ui.tokens import THEMES
from tests.people.cast import HOSTILE, copy
from tests.ui.tree import tree

Printed = list[str]


@pytest.fixture
def printed() -> Printed:
    return []


@pytest.fixture
def screen(desk: Desk, store: Store, acting: Acting, qtbot: QtBot, printed: Printed) -> PeopleScreen:
    QAccessible.setActive(True)
    copy(store, acting, HOSTILE)

    def next_visits(person: str) -> Sequence[rota.NextVisit]:
        with desk.read() as session:
            return rota.next_visits(session, person, desk.now())

    made = PeopleScreen(desk, printed.append, next_visits)
    qtbot.addWidget(made)
    made.resize(1184, 700)
    made.show()
    return made


def told(screen: QWidget) -> str:
    for _ in range(3):
        QApplication.processEvents()
    return tree(screen)


def kinds(store: Store) -> list[str]:
    with store.read() as session:
        return [entry.kind for entry in journal.entries(session)]


def test_what_a_screen_reader_is_told(screen: PeopleScreen) -> None:
    QTest.keyClicks(screen.field.line, "hollow")
    screen.list.select("p-1")
    assert told(screen) == SNAPSHOT.strip()


def test_a_person_is_found_read_and_printed_by_keyboard(screen: PeopleScreen, printed: Printed) -> None:
    screen.find()
    QTest.keyClicks(QApplication.focusWidget(), "edwin")
    QTest.keyClick(QApplication.focusWidget(), Qt.Key.Key_Return)
    assert screen.person() == "p-1"
    screen.primary()
    assert printed == ["p-1"]


def test_enter_and_arrows_go_through_those_found(screen: PeopleScreen) -> None:
    QTest.keyClicks(screen.field.line, "hollow")
    QTest.keyClick(screen.field.line, Qt.Key.Key_Return)
    first = screen.person()
    QTest.keyClick(screen.list, Qt.Key.Key_Down)
    assert [first, screen.person()] == ["p-1", "p-2"]


def test_nobody_stays_on_the_screen_who_is_not_among_those_found(screen: PeopleScreen) -> None:
    screen.open("p-1")
    QTest.keyClicks(screen.field.line, "kow")
    assert screen.person() == ""
    assert "HOLLOWAY" not in told(screen)


def test_close_names_are_a_key_away(screen: PeopleScreen) -> None:
    QTest.keyClicks(screen.field.line, "holoway")
    assert "No “holoway” in this copy." in told(screen)
    assert "Close: HOLLOWAY" in told(screen)
    screen.try_close.click()
    assert "3 of 10" not in told(screen)
    assert "2 of 10 people match" in told(screen)


def test_a_filter_keeps_the_list_to_it(screen: PeopleScreen) -> None:
    red = next(each for each in screen.filters.findChildren(QPushButton) if "Red 3" in each.accessibleName())
    red.setFocus()
    QTest.keyClick(red, Qt.Key.Key_Space)
    assert "Red: 3" in told(screen)
    assert "HOLT" not in told(screen)


def test_without_a_copy_it_says_so(desk: Desk, qtbot: QtBot) -> None:
    made = PeopleScreen(desk, print, lambda _person: ())
    qtbot.addWidget(made)
    made.show()
    assert "No copy of the people yet." in told(made)


def test_an_entry_code_is_shown_after_the_log_has_it(
    screen: PeopleScreen, store: Store, qtbot: QtBot
) -> None:
    screen.open("p-1")
    dialog = screen.show_code()
    dialog.do_button.click()
    qtbot.waitUntil(lambda: "Why the code is needed is missing" in tree(dialog))
    assert "entry_code.revealed" not in kinds(store)
    QTest.keyClicks(dialog.why.line, "Iwan is at the side door")
    with qtbot.waitSignal(dialog.shown):
        dialog.do_button.click()
    assert kinds(store)[-1] == "entry_code.revealed"
    shown = tree(dialog)
    assert "4 4 7 1 C" in shown
    assert "HOLLOWAY" not in shown
    assert "Quarry" not in shown
    dialog.close_done()


def test_a_code_is_nowhere_on_the_page(screen: PeopleScreen) -> None:
    screen.open("p-1")
    assert "4471" not in told(screen)


def test_what_nobody_wrote_down_is_never_shown_as_none(screen: PeopleScreen) -> None:
    screen.open("p-5")
    said = told(screen.pane)
    assert "Not recorded" in said.split('"Allergies"')[-1].split('"CPR decision"')[0]
    for unsaid in (
        "Start CPR.",
        "If late or missed: NOT RECORDED.",
        "Language NOT RECORDED. How to talk together NOT RECORDED. Deciding NOT RECORDED.",
        "2 carers. How NOT RECORDED.",
        "Food level NOT RECORDED. Drinks level NOT RECORDED.",
        "Which door NOT RECORDED.",
        "NHS No. NOT RECORDED",
        "No visit to come in this copy.",
    ):
        assert unsaid in said, unsaid
    assert "None" not in said
    assert "No known" not in said
    assert "Show entry code" not in said


def test_no_known_allergies_are_said_so(screen: PeopleScreen) -> None:
    screen.open("p-2")
    assert "No known allergies" in told(screen.pane)


def test_hostile_names_and_facts_are_shown_as_they_stand(screen: PeopleScreen) -> None:
    screen.open("p-10")
    said = told(screen)
    assert "<B>SMITH</B>&, =HYPERLINK('x')[U+202E]eiram" in said
    assert "<img src=x> & nuts" in said
    assert "Dog[U+0000]:" in said
    for shown in screen.findChildren(QLabel):
        assert shown.textFormat() is Qt.TextFormat.PlainText


@pytest.mark.parametrize("text", theme.TEXT_SIZES)
@pytest.mark.parametrize("name", THEMES)
def test_nothing_is_cut_at_any_size_or_theme(screen: PeopleScreen, name: str, text: int) -> None:
    theme.wear(theme.Look(THEMES[name], text))
    screen.resize(1366 - theme.px(50 if text >= 150 else 176), 697 - theme.px(56))
    screen.open("p-1")
    told(screen)
    right = screen.pane.print.mapTo(screen, screen.pane.print.rect().bottomRight()).x()
    assert right <= screen.width()
    for shown in (screen.filters, screen.filter_choice, screen.field):
        assert not shown.isVisible() or shown.mapTo(screen, shown.rect().topRight()).x() <= screen.width()
    assert screen.pane.print.isVisible()
    assert screen.pane.print.mapTo(screen, screen.pane.print.rect().bottomRight()).y() <= screen.height()
    for pressed in screen.findChildren(QPushButton):
        assert not pressed.isVisible() or pressed.width() >= pressed.sizeHint().width(), pressed.text()
    theme.wear(theme.Look())


def test_one_pane_at_a_time_where_there_is_room_for_one(screen: PeopleScreen) -> None:
    screen.resize(600, 700)
    told(screen)
    assert screen.list.isVisible()
    screen.list.select("p-6")
    QTest.keyClick(screen.list, Qt.Key.Key_Return)
    assert screen.pane.isVisible()
    assert not screen.list.isVisible()
    assert screen.back()
    assert screen.list.isVisible()
    assert not screen.pane.isVisible()


SNAPSHOT = """
words "People"
field "Find a person" = 'hollow' (name, NHS number or address)
words "3 of 10 people match"
group "Show"
  tick "Show: All" [chosen]
  tick "Show: Red 3"
  tick "Show: Exact-time medicine 1"
  tick "Show: Two carers 4"
  tick "Show: Facts missing 9"
list "People"
  row "Matches: 3. two have the same surname"
  row "HOLLOWAY, Edwin. Red. Born 14-Mar-1941 (85). Allergy: penicillin. 3 Quarry Cottages, Nether Wick" [chosen]
  row "HOLLOWAY, Patricia. Amber. Born 30-Nov-1952 (73). No known allergies. 12 Mill Close"
  row "By number or address"
  row "PIKE, Ronald. Amber. Born 11-May-1950 (76). Allergies NOT RECORDED. 40 Hollow Way"
group "Red"
words "HOLLOWAY, Edwin (Mr)"
group "Known as Ted · Born 14-Mar-1941 (85) · NHS No. 999 000 2312"
group "Red: exact-time medicine, lives alone"
group "reviewed 02-Nov-2026 by Helen Ashdown"
group "Same surname: HOLLOWAY, Patricia, born 30-Nov-1952. Check the date of birth."
group "What is known"
  group "Allergies"
    words "Allergies"
    words "recorded 11-Jun-2024"
    words "Penicillin"
    group "Rash and swollen face. Severe."
  group "Exact-time medicine"
    words "Exact-time medicine"
    words "within 30 min"
    words "Co-beneldopa 12.5/50 mg dispersible"
    group "1 tablet in water, by mouth. We give it."
    group "21:00 01:45 05:30"
    group "If late: give it at once, up to 02:15."
    group "If missed: never double the next dose. Ring 111, say Parkinson’s."
  group "CPR decision"
    words "CPR decision"
    group "DNACPR recorded: ReSPECT, 05-Aug-2025."
    group "The original: yellow folder, kitchen drawer."
    words "This screen is not the form. If the form cannot be found, start CPR."
  group "Other medicines"
    words "Other medicines"
    words "check label and chart"
    group "Apixaban 5 mg, by mouth, 09:00 and 21:00."
    group "Paracetamol 1 g, if needed. 4 hours apart."
  group "Main risks"
    words "Main risks"
    group "Falls: 2 in 90 days. Takes a blood thinner: ring 999 for any knock to the head."
    group "Choking: drinks Level 2 mildly thick, food Level 6 soft. Sit him upright."
    group "Dog: Meg, friendly, shut in the kitchen."
  group "Moving"
    words "Moving"
    group "1 carer. Walking frame. Freezes in doorways: count “one, two, step”. Turns in bed with help."
  group "Eating and drinking"
    words "Eating and drinking"
    group "Food Level 6, soft and bite-sized. Drinks Level 2, mildly thick. Sit upright for 30 minutes after."
  group "Next visits"
    words "Next visits"
    group "01:45–02:15"
    group "Iwan Prosser"
    group "05:30–06:00"
    group "Iwan Prosser"
    group "08:45–09:15"
    group "Dorota Nowak"
    group "If late or missed: ring Bill Trott, then Susan. Red: tell Helen at 30 min."
  group "People to ring, in order"
    words "People to ring, in order"
    group "1 Bill Trott, neighbour, has key"
    group "01632 960274"
    group "2 Susan, daughter"
    group "07700 900311"
    group "3 Peter, son"
    group "07700 900312"
    group "Lifeline, pendant alarm"
    group "01632 960190"
    group "Nether Wick Surgery, GP"
    group "01632 960118"
  group "Getting in"
    words "Getting in"
    group "3 Quarry Cottages, Nether Wick, WX9 4LB. Side door, unlit gravel lane. No mobile signal. Landline 01632 960281."
    button "Show entry code"
    words "asks why,
and is logged"
  group "Talking and deciding"
    words "Talking and deciding"
    group "English. Soft voice, slow to answer: wait 10 seconds. Nods for yes. Glasses. Can decide about daily care. Health attorney: Susan Holloway-Reid."
  group "Health"
    words "Health"
    group "Parkinson’s disease. Atrial fibrillation."
    group "What matters: The wireless at six, and Meg."
button "Write down a change" (key: Ctrl T)
words "Copy of Sat 19:15"
button "Print summary" (key: Ctrl P)
"""
