"""What a new copy has lost against the one in use: people, visits, and what records say."""

from collections.abc import Iterator, Mapping
from datetime import UTC, date, datetime, timedelta

from downtime_desk.core.clock import DAYS, age_in_words, full_stamp, long_date
from downtime_desk.sync.guard.doubles import contradicting, people_twice, visits_twice
from downtime_desk.sync.guard.notes import incomplete
from downtime_desk.sync.guard.seen import (
    SECTIONS,
    Compared,
    Finding,
    Limits,
    Picture,
    Seen,
    State,
    in_order,
    much,
    number_of,
    share,
    some,
)

LATER = timedelta(minutes=1)
ANY_TIME = datetime(2026, 1, 1, tzinfo=UTC)


def findings(compared: Compared, limits: Limits) -> tuple[Finding, ...]:
    """Return everything a person has to look at before the new copy is used; empty when it is sound."""
    return tuple(_findings(compared, limits))


def _findings(compared: Compared, limits: Limits) -> Iterator[Finding]:
    source, before, after = compared.source, compared.before, compared.after
    if not after.people:
        yield Finding("nobody", f"{source} gave no people at all.")
    if compared.ahead is not None and not _is_usual(compared, compared.ahead, limits):
        yield _clock(source, compared.ahead)
    yield from contradicting(compared, limits)
    yield from _older(compared)
    if before is None:
        return
    if after.people:
        yield from _people_gone(source, before.people, after.people, limits)
    yield from _visits_gone(source, before.days, after.days, limits)
    yield from _left_without(source, before, after, limits)
    for place, section in enumerate(SECTIONS):
        yield from _emptied(compared, place, section, limits)
    yield from people_twice(source, before.people, after.people, limits)
    yield from visits_twice(compared, limits)
    wave = incomplete(compared, limits)
    if wave is not None:
        yield wave.finding(source)


def _is_usual(compared: Compared, ahead: timedelta, limits: Limits) -> bool:
    """Return whether the clocks agree, or differ as a person accepted before."""
    most = timedelta(minutes=limits.clock_minutes)
    return abs(ahead) <= most or abs(ahead - compared.usual_ahead) <= most


def _clock(source: str, ahead: timedelta) -> Finding:
    which = "ahead of" if ahead > timedelta() else "behind"
    off = age_in_words(ANY_TIME, ANY_TIME + abs(ahead))
    return Finding("clock", f"The clock of {source} is {off} {which} this laptop’s.")


def _older(compared: Compared) -> Iterator[Finding]:
    """Find an export from before the copy in use: it would bring back what was cancelled since."""
    made, in_use = compared.made, compared.in_use
    if made is not None and in_use is not None and in_use - made >= LATER:
        words = f"The export of {compared.source} is of {full_stamp(made)}; the copy in use is newer, of {full_stamp(in_use)}."
        yield Finding("older", words)


def _people_gone(
    source: str, before: Mapping[str, Seen], after: Mapping[str, Seen], limits: Limits
) -> Iterator[Finding]:
    gone = [seen.name for id_, seen in before.items() if id_ not in after]
    if len(gone) * 2 > len(before) or much(len(gone), len(before), limits.people_percent, limits):
        words = (
            f"{source} now has {len(after)} people; the copy in use has {len(before)}."
            f" {number_of(len(gone), 'person is', 'people are')} gone ({share(len(gone), len(before))})."
        )
        yield Finding("people gone", words, some(sorted(gone)))


def _visits_gone(
    source: str, before: Mapping[date, int], after: Mapping[date, int], limits: Limits
) -> Iterator[Finding]:
    lost = {day: had - after.get(day, 0) for day, had in sorted(before.items()) if had > after.get(day, 0)}
    bad = {day for day, gone in lost.items() if much(gone, before[day], limits.visits_percent, limits)}
    had, gone = sum(before.values()), sum(lost.values())
    if not bad and gone * 2 <= had and not much(gone, had, limits.visits_percent, limits):
        return
    words = (
        f"{number_of(gone, 'planned visit is', 'planned visits are')} gone from {source}, of {had} in the copy in use"
        f" ({share(gone, had)})."
    )
    shown = sorted(bad or lost)
    days = [
        f"{DAYS[day.weekday()]} {long_date(day)}: {before[day]} before, {after.get(day, 0)} now"
        for day in shown
    ]
    yield Finding("visits gone", words, in_order(days))


def _left_without(source: str, before: Picture, after: Picture, limits: Limits) -> Iterator[Finding]:
    """Find people who had visits and now have none, also when as many visits to others came in their place."""
    had = {id_: number for id_, number in before.visits_of.items() if number > 0 and id_ in before.people}
    without = [
        before.people[id_].name for id_ in had if after.visits_of.get(id_, 0) <= 0 and id_ in after.people
    ]
    if much(len(without), len(had), limits.people_percent, limits):
        words = (
            f"{source} plans no visit any more for {len(without)} of the {len(had)} people who have visits in the"
            f" copy in use ({share(len(without), len(had))})."
        )
        yield Finding("left out", words, some(sorted(without)))


def _emptied(compared: Compared, place: int, section: str, limits: Limits) -> Iterator[Finding]:
    """Find records that were emptied, of people who are in both copies."""
    source, after = compared.source, compared.after.people
    before = compared.before.people if compared.before else {}
    less = {id_: before[id_] for id_ in compared.anew if after[id_].holds[place] < before[id_].holds[place]}
    if not less:
        return
    had = sum(seen.holds[place] != State.NOT_RECORDED and id_ in after for id_, seen in before.items())
    if not much(len(less), had, limits.emptied_percent, limits):
        return
    blank = sum(after[id_].holds[place] == State.NOT_RECORDED for id_ in less)
    ways = [
        *([f"{blank} now NOT RECORDED"] if blank else []),
        *([f"{len(less) - blank} now none"] if len(less) > blank else []),
    ]
    words = (
        f"{section[:1].upper()}{section[1:]} are gone from the records of {number_of(len(less), 'person', 'people')} in {source},"
        f" of {had} who had them ({share(len(less), had)}): {', '.join(ways)}."
    )
    yield Finding("emptied", words, some(sorted(seen.name for seen in less.values())))
