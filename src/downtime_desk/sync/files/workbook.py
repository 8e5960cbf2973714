"""XLSX workbooks as rows of text, once their size is proved: a small file can unpack to more than the laptop holds.

The reader makes a dense grid of every sheet, so a cell far out is refused before it is opened.
"""

import io
import re
import zipfile
import zlib
from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from typing import TYPE_CHECKING, Any

from downtime_desk.core.errors import Trouble

if TYPE_CHECKING:
    from python_calamine import CalamineSheet

MOST_UNPACKED = 200 * 1024 * 1024
MOST_RATIO = 100
MOST_MEMBERS = 200
MOST_CELLS = 8_000_000
EXACT = 2**53
AGAIN = "Save it as an ordinary .xlsx from the spreadsheet, or export it as CSV. Nothing was kept."

_PLACE = re.compile(rb"""\sr\s*=\s*["']([A-Za-z]+)(\d+)""")
_ROW = re.compile(rb"""<row\b[^>]*?\sr\s*=\s*["'](\d+)""")
# Past column Z, past row 99,999, or no place at all: in a sheet with none of these the rows alone need counting.
_UNUSUAL = re.compile(rb"""\sr\s*=\s*["'](?:[^A-Za-z0-9]|[A-Za-z]{2}|[A-Za-z]\d{6})""")
_DISGUISED = re.compile(rb"""\sr\s*=\s*["'][^A-Za-z0-9]""")


def sheets(name: str, raw: bytes) -> "tuple[list[tuple[str, CalamineSheet]], list[str]]":
    """Return the visible sheets that hold a table, with their names, and the names of hidden ones.

    Raises Trouble when it cannot be relied on.
    """
    # brought in when a workbook is opened: most folders hold none
    from python_calamine import CalamineError, CalamineWorkbook, SheetTypeEnum, SheetVisibleEnum

    _see_that_it_fits(name, raw)
    try:
        book = CalamineWorkbook.from_filelike(io.BytesIO(raw))
        here = [each for each in book.sheets_metadata if each.typ is SheetTypeEnum.WorkSheet]
        shown = [each.name for each in here if each.visible is SheetVisibleEnum.Visible]
        found = [(each, book.get_sheet_by_name(each)) for each in shown]
    except (CalamineError, ValueError, OSError):
        raise Trouble(f"{name} cannot be opened as a workbook.", AGAIN) from None
    # a sheet of one column is somebody's remarks
    filled = [(each, sheet) for each, sheet in found if sheet.height and sheet.width > 1]
    if not filled:
        raise Trouble(f"{name} has no sheet with a table in it.", AGAIN)
    hidden = [each.name for each in here if each.name not in shown]
    return [(name if len(filled) == 1 else f"{name}, sheet {each}", sheet) for each, sheet in filled], hidden


def rows(sheet: "CalamineSheet") -> Iterator[tuple[int, list[str]]]:
    """Yield row numbers as the spreadsheet shows them, and cells as text; blank rows are left out."""
    for number, cells in enumerate(sheet.to_python(skip_empty_area=False), 1):
        said = [cell if type(cell) is str else _text(cell) for cell in cells]
        if any(said):
            yield number, said


def _text(cell: Any) -> str:
    match cell:
        case bool():
            return "true" if cell else "false"
        case float() | int():
            return _number(cell)
        case datetime():
            return cell.isoformat(" ", "seconds")
        case date():
            return cell.isoformat()
        case time():
            return cell.isoformat("seconds")
        case timedelta():
            minutes, seconds = divmod(round(cell.total_seconds()), 60)
            return f"{minutes // 60:02d}:{minutes % 60:02d}:{seconds:02d}"
        case _:
            return str(cell)


def _number(cell: float) -> str:
    """Return a number as it was typed; one past what a spreadsheet can hold shows that digits were lost."""
    if cell != cell or abs(cell) >= EXACT:
        return f"{cell:e}"
    return str(int(cell)) if cell == int(cell) else repr(cell)


def _see_that_it_fits(name: str, raw: bytes) -> None:
    try:
        with zipfile.ZipFile(io.BytesIO(raw)) as archive:
            members = archive.infolist()
            if "xl/workbook.xml" not in archive.namelist():
                raise Trouble(f"{name} is not an XLSX workbook.", AGAIN)
            if len(members) > MOST_MEMBERS or sum(each.file_size for each in members) > MOST_UNPACKED:
                raise Trouble(f"{name} unpacks to more than a rota or a list of people needs.", AGAIN)
            for each in members:
                if each.file_size > MOST_RATIO * max(each.compress_size, 1024):
                    raise Trouble(f"{name} unpacks to more than a rota or a list of people needs.", AGAIN)
                # read to its end, which proves the size it claims
                content = archive.read(each)
                if each.filename.startswith("xl/worksheets/") and each.filename.endswith(".xml"):
                    _see_that_the_grid_fits(name, content)
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError):
        raise Trouble(f"{name} is damaged, or locked with a password.", AGAIN) from None


def _see_that_the_grid_fits(name: str, content: bytes) -> None:
    is_unusual = _UNUSUAL.search(content) is not None
    if b"\0" in content or (is_unusual and _DISGUISED.search(content)):
        raise Trouble(f"{name} is written in a form that no spreadsheet writes.", AGAIN)
    places = set(_PLACE.findall(content)) if is_unusual else set[tuple[bytes, bytes]]()
    columns = max(26, *map(_column, {letters for letters, _ in places}), 0)
    rows_ = max(int(digits[:9]) for digits in (b"1", *_ROW.findall(content), *(each for _, each in places)))
    if rows_ * columns > MOST_CELLS:
        raise Trouble(f"{name} has a cell far outside its table.", AGAIN)


def _column(letters: bytes) -> int:
    number = 0
    for letter in letters.upper()[:4]:
        number = number * 26 + letter - 64
    return number
