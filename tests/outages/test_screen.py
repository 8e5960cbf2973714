"""Declaring and the log: what a screen reader is told, walks by keyboard, hostile words, every size."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAccessible
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from downtime_desk.core.connection import connect
from downtime_desk.core.session import Session
from downtime_desk.core.store import Acting, Store
from downtime_desk.outages import actions, queries
from downtime_desk.outages.actions import Decide, Declare, Note
from downtime_desk.outages.screen import AmendDialog, DeclareDialog, LogScreen
from downtime_desk.ui import theme
from downtime_desk.ui.desk import Desk
from downtime_desk.ui.dialogs import Modal
from downtime_desk.ui.tokens import THEMES
from tests.people.cast import copy
from tests.plugins.clock import Clock
from tests.ui.tree import tree

FIRST_SIGN = datetime(2026, 11, 22, 1, 38, tzinfo=UTC)
Do = Callable[[Callable[[Session, Any], Any], Any], Any]


@pytest.fixture
def do(store: Store, acting: Acting) -> Do:
    def run(action: Callable[[Session, Any], Any], command: Any) -> Any:
        with store.write(acting) as session:
            return action(session, command)

    return run


@pytest.fixture
def window(qtbot: QtBot) -> QWidget:
    QAccessible.setActive(True)
    made = QWidget()
    qtbot.addWidget(made)
    made.resize(1366, 768)
    made.show()
    return made


@pytest.fixture
def log(desk: Desk, qtbot: QtBot) -> Callable[[], LogScreen]:
    QAccessible.setActive(True)

    def make() -> LogScreen:
        made = LogScreen(desk)
        qtbot.addWidget(made)
        made.resize(1184, 700)
        made.show()
        qtbot.waitUntil(lambda: "checked 02:06" in made.check.words() or "changed" in made.check.words())
        return made

    return make


def declared(do: Do) -> str:
    reference = do(actions.declare, Declare(("Rota", "Phones"), FIRST_SIGN, "Keira: “cannot load visits”"))
    assert isinstance(reference, str)
    return reference


def told(widget: QWidget) -> str:
    for _ in range(3):
        QApplication.processEvents()
    return tree(widget)


def running(store: Store) -> queries.Outage | None:
    with store.read() as session:
        return queries.current(session)


def opened(dialog: Modal, qtbot: QtBot) -> None:
    dialog.open()
    qtbot.waitUntil(lambda: QApplication.focusWidget() is not None)


def focused() -> QWidget:
    widget = QApplication.focusWidget()
    assert widget is not None
    return widget


def test_what_a_screen_reader_is_told_of_declaring(
    desk: Desk, window: QWidget, store: Store, acting: Acting
) -> None:
    copy(store, acting)
    dialog = DeclareDialog(window, desk)
    dialog.open()
    assert told(dialog) == DECLARING.strip()
    dialog.reject()


def test_an_outage_is_declared_by_keyboard(desk: Desk, window: QWidget, store: Store, qtbot: QtBot) -> None:
    dialog = DeclareDialog(window, desk)
    opened(dialog, qtbot)
    QTest.keyClicks(focused(), "12")
    dialog.since.line.setFocus()
    QTest.keyClicks(focused(), "138")
    assert dialog.since.under() == "01:38 today, 28 min ago"
    dialog.sign.line.setFocus()
    QTest.keyClicks(focused(), "Keira rang at 1")
    with qtbot.waitSignal(dialog.declared) as kept:
        QTest.keyClick(focused(), Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    outage = running(store)
    assert outage is not None
    assert kept.args == [outage.reference]
    assert (outage.what, outage.since, outage.first_sign) == (
        ("Rota", "Care records"),
        FIRST_SIGN,
        "Keira rang at 1",
    )


@pytest.mark.parametrize(
    ("ticked", "since", "sign", "said"),
    [
        ("", "138", "Keira", "Nothing is ticked."),
        ("1", "", "Keira", "First sign, time is missing."),
        ("1", "9", "Keira", "Type 900 for 09:00."),
        ("1", "138", "", "How you know is missing."),
    ],
)
def test_what_is_missing_is_said_and_every_word_stays(
    desk: Desk, window: QWidget, store: Store, qtbot: QtBot, ticked: str, since: str, sign: str, said: str
) -> None:
    dialog = DeclareDialog(window, desk)
    dialog.open()
    for number in ticked:
        dialog.stopped.press(number)
    dialog.since.show_text(since)
    dialog.sign.show_text(sign)
    dialog.do_button.click()
    qtbot.waitUntil(lambda: said in tree(dialog))
    assert (dialog.since.text(), dialog.sign.text()) == (since, sign)
    assert running(store) is None
    dialog.close_done()


def test_a_doubtful_time_is_asked_about_and_answered_in_the_field(desk: Desk, window: QWidget) -> None:
    dialog = DeclareDialog(window, desk)
    dialog.open()
    dialog.since.show_text("815")
    assert dialog.since.under() == "08:15 has not come yet. Did you mean 20:15 Sat? Y, or N as typed"
    dialog.since.show_text("815y")
    assert dialog.since.under() == "20:15 yesterday, 5 h 51 m ago"
    dialog.close_done()


def test_escape_asks_before_words_are_thrown_away(desk: Desk, window: QWidget) -> None:
    dialog = DeclareDialog(window, desk)
    dialog.open()
    dialog.sign.show_text("Keira rang")
    QTest.keyClick(dialog, Qt.Key.Key_Escape)
    assert "Throw away what you typed?" in told(dialog)
    dialog.close_done()


def test_what_else_stopped_is_added(desk: Desk, window: QWidget, store: Store, do: Do, qtbot: QtBot) -> None:
    declared(do)
    outage = running(store)
    assert outage is not None
    dialog = AmendDialog(window, desk, outage)
    opened(dialog, qtbot)
    assert not dialog.stopped.ticked()
    QTest.keyClicks(focused(), "19")
    dialog.ticket.show_text("INC-4471")
    with qtbot.waitSignal(dialog.amended):
        dialog.do_button.click()
    after = running(store)
    assert after is not None
    assert (after.what, after.ticket) == (("Rota", "Phones", "Data may be wrong"), "INC-4471")


def test_what_a_screen_reader_is_told_of_the_log(log: Callable[[], LogScreen], do: Do, clock: Clock) -> None:
    reference = declared(do)
    do(actions.note, Note("Council told, update 1.", FIRST_SIGN))
    do(
        actions.decide,
        Decide("Amber visits", "40 due.", ("Move them", "Agency"), "Move them.", "No harm seen.", clock()),
    )
    screen = log()
    # Sorts of other parts of the program come and go; those with no line are not what this is about.
    said = "\n".join(line for line in told(screen).splitlines() if not line.endswith(' 0"'))
    code = said.split("Seal ")[1][:12]
    assert said.replace(reference, "REFERENCE").replace(code, "SEAL") == LOG.strip()


def test_a_line_is_written_by_keyboard_with_its_time(
    log: Callable[[], LogScreen], store: Store, do: Do, qtbot: QtBot
) -> None:
    reference = declared(do)
    screen = log()
    screen.line.at.show_text("")
    QTest.keyClicks(screen.line.at.line, "150")
    QTest.keyClicks(screen.line.words.line, "Iwan rang from a landline")
    QTest.keyClick(screen.line.words.line, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: "Iwan rang from a landline" in tree(screen.table))
    with store.read() as session:
        kept = queries.chronology(session, reference)[0]
    assert (kept.words, kept.happened_at) == (
        "Iwan rang from a landline",
        datetime(2026, 11, 22, 1, 50, tzinfo=UTC),
    )
    assert (screen.line.words.text(), screen.line.at.text()) == ("", "now")
    assert screen.line.words.under() == f"Saved on this laptop 02:06, entry {kept.seq}."


def test_a_line_that_cannot_be_kept_stays_in_its_field(
    log: Callable[[], LogScreen], store: Store, do: Do, qtbot: QtBot
) -> None:
    declared(do)
    screen = log()
    screen.line.at.show_text("-")
    QTest.keyClicks(screen.line.words.line, "Iwan rang")
    QTest.keyClick(screen.line.words.line, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: "That is not a time." in tree(screen))
    screen.line.at.show_text("now")
    with held(store):
        QTest.keyClick(screen.line.words.line, Qt.Key.Key_Return)
        qtbot.waitUntil(
            lambda: "Not saved. Something else is using the store." in tree(screen), timeout=20000
        )
    assert screen.line.words.text() == "Iwan rang"
    QTest.keyClick(screen.line.words.line, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: screen.line.words.text() == "")


@contextmanager
def held(store: Store) -> Iterator[None]:
    """Keep the store busy, as another program would."""
    connection = connect(store.path, store.key(f"sqlcipher/v1/{store.store_id}"))
    connection.execute("BEGIN IMMEDIATE")
    yield
    connection.execute("ROLLBACK")
    connection.close()


def test_a_line_is_put_right_beside_the_first_one(
    log: Callable[[], LogScreen], store: Store, do: Do, qtbot: QtBot
) -> None:
    reference = declared(do)
    first = do(actions.note, Note("Use the walking frame.", FIRST_SIGN))
    screen = log()
    screen.table.select(first.id)
    press(screen, "Put this right")
    assert f"This puts right entry {first.seq}:" in told(screen)
    QTest.keyClicks(screen.line.words.line, "Use the wheelchair.")
    QTest.keyClick(screen.line.words.line, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: "Put right by a later entry" in tree(screen.table))
    with store.read() as session:
        lines = queries.chronology(session, reference)
    assert [(line.words, line.corrects) for line in lines[:2]] == [
        ("Use the wheelchair.", first.id),
        ("Use the walking frame.", None),
    ]


def test_a_decision_is_kept_with_its_grounds(
    log: Callable[[], LogScreen], store: Store, do: Do, qtbot: QtBot
) -> None:
    declared(do)
    screen = log()
    dialog = screen.decide()
    dialog.title.show_text("Amber visits")
    dialog.at.show_text("now")
    dialog.knew.show_text("40 due.")
    dialog.choices.show_text("Move them\nAgency")
    dialog.chosen.show_text("Move them.")
    dialog.do_button.click()
    qtbot.waitUntil(lambda: "Missing: why." in tree(dialog))
    dialog.why.show_text("No harm seen.")
    dialog.look_again.show_text("300")
    with qtbot.waitSignal(dialog.decided):
        dialog.do_button.click()
    with store.read() as session:
        assert [each.look_again_at.hour for each in queries.to_look_at_again(session)] == [3]
    qtbot.waitUntil(lambda: "D-01 Amber visits: Move them." in tree(screen.table))


def test_a_sort_and_a_scope_keep_the_log_to_them(log: Callable[[], LogScreen], do: Do) -> None:
    declared(do)
    do(actions.note, Note("Council told.", FIRST_SIGN))
    screen = log()
    press(screen.sorts, "Show: Note 1")
    assert "Outage DT" not in told(screen.table)
    press(screen.sorts, "Show: All 2")
    screen.scope.chosen.emit("")
    assert "Signed in with the passphrase." in told(screen.table)


def test_the_log_turns_to_an_outage_when_it_is_declared(
    log: Callable[[], LogScreen], do: Do, qtbot: QtBot
) -> None:
    screen = log()
    assert "Signed in" in told(screen.table)
    reference = declared(do)
    qtbot.waitUntil(lambda: screen.scope.value() == reference)
    assert "Signed in" not in told(screen.table)


def test_a_changed_entry_is_noticed(log: Callable[[], LogScreen], store: Store, do: Do) -> None:
    declared(do)
    first = do(actions.note, Note("Use the walking frame.", FIRST_SIGN))
    store.release()
    connection = connect(store.path, store.key(f"sqlcipher/v1/{store.store_id}"), guarded=False)
    connection.execute("DROP TRIGGER journal_is_never_changed")
    connection.execute(
        "UPDATE journal SET payload = replace(payload, 'frame', 'stick') WHERE id = ?", (first.id,)
    )
    connection.close()
    screen = log()
    assert screen.check.words() == "The log was changed from outside"
    assert "its content was changed after it was written" in told(screen)


def test_hostile_words_are_shown_as_they_stand(log: Callable[[], LogScreen], do: Do) -> None:
    declared(do)
    first = do(actions.note, Note("<b>Not bold</b> \u202e & <img src=x>", FIRST_SIGN))
    screen = log()
    screen.table.select(first.id)
    said = told(screen)
    assert said.count("<b>Not bold</b> [U+202E] & <img src=x>") >= 2


@pytest.mark.parametrize("text", theme.TEXT_SIZES)
@pytest.mark.parametrize("name", THEMES)
def test_nothing_is_cut_at_any_size_or_theme(
    log: Callable[[], LogScreen], do: Do, name: str, text: int
) -> None:
    declared(do)
    screen = log()
    theme.wear(theme.Look(THEMES[name], text))
    screen.resize(1366 - theme.px(50 if text >= 150 else 176), 697 - theme.px(56))
    told(screen)
    for pressed in screen.findChildren(QPushButton):
        if pressed.isVisible():
            assert pressed.width() >= pressed.sizeHint().width(), pressed.text()
            assert pressed.mapTo(screen, pressed.rect().topRight()).x() <= screen.width(), pressed.text()
    assert screen.table.height() >= theme.px(80)
    theme.wear(theme.Look())


@pytest.mark.parametrize("text", theme.TEXT_SIZES)
def test_declaring_fits_at_every_text_size(desk: Desk, window: QWidget, text: int) -> None:
    theme.wear(theme.Look(theme.tokens(), text))
    window.resize(1366, 697)
    dialog = DeclareDialog(window, desk)
    dialog.open()
    told(dialog)
    assert dialog.height() <= window.height()
    for tick in dialog.stopped.findChildren(QWidget):
        assert tick.mapTo(dialog, tick.rect().topRight()).x() <= dialog.width() - theme.px(20)
    assert dialog.do_button.mapTo(dialog, dialog.do_button.rect().bottomRight()).y() <= dialog.height()
    dialog.close_done()
    theme.wear(theme.Look())


def press(widget: QWidget, name: str) -> None:
    """Press the button of that name by keyboard."""
    pressed = next(each for each in widget.findChildren(QPushButton) if each.accessibleName() == name)
    pressed.setFocus()
    QTest.keyClick(pressed, Qt.Key.Key_Space)


DECLARING = """
dialog "Declare an outage"
  words "Declare an outage"
  words "What has stopped?"
  words "Tick all you know. You can add more later."
  group "What has stopped?"
    tick "Rota" (key: 1)
    tick "Care records" (key: 2)
    tick "Carers’ phone app" (key: 3)
    tick "Medicine charts" (key: 4)
    tick "Phones" (key: 5)
    tick "Internet" (key: 6)
    tick "Power" (key: 7)
    tick "Office building" (key: 8)
    tick "Data may be wrong" (key: 9)
  words "First sign"
  field "First sign, time" (as 1938, or -20 for 20 minutes ago)
  words "As 1938, or -20 for 20 minutes ago"
  field "First sign, how you know" (how you know. One line is enough.)
  words "How you know. One line is enough."
  words "Supplier"
  field "Supplier’s ticket number" (if you have one. You can add it later.)
  words "If you have one. You can add it later."
  group "Your copy: Rota Sat 19:30, 6 h 36 m old. People and medicines Sat 19:15, 6 h 51 m old. Contacts Sat 18:00, 8 h 06 m old. Entry codes Sat 12:00, 14 h 06 m old. 2 visits are due before midnight. 3 people are Red."
  words "When you declare"
  group "The copy is kept with the outage: its age and what it held are part of the log."
  group "The clock starts. All you write down from now on carries this outage."
  group "Nobody is told until you ring them."
  words "False alarm? Stand down at any time. The log keeps both."
  button "Cancel" (key: Esc)
  button "Declare outage" (key: Ctrl Enter)
