"""Giving back by hand on the Return page: typing, the second look, ways, files, and how long is left."""

from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QFileDialog
from pytestqt.qtbot import QtBot

from downtime_desk.recovery.screen import ReturnScreen
from downtime_desk.recovery.screen.giving_out import Block
from downtime_desk.recovery.screen.time_left import TimeLeftDialog
from downtime_desk.recovery.workbench.actions import TakeBlock, take_block
from downtime_desk.sync import connection
from downtime_desk.sync.reconnect.actions import go_ahead
from downtime_desk.ui import theme
from downtime_desk.ui.desk import Desk as UiDesk
from downtime_desk.ui.dialogs import Modal
from downtime_desk.ui.lists.model import SPOKEN
from downtime_desk.ui.tokens import THEMES
from tests.recovery.conftest import checks_begin, settle_events, shown
from tests.sync_return.conftest import Desk, deviation, verified
from tests.ui.tree import tree


@pytest.fixture
def page(outage: Desk, desk: UiDesk, qtbot: QtBot, tmp_path: Path) -> ReturnScreen:
    """Return the page of a provider whose main system is a folder of exports, with two visits and a deviation."""
    with outage.store.write(outage.acting) as session:
        here = connection.Connection("Paperway", "files", str(tmp_path))
        connection.choose(session, connection.Choose(here))
    outage.record(verified("v1", priority="amber"))
    outage.record(verified("v2", priority="red", outcome="did not happen", carers=(), reason="DT09"))
    outage.record(deviation("v1"))
    made = shown(outage, desk, qtbot)
    settle_events()
    return made


def spoken(page: ReturnScreen) -> list[str]:
    model = page.list.model()
    return [model.index(place, 0).data(SPOKEN) for place in range(model.rowCount())]


def first(page: ReturnScreen) -> str:
    """Open the first thing by hand and return its fact."""
    page.list.select_first()
    settle_events()
    assert page.hand.isVisible()
    assert page.hand.thing is not None
    return page.hand.thing.fact


def test_with_files_nothing_is_called_sent_and_the_main_button_writes_files(page: ReturnScreen) -> None:
    said = tree(page)
    assert "By hand: 3, 3 to type, 0 to scan" in said
    assert "Sent and checked" not in said
    assert "Step 2 Give back by hand, under way" in said
    assert page.send.words() == "Write the files"
    assert "3 of 3 left, about 14 min." in said, "two visits at 4 min and a deviation at 6"


def test_a_correction_is_one_row_with_what_it_corrects_and_the_heads_count_entries(
    outage: Desk, page: ReturnScreen, qtbot: QtBot
) -> None:
    first_account = outage.record(verified("v3", priority="green"))
    outage.record(verified("v3", priority="green", note="Came back at two."), corrects=first_account)
    qtbot.waitUntil(lambda: "To type in: 5. what can harm first" in spoken(page))
    assert sum("visit, 2 entries of 23:00" in each for each in spoken(page)) == 1


def test_it_is_typed_looked_at_by_another_and_only_then_settled(
    outage: Desk, page: ReturnScreen, qtbot: QtBot, desk: UiDesk
) -> None:
    fact = first(page)
    page.hand.copy.click()
    copied = QGuiApplication.clipboard().text()
    assert "Name: PIKE, Ronald (Mr)" in copied
    assert "Entered on behalf of Priya Nair by Priya Nair" in copied
    page.hand.reference.show_text("PW-1")
    page.primary()
    qtbot.waitUntil(lambda: outage.row(fact).state == "typed")
    qtbot.waitUntil(lambda: "Second check: 1. by another person" in spoken(page))
    qtbot.waitUntil(lambda: page.list.select(fact) and "It has the number PW-1 there." in tree(page))
    page.primary()
    qtbot.waitUntil(lambda: "Priya Nair typed it. Somebody else must look." in tree(page))
    assert outage.row(fact).state == "typed"
    page.hand.by.show_text("Sam Okoro")
    page.hand.how.show_text("Beside me, on the screen there.")
    page.hand.wrong.show_text("It says 23:40.")
    page.hand.is_wrong.click()
    qtbot.waitUntil(lambda: outage.row(fact).state == "waiting")
    qtbot.waitUntil(lambda: page.list.select(fact) and "It was wrong there: It says 23:40." in tree(page))
    page.primary()
    qtbot.waitUntil(lambda: page.list.select(fact) and "Typed in by Priya Nair" in tree(page.hand))
    page.hand.by.show_text("Sam Okoro")
    page.hand.how.show_text("Beside me, on the screen there.")
    page.primary()
    qtbot.waitUntil(lambda: outage.row(fact).state == "second-checked")
    qtbot.waitUntil(lambda: "1 second-checked, 0 scanned, 0 taken in" in tree(page))


def test_ways_are_chosen_for_all_that_fit_and_counted_first(
    outage: Desk, page: ReturnScreen, qtbot: QtBot
) -> None:
    asked = page.work.choose_ways()
    assert asked is not None
    assert "3 entries fit." in tree(asked)
    asked.kind.choose("deviation")
    asked.kind.chosen.emit("deviation")
    assert "1 entry fits." in tree(asked)
    asked.way.choose("not required")
    asked.do_button.click()
    qtbot.waitUntil(lambda: "The reason is missing." in tree(asked))
    asked.why.show_text("It is in the book of the office.")
    asked.do_button.click()
    qtbot.waitUntil(lambda: outage.states().get("not required") == 1)


