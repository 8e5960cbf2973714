"""Files as tables: hostile ones are refused with their line, and no row is lost."""

import csv
import io
import zipfile
from datetime import datetime, timedelta
from pathlib import Path

import pytest
import xlsxwriter
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from downtime_desk.core.errors import Trouble
from downtime_desk.sync.files import tables as reading
from downtime_desk.sync.files import workbook
from downtime_desk.sync.files.tables import tables
from tests.sync.files.make import book, put

CELLS = st.text(
    st.characters(exclude_categories=["Cs", "Cc"]) | st.sampled_from(',;"\n|\t'), min_size=1, max_size=12
).filter(lambda cell: cell.strip() and "\r" not in cell)
HEADER = ["Visit", "Person"]


def only(file: Path) -> tuple[tuple[str, ...], list[tuple[int, list[str]]]]:
    """Return header and rows of the only table."""
    (table,) = tables(file)
    return table.header, [(line, list(cells)) for line, cells in table.rows()]


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(
    st.lists(st.lists(CELLS, min_size=2, max_size=2), max_size=6),
    st.sampled_from(reading.DELIMITERS),
    st.sampled_from(["\n", "\r\n"]),
    st.sampled_from(["utf-8", "utf-8-sig", "utf-16"]),
)
def test_what_a_spreadsheet_writes_is_read_back_whole(
    tmp_path: Path, rows: list[list[str]], by: str, ends: str, encoding: str
) -> None:
    out = io.StringIO(newline="")
    csv.writer(out, delimiter=by, lineterminator=ends).writerows([HEADER, *rows])
    header, back = only(put(tmp_path, "a.csv", out.getvalue().encode(encoding)))
    assert list(header) == HEADER
    assert [cells for _, cells in back] == rows


@pytest.mark.parametrize(
    ("rows", "line"),
    [
        ('1,"Smith\n2,Jones\n3,Brown\n', 2),
        ('1,Smith\n2,"Jones\n3,"Brown"\n', 3),
        ('1,Smith\n2,"Jo"nes\n', 3),
        ('1,"a\nb"\n2,"Jones\n', 4),
    ],
)
def test_quotation_marks_that_do_not_fit_stop_the_file_at_their_line(
    tmp_path: Path, rows: str, line: int
) -> None:
    file = put(tmp_path, "a.csv", "Visit,Person\n" + rows)
    with pytest.raises(Trouble, match=f"a.csv line {line}: .*rows could be lost"):
        only(file)


def test_lines_are_counted_as_the_editor_shows_them(tmp_path: Path) -> None:
    file = put(tmp_path, "a.csv", 'Visits of the week\n\nVisit,Person\n1,"two\nlines"\n\n2,x\n3\n')
    assert only(file) == (("Visit", "Person"), [(4, ["1", "two\nlines"]), (7, ["2", "x"]), (8, ["3"])])


@pytest.mark.parametrize(
    ("said", "words"),
    [
        (b"", "no row of column names"),
        (b"\n\n\n", "no row of column names"),
        (b"Visit,visit *\n1,2\n", "two columns are called"),
        (b"Visit,Person\n1,\x81\x8d\n", "line 2: the letters"),
        (b"Visit,Person\n1," + b"x" * 140_000 + b"\n", "line 2: a cell is longer"),
    ],
)
def test_a_file_that_cannot_be_relied_on_is_refused(tmp_path: Path, said: bytes, words: str) -> None:
    file = put(tmp_path, "a.csv", said)
    with pytest.raises(Trouble, match=words):
        only(file)


def test_windows_letters_are_said(tmp_path: Path) -> None:
    (table,) = tables(put(tmp_path, "a.csv", "Visit,Person\n1,Siân O’Neill\n".encode("cp1252")))
    assert "Windows letters" in table.said
    assert next(table.rows()) == (2, ["1", "Siân O’Neill"])
    (plain,) = tables(put(tmp_path, "b.csv", "Visit,Person\n1,Siân\n"))
    assert plain.said == ""


@pytest.mark.parametrize("encoding", ["utf-16-le", "utf-16-be"])
def test_letters_of_two_bytes_need_no_mark(tmp_path: Path, encoding: str) -> None:
    (table,) = tables(put(tmp_path, "a.csv", "Visit,Person\n1,Siân O’Neill\n".encode(encoding)))
    assert (table.header, table.said) == (("Visit", "Person"), "read as UTF-16")
    assert next(table.rows()) == (2, ["1", "Siân O’Neill"])


def test_letters_nobody_can_read_are_not_asked_about_as_columns(tmp_path: Path) -> None:
    with pytest.raises(Trouble, match="in no form that is known"):
        only(put(tmp_path, "a.csv", "Visit,Person\n1,Lee\n".encode("utf-32-le")))


