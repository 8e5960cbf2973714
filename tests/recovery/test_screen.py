"""The Return page: what a screen reader is told, a walk by keyboard, every size, and no word too much."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import datetime
from pathlib import Path
from threading import Thread, current_thread, main_thread

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QRadioButton
from pytestqt.qtbot import QtBot

from downtime_desk.core import journal
from downtime_desk.core.refused import Unread
from downtime_desk.core.session import Session
from downtime_desk.practice.running import serve
from downtime_desk.recovery import queries
from downtime_desk.recovery.queries import Page, Thing
from downtime_desk.recovery.screen import ReturnScreen
from downtime_desk.sync import connection
from downtime_desk.sync.sending.facts import ReturnDecided
from downtime_desk.ui import theme
from downtime_desk.ui.desk import Desk as UiDesk
from downtime_desk.ui.desk import Sessions
from downtime_desk.ui.dialogs import Modal
from downtime_desk.ui.lists.model import ROW, SPOKEN
from downtime_desk.ui.tokens import THEMES
from tests.recovery.conftest import settle_events, version_of
from tests.sync_return.conftest import Desk, appointment, verified
from tests.ui.tree import tree

HOSTILE = "<b>O’NEILL</b>, <img src=x> \u202e(Mr)"


def needing(desk: Desk) -> str:
    """Let v1 be recorded by a phone too, and v2 be given back."""
    fact = desk.record(verified("v1", priority="amber"), version_of(desk, "v1"))
    desk.record(
        verified("v2", priority="red", outcome="did not happen", carers=(), reason="DT09"),
        version_of(desk, "v2"),
    )
    desk.here.system.phone_syncs_late("v1", "2026-11-21T22:58:00Z", "2026-11-21T23:27:00Z")
    desk.send()
    return fact


def spoken(screen: ReturnScreen) -> list[str]:
    model = screen.list.model()
    return [model.index(place, 0).data(SPOKEN) for place in range(model.rowCount())]


def test_what_a_screen_reader_is_told(outage: Desk, screen: ReturnScreen) -> None:
    needing(outage)
    settle_events()
    assert tree(screen) == SNAPSHOT.strip()


def test_nothing_is_chosen_for_the_person(outage: Desk, screen: ReturnScreen) -> None:
    needing(outage)
    settle_events()
    offered = screen.pane.findChildren(QRadioButton)
    assert len(offered) == 4
    assert not any(each.isChecked() for each in offered)
    screen.decisions.settle()
    assert "Nothing is chosen. Choose what shall stand" in tree(screen)
    assert outage.states()["needs you"] == 1


def test_a_conflict_is_settled_by_keyboard_alone(
    outage: Desk, screen: ReturnScreen, qtbot: QtBot, desk: UiDesk
) -> None:
    needing(outage)
    settle_events()
    screen.list.setFocus()
    QTest.keyClick(screen.list, Qt.Key.Key_1)
    assert screen.pane.chosen().choice == "theirs"
    screen.primary()
    qtbot.waitUntil(lambda: outage.states().get("waiting") == 1)
    with outage.store.read() as session:
        last = [journal.decode(each) for each in journal.entries(session)][-1]
    assert isinstance(last, ReturnDecided)
    assert (last.choice, last.matter) == ("theirs", "two records")
    qtbot.waitUntil(lambda: "On its way: 1" in "\n".join(spoken(screen)))


def test_not_required_asks_why_and_keeps_what_was_chosen(
    outage: Desk, screen: ReturnScreen, qtbot: QtBot
) -> None:
    needing(outage)
    settle_events()
    screen.pane.choose(4)
    screen.decisions.settle()
    qtbot.waitUntil(lambda: "The reason is missing." in tree(screen))
    assert screen.pane.chosen().choice == "not required"
    screen.pane.why.show_text("Typed in by hand.")
    screen.decisions.settle()
    qtbot.waitUntil(lambda: outage.states().get("not required") == 1)


def test_the_reason_and_what_is_wrong_with_it_come_into_view(
    outage: Desk, screen: ReturnScreen, qtbot: QtBot
) -> None:
    needing(outage)
    settle_events()
    screen.resize(1184, 470)
    settle_events()
    screen.pane.choose(4)
    qtbot.waitUntil(lambda: not screen.pane.why.visibleRegion().isEmpty())
    screen.primary()
    qtbot.waitUntil(lambda: "The reason is missing." in tree(screen))
    qtbot.waitUntil(lambda: not screen.pane._trouble.visibleRegion().isEmpty())


def test_what_is_chosen_survives_a_redraw(outage: Desk, screen: ReturnScreen) -> None:
    needing(outage)
    settle_events()
    screen.pane.choose(2)
    screen.pane.why.show_text("Keira was there.")
    screen.refresh()
    settle_events()
    assert screen.pane.chosen().choice == "ours"
    assert screen.pane.why.text() == "Keira was there."


def test_skip_goes_on_and_leaves_it(outage: Desk, screen: ReturnScreen) -> None:
    first = needing(outage)
    outage.here.system.shelf.put(appointment("v3"), "v3")
    outage.copy_rota("v3")
    second = outage.record(verified("v3", priority="green"), version_of(outage, "v3"))
    outage.here.system.cancel_visit("v3")
    outage.send()
    settle_events()
    screen.list.select(first)
    screen.skip()
    assert screen.pane.thing.fact == second
    screen.skip()
    assert screen.pane.thing.fact == first
    assert outage.states()["needs you"] == 2


def test_a_visit_nobody_accounted_for_is_listed_and_keeps_the_outage_open(
    outage: Desk, screen: ReturnScreen
) -> None:
    outage.record(verified("v1", priority="amber"), version_of(outage, "v1"))
    outage.send()
    settle_events()
    assert not screen.gate.button.isEnabled()
    assert any("Not accounted for: what happened." in each for each in spoken(screen))
    assert "All sent and checked." not in tree(screen)


def real_main_system(outage: Desk, url: str) -> None:
    with outage.store.write(outage.acting) as session:
        chosen = connection.Connection("Fernway", "server", url)
        connection.choose(session, connection.Choose(chosen))


def test_send_now_sends_over_the_wire_and_then_the_outage_closes(
    outage: Desk, screen: ReturnScreen, qtbot: QtBot, tmp_path: Path
) -> None:
    outage.record(verified("v1", priority="amber"), version_of(outage, "v1"))
    outage.record(
        verified("v2", priority="red", outcome="did not happen", carers=(), reason="DT09"),
        version_of(outage, "v2"),
    )
    running = serve(outage.here.system)
    try:
        real_main_system(outage, running.url)
        with qtbot.waitSignal(screen.sending.ran, timeout=20_000):
            screen.send.click()
            assert screen.send.words() == "Stop sending"
    finally:
        running.stop()
    settle_events()
    assert outage.states() == {"checked": 3}, "both visits, and the downtime note"
    assert "All sent and checked." in tree(screen)
    assert not screen.gate.button.isEnabled()
    outage.look()
    settle_events()
    assert screen.gate.button.isEnabled()
    screen.primary()
    settle_events()
    screen.findChild(Modal).do_button.click()
    qtbot.waitUntil(lambda: "The outage is closed." in tree(screen))
    later = ReturnScreen(screen._desk, outage.store)
    qtbot.addWidget(later)
    settle_events()
    assert not later.save.isHidden(), "the certificate can be saved at any time afterwards"
    later.resize(1184, 706)
    later.show()
    later.closing.save_into(tmp_path)
    qtbot.waitUntil(lambda: "Saved." in tree(later))
    assert sorted(each.suffix for each in tmp_path.iterdir() if "-C." in each.name) == [".json", ".pdf"]


def test_a_main_system_that_is_not_there_is_said_and_nothing_is_lost(
    outage: Desk, screen: ReturnScreen, qtbot: QtBot
) -> None:
    outage.record(verified("v1", priority="amber"), version_of(outage, "v1"))
    with qtbot.waitSignal(screen.sending.ran, timeout=20_000):
        screen.send.click()
    assert "Fernway cannot be reached from this laptop. Nothing is lost." in tree(screen)
    assert outage.states() == {"waiting": 1}
    assert screen.send.words() == "Send now"


def test_sending_can_be_stopped(outage: Desk, screen: ReturnScreen, qtbot: QtBot) -> None:
    outage.record(verified("v1", priority="amber"), version_of(outage, "v1"))
    running = serve(outage.here.system)
    try:
        real_main_system(outage, running.url)
        outage.here.system.go_awkward("rate-limited", times=None, method="POST", retry_after=900)
        screen.send.click()
        qtbot.waitUntil(lambda: "is busy, tries again" in tree(screen))
        with qtbot.waitSignal(screen.sending.ran, timeout=20_000):
            screen.send.click()
    finally:
        running.stop()
    assert "You stopped it." in tree(screen)
    assert outage.states() == {"waiting": 1}


def test_hostile_names_stay_words(outage: Desk, screen: ReturnScreen) -> None:
    outage.record(verified("v1", person_name=HOSTILE, note="<b>note</b>"), version_of(outage, "v1"))
    outage.here.system.phone_syncs_late("v1", "2026-11-21T22:58:00Z", "2026-11-21T23:27:00Z")
    outage.send()
    settle_events()
    assert "<img src=x> [U+202E](Mr)" in tree(screen)


@pytest.mark.parametrize("size", [(1184, 706), (1184, 641), (1290, 706), (640, 640)])
@pytest.mark.parametrize("text", [100, 150, 200])
@pytest.mark.parametrize("worn", list(THEMES))
def test_the_primary_action_is_in_view_at_every_size(
    outage: Desk, screen: ReturnScreen, size: tuple[int, int], text: int, worn: str
) -> None:
    fact = needing(outage)
    theme.wear(theme.Look(THEMES[worn], text))
    try:
        screen.resize(*size)
        settle_events()
        screen.open(fact)
        settle_events()
        button = screen.pane.settle
        corner = button.mapTo(screen, button.rect().bottomRight())
        assert button.isVisible()
        assert screen.rect().contains(corner)
        assert screen.list.model().index(1, 0).data(ROW).fact == fact
    finally:
        theme.wear(theme.Look())


def test_what_folds_in_a_small_window_is_there_again_in_a_large_one(
    outage: Desk, screen: ReturnScreen
) -> None:
    needing(outage)
    settle_events()
    for width, there in ((640, False), (1184, True)):
        screen.resize(width, 706)
        settle_events()
        assert ("You can close when all four are green." in tree(screen)) is there
        assert ("Not yet: 1 thing left, second look." in tree(screen)) is not there


def test_what_waits_behind_one_that_needs_a_person_says_so(outage: Desk, screen: ReturnScreen) -> None:
    outage.record(verified("v1", note="Came back at two."), corrects=needing(outage))
    settle_events()
    screen.refresh()
    assert any("waits until what needs you about the same is settled" in each for each in spoken(screen))


SNAPSHOT = """
words "Return"
words "Step 1 Main system back 07:25, done"
words "Step 2 Send and check, done"
words "Step 3 Second look, under way"
words "Step 4 Close, to come"
words "1 of 2 left."
button "More that can be done on this page"
button "Send now"
words "Waiting to send: 0, safe on this laptop"
words "Waiting to send"
words "safe on this laptop"
words "Sent, not checked yet: 0, Fernway has not shown it back"
words "Sent, not checked yet"
words "Fernway has not shown it back"
words "Sent and checked: 1, read back from Fernway, the same"
words "Sent and checked"
words "read back from Fernway, the same"
words "Needs you: 1, a person must decide"
words "Needs you"
words "a person must decide"
group "Second look. Nobody looked at what Fernway has now. Look once everything went back: carers’ phones hand in their own records late."
button "Take the second look"
list "Things to return"
  row "Needs you: 1. Red first"
  row "PIKE, Ronald (Mr), visit of 23:00. Amber. Needs you: Times do not agree. Arrived: ours says 23:04, theirs 22:58" [chosen]
