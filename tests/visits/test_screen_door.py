"""A silent door and tasks that were not done, on the screen: by keyboard alone, nothing lost."""

import msgspec
import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot
from sqlalchemy import select

from downtime_desk.core.clock import to_text
from downtime_desk.core.store import Acting, Store
from downtime_desk.rota import mirror as rota_mirror
from downtime_desk.ui import theme
from downtime_desk.ui.desk import Desk
from downtime_desk.ui.tokens import THEMES
from downtime_desk.visits import actions
from downtime_desk.visits.actions import ArchiveCode, BeginNoReply, TakeStep, Verify
from downtime_desk.visits.facts import Taken
from downtime_desk.visits.model import no_replies
from downtime_desk.visits.screen import VisitsScreen
from downtime_desk.visits.settings import NO_REPLY_STEPS
from tests.plugins.clock import Clock
from tests.ui.tree import controls, name_of, tree
from tests.visits.conftest import CARERS, COPIED, VISITS, Walk, at, shown
from tests.visits.test_screen import kept

KEY = Qt.Key
TASKS = ("Wash and dress", "Breakfast and a drink", "Check skin")


@pytest.fixture
def screen(outage: Store, acting: Acting, desk: Desk, qtbot: QtBot) -> VisitsScreen:
    planned = [msgspec.structs.replace(each, tasks=TASKS) for each in VISITS]
    with outage.write(acting) as session:
        chunks = [[rota_mirror.row_of(each) for each in planned]]
        rota_mirror.apply(session, rota_mirror.Rota(CARERS, chunks), COPIED)
    return shown(desk, qtbot)


def doors(store: Store) -> list[tuple[str, int, str | None]]:
    with store.read() as session:
        return [(row.told_by, row.step, row.ending) for row in session.execute(select(no_replies))]


def taken(store: Store) -> tuple[Taken, ...]:
    with store.read() as session:
        stored = session.execute(select(no_replies.c.taken)).scalar_one()
    return msgspec.json.decode(stored, type=tuple[Taken, ...])


def test_a_silent_door_by_keyboard_alone(screen: VisitsScreen, outage: Store, qtbot: QtBot) -> None:
    screen.open("v3")
    screen.no_reply()
    card, walk = screen.pane.no_reply, Walk(screen)
    assert "Who told you, and when was the first knock?" in tree(card)
    walk.type("Keira Dunn").key(KEY.Key_Return)
    qtbot.waitUntil(lambda: doors(outage) == [("Keira Dunn", 0, None)])
    qtbot.waitUntil(lambda: card.ending.isVisible())
    assert f"No reply, step 1 of 7: {NO_REPLY_STEPS[0].words}" in tree(card)
    assert screen.board.list.current().visit == "v3"
    walk.type("1").tab().type("Keira Dunn").tab().type("curtains closed").tab().type("206").key(
        KEY.Key_Return
    )
    qtbot.waitUntil(lambda: doors(outage) == [("Keira Dunn", 1, None)])
    assert taken(outage)[0].at == to_text(at("02:06"))
    qtbot.waitUntil(lambda: "step 2 of 7" in tree(card))
    assert (card.who.text(), card.found.text(), card.at.text()) == ("", "", "")
    assert "02:06 Knock, ring the bell and wait, Keira Dunn: curtains closed." in tree(card)
    walk.type("2").tab().tab().type("asleep, rang back").save()
    qtbot.waitUntil(lambda: doors(outage) == [("Keira Dunn", 1, "found safe")])
    qtbot.waitUntil(card.isHidden)
    assert "No reply ended 02:06 found safe: asleep, rang back" in screen.pane._before.text()
    assert "To write down? Could not get in" in screen.pane._before.text()


def test_the_row_says_the_step_and_that_its_time_is_over(
    screen: VisitsScreen, outage: Store, acting: Acting, clock: Clock
) -> None:
    with outage.write(acting) as session:
        entry = actions.begin_no_reply(session, BeginNoReply("v3", "Keira Dunn", to_text(at("02:00"))))
        actions.take_step(session, TakeStep(entry.id, 0, at=to_text(at("02:01"))))
    screen.refresh()
    said = tree(screen.board)
    assert "No reply, step 2 of 7, by 02:04, 2 min over. First because nobody answers the door" in said


def test_what_is_missing_is_said_in_the_card_and_the_words_stay(
    screen: VisitsScreen, outage: Store, acting: Acting, qtbot: QtBot
) -> None:
    with outage.write(acting) as session:
        actions.begin_no_reply(session, BeginNoReply("v3", "Keira Dunn"))
    screen.open("v3")
    screen.no_reply()
    card = screen.pane.no_reply
    Walk(screen).type("4").tab().type("PC Hall").save()
    qtbot.waitUntil(card._trouble.isVisible)
    assert "how you know is not written down" in card._trouble.words()
    assert (card.who.text(), doors(outage)) == ("PC Hall", [("Keira Dunn", 0, None)])


