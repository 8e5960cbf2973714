"""Reading only what changed comes to the same as reading everything, whatever was done to the records meanwhile."""

import json
import random
import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from downtime_desk.access.actions import Found, SignedIn, found
from downtime_desk.core.clock import to_text
from downtime_desk.people import copies
from downtime_desk.practice import Awkward, PracticeSystem, Provider, Running, serve
from downtime_desk.sync.facts import CopyRefreshed
from downtime_desk.sync.facts import offers as kept_offers
from downtime_desk.sync.fhir.server import Server
from downtime_desk.sync.http import MainSystem
from downtime_desk.sync.refresh import refresh, usual_window
from tests.conftest import CHEAP, NIGHT, PASSPHRASE
from tests.plugins.clock import Clock

PEOPLE, SOME = 60, 10


def _of_some(resources: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Return a provider of few people: it is changed again and again."""
    people = [each["id"] for each in resources if each["resourceType"] == "Patient"]
    others = {f"Patient/{id_}" for id_ in people[SOME:]}
    return [
        each
        for each in resources
        if f"{each['resourceType']}/{each['id']}" not in others
        and not others & set(re.findall(r"Patient/[\w-]+", json.dumps(each)))
    ]


class Two:
    """A practice system, and two desks that copy it: one reads what changed, the other everything."""

    def __init__(self, home: Path, skew: timedelta = timedelta()) -> None:
        self.clock = Clock(NIGHT)
        there = Clock(NIGHT + skew)
        self.there = there
        self.system = PracticeSystem(home / "practice.sqlite", now=there)
        provider = Provider(people=PEOPLE, seed=3, today=NIGHT.date(), days=3)
        self.system.load(_of_some(list(provider.resources())))
        self.running: Running = serve(self.system)
        self.desks = [
            found(
                home / name, Found("Harbour Lane", "", "Priya Nair", PASSPHRASE), self.clock, CHEAP
            ).signed_in
            for name in ("changes", "whole")
        ]
        self.forward(hours=1)

    def forward(self, **much: int) -> None:
        self.clock.forward(**much)
        self.there.forward(**much)

    def copy(self, desk: int, *, whole: bool = False) -> CopyRefreshed:
        here: SignedIn = self.desks[desk]
        client = MainSystem(self.running.url, now=self.clock, name="Fernway", seconds=5)
        source = Server(client, usual_window(self.clock()), whole=whole)
        try:
            return refresh(here.store, here.acting, source, accept_findings=True)
        finally:
            source.close()

    def both(self, said: Callable[[SignedIn], dict[str, Any]] | None = None) -> CopyRefreshed:
        """Copy with both desks and compare what they say; return what the one that reads changes recorded."""
        fact = self.look()
        one, other = map(said or state, self.desks)
        assert one == other
        return fact

    def look(self) -> CopyRefreshed:
        """Copy with both desks."""
        fact = self.copy(0)
        self.copy(1, whole=True)
        return fact

    def close(self) -> None:
        self.running.close()
        for desk in self.desks:
            desk.store.close()

    # what is done to the records

    def settle(self) -> None:
        """Let everything the system was filled with lie so long ago that it is not asked for again."""
        self.both()
        for kind in ("Flag", "Appointment"):
            found = self.some(kind, random.Random(9))
            assert found is not None
            self.forward(hours=1)
            self.put(found)
        assert self.copy(0).only_changes
        self.copy(1, whole=True)
        self.forward(hours=2)

    def some(self, kind: str, pick: random.Random) -> dict[str, Any] | None:
        rows = self.system.shelf.matching("r.type = ?", (kind,), "row ASC", 10_000)
        return pick.choice(rows)[0].resource() if rows else None

    def put(self, resource: dict[str, Any]) -> None:
        self.system.shelf.put(resource, resource["id"])

    def remove(self, kind: str, id_: str) -> None:
        self.system.shelf.remove(kind, id_)


def state(desk: SignedIn) -> dict[str, Any]:
    """Return all that a copy says, without when it was received.

    Of days that were already over, a copy says what it said when they were among the days asked for.
    """
    since = to_text(usual_window(desk.acting.now()).since)
    with desk.store.read() as session:
        query = session.connection().exec_driver_sql
        last = copies.last(session)
        assert last is not None
        return {
            "people": [
                (*row[:-2], _undated(row[-2]), row[-1] is None)
                for row in query(
                    "SELECT id, version, family, given, born, nhs_number, summary, withdrawn_at FROM people ORDER BY 1"
                )
            ],
            "codes": query("SELECT person_id, position, label FROM entry_codes ORDER BY 1, 2").all(),
            "visits": [
                (*row[:-1], row[-1] is None)
                for row in query(
                    'SELECT id, person_id, start, "end", status, carers, note, version, withdrawn_at FROM visits WHERE start >= ? ORDER BY 1',
                    (since,),
                )
            ],
            "runs": query("SELECT * FROM visit_carers WHERE start >= ? ORDER BY 1, 2, 3", (since,)).all(),
            "carers": query(
                "SELECT id, family, given, role, withdrawn_at IS NULL FROM carers ORDER BY 1"
            ).all(),
            "rejected": sorted(
                (str(each.resource_type), str(each.resource_id), each.reason)
                for each in copies.not_read(session)
            ),
            "search": query(
                "SELECT people.id, people_fts.family FROM people_fts JOIN people ON place = people_fts.rowid ORDER BY 1"
            ).all(),
            "counts": last.counts,
        }


def state_of_what_is_there(desk: SignedIn) -> dict[str, Any]:
    """Return what a copy says, and of who and what is gone no more than that.

    They stay as the copy last saw them, and of a deletion shortly before one desk heard only with the next ids.
    """
    said = state(desk)
    there = {name: {row[0] for row in said[name] if row[-1]} for name in ("people", "visits", "carers")}
    for name, ids in there.items():
        said[name] = [row if row[0] in ids else row[0] for row in said[name]]
    said["codes"] = [row for row in said["codes"] if row[0] in there["people"]]
    said["search"] = [row for row in said["search"] if row[0] in there["people"]]
    said["runs"] = [row for row in said["runs"] if row[2] in there["visits"]]
    return said


def _undated(summary: str) -> str:
    """A deletion is noticed when the person is read anew: the day it is dated may differ."""
    return re.sub(r", on \d+-\w+-\d{4}\.", ", on a day.", summary)


@pytest.fixture
def two(tmp_path: Path) -> Iterator[Two]:
    made = Two(tmp_path)
    yield made
    made.close()


def test_nothing_changed_and_nothing_is_written(two: Two) -> None:
    assert not two.both().only_changes
    fact = two.copy(0)
    assert (fact.only_changes, fact.changed, fact.withdrawn) == (True, 0, 0)
    assert "Only what changed was read" in fact.words()
    with two.desks[0].store.read() as session:
        said = kept_offers(session)
    assert said is not None
    assert "Only what changed can be read: yes." in said.offers


def test_a_change_is_read_and_little_else_is_asked_for(two: Two, monkeypatch: pytest.MonkeyPatch) -> None:
    two.settle()
    pick = random.Random(1)
    flag = two.some("Flag", pick)
    visit = two.some("Appointment", pick)
    assert flag is not None
    assert visit is not None
    two.put({**flag, "code": {"text": "Dog: bites strangers"}})
    two.put({**visit, "comment": "Bring the long ladder"})
    asked: list[str] = []
    monkeypatch.setattr(two.system, "answer", _noting(asked, two.system.answer))
    fact = two.copy(0)
    assert (fact.only_changes, fact.changed) == (True, 2)
    assert sum("Appointment" in each for each in asked) == 1
    two.copy(1, whole=True)
    assert state(two.desks[0]) == state(two.desks[1])


@pytest.mark.parametrize("first_read", ["whole", "as a change"])
def test_a_record_stamped_in_the_future_hides_no_later_change(two: Two, first_read: str) -> None:
    if first_read == "as a change":
        two.both()
    flag, visit = two.some("Flag", random.Random(1)), two.some("Appointment", random.Random(1))
    assert flag is not None
    assert visit is not None
    two.there.forward(days=400)
    two.put({**flag, "code": {"text": "Dog: bites strangers"}})
    two.there.back(days=400)
    # its own clock never goes back; that of a server that was set right does
    two.system.shelf._latest = int(two.there().timestamp() * 1000)
    two.both()
    two.forward(hours=1)
    two.put({**visit, "comment": "Bring the long ladder"})
    fact = two.both()
    assert (fact.only_changes, fact.changed) == (True, 1)


def _noting(asked: list[str], answer: Callable[..., Any]) -> Callable[..., Any]:
    def noting(ask: Any, rule: Any = None) -> Any:
        asked.append(f"{ask.path}?{ask.pairs}")
        return answer(ask, rule)

    return noting


def test_a_record_that_vanished_is_named_and_one_that_was_closed_is_not(two: Two) -> None:
    two.both()
    gone = two.some("AllergyIntolerance", random.Random(2))
    closed = two.some("Flag", random.Random(2))
    assert gone is not None
    assert closed is not None
    two.remove("AllergyIntolerance", gone["id"])
    two.put({**closed, "status": "inactive"})
    two.forward(hours=2)
    two.copy(0)
    person = gone["patient"]["reference"].removeprefix("Patient/")
    assert "Withdrawn by the main system" not in _summary(two, person), "no search tells of a deletion"
    two.forward(days=1)
    fact = two.both()
    assert fact.only_changes, fact.notes
    assert f"Allergy: {_substance(gone)}, on 23-Nov-2026" in _summary(two, person)
    assert all(closed["code"]["text"].partition(": ")[2] not in _withdrawn(two, id_) for id_ in _people(two))
    two.forward(days=1)
    two.put(gone)
    assert two.both().only_changes
    assert "Withdrawn by the main system" not in _summary(two, person)


def _people(two: Two) -> list[str]:
    with two.desks[0].store.read() as session:
        return [row[0] for row in session.connection().exec_driver_sql("SELECT id FROM people")]


def _summary(two: Two, person: str) -> str:
    with two.desks[0].store.read() as session:
        row = session.connection().exec_driver_sql("SELECT summary FROM people WHERE id = ?", (person,)).one()
    return str(row[0])


def _withdrawn(two: Two, person: str) -> str:
    items = json.loads(_summary(two, person)).get("alerts", {}).get("items", [])
    return " ".join(each["text"] for each in items if each["kind"].startswith("Withdrawn"))


def _substance(allergy: dict[str, Any]) -> str:
    code = allergy["code"]
    return str(code.get("text") or code["coding"][0]["display"])


def test_a_visit_that_cannot_be_read_is_named_while_it_is_asked_for(two: Two) -> None:
    two.both()
    rows = two.system.shelf.matching("r.type = ?", ("Appointment",), "row ASC", 10_000)
    visits = sorted((row[0].resource() for row in rows), key=lambda each: (each["start"], each["id"]))
    over, deleted, stays = visits[0], visits[-2], visits[-1]
    for each in (over, deleted, stays):
        two.put({**each, "participant": []})
    two.forward(hours=2)
    two.both()
    assert _unread(two) == {over["id"], deleted["id"], stays["id"]}
    two.remove("Appointment", deleted["id"])
    two.forward(days=2)
    assert two.both().only_changes
    assert _unread(two) == {stays["id"]}


def _unread(two: Two) -> set[str | None]:
    with two.desks[0].store.read() as session:
        return {each.resource_id for each in copies.not_read(session)}


def test_everything_is_read_once_a_week_and_when_somebody_says_so(two: Two) -> None:
    two.both()
    two.forward(days=1)
    assert two.copy(0).only_changes
    assert not two.copy(0, whole=True).only_changes
    two.forward(days=6)
    assert two.copy(0).only_changes
    two.forward(days=1)
    assert not two.copy(0).only_changes


@pytest.mark.parametrize("lies", ["_lastUpdated", "patient"])
def test_a_server_that_does_not_do_what_it_says_is_read_whole_and_that_is_said(two: Two, lies: str) -> None:
    two.settle()
    flag = two.some("Flag", random.Random(4))
    assert flag is not None
    two.put({**flag, "code": {"text": "Dog: bites strangers"}})
    two.system.go_awkward(Awkward.IGNORES_SEARCH, times=None, path="Flag", parameter=lies)
    fact = two.copy(0)
    two.system.faults.clear()
    assert not fact.only_changes
    assert "so everything was read" in fact.words()
    two.copy(1, whole=True)
    assert state(two.desks[0]) == state(two.desks[1])


def test_a_record_that_only_a_search_by_person_hides_is_not_taken_for_gone(
    two: Two, monkeypatch: pytest.MonkeyPatch
) -> None:
    two.settle()
    flag = two.some("Flag", random.Random(4))
    assert flag is not None
    two.put({**flag, "code": {"text": "Dog: bites strangers"}})
    ordinary = two.system.answer

    def answer(ask: Any, rule: Any = None) -> Any:
        hides = ask.path in {"AllergyIntolerance", "Flag"} and dict(ask.pairs).keys() & {"patient", "subject"}
        return ordinary(replace(ask, pairs=(("_id", "none"),)) if hides else ask, rule)

    monkeypatch.setattr(two.system, "answer", answer)
    fact = two.copy(0)
    assert not fact.only_changes
    assert "does not show every" in fact.words()
    two.copy(1, whole=True)
    assert state(two.desks[0]) == state(two.desks[1])


def test_a_failure_on_the_way_keeps_the_copy_and_where_it_goes_on_from(two: Two) -> None:
    two.both()
    two.forward(hours=2)
    visit = two.some("Appointment", random.Random(5))
    assert visit is not None
    two.put({**visit, "comment": "Bring the long ladder"})
    before = state(two.desks[0])
    two.system.go_awkward(Awkward.SERVER_ERROR, times=None, path="Appointment")
    with pytest.raises(Exception, match="fault of its own"):
        two.copy(0)
    assert state(two.desks[0]) == before
    two.system.faults.clear()
    fact = two.copy(0)
    assert (fact.only_changes, fact.changed) == (True, 1)


Edit = Callable[[Two, random.Random], None]


def _reword(kind: str) -> Edit:
    def edit(two: Two, pick: random.Random) -> None:
        if found := two.some(kind, pick):
            two.put({**found, "code": {"text": f"Changed {pick.random()}"}})

    return edit


def _delete(kind: str) -> Edit:
    def edit(two: Two, pick: random.Random) -> None:
        if found := two.some(kind, pick):
            two.remove(kind, found["id"])

    return edit


def _give_to_another(two: Two, pick: random.Random) -> None:
    allergy, patient = two.some("AllergyIntolerance", pick), two.some("Patient", pick)
    if allergy and patient:
        two.put({**allergy, "patient": {"reference": f"Patient/{patient['id']}"}})


def _leave(two: Two, pick: random.Random) -> None:
    if patient := two.some("Patient", pick):
        two.put({**patient, "active": pick.random() < 0.3})


def _merge(two: Two, pick: random.Random) -> None:
    one, other = two.some("Patient", pick), two.some("Patient", pick)
    if one and other and one["id"] != other["id"]:
        link = [{"type": "replaced-by", "other": {"reference": f"Patient/{other['id']}"}}]
        two.put({**one, "link": link})


def _arrive(two: Two, pick: random.Random) -> None:
    number = pick.randrange(1000)
    patient = {"resourceType": "Patient", "id": f"new{number}", "name": [{"family": "Nye", "given": ["Al"]}]}
    two.put(patient)
    if visit := two.some("Appointment", pick):
        actor = {"actor": {"reference": f"Patient/new{number}"}, "status": "accepted"}
        two.put({**visit, "id": f"newv{number}", "participant": [actor]})


def _move(two: Two, pick: random.Random) -> None:
    if visit := two.some("Appointment", pick):
        days = pick.choice((-40, -1, 1, 40))
        start = _later(visit["start"], days)
        two.put({**visit, "start": start, "end": _later(visit["end"], days)})


def _later(instant: str, days: int) -> str:
    from datetime import datetime

    return (datetime.fromisoformat(instant) + timedelta(days=days)).isoformat()


def _cancel(two: Two, pick: random.Random) -> None:
    if visit := two.some("Appointment", pick):
        two.put({**visit, "status": pick.choice(("cancelled", "booked", "proposed", "entered-in-error"))})


def _spoil(two: Two, pick: random.Random) -> None:
    if visit := two.some("Appointment", pick):
        two.put({**visit, "participant": []})
    if flag := two.some("Flag", pick):
        two.put({**flag, "code": {}})


def _rename(kind: str) -> Edit:
    def edit(two: Two, pick: random.Random) -> None:
        if found := two.some(kind, pick):
            name: Any = f"Renamed {pick.random()}"
            two.put({**found, "name": name if kind == "Organization" else [{"text": name}]})

    return edit


EDITS: tuple[Edit, ...] = (
    *(_reword(kind) for kind in ("AllergyIntolerance", "Flag", "Condition")),
    *(
        _delete(kind)
        for kind in (
            "AllergyIntolerance",
            "Flag",
            "Condition",
            "MedicationStatement",
            "RelatedPerson",
            "Observation",
            "Appointment",
            "Patient",
            "Practitioner",
            "Organization",
        )
    ),
    *(_rename(kind) for kind in ("Organization", "Practitioner")),
    _give_to_another,
    _leave,
    _merge,
    _arrive,
    _move,
    _cancel,
    _spoil,
)


@settings(max_examples=6, deadline=None)
@given(
    rounds=st.lists(
        st.tuples(st.lists(st.sampled_from(EDITS), max_size=6), st.booleans()), min_size=1, max_size=2
    ),
    seed=st.integers(0, 2**32),
    skew=st.sampled_from((0, -45, 45)),
)
def test_change_after_change_comes_to_the_same_as_the_whole(
    rounds: list[tuple[list[Edit], bool]], seed: int, skew: int
) -> None:
    pick = random.Random(seed)
    with TemporaryDirectory() as home:
        two = Two(Path(home), timedelta(minutes=skew))
        try:
            two.both()
            said = state
            for edits, is_looked_at_between in rounds:
                for edit in edits:
                    edit(two, pick)
                    if is_looked_at_between:
                        two.look()
                        said = state_of_what_is_there
                two.forward(hours=25)
                two.both(said)
        finally:
            two.close()