@pytest.mark.parametrize(
    "above",
    [
        "Rota; week 47\n",
        "Exported:,22/11/2026,,\nBy:,Admin,,\n,,,\n",
        "Visit,,Planned,\n",
        "sep=,\n",
        "\n\n",
    ],
)
def test_what_stands_above_the_column_names_is_not_taken_for_them(tmp_path: Path, above: str) -> None:
    file = put(tmp_path, "a.csv", f"{above}Visit,Person,Start,End\n1,2,3,4\n5,6,7,8\n")
    header, rows = only(file)
    assert header == ("Visit", "Person", "Start", "End")
    assert [cells for _, cells in rows] == [["1", "2", "3", "4"], ["5", "6", "7", "8"]]
    assert rows[0][0] == above.count("\n") + 2


@pytest.mark.parametrize("rest", ["3", "3,Le", '3,"a\nb"'])
def test_a_file_that_is_half_written_is_refused(tmp_path: Path, rest: str) -> None:
    file = put(tmp_path, "a.csv", f"Visit,Person,Start\n1,Lee,x\n2,Kerr,y\n{rest}")
    with pytest.raises(Trouble, match=r"a\.csv line 4: the file breaks off there"):
        only(file)


def test_a_last_line_without_its_end_is_a_line(tmp_path: Path) -> None:
    assert only(put(tmp_path, "a.csv", "Visit,Person\n1,Lee"))[1] == [(2, ["1", "Lee"])]


def test_hidden_sheets_are_said_and_a_sheet_of_remarks_is_none(tmp_path: Path) -> None:
    file = tmp_path / "rota.xlsx"
    with xlsxwriter.Workbook(str(file)) as made:
        for name in ("Rota", "Old rota"):
            made.add_worksheet(name).write_row(0, 0, HEADER)
        made.worksheets()[1].hide()
        made.add_worksheet("Remarks").write(0, 0, "Made by the office")
    (table,) = tables(file)
    assert (table.name, table.said) == ("rota.xlsx", "left out, because hidden: Old rota")


def test_too_much_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = put(tmp_path, "a.csv", "Visit,Person\n" + "1,2\n" * 5)
    monkeypatch.setattr(reading, "MOST_ROWS", 4)
    with pytest.raises(Trouble, match="more than 4 rows"):
        only(file)
    monkeypatch.setattr(reading, "MOST_BYTES", 4)
    with pytest.raises(Trouble, match="larger than"):
        tables(file)


def test_a_missing_file_is_said(tmp_path: Path) -> None:
    with pytest.raises(Trouble, match="cannot be read"):
        tables(tmp_path / "gone.csv")


def test_a_workbook_gives_text(tmp_path: Path) -> None:
    file = book(
        tmp_path / "a.xlsx",
        ["Visit", "Person", "When", "Long", "Double"],
        [
            1234,
            "=1+1",
            datetime(2026, 11, 22, 7, 30),  # noqa: DTZ001 - a cell has no zone
            timedelta(minutes=45),
            True,
        ],
        [],
        [2**60, 1.5, "03/04/2026", "", False],
        hidden="Lists",
    )
    _, rows = only(file)
    assert rows == [
        (2, ["1234", "0", "2026-11-22 07:30:00", "00:45:00", "true"]),
        (4, ["1.152922e+18", "1.5", "03/04/2026", "", "false"]),
    ]


def test_the_row_is_the_one_the_spreadsheet_shows(tmp_path: Path) -> None:
    file = book(tmp_path / "a.xlsx", [], [], ["", "Visit", "Person"], ["", "1", "x"])
    header, rows = only(file)
    assert header == ("", "Visit", "Person")
    assert rows == [(4, ["", "1", "x"])]


def repacked(file: Path, member: str, content: bytes) -> Path:
    """Put other bytes in the place of a member of a workbook."""
    with zipfile.ZipFile(file) as old:
        kept = {each: old.read(each) for each in old.namelist()}
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as new:
        for name, said in (kept | {member: content}).items():
            new.writestr(name, said)
    return file


SHEET = b'<?xml version="1.0"?><worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>%s</sheetData></worksheet>'
CELL = b'<row r="%d"><c r="%s"><v>1</v></c></row>'


@pytest.mark.parametrize(
    "place", [(1048576, b"A1048576"), (1, b"XFD1048576"), (99999, b"ZZ99999"), (1, b"A999999999")]
)
def test_a_cell_far_out_is_refused_before_it_is_opened(tmp_path: Path, place: tuple[int, bytes]) -> None:
    file = book(tmp_path / "a.xlsx", ["Visit", "Person"])
    far = SHEET % ((CELL % (1, b"A1")) + (CELL % place))
    with pytest.raises(Trouble, match="far outside"):
        tables(repacked(file, "xl/worksheets/sheet1.xml", far))


