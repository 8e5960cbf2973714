"""What a guess costs: as much as the machine bears, never below the floor, and raised when the machine is quicker."""

import os
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as some

from downtime_desk.access.actions import Founded, read_keyfile, sign_in, store_folder
from downtime_desk.backups.ladder import way_in
from downtime_desk.core import calibrating, keys
from downtime_desk.core.calibrating import FLOOR, MOST, STEPS, cost_for, is_dearer, seconds_of, work
from downtime_desk.core.errors import Trouble
from downtime_desk.core.keyfile import Cost
from downtime_desk.core.paths import KEY_FILE
from tests.conftest import CHEAP, PASSPHRASE
from tests.plugins.clock import Clock

OWASP = Cost(passes=2, memory_kib=19 * 1024, lanes=1)
DEARER = Cost(passes=2, memory_kib=64, lanes=1)


@given(some.floats(0.001, 60))
def test_a_guess_takes_most_of_a_second_where_the_machine_bears_it_and_never_less_than_the_floor(
    floor_takes: float,
) -> None:
    unit = floor_takes / work(FLOOR)
    chosen = cost_for(lambda cost: unit * work(cost))
    takes = unit * work(chosen)
    assert chosen.memory_kib >= FLOOR.memory_kib > OWASP.memory_kib
    assert chosen.passes >= FLOOR.passes > OWASP.passes
    assert takes <= MOST or chosen == FLOOR
    assert takes > MOST / 2 or chosen in (FLOOR, STEPS[-1]) or chosen == max(STEPS, key=work)
    assert work(cost_for(lambda cost: 2 * unit * work(cost))) <= work(chosen), (
        "a slower machine asks for no more"
    )


def test_every_step_is_one_a_key_file_may_ask_for_and_dearer_than_the_one_before() -> None:
    assert [work(each) for each in STEPS] == sorted({work(each) for each in STEPS})
    for each in STEPS:
        assert each.memory_kib <= keys.MOST_MEMORY_KIB
        assert each.passes <= keys.MOST_PASSES


def test_this_machine_is_measured() -> None:
    assert 0 < seconds_of(FLOOR) < 60
    assert cost_for(seconds_of) in STEPS


@pytest.fixture
def home(founded: Founded) -> Path:
    founded.signed_in.store.release()
    return founded.signed_in.store.folder.parent


def priya(home: Path) -> keys.Slot:
    return read_keyfile(home).of_kind("manager")[0]


def test_the_next_sign_in_on_a_quicker_machine_raises_it_and_keeps_all_else(
    home: Path, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = priya(home)
    way_in(home, before.who, PASSPHRASE, clock).store.close()
    assert priya(home) == before, "this machine bears no more"
    monkeypatch.setattr(calibrating, "measured", lambda: DEARER)
    here = way_in(home, before.who, PASSPHRASE, clock)
    with here.store.read() as session:
        from downtime_desk.core.journal import entries

        kinds = [each.kind for each in entries(session)]
    here.store.close()
    after = priya(home)
    assert (before.cost, after.cost) == (CHEAP, DEARER)
    assert (after.id, after.who, after.public, after.role) == (
        before.id,
        before.who,
        before.public,
        before.role,
    )
    assert after.salt != before.salt
    assert "manager.key_found" not in kinds
    folder = store_folder(home)
    for name in (KEY_FILE, f"{KEY_FILE}.1", f"{KEY_FILE}.2"):
        cheap = [each.cost for each in keys.read_keyfile(folder / name).of_kind("manager")]
        assert cheap == [DEARER], "no copy beside it can be guessed at for less"
    sign_in(home, after.who, PASSPHRASE, clock).store.close()
    with pytest.raises(Trouble, match="does not open"):
        sign_in(home, after.who, f"{PASSPHRASE} too", clock)


def test_it_is_never_lowered_nor_raised_by_a_wrong_passphrase_or_in_vain(
    home: Path, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = priya(home)
    monkeypatch.setattr(calibrating, "measured", lambda: Cost(1, 32, 1))
    way_in(home, before.who, PASSPHRASE, clock).store.close()
    assert priya(home) == before
    monkeypatch.setattr(calibrating, "measured", lambda: DEARER)
    with pytest.raises(Trouble, match="does not open"):
        way_in(home, before.who, f"{PASSPHRASE} too", clock)
    assert priya(home) == before

    def refuse(_path: Path, _keyfile: keys.KeyFile) -> None:
        raise OSError(28, os.strerror(28))

    monkeypatch.setattr(keys, "retire_keyfiles", refuse)
    way_in(home, before.who, PASSPHRASE, clock).store.close()
    assert priya(home) == before, "a disk that does not take it keeps nobody out"


def test_a_little_more_is_not_worth_a_new_slot() -> None:
    assert not is_dearer(STEPS[2], STEPS[2])
    assert not is_dearer(Cost(3, 80 * 1024, 2), FLOOR)
    assert is_dearer(Cost(3, 96 * 1024, 2), FLOOR)
