"""The passphrase of a night: it opens what the envelope did, within the same limits, and no longer."""

import shutil
from datetime import timedelta
from pathlib import Path

import pytest

from downtime_desk.access import roles
from downtime_desk.access.actions import (
    BreakGlass,
    Founded,
    Made,
    Review,
    SetNight,
    SignedIn,
    make_envelope,
    open_glass,
    read_keyfile,
    review,
    set_night,
    sign_in,
    store_folder,
)
from downtime_desk.access.actions.night import NightOver
from downtime_desk.access.queries import to_review
from downtime_desk.backups.actions import back_up
from downtime_desk.backups.ladder import reading_only, way_in
from downtime_desk.core.clock import to_text
from downtime_desk.core.errors import Trouble
from downtime_desk.core.journal import entries
from downtime_desk.core.paths import KEY_FILE
from downtime_desk.outages.actions import Note, note
from tests.cli.test_ladder import manager, the_head
from tests.conftest import CHEAP, PASSPHRASE
from tests.plugins.clock import Clock

WORDS = "lantern pepper violin anchor meadow"
WHY = "Priya is in hospital, Gareth does not answer."
RUTH = "break-glass/E-01"


@pytest.fixture
def home(tmp_path: Path) -> Path:
    return tmp_path / "home"


@pytest.fixture
def envelope(home: Path, founded: Founded) -> Made:
    made = make_envelope(home, founded.signed_in, CHEAP)
    founded.signed_in.store.release()
    return made


def glass(home: Path, envelope: Made, clock: Clock) -> SignedIn:
    return open_glass(home, BreakGlass(envelope.code, "Ruth Adeleke", "care coordinator", WHY), clock)


@pytest.fixture
def night(home: Path, envelope: Made, clock: Clock) -> None:
    """Let Ruth open the envelope at 02:06, set a passphrase and lock."""
    here = glass(home, envelope, clock)
    set_night(home, here, SetNight(WORDS), CHEAP)
    here.store.close()


def back(home: Path, clock: Clock, words: str = WORDS) -> SignedIn:
    return way_in(home, RUTH, words, clock)


@pytest.mark.usefixtures("night")
def test_it_opens_again_within_the_same_opening_and_its_limits(home: Path, clock: Clock) -> None:
    clock.forward(hours=3)
    here = back(home, clock)
    permit = here.acting.permit
    assert permit is not None
    assert (permit.role, permit.until) == (roles.BREAK_GLASS, clock() + timedelta(hours=9))
    assert (here.acting.manager, here.acting.name) == (RUTH, "Ruth Adeleke (break-glass)")
    with here.store.write(here.acting) as session:
        note(session, Note("Rang the daughter.", clock()))
    with here.store.read() as session:
        (opening,) = to_review(session)
        said = [each.words for each in opening.done]
        assert said[0].startswith(
            "A passphrase was set for the rest of this break-glass, until Sun 22-Nov-2026 14:06"
        )
        assert said[1].startswith("Unlocked again with the passphrase of the night")
        assert "Rang the daughter." in said[2]
        assert not any(WORDS in (entry.payload or "") for entry in entries(session))
    clock.forward(hours=9)
    with (
        pytest.raises(Trouble, match="The time of break-glass ended"),
        here.store.write(here.acting) as session,
    ):
        note(session, Note("Too late.", clock()))
    here.store.close()


@pytest.mark.usefixtures("night")
def test_it_opens_nothing_once_its_time_is_over_and_goes_at_the_next_sign_in(
    home: Path, clock: Clock
) -> None:
    clock.forward(hours=12)
    with pytest.raises(NightOver, match="ended Sun 22-Nov-2026 14:06"):
        back(home, clock)
    assert read_keyfile(home).nights(to_text(clock())) == ()
    assert read_keyfile(home).of_kind("night") != ()
    sign_in(home, manager(home), PASSPHRASE, clock).store.close()
    assert read_keyfile(home).of_kind("night") == ()


@pytest.mark.usefixtures("night")
def test_wrong_words_are_counted_and_open_nothing(home: Path, clock: Clock) -> None:
    for _ in range(4):
        with pytest.raises(Trouble, match="does not open this laptop"):
            back(home, clock, "lantern pepper violin anchor melon")
    with pytest.raises(Trouble, match="Wait"):
        back(home, clock)


@pytest.mark.usefixtures("night")
def test_a_review_ends_it_also_for_a_key_file_of_before(home: Path, clock: Clock, tmp_path: Path) -> None:
    key_file = store_folder(home) / KEY_FILE
    before = tmp_path / "as-it-was.json"
    shutil.copy(key_file, before)
    here = sign_in(home, manager(home), PASSPHRASE, clock)
    review(home, here, Review("All as it should be."), CHEAP)
    here.store.close()
    assert all(each.kind != "night" for each in read_keyfile(home).slots)
    with pytest.raises(Trouble, match="not on this laptop any more"):
        back(home, clock)
    shutil.copy(before, key_file)
    with pytest.raises(NightOver, match="looked through this break-glass"):
        back(home, clock)


@pytest.mark.usefixtures("night")
def test_it_reads_a_store_that_was_damaged_since(home: Path, clock: Clock) -> None:
    here = sign_in(home, manager(home), PASSPHRASE, clock)
    back_up(here, "close")
    here.store.close()
    the_head(store_folder(home))
    again = back(home, clock)
    reading = reading_only(again)
    again.store.close()
    assert reading is not None
    assert reading.until == clock() + timedelta(hours=12)


def test_the_next_one_replaces_it_and_only_a_break_glass_may_set_one(
    home: Path, envelope: Made, clock: Clock
) -> None:
    here = glass(home, envelope, clock)
    with pytest.raises(Trouble, match=r"too easy|needs at least"):
        set_night(home, here, SetNight("ruth adeleke 2026"), CHEAP)
    set_night(home, here, SetNight(WORDS), CHEAP)
    set_night(home, here, SetNight(f"{WORDS} walnut"), CHEAP)
    here.store.close()
    assert len(read_keyfile(home).of_kind("night")) == 1
    with pytest.raises(Trouble, match="does not open"):
        back(home, clock)
    back(home, clock, f"{WORDS} walnut").store.close()
    priya = sign_in(home, manager(home), PASSPHRASE, clock)
    with pytest.raises(Trouble, match="This is no break-glass"):
        set_night(home, priya, SetNight(WORDS), CHEAP)
    priya.store.close()
