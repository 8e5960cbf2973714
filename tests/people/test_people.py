"""Finding people, what is missing about them, and looking at an entry code."""

from datetime import date, datetime

import msgspec
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import insert, update

from downtime_desk.core import journal, replay
from downtime_desk.core.clock import from_text
from downtime_desk.core.errors import Trouble
from downtime_desk.core.store import Acting, Store
from downtime_desk.people import queries
from downtime_desk.people.actions import Reveal, reveal
from downtime_desk.people.completeness import missing_facts
from downtime_desk.people.model import copies, rejected
from downtime_desk.people.queries import Filter
from downtime_desk.people.search import Matches, Search, same_surname
from downtime_desk.people.summary import Listed, Medicine, Person, Summary
from tests.people.cast import EDWIN, HOSTILE, OTHERS, copy


@pytest.fixture(autouse=True)
def _copy(store: Store, acting: Acting) -> None:
    copy(store, acting, HOSTILE)


def find(store: Store, typed: str, which: Filter = Filter.ALL, limit: int = 200) -> Matches:
    with store.read() as session:
        return Search().find(session, typed, which, limit)


def names(found: tuple[queries.Found, ...]) -> list[str]:
    return [f"{each.family} {each.given}" for each in found]


def test_names_that_begin_so_come_first_in_order_of_the_alphabet(store: Store) -> None:
    matches = find(store, "hol")
    assert names(matches.by_name) == [
        "Hollis Margaret",
        "Holloway Edwin",
        "Holloway Patricia",
        "Hollyoak Jean",
        "Holt Dennis",
    ]
    assert names(matches.elsewhere) == ["Pike Ronald"]
    assert (matches.total, matches.same_surname) == (6, True)
    assert not find(store, "hollo").elsewhere[1:]


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("HOLLOWAY ed", "p-1"),
        ("ted", "p-1"),
        ("9990002312", "p-1"),
        ("999 000 2312", "p-1"),
        ("999 0", "p-1"),
        ("wx9 4lb", "p-1"),
        ("WX94", "p-1"),
        ("quarry cott", "p-1"),
        ("jozef", "p-7"),
        ("o'brien", "p-8"),
        ("Obrien-luk", "p-8"),
        ("sian", "p-8"),
    ],
)
def test_a_person_is_found_however_they_are_typed(store: Store, typed: str, expected: str) -> None:
    matches = find(store, typed)
    assert [each.id for each in (*matches.by_name, *matches.elsewhere)] == [expected]


def test_close_names_are_offered_when_nothing_fits(store: Store) -> None:
    matches = find(store, "holoway")
    assert matches.by_name == ()
    assert matches.close[0] == "HOLLOWAY"
    assert find(store, "qqqqq").close == ()


@pytest.mark.parametrize(
    ("which", "expected"),
    [
        (Filter.RED, ["p-6", "p-1", "p-7"]),
        (Filter.EXACT_TIME, ["p-1"]),
        (Filter.TWO_CARERS, ["p-2", "p-4", "p-5", "p-9"]),
    ],
)
def test_a_filter_keeps_and_counts_the_same_people(store: Store, which: Filter, expected: list[str]) -> None:
    kept = find(store, "", which)
    with store.read() as session:
        counted = queries.counts(session)
    assert sorted(each.id for each in kept.by_name) == sorted(expected)
    assert counted[which] == kept.total == len(expected)
    assert counted[Filter.ALL] == len(OTHERS) + 2


def test_filter_and_name_together(store: Store) -> None:
    assert [each.id for each in find(store, "hol", Filter.RED).by_name] == ["p-1"]


def test_facts_missing_counts_everybody_with_one(store: Store) -> None:
    kept = find(store, "", Filter.FACTS_MISSING)
    assert "p-1" not in [each.id for each in kept.by_name]
    assert kept.total == len(OTHERS) + 1


def test_a_long_list_is_cut_and_says_how_many_there_are(store: Store) -> None:
    matches = find(store, "hol", limit=2)
    assert (len(matches.by_name), matches.elsewhere, matches.total) == (2, (), 6)
    everybody = find(store, "", limit=3)
    assert (len(everybody.by_name), everybody.total) == (3, len(OTHERS) + 2)


