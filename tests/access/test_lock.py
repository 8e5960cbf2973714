"""What the locked screen may say: kept whole, never a reason to keep anybody out, nothing about people."""

from datetime import UTC, datetime
from pathlib import Path

import msgspec
import pytest

from downtime_desk.access.home import store_folder
from downtime_desk.access.lock import FILE, LockNote, instant, noted_sign_in, read_lock, write_lock

NOTE = LockNote(
    "Harbour Lane",
    "OUTAGE",
    "2026-11-21T19:52:00Z",
    {"rota": "2026-11-21T19:30:00Z"},
    {"m": "2026-11-21T22:00:00Z"},
)


@pytest.fixture
def home(tmp_path: Path) -> Path:
    store_folder(tmp_path).mkdir()
    return tmp_path


def test_a_note_comes_back_as_it_was_written(home: Path) -> None:
    write_lock(home, NOTE)
    assert read_lock(home) == NOTE


def test_the_same_note_is_not_written_twice(home: Path) -> None:
    write_lock(home, NOTE)
    path = store_folder(home) / FILE
    before = path.stat().st_ino
    write_lock(home, NOTE)
    assert path.stat().st_ino == before
    write_lock(home, msgspec.structs.replace(NOTE, mode="NORMAL"))
    assert path.stat().st_ino != before


@pytest.mark.parametrize("content", [b"", b"{", b'{"mode": "BROKEN"}', b'{"copies": 7}', b"\xff\xfe"])
def test_a_damaged_note_says_nothing_and_stops_nobody(home: Path, content: bytes) -> None:
    (store_folder(home) / FILE).write_bytes(content)
    assert read_lock(home) == LockNote()


def test_a_missing_note_says_nothing(home: Path) -> None:
    assert read_lock(home) == LockNote()


@pytest.mark.parametrize("stored", [None, "", "yesterday", "2026-13-40T00:00:00Z"])
def test_an_instant_that_is_none_is_none(stored: str | None) -> None:
    assert instant(stored) is None


def test_a_sign_in_is_added_for_its_manager() -> None:
    at = datetime(2026, 11, 22, 2, 6, tzinfo=UTC)
    assert noted_sign_in(NOTE, "n", at).signed_in == {
        "m": "2026-11-21T22:00:00Z",
        "n": "2026-11-22T02:06:00Z",
    }


def test_the_note_has_no_room_for_anything_about_people() -> None:
    fields = {field.name for field in msgspec.structs.fields(LockNote)}
    assert fields == {
        "organisation",
        "mode",
        "since",
        "copies",
        "signed_in",
        "last_written",
        "main_system",
        "due",
        "data_doubted",
    }
