"""The guard: what a copy has lost is found, said with numbers and examples, and nothing else is."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from downtime_desk.sync.guard import SECTIONS, Compared, Finding, Limits, Picture, Seen, State, findings

MONDAY = date(2026, 11, 23)
LISTED = (State.LISTED,) * len(SECTIONS)
ALLERGIES = SECTIONS.index("allergies")


def person(number: int, holds: tuple[State, ...] = LISTED) -> Seen:
    return Seen(f"FELL, Ann {number}", date(1941, 3, 14) + timedelta(days=number), None, holds)


def provider(people: int = 50, days: int = 3, each: int = 2) -> Picture:
    """Return a copy of so many people with so many visits each on each day."""
    return Picture(
        {f"p{number}": person(number) for number in range(people)},
        {MONDAY + timedelta(days=day): people * each for day in range(days)},
        {f"p{number}": days * each for number in range(people)},
    )


def found(
    before: Picture | None, after: Picture, limits: Limits | None = None, **more: object
) -> list[Finding]:
    compared = Compared("Fernway", before, after, **more)  # type: ignore[arg-type]
    return list(findings(compared, limits or Limits()))


def blank(picture: Picture, people: int, section: int, to: State) -> Picture:
    """Return a copy in which a section of so many people says less."""
    changed = dict(picture.people)
    for number in range(people):
        seen = changed[f"p{number}"]
        holds = tuple(to if place == section else state for place, state in enumerate(seen.holds))
        changed[f"p{number}"] = msgspec.structs.replace(seen, holds=holds)
    return replace(picture, people=changed)


def test_a_rota_with_forty_percent_of_its_visits_gone_is_refused() -> None:
    before = provider()
    after = replace(before, days={day: number * 6 // 10 for day, number in before.days.items()})
    (finding,) = found(before, after)
    assert finding.kind == "visits gone"
    assert finding.words == ("120 planned visits are gone from Fernway, of 300 in the copy in use (40 %).")
    assert finding.examples[0] == "Mon 23-Nov-2026: 100 before, 60 now"


def test_one_day_emptied_is_found_although_the_rota_as_a_whole_has_most() -> None:
    before = provider(days=14)
    (finding,) = found(before, replace(before, days=before.days | {MONDAY: 0}))
    assert finding.examples == ("Mon 23-Nov-2026: 100 before, 0 now",)


def test_people_who_lost_all_their_visits_are_found_although_as_many_came_for_others() -> None:
    before = provider()
    swapped = {id_: 0 if int(id_[1:]) < 20 else 10 for id_ in before.visits_of}
    (finding,) = found(before, replace(before, visits_of=swapped))
    assert finding.kind == "left out"
    assert "20 of the 50 people" in finding.words


@pytest.mark.parametrize("section", range(len(SECTIONS)), ids=SECTIONS)
@pytest.mark.parametrize(
    ("to", "said"), [(State.NOT_RECORDED, "4 now NOT RECORDED"), (State.NONE, "4 now none")]
)
def test_emptied_records_are_found_section_by_section(section: int, to: State, said: str) -> None:
    before = provider()
    (finding,) = found(before, blank(before, 4, section, to))
    assert finding.kind == "emptied"
    assert finding.words.startswith(
        f"{SECTIONS[section][:1].upper()}{SECTIONS[section][1:]} are gone from the records of 4 people"
    )
    assert said in finding.words
    assert finding.examples == tuple(f"FELL, Ann {number}" for number in range(4))


def test_one_record_that_lost_a_section_is_ordinary() -> None:
    before = provider()
    assert found(before, blank(before, 2, ALLERGIES, State.NONE)) == []


def test_people_gone_are_counted_and_named() -> None:
    before = provider()
    after = replace(before, people={id_: seen for id_, seen in before.people.items() if int(id_[1:]) >= 6})
    (finding,) = found(before, after)
    assert finding.words == ("Fernway now has 44 people; the copy in use has 50. 6 people are gone (12 %).")
    assert finding.examples == (*(f"FELL, Ann {number}" for number in range(5)), "and 1 more")


def test_the_same_nhs_number_or_name_and_birth_twice_is_found_when_it_is_new() -> None:
    before = provider()
    twins = {f"d{number}": person(number) for number in range(3)}
    after = replace(before, people=before.people | twins)
    (finding,) = found(before, after)
    assert finding.words == "3 people are in Fernway twice: 3 with the same name and day of birth."
    assert found(after, after) == [], "who was there twice before is nothing new"
    numbered = {
        f"n{number}": msgspec.structs.replace(person(100 + number), nhs_number="9990000018")
        for number in range(4)
    }
    (finding,) = found(before, replace(before, people=before.people | numbered))
    assert "3 with the same NHS number" in finding.words


@pytest.mark.parametrize(
    ("minutes", "said"),
    [(62, "The clock of Fernway is 1 h 02 m ahead of this laptop’s."), (-20, "is 20 min behind"), (4, None)],
)
def test_a_clock_that_is_off_is_found(minutes: int, said: str | None) -> None:
    before = provider()
    words = [each.words for each in found(before, before, ahead=timedelta(minutes=minutes))]
    assert [said in each for each in words] == [True] if said else words == []


def test_a_copy_of_nobody_is_found_and_said_once() -> None:
    assert [each.kind for each in found(None, Picture())] == ["nobody"]
    assert [each.kind for each in found(provider(), Picture(days=provider().days))] == ["nobody"]


@given(people=st.integers(0, 60), days=st.integers(0, 5), each=st.integers(0, 4))
def test_a_copy_that_says_the_same_is_never_held(people: int, days: int, each: int) -> None:
    same = provider(people, days, each)
    assert [finding.kind for finding in found(same, same)] == ([] if people else ["nobody"])


@given(more=st.integers(0, 40), visits=st.integers(0, 200))
def test_what_only_grows_is_never_held(more: int, visits: int) -> None:
    before = provider(20)
    grown = provider(20 + more)
    after = replace(grown, days={day: number + visits for day, number in grown.days.items()})
    assert found(before, after) == []


Spoil = Callable[[Picture, int], Picture]


def _without_people(picture: Picture, number: int) -> Picture:
    kept = {id_: seen for place, (id_, seen) in enumerate(picture.people.items()) if place >= number}
    return replace(picture, people=kept)


def _without_visits(picture: Picture, number: int) -> Picture:
    return replace(picture, days={day: max(0, had - number) for day, had in picture.days.items()})


def _blank(picture: Picture, number: int) -> Picture:
    return blank(picture, number, ALLERGIES, State.NOT_RECORDED)


@given(
    spoil=st.sampled_from([_without_people, _without_visits, _blank]),
    number=st.integers(1, 99),
    strict=st.integers(1, 99),
    more=st.integers(0, 99),
)
def test_what_is_held_stays_held_when_more_is_lost(spoil: Spoil, number: int, strict: int, more: int) -> None:
    before, limits = provider(100), Limits(strict, strict, strict, strict)
    if found(before, spoil(before, number), limits):
        assert found(before, spoil(before, min(100, number + more)), limits)


@given(lost=st.integers(0, 100), percent=st.integers(0, 100), at_least=st.integers(0, 60))
def test_the_limits_are_where_they_say(lost: int, percent: int, at_least: int) -> None:
    before = provider(100)
    limits = Limits(people_percent=percent, at_least=at_least)
    held = any(each.kind == "people gone" for each in found(before, _without_people(before, lost), limits))
    assert held == (0 < lost < 100 and (lost > 50 or (lost >= at_least and lost >= percent)))


def test_visits_twice_are_found_from_a_share_on_and_named() -> None:
    before = provider()
    (finding,) = found(before, before, twice={"p1": 2, "p2": 1})
    assert finding.kind == "visits twice"
    assert finding.words == (
        "3 planned visits are in Fernway twice, for 2 people: the same person at the same time, under another number."
    )
    assert finding.examples == ("FELL, Ann 1", "FELL, Ann 2")
    assert found(before, before, twice={"p1": 2}) == [], "two are ordinary"


def test_a_wave_of_incomplete_notes_is_one_finding_and_a_section_that_says_none_is_not_in_it() -> None:
    before = provider()
    assert found(before, blank(before, 5, ALLERGIES, State.NOT_RECORDED))[-1].kind == "incomplete"
    assert found(before, blank(before, 5, ALLERGIES, State.NONE))[-1].kind == "emptied"
    assert found(before, blank(before, 4, ALLERGIES, State.NOT_RECORDED))[-1].kind == "emptied"
    few_and_unread = found(
        before, blank(before, 2, ALLERGIES, State.NOT_RECORDED), unread=frozenset({"p7", "p8", "p9"})
    )
    assert few_and_unread[-1].words == (
        "The notes of 5 of 50 people came incomplete from Fernway (10 %):"
        " allergies gone from 2, 3 not readable in full."
    )


def test_a_difference_of_the_clocks_that_was_accepted_is_usual() -> None:
    before, hour = provider(), timedelta(minutes=62)
    assert found(before, before, ahead=hour, usual_ahead=hour) == []
    assert found(before, before, ahead=timedelta(), usual_ahead=hour) == [], "put right"
    assert [each.kind for each in found(before, before, ahead=2 * hour, usual_ahead=hour)] == ["clock"]
