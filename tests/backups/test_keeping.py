"""Which backups are kept, by a clock that stands still: half hours of a day, seven days, four weeks."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from downtime_desk.access.actions import Founded
from downtime_desk.backups.actions import back_up, make_pack
from downtime_desk.core.backup.file import About, Backup, Why
from downtime_desk.core.backup.keeping import kept, listed, rotate
from downtime_desk.core.clock import local, to_text
from tests.conftest import NIGHT
from tests.plugins.clock import Clock

BLANK = About("0" * 32, "s", "Harbour Lane", "D1", "", "outage", 14, 1, "", {}, 0, "")


def backup(made: datetime, why: Why = "outage") -> Backup:
    about = msgspec.structs.replace(BLANK, made_at=to_text(made), why=why)
    return Backup(Path(to_text(made)), about)


def made_times(staying: frozenset[Path]) -> list[datetime]:
    return sorted(datetime.fromisoformat(str(path)) for path in staying)


def test_three_days_of_half_hours_leave_a_day_of_them_and_the_last_of_each_day() -> None:
    every = [NIGHT - timedelta(minutes=30 * number) for number in range(144)]
    staying = made_times(kept((backup(each) for each in every), NIGHT))
    assert [each for each in staying if NIGHT - each < timedelta(hours=24)] == sorted(every[:48])
    older = [each for each in staying if NIGHT - each >= timedelta(hours=24)]
    assert older == [
        datetime(2026, 11, 19, 23, 36, tzinfo=UTC),
        datetime(2026, 11, 20, 23, 36, tzinfo=UTC),
    ]


def test_a_year_of_evenings_leaves_seven_days_and_four_weeks() -> None:
    every = [NIGHT - timedelta(days=number) for number in range(365)]
    staying = made_times(kept((backup(each, "close") for each in every), NIGHT))
    assert staying[-7:] == sorted(every[:7])
    # Sundays: the last backup of each of four weeks, of which this week's and the one before are among the days
    assert staying[:-7] == [
        NIGHT - timedelta(days=14 + 7),
        NIGHT - timedelta(days=14),
        NIGHT - timedelta(days=7),
    ]


def test_a_laptop_unused_for_a_month_keeps_what_it_has() -> None:
    old = [NIGHT - timedelta(days=40 + number) for number in range(3)]
    assert len(kept((backup(each) for each in old), NIGHT)) == 3


def test_a_backup_dated_in_the_future_stays() -> None:
    ahead = backup(NIGHT + timedelta(days=900))
    assert ahead.path in kept(
        [ahead, *(backup(NIGHT - timedelta(minutes=number)) for number in range(9))], NIGHT
    )


@given(
    st.lists(st.integers(-60 * 24 * 90, 60 * 24 * 400), min_size=1, max_size=80, unique=True),
)
def test_the_newest_always_stays_and_never_more_than_a_fixed_number(minutes: list[int]) -> None:
    backups = [backup(NIGHT - timedelta(minutes=number)) for number in minutes]
    staying = kept(backups, NIGHT)
    past = [each for each in backups if each.about.made() <= NIGHT]
    assert max(backups, key=lambda each: each.about.made_at).path in staying
    if past:
        assert max(past, key=lambda each: each.about.made_at).path in staying
    days = {local(each.about.made()).date() for each in past}
    assert len(staying & {each.path for each in past}) <= 49 + 7 + 4
    assert len(days & {local(made).date() for made in made_times(staying)}) >= min(7, len(days))


def test_real_backups_are_rotated_and_packs_and_damaged_files_stay(founded: Founded, clock: Clock) -> None:
    here = founded.signed_in
    folder = here.store.folder.parent / "backups"
    first = back_up(here, "outage").backup
    pack = make_pack(here, folder)
    torn = folder / "torn.ddbackup"
    torn.write_bytes(first.path.read_bytes()[:500])
    clock.forward(minutes=5)
    second = back_up(here, "close").backup
    found = listed(folder, here.store.store_id)
    assert {each.path for each in found.backups} == {second.path, pack.path}, "one half hour, one backup"
    assert found.damaged == (torn,)


def test_another_stores_backups_are_not_touched(founded: Founded, clock: Clock) -> None:
    here = founded.signed_in
    first = back_up(here, "close").backup
    clock.forward(minutes=1)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(here.store, "store_id", "f" * 32)
        assert rotate(first.path.parent, "f" * 32, clock(), first) == 0
    assert first.path.exists()
