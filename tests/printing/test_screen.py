"""The print room: choose, look, number, and only then let the pages leave."""

import hashlib
from datetime import timedelta
from pathlib import Path

import pytest
from pypdf import PdfReader
from PySide6.QtCore import QMarginsF
from PySide6.QtGui import QPageLayout
from PySide6.QtPrintSupport import QPrinter
from PySide6.QtWidgets import QFileDialog
from pytestqt.qtbot import QtBot

from downtime_desk.core.errors import Trouble
from downtime_desk.core.store import Store
from downtime_desk.printing.actions import AccountFor, account_for
from downtime_desk.printing.queries import SheetRow, numbered_sheets
from downtime_desk.printing.screen import PrintRoom, paper
from downtime_desk.printing.summary.pack import render_pack
from downtime_desk.printing.who import FOR, Paper, Who
from downtime_desk.ui.desk import Desk
from downtime_desk.ui.lists import RowsTable
from downtime_desk.ui.parts import Button, TextField, Tick
from tests.plugins.clock import Clock
from tests.printing.samples import sheet
from tests.ui.tree import tree


@pytest.fixture
def room(desk: Desk, copy: Store, qtbot: QtBot) -> PrintRoom:
    made = PrintRoom(desk, printers=())
    qtbot.addWidget(made)
    made.resize(1187, 697)
    made.show()
    return made


def field(room: PrintRoom, name: str) -> TextField:
    (found,) = (each for each in room.findChildren(TextField) if each.line.accessibleName() == name)
    return found


def press(room: PrintRoom, words: str) -> None:
    (found,) = (each for each in room.findChildren(Button) if each.words() == words and each.isVisible())
    found.click()


def choose(room: PrintRoom, qtbot: QtBot, who: Who, wanted: Paper = "summary") -> None:
    qtbot.waitUntil(lambda: room.choose(wanted, who))
    qtbot.waitUntil(lambda: room._made is not None)


def kept(desk: Desk) -> list[SheetRow]:
    with desk.read() as session:
        return numbered_sheets(session)


def test_what_can_be_printed_is_offered(room: PrintRoom, qtbot: QtBot) -> None:
    said = tree(room)
    for words in (
        "Emergency summaries. One page each",
        "Run sheets. A carer’s visits in order",
        "No printer is set up on this laptop.",
        "No numbered sheets yet.",
    ):
        assert words in said
    assert "Save to a file" not in said.replace("Save to a file and print", "")
    assert all(room._choosing.choose(each) for each in FOR)
    choose(room, qtbot, Who("red"))
    offered = [room._form.whom._who.combo.itemText(row) for row in range(room._form.whom._who.combo.count())]
    assert offered == [
        "All Red, 2 people",
        "Everyone, 3 people",
        "Everyone with a visit in the next hours",
        "Dorota Nowak, 1 person, 1 visit",
        "Iwan Prosser, 2 people, 2 visits",
    ]


def test_pages_are_shown_from_memory_with_whose_they_are(room: PrintRoom, qtbot: QtBot) -> None:
    choose(room, qtbot, Who("red"))
    assert room._preview.where() == "Page 1 of 2: ASHWORTH, Maureen"
    room._preview.page_after()
    assert room._preview.where() == "Page 2 of 2: HOLLOWAY, Edwin"
    said = tree(room)
    assert "Please know: 1 person has allergies NOT RECORDED: ASHWORTH. The sheet says so." in said
    assert "Print 2 pages" not in said


def test_one_person_is_found_by_name(room: PrintRoom, qtbot: QtBot) -> None:
    field(room, "One person").show_text("ndi")
    assert room._choosing.choose_person("p3")
    qtbot.waitUntil(lambda: room._made is not None)
    assert room._preview.where() == "Page 1 of 1: NDIAYE, Awa"
    field(room, "One person").show_text("zzz")
    assert "No “zzz” in this copy." in tree(room)


