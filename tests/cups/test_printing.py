"""Real printing: through Qt to a queue of CUPS, and what the queue says of it afterwards."""

import stat
from datetime import timedelta
from pathlib import Path
from threading import Event

import pytest
from pypdf import PdfReader
from PySide6.QtPrintSupport import QPrinter
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from downtime_desk.core.errors import Trouble
from downtime_desk.core.journal import decode, entries
from downtime_desk.core.store import Store
from downtime_desk.printing import spool
from downtime_desk.printing.actions import IssueCopies, issue_copies
from downtime_desk.printing.facts import CopyIssued, QueueSaid
from downtime_desk.printing.making import Order, make
from downtime_desk.printing.queries import SheetRow, numbered_sheets, open_jobs
from downtime_desk.printing.screen import PrintRoom, going, leaving, paper
from downtime_desk.printing.screen.following import Following
from downtime_desk.printing.spool import Queue
from downtime_desk.printing.summary.pack import render_pack
from downtime_desk.printing.who import Who
from downtime_desk.ui.desk import Desk
from tests.cups.conftest import PRINTER, Cups, wait_until
from tests.printing.conftest import copy  # noqa: F401 - the fixture
from tests.printing.samples import sheet
from tests.printing.test_screen import choose, field, kept, press
from tests.ui.tree import tree

pytestmark = pytest.mark.cups
TITLE = "Downtime Desk C-3FA-0447"


def send(title: str = TITLE, ways: paper.Ways = paper.Ways()) -> None:  # noqa: B008 - frozen
    paper.send(PRINTER, title, ways, render_pack([sheet(), sheet(number=448)]).pdf)


def settled(title: str = TITLE) -> Queue:
    wait_until(lambda: spool.asked(PRINTER, title) in spool.SETTLED)
    return spool.asked(PRINTER, title)


@pytest.fixture
def room(cups: Cups, desk: Desk, copy: Store, qtbot: QtBot) -> PrintRoom:  # noqa: F811
    made = PrintRoom(desk)
    made._following._every = 50
    qtbot.addWidget(made)
    made.resize(1187, 697)
    made.show()
    choose(made, qtbot, Who("red"))
    field(made, "For").show_text("Duty folder")
    return made


def rows(desk: Desk) -> list[SheetRow]:
    with desk.read() as session:
        return numbered_sheets(session)


def test_every_page_comes_out_of_the_queue_it_was_sent_to(cups: Cups, qapp: QApplication) -> None:
    assert paper.printers() == (PRINTER,)
    assert paper.both_sides(PRINTER)
    send(ways=paper.Ways(QPrinter.DuplexMode.DuplexLongSide, QPrinter.PaperSource.Lower))
    assert settled() is Queue.HANDED_OVER
    (job,) = cups.jobs()
    assert len(PdfReader(job).pages) == 2
    options = job.with_suffix(".options").read_text()
    assert "InputSlot=Lower" in options
    assert "two-sided-long-edge" in options or "Duplex=DuplexNoTumble" in options


def test_a_printer_is_left_as_it_is_set_when_nothing_is_chosen(cups: Cups, qapp: QApplication) -> None:
    send()
    assert settled() is Queue.HANDED_OVER
    (job,) = cups.jobs()
    options = job.with_suffix(".options").read_text()
    assert "InputSlot=Lower" not in options
    assert "two-sided" not in options


def test_nothing_is_left_behind_on_the_way_to_the_queue(cups: Cups, qapp: QApplication) -> None:
    send()
    folder = leaving.folder()
    assert folder is not None
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    assert list(folder.iterdir()) == []
    (folder / "left").write_bytes(b"HOLLOWAY")
    leaving.wipe()
    assert list(folder.iterdir()) == []


