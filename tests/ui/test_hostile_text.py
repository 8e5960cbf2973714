"""Text from outside is shown as it is: never as markup, never able to hide or reorder."""

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from downtime_desk.ui.lists import Column, Line, RowPicture, RowsList, RowsModel, RowsTable, TableModel
from downtime_desk.ui.parts import (
    Empty,
    Fit,
    Note,
    Option,
    SafeLabel,
    Segmented,
    Tick,
    Words,
    bold,
    button,
    plain,
    safe_tip,
)
from downtime_desk.ui.parts.fields import Choice
from downtime_desk.ui.runs import lay_out, one_line
from tests.ui.tree import tree

MARKUP = "<b>Smith</b> & <img src=x onerror=y>"
TURNED = "safe\u202etxt.exe"
LONG = "Penicillin " * 2000


@pytest.mark.parametrize(
    ("given", "shown"),
    [
        (MARKUP, MARKUP),
        (TURNED, "safe[U+202E]txt.exe"),
        ("a\x00b\x1b[31m\x7f\x9b", "a[U+0000]b[U+001B][31m[U+007F][U+009B]"),
        ("zero\u200bwidth\ufeff", "zero[U+200B]width[U+FEFF]"),
        ("\u2066iso\u2069\u061c", "[U+2066]iso[U+2069][U+061C]"),
        ("two\r\nlines", "two\nlines"),
        ("Józef O’Shea ŁÜ 王", "Józef O’Shea ŁÜ 王"),
    ],
)
def test_plain_shows_what_would_hide(given: str, shown: str) -> None:
    assert plain(given) == shown


def test_one_line_has_no_line_ends() -> None:
    assert one_line("a\nb\tc\u2028d") == "a b c[U+2028]d"


def test_labels_show_markup_as_text(qtbot: QtBot) -> None:
    said = SafeLabel(MARKUP)
    qtbot.addWidget(said)
    assert said.textFormat() == Qt.TextFormat.PlainText
    assert said.text() == MARKUP
    wide = SafeLabel("Smith")
    qtbot.addWidget(wide)
    assert said.sizeHint().width() > 2 * wide.sizeHint().width()


def test_tips_show_markup_as_text() -> None:
    assert safe_tip("<b>x</b>") == "<qt>&lt;b&gt;x&lt;/b&gt;</qt>"
    assert safe_tip("") == ""


def test_every_part_takes_hostile_text(qtbot: QtBot) -> None:
    hostile = f"{MARKUP} {TURNED}"
    shown = f"{MARKUP} safe[U+202E]txt.exe"
    parts = [
        button(hostile),
        Words(bold(hostile)),
        Tick(hostile),
        Note(hostile),
        Empty(hostile),
        Segmented("Ask", [Option(1, hostile)]),
        SafeLabel(hostile, fit=Fit.CUT),
    ]
    for part in parts:
        qtbot.addWidget(part)
        part.show()
        part.grab()
        assert shown in tree(part), type(part).__name__


def test_an_ampersand_is_no_key(qtbot: QtBot) -> None:
    pressed = button("Risks & suppliers")
    qtbot.addWidget(pressed)
    assert pressed.shortcut().isEmpty()
    assert pressed.words() == "Risks & suppliers"


def test_choices_show_hostile_options(qtbot: QtBot) -> None:
    asked = Choice("Who", [Option(1, TURNED)])
    qtbot.addWidget(asked)
    assert asked.combo.itemText(0) == "safe[U+202E]txt.exe"


def test_twenty_thousand_characters_are_shown_and_do_not_stall(qtbot: QtBot) -> None:
    said = SafeLabel(LONG)
    qtbot.addWidget(said)
    assert said.text() == LONG
    for part in (SafeLabel(LONG, fit=Fit.CUT), Words(LONG), button(LONG)):
        qtbot.addWidget(part)
        part.resize(400, 60)
        part.grab()
    laid = lay_out((bold(LONG),), 400, 2)
    assert laid.layout.lineCount() == 2
    assert laid.layout.text().endswith("…")
    assert laid.width <= 400


def test_lists_and_tables_show_hostile_rows(qtbot: QtBot) -> None:
    rows = [MARKUP, TURNED, LONG]
    listed = RowsList("People", RowsModel(hash, str), lambda row: RowPicture((Line((bold(row),)),)))
    table = RowsTable("People", TableModel([Column("Name", str)], hash, str))
    for view in (listed, table):
        qtbot.addWidget(view)
        view.resize(300, 200)
        view.show_rows(rows)
        view.show()
        view.grab()
        said = tree(view)
        assert MARKUP in said
        assert "safe[U+202E]txt.exe" in said