group "Amber"
words "PIKE, Ronald (Mr)"
words "Born 11-May-1950 (76)   NHS No. 999 000 6237   Visit Sat 21 Nov, planned 23:00–23:30"
group "Both sides"
  group "What we wrote at the desk"
  group "What Fernway has now"
  group "Arrived differs"
  group "Arrived, ours: 23:04"
  group "Arrived, theirs: 22:58"
  group "Left differs"
  group "Left, ours: 23:31"
  group "Left, theirs: 23:27"
  group "Carer"
  group "Carer, ours: Keira Dunn"
  group "Carer, theirs: Keira Dunn"
  group "How known"
  group "How known, ours: Visit done. Carer rang in later, Keira Dunn, 02:06 (grade C)."
  group "How known, theirs: its own record, from phone.harbourlane.example"
  group "Note differs"
  group "Note, ours: Pad changed. Ate half a sandwich."
  group "Note, theirs: empty"
  group "Written by"
  group "Written by, ours: Priya Nair, 09:20"
  group "Written by, theirs: arrived Sun 22 Nov 09:20"
group "What shall stand"
  radio "Fernway’s times, our note. Our note is added. Suggested: a record made at the visit is better proof than one told later." (key: 1)
  radio "Our times and note. Fernway’s times are kept in its history." (key: 2)
  radio "Keep both and ask the carer. Stays here until somebody answers." (key: 3)
  radio "Not required. It need not be there. Say why." (key: 4)
