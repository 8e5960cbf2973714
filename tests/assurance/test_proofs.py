"""Every proof is worked out from what is recorded; what nobody recorded does not hold."""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from sqlalchemy import update

from downtime_desk.access.actions import Founded
from downtime_desk.access.facts import ManagerAdded
from downtime_desk.access.model import ways_in
from downtime_desk.assurance import laptop, proofs
from downtime_desk.assurance.actions import KeepDay, keep_day
from downtime_desk.assurance.proof import Laptop, Proof
from downtime_desk.assurance.queries import first_steps, last_days, summed_up
from downtime_desk.backups.actions import back_up
from downtime_desk.backups.emergency.file import FILE
from downtime_desk.backups.emergency.making import carry_on, make
from downtime_desk.core import replay
from downtime_desk.core.clock import to_text
from downtime_desk.core.facts import change_setting
from downtime_desk.core.journal import decode, record
from downtime_desk.core.session import Session
from downtime_desk.core.store import Acting, Store
from downtime_desk.people.model import copies, people
from downtime_desk.printing.actions import KeepTest, ReadTest, keep_test, read_test
from downtime_desk.printing.spool import Queue
from downtime_desk.sync import unattended
from tests.conftest import NIGHT
from tests.plugins.clock import Clock

SEAL = "7F3A-92C1-5B"
WELL = Laptop(NIGHT - timedelta(hours=1), 0, 20 * proofs.GIGABYTE, 10**7, NIGHT - timedelta(hours=1))


def found(store: Store, now: datetime = NIGHT, here: Laptop = WELL) -> dict[str, Proof]:
    with store.read() as session:
        return {each.key: each for each in proofs.proofs(session, now, here)}


def write(store: Store, acting: Acting, act: Callable[[Session], object]) -> None:
    with store.write(acting) as session:
        act(session)


def test_an_empty_desk_holds_nothing_it_has_no_proof_of(store: Store) -> None:
    here = found(store, here=replace(WELL, backed_up=None, pages=None))
    held = {key for key, each in here.items() if each.holds}
    assert held == {"managers", "room", "clock"}, "founding signs the first manager in"
    assert here["rota"].said == "No copy was ever taken"
    assert "unattended" not in here, "what is not switched on is no proof"


@pytest.mark.parametrize(("hours", "holds"), [(23.9, True), (24.1, False)])
@pytest.mark.parametrize("kind", ["rota", "people", "contacts"])
def test_a_copy_holds_until_its_limit(
    copy: Store, acting: Acting, kind: str, hours: float, *, holds: bool
) -> None:
    with copy.write(acting) as session:
        at = to_text(NIGHT - timedelta(hours=hours))
        session.execute(update(copies).where(copies.c.kind == kind).values(as_of=at))
    proof = found(copy)[kind]
    assert proof.holds is holds
    assert proof.limit == "limit 24 h"
    assert proof.figure == f"{int(hours)} h old"


def test_a_copy_dated_later_than_now_proves_nothing(copy: Store) -> None:
    assert not found(copy, NIGHT - timedelta(hours=9))["rota"].holds


def test_the_copy_says_what_is_in_it(copy: Store) -> None:
    here = found(copy)
    assert here["rota"].said == "4 visits in the next 7 days, 2 carers"
    assert here["people"].said == "3 people, Red 2, Amber 0, Green 1"


def test_a_red_person_without_a_must_know_fact_is_named_here_and_not_on_paper(
    copy: Store, acting: Acting
) -> None:
    proof = found(copy)["must know"]
    assert not proof.holds
    assert proof.said.startswith("ASHWORTH, Maureen: date of birth and ")
    assert "ASHWORTH" not in proof.printed()
    with copy.write(acting) as session:
        session.execute(update(people).values(facts_missing=0))
    assert found(copy)["must know"].holds


def test_a_printer_holds_only_once_the_page_was_read_back(copy: Store, acting: Acting) -> None:
    assert found(copy)["printer"].said == "No test page was ever sent"
    write(copy, acting, lambda session: keep_test(session, KeepTest("Office laser", Queue.WAITING, SEAL)))
    sent = found(copy)["printer"]
    assert not sent.holds
    assert "not read back" in sent.said
    write(copy, acting, lambda session: read_test(session, ReadTest(SEAL)))
    assert found(copy)["printer"].holds
    assert not found(copy, NIGHT + timedelta(hours=25))["printer"].holds
    write(copy, acting, lambda session: keep_test(session, KeepTest("Office laser", Queue.WAITING, SEAL)))
    assert not found(copy)["printer"].holds, "a newer page has to be read back too"


