"""A folder of FHIR files as a main system: NDJSON exports, Bundles and single resources, mixed.

NDJSON is read line by line and may be of any size. A file that breaks off is no copy of anything, so it
stops the whole reading; a line that cannot be read does not.
"""

from collections.abc import Iterator
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import BinaryIO

from downtime_desk.core.errors import Trouble
from downtime_desk.rota.mirror import Window
from downtime_desk.sync.staged import Can
from downtime_desk.sync.strict import MOST_BYTES, Unreadable, shallow

LINES = frozenset({".ndjson", ".jsonl"})
WHOLE = frozenset({".json"})
MOST_WHOLE = 32 * 1024 * 1024
LONGEST_LINE = MOST_BYTES + 2
BYTE_ORDER_MARK = b"\xef\xbb\xbf"


class Folder:
    """The FHIR files in one folder, in the order of their names. The oldest file says how old the export is."""

    can = Can(read_people=True, read_rota=True)

    def __init__(self, folder: Path, window: Window | None = None) -> None:
        self.folder = folder
        self.name = f"Folder {folder.name}"
        self.window = window
        self.as_of: datetime | None = None

    def resources(self) -> Iterator[tuple[str, bytes]]:
        """Yield each line or file. Raises Trouble when a file is missing, cut short or too large."""
        files = self._files()
        if not files:
            raise Trouble(
                f"There are no records in the folder {self.folder.name}.",
                "Choose the folder that holds the .ndjson or .json files of the export.",
            )
        self.as_of = datetime.fromtimestamp(min(file.stat().st_mtime for file in files), UTC)
        for file in files:
            try:
                yield from _lines(file) if file.suffix.lower() in LINES else _whole(file)
            except OSError as failure:
                raise Trouble(
                    f"The file {file.name} cannot be read ({failure.strerror}).",
                    "Check that the disk or stick is still there, then try again.",
                ) from failure

    def close(self) -> None:
        """Nothing is left open between files."""

    def _files(self) -> list[Path]:
        try:
            return sorted(
                each
                for each in self.folder.iterdir()
                if each.is_file() and each.suffix.lower() in LINES | WHOLE
            )
        except OSError as failure:
            raise Trouble(
                f"The folder {self.folder.name} cannot be opened ({failure.strerror}).",
                "Check that the disk or stick is still there, then try again.",
            ) from failure


def _lines(file: Path) -> Iterator[tuple[str, bytes]]:
    body = line = b"\n"
    where = f"{file.name} line "
    with file.open("rb") as lines:
        for number, line in enumerate(_bounded(lines), 1):
            body = line.strip()
            if number == 1:
                body = body.removeprefix(BYTE_ORDER_MARK)
            if body:
                yield where + str(number), body
    if len(line) < LONGEST_LINE and not line.endswith(b"\n"):
        _refuse_cut_short(file, body)


def _bounded(lines: BinaryIO) -> Iterator[bytes]:
    """Yield lines; of one too long to be a record, only enough to show that it is too long."""
    for line in iter(partial(lines.readline, LONGEST_LINE), b""):
        yield line
        while len(line) == LONGEST_LINE and not line.endswith(b"\n"):
            line = lines.readline(LONGEST_LINE)


def _refuse_cut_short(file: Path, last: bytes) -> None:
    try:
        shallow(last)
    except Unreadable:
        raise Trouble(
            f"The file {file.name} breaks off in the middle.", "Copy it from the main system again."
        ) from None


def _whole(file: Path) -> Iterator[tuple[str, bytes]]:
    if file.stat().st_size > MOST_WHOLE:
        raise Trouble(
            f"The file {file.name} is larger than {MOST_WHOLE // 1024 // 1024} MB.",
            "Ask for the export as NDJSON, one record a line, which may be of any size.",
        )
    body = file.read_bytes().removeprefix(BYTE_ORDER_MARK)
    try:
        shallow(body)
    except Unreadable as why:
        raise Trouble(
            f"The file {file.name} cannot be read: {why}.", "Copy it from the main system again."
        ) from None
    yield file.name, body
