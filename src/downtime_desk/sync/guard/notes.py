"""A wave of incomplete notes: so many people whose records say less than they did that it is no correction of one.

A single record that lost a section is ordinary. Many at once, in any section, are a data-integrity incident: somebody
has to find the cause with the supplier, and to check what people are cared for by.
"""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field

from downtime_desk.sync.guard.seen import (
    SECTIONS,
    Compared,
    Finding,
    Limits,
    State,
    much,
    number_of,
    share,
    some,
)

UNREAD = "could not be read in full"


@dataclass(frozen=True)
class Incomplete:
    """Whose notes came incomplete: by id, what is missing. `names` are theirs, `of` all people compared."""

    missing: Mapping[str, tuple[str, ...]]
    names: Mapping[str, str]
    of: int
    sections: Mapping[str, int] = field(default_factory=dict)

    def words(self, source: str) -> str:
        """Say how many, and what of it."""
        number = len(self.missing)
        lost = [f"{what} gone from {count}" for what, count in self.sections.items() if what != UNREAD]
        unread = [f"{count} not readable in full" for what, count in self.sections.items() if what == UNREAD]
        return (
            f"The notes of {number} of {number_of(self.of, 'person', 'people')} came incomplete from {source}"
            f" ({share(number, self.of)}): {', '.join((*lost, *unread))}."
        )

    def finding(self, source: str) -> Finding:
        """Return it as the guard says it."""
        return Finding("incomplete", self.words(source), some(sorted(self.names.values())))


def incomplete(compared: Compared, limits: Limits) -> Incomplete | None:
    """Return whose notes came incomplete when those are so many, and such a part of all, else None.

    Incomplete is a section that was recorded and is not any more, or a statement that could not be read. A
    section that now says none is not: the main system says so itself.
    """
    if compared.before is None:
        return None
    before, after = compared.before.people, compared.after.people
    both = [id_ for id_ in before if id_ in after]
    concerned = {*compared.anew, *compared.unread}
    missing: dict[str, tuple[str, ...]] = {}
    for id_ in filter(concerned.__contains__, both):
        gone = [
            section
            for place, section in enumerate(SECTIONS)
            if before[id_].holds[place] != State.NOT_RECORDED
            and after[id_].holds[place] == State.NOT_RECORDED
        ]
        gone += [UNREAD] if id_ in compared.unread else []
        if gone:
            missing[id_] = tuple(gone)
    if not much(len(missing), len(both), limits.incomplete_percent, limits):
        return None
    counted = Counter(what for each in missing.values() for what in each)
    return Incomplete(
        missing, {id_: after[id_].name for id_ in missing}, len(both), dict(counted.most_common())
    )
