"""The second look on the Return page: said, walked by keyboard, decided, and nothing chosen for anybody."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QRadioButton
from pytestqt.qtbot import QtBot

from downtime_desk.outages import queries as outages
from downtime_desk.practice.running import serve
from downtime_desk.recovery.reconciling.queries import open_findings
from downtime_desk.recovery.screen import ReturnScreen
from downtime_desk.sync import connection
from downtime_desk.ui import theme
from tests.recovery.conftest import settle_events, version_of
from tests.sync_return.conftest import Desk, verified
from tests.ui.tree import tree


def gave_back_and_the_phone_came(desk: Desk) -> None:
    """Give both visits back; then v1's phone hands in other times, and v2 turns out to be made."""
    desk.record(verified("v1", priority="amber"), version_of(desk, "v1"))
    desk.record(
        verified("v2", priority="red", outcome="did not happen", carers=(), reason="DT09"),
        version_of(desk, "v2"),
    )
    desk.write_notes()
    desk.send()
    for visit in ("v1", "v2"):
        desk.here.system.phone_syncs_late(visit, "2026-11-21T22:58:00Z", "2026-11-21T23:27:00Z")


def test_what_does_not_agree_comes_red_first_with_all_sides_and_is_decided_by_keys(
    outage: Desk, screen: ReturnScreen, qtbot: QtBot
) -> None:
    gave_back_and_the_phone_came(outage)
    running = serve(outage.here.system)
    try:
        with outage.store.write(outage.acting) as session:
            chosen = connection.Connection("Fernway", "server", running.url)
            connection.choose(session, connection.Choose(chosen))
        settle_events()
        assert "Nobody looked at what Fernway has now." in tree(screen)
        screen.second.look.click()
        qtbot.waitUntil(lambda: "Does not agree: 2" in tree(screen), timeout=20_000)
    finally:
        running.stop()
    said = tree(screen)
    assert said.index("We say it was not made; a record is there") < said.index("Two records for one visit")
    assert "0 agree, 2 to decide." in said
    assert "Arrived, theirs: 22:58" in said
    assert not any(each.isChecked() for each in screen.pane.findChildren(QRadioButton))
    assert not screen.gate.button.isEnabled()
    screen.list.setFocus()
    QTest.keyClick(screen.list, Qt.Key.Key_S)
    assert screen.pane.finding is not None
    assert screen.pane.finding.key == "visit/v1"
    QTest.keyClick(screen.list, Qt.Key.Key_1)
    screen.primary()
    qtbot.waitUntil(lambda: "Does not agree: 1" in tree(screen))
    assert outage.states()["waiting"] == 1
    outage.send()
    settle_events()
    assert "Something was sent or written down since." in tree(screen)


def test_asking_the_carer_stays_and_says_so(outage: Desk, screen: ReturnScreen, qtbot: QtBot) -> None:
    gave_back_and_the_phone_came(outage)
    outage.look()
    settle_events()
    screen.list.select("visit/v1")
    screen.pane.choose(3)
    screen.primary()
    qtbot.waitUntil(lambda: "Waits for the carer’s answer" in tree(screen))
    assert "2 to decide" in tree(screen)


def test_a_main_system_that_shows_nothing_is_looked_at_by_hand(
    outage: Desk, screen: ReturnScreen, qtbot: QtBot, tmp_path
) -> None:
    empty = tmp_path / "exports"
    empty.mkdir()
    (empty / "people.csv").write_text("ID,First Name,Last Name,Post Code\np1,Ronald,Pike,ZZ1 1AA\n")
    with outage.store.write(outage.acting) as session:
        connection.choose(session, connection.Choose(connection.Connection("Fernway", "files", str(empty))))
    screen.second.look.click()
    qtbot.waitUntil(lambda: "does not say when carers came and left." in tree(screen))
    screen.second.saw.show_text("Both visits are there.")
    screen.second.by_hand.click()
    qtbot.waitUntil(lambda: "Looked at by hand by Priya Nair." in tree(screen))


def test_the_choices_have_the_room_of_lines_that_say_nothing(outage: Desk) -> None:
    gave_back_and_the_phone_came(outage)
    outage.look()
    with outage.store.read() as session:
        reference = outages.current(session).reference
        labels = {each.key: [row.label for row in each.rows] for each in open_findings(session, reference)}
    assert labels["visit/v1"] == ["Arrived", "Left", "Carer", "How known", "Note", "Written by", "Our record"]
    assert labels["visit/v2"][0] == "The visit", "said where it is the matter"


@pytest.mark.parametrize("text", [100, 200])
def test_it_fits_at_every_text_size(outage: Desk, screen: ReturnScreen, text: int) -> None:
    gave_back_and_the_phone_came(outage)
    outage.look()
    theme.wear(theme.Look(text=text))
    settle_events()
    assert screen.second.minimumSizeHint().width() <= screen.width()
    theme.wear(theme.Look())
