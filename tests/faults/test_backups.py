"""Killed or out of room at any moment: no earlier backup is touched, none is half made, one whole store is in use."""

from pathlib import Path

import pytest

from downtime_desk.access.actions import Founded, settle_store
from downtime_desk.backups.actions import back_up
from downtime_desk.core.backup.file import compare
from downtime_desk.core.backup.keeping import listed
from downtime_desk.core.examine import examine
from downtime_desk.core.journal import entries
from downtime_desk.outages.actions import Note, note
from tests.faults.acts import signed_in
from tests.faults.kill import each_kill, strace_is_here

pytestmark = [
    pytest.mark.faults,
    pytest.mark.skipif(not strace_is_here(), reason="strace is not installed or not allowed here"),
]
POINTS = 24


@pytest.fixture
def template(tmp_path: Path, founded: Founded) -> Path:
    """A store with a backup beside it, and a line in its log that is not in the backup."""
    here = founded.signed_in
    back_up(here, "asked")
    with here.store.write(here.acting) as session:
        note(session, Note("Written after the backup.", here.acting.now()))
    here.store.close()
    return tmp_path / "home"


def ids_in(home: Path) -> set[str]:
    """Return the entries of the store in use and of those kept aside."""
    here = signed_in(home)
    found: set[str] = set()
    for folder in (here.store.folder, *home.glob("store-kept-*")):
        store = here.store.elsewhere(folder)
        with store.read() as session:
            found |= {entry.id for entry in entries(session)}
        store.release()
    here.store.close()
    return found


def test_a_backup_is_there_whole_or_not_at_all(template: Path, tmp_path: Path) -> None:
    (before,) = listed(template / "backups").backups
    made = points = 0
    for left in each_kill(template, tmp_path, "tests.faults.acts:back_up_again", most=POINTS):
        found = listed(left.home / "backups")
        assert found.damaged == (), left.at
        assert before.about in [each.about for each in found.backups] or len(found.backups) == 1
        for each in found.backups:
            compare(each)
        made += found.backups[0].about.id != before.about.id
        here = signed_in(left.home)
        assert examine(here.store).holds, left.at
        here.store.close()
        points += 1
    assert points > 20
    assert 0 < made < points, "some kills came before it was in place, some after"


def test_going_on_from_one_leaves_a_whole_store_in_use_and_loses_nothing(
    template: Path, tmp_path: Path
) -> None:
    written = ids_in(template)
    marks = set()
    for left in each_kill(template, tmp_path, "tests.faults.acts:go_on_from_a_backup"):
        settle_store(left.home)
        here = signed_in(left.home)
        marks.add(here.acting.desk)
        assert examine(here.store).holds, left.at
        here.store.close()
        assert written <= ids_in(left.home), left.at
    assert len(marks) > 1, "some kills came before the store was in place, some after"
