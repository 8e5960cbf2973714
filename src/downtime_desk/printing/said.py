"""What a sheet said, kept as digests: compared with what is known now, it shows which paper is wrong.

A sheet is never compared word by word: each thing on it (a person's allergies, one visit) has its own digest,
so that the register can say what changed, and holds nothing that could be read.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from hashlib import blake2b
from typing import TYPE_CHECKING, Any, Final, Literal

import msgspec

from downtime_desk.core.clock import day_and_clock, from_text

# What draws pages needs no database, and does not wait for one to be brought in.
if TYPE_CHECKING:
    from downtime_desk.people.queries import Known


class Said(msgspec.Struct, frozen=True, array_like=True, omit_defaults=True):
    """One thing a sheet says. `about` names it for good, `words` for people when the two differ.

    `until` is when a visit is over and no longer matters, in its stored form.
    """

    person: str
    about: str
    digest: str
    words: str = ""
    until: str | None = None

    def named(self) -> str:
        """Return what it is about in words."""
        return self.words or self.about


GROUPS: Final[dict[str, "Callable[[Known], object]"]] = {
    "name, born or NHS number": lambda known: (
        known.person.family,
        known.person.given,
        known.person.title,
        known.person.known_as,
        known.person.born,
        known.person.nhs_number,
    ),
    "on the main system’s list": lambda known: known.withdrawn_at is None,
    "told since the copy": lambda known: sorted(
        (told.kind, told.what) for told in known.told if told.found != "not true"
    ),
    "priority": lambda known: (known.person.summary.priority.level, known.person.summary.priority.reasons),
    "allergies": lambda known: known.person.summary.allergies,
    "medicines": lambda known: known.person.summary.medicines,
    "risks": lambda known: known.person.summary.alerts,
    "CPR decision": lambda known: known.person.summary.cpr,
    "moving and handling": lambda known: known.person.summary.mobility,
    "eating and drinking": lambda known: known.person.summary.eating,
    "communication": lambda known: known.person.summary.communication,
    "conditions": lambda known: known.person.summary.conditions,
    "who to ring": lambda known: (
        known.person.summary.contacts,
        known.person.summary.gp,
        known.person.summary.services,
    ),
    "capacity, alone, calling for help": lambda known: (
        known.person.summary.capacity,
        known.person.summary.lives_alone,
        known.person.summary.can_summon_help,
    ),
    "address, way in or phone": lambda known: (
        known.person.summary.address,
        known.person.summary.postcode,
        known.person.summary.directions,
        known.person.summary.phone,
    ),
    "what if late or missed": lambda known: known.person.summary.if_late_or_missed,
    "what matters to them": lambda known: known.person.summary.what_matters,
}
"""What can change about a person, each with the words the register says it in."""

ON_A_RUN: Final = (
    "name, born or NHS number",
    "on the main system’s list",
    "told since the copy",
    "allergies",
    "medicines",
    "risks",
    "moving and handling",
    "eating and drinking",
    "address, way in or phone",
)
"""What papers of a run say of a person."""


def of_person(known: "Known", groups: Iterable[str] = tuple(GROUPS)) -> Iterator[Said]:
    """Give what is said of a person now, one thing for each group."""
    for group in groups:
        yield Said(known.person.id, group, digest(GROUPS[group](known)))


def of_visit(row: Any) -> Said:
    """Return what is said of a visit of the rota as it stands: the row has the columns of `rota.today.visits`."""
    planned = (row.start, row.end, row.carers, row.carers_needed, row.service, row.tasks, row.note)
    words = f"visit {day_and_clock(from_text(row.start))}"
    return Said(row.person_id, f"visit/{row.id}", digest(planned), words, row.end)


def digest(value: object) -> str:
    """Return a short digest of a value that may be written as JSON."""
    return blake2b(msgspec.json.encode(value, order="deterministic"), digest_size=8).hexdigest()


@dataclass(frozen=True, slots=True)
class Change:
    """One thing that is not as it was printed: `how` is otherwise, gone or new. `now` is its digest, None when gone."""

    said: Said
    how: Literal["otherwise", "gone", "new"]
    now: str | None

    def words(self) -> str:
        """Say in a few words what it is."""
        if self.said.until is None:
            return self.said.named()
        return {"otherwise": "", "gone": "no longer: ", "new": "new: "}[self.how] + self.said.named()


def changes(printed: Iterable[Said], now: Iterable[Said], since: str, most_visits: int) -> tuple[Change, ...]:
    """Return what is no longer as it was printed, in the order of the sheet; then what is new.

    Visits that were over at `since` do not count. A sheet that had room for no more than `most_visits` visits
    is not wrong because a later one comes into view.
    """
    printed = tuple(printed)
    then = {(each.person, each.about): each for each in printed if not _over(each, since)}
    here = {(each.person, each.about): each for each in now if not _over(each, since)}
    ends = sorted(each.until for each in printed if each.until is not None)
    seen_until = ends[-1] if len(ends) >= most_visits else None
    found = []
    for key, each in then.items():
        if key not in here:
            found.append(Change(each, "gone", None))
        elif here[key].digest != each.digest:
            found.append(Change(here[key], "otherwise", here[key].digest))
    for key, each in here.items():
        in_view = seen_until is None or each.until is None or each.until <= seen_until
        if key not in then and in_view:
            found.append(Change(each, "new", each.digest))
    return tuple(found)


def mark_of(changed: Iterable[Change]) -> str:
    """Return the digest of what changed things say now: somebody who was told them need not be told twice."""
    return digest(sorted((each.said.person, each.said.about, each.now or "") for each in changed))


def people_on(printed: Iterable[Said]) -> tuple[str, ...]:
    """Return the ids of the people a sheet speaks of."""
    return tuple(dict.fromkeys(each.person for each in printed))


def _over(each: Said, since: str) -> bool:
    return each.until is not None and each.until <= since
