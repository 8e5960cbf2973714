"""Paper that comes back: what a scanner reads is found, counted in and opened, or refused in words."""

from dataclasses import replace
from datetime import timedelta
from threading import Event

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from downtime_desk.core import replay
from downtime_desk.core.errors import Trouble
from downtime_desk.core.journal import entries
from downtime_desk.core.store import Acting, Store
from downtime_desk.printing.actions import IssueCopies, issue_copies
from downtime_desk.printing.making import Made, Order, make
from downtime_desk.printing.numbers import number_of
from downtime_desk.printing.queries import numbered_sheets
from downtime_desk.printing.scanned import scanned
from downtime_desk.printing.screen.scan import ScanDialog
from downtime_desk.printing.who import Who
from downtime_desk.ui.desk import Desk
from tests.conftest import NIGHT
from tests.printing.test_run_papers import MEANT


def issued(store: Store, acting: Acting, kind: str, which: str = "") -> Made:
    paper, group = MEANT.get(kind, ("summary", kind))
    order = Order(Who(group, which), acting, NIGHT + timedelta(hours=12), Event(), paper)  # type: ignore[arg-type]
    made = make(store.read, order, lambda _: None)
    with store.write(acting) as session:
        issue_copies(
            session, IssueCopies(made.sheets, made.pack, "Iwan Prosser", "Office laser", "On call tonight")
        )
    return made


def codes(made: Made) -> list[str]:
    return [sheet.code() for sheet in made.sheets]  # type: ignore[attr-defined]


def states(store: Store) -> list[str]:
    with store.read() as session:
        return [sheet.state for sheet in reversed(numbered_sheets(session))]


@pytest.fixture
def window(qtbot: QtBot) -> QWidget:
    made = QWidget()
    made.resize(1366, 768)
    qtbot.addWidget(made)
    with qtbot.waitActive(made):
        made.show()
    return made


@pytest.fixture
def dialog(desk: Desk, copy: Store, window: QWidget) -> ScanDialog:
    made = ScanDialog(window, desk)
    made.open()
    return made


def scan(dialog: ScanDialog, typed: str) -> None:
    """Type as a scanner does."""
    dialog.field.line.setFocus()
    QTest.keyClicks(dialog.field.line, typed)
    QTest.keyClick(dialog.field.line, Qt.Key.Key_Return)


@pytest.mark.parametrize("desk", ["D3FA12", "DC9B12", "DCCC12", "D00012"])
def test_a_code_a_number_and_a_short_number_name_the_same_sheet(
    copy: Store, acting: Acting, desk: str
) -> None:
    acting = replace(acting, desk=desk)
    made = issued(copy, acting, "visit", "v2")
    number = made.sheets[0].copy_number
    typed = (*codes(made), codes(made)[0].lower(), number, number.lower()[2:], number.replace("-", " "), "1")
    with copy.read() as session:
        for each in typed:
            found = scanned(session, f" {each}\n", acting.desk)
            assert (found.number, found.visit, found.kind) == (number, "v2", "Visit record"), each


@pytest.mark.parametrize(
    ("typed", "match"),
    [
        ("", "not a code"),
        ("hello", "not a code"),
        ("https://example.org/" + "x" * 200, "not a code"),
        ("DD1:C-9ZZ-0001", "Only a part"),
        ("DD1:C-9ZZ-0001:D9ZZ:7F3A-92C1", "sheet of another desk, D9ZZ"),
        ("C-9ZZ-0001", "no sheet C-9ZZ-0001"),
        ("77", "no sheet"),
    ],
)
def test_what_is_not_ours_is_said_in_words(copy: Store, acting: Acting, typed: str, match: str) -> None:
    issued(copy, acting, "run sheet", "c1")
    with copy.read() as session, pytest.raises(Trouble, match=match):
        scanned(session, typed, acting.desk)
    assert states(copy) == ["out"]


