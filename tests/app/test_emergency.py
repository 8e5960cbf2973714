"""The emergency pages in the real program: made beside the window, and shown where nothing else opens."""

from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from downtime_desk.access.actions import Found, found, make_envelope
from downtime_desk.access.home import store_folder
from downtime_desk.access.screen.unlock import UnlockWindow
from downtime_desk.app.program import Program
from downtime_desk.app.window import DeskWindow
from downtime_desk.backups.emergency.file import open_pages, read_head
from downtime_desk.backups.emergency.keeping import Wish
from downtime_desk.backups.emergency.making import carry_on, make
from downtime_desk.backups.screen.emergency import PagesWindow
from tests.app.conftest import at_rest, break_the_glass
from tests.app.hand import CTRL, KEY, SHIFT, Hand
from tests.app.test_window import copied
from tests.backups.test_emergency import forget
from tests.cli.test_ladder import contents, the_head
from tests.conftest import CHEAP, PASSPHRASE
from tests.plugins.clock import Clock
from tests.ui.tree import tree
from tests.visits.conftest import PEOPLE


@pytest.fixture
def envelope() -> list[str]:
    """Return where the code of the envelope lies."""
    return []


@pytest.fixture
def broken(program: Program, clock: Clock, envelope: list[str]) -> Program:
    """Return a program whose store lost its head and has no backup; its emergency pages are whole."""
    command = Found("Harbour Lane Home Care", "01632 960400", "Priya Nair", PASSPHRASE)
    here = found(program.home, command, clock, CHEAP).signed_in
    copied(here)
    envelope.append(make_envelope(program.home, here, CHEAP).code)
    make(here.store, clock, carry_on)
    here.store.close()
    the_head(store_folder(program.home))
    return program


def into_the_pages(
    program: Program, hand: Hand, qtbot: QtBot, active: Callable[[QWidget], None]
) -> PagesWindow:
    window = program.start()
    active(window)
    hand.type(PASSPHRASE)
    hand.press(KEY.Key_Return)
    qtbot.waitUntil(lambda: isinstance(program.window, PagesWindow), timeout=30_000)
    pages = program.window
    assert isinstance(pages, PagesWindow)
    active(pages)
    return pages


def test_where_nothing_else_opens_the_pages_are_read_found_and_saved(
    broken: Program,
    hand: Hand,
    qtbot: QtBot,
    active: Callable[[QWidget], None],
    tmp_path: Path,
    clock: Clock,
) -> None:
    before = contents(broken.home)
    window = into_the_pages(broken, hand, qtbot, active)
    said = tree(window)
    assert "Only the emergency pages can be read, made Sat 21-Nov-2026 19:30, 0 min ago." in said
    assert "Summaries of all 6 people in the copy." in said
    assert window.view.page() == 0
    window.find_field.show_text("summary ashworth")
    window.find_field.changed.emit("summary ashworth")
    shown = window.sheets.current()
    assert (shown.kind, "ASHWORTH" in shown.whose) == ("Emergency summary", True)
    assert window.view.page() == window._last.pages.of_sheet(shown.place).start
    to = tmp_path / "pages.pdf"
    window.save_as(to)
    at_rest(broken, qtbot)
    assert to.read_bytes() == window._last.pages.pdf
    assert "The file is not locked: whoever has it can read it." in tree(window)
    window.save_as(tmp_path / "nowhere" / "pages.pdf")
    at_rest(broken, qtbot)
    assert "could not be written" in tree(window)
    clock.forward(hours=2)
    window.minute.emit()
    assert "2 h 00 m ago" in window.banner.words()
    hand.press(KEY.Key_L, CTRL | SHIFT)
    assert isinstance(broken.window, UnlockWindow)
    assert contents(broken.home) == before


