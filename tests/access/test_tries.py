"""Wrong tries: held up for longer each time, over a restart, never for good, and told once somebody is in."""

from datetime import timedelta
from pathlib import Path

import pytest

from downtime_desk.access.actions import Founded, Recover, read_keyfile, recover, sign_in
from downtime_desk.core import journal, tries
from downtime_desk.core.errors import Trouble
from tests.conftest import CHEAP, PASSPHRASE
from tests.plugins.clock import Clock
from tests.plugins.matrix import Tally

WRONG = PASSPHRASE + "x"


@pytest.fixture
def home(tmp_path: Path, founded: Founded) -> Path:
    founded.signed_in.store.close()
    return tmp_path / "home"


def manager(home: Path) -> str:
    return read_keyfile(home).of_kind("manager")[0].who


def wrong(home: Path, clock: Clock) -> Trouble:
    with pytest.raises(Trouble) as refused:
        sign_in(home, manager(home), WRONG, clock)
    return refused.value


def last_words(home: Path, clock: Clock) -> str:
    signed_in = sign_in(home, manager(home), PASSPHRASE, clock)
    with signed_in.store.read() as session:
        found = [entry for entry in journal.entries(session) if entry.kind == "manager.signed_in"][-1]
        what = journal.decode(found)
    signed_in.store.close()
    assert what is not None
    return what.words()


def test_four_tries_are_free_then_each_waits_longer_and_never_more_than_five_minutes(
    home: Path, clock: Clock
) -> None:
    for _ in range(tries.FREE):
        assert not isinstance(wrong(home, clock), tries.NotYet)
    for wait in (*tries.WAITS, 300, 300):
        early = wrong(home, clock)
        assert isinstance(early, tries.NotYet)
        assert early.left == timedelta(seconds=wait)
        assert "You are not locked out" in early.do
        clock.forward(seconds=wait - 1)
        assert isinstance(wrong(home, clock), tries.NotYet)
        clock.forward(seconds=1)
        assert not isinstance(wrong(home, clock), tries.NotYet)
    clock.forward(seconds=300)
    assert "12 wrong tries before it" in last_words(home, clock)
    assert "wrong" not in last_words(home, clock)


def test_nobody_makes_more_than_ten_tries_in_five_minutes(home: Path, clock: Clock) -> None:
    begun, made = clock(), 0
    while clock() - begun < timedelta(minutes=5):
        made += not isinstance(wrong(home, clock), tries.NotYet)
        clock.forward(seconds=1)
    assert made <= 10


def test_the_right_passphrase_has_to_wait_too_and_nothing_is_tried(home: Path, clock: Clock) -> None:
    for _ in range(tries.FREE):
        wrong(home, clock)
    with pytest.raises(tries.NotYet):
        sign_in(home, manager(home), PASSPHRASE, clock)
    clock.forward(seconds=tries.WAITS[0])
    sign_in(home, manager(home), PASSPHRASE, clock).store.close()


@pytest.mark.matrix
def test_a_clock_that_was_set_back_makes_no_wait_longer(home: Path, clock: Clock, tally: Tally) -> None:
    for _ in range(tries.FREE):
        wrong(home, clock)
    clock.forward(days=-3)
    early = wrong(home, clock)
    assert isinstance(early, tries.NotYet)
    assert early.left == timedelta(seconds=tries.WAITS[0])
    tally(9, "the wait after wrong tries, clock set back", 1, "clocks", "no longer than it is")


def test_one_managers_wrong_tries_hold_up_no_other_way_in(founded: Founded, home: Path, clock: Clock) -> None:
    for _ in range(tries.FREE + 1):
        wrong(home, clock)
    command = Recover(founded.recovery_code, manager(home), "walnut trumpet cinder meadow opal")
    recover(home, command, clock, CHEAP).signed_in.store.close()


@pytest.mark.matrix
@pytest.mark.parametrize("change", ["removed", "emptied", "older put back", "made by hand"])
def test_a_count_that_was_tampered_with_is_told_at_the_next_sign_in(
    home: Path, clock: Clock, change: str, tally: Tally
) -> None:
    path = home / tries.FILE
    last_words(home, clock)
    older = path.read_bytes()
    clock.forward(hours=1)
    assert "taken away or changed" not in last_words(home, clock)
    wrong(home, clock)
    if change == "removed":
        path.unlink()
    else:
        path.write_bytes(
            {"emptied": b"", "older put back": older, "made by hand": b'{"since":"2027-01-01T00:00:00Z"}'}[
                change
            ]
        )
    clock.forward(hours=1)
    assert "The count of wrong tries was taken away or changed" in last_words(home, clock)
    tally(14, "the count of wrong tries", 1, "forgeries", "told at the next sign-in")


def test_a_full_disk_keeps_nobody_out(home: Path, clock: Clock, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_args: object, **_more: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(tries, "replace_file", full)
    assert "does not open" in wrong(home, clock).what
    sign_in(home, manager(home), PASSPHRASE, clock).store.close()