def test_a_person_who_left_the_list_is_found_and_marked_but_not_counted(store: Store, acting: Acting) -> None:
    with store.write(acting) as session:
        session.connection().exec_driver_sql("UPDATE people SET withdrawn_at = received_at WHERE id = 'p-1'")
    assert [(each.id, each.withdrawn) for each in find(store, "holloway").by_name] == [
        ("p-1", True),
        ("p-2", False),
    ]
    assert "p-1" not in [each.id for each in find(store, "").by_name]
    with store.read() as session:
        assert queries.counts(session)[Filter.RED] == 2


def test_a_person_is_as_old_as_the_last_copy_that_said_them(store: Store, acting: Acting) -> None:
    later = "2026-11-22T01:00:00Z"

    def as_of() -> datetime:
        with store.read() as session:
            known = queries.person(session, "p-1")
            assert known is not None
            return known.as_of

    first = as_of()
    with store.write(acting) as session:
        session.execute(update(copies).where(copies.c.kind == "people").values(as_of=later))
    assert first < as_of() == from_text(later), "the row itself was not written anew: it says the same"
    with store.write(acting) as session:
        unread = {"position": 1, "found_in": "Patient page 1", "resource_type": "Patient", "person_id": "p-1"}
        session.execute(insert(rejected).values(**unread, resource_id="p-1", reason="it gives no name"))
    assert as_of() == first, "the last copy could not read them"


def test_allergies_keep_their_three_states_in_the_list(store: Store) -> None:
    said = {each.id: each.allergies for each in find(store, "hol").by_name}
    assert (said["p-1"], said["p-2"], said["p-5"]) == (("Penicillin",), (), None)


def test_the_same_surname_is_noticed(store: Store) -> None:
    with store.read() as session:
        assert [each.id for each in same_surname(session, "p-1", "Holloway")] == ["p-2"]
        assert same_surname(session, "p-3", "Hollis") == ()


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(typed=st.text(max_size=30))
def test_nothing_typed_breaks_the_search(store: Store, typed: str) -> None:
    matches = find(store, typed)
    assert matches.total >= len(matches.by_name) + len(matches.elsewhere)


def test_all_that_is_known_comes_back_as_it_was_received(store: Store) -> None:
    with store.read() as session:
        known = queries.person(session, "p-1")
        assert queries.person(session, "nobody") is None
    assert known is not None
    assert known.person == msgspec.structs.replace(EDWIN, entry_codes=())
    assert (known.missing, known.entry_codes, known.withdrawn_at) == ((), 1, None)


def test_everything_missing_is_named() -> None:
    assert missing_facts(Person("x", "", "")) == (
        "date of birth",
        "NHS number",
        "priority",
        "allergies",
        "medicines",
        "main risks",
        "how many carers",
        "how to move",
        "how to talk together",
        "CPR decision",
        "what to do when a visit is late",
        "address",
        "first contact",
        "second contact",
        "GP",
    )


def test_recorded_as_none_is_not_missing() -> None:
    assert "allergies" not in missing_facts(Person("x", "", "", summary=Summary(allergies=Listed("none"))))


def test_an_exact_time_medicine_needs_dose_times_and_what_to_do() -> None:
    summary = Summary(medicines=Listed("listed", (Medicine("Levodopa", time_critical=True),)))
    assert (
        "Levodopa: dose, times, who gives it, how near the time, what to do if late, what to do if missed"
        in missing_facts(Person("x", "", "", summary=summary))
    )


def test_a_code_is_shown_only_after_the_reason_was_kept(store: Store, acting: Acting) -> None:
    with store.write(acting) as session:
        codes = reveal(session, Reveal("p-1", " Iwan is at the door "))
    assert [(code.label, code.code) for code in codes] == [("Key safe by the side door", "4471C")]
    with store.read() as session:
        last = list(journal.entries(session))[-1]
        said = journal.decode(last)
        assert replay.differences(session) == []
    assert said is not None
    assert said.words() == "Entry code of HOLLOWAY, Edwin shown. Why: Iwan is at the door"
    assert "4471" not in (last.payload or "")


@pytest.mark.parametrize(
    ("person", "reason", "match"), [("p-1", " ", "Why"), ("p-2", "At the door", "no entry code")]
)
def test_no_reason_or_no_code_shows_and_keeps_nothing(
    store: Store, acting: Acting, person: str, reason: str, match: str
) -> None:
    with store.read() as session:
        before = journal.head(session)
    with pytest.raises(Trouble, match=match), store.write(acting) as session:
        reveal(session, Reveal(person, reason))
    with store.read() as session:
        assert journal.head(session) == before


def test_born_stays_a_date(store: Store) -> None:
    assert find(store, "edwin").by_name[0].born == date(1941, 3, 14)
