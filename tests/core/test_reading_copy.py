"""Copies of a store to read from."""

from pathlib import Path

from downtime_desk.core import reading_copy
from downtime_desk.core.paths import STORE_FILE


def test_what_a_kill_left_goes_and_the_copy_of_another_program_stays(tmp_path: Path) -> None:
    homes = [tmp_path / name for name in ("ours", "theirs")]
    for home in homes:
        home.mkdir()
        (home / STORE_FILE).write_bytes(b"a store")
    ours, theirs = (reading_copy.copy_of(home, home) for home in homes)
    reading_copy.sweep(homes[0])
    assert not ours.exists()
    assert (theirs / STORE_FILE).read_bytes() == b"a store"
    reading_copy.sweep(homes[1])
    assert not theirs.exists()
