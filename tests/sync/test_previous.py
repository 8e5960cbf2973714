"""Copies from before: read as they were, what changed in words, put in use again, and not kept for ever."""

import json
from collections.abc import Callable

import pytest

from downtime_desk.core.clock import to_text
from downtime_desk.core.errors import Trouble
from downtime_desk.core.replay import differences
from downtime_desk.core.store import Acting, Store
from downtime_desk.outages.actions import Declare, declare
from downtime_desk.people import copies, entry_codes
from downtime_desk.people.copies import Snapshot
from downtime_desk.people.queries import person
from downtime_desk.sync.previous import rules
from downtime_desk.sync.previous.actions import PutBack, put_back
from downtime_desk.sync.previous.queries import Changed, changed, kept, look_up, size
from downtime_desk.sync.previous.reading import person_at, rows
from downtime_desk.sync.refresh import refresh
from tests.plugins.clock import Clock
from tests.sync.fhir.make import Given, Resource, flag, source
from tests.sync.test_refresh import everything, many

CODE = flag("Key safe: 4417", code="entry-code", subject={"reference": "Patient/p1"})


def without(given: Given, gone: Callable[[Resource], bool]) -> Given:
    return source(*(each for each in map(json.loads, given.given) if not gone(each)))


def renamed(given: Given) -> Given:
    """Return it with another first name for p2, and the second visit of p3 an hour later."""
    made = []
    for each in map(json.loads, given.given):
        if each["resourceType"] == "Patient" and each["id"] == "p2":
            each["name"][0]["given"] = ["Renamed"]
        made.append(each)
    return source(*made)


@pytest.fixture
def three(store: Store, acting: Acting, clock: Clock) -> Store:
    """Return a store with three copies: twelve people; p1 gone; p2 renamed and two visits gone."""
    first = many(12, CODE, visits_each=2)
    second = without(first, lambda each: each["id"] == "p1" and each["resourceType"] == "Patient")
    second = without(second, lambda each: '"Patient/p1"' in json.dumps(each.get("participant", "")))
    visits = [each["id"] for each in map(json.loads, second.given) if each["resourceType"] == "Appointment"]
    third = without(renamed(second), lambda each: each["id"] in visits[-2:])
    for given in (first, second, third):
        refresh(store, acting, given)
        clock.forward(minutes=15)
    return store


def copies_of(store: Store) -> tuple[Snapshot, ...]:
    with store.read() as session:
        return kept(session)


def test_each_copy_is_read_as_it_was(three: Store) -> None:
    third, second, first = copies_of(three)
    with three.read() as session:
        for copy, people in ((first, 12), (second, 11), (third, 11)):
            at = to_text(copy.started)
            assert len(list(rows(session, "person", at))) == people
            assert len(list(rows(session, "visit", at))) == copy.counts.visits
        assert person_at(session, to_text(first.started), "p1") is not None
        assert person_at(session, to_text(second.started), "p1") is None
        was = person_at(session, to_text(second.started), "p2")
        now = person(session, "p2")
        assert was is not None
        assert now is not None
        assert (was.given != "Renamed", now.person.given) == (True, "Renamed")
        assert was.summary == now.person.summary
        assert was.entry_codes == (), "codes are never kept for later"


def test_what_changed_is_said_in_words(three: Store) -> None:
    third, second, first = copies_of(three)
    with three.read() as session:
        assert changed(session, first, None).people_gone == ()
        assert len(changed(session, first, None).people_new) == 12
        gone = changed(session, second, first)
        last = changed(session, third, second)
    assert len(gone.people_gone) == 1
    assert gone.visits_changed == 2
    ((name, (difference,)),) = last.people_changed
    assert name.endswith("Renamed")
    assert difference.field == "Name"
    assert last.lines()[0] == f"{name}. {difference.words()}."
    assert last.lines()[-1] == "2 visits are not as in the copy before."
    assert Changed((), (), (), 0).lines() == ["Nothing changed against the copy before."]
    many = tuple(f"LEE{number}" for number in range(50))
    new, gone = Changed(many, many[:3], (), 0).lines()
    assert new.endswith("; LEE39; and 10 more.")
    assert gone == "Gone: LEE0; LEE1; LEE2."


def test_somebody_is_looked_up_as_they_were_also_in_an_outage(
    three: Store, acting: Acting, clock: Clock
) -> None:
    with three.write(acting) as session:
        declare(session, Declare(("Rota",), clock(), "x"))
    _, _, first = copies_of(three)
    with three.read() as session:
        p1 = person_at(session, to_text(first.started), "p1")
        p2 = person_at(session, to_text(first.started), "p2")
        assert p1 is not None
        assert p2 is not None
        found = next(each for each in look_up(session, first, p1.family) if each.person.id == "p1")
        other = next(each for each in look_up(session, first, p2.family) if each.person.id == "p2")
        assert look_up(session, first, " ") == []
        assert look_up(session, first, "nobody of that name") == []
    assert (found.person.id, found.since) == ("p1", None), "not listed any more"
    assert [each.field for each in other.since or ()] == ["Name"]


def test_a_copy_from_before_is_put_in_use_again_also_in_an_outage(
    three: Store, acting: Acting, clock: Clock
) -> None:
    _, _, first = copies_of(three)
    with three.write(acting) as session:
        declare(session, Declare(("Data may be wrong",), clock(), "x"))
        with pytest.raises(Trouble, match="not said why"):
            put_back(session, PutBack(first.number, " "))
        with pytest.raises(Trouble, match="in use already"):
            put_back(session, PutBack(3, "x"))
        with pytest.raises(Trouble, match="not kept any more"):
            put_back(session, PutBack(77, "x"))
    before = everything(three)
    with three.write(acting) as session:
        entry = put_back(session, PutBack(first.number, "Half of it is missing, says Ade."))
    with three.read() as session:
        now = copies.last(session)
        assert now is not None
        assert (now.number, now.counts) == (4, first.counts)
        assert person(session, "p1").withdrawn_at is None  # type: ignore[union-attr]
        assert person(session, "p2").person.given != "Renamed"  # type: ignore[union-attr]
        assert entry_codes.unsealed(session, "p1")[0].code == "4417", "codes stay as they are"
        assert len(list(rows(session, "visit", "~"))) == first.counts.visits
        assert copies.as_of(session)["people"] == first.started, "it is as old as it was"
        assert differences(session) == []
    assert entry.kind == "copy.put_back"
    assert everything(three) != before


def test_after_it_the_next_refresh_reads_the_main_system_again(
    three: Store, acting: Acting, clock: Clock
) -> None:
    _, _, first = copies_of(three)
    with three.write(acting) as session:
        put_back(session, PutBack(first.number, "x"))
    clock.forward(minutes=1)
    fact = refresh(three, acting, renamed(many(12, CODE, visits_each=2)))
    assert fact.snapshot == 5
    with three.read() as session:
        assert person(session, "p2").person.given == "Renamed"  # type: ignore[union-attr]
        assert len(list(rows(session, "visit", "~"))) == 24


def test_only_so_many_are_kept_and_the_rest_is_erased(three: Store, acting: Acting, clock: Clock) -> None:
    with three.write(acting) as session:
        with pytest.raises(Trouble, match="1 copies are not possible"):
            rules.change(session, 1)
        rules.change(session, 2)
    with three.read() as session:
        held = size(session)
    assert held > 0
    for _ in range(2):
        refresh(three, acting, many(12, CODE, visits_each=2))
        clock.forward(minutes=15)
    assert [each.number for each in copies_of(three)] == [5, 4]
    with three.read() as session:
        assert size(session) == 0, "nothing changed between the two that are kept"