def test_esc_leaves_what_was_not_begun(screen: VisitsScreen, outage: Store) -> None:
    screen.open("v3")
    screen.no_reply()
    Walk(screen).type("Kei")
    assert screen.back()
    assert screen.pane.no_reply.isHidden()
    assert doors(outage) == []


def test_what_is_typed_about_the_visit_stays_while_the_door_is_seen_to(
    screen: VisitsScreen, outage: Store, qtbot: QtBot
) -> None:
    screen.open("v3")
    screen.form.note.show_text("rang twice")
    screen.no_reply()
    Walk(screen).type("Keira Dunn").key(KEY.Key_Return)
    qtbot.waitUntil(lambda: len(doors(outage)) == 1)
    qtbot.waitUntil(lambda: screen.pane.no_reply.ending.isVisible())
    assert screen.form.note.text() == "rang twice"


def test_tasks_not_done_are_marked_by_one_key_each_and_asked_about(
    screen: VisitsScreen, outage: Store, qtbot: QtBot
) -> None:
    screen.open("v3")
    tasks = screen.form._body.tasks
    assert [tick.isChecked() for tick in tasks.ticks] == [False, False, False]
    walk = Walk(screen).type("2").tab().type("=").tab().type("2052").tab().type("2118").tab().type("c")
    # told long after, so the form asks when
    walk.tab().tab().tab().type("13")
    assert screen.form.typed().tasks_not_done == ("Wash and dress", "Check skin")
    walk.type("3")
    assert screen.form.typed().tasks_not_done == ("Wash and dress",)
    walk.save()
    assert list(screen.form.whys) == ["Not done: Wash and dress. No reason is chosen."]
    screen.form.reason.choose("DT09")
    walk.save()
    qtbot.waitUntil(lambda: kept(outage, "v3") is not None)
    assert kept(outage, "v3").tasks_not_done == '["Wash and dress"]'  # type: ignore[attr-defined]
    qtbot.waitUntil(lambda: screen.form.typed().tasks_not_done == ())
    screen.open("v3")
    assert [tick.isChecked() for tick in screen.form._body.tasks.ticks] == [True, False, False]
    assert "To write down? Task left out: Not done: Wash and dress." in screen.pane._before.text()


def test_a_reason_that_is_not_offered_any_more_stays_with_its_visit(
    screen: VisitsScreen, outage: Store, acting: Acting
) -> None:
    with outage.write(acting) as session:
        actions.verify(session, Verify("v3", "did not happen", reason="DT15"))
        actions.archive_code(session, ArchiveCode("reason", "DT15"))
    screen.open("v3")
    assert screen.form.typed().reason == "DT15"
    assert "DT15 Paper lost or not legible" in tree(screen.form)
    screen.open("v5")
    assert screen.form.typed().reason is None
    assert all("DT15" not in screen.form.reason.combo.itemText(place) for place in range(20))


def test_everything_on_the_card_has_a_name(screen: VisitsScreen, outage: Store, acting: Acting) -> None:
    with outage.write(acting) as session:
        actions.begin_no_reply(session, BeginNoReply("v3", "Keira Dunn"))
    screen.open("v3")
    screen.refresh()
    assert [part for part in controls(screen) if not name_of(part)] == []


@pytest.mark.parametrize("text", [100, 150, 200])
def test_the_step_and_its_button_are_in_view_at_every_size(
    desk: Desk,
    outage: Store,
    acting: Acting,
    text: int,
    qtbot: QtBot,
) -> None:
    with outage.write(acting) as session:
        actions.begin_no_reply(session, BeginNoReply("v1", "Iwan Prosser"))
    theme.wear(theme.Look(THEMES["light"], text))
    wide = 1366 - {100: 176, 150: 78, 200: 100}[text] - 6
    screen = shown(desk, qtbot)
    screen.resize(wide, 709)
    screen.open("v1")
    screen.no_reply()
    QApplication.processEvents()
    screen.resize(wide, 709)
    qtbot.waitUntil(lambda: screen.minimumSizeHint().height() <= 709)
    screen.resize(wide, 709)
    QApplication.processEvents()
    assert (screen.width(), screen.height()) == (wide, 709)
    for part in (screen.pane.no_reply.do_button, screen.form.save):
        assert part.isVisible()
        assert screen.rect().contains(part.mapTo(screen, part.rect().bottomRight()))
