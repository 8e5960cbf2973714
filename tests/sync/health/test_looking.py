"""Looking at a main system: cheap, over in seconds, and telling apart what is down from what is in the way."""

import os
from datetime import timedelta
from pathlib import Path

import pytest

from downtime_desk.core.errors import Trouble
from downtime_desk.core.replay import differences
from downtime_desk.core.store import Acting, Store
from downtime_desk.outages.queries import chronology
from downtime_desk.practice import Awkward, PracticeSystem, Running, serve
from downtime_desk.sync.connection import Choose, Connection, choose
from downtime_desk.sync.health import rules
from downtime_desk.sync.health.course import PartName
from downtime_desk.sync.health.facts import MainSystemSeen, seen
from downtime_desk.sync.health.looking import look_at_folder, look_at_server
from downtime_desk.sync.health.rules import WatchRules
from downtime_desk.sync.health.watching import Watching, look
from downtime_desk.sync.http import MainSystem
from tests.conftest import NIGHT
from tests.plugins.clock import Clock
from tests.sync.wire_server import Say, answer, server

HELD: frozenset[PartName] = frozenset({"Care records", "Medicine charts"})


def states(practice: Running, clock: Clock) -> dict[PartName, bool | None]:
    system = MainSystem(practice.url, now=clock, name="Fernway")
    try:
        found = look_at_server(system, clock, HELD)
    finally:
        system.close()
    return {each.name: each.answers for each in found.parts}


def test_a_main_system_that_is_well_answers_in_every_part(practice: Running, clock: Clock) -> None:
    everything = {"Rota": True, "Care records": True, "Medicine charts": True, "Giving back": True}
    assert states(practice, clock) == everything


def test_one_part_alone_can_be_down(practice: Running, clock: Clock) -> None:
    practice.system.faults.add(Awkward.SERVER_ERROR, times=None, path="Medication")
    found = states(practice, clock)
    assert found == {"Rota": True, "Care records": True, "Medicine charts": False, "Giving back": True}


def test_a_main_system_that_lost_its_people_is_not_well(tmp_path: Path, clock: Clock) -> None:
    with serve(PracticeSystem(tmp_path / "empty.db")) as empty:
        assert states(empty, clock)["Care records"] is False


def test_one_that_is_off_is_down_in_every_part(practice: Running, clock: Clock) -> None:
    practice.stop()
    found = states(practice, clock)
    assert {found[name] for name in ("Rota", "Care records", "Medicine charts")} == {False}
    assert found["Giving back"] is None, "what it offers cannot be known now"


@pytest.mark.parametrize(
    ("awkward", "own"),
    [(Awkward.CAPTIVE_PORTAL, "page"), (Awkward.REDIRECT, "page"), (Awkward.UNAUTHORISED, "sign-in")],
)
def test_what_stands_in_the_way_is_not_the_main_system(
    practice: Running, clock: Clock, awkward: Awkward, own: str
) -> None:
    practice.system.faults.add(awkward, times=None, path="(Patient|Appointment|Medication|metadata)")
    system = MainSystem(practice.url, now=clock, name="Fernway")
    found = look_at_server(system, clock)
    system.close()
    assert (found.own, found.parts) == (own, ())


NOTHING = answer(b'{"resourceType":"Bundle","entry":[]}')


def holding(*kinds: str) -> Say:
    """Return the answer of a server that says it holds these."""
    kept = ",".join(f'{{"type":"{kind}"}}' for kind in kinds)
    return answer(f'{{"resourceType":"CapabilityStatement","rest":[{{"resource":[{kept}]}}]}}'.encode())


@pytest.mark.parametrize(
    ("expected", "medicines"),
    [(frozenset[PartName](), None), (frozenset[PartName]({"Medicine charts"}), False)],
)
def test_a_main_system_that_never_had_medicines_is_not_down_for_that(
    clock: Clock, *, expected: frozenset[PartName], medicines: bool | None
) -> None:
    refused = answer(b'{"resourceType":"OperationOutcome"}', status="404 Not Found")
    with server(holding("Patient", "Appointment"), NOTHING, NOTHING, refused) as heard:
        system = MainSystem(heard.url, now=clock, name="Fernway")
        found = look_at_server(system, clock, expected)
        system.close()
    assert [each.answers for each in found.parts] == [True, True, medicines, None]


def test_a_look_asks_a_few_small_things_and_writes_nothing(clock: Clock) -> None:
    with server(holding("Patient", "Appointment", "MedicationStatement"), NOTHING) as heard:
        system = MainSystem(heard.url, now=clock, name="Fernway")
        look_at_server(system, clock)
        system.close()
        asked = [request.split(b" HTTP")[0].decode() for request in heard.requests]
    assert len(asked) == 4, "medicines are asked for under the names it holds"
    assert all(each.startswith("GET ") and ("_count=1" in each or "metadata" in each) for each in asked)


