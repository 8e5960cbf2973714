"""What a carer's text message proposes: never somebody it does not name, never one of two, and it says so."""

import string

import pytest
from hypothesis import assume, given
from hypothesis import strategies as some
from rapidfuzz import fuzz

from downtime_desk.people.fold import folded
from downtime_desk.visits.heard import ALIKE, Heard, OnRun, Proposed, heard

RUN = (
    OnRun("v1", "Holloway", "Edwin", "Ted", "HOLLOWAY, Edwin 01:45"),
    OnRun("v2", "Smith", "Jean", None, "SMITH, Jean 09:00"),
    OnRun("v3", "Patel", "Asha", None, "PATEL, Asha 10:00"),
    OnRun("v4", "O’Brien", "Siân", None, "O’BRIEN, Siân 11:00"),
)


def only(found: Heard) -> Proposed:
    assert found.unplaced == ()
    (proposed,) = found.proposed
    return proposed


def test_the_message_of_a_whole_run() -> None:
    found = heard(
        "done mrs holloway 0815-0845, then J Smith 9.05 to 9.30 all ok, no answer at patels 10", RUN
    )
    assert found.unplaced == ()
    assert [(each.visit, each.arrived, each.left, each.outcome) for each in found.proposed] == [
        ("v1", "0815", "0845", "done"),
        ("v2", "9.05", "9.30", "done"),
        ("v3", "", "", "did not happen"),
    ]
    assert found.proposed[2].said == "no answer at patels 10"


@pytest.mark.parametrize(
    ("text", "visit", "arrived", "left", "outcome"),
    [
        ("holoway 815-845", "v1", "815", "845", "done"),
        ("Ted 8:15 to 8:45", "v1", "8:15", "8:45", "done"),
        ("obrien, 1105 till 1130, all fine", "v4", "1105", "1130", "done"),
        ("smith left 930", "v2", "", "930", None),
        ("arrived smith 905", "v2", "905", "", None),
        ("just arrived at Smiths 905", "v2", "905", "", "there now"),
        ("couldn't get in at Patel", "v3", "", "", "did not happen"),
        ("smith not done", "v2", "", "", None),
        ("jean smith 905–930 tea 10mg", "v2", "905", "930", "done"),
    ],
)
def test_one_visit(text: str, visit: str, arrived: str, left: str, outcome: str | None) -> None:
    found = only(heard(text, RUN))
    assert (found.visit, found.arrived, found.left, found.outcome) == (visit, arrived, left, outcome)


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("P Smith 905-930", "nobody on this run is called that."),
        ("john smith 905-930", "nobody on this run is called that."),
        ("dobson 905-930", "nobody on this run is called that."),
        ("905-930 all ok", "it names nobody."),
        ("smith and patel 905-930", "it names more than one person: write them on lines of their own."),
        ("smith 905 910 930", "it has more than two times."),
        ("J 905-930", "nobody on this run is called that."),
    ],
)
def test_what_is_not_plain_proposes_nothing_and_says_why(text: str, why: str) -> None:
    found = heard(text, RUN)
    assert found.proposed == ()
    assert [each.why for each in found.unplaced] == [why]


@pytest.mark.parametrize("times", [2, 3])
def test_a_visit_named_again_is_left_to_a_person(times: int) -> None:
    found = heard(", ".join(["smith 905-930"] * times), RUN)
    assert found.proposed == ()
    assert len(found.unplaced) == times


def test_two_people_of_one_name_are_asked_about_unless_an_initial_tells() -> None:
    run = (*RUN, OnRun("v5", "Holloway", "Patricia", None, "HOLLOWAY, Patricia 12:00"))
    found = heard("holloway 815-845", run)
    assert found.proposed == ()
    assert found.unplaced[0].why == "it could be HOLLOWAY, Edwin 01:45 or HOLLOWAY, Patricia 12:00."
    assert only(heard("p holloway 815-845", run)).visit == "v5"


def test_two_visits_to_one_person_are_asked_about() -> None:
    run = (*RUN, OnRun("v5", "Smith", "Jean", None, "SMITH, Jean 15:00"))
    assert heard("smith 905-930", run).proposed == ()


words = some.text(string.ascii_lowercase, min_size=1, max_size=9)
times = some.sampled_from(["815", "0845", "9.05", "10:20", "now", "10", "8:15-8:45"])
fillers = some.sampled_from(
    ["done", "no answer at", "all ok", "mrs", "then", ",", ".", "left", "at", "not", "j"]
)
messages = some.lists(some.one_of(words, times, fillers), max_size=14).map(" ".join)
names = some.text(string.ascii_letters + "’łé", min_size=2, max_size=9)
runs = some.lists(some.tuples(names, names), max_size=5).map(
    lambda found: [OnRun(f"v{place}", *name) for place, name in enumerate(found)]
)


def is_named(person: OnRun, message: str) -> bool:
    """Say, in another way than the program, whether any word of a message is like a name of a person."""
    parts = folded(f"{person.family} {person.given}").split()
    said = [word.strip(",.") for word in folded(message).split()]
    return any(
        fuzz.ratio(each, part) >= ALIKE or (each.endswith("s") and fuzz.ratio(each[:-1], part) >= ALIKE)
        for each in said
        for part in parts
    )


@given(messages, runs)
def test_never_a_proposal_for_a_person_not_named(message: str, run: list[OnRun]) -> None:
    by_visit = {each.visit: each for each in run}
    for proposed in heard(message, run).proposed:
        assert is_named(by_visit[proposed.visit], message)


@given(messages, runs, some.data())
def test_a_named_person_among_others_is_still_the_only_one_proposed(
    message: str, run: list[OnRun], data: some.DataObject
) -> None:
    assume(run)
    proposed = [each.visit for each in heard(message, run).proposed]
    assert len(proposed) == len(set(proposed))
    twin = data.draw(some.sampled_from(run))
    doubled = [*run, OnRun("twin", twin.family, twin.given)]
    after = [each.visit for each in heard(message, doubled).proposed]
    assert twin.visit not in after
    assert "twin" not in after


@given(messages, runs)
def test_times_and_words_are_the_carers_own(message: str, run: list[OnRun]) -> None:
    for proposed in heard(message, run).proposed:
        for time in (proposed.arrived, proposed.left):
            assert time in message
        for part in proposed.said.split(", "):
            assert part in message
        if proposed.outcome == "did not happen":
            assert (proposed.arrived, proposed.left) == ("", "")


@given(messages)
def test_without_a_run_nothing_is_proposed_and_nothing_is_lost(message: str) -> None:
    found = heard(message, ())
    assert found.proposed == ()
    assert all(each.why for each in found.unplaced)
