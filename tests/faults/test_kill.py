"""Killed at any moment, the store opens, holds, and has everything it said it kept."""

from pathlib import Path

import pytest

from downtime_desk.access.actions import Founded
from downtime_desk.core.examine import examine
from downtime_desk.core.journal import find
from tests.faults.acts import signed_in
from tests.faults.kill import Left, each_kill, strace_is_here

pytestmark = [
    pytest.mark.faults,
    pytest.mark.skipif(not strace_is_here(), reason="strace is not installed or not allowed here"),
]


@pytest.fixture
def template(tmp_path: Path, founded: Founded) -> Path:
    founded.signed_in.store.close()
    return tmp_path / "home"


def look(left: Left) -> None:
    """The invariants that hold after every kill."""
    here = signed_in(left.home)
    try:
        examined = examine(here.store)
        assert examined.holds, (left.at, examined)
        with here.store.read() as session:
            lost = [each for each in left.acknowledged if find(session, each) is None]
        assert lost == [], left.at
    finally:
        here.store.close()


def test_facts_recorded_one_by_one(template: Path, tmp_path: Path) -> None:
    points = 0
    for left in each_kill(template, tmp_path, "tests.faults.acts:change_settings"):
        look(left)
        points += 1
    assert points > 15