def test_sheets_are_numbered_and_then_saved(
    room: PrintRoom, desk: Desk, qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    target = tmp_path / "sheets.pdf"
    asked: list[str] = []

    def answer(_parent: object, _title: str, suggested: str, _kinds: str) -> tuple[str, str]:
        asked.append(suggested)
        return str(target), ""

    monkeypatch.setattr(QFileDialog, "getSaveFileName", answer)
    choose(room, qtbot, Who("red"))
    field(room, "For").show_text("Duty folder")
    press(room, "Save to a file")
    qtbot.waitUntil(lambda: target.exists() and len(kept(desk)) == 2 and "Saved as" in tree(room))
    rows = kept(desk)
    assert {row.person_name for row in rows} == {"ASHWORTH, Maureen", "HOLLOWAY, Edwin"}
    assert {(row.holder, row.went_to, row.state) for row in rows} == {
        ("Duty folder", "file sheets.pdf", "out")
    }
    with desk.read() as session:
        from sqlalchemy import text

        digests = set(session.execute(text("SELECT sha256 FROM sheets")).scalars())
    assert digests == {hashlib.sha256(target.read_bytes()).hexdigest()}
    assert "HOLLOWAY" not in asked[0].upper()
    assert "The file is not locked: whoever has it can read it." in tree(room)


def test_nothing_leaves_while_it_is_not_said_who_it_is_for(
    room: PrintRoom, desk: Desk, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: pytest.fail("asked for a file"))
    choose(room, qtbot, Who("red"))
    press(room, "Save to a file")
    assert field(room, "For").wrong() == "Type who takes the sheets, or duty folder."
    assert kept(desk) == []


def test_a_run_is_for_its_carer(room: PrintRoom, qtbot: QtBot) -> None:
    choose(room, qtbot, Who("run", "c1"))
    assert field(room, "For").text() == "Iwan Prosser"
    assert room._preview.where() == "Page 1 of 2: HOLLOWAY, Edwin"


def test_a_file_that_cannot_be_written_leaves_no_sheet_out(
    room: PrintRoom, desk: Desk, qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    target = tmp_path / "no such folder" / "sheets.pdf"
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: (str(target), ""))
    choose(room, qtbot, Who("red"))
    field(room, "For").show_text("Duty folder")
    press(room, "Save to a file")
    qtbot.waitUntil(lambda: {row.state for row in kept(desk)} == {"not sent"})
    qtbot.waitUntil(lambda: "could not be written" in tree(room))
    assert field(room, "For").text() == "Duty folder"


def test_an_old_copy_leaves_only_when_it_is_said_how_it_is_checked(
    room: PrintRoom, desk: Desk, qtbot: QtBot, clock: Clock, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: (str(tmp_path / "old.pdf"), ""))
    clock.forward(hours=30)
    field(room, "Use until").show_text("+600")
    field(room, "Use until").finished.emit()
    choose(room, qtbot, Who("red"))
    field(room, "For").show_text("Duty folder")
    press(room, "Save to a file")
    qtbot.waitUntil(lambda: "past its limit" in tree(room))
    assert kept(desk) == []
    qtbot.waitUntil(lambda: room._made is not None)
    (tick,) = room.findChildren(Tick)
    tick.click()
    press(room, "Save to a file")
    qtbot.waitUntil(lambda: len(kept(desk)) == 2)


def test_until_when_is_read_as_it_is_typed(room: PrintRoom, qtbot: QtBot) -> None:
    until = field(room, "Use until")
    assert until.under() == "Sun 22-Nov-2026 14:06, 14:06 today, in 12 h 00 m. Left empty: 12 hours."
    until.show_text("soon")
    until.finished.emit()
    assert until.wrong().startswith("That is not a time.")
    until.show_text("2100")
    until.finished.emit()
    assert until.under() == "Sun 22-Nov-2026 21:00, 21:00 today, in 18 h 54 m."


def test_what_became_of_a_sheet_is_written_down(
    room: PrintRoom, desk: Desk, qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: (str(tmp_path / "a.pdf"), ""))
    choose(room, qtbot, Who("red"))
    field(room, "For").show_text("Duty folder")
    press(room, "Save to a file")
    qtbot.waitUntil(lambda: len(kept(desk)) == 2)
    table = room.findChild(RowsTable)
    assert table is not None
    qtbot.waitUntil(table.isVisible)
    last = kept(desk)[0]
    assert table.select(last.number)
    press(room, "Destroyed")
    qtbot.waitUntil(lambda: kept(desk)[0].state == "destroyed")
    model = table.model()
    qtbot.waitUntil(lambda: model.index(0, 5).data() == "Destroyed Sun 02:06")
    assert table.current().state == "destroyed"


def test_a_sheet_past_its_time_is_to_get_back(
    room: PrintRoom, desk: Desk, qtbot: QtBot, clock: Clock, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: (str(tmp_path / "a.pdf"), ""))
    choose(room, qtbot, Who("red"))
    field(room, "For").show_text("Duty folder")
    press(room, "Save to a file")
    qtbot.waitUntil(lambda: len(kept(desk)) == 2)
    clock.forward(hours=13)
    desk.jobs.write(room, account_for, AccountFor(kept(desk)[0].number, "back"))
    qtbot.waitUntil(lambda: "To get back 1" in tree(room))


def test_every_page_reaches_the_printer(qtbot: QtBot, qapp: object, tmp_path: Path) -> None:
    printer = QPrinter(QPrinter.PrinterMode.HighResolution)
    printer.setOutputFormat(QPrinter.OutputFormat.PdfFormat)
    printer.setOutputFileName(str(tmp_path / "printed.pdf"))
    printer.setPageMargins(QMarginsF(0, 0, 0, 0), QPageLayout.Unit.Point)
    pack = render_pack([sheet(), sheet(number=448), sheet(number=449)])
    paper.draw_all(pack.pdf, printer, "file")
    printed = PdfReader(tmp_path / "printed.pdf")
    assert len(printed.pages) == 3
    image = printed.pages[1].images[0].image
    assert image is not None
    assert image.width > 2000
    dark = sum(image.convert("L").resize((210, 297)).histogram()[:128])
    assert 1000 < dark < 20_000


def test_a_printer_that_is_not_there_is_said_in_words(qapp: object) -> None:
    with pytest.raises(Trouble, match="There is no printer No such printer"):
        paper.send("No such printer", "Downtime Desk", paper.Ways(), render_pack([sheet()]).pdf)


def test_a_sheet_that_runs_out_too_soon_is_said(room: PrintRoom, qtbot: QtBot, clock: Clock) -> None:
    room._form._typed.show_text("+30")
    room._form._typed.finished.emit()
    clock.forward(hours=1)
    assert room._choosing.choose("summary")
    qtbot.waitUntil(lambda: "is past" in tree(room))


def test_with_nothing_typed_sheets_are_good_for_twelve_hours_from_now(
    room: PrintRoom, qtbot: QtBot, clock: Clock
) -> None:
    clock.forward(hours=7)
    assert room._choosing.choose("summary")
    qtbot.waitUntil(lambda: room._made is not None)
    assert room._made is not None
    assert {sheet.use_until for sheet in room._made.sheets} == {clock() + timedelta(hours=12)}
