"""Small exports to test with."""

import os
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import xlsxwriter

from downtime_desk.people.summary import Person
from downtime_desk.sync.files.folder import Files
from downtime_desk.sync.staged import Known, Staged

EXPORTED = datetime(2026, 11, 21, 18, 0, tzinfo=UTC)

PEOPLE = "ID,First Name,Last Name,Post Code\nP1,Elsie,MARLOW,GL1 1AA\nP2,Ted,Okafor,GL1 2BB\n"
VISIT_HEAD = "VisitID,UserID,PlannedCarerID,PlannedStartDateTime,PlannedEndDateTime,Tasks\n"
VISITS = VISIT_HEAD + (
    "V1,P1,C7,22/11/2026 07:30,22/11/2026 08:00,wash-dress\n"
    "V2,P2,C7,22/11/2026 09:00,22/11/2026 09:30,meal\n"
    "V3,P1,NULL,22/11/2026 12:00,22/11/2026 12:30,\n"
)


def put(folder: Path, name: str, said: str | bytes) -> Path:
    """Write an export that was made yesterday evening."""
    folder.mkdir(exist_ok=True)
    file = folder / name
    file.write_bytes(said if isinstance(said, bytes) else said.encode())
    os.utime(file, (EXPORTED.timestamp(), EXPORTED.timestamp()))
    return file


def usual(folder: Path) -> Path:
    """Write two people and three visits, and return the folder."""
    put(folder, "people.csv", PEOPLE)
    put(folder, "visits.csv", VISITS)
    return folder


def staged(folder: Path, known: Known | None = None) -> Staged:
    """Return what a folder stages."""
    return Files(folder).stage(known or Known())


def one_person(folder: Path, header: str, row: str) -> tuple[Person, Staged]:
    """Return the person of one row, under the Birdie-shaped names, with all that was staged."""
    put(folder, "one.csv", f"{header}\n{row}\n")
    found = staged(folder)
    (person,) = found.people()
    return person, found


def book(file: Path, *rows: list[Any], sheet: str = "Rota", hidden: str = "") -> Path:
    """Write a workbook of one sheet, perhaps beside a hidden one."""
    file.parent.mkdir(exist_ok=True)
    with xlsxwriter.Workbook(str(file), {"default_date_format": "dd/mm/yyyy hh:mm"}) as made:
        page = made.add_worksheet(sheet)
        for number, row in enumerate(rows):
            page.write_row(number, 0, row)
        if hidden:
            aside = made.add_worksheet(hidden)
            aside.write(0, 0, "not to be read")
            aside.hide()
    return file