def test_a_disguised_sheet_is_refused(tmp_path: Path) -> None:
    file = book(tmp_path / "a.xlsx", ["Visit", "Person"])
    with pytest.raises(Trouble, match="no spreadsheet writes"):
        tables(repacked(file, "xl/worksheets/sheet1.xml", (SHEET % b"").decode().encode("utf-16")))


def test_a_workbook_that_unpacks_to_too_much_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = book(tmp_path / "a.xlsx", ["Visit", "Person"], ["1", "x"])
    with pytest.raises(Trouble, match="unpacks to more"):
        tables(repacked(file, "xl/bomb.xml", b"0" * 5_000_000))
    monkeypatch.setattr(workbook, "MOST_UNPACKED", 100)
    with pytest.raises(Trouble, match="unpacks to more"):
        tables(book(tmp_path / "b.xlsx", ["Visit", "Person"]))


@pytest.mark.parametrize("cut", [0, 1, 30, 400, -30, -1])
def test_a_workbook_cut_short_is_refused(tmp_path: Path, cut: int) -> None:
    file = book(tmp_path / "a.xlsx", ["Visit", "Person"], ["1", "x"])
    put(tmp_path, "a.xlsx", file.read_bytes()[:cut])
    with pytest.raises(Trouble, match=r"a\.xlsx"):
        tables(file)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None, max_examples=60)
@given(st.lists(st.tuples(st.floats(0, 1, exclude_max=True), st.integers(0, 255)), min_size=1, max_size=4))
def test_no_damage_to_a_workbook_is_more_than_trouble(
    tmp_path: Path, damage: list[tuple[float, int]]
) -> None:
    raw = bytearray(book(tmp_path / "a.xlsx", ["Visit", "Person"], ["1", "x"]).read_bytes())
    for place, byte in damage:
        raw[int(place * len(raw))] = byte
    try:
        for table in tables(put(tmp_path, "b.xlsx", bytes(raw))):
            list(table.rows())
    except Trouble:
        return


def test_json_is_flattened_one_row_for_each_carer(tmp_path: Path) -> None:
    file = put(
        tmp_path,
        "a.json",
        '{"total": 2, "visits": [{"id": 7, "who": {"id": "P1"}, "caregivers": [{"user": {"id": 1}}, {"user": {"id": 2}}]},'
        ' {"id": 8, "who": {"id": "P2"}, "caregivers": [], "ok": true, "tags": ["a", "b"]}]}',
    )
    header, rows = only(file)
    assert header == ("id", "who.id", "caregivers.user.id", "caregivers", "ok", "tags")
    assert rows == [
        (1, ["7", "P1", "1", "", "", ""]),
        (1, ["7", "P1", "2", "", "", ""]),
        (2, ["8", "P2", "", "", "true", "a; b"]),
    ]


@pytest.mark.parametrize(
    "said",
    [
        '[{"id": 1, "id": 2, "a": 3}]',
        '[{"id": NaN, "a": 1}]',
        '[{"id": 1, "a": 2}',
        "[1, 2]",
        '"words"',
        '[{"a": [{"b": 1}], "c": [{"d": 1}]}]',
        '[{"a": [{"b": [{"c": 1}]}]}]',
        '[{"id": "\\ud800", "a": 1}]',
        "[" * 100_000,
        '{"a":' * 100_000,
        '[{"id": ' + "1" * 5000 + ', "a": 1}]',
    ],
)
def test_json_that_could_be_read_in_two_ways_is_refused(tmp_path: Path, said: str) -> None:
    file = put(tmp_path, "a.json", said)
    with pytest.raises(Trouble, match=r"a\.json"):
        only(file)


@pytest.mark.parametrize(
    "more", ['"next": "/people?page=2"', '"total": 3', '"has_more": true', '"nextPageToken": "x", "count": 9']
)
def test_json_that_is_one_page_of_several_is_refused(tmp_path: Path, more: str) -> None:
    with pytest.raises(Trouble, match="one page of several"):
        only(
            put(
                tmp_path,
                "a.json",
                f'{{"people": [{{"id": "1", "name": "x"}}, {{"id": "2", "name": "y"}}], {more}}}',
            )
        )


def test_json_that_says_that_it_is_whole_is_read(tmp_path: Path) -> None:
    said = '{"people": [{"id": "1", "name": "x"}], "total": 1, "next": null, "page": 1}'
    assert len(only(put(tmp_path, "a.json", said))[1]) == 1
