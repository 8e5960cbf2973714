"""Lists and tables: what is selected stays with its row, keys move and open, heads are not chosen."""

from dataclasses import dataclass

import pytest
from PySide6.QtCore import QItemSelectionModel, Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from downtime_desk.ui import theme
from downtime_desk.ui.lists import (
    Cell,
    Column,
    Line,
    RowPicture,
    RowsList,
    RowsModel,
    RowsTable,
    Section,
    TableModel,
)
from downtime_desk.ui.parts import bold, quiet, times
from tests.ui.tree import tree


@dataclass(frozen=True)
class Visit:
    id: int
    name: str
    why: str = "not verified"


ROWS = [
    Section("Rescue now: 2", "soonest harm first"),
    Visit(1, "HOLLOWAY, Edwin"),
    Visit(2, "ASHWORTH, Maureen"),
    Section("Verify next: 2"),
    Visit(3, "BANERJEE, Sunita"),
    Visit(4, "BRIGGS, Alan"),
]
KEY = Qt.Key


def picture(visit: Visit) -> RowPicture:
    return RowPicture(
        (Line((bold(visit.name, size=15),), (times("01:45–02:15"),)), Line((quiet(visit.why),))), priority="R"
    )


@pytest.fixture
def queue(qtbot: QtBot) -> RowsList:
    model = RowsModel(
        lambda visit: visit.id, lambda visit: f"{visit.name}, {visit.why}", lambda visit: visit.name
    )
    made = RowsList("Rescue queue", model, picture)
    qtbot.addWidget(made)
    made.resize(400, 500)
    made.show_rows(ROWS)
    made.show()
    return made


def test_a_row_is_spoken_as_one_sentence(queue: RowsList) -> None:
    queue.select(2)
    assert tree(queue).splitlines() == [
        'list "Rescue queue"',
        '  row "Rescue now: 2. soonest harm first"',
        '  row "HOLLOWAY, Edwin, not verified"',
        '  row "ASHWORTH, Maureen, not verified" [chosen]',
        '  row "Verify next: 2"',
        '  row "BANERJEE, Sunita, not verified"',
        '  row "BRIGGS, Alan, not verified"',
    ]


def test_what_is_selected_stays_with_its_row(queue: RowsList) -> None:
    queue.select(3)
    queue.show_rows([ROWS[4], ROWS[2], Visit(9, "NEW, One")])
    assert queue.current() == ROWS[4]
    queue.show_rows([Visit(9, "NEW, One"), Visit(3, "BANERJEE, Sunita", "now late"), ROWS[5]])
    assert queue.current() == Visit(3, "BANERJEE, Sunita", "now late")
    queue.show_rows([ROWS[5]])
    assert queue.current() is None


def test_rows_replaced_one_for_one_keep_the_selection_with_the_row_not_the_place(queue: RowsList) -> None:
    queue.select(1)
    queue.show_rows([ROWS[0], ROWS[2], ROWS[1], *ROWS[3:]])
    assert queue.current() == ROWS[1]


def test_arrows_pass_over_heads_and_home_and_end_go_to_the_ends(queue: RowsList) -> None:
    queue.select_first()
    assert queue.current() == ROWS[1]
    QTest.keyClick(queue, KEY.Key_Down)
    QTest.keyClick(queue, KEY.Key_Down)
    assert queue.current() == ROWS[4]
    QTest.keyClick(queue, KEY.Key_End)
    assert queue.current() == ROWS[5]
    QTest.keyClick(queue, KEY.Key_Home)
    assert queue.current() == ROWS[1]


def test_enter_opens_and_moving_tells(qtbot: QtBot, queue: RowsList) -> None:
    with qtbot.waitSignal(queue.chosen) as heard:
        queue.select(2)
    assert heard.args == [ROWS[2]]
    with qtbot.waitSignal(queue.opened) as heard:
        QTest.keyClick(queue, KEY.Key_Return)
    assert heard.args == [ROWS[2]]
    with qtbot.assertNotEmitted(queue.opened):
        QTest.keyClick(queue, KEY.Key_Return, Qt.KeyboardModifier.ControlModifier)


def test_the_first_row_is_selected_and_told_of_once_though_the_focus_made_it_current(
    qtbot: QtBot, queue: RowsList
) -> None:
    first = queue.model().index(1, 0)
    queue.selectionModel().setCurrentIndex(first, QItemSelectionModel.SelectionFlag.NoUpdate)
    told: list[object] = []
    queue.chosen.connect(told.append)
    queue.choose_first()
    assert queue.selectionModel().isSelected(first)
    assert told == [ROWS[1]]