def test_pages_pass_through_the_private_folder_and_no_other(
    cups: Cups, qapp: QApplication, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("TMPDIR", str(tmp_path))
    seen: list[str] = []
    monkeypatch.setattr(leaving, "wipe", lambda: seen.extend(each.name for each in tmp_path.iterdir()))
    send()
    assert settled() is Queue.HANDED_OVER
    assert seen == [], "CUPS takes its own file away; what it leaves is wiped"


def test_the_job_is_called_by_numbers_and_never_by_a_name(cups: Cups, qapp: QApplication) -> None:
    cups.busy(busy=True)
    send()
    wait_until(lambda: spool.asked(PRINTER, TITLE) is Queue.PRINTING)
    assert spool.asked(PRINTER, "Downtime Desk C-3FA-0001") is Queue.NOT_KNOWN
    assert "HOLLOWAY" not in "".join(path.name for path in cups.home.rglob("*"))


def test_a_paused_printer_is_told_before_a_number_is_given(
    room: PrintRoom, cups: Cups, desk: Desk, qtbot: QtBot
) -> None:
    cups.run("cupsdisable", PRINTER)
    press(room, "Print 2 pages")
    qtbot.waitUntil(lambda: "is paused: pages would wait where nobody sees them" in tree(room))
    assert "Resume it in the printer settings" in tree(room)
    assert kept(desk) == []
    cups.run("cupsenable", PRINTER)
    qtbot.waitUntil(lambda: room._made is not None)
    press(room, "Print 2 pages")
    qtbot.waitUntil(lambda: len(kept(desk)) == 2)


def test_a_queue_that_takes_nothing_is_told(cups: Cups, qapp: QApplication) -> None:
    cups.run("cupsreject", PRINTER)
    with pytest.raises(Trouble, match="takes no jobs"):
        paper.check(PRINTER)


def test_a_printer_that_was_taken_away_is_told(room: PrintRoom, cups: Cups, desk: Desk, qtbot: QtBot) -> None:
    cups.run("lpadmin", "-x", PRINTER)
    press(room, "Print 2 pages")
    qtbot.waitUntil(lambda: f"There is no printer {PRINTER} on this laptop any more." in tree(room))
    assert kept(desk) == []


def test_the_register_says_sent_and_what_the_queue_said_and_never_printed(
    room: PrintRoom, cups: Cups, desk: Desk, qtbot: QtBot
) -> None:
    cups.busy(busy=True)
    press(room, "Print 2 pages")
    qtbot.waitUntil(lambda: f"{PRINTER} is working on it" in tree(room))
    assert [(row.state, row.went_to, row.queue) for row in rows(desk)] == [("out", PRINTER, None)] * 2
    cups.busy(busy=False)
    qtbot.waitUntil(lambda: [row.queue for row in rows(desk)] == ["handed over"] * 2)
    assert "Look at the paper before you rely on it." in tree(room)
    with desk.read() as session:
        facts = [decode(entry) for entry in entries(session)]
    words = [fact.words() for fact in facts if isinstance(fact, CopyIssued | QueueSaid)]
    assert len(words) == 3
    assert "printed" not in " ".join(words)


def test_a_job_that_is_cancelled_in_the_queue_is_told_and_kept(
    room: PrintRoom, cups: Cups, desk: Desk, qtbot: QtBot
) -> None:
    cups.busy(busy=True)
    press(room, "Print 2 pages")
    qtbot.waitUntil(lambda: f"{PRINTER} is working on it" in tree(room))
    cups.run("cancel", "-a", PRINTER)
    qtbot.waitUntil(lambda: [row.queue for row in rows(desk)] == ["cancelled"] * 2)
    assert f"The job was cancelled in the queue of {PRINTER}." in tree(room)
    assert cups.jobs() == []
    assert [row.state for row in rows(desk)] == ["out", "out"], "a page may have come out: a person says"


def test_when_the_printing_system_is_gone_what_became_of_a_job_is_not_known(
    cups: Cups, qapp: QApplication
) -> None:
    cups.busy(busy=True)
    send()
    cups.stop()
    assert spool.asked(PRINTER, TITLE) is Queue.NOT_KNOWN
    with pytest.raises(Trouble, match="no printer"):
        paper.check(PRINTER)


def test_a_test_page_comes_out_and_is_kept_as_the_last(
    room: PrintRoom, cups: Cups, desk: Desk, qtbot: QtBot
) -> None:
    assert f"{PRINTER}: no test page yet." in tree(room)
    press(room, "Test page")
    qtbot.waitUntil(lambda: f"{PRINTER}. Last test page Sun 02:06" in tree(room))
    wait_until(lambda: len(cups.jobs()) == 1)
    assert len(PdfReader(cups.jobs()[0]).pages) == 1
    assert kept(desk) == []
    cups.run("cupsdisable", PRINTER)
    press(room, "Test page")
    qtbot.waitUntil(lambda: "is paused" in tree(room))


def test_a_job_nobody_followed_to_its_end_is_asked_after_at_the_next_sign_in(
    cups: Cups,
    desk: Desk,
    copy: Store,  # noqa: F811
    qtbot: QtBot,
) -> None:
    order = Order(Who("red"), desk.acting, desk.now() + timedelta(hours=12), Event())
    made = make(desk.read, order, lambda _: None)
    numbers = going.numbers(made)
    with copy.write(desk.acting) as session:
        issue_copies(session, IssueCopies(made.sheets, made.pack, "Duty folder", PRINTER, "Outage"))
    paper.send(PRINTER, spool.job_title(numbers), paper.Ways(), made.pack.pdf)
    assert [row.queue for row in rows(desk)] == [None, None]
    signed_in = QWidget()
    qtbot.addWidget(signed_in)
    following = Following(signed_in, desk)
    following._every = 50
    following.take_up()
    qtbot.waitUntil(lambda: [row.queue for row in rows(desk)] == ["handed over"] * 2)
    with desk.read() as session:
        assert open_jobs(session, desk.now() - timedelta(days=1)) == ()
