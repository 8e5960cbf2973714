"""Killed at any moment, the store opens, holds, and has everything it said it kept."""

import shutil
from collections.abc import Callable
from pathlib import Path

import msgspec
import pytest
from sqlalchemy import text

from downtime_desk.access.actions import Founded
from downtime_desk.core import delivery
from downtime_desk.core.examine import examine
from downtime_desk.core.journal import entries, find, kinds
from downtime_desk.practice import Provider
from downtime_desk.sync.fhir.folder import Folder
from downtime_desk.sync.refresh import refresh
from tests.conftest import NIGHT
from tests.faults.acts import NEXT_EXPORT, refresh_again, signed_in
from tests.faults.kill import Left, each_kill, strace_is_here

pytestmark = [
    pytest.mark.faults,
    pytest.mark.skipif(not strace_is_here(), reason="strace is not installed or not allowed here"),
]
SOME = 12
MIRROR = (
    "* FROM people",
    "rowid, * FROM people_fts",
    "* FROM carers",
    "* FROM visits",
    "* FROM visit_carers",
    # the sealed code itself differs each time it is sealed
    "person_id, position, label FROM entry_codes",
    "* FROM copies",
    "* FROM snapshots",
    "* FROM mirror_past",
)


@pytest.fixture
def template(tmp_path: Path, founded: Founded) -> Path:
    """A store with a copy of the practice provider, and a later export beside it in which things changed."""
    home = tmp_path / "home"
    here = founded.signed_in
    refresh(here.store, here.acting, Folder(export(tmp_path / "first-export", lambda _: None)))
    here.store.close()
    export(home / NEXT_EXPORT, _later)
    return home


def export(folder: Path, change: Callable[[dict[str, object]], None]) -> Path:
    """Write an export of the practice provider, each resource changed."""
    folder.mkdir()
    with (folder / "all.ndjson").open("wb") as out:
        for resource in Provider(people=60, seed=1, today=NIGHT.date(), days=2).resources():
            change(resource)
            out.write(msgspec.json.encode(resource) + b"\n")
    return folder


def _later(resource: dict[str, object]) -> None:
    if resource["resourceType"] in {"Appointment", "Patient"}:
        resource["meta"] = {"versionId": "2"}
        resource["comment" if resource["resourceType"] == "Appointment" else "gender"] = "other"


def look(left: Left) -> None:
    """Assert what holds after every kill."""
    here = signed_in(left.home)
    try:
        examined = examine(here.store)
        assert examined.holds, (left.at, examined)
        with here.store.read() as session:
            lost = [each for each in left.acknowledged if find(session, each) is None]
            due = sum(1 for entry in entries(session) if kinds()[entry.kind].goes_back)
            queued = sum(delivery.counts(session).values())
        assert lost == [], left.at
        assert queued == due, left.at
    finally:
        here.store.close()


def test_what_is_written_at_the_desk(template: Path, tmp_path: Path) -> None:
    """A few real kills; `test_every_call` rebuilds what every one of them leaves."""
    points = 0
    for left in each_kill(template, tmp_path, "tests.faults.acts:verify_and_log", most=SOME):
        look(left)
        points += 1
    assert points > SOME // 2


def test_a_refresh_is_there_whole_or_not_at_all(template: Path, tmp_path: Path) -> None:
    before = _mirror(template)
    finished = tmp_path / "finished"
    shutil.copytree(template, finished)
    refresh_again(finished)
    after = _mirror(finished)
    assert before != after
    seen = set()
    for left in each_kill(template, tmp_path, "tests.faults.acts:refresh_again", most=SOME):
        look(left)
        found = _mirror(left.home)
        assert found in (before, after), left.at
        seen.add(found == after)
    assert False in seen


def _mirror(home: Path) -> str:
    """Return everything the mirror says, as one text."""
    here = signed_in(home)
    with here.store.read() as session:
        said = "\n".join(
            repr([tuple(row) for row in session.execute(text(f"SELECT {what} ORDER BY 1, 2, 3"))])
            for what in MIRROR
        )
    here.store.close()
    return said