def test_typing_a_name_jumps_to_it(queue: RowsList) -> None:
    queue.select_first()
    QTest.keyClicks(queue, "bri")
    assert queue.current() == ROWS[5]


def test_a_letter_of_the_list_acts_on_the_row_and_ctrl_does_not(queue: RowsList) -> None:
    reached: list[Visit] = []
    queue.letters["R"] = reached.append
    queue.select(2)
    QTest.keyClick(queue, KEY.Key_R)
    assert reached == [ROWS[2]]
    QTest.keyClick(queue, KEY.Key_R, Qt.KeyboardModifier.ControlModifier)
    assert reached == [ROWS[2]]


def test_nobody_is_selected_in_the_stead_of_a_row_that_went(queue: RowsList) -> None:
    queue.select(2)
    queue.show_rows([*ROWS[:2], Visit(9, "NEW, One"), *ROWS[3:]])
    assert queue.current() is None
    assert "[chosen]" not in tree(queue)


def test_rows_grow_with_the_text_and_tighten(queue: RowsList) -> None:
    usual = queue.sizeHintForRow(1)
    assert usual == 20 + 17 + 13 + 1
    queue.tighten(tight=True)
    assert queue.sizeHintForRow(1) == usual - 4
    queue.tighten(tight=False)
    theme.wear(theme.Look(theme.tokens(), 200))
    assert queue.sizeHintForRow(1) == 2 * (usual - 1) + 1


def test_the_view_stays_where_it_was_scrolled_to(queue: RowsList) -> None:
    many = [Visit(number, f"SURNAME{number}, Given") for number in range(500)]
    queue.show_rows(many)
    queue.grab()
    queue.select(300)
    place = queue.visualRect(queue.currentIndex()).top()
    assert 0 <= place < queue.height()
    queue.show_rows(many[:400])
    queue.grab()
    assert queue.visualRect(queue.currentIndex()).top() == place
    assert queue.current() == many[300]


def test_a_table_keeps_its_selection_and_opens(qtbot: QtBot) -> None:
    columns = [
        Column("Copy", lambda visit: Cell((times(f"C-{visit.id:04d}", 14),)), 75),
        Column("Person", lambda visit: visit.name),
    ]
    table = RowsTable("Sheets", TableModel(columns, lambda v: v.id, lambda v: f"Copy {v.id}, {v.name}"))
    qtbot.addWidget(table)
    table.show_rows([ROWS[1], ROWS[2]])
    table.show()
    table.select(2)
    table.show_rows([ROWS[4], ROWS[2], ROWS[1]])
    assert table.current() == ROWS[2]
    with qtbot.waitSignal(table.opened) as heard:
        QTest.keyClick(table, KEY.Key_Return)
    assert heard.args == [ROWS[2]]
    assert 'cell "Copy 2, ASHWORTH, Maureen" [chosen]' in tree(table)
    assert 'column "Copy"' in tree(table)


def test_of_twenty_thousand_rows_only_those_in_view_are_drawn(qtbot: QtBot) -> None:
    drawn: list[int] = []

    def counted(visit: Visit) -> RowPicture:
        drawn.append(visit.id)
        return picture(visit)

    model = RowsModel(lambda visit: visit.id, lambda visit: visit.name)
    many = RowsList("Rescue queue", model, counted, alike=type)
    qtbot.addWidget(many)
    many.resize(1600, 1000)
    many.show_rows([Visit(number, f"SURNAME{number}, Given") for number in range(20_000)])
    many.show()
    qtbot.waitUntil(lambda: many.indexAt(many.rect().center()).isValid())
    for place in range(0, 4000, 200):
        many.verticalScrollBar().setValue(place)
        drawn.clear()
        many.grab()
        assert 0 < len(drawn) < 50


def test_rows_that_are_not_alike_are_measured_each(qtbot: QtBot) -> None:
    def tall(visit: Visit) -> RowPicture:
        return RowPicture((Line((bold(visit.name),)),) * visit.id)

    made = RowsList("Rescue queue", RowsModel(lambda visit: visit.id, lambda visit: visit.name), tall)
    qtbot.addWidget(made)
    made.show()

    def heights() -> list[int]:
        return [made.sizeHintForRow(row) for row in range(2)]

    made.show_rows([Visit(1, "HOLLOWAY, Edwin"), Visit(3, "ASHWORTH, Maureen")])
    low, high = heights()
    assert low < high
    made.show_rows([Visit(3, "ASHWORTH, Maureen"), Visit(1, "HOLLOWAY, Edwin")])
    assert heights() == [high, low]