def test_a_code_that_does_not_fit_its_number_is_not_believed(copy: Store, acting: Acting) -> None:
    made = issued(copy, acting, "visit", "v2")
    forged = codes(made)[0].rsplit(":", 1)[0] + ":V00000000"
    unknown = f"DD1:{number_of(acting.desk, 99)}:{acting.desk}:V00000000"
    with copy.read() as session:
        with pytest.raises(Trouble, match="does not belong"):
            scanned(session, forged, acting.desk)
        with pytest.raises(Trouble, match="no sheet"):
            scanned(session, unknown, acting.desk)


def test_a_run_of_paper_is_counted_in_scan_by_scan(
    dialog: ScanDialog, copy: Store, acting: Acting, qtbot: QtBot
) -> None:
    made = issued(copy, acting, "red"), issued(copy, acting, "run sheet", "c1")
    every = [code for pack in made for code in codes(pack)]
    for place, code in enumerate(every, 1):
        scan(dialog, code)
        qtbot.waitUntil(lambda place=place: dialog.lately.text().startswith(f"{place} counted in"))
        assert dialog.field.text() == ""
        assert dialog.field.line.hasFocus()
    assert states(copy) == ["back"] * 3
    scan(dialog, every[0])
    assert "is back already" in dialog.said.words()
    assert dialog.lately.text().startswith("3 counted in")


def test_a_scan_by_mistake_is_undone_by_a_new_entry(
    dialog: ScanDialog, copy: Store, acting: Acting, qtbot: QtBot
) -> None:
    made = issued(copy, acting, "run sheet", "c1")
    scan(dialog, made.sheets[0].copy_number)
    qtbot.waitUntil(dialog.offers.isVisible)
    dialog.undo.click()
    qtbot.waitUntil(lambda: "still out" in dialog.said.words())
    assert states(copy) == ["out"]
    assert dialog.lately.text() == ""
    with copy.read() as session:
        assert [each.kind for each in entries(session)][-2:] == ["copy.accounted_for"] * 2
        assert replay.differences(session) == []


def test_a_sheet_that_was_destroyed_or_lost_is_written_down_with_words(
    dialog: ScanDialog, copy: Store, acting: Acting, qtbot: QtBot
) -> None:
    made = issued(copy, acting, "red")
    scan(dialog, made.sheets[0].copy_number)
    qtbot.waitUntil(dialog.offers.isVisible)
    dialog.shredded.click()
    qtbot.waitUntil(lambda: "was destroyed" in dialog.said.words())
    scan(dialog, made.sheets[1].copy_number)
    qtbot.waitUntil(dialog.offers.isVisible)
    dialog.lost.click()
    QTest.keyClick(dialog.how.line, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: "How it was lost is missing" in dialog.said.words())
    QTest.keyClicks(dialog.how.line, "left on the 37 bus")
    QTest.keyClick(dialog.how.line, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: "is lost" in dialog.said.words())
    assert states(copy) == ["destroyed", "lost"]


def test_a_visit_record_is_counted_in_and_asks_for_its_visit(
    dialog: ScanDialog, copy: Store, acting: Acting, qtbot: QtBot
) -> None:
    made = issued(copy, acting, "visit", "v2")
    with qtbot.waitSignal(dialog.visit_asked) as asked:
        scan(dialog, codes(made)[0])
    assert asked.args == ["v2", made.sheets[0].copy_number]
    assert states(copy) == ["back"]


def test_a_blank_record_says_where_to_go_on(
    dialog: ScanDialog, copy: Store, acting: Acting, qtbot: QtBot
) -> None:
    made = issued(copy, acting, "blank", "1")
    scan(dialog, codes(made)[0])
    qtbot.waitUntil(lambda: "find the visit in the list" in dialog.said.words())


def test_foreign_paper_writes_nothing_down(dialog: ScanDialog, copy: Store) -> None:
    with copy.read() as session:
        before = len(list(entries(session)))
    scan(dialog, "DD1:C-9ZZ-0001:D9ZZ:7F3A-92C1")
    assert "another desk, D9ZZ" in dialog.said.words()
    assert dialog.field.line.hasFocus()
    with copy.read() as session:
        assert len(list(entries(session))) == before
