"""Reading only what changed on a FHIR server since the copy in use, to the same end as reading everything.

What changed is asked for by `_lastUpdated`, from the newest change known (by the server's own clock) less an overlap
and the time the last reading took. A person of whom anything changed is read anew as a whole, by every kind of record,
so that a summary is never half old. Deletions do not show in such searches, so once a day all ids are compared. A
server that does not do what it says is read whole, and that is said.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import islice
from typing import TYPE_CHECKING, Final

import msgspec

from downtime_desk.core.clock import local, to_text
from downtime_desk.sync.fhir.capability import ASKED, WHOLE
from downtime_desk.sync.fhir.damage import glimpse
from downtime_desk.sync.fhir.made_of import NAMED_FOR, Record, Records, unpack
from downtime_desk.sync.marks import IDS_EVERY, OVERLAP, Copy
from downtime_desk.sync.picture import parsed
from downtime_desk.sync.staged import Known, Marks, OldVisit, Part, Staged

if TYPE_CHECKING:
    from downtime_desk.sync.fhir.reading import Reading
    from downtime_desk.sync.fhir.server import Server

PEOPLE_AT_ONCE: Final = 40
IDS_AT_ONCE: Final = 100
# So many that reading everything is no slower, and asks less of the server.
MOST_PEOPLE: Final = 0.3
MOST_SEEN: Final = 20_000
VISIT: Final = "Appointment"


class _CannotTell(Exception):  # noqa: N818 - it becomes a note
    """The server does not do what it says it can."""


class _Meta(msgspec.Struct, frozen=True, rename="camel"):
    version_id: str | None = None
    last_updated: str | None = None


class _Head(msgspec.Struct, rename="camel"):
    resource_type: str
    id: str
    meta: _Meta = _Meta()
    start: str | None = None

    @property
    def key(self) -> str:
        return f"{self.resource_type}/{self.id}"

    @property
    def mark(self) -> str:
        return f"{self.key}/{self.meta.version_id or self.meta.last_updated}"


_head = msgspec.json.Decoder(_Head)


@dataclass
class _Found:
    """What was found to have changed."""

    newest: str
    heads: list[tuple["_Head", set[str]]] = field(default_factory=list)
    keys: set[str] = field(default_factory=set)
    persons: set[str] = field(default_factory=set)
    visits: dict[str, tuple[str, bytes, _Head]] = field(default_factory=dict)
    gone_visits: list[OldVisit] = field(default_factory=list)
    directory: list[tuple[str, bytes]] = field(default_factory=list)
    late: dict[str, datetime] = field(default_factory=dict)


def changed(server: "Server", marks: Marks, copy: Copy) -> Staged | None:
    """Return what changed since the copy of `marks`; None when everything has to be read, which is noted."""
    server.begin()
    kinds = server.held()
    since = parsed(marks.watermark)
    if server.offers is None or since is None or not server.offers.tells_changes(kinds.keys() & ASKED):
        return None
    try:
        return _Changes(server, marks, copy, since).staged()
    except _CannotTell as why:
        server.notes.append(f"{server.name} {why}, so everything was read.")
        return None


class _Changes:
    """One reading of what changed, under way."""

    def __init__(self, server: "Server", marks: Marks, copy: Copy, watermark: datetime) -> None:
        self._server, self._marks, self._copy = server, marks, copy
        self._kinds = server.held().keys() & ASKED
        # what changed while the last reading was under way may carry any moment of it
        self._since = watermark - OVERLAP - timedelta(seconds=marks.took)
        self._asked = ("_lastUpdated", f"ge{to_text(self._since)}")
        self._seen = frozenset(marks.seen)
        self._found = _Found(marks.watermark)
        self._window = (to_text(server.days.since), to_text(server.days.until))
        self._shown: set[str] = set()
        self._now = server.now()
        self._today = local(self._now).date()

    def staged(self) -> Staged:
        """Return it, staged."""
        for kind in sorted(self._kinds & WHOLE):
            self._directory(kind)
        for kind in sorted(self._kinds - WHOLE - {VISIT}):
            for where, raw in self._search(kind, self._asked):
                self._about_people(where, raw)
        self._visits_changed()
        is_due = not timedelta() <= self._now - self._marks.ids_at < IDS_EVERY
        needed = is_due or self._found.heads or self._found.keys
        records = {id_: unpack(packed) for id_, packed in self._copy.records().items()} if needed else {}
        self._settle(records)
        if is_due:
            self._compare_ids(records)
        touched = self._touched(records)
        return self._read_anew(touched, ids_at=self._now if is_due else self._marks.ids_at)

    def _search(self, kind: str, *asked: tuple[str, str]) -> Iterator[tuple[str, bytes]]:
        """Search; a refusal is taken for not being able to, because everything else was answered."""
        from downtime_desk.sync.fhir.server import ServerRefused

        try:
            yield from self._server.search(kind, *asked)
        except ServerRefused as refused:
            by = ", ".join(name for name, _ in asked)
            raise _CannotTell(f"does not search {kind} by {by} although it says so") from refused

    def _new(self, raw: bytes) -> _Head | None:
        """Return the head of a record that came because it changed; None when it was taken already."""
        try:
            head = _head.decode(raw)
        except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
            return None
        at = parsed(head.meta.last_updated)
        if at is None:
            raise _CannotTell(f"does not say when a {head.resource_type} was changed")
        if at < self._since - timedelta(seconds=1):
            raise _CannotTell("gives what did not change when it is asked for what changed")
        self._found.newest = max(self._found.newest, head.meta.last_updated or "")
        self._found.late[head.mark] = at
        return None if head.mark in self._seen else head

    def _directory(self, kind: str) -> None:
        """Take all of a kind that is looked up in, and note which changed."""
        for where, raw in self._server.search(kind):
            self._found.directory.append((where, raw))
            try:
                head = _head.decode(raw)
            except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
                continue
            at = parsed(head.meta.last_updated)
            if at is None or at >= self._since:
                self._found.heads.append((head, set()))

    def _about_people(self, _where: str, raw: bytes) -> None:
        head = self._new(raw)
        if head is None:
            return
        own = {head.id} if head.resource_type == "Patient" else set()
        self._found.heads.append((head, glimpse(raw).persons | own))

    def _settle(self, records: dict[str, Records]) -> None:
        """Keep of what came as changed all that the copy does not have in the same version already."""
        if not self._found.heads:
            return
        wanted = {head.key for head, _ in self._found.heads}
        patients = sorted(head.id for head, _ in self._found.heads if head.resource_type == "Patient")
        versions = self._copy.versions_of(patients)
        have = {(f"Patient/{id_}", version) for id_, version in versions.items() if version}
        for made_of in records.values():
            for key in wanted & made_of.keys():
                each = made_of[key]
                if each.version and not each.gone:
                    have.add((key, each.version))
        for head, persons in self._found.heads:
            if (head.key, head.meta.version_id) not in have:
                self._found.keys.add(head.key)
                self._found.persons |= persons

    def _visits_changed(self) -> None:
        found = self._found.visits
        for where, raw in self._search(VISIT, self._asked):
            head = self._new(raw)
            if head is not None and head.resource_type == VISIT:
                found[head.id] = where, raw, head
        if self._marks.until < self._window[1]:
            self._take_visits(self._server.visits(max(self._marks.until, self._window[0]), self._window[1]))

    def _take_visits(self, given: Iterable[tuple[str, bytes]]) -> None:
        """Take visits that have to be read for another reason than that they changed."""
        for where, raw in given:
            try:
                head = _head.decode(raw)
            except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
                continue
            if head.resource_type == VISIT:
                self._found.visits.setdefault(head.id, (where, raw, head))

    def _compare_ids(self, records: dict[str, Records]) -> None:
        """Compare every id and version there with those of the copy, to find what was deleted."""
        there = {
            kind: {head.id: head.meta.version_id for head in self._ids(kind)}
            for kind in sorted(self._kinds - {VISIT})
            if kind not in WHOLE
        }
        directory = {head.key for _, raw in self._found.directory if (head := _decoded(raw))}
        people = there["Patient"]
        for id_, version in self._copy.versions().items():
            if people.get(id_, _GONE) not in {version, None}:
                self._found.persons.add(id_)
        for id_, made_of in records.items():
            if any(self._differs(key, record, there, directory) for key, record in made_of.items()):
                self._found.persons.add(id_)
        since, until = self._window
        visits = {
            head.id: head.meta.version_id
            for head in self._ids(VISIT, ("date", f"ge{since}"), ("date", f"lt{until}"))
        }
        # what could not be read and is not there any more, or its day is over, is not named any longer
        self._found.keys |= {f"{VISIT}/{id_}" for id_ in self._copy.unread(VISIT) - visits.keys()}
        stale = []
        for old in self._copy.visits_within(since, until):
            if old.id.startswith("Encounter/"):
                continue
            if old.id not in visits:
                self._found.gone_visits.append(old)
            elif visits[old.id] not in {old.version, None}:
                stale.append(old.id)
        for some in _batches(sorted(set(stale) - self._found.visits.keys()), IDS_AT_ONCE):
            self._take_visits(self._search(VISIT, ("_id", ",".join(some))))

    def _differs(
        self, key: str, record: Record, there: dict[str, dict[str, str | None]], directory: set[str]
    ) -> bool:
        kind, _, id_ = key.partition("/")
        if kind in WHOLE:
            return key not in directory and kind in self._kinds
        if kind not in there:
            return False
        if record.gone:
            # it came back, or was named for long enough
            return id_ in there[kind] or self._today - record.gone >= NAMED_FOR
        version = there[kind].get(id_, _GONE)
        return version == _GONE or bool(version and record.version and version != record.version)

    def _ids(self, kind: str, *asked: tuple[str, str]) -> Iterator[_Head]:
        for _, raw in self._server.search(kind, *asked, ("_elements", "id,meta")):
            head = _decoded(raw)
            if head is not None and head.resource_type == kind:
                yield head

    def _touched(self, records: dict[str, Records]) -> frozenset[str]:
        """Return everybody of whom anything changed, also by what changed of a practice or a medicine."""
        keys = self._found.keys
        owners = {id_ for id_, made_of in records.items() if not keys.isdisjoint(made_of)}
        return frozenset(self._found.persons | owners)

    def _read_anew(self, touched: frozenset[str], ids_at: datetime) -> Staged:
        from downtime_desk.sync.fhir.reading import MAPPING_NAME, Reading

        known = self._copy.people()
        if len(touched) > max(MOST_PEOPLE * len(known), PEOPLE_AT_ONCE):
            # not a fault of anybody's: so much changed that it is simpler
            raise _CannotTell(f"has changes about {len(touched)} people")
        for some in _batches(sorted(touched - known), PEOPLE_AT_ONCE):
            self._take_visits(self._of(VISIT, some))
        old = self._old_visits()
        here = self._copy.records_of(sorted(touched))
        reading = Reading(
            Known(
                {each.digest for each in old.values()},
                made_of=here,
                today=self._today,
            )
        )
        reading.staging.knows_people(known - touched)
        for where, raw in self._found.directory:
            reading.take(where, raw)
        for some in _batches(sorted(touched), PEOPLE_AT_ONCE):
            for kind in sorted(self._kinds - WHOLE - {VISIT, "Medication"}):
                for where, raw in self._of(kind, some):
                    reading.take(where, raw)
        self._see_that_it_is_gone({id_: unpack(here[id_]) for id_ in touched & here.keys()})
        self._medicines(reading)
        since, until = self._window
        for where, raw, head in self._found.visits.values():
            at = parsed(head.start)
            if at is not None and since <= to_text(at) < until:
                reading.take(where, raw)
        staged = reading.finish(self._server)
        staged.keep_people |= known - touched
        staged.part = Part(
            touched | staged.made_of.keys(),
            tuple(each for each in old.values() if each.digest in staged.unseen),
            frozenset(
                {
                    *self._found.keys,
                    *(f"{VISIT}/{id_}" for id_ in self._found.visits),
                    *(f"Patient/{id_}" for id_ in touched),
                }
            ),
            self._marks.counted if self._window == (self._marks.since, self._marks.until) else None,
            frozenset(each.id for each in old.values() if each.digest not in staged.unseen),
        )
        newest = self._server.not_ahead(max(self._found.newest, staged.watermark or ""))
        staged.watermark = newest
        staged.marks = Marks(
            self._server.where,
            MAPPING_NAME,
            newest,
            self._server.took(),
            self._marks.whole_at,
            ids_at,
            *self._window,
            seen=self._late(newest),
        )
        return staged

    def _of(self, kind: str, persons: list[str]) -> Iterator[tuple[str, bytes]]:
        """Yield what there is of a kind about some people."""
        by = "_id" if kind == "Patient" else self._server.held()[kind].person_by() or "patient"
        asked = frozenset(persons)
        # with the type before it, which is what every server takes
        named = persons if kind == "Patient" else [f"Patient/{each}" for each in persons]
        for where, raw in self._search(kind, (by, ",".join(named))):
            head = _decoded(raw)
            if head:
                self._shown.add(head.key)
            about = {head.id} if head and kind == "Patient" else glimpse(raw).persons
            if head and head.resource_type == kind and about.isdisjoint(asked):
                raise _CannotTell(f"gives {kind} about others when it is asked about one person")
            yield where, raw

    def _see_that_it_is_gone(self, before: dict[str, Records]) -> None:
        """See that records of people which a search by person does not show any more are no longer there."""
        missing: dict[str, dict[str, str]] = {}
        for person, records in before.items():
            for key, record in records.items():
                kind, _, id_ = key.partition("/")
                if (
                    not record.gone
                    and key not in self._shown
                    and kind in self._kinds - WHOLE - {"Medication"}
                ):
                    missing.setdefault(kind, {})[id_] = person
        for kind, owners in missing.items():
            for some in _batches(sorted(owners), IDS_AT_ONCE):
                for _, raw in self._search(kind, ("_id", ",".join(some))):
                    head = _decoded(raw)
                    if head and owners.get(head.id) in {head.id, *glimpse(raw).persons}:
                        raise _CannotTell(
                            f"does not show every {kind} of a person when it is asked about them"
                        )

    def _medicines(self, reading: "Reading") -> None:
        """Read the Medications that are only referred to."""
        if "Medication" not in self._kinds:
            return
        named = {
            found.reference.removeprefix("Medication/")
            for parts in reading.scope.parts.values()
            for found in parts.medicines.items
            if found.reference and found.reference.startswith("Medication/")
        }
        for some in _batches(sorted(named), IDS_AT_ONCE):
            for where, raw in self._search("Medication", ("_id", ",".join(some))):
                reading.take(where, raw)

    def _old_visits(self) -> dict[str, OldVisit]:
        """Return, as the copy has them, the visits that changed or are gone and that it may speak of."""
        since, until = self._window
        old = {each.id: each for each in self._copy.visits(sorted(self._found.visits))}
        old |= {each.id: each for each in self._found.gone_visits}
        return {
            id_: each for id_, each in old.items() if since <= each.start < until or id_ in self._found.visits
        }

    def _late(self, newest: str) -> tuple[str, ...]:
        """Return what will come again next time, because it changed so late."""
        until = parsed(newest)
        if until is None:
            return ()
        since = until - OVERLAP - timedelta(seconds=self._server.took())
        late = [mark for mark, at in self._found.late.items() if at >= since]
        # of those seen before, what was not asked for again stays seen
        return tuple(late) if len(late) <= MOST_SEEN else ()


_GONE: Final = "\0gone"


def _decoded(raw: bytes) -> _Head | None:
    try:
        return _head.decode(raw)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        return None


def _batches(ids: Iterable[str], size: int) -> Iterator[list[str]]:
    each = iter(ids)
    while some := list(islice(each, size)):
        yield some