def test_a_printer_gets_the_pages_of_one_sheet_alone(
    broken: Program,
    hand: Hand,
    qtbot: QtBot,
    active: Callable[[QWidget], None],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    sent: list[tuple[object, ...]] = []
    monkeypatch.setattr("downtime_desk.printing.screen.paper.printers", lambda: ("Office",))
    monkeypatch.setattr("downtime_desk.printing.screen.paper.send", lambda *how: sent.append(how))
    window = into_the_pages(broken, hand, qtbot, active)
    window.find_field.changed.emit("summary ashworth")
    shown = window.sheets.current()
    window.print_button.click()
    at_rest(broken, qtbot)
    window.print_all.click()
    at_rest(broken, qtbot)
    pages = window._last.pages
    (name, title, _, pdf, only), (_, _, _, _, every) = sent
    assert (name, title, pdf) == ("Office", f"Downtime Desk {shown.number}", pages.pdf)
    assert list(only) == list(pages.of_sheet(shown.place))
    assert list(every) == list(range(pages.page_count()))
    assert "Sent to Office. Look at the paper before you rely on it." in tree(window)


def test_they_are_locked_like_a_desk_when_nobody_touches_them(
    broken: Program, hand: Hand, qtbot: QtBot, active: Callable[[QWidget], None]
) -> None:
    into_the_pages(broken, hand, qtbot, active)
    watched = broken._locking
    assert watched is not None
    with qtbot.waitSignal(broken.locked):
        watched.due.emit("idle")
    assert isinstance(broken.window, UnlockWindow)
    assert "Locked after 5 min without a key" in tree(broken.window)


def test_the_envelope_leads_to_them_for_twelve_hours(
    broken: Program, envelope: list[str], qtbot: QtBot, active: Callable[[QWidget], None], clock: Clock
) -> None:
    unlock = broken.start()
    assert isinstance(unlock, UnlockWindow)
    active(unlock)
    break_the_glass(unlock, envelope[0])
    qtbot.waitUntil(lambda: isinstance(broken.window, PagesWindow), timeout=30_000)
    window = broken.window
    assert isinstance(window, PagesWindow)
    assert "kept sealed beside the store" in tree(window)
    clock.forward(hours=12)
    window.minute.emit()
    assert isinstance(broken.window, UnlockWindow)


def test_the_window_makes_them_within_a_minute_of_a_copy_and_at_once_after_an_erasure(
    program: Program, signed_in: DeskWindow, qtbot: QtBot, clock: Clock
) -> None:
    here, folder = signed_in.signed_in, signed_in.store.folder
    at_rest(program, qtbot)
    assert read_head(folder) is None
    copied(here)
    assert signed_in.emergency.wish is Wish.SOON
    signed_in.minute.emit()
    at_rest(program, qtbot)
    first = open_pages(folder, signed_in.store.store_id, signed_in.store.root)
    assert first is not None
    assert (first.index.of, signed_in.emergency.wish) == (6, Wish.NOT)
    with here.store.write(here.acting) as session:
        forget(session, PEOPLE[1])
    qtbot.waitUntil(lambda: signed_in.emergency.wish is Wish.NOT, timeout=30_000)
    at_rest(program, qtbot)
    again = open_pages(folder, signed_in.store.store_id, signed_in.store.root)
    assert again is not None
    assert again.index.of == 5
    assert not any(PEOPLE[1].family.upper() in each.whose for each in again.index.sheets)
    before = read_head(folder)
    clock.forward(minutes=5)
    signed_in.minute.emit()
    at_rest(program, qtbot)
    assert read_head(folder) == before, "nothing has changed"


def test_a_making_that_fails_leaves_those_from_before_and_is_tried_again_later(
    program: Program, signed_in: DeskWindow, qtbot: QtBot, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    copied(signed_in.signed_in)
    with monkeypatch.context() as full:
        full.setattr("downtime_desk.core.ballast._free", lambda _home: 1000)
        (program.home / "room-for-a-full-disk").unlink(missing_ok=True)
        signed_in.minute.emit()
        at_rest(program, qtbot)
        signed_in.look_again()
        at_rest(program, qtbot)
    assert read_head(signed_in.store.folder) is None
    assert "Emergency pages not made anew" in tree(signed_in)
    signed_in.minute.emit()
    at_rest(program, qtbot)
    assert read_head(signed_in.store.folder) is None, "not yet"
    clock.forward(minutes=10)
    signed_in.minute.emit()
    at_rest(program, qtbot)
    assert read_head(signed_in.store.folder) is not None
    signed_in.look_again()
    at_rest(program, qtbot)
    assert "Emergency pages not made anew" not in tree(signed_in)


def test_locking_makes_them_when_something_on_them_was_written(
    program: Program, signed_in: DeskWindow, qtbot: QtBot
) -> None:
    at_rest(program, qtbot)
    copied(signed_in.signed_in)
    folder = signed_in.store.folder
    program.lock()
    assert isinstance(program.window, UnlockWindow)
    assert read_head(folder) is not None
    assert list(folder.glob("*.new")) == []