words "Nothing is thrown away. What you do not choose stays in the log, entry 7."
button "Skip for now" (key: S)
button "Settle this one" (key: Ctrl Enter)
words "Unaccounted visits: 0 of 2 planned"
words "Unaccounted visits"
words "of 2 planned"
group "Done. Every planned visit has an answer: 1 done, 0 cancelled, 1 not done"
group "Not yet. 1 thing left: 1 needs you, 0 on the way"
group "Not yet. Second look: not taken yet"
group "Done. Paper: 0 of 0 numbered sheets back, destroyed or lost"
words "You can close when all four are green."
button "Close the outage" [off]
"""


@pytest.fixture
def read_by(monkeypatch: pytest.MonkeyPatch) -> list[Thread]:
    """Return the threads that read the page."""
    seen: list[Thread] = []
    ordinary = queries.page

    def page(session: Session, now: datetime) -> Page:
        seen.append(current_thread())
        return ordinary(session, now)

    monkeypatch.setattr(queries, "page", page)
    return seen


def test_the_page_is_never_read_on_the_thread_of_the_window(
    outage: Desk, screen: ReturnScreen, qtbot: QtBot, read_by: list[Thread]
) -> None:
    fact = needing(outage)
    settle_events()
    screen.pane.choose(1)
    screen.primary()
    qtbot.waitUntil(lambda: "On its way: 1" in "\n".join(spoken(screen)))
    assert screen.list.select(fact)
    assert read_by
    assert main_thread() not in read_by


def test_before_it_is_read_nothing_is_counted_and_nothing_can_be_pressed(
    outage: Desk, desk: UiDesk, qtbot: QtBot
) -> None:
    outage.record(verified("v1", priority="amber"), version_of(outage, "v1"))
    page = ReturnScreen(desk, outage.store)
    qtbot.addWidget(page)
    page.resize(1184, 706)
    page.show()
    said = tree(page)
    assert "Reading how things stand." in said
    for never in ("Waiting to send", "Nothing to return", "Unaccounted visits", "All sent", 'words "0"'):
        assert never not in said
    assert not page.send.isEnabled()
    assert not page.more.isEnabled()
    page.next.take()
    assert not page.sending.under_way()
    settle_events()
    assert "Waiting to send: 1, safe on this laptop" in tree(page)
    assert "Reading how things stand." not in tree(page)
    assert page.send.isEnabled()
    assert page.more.isEnabled()


def test_what_it_was_opened_with_is_shown_once_it_is_read(outage: Desk, desk: UiDesk, qtbot: QtBot) -> None:
    fact = needing(outage)
    page = ReturnScreen(desk, outage.store)
    qtbot.addWidget(page)
    page.resize(640, 640)
    page.show()
    page.open(fact)
    settle_events()
    assert page.pane.isVisible()
    assert page.pane.thing is not None
    assert page.pane.thing.fact == fact


def test_the_list_that_has_the_keyboard_has_a_row_once_it_is_read(
    outage: Desk, desk: UiDesk, qtbot: QtBot
) -> None:
    fact = outage.record(verified("v1", priority="amber"), version_of(outage, "v1"))
    page = ReturnScreen(desk, outage.store)
    qtbot.addWidget(page)
    page.resize(1184, 706)
    page.show()
    page.activateWindow()
    page.first.setFocus()
    qtbot.waitUntil(page.list.hasFocus)
    settle_events()
    assert page.list.hasFocus()
    assert page.list.current() is not None
    assert fact in [row.fact for row in page.list.model().rows() if isinstance(row, Thing)]


def test_what_was_read_of_a_store_that_is_locked_meanwhile_is_not_shown(
    outage: Desk, desk: UiDesk, qtbot: QtBot
) -> None:
    needing(outage)
    page = ReturnScreen(desk, outage.store)
    qtbot.addWidget(page)
    page.resize(1184, 706)
    page.show()
    desk.jobs.settle()
    for _ in range(3):
        QApplication.processEvents()
    assert "PIKE" not in tree(page)
    assert "Reading how things stand." in tree(page)


def test_what_is_written_while_it_is_read_is_what_is_shown_last(
    outage: Desk, screen: ReturnScreen, read_by: list[Thread]
) -> None:
    shown: list[Page] = []
    screen.beside.found.connect(shown.append)
    screen.refresh()
    outage.record(verified("v1", priority="amber"), version_of(outage, "v1"))
    screen.refresh()
    settle_events()
    waiting = [each.standing.counts["waiting"] for each in shown]
    assert waiting == sorted(waiting)
    assert screen._page is shown[-1]
    assert waiting[-1] == 1


class Shaky:
    """A store whose disk does not answer until it is plugged in again."""

    def __init__(self, sound: Sessions) -> None:
        self.sound, self.answers = sound, False

    def read(self) -> AbstractContextManager[Session]:
        if not self.answers:
            raise Unread("disk I/O error")
        return self.sound.read()

    def on_commit(self, listener: Callable[[frozenset[str]], None]) -> Callable[[], None]:
        return self.sound.on_commit(listener)


def test_a_page_that_cannot_be_read_says_so_and_is_read_again(
    outage: Desk, desk: UiDesk, qtbot: QtBot
) -> None:
    outage.record(verified("v1", priority="amber"), version_of(outage, "v1"))
    store = Shaky(desk.sessions)
    shaky = UiDesk(store, desk.jobs, desk.now)
    page = ReturnScreen(shaky, outage.store)
    qtbot.addWidget(page)
    page.resize(1184, 706)
    page.show()
    settle_events()
    assert "That cannot be read: the disk does not answer" in tree(page)
    assert "Waiting to send" not in tree(page)
    assert not page.send.isEnabled()
    store.answers = True
    page.read_again.click()
    settle_events()
    assert "Waiting to send: 1, safe on this laptop" in tree(page)
    assert not page.read_again.isVisible()
    store.answers = False
    page.refresh()
    settle_events()
    assert "What is shown is from before. That cannot be read" in tree(page)
    assert "Waiting to send: 1, safe on this laptop" in tree(page)
    shaky.close()


def test_what_is_written_while_it_sends_is_read_now_and_then(
    outage: Desk, screen: ReturnScreen, monkeypatch: pytest.MonkeyPatch, read_by: list[Thread]
) -> None:
    monkeypatch.setattr(screen.sending, "under_way", lambda: True)
    commits: list[object] = []
    outage.store.on_commit(commits.append)
    fact = needing(outage)
    settle_events()
    assert screen.list.select(fact)
    assert len(commits) > 3
    assert len(read_by) == 1
