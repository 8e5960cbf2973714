"""A damaged store and only paper at hand: the envelope and the recovery code still lead to reading and printing."""

from collections.abc import Callable
from pathlib import Path

import pytest
from sqlalchemy import func, select

from downtime_desk.access.actions import (
    BreakGlass,
    Founded,
    Made,
    Recover,
    SignedIn,
    make_envelope,
    read_keyfile,
    store_folder,
)
from downtime_desk.access.actions.unwritten import _ENDING
from downtime_desk.access.queries import to_review
from downtime_desk.backups.actions import back_up
from downtime_desk.backups.codes_in import glass_in, recover_in
from downtime_desk.backups.ladder import ReadingOnly, reading_only, way_in
from downtime_desk.core.clock import to_text
from downtime_desk.core.errors import Trouble
from downtime_desk.core.paths import STORE_FILE
from downtime_desk.outages.actions import Note, note
from downtime_desk.people.model import people
from tests.app.test_window import copied
from tests.cli.test_ladder import contents, manager, the_head
from tests.conftest import CHEAP, NIGHT, PASSPHRASE
from tests.plugins.clock import Clock
from tests.visits.conftest import PEOPLE

WHY = "Priya is in hospital, Gareth does not answer."
NEW = "cobalt ferry walnut thimble orchard"


@pytest.fixture
def home(tmp_path: Path) -> Path:
    return tmp_path / "home"


@pytest.fixture
def envelope(home: Path, founded: Founded) -> Made:
    """Return the envelope of a store with three people and a backup; the store is closed."""
    made = make_envelope(home, founded.signed_in, CHEAP)
    copied(founded.signed_in)
    back_up(founded.signed_in, "close")
    founded.signed_in.store.close()
    return made


@pytest.fixture
def damage(home: Path, envelope: Made) -> Callable[[], Callable[[], None]]:
    """Return what takes the head off the store, and gives back what puts it on again."""

    path = store_folder(home) / STORE_FILE
    whole = path.read_bytes()

    def mend() -> None:
        path.write_bytes(whole)

    def harm() -> Callable[[], None]:
        the_head(store_folder(home))
        return mend

    return harm


def ruth(made: Made) -> BreakGlass:
    return BreakGlass(made.code, "Ruth Adeleke", "care coordinator", WHY)


def reads(here: SignedIn) -> ReadingOnly:
    reading = reading_only(here)
    assert reading is not None
    with here.store.read() as session:
        assert session.execute(select(func.count()).select_from(people)).scalar_one() == len(PEOPLE)
    return reading


def kept(home: Path) -> list[Path]:
    return sorted(home.glob(f"*{_ENDING}"))


def test_the_envelope_opens_what_can_be_read_of_a_damaged_store_and_no_more(
    home: Path, envelope: Made, damage: Callable[[], object], clock: Clock
) -> None:
    damage()
    before = contents(home)
    here = glass_in(home, ruth(envelope), clock)
    reading = reads(here)
    assert here.acting.name == "Ruth Adeleke (break-glass)"
    assert "kept sealed beside the store" in reading.words()[1]
    assert reading.refusal("copy.issued", clock()) is None
    with (
        pytest.raises(Trouble, match="Not saved"),
        here.store.write(here.acting) as session,
    ):
        note(session, Note("Not kept.", clock()))
    clock.forward(hours=12)
    over = reading.refusal("copy.issued", clock())
    assert over is not None
    assert "ended" in over.what
    here.store.close()
    [sealed] = kept(home)
    assert b"Ruth" not in sealed.read_bytes()
    assert contents(home) == before | {sealed.name: contents(home)[sealed.name]}


def test_who_and_why_is_in_the_journal_once_the_store_opens_again_and_waits_for_a_manager(
    home: Path, envelope: Made, damage: Callable[[], Callable[[], None]], clock: Clock
) -> None:
    mend = damage()
    glass_in(home, ruth(envelope), clock).store.close()
    mend()
    sealed = kept(home)[0].read_bytes()
    clock.forward(hours=3)
    again = way_in(home, manager(home), PASSPHRASE, clock)
    with again.store.read() as session:
        [opening] = to_review(session)
    again.store.close()
    assert (opening.name, opening.reason) == ("Ruth Adeleke", WHY)
    assert to_text(opening.opened_at) == to_text(NIGHT), "when it was, not when it was recorded"
    assert kept(home) == []
    (home / f"break-glass-00{_ENDING}").write_bytes(sealed)  # as a crash before its end leaves it
    (home / f"break-glass-01{_ENDING}").write_bytes(b"of another key, or cut off by a crash")
    again = way_in(home, manager(home), PASSPHRASE, clock)
    with again.store.read() as session:
        assert len(to_review(session)) == 1, "the same opening is not recorded twice"
    again.store.close()
    assert [each.name for each in kept(home)] == [f"break-glass-01{_ENDING}"]


def test_where_the_disk_cannot_keep_it_either_it_opens_and_says_so(
    home: Path, envelope: Made, damage: Callable[[], object], clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_args: object, **_more: object) -> None:
        raise OSError(28, "No space left on device")

    damage()
    monkeypatch.setattr("downtime_desk.access.actions.unwritten.replace_file", full)
    here = glass_in(home, ruth(envelope), clock)
    assert "could NOT be kept on this laptop: write it on paper" in reads(here).words()[1]
    here.store.close()
    assert kept(home) == []


def test_a_wrong_code_opens_nothing_of_a_damaged_store(
    home: Path, envelope: Made, damage: Callable[[], object], founded: Founded, clock: Clock
) -> None:
    damage()
    wrong = BreakGlass(founded.recovery_code, "Ruth Adeleke", "care coordinator", WHY)
    with pytest.raises(Trouble, match="does not open"):
        glass_in(home, wrong, clock)
    with pytest.raises(Trouble, match="does not open"):
        recover_in(home, Recover(envelope.code, manager(home), NEW), clock, CHEAP)
    assert kept(home) == []


def test_a_whole_store_takes_the_envelope_as_ever(home: Path, envelope: Made, clock: Clock) -> None:
    here = glass_in(home, ruth(envelope), clock)
    assert reading_only(here) is None
    with here.store.read() as session:
        assert [each.name for each in to_review(session)] == ["Ruth Adeleke"]
    here.store.close()
    assert kept(home) == []


def test_the_recovery_code_reads_a_damaged_store_and_is_not_used_up(
    home: Path, founded: Founded, damage: Callable[[], Callable[[], None]], clock: Clock
) -> None:
    mend = damage()
    before = contents(home)
    command = Recover(founded.recovery_code, manager(home), NEW)
    here = recover_in(home, command, clock, CHEAP)
    assert isinstance(here, SignedIn)
    assert "The recovery code you typed still works" in reads(here).words()[1]
    here.store.close()
    assert contents(home) == before
    mend()
    done = recover_in(home, command, clock, CHEAP)
    assert isinstance(done, Founded)
    assert done.recovery_code != founded.recovery_code
    done.signed_in.store.close()
    assert read_keyfile(home).of_kind("recovery")
