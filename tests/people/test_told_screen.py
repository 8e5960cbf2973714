"""Told since the copy, as it is seen and written: dashed above what it changes, kept as it is typed, never guessed."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAccessible
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QPushButton, QWidget
from pytestqt.qtbot import QtBot
from sqlalchemy import select

from downtime_desk.core.drafts import drafts
from downtime_desk.core.errors import Trouble
from downtime_desk.core.store import Acting, Store
from downtime_desk.people.actions import Check, Tell, check, tell
from downtime_desk.people.kinds import KINDS
from downtime_desk.people.screen import PeopleScreen
from downtime_desk.people.screen.looking_into import LookingIntoDialog
from downtime_desk.people.screen.tell import TellDialog
from downtime_desk.people.told import Told, told_for, whereabouts
from downtime_desk.ui import theme
from downtime_desk.ui.desk import Desk
from downtime_desk.ui.parts import Dashed
from downtime_desk.ui.tokens import THEMES
from tests.conftest import NIGHT
from tests.people.cast import copy
from tests.plugins.clock import Clock
from tests.ui.tree import tree

KEY = Qt.Key
RANG = datetime(2026, 11, 21, 22, 40, tzinfo=UTC)
WHEELCHAIR = Tell(
    "p-1", "moving", "Use the wheelchair tonight. He slipped at 18:00", "Susan", "daughter", RANG
)
PLASTERS = replace(WHEELCHAIR, person="p-2", kind="allergy", what="Plasters make her skin blister")
LONG = "The side door sticks after rain: lift it by the handle and push it at the bottom with a knee. " * 3
Do = Callable[[Callable[..., Any], object], Any]


@pytest.fixture
def do(store: Store, acting: Acting) -> Do:
    copy(store, acting)

    def run(action: Callable[..., Any], command: object) -> Any:
        with store.write(acting) as session:
            return action(session, command)

    return run


@pytest.fixture
def screen(desk: Desk, do: Do, qtbot: QtBot) -> PeopleScreen:
    QAccessible.setActive(True)
    made = PeopleScreen(desk, print, lambda _person: ())
    qtbot.addWidget(made)
    made.resize(1184, 700)
    made.show()
    return made


def shown(part: QWidget) -> str:
    for _ in range(3):
        QApplication.processEvents()
    return tree(part)


def dashed(card: QWidget) -> list[str]:
    """Return what is said inside the dashed boxes of a part."""
    return [shown(each) for each in card.findChildren(Dashed)]


def told(store: Store, person: str = "p-1") -> tuple[Told, ...]:
    with store.read() as session:
        return told_for(session, (person,)).get(person, ())


def kept(store: Store) -> dict[str, str]:
    with store.read() as session:
        return {row.subject: row.words for row in session.execute(select(drafts))}


def focused() -> QWidget:
    found = QApplication.focusWidget()
    assert found is not None
    return found


def fill(dialog: TellDialog) -> None:
    dialog.kind.choose("moving")
    dialog.what.show_text("Use the wheelchair tonight")
    dialog.told_by.show_text("Susan")
    dialog.relation.show_text("daughter")
    dialog.at.show_text("2240")


def test_a_change_is_written_down_by_keyboard_and_stands_beside_what_it_changes(
    screen: PeopleScreen, store: Store, qtbot: QtBot
) -> None:
    screen.open("p-1")
    dialog = screen.tell_this()
    assert dialog is not None
    dialog.activateWindow()
    qtbot.waitUntil(dialog.isActiveWindow)
    dialog.kind.combo.setFocus()
    QTest.keyClicks(dialog.kind.combo, "Mov")
    for words in ("2240", "Use the wheelchair tonight", "Susan", "daughter"):
        QTest.keyClick(focused(), KEY.Key_Tab)
        QTest.keyClicks(focused(), words)
    with qtbot.waitSignal(dialog.accepted):
        QTest.keyClick(focused(), KEY.Key_Return, Qt.KeyboardModifier.ControlModifier)
    qtbot.waitUntil(lambda: "plus 1 change told" in shown(screen.pane))
    said = shown(screen.pane)
    assert (
        "22:40 Moving and handling: Use the wheelchair tonight. Told by Susan (daughter) to Priya Nair. Not checked."
        in said
    )
    moving = said.split('group "Moving"')[1].split('group "Eating')[0]
    assert moving.index("Told 22:40, not checked: Use the wheelchair tonight.") < moving.index("In the copy:")
    assert moving.index("In the copy:") < moving.index("Walking frame")
    assert len(dashed(screen.pane)) == 2


def test_nothing_is_filled_in_and_nothing_is_kept_of_an_empty_form(
    screen: PeopleScreen, store: Store
) -> None:
    screen.open("p-1")
    dialog = screen.tell_this()
    assert dialog is not None
    assert dialog.typed("") == type(dialog.typed(""))()
    dialog.reject()
    assert kept(store) == {}


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (lambda form: form.kind.clear(), "What it is about was not chosen."),
        (lambda form: form.what.show_text(""), "What was said is missing."),
        (lambda form: form.told_by.show_text(""), "Who said it is missing."),
        (lambda form: form.at.show_text(""), "When it was told is missing."),
        (lambda form: form.at.show_text("8"), "Type 800 for 08:00"),
        (
            lambda form: form.checked_with.show_text("Bill"),
            "What they said when it was checked was not chosen.",
        ),
        (lambda form: form.what.show_text("The key safe code is now 4471"), "looks like a home-entry code"),
    ],
)
def test_what_is_missing_or_doubtful_is_said_and_every_word_stays(
    screen: PeopleScreen, store: Store, qtbot: QtBot, change: Callable[[TellDialog], None], said: str
) -> None:
    screen.open("p-1")
    dialog = screen.tell_this()
    assert dialog is not None
    fill(dialog)
    change(dialog)
    before = dialog.typed("")
    dialog.do_button.click()
    qtbot.waitUntil(lambda: said in shown(dialog))
    assert dialog.typed("") == before
    assert told(store) == ()
    dialog.reject()


def test_a_phone_number_is_no_entry_code(do: Do, store: Store) -> None:
    do(tell, replace(WHEELCHAIR, what="Ask Bill about the code, he is on 01632 960274 until 23:30"))
    assert len(told(store)) == 1
    with pytest.raises(Trouble, match="home-entry code"):
        do(tell, replace(WHEELCHAIR, kind="access", what="New PIN for the key safe: C4471"))
    with pytest.raises(Trouble, match="home-entry code"):
        do(tell, replace(WHEELCHAIR, kind="access", what="It is still 4471C at the side door"))


def test_words_survive_a_kill_and_go_once_they_are_saved(
    screen: PeopleScreen, desk: Desk, store: Store, clock: Clock, qtbot: QtBot
) -> None:
    screen.open("p-1")
    dialog = screen.tell_this()
    assert dialog is not None
    fill(dialog)
    dialog.at.show_text("now")
    qtbot.waitUntil(lambda: "told-of/p-1" in kept(store))
    dialog.deleteLater()
    clock.forward(minutes=30)
    again = TellDialog(screen, desk, "p-1")
    again.open()
    assert (again.what.text(), again.kind.value()) == ("Use the wheelchair tonight", "moving")
    assert again.at.instant() == NIGHT
    assert "Put back as it was being typed." in shown(again)
    with qtbot.waitSignal(again.accepted):
        again.do_button.click()
    assert told(store)[0].told_at == NIGHT
    assert kept(store) == {}


def test_a_time_of_another_day_is_asked_for_again(
    screen: PeopleScreen, desk: Desk, store: Store, clock: Clock
) -> None:
    screen.open("p-1")
    dialog = screen.tell_this()
    assert dialog is not None
    fill(dialog)
    dialog.reject()
    desk.jobs.settle()
    clock.forward(hours=13)
    again = TellDialog(screen, desk, "p-1")
    assert (again.what.text(), again.at.text()) == ("Use the wheelchair tonight", "")
    assert "Type the times again" in again.note.text()
    again.deleteLater()


def test_something_told_before_the_copy_may_be_in_it(screen: PeopleScreen) -> None:
    screen.open("p-1")
    dialog = screen.tell_this()
    assert dialog is not None
    dialog.at.show_text("1900")
    assert dialog.at.under() == "Sat 19:00, before the copy of Sat 19:15: it may be in it."
    dialog.at.show_text("1930")
    assert "copy" not in dialog.at.under()
    dialog.reject()


def test_checked_in_the_same_call_is_written_down_with_it(
    screen: PeopleScreen, store: Store, qtbot: QtBot
) -> None:
    screen.open("p-1")
    dialog = screen.tell_this()
    assert dialog is not None
    fill(dialog)
    dialog.checked_with.show_text("Bill")
    dialog.checked_at.show_text("2244")
    dialog.found.choose("true")
    with qtbot.waitSignal(dialog.accepted):
        dialog.do_button.click()
    assert told(store)[0].checked == "with Bill, 22:44: true"


def look_into(screen: PeopleScreen, store: Store, now: str) -> LookingIntoDialog:
    screen.open("p-1")
    dialog = screen.look_into(told(store)[0])
    place = [each.value for each in dialog.now._segments].index(now)
    QTest.keyClicks(dialog.now, str(place + 1))
    return dialog


@pytest.mark.parametrize("found", ["true", "not true"])
def test_it_is_checked_later(screen: PeopleScreen, store: Store, do: Do, qtbot: QtBot, found: str) -> None:
    do(tell, WHEELCHAIR)
    dialog = look_into(screen, store, found)
    assert dialog.words.isHidden()
    dialog.who.show_text("Bill, neighbour")
    dialog.at.show_text("now")
    with qtbot.waitSignal(dialog.accepted):
        dialog.do_button.click()
    assert told(store)[0].checked == f"with Bill, neighbour, 02:06: {found}"
    qtbot.waitUntil(lambda: f"Checked with Bill, neighbour, 02:06: {found}." in shown(screen.pane))
    assert ("Told 22:40, checked:" if found == "true" else "found not true:") in shown(screen.pane)


def test_what_is_different_stands_in_its_place_unchecked(
    screen: PeopleScreen, store: Store, do: Do, qtbot: QtBot
) -> None:
    do(check, Check(do(tell, WHEELCHAIR).id, "Bill", NIGHT, "true"))
    dialog = look_into(screen, store, "different")
    for field, words in (
        (dialog.words, "Two carers to turn him"),
        (dialog.who, "Ward 4"),
        (dialog.at, "now"),
    ):
        field.show_text(words)
    dialog.do_button.click()
    qtbot.waitUntil(lambda: "Who they are is missing." in shown(dialog))
    dialog.relation.show_text("hospital")
    with qtbot.waitSignal(dialog.accepted):
        dialog.do_button.click()
    (now,) = told(store)
    assert (now.what, now.told_by, now.checked) == ("Two carers to turn him.", "Ward 4", None)


def test_it_is_taken_back_with_a_reason_and_no_card_shows_it(
    screen: PeopleScreen, store: Store, do: Do, qtbot: QtBot
) -> None:
    do(tell, WHEELCHAIR)
    dialog = look_into(screen, store, "withdrawn")
    assert dialog.who.isHidden()
    dialog.do_button.click()
    qtbot.waitUntil(lambda: "Why it is taken back is missing." in shown(dialog))
    dialog.words.show_text("It was his brother")
    qtbot.waitUntil(lambda: f"told/{told(store)[0].id}" in kept(store))
    with qtbot.waitSignal(dialog.accepted):
        dialog.do_button.click()
    assert (told(store), kept(store)) == ((), {})
    qtbot.waitUntil(lambda: "Told" not in shown(screen.pane))


def test_nobody_says_what_is_known_now_without_choosing(screen: PeopleScreen, store: Store, do: Do) -> None:
    do(tell, WHEELCHAIR)
    screen.open("p-1")
    dialog = screen.look_into(told(store)[0])
    dialog.do_button.click()
    assert "What is known now was not chosen." in shown(dialog)
    dialog.reject()


def test_an_allergy_told_stands_above_no_known_allergies_everywhere(
    screen: PeopleScreen, do: Do, store: Store, qtbot: QtBot
) -> None:
    entry = do(tell, PLASTERS)
    screen.open("p-2")
    screen.refresh()
    allergies = shown(screen.pane).split('group "Allergies"')[1].split('group "CPR')[0]
    assert allergies.index("Plasters make her skin blister") < allergies.index("In the copy:")
    assert allergies.index("In the copy:") < allergies.index("No known allergies")
    assert "Told since, allergy: Plasters make her skin blister." in shown(screen.list)
    do(check, Check(entry.id, "Her GP", NIGHT, "not true"))
    screen.refresh()
    assert "Told since, allergy" not in shown(screen.list)
    assert "found not true: Plasters" in shown(screen.pane)


def test_a_row_with_an_allergy_told_has_a_line_for_it(screen: PeopleScreen, do: Do) -> None:
    do(tell, PLASTERS)
    screen.refresh()
    model = screen.list.model()
    heights = {
        model.data(model.index(place, 0), Qt.ItemDataRole.AccessibleTextRole).split(".")[
            0
        ]: screen.list.visualRect(model.index(place, 0)).height()
        for place in range(model.rowCount())
    }
    assert heights["HOLLOWAY, Patricia"] > heights["HOLLOWAY, Edwin"]


def test_the_last_word_says_whether_somebody_is_in_hospital(do: Do, store: Store) -> None:
    there = replace(WHEELCHAIR, kind="hospital", what="Ward 4")
    entry = do(tell, there)
    do(tell, replace(there, person="p-2"))
    do(tell, replace(there, person="p-2", kind="home", what="Came home", told_at=RANG + timedelta(hours=1)))
    do(tell, PLASTERS)

    def now() -> dict[str, str]:
        with store.read() as session:
            return {who: each.kind for who, each in whereabouts(session, ("p-1", "p-2", "p-3")).items()}

    assert now() == {"p-1": "hospital", "p-2": "home"}
    do(check, Check(entry.id, "Ward 4", NIGHT, "not true"))
    assert now() == {"p-2": "home"}


@pytest.mark.parametrize("text", theme.TEXT_SIZES)
@pytest.mark.parametrize("name", THEMES)
def test_told_is_at_the_top_and_nothing_is_cut_at_any_size_or_theme(
    screen: PeopleScreen, do: Do, name: str, text: int
) -> None:
    for minute, kind in enumerate(KINDS):
        do(tell, replace(WHEELCHAIR, kind=kind, what=LONG, told_at=RANG + timedelta(minutes=minute)))
    theme.wear(theme.Look(THEMES[name], text))
    screen.resize(1366 - theme.px(50 if text >= 150 else 176), 697 - theme.px(56))
    screen.open("p-1")
    said = shown(screen.pane)
    assert said.count("Told since the copy: 8") == 2
    card = next(each for each in screen.pane.findChildren(Dashed) if "since" in each.accessibleName())
    assert card.isVisible()
    assert card.mapTo(screen.pane, card.rect().topLeft()).y() < screen.pane.height() / 2
    for button in (screen.pane.print, screen.pane.tell):
        corner = button.mapTo(screen, button.rect().bottomRight())
        assert corner.x() <= screen.width(), button.text()
        assert corner.y() <= screen.height(), button.text()
    for pressed in screen.findChildren(QPushButton):
        assert not pressed.isVisible() or pressed.width() >= pressed.sizeHint().width(), pressed.text()
    theme.wear(theme.Look())