"""
LOG = """
words "Log"
group "Show"
  tick "Show: All 3" [chosen]
  tick "Show: Decision 2"
  tick "Show: Note 1"
button "Log intact, checked 02:06" (up to entry 6, seal SEAL)
choice "REFERENCE"
field "When it happened" = 'now' (02:06 today, now)
words "02:06 today, now"
field "What happened?" (what happened? Enter saves it.)
button "Decision" (key: Ctrl D)
button "Save" (key: Enter)
table "Log"
  column "Time"
  column "What kind"
  column "What was said or done"
  column "Written by"
  column "No."
  cell "Sunday 22 November"
  cell ""
  cell ""
  cell ""
  cell ""
  cell "02:06. Decision. D-01 Amber visits: Move them. By Priya Nair, entry 6."
  cell "Decision"
  cell "D-01 Amber visits: Move them."
  cell "Priya Nair"
  cell "6"
  cell "01:38. Note. Council told, update 1. Written 02:06. By Priya Nair, entry 5."
  cell "Note"
  cell "Council told, update 1. Written 02:06."
  cell "Priya Nair"
  cell "5"
  cell "02:06. Decision. Outage REFERENCE declared: rota and phones, since 01:38. By Priya Nair, entry 4."
  cell "Decision"
  cell "Outage REFERENCE declared: rota and phones, since 01:38."
  cell "Priya Nair"
  cell "4"
button "Add what else stopped, or the ticket"
group "The entry in full"
words "Nothing here can be changed or deleted. To put something right, add a new entry: it is shown beside the old one. Seal SEAL at entry 6."
"""
