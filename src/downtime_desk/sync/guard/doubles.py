"""What came twice: people, visits of one person at one time, and records that contradict themselves."""

from collections import Counter, defaultdict
from collections.abc import Hashable, Iterator, Mapping

from downtime_desk.people.fold import folded
from downtime_desk.sync.guard.seen import Compared, Finding, Limits, Seen, much, number_of, some


def people_twice(
    source: str, before: Mapping[str, Seen], after: Mapping[str, Seen], limits: Limits
) -> Iterator[Finding]:
    """Find people who are in the new copy twice and were not before."""
    if before == after:
        # nobody can be there twice who was not before
        return
    old = set(_pairs(before))
    new = {key: ids for key, ids in _pairs(after).items() if key not in old}
    extra = sum(len(ids) - 1 for ids in new.values())
    if not much(extra, len(after), limits.twice_percent, limits):
        return
    by_number = sum(len(ids) - 1 for key, ids in new.items() if key[0] == "number")
    ways = [
        *([f"{by_number} with the same NHS number"] if by_number else []),
        *([f"{extra - by_number} with the same name and day of birth"] if extra > by_number else []),
    ]
    words = f"{number_of(extra, 'person is', 'people are')} in {source} twice: {', '.join(ways)}."
    yield Finding("twice", words, some(sorted(after[ids[0]].name for ids in new.values())))


def _pairs(people: Mapping[str, Seen]) -> dict[tuple[Hashable, ...], list[str]]:
    """Return who is there more than once: by NHS number, else by folded name and day of birth."""
    numbers = Counter(seen.nhs_number for seen in people.values() if seen.nhs_number)
    found: defaultdict[tuple[Hashable, ...], list[str]] = defaultdict(list)
    for id_, seen in people.items():
        if seen.nhs_number and numbers[seen.nhs_number] > 1:
            found["number", seen.nhs_number].append(id_)
        elif seen.born is not None:
            found["name", folded(seen.name), seen.born].append(id_)
    return {key: ids for key, ids in found.items() if len(ids) > 1}


def visits_twice(compared: Compared, limits: Limits) -> Iterator[Finding]:
    """Find visits that came beside another of the same person at the same time, under a number of their own."""
    extra, of = sum(compared.twice.values()), sum(compared.after.days.values())
    if not much(extra, of, limits.twice_percent, limits):
        return
    people = len(compared.twice)
    words = (
        f"{number_of(extra, 'planned visit is', 'planned visits are')} in {compared.source} twice, for"
        f" {number_of(people, 'person', 'people')}: the same person at the same time, under another number."
    )
    known = compared.after.people
    yield Finding(
        "visits twice", words, some(sorted(known[id_].name for id_ in compared.twice if id_ in known))
    )


def contradicting(compared: Compared, limits: Limits) -> Iterator[Finding]:
    """Find records that came twice under one number and do not say the same."""
    number, of = len(compared.contradicting), sum(compared.after.days.values()) + len(compared.after.people)
    if not much(number, of, limits.twice_percent, limits):
        return
    words = (
        f"{number_of(number, 'record', 'records')} came from {compared.source} twice under the same number, and the"
        " two do not agree. Only the first was read."
    )
    yield Finding("contradicting", words, some(compared.contradicting))
