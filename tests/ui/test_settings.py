"""Appearance is kept whole or not at all, and a spoilt file never stops the program."""

from pathlib import Path

import pytest

from downtime_desk.ui.settings import FILE, keep_look, read_look
from downtime_desk.ui.theme import Look
from downtime_desk.ui.tokens import CONTRAST


def test_what_is_kept_is_read_again(tmp_path: Path) -> None:
    keep_look(tmp_path / "new", Look(CONTRAST, 150))
    assert read_look(tmp_path / "new") == Look(CONTRAST, 150)
    assert [path.name for path in (tmp_path / "new").iterdir()] == [FILE]


def test_nothing_kept_is_the_usual_look(tmp_path: Path) -> None:
    assert read_look(tmp_path) == Look()


@pytest.mark.parametrize(
    "spoilt",
    [
        b"",
        b"{",
        b"[]",
        b"\xff\xfe",
        b'{"theme": ["x"], "text": 100}',
        b'{"theme": "pink", "text": 9000}',
        b'{"text": "200"}',
    ],
)
def test_a_spoilt_file_is_the_usual_look(tmp_path: Path, spoilt: bytes) -> None:
    (tmp_path / FILE).write_bytes(spoilt)
    assert read_look(tmp_path) == Look()


def test_a_kept_theme_survives_a_spoilt_size(tmp_path: Path) -> None:
    (tmp_path / FILE).write_text('{"theme": "contrast", "text": 110}')
    assert read_look(tmp_path) == Look(CONTRAST, 100)