def test_a_main_system_that_never_answers_is_left_after_two_tries(clock: Clock) -> None:
    with server(lambda _talk, _asked: None) as heard:
        system = MainSystem(heard.url, now=clock, name="Fernway", seconds=0.2)
        found = look_at_server(system, clock)
        system.close()
        assert len(heard.requests) <= 3
    assert [each.answers for each in found.parts] == [False, False, False, None]


def export(folder: Path, hours_old: float) -> None:
    folder.mkdir(exist_ok=True)
    (folder / "visits.csv").write_text("a;b\n")
    stamp = (NIGHT - timedelta(hours=hours_old)).timestamp()
    os.utime(folder / "visits.csv", (stamp, stamp))


@pytest.mark.parametrize(("hours", "answers"), [(3, True), (26, True), (27, False)])
def test_a_folder_is_well_while_its_newest_export_comes_in_time(
    tmp_path: Path, clock: Clock, hours: int, *, answers: bool
) -> None:
    export(tmp_path / "out", hours)
    (part,) = look_at_folder(tmp_path / "out", "Fernway", clock, WatchRules()).parts
    assert (part.answers, "is expected every 26 h" in part.why) == (answers, not answers)


def test_a_folder_that_is_gone_or_empty_is_said(tmp_path: Path, clock: Clock) -> None:
    (gone,) = look_at_folder(tmp_path / "gone", "Fernway", clock, WatchRules()).parts
    assert gone.why == "The folder gone cannot be opened (No such file or directory)."
    (empty,) = look_at_folder(tmp_path, "Fernway", clock, WatchRules()).parts
    assert empty.why.endswith("holds no exports.")


@pytest.fixture
def watched(store: Store, acting: Acting, practice: Running) -> Store:
    with store.write(acting) as session:
        choose(session, Choose(Connection("Fernway", "server", practice.url)))
    return store


def lines(store: Store) -> list[str]:
    with store.read() as session:
        return [each.words for each in chronology(session, None) if isinstance(each.what, MainSystemSeen)]


def test_changes_alone_are_recorded_and_the_log_says_them(
    watched: Store, acting: Acting, clock: Clock, practice: Running
) -> None:
    watching = Watching(watched, acting)
    for _ in range(3):
        watching.look()
        clock.forward(minutes=5)
    assert lines(watched) == [], "that all is well is no news"
    practice.system.faults.add(Awkward.SERVER_ERROR, times=None, path="Medication")
    for _ in range(5):
        watching.look()
        clock.forward(minutes=1)
    (line,) = lines(watched)
    assert line == (
        "Seen from this laptop: Fernway: Medicine charts have not answered since Sun 02:21."
        " The rota answers. Care records answer."
    )
    practice.system.faults.clear()
    again = Watching(watched, acting)
    assert again.health.bad() == ("Medicine charts",), "a sign-in goes on where the last one was"
    for _ in range(7):
        again.look()
        clock.forward(minutes=1)
    assert lines(watched)[0].startswith("Seen from this laptop: Fernway answers.")
    assert len(lines(watched)) == 2
    assert again.back_since(WatchRules()) == NIGHT + timedelta(minutes=20)
    with watched.read() as session:
        assert differences(session) == []
        kept = seen(session)
        assert kept is not None
        assert kept.fell is not None


def test_a_look_is_due_every_five_minutes_and_each_minute_while_it_fails(
    watched: Store, acting: Acting, clock: Clock, practice: Running
) -> None:
    watching = Watching(watched, acting)

    def due() -> bool:
        with watched.read() as session:
            return watching.is_due(session, clock())

    assert due()
    watching.look()
    clock.forward(minutes=4)
    assert not due()
    clock.forward(minutes=1)
    assert due()
    practice.stop()
    watching.look()
    clock.forward(minutes=1)
    assert due()
    with watched.write(acting) as session:
        rules.change(session, WatchRules(every_minutes=0))
    assert not due(), "switched off"


def test_rules_have_bounds(store: Store, acting: Acting) -> None:
    with store.write(acting) as session, pytest.raises(Trouble, match="down after: 1 is not possible"):
        rules.change(session, WatchRules(failures=1))


def test_without_a_main_system_there_is_nothing_to_look_at(store: Store, acting: Acting) -> None:
    with pytest.raises(Trouble, match="No main system is connected yet"):
        look(store, acting)
