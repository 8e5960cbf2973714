"""Killed while somebody is let in or put out: there is a way in all the same, and one whole store."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from downtime_desk.access.actions import (
    Accept,
    Founded,
    Invite,
    accept,
    change_passphrase,
    invite,
    make_envelope,
    read_keyfile,
    settle_store,
    sign_in,
)
from downtime_desk.access.home import LEAVING_FOLDER
from downtime_desk.backups.removing import Remove, remove_manager
from downtime_desk.core.errors import Trouble
from downtime_desk.core.examine import examine
from tests.conftest import CHEAP, NIGHT, PASSPHRASE
from tests.faults.acts import signed_in
from tests.faults.kill import strace_is_here
from tests.faults.recording import prefixes, record
from tests.plugins.clock import Clock
from tests.plugins.matrix import Tally

pytestmark = [
    pytest.mark.faults,
    pytest.mark.skipif(not strace_is_here(), reason="strace is not installed or not allowed here"),
]
NEW, TOMS = "copper violin thistle anchor melon", "walnut trumpet cinder meadow opal"
POINTS = 4
EXAMINED = 6
"""Once in so many ends the whole store is examined."""


def change(home: Path) -> None:
    """Change the first manager's passphrase."""
    here = signed_in(home)
    change_passphrase(home, here, PASSPHRASE, NEW, CHEAP)
    here.store.close()


def envelope(home: Path) -> None:
    """Make a new envelope."""
    here = signed_in(home)
    make_envelope(home, here, CHEAP)
    here.store.close()


def remove(home: Path) -> None:
    """Remove Tom Sayer."""
    here = signed_in(home)
    remove_manager(home, here, Remove(read_keyfile(home).of_kind("manager")[1].who, "Left"), CHEAP)


@pytest.fixture
def template(tmp_path: Path, founded: Founded, clock: Clock) -> Path:
    """A store with a second manager and an envelope."""
    here, home = founded.signed_in, tmp_path / "home"
    made = invite(home, here, Invite("Tom Sayer", "duty manager"), CHEAP)
    accept(home, Accept(made.manager, made.code, TOMS), clock, CHEAP).store.close()
    make_envelope(home, here, CHEAP)
    here.store.close()
    return home


def opens(home: Path, who: str, *passphrases: str) -> bool:
    """Say whether one of the passphrases lets somebody in."""
    for each in passphrases:
        try:
            here = sign_in(home, who, each, Clock(NIGHT))
        except Trouble:
            continue
        here.store.close()
        return True
    return False


def holds(home: Path, who: str, *passphrases: str) -> bool:
    """Say whether the store that one of the passphrases opens is whole."""
    for each in passphrases:
        try:
            here = sign_in(home, who, each, Clock(NIGHT))
        except Trouble:
            continue
        found = examine(here.store).holds
        here.store.close()
        return found
    return False


def each_end(template: Path, folder: Path, act: str) -> Iterator[tuple[str, Path]]:
    """Yield what a kill before some of the calls of an act leaves: before each rename and removal, and between."""
    recording = record(template, folder, f"tests.faults.test_ways_in:{act}")
    calls = recording.calls
    step = max(1, len(calls) // POINTS)
    for number, disk in prefixes(recording):
        near = any(each.sort in {"move", "remove"} for each in calls[max(0, number - 1) : number + 1])
        if near or number % step == 0:
            yield f"before call {number}", disk.put(folder / "left")


@pytest.mark.parametrize("act", ["change", "envelope"])
def test_a_slot_that_is_changed(template: Path, tmp_path: Path, act: str, tally: Tally) -> None:
    priya, tom = (slot.who for slot in read_keyfile(template).of_kind("manager"))
    points = 0
    for at, home in each_end(template, tmp_path, act):
        settle_store(home)
        assert opens(home, priya, PASSPHRASE, NEW), at
        assert opens(home, tom, TOMS), at
        assert points % EXAMINED or holds(home, tom, TOMS), at
        points += 1
    tally(11, f"killed in: {act}", points, "points", "a way in for everybody, the store holds")


def test_a_removal(template: Path, tmp_path: Path, tally: Tally) -> None:
    priya, tom = (slot.who for slot in read_keyfile(template).of_kind("manager"))
    points, ended = 0, set()
    for at, home in each_end(template, tmp_path, "remove"):
        settle_store(home)
        assert opens(home, priya, PASSPHRASE), at
        assert points % EXAMINED or holds(home, priya, PASSPHRASE), at
        ended.add(opens(home, tom, TOMS))
        assert not (home / LEAVING_FOLDER).exists()
        points += 1
    assert ended == {True, False}, "some kills came before he was out, some after"
    tally(11, "killed in: a removal", points, "points", "one whole store, who stays gets in")