def test_each_manager_has_to_have_unlocked_in_thirty_days(store: Store, acting: Acting) -> None:
    assert found(store)["managers"].holds
    assert not found(store, NIGHT + timedelta(days=31))["managers"].holds
    write(
        store,
        acting,
        lambda session: record(session, ManagerAdded("m-2", "Tom Sayer", "manager"), subject="manager/m-2"),
    )
    proof = found(store)["managers"]
    assert (proof.holds, proof.said) == (False, "1 of 2. Tom Sayer has never unlocked here")


def test_the_ways_in_besides_a_passphrase_have_to_be_kept_and_tested(store: Store, acting: Acting) -> None:
    here = found(store)
    assert here["recovery"].said.startswith("Nobody said that recovery code ")
    assert not here["recovery"].holds
    with store.write(acting) as session:
        session.execute(update(ways_in).values(kept_at=to_text(NIGHT)))
    assert found(store)["recovery"].holds
    assert not found(store, NIGHT + timedelta(days=100))["recovery"].holds


@pytest.mark.parametrize(
    ("made", "holds"),
    [(timedelta(minutes=1), True), (timedelta(hours=23), False), (timedelta(hours=25), False), (None, False)],
    ids=["after the copy", "before the copy", "too old", "none"],
)
def test_emergency_pages_hold_while_they_are_of_the_copy_in_use(
    copy: Store, made: timedelta | None, *, holds: bool
) -> None:
    here = replace(WELL, pages=None if made is None else NIGHT - made)
    assert found(copy, here=here)["pages"].holds is holds


def test_emergency_pages_are_found_beside_the_store(copy: Store, founded: Founded) -> None:
    here = founded.signed_in
    assert laptop.look(here).pages is None
    assert make(copy, lambda: NIGHT, carry_on) is not None
    assert laptop.look(here).pages == NIGHT
    (copy.folder / FILE).write_bytes(b"half")
    assert laptop.look(here).pages is None


def test_a_backup_holds_while_it_is_new_and_nothing_is_damaged(founded: Founded) -> None:
    here, store = founded.signed_in, founded.signed_in.store
    assert not found(store, here=laptop.look(here))["backup"].holds
    made = back_up(here, "asked").backup
    proof = found(store, here=laptop.look(here))["backup"]
    assert (proof.holds, proof.figure) == (True, "0 min")
    assert not found(store, NIGHT + timedelta(hours=49), laptop.look(here))["backup"].holds
    made.path.write_bytes(made.path.read_bytes()[:-500])
    assert "damaged" in found(store, here=laptop.look(here))["backup"].said


def test_a_full_disk_is_to_be_looked_at(store: Store) -> None:
    assert not found(store, here=replace(WELL, free=proofs.GIGABYTE - 1))["room"].holds
    big = replace(WELL, store_size=6 * proofs.GIGABYTE)
    assert found(store, here=big)["room"].limit == "at least 24.0 GB"


def test_a_clock_behind_the_log_is_to_be_looked_at(store: Store) -> None:
    assert not found(store, NIGHT - timedelta(hours=1))["clock"].holds


def test_copies_while_nobody_is_signed_in_are_a_proof_once_switched_on(copy: Store, acting: Acting) -> None:
    write(copy, acting, lambda session: change_setting(session, unattended.SETTING, True))
    assert found(copy)["unattended"].figure == "never", "switched on is no proof that one was taken"


def test_a_day_is_kept_once_and_no_day_is_made_up(copy: Store, acting: Acting, clock: Clock) -> None:
    with copy.read() as session:
        here = proofs.proofs(session, NIGHT, WELL)
    with copy.write(acting) as session:
        entry = keep_day(session, KeepDay(here))
        assert entry is not None
        assert keep_day(session, KeepDay(here[:1])) is None
    assert decode(entry).words().startswith(f"Readiness: {sum(p.holds for p in here)} of {len(here)} proofs")
    clock.forward(days=2)
    with copy.write(acting) as session:
        keep_day(session, KeepDay(here))
    with copy.read() as session:
        days = last_days(session, clock())
        assert replay.differences(session) == []
    assert len(days) == 30
    assert [day.day.day for day in days[-3:]] == [22, 23, 24]
    assert [day.proofs for day in days[-3:]] == [len(here), None, len(here)]
    assert all(day.held is None for day in days[:-3])


def test_the_first_steps_have_the_real_numbers(copy: Store) -> None:
    with copy.read() as session:
        steps = first_steps(session, NIGHT)
    assert (steps.red, steps.red_visits_soon, steps.main_system) == (2, 1, "")


def test_the_sum_says_how_many_and_what_is_left() -> None:
    well = Proof("a", "A", "", "", "", holds=True)
    ill = replace(well, holds=False)
    assert summed_up([well]) == ("1 of 1 proofs hold.", "If the main system stopped now, you could work.")
    assert summed_up([well, ill])[1] == "1 thing to look at before you rely on it."
