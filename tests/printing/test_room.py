"""The print room with every kind of paper: for whom, a file for each, stopping, and slips that ask why."""

from datetime import timedelta
from pathlib import Path

import pytest
from PySide6.QtWidgets import QFileDialog
from pytestqt.qtbot import QtBot
from sqlalchemy import select

from downtime_desk.core.journal import journal
from downtime_desk.core.store import Acting, Store
from downtime_desk.people.entry_codes import keep
from downtime_desk.people.summary import EntryCode
from downtime_desk.printing.limits import limits
from downtime_desk.printing.screen import PrintRoom
from downtime_desk.printing.screen.settings import FreshnessForm
from downtime_desk.printing.who import FOR, Who
from downtime_desk.ui.desk import Desk
from tests.printing.reading import pypdf_pages
from tests.printing.test_screen import choose, field, kept, press, room
from tests.ui.tree import tree

__all__ = ["room"]


def test_a_slip_is_saved_only_once_it_is_said_why(
    room: PrintRoom, desk: Desk, copy: Store, acting: Acting, qtbot: QtBot, tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    with copy.write(acting) as session:
        keep(session, "p-1", (EntryCode("Key safe", "4072B"),))
    target = tmp_path / "slip.pdf"
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: (str(target), ""))
    choose(room, qtbot, Who("run", "c1"), "key-safe slip")
    assert field(room, "For").text() == "Iwan Prosser"
    assert room._made is not None
    assert "4072B" not in "".join(pypdf_pages(room._made.pack.pdf))
    press(room, "Save to a file")
    assert field(room, "Why the code is needed").wrong().startswith("Write why")
    assert not target.exists()
    field(room, "Why the code is needed").show_text("no carer key at night")
    press(room, "Save to a file")
    qtbot.waitUntil(lambda: target.exists() and "Saved as" in tree(room))
    assert "4072B" in "".join(pypdf_pages(target.read_bytes()))
    qtbot.waitUntil(lambda: room._made is not None)
    assert room._made is not None
    assert "4072B" not in "".join(pypdf_pages(room._made.pack.pdf))
    with desk.read() as session:
        kinds = session.execute(select(journal.c.kind).order_by(journal.c.seq)).scalars().all()
    assert kinds.index("entry_code.revealed") < kinds.index("copy.issued")
    assert [row.kind for row in kept(desk)] == ["Key-safe slip"]


def test_the_reason_for_a_code_is_asked_of_slips_alone(room: PrintRoom, qtbot: QtBot) -> None:
    choose(room, qtbot, Who("red"))
    assert not room._form.why.isVisible()


def test_each_sheet_is_saved_in_a_file_of_its_own(
    room: PrintRoom, desk: Desk, qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(QFileDialog, "getExistingDirectory", lambda *_: str(tmp_path))
    choose(room, qtbot, Who("everyone"), "medicine chart")
    field(room, "For").show_text("Duty folder")
    room._form.whom._files.choose("each")
    press(room, "Save to a file")
    qtbot.waitUntil(lambda: len(list(tmp_path.glob("C-*.pdf"))) == 3 and "Saved in" in tree(room))
    assert {f"{row.number}.pdf" for row in kept(desk)} == {file.name for file in tmp_path.glob("*.pdf")}


def test_making_is_stopped_and_begun_again(room: PrintRoom, qtbot: QtBot) -> None:
    choose(room, qtbot, Who("everyone"))
    room._preview.say_progress(20, 500)
    assert "Sheet 20 of 500 is made." in tree(room)
    press(room, "Stop")
    assert room._made is None
    assert "Stopped." in tree(room)
    assert "Save to a file" not in tree(room).replace("Save to a file and print", "")
    press(room, "Make the pages")
    qtbot.waitUntil(lambda: room._made is not None)


def test_every_kind_of_paper_has_pages_to_look_at(room: PrintRoom, qtbot: QtBot) -> None:
    for paper in FOR:
        if paper == "key-safe slip":
            continue
        assert room._choosing.choose(paper)
        qtbot.waitUntil(lambda paper=paper: room._paper == paper and room._made is not None)
        assert room._preview.where().startswith("Page 1 of")


def test_papers_of_the_desk_ask_for_nobody(room: PrintRoom, qtbot: QtBot) -> None:
    assert room._choosing.choose("wall list")
    qtbot.waitUntil(lambda: room._made is not None)
    assert not room._form.whom._who.isVisible()
    assert "Wall lists, for the duty desk" in tree(room)


def test_people_are_put_in_the_order_of_the_runs(room: PrintRoom, qtbot: QtBot) -> None:
    choose(room, qtbot, Who("everyone"))
    assert room._preview.where() == "Page 1 of 3: ASHWORTH, Maureen"
    room._form.whom._sort.choose("run")
    room._form.whom._sort.chosen.emit("run")
    qtbot.waitUntil(lambda: room._preview.where() == "Page 1 of 3: HOLLOWAY, Edwin")


def test_any_number_of_blank_forms_is_made_up_to_fifty(room: PrintRoom, qtbot: QtBot) -> None:
    choose(room, qtbot, Who("blank", "5"), "visit record")
    number = field(room, "How many blank ones")
    assert number.isVisible()
    number.show_text("7")
    number.finished.emit()
    qtbot.waitUntil(lambda: room._made is not None)
    assert room._made is not None
    assert room._made.page_count() == 7
    assert "Visit records, 7 blank sheets" in tree(room)
    number.show_text("51")
    number.finished.emit()
    assert number.wrong() == "Type a number from 1 to 50."
    assert "Type how many blank ones: 1 to 50." in tree(room)
    assert room._made is None
    assert "Save to a file" not in tree(room).replace("Save to a file and print", "")
    choose(room, qtbot, Who("run", "c1"), "visit record")
    assert not number.isVisible()


def test_everyone_due_is_asked_for_in_any_number_of_hours_up_to_a_week(room: PrintRoom, qtbot: QtBot) -> None:
    choose(room, qtbot, Who("due", "3"))
    hours = field(room, "In how many hours")
    assert hours.isVisible()
    assert "Emergency summaries, due in the next 3 hours" in tree(room)
    for typed in ("0", "169", "3.5", "a few", "٣"):
        hours.show_text("3")
        hours.finished.emit()
        hours.show_text(typed)
        hours.finished.emit()
        assert hours.wrong() == "Type a number from 1 to 168.", typed
        assert "Type in how many hours: 1 to 168." in tree(room)
        assert room._made is None
    hours.line.setText("168")
    hours.finished.emit()
    qtbot.waitUntil(lambda: room._made is not None)
    assert "due in the next 168 hours" in tree(room)


def test_how_old_a_copy_may_be_is_changed_on_the_page_of_settings(
    desk: Desk, copy: Store, qtbot: QtBot
) -> None:
    form = FreshnessForm(desk)
    qtbot.addWidget(form)
    form.show()
    assert {name: each.text() for name, each in form.fields.items()} == {"people": "24", "rota": "24"}
    for typed, words in (
        ("soon", "soon is not a number"),
        ("0", "0 hours is no limit"),
        ("", "nothing is not"),
    ):
        form.fields["rota"].show_text(typed)
        form.save.click()
        qtbot.waitUntil(lambda words=words: words in tree(form))
    form.fields["rota"].show_text("3")
    form.save.click()
    qtbot.waitUntil(lambda: "Saved on this laptop" in tree(form))
    with desk.read() as session:
        kept_now = limits(session)
    assert (kept_now["people"], kept_now["rota"]) == (timedelta(hours=24), timedelta(hours=3))