def test_files_are_written_and_taken_in_from_the_window(
    outage: Desk, page: ReturnScreen, qtbot: QtBot, tmp_path: Path
) -> None:
    page.work.write_files_into(tmp_path)
    qtbot.waitUntil(lambda: "entries are written to files" in tree(page))
    assert outage.states() == {"sent": 4}, "with the downtime note"
    assert list(tmp_path.glob("*.xlsx"))
    asked = page.work.take_in()
    assert asked is not None
    asked.do_button.click()
    assert "It is not said which files." in tree(asked)
    asked.which.combo.setCurrentIndex(0)
    asked.seen_by.show_text("Sam Okoro")
    asked.do_button.click()
    qtbot.waitUntil(lambda: outage.states() == {"taken in": 4})
    qtbot.waitUntil(lambda: "4 taken in by file and seen there" in tree(page))
    assert "All sent and checked." not in tree(page)


def test_files_and_worksheets_wait_for_the_checks_as_sending_does(
    outage: Desk, page: ReturnScreen, qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "stick"
    folder.mkdir()
    monkeypatch.setattr(QFileDialog, "getExistingDirectory", lambda *_: str(folder))
    checks_begin(outage)
    page.work.write_files()
    qtbot.waitUntil(lambda: "checks before the main system is relied on again are not done" in tree(page))
    assert page.work.give_out() is None
    page.work.write_files_into(folder)
    qtbot.waitUntil(lambda: not page.work._desk.jobs.busy())
    assert (list(folder.iterdir()), outage.states()) == ([], {"waiting": 3})
    with outage.store.write(outage.acting) as session:
        go_ahead(session, "Insulin at 07:00 needs the live chart.")
    assert page.work.give_out() is not None
    page.work.write_files()
    qtbot.waitUntil(lambda: "entries are written to files" in tree(page))
    assert list(folder.glob("*.xlsx"))


def test_what_somebody_took_says_so(outage: Desk, page: ReturnScreen, qtbot: QtBot) -> None:
    helen = replace(outage.acting, manager="helen", name="Helen Ashdown")
    with outage.store.write(helen) as session:
        take_block(session, TakeBlock(1))
    qtbot.waitUntil(lambda: any("Helen Ashdown has it" in each for each in spoken(page)))
    fact = first(page)
    page.primary()
    qtbot.waitUntil(lambda: "Helen Ashdown took this one." in tree(page))
    assert outage.row(fact).state == "waiting"
    page.work.take_next()
    qtbot.waitUntil(lambda: "They are yours." in tree(page))
    settle_events()
    asked = page.work.say_time_left()
    assert (
        "2 people share what is done by hand. Helen Ashdown has 1, Priya Nair has 2; 0 free to take."
        in tree(asked)
    )
    asked.close_done()


def test_a_worksheet_is_made_for_somebody_without_a_sign_in(
    outage: Desk, page: ReturnScreen, qtbot: QtBot, tmp_path: Path
) -> None:
    asked = page.work.give_out()
    assert asked is not None
    asked.do_button.click()
    assert "How many is not said." in tree(asked)
    asked.who.show_text("Sam Okoro")
    page.work.print_block_into(asked, Block("Sam Okoro", 2), tmp_path)
    qtbot.waitUntil(lambda: "is made, with 2 to type." in tree(page))
    assert len(list(tmp_path.glob("C-*.pdf"))) == 1
    qtbot.waitUntil(lambda: sum("Sam Okoro has it" in each for each in spoken(page)) == 2)


def test_how_long_is_left_is_said_as_text_too(page: ReturnScreen) -> None:
    asked = page.work.say_time_left()
    assert isinstance(asked, TimeLeftDialog)
    said = tree(asked)
    assert "Visits to type: 2 left, 4 min each (our default until 10 were measured here)." in said
    assert "3 left at 09:20." in said
    asked.close_done()


def test_the_menu_names_every_act(page: ReturnScreen) -> None:
    menu = page.work.menu()
    assert [each.text() for each in menu.actions()] == [
        "How things go back…",
        "I take the next 10",
        "Give back what I took",
        "A worksheet for somebody…",
        "Write the downtime notes",
        "Write the files…",
        "Files were taken in…",
        "How long is left…",
    ]
    assert page.findChild(Modal) is None


@pytest.mark.parametrize("size", [(1184, 641), (640, 640)])
@pytest.mark.parametrize("text", [100, 200])
@pytest.mark.parametrize("worn", list(THEMES))
def test_the_tick_is_in_view_at_every_size(
    page: ReturnScreen, size: tuple[int, int], text: int, worn: str
) -> None:
    fact = first(page)
    theme.wear(theme.Look(THEMES[worn], text))
    try:
        page.resize(*size)
        settle_events()
        page.open(fact)
        settle_events()
        corner = page.hand.do.mapTo(page, page.hand.do.rect().bottomRight())
        assert page.hand.do.isVisible()
        assert page.rect().contains(corner)
    finally:
        theme.wear(theme.Look())
