"""One visit out of rows that do not say the same of it."""

from pathlib import Path

import pytest

from downtime_desk.sync.files.folder import Files
from downtime_desk.sync.files.profiles import Mapped, profile_of
from downtime_desk.sync.files.visits import DIFFERENT, OTHER_TIMES, PART_CANCELLED
from downtime_desk.sync.staged import Known
from tests.sync.files.make import PEOPLE, put

FIELDS = {
    "Visit": "visit.id",
    "Person": "person.id",
    "Start": "visit.start",
    "End": "visit.end",
    "Carer": "carer.id",
    "Cancelled": "visit.cancelled",
    "Status": "visit.status",
}
OWN = profile_of(Mapped("Ours", tuple(FIELDS), FIELDS))


def one(folder: Path, *rows: tuple[str, str, str, str, str]) -> tuple[tuple[object, ...], list[str]]:
    """Return the visit of some rows of start, end, carer, cancelled and status, and what was listed."""
    put(folder, "people.csv", PEOPLE)
    lines = [f"V1,P1,22/11/2026 {start},22/11/2026 {end},{','.join(rest)}" for start, end, *rest in rows]
    put(folder, "visits.csv", "\n".join((",".join(FIELDS), *lines)) + "\n")
    found = Files(folder, (OWN,)).stage(Known())
    (visit,) = found.visits()
    start = visit[2][11:16]
    return (start, visit[4], visit[5], visit[6], visit[10]), [each.reason for each in found.rejected]


CANCELLED = ("07:30", "08:00", "C7", "Y", "")
STANDS = ("09:00", "09:30", "C8", "", "")


@pytest.mark.parametrize("rows", [(CANCELLED, STANDS), (STANDS, CANCELLED)])
def test_a_cancelled_row_never_cancels_the_visit_of_one_that_stands(tmp_path: Path, rows: tuple[()]) -> None:
    assert one(tmp_path, *rows) == (("09:00", "booked", 1, '["C8"]', PART_CANCELLED), [])


def test_a_visit_whose_rows_are_all_cancelled_is_cancelled(tmp_path: Path) -> None:
    visit, listed = one(tmp_path, CANCELLED, ("07:30", "08:00", "C8", "Y", ""))
    assert (visit[1], visit[3], listed) == ("cancelled", '["C7","C8"]', [])


def test_a_second_carer_who_comes_later_goes_too_and_it_is_said(tmp_path: Path) -> None:
    rows = (("07:30", "08:00", "C7", "", ""), ("07:45", "08:15", "C8", "", ""))
    assert one(tmp_path, *rows) == (("07:30", "booked", 2, '["C7","C8"]', OTHER_TIMES), [DIFFERENT])


def test_a_visit_is_done_when_all_of_its_rows_are(tmp_path: Path) -> None:
    done, open_ = ("07:30", "08:00", "C7", "", "Completed"), ("07:30", "08:00", "C8", "", "")
    assert one(tmp_path, done, open_)[0][1] == "booked"
    assert one(tmp_path, done, (*done[:2], "C8", *done[3:]))[0][1] == "fulfilled"


def test_two_visits_under_one_id_are_not_put_together(tmp_path: Path) -> None:
    rows = (("07:30", "08:00", "C7", "", ""), ("18:00", "18:30", "C8", "", ""))
    assert one(tmp_path, *rows) == (("07:30", "booked", 1, '["C7"]', None), [DIFFERENT])
