"""What must be true whatever happened, judged from outside: from the files of the desks and the main system's shelf.

I1 what a person was told is kept is there; I2 nothing is there twice; I3 journal, tables and queue move
together; I4 nobody's change is overwritten without asking; I5 everything ends settled or before a person;
I6 checked means there and the same; I7 the chain holds; I11 what a person is told is true.
"""

from collections import Counter
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import msgspec

from downtime_desk.core import journal
from downtime_desk.core.journal import Entry, decode
from downtime_desk.core.replay import differences
from downtime_desk.practice.shelf import Resource
from downtime_desk.sync.sending.run import Ran
from downtime_desk.visits.facts import VisitVerified
from tests.sync_return.oracle import marked
from tests.sync_return.simulator.desks import Desk
from tests.sync_return.simulator.network import Network
from tests.sync_return.simulator.tally import Tally

if TYPE_CHECKING:
    from tests.sync_return.simulator.schedule import Intent, Visit

THE_SAME = "recorded the same there already"
"""What a person is told when others recorded a visit alike: ours is then no second record, only a note on theirs."""
OPEN = frozenset({"waiting", "sent", "needs you"})
SETTLED = frozenset({"checked", "not required"})
REPLAYED = 200
"""Once in so many schedules the whole journal is replayed and compared with every table."""


class Oracle:
    """Looks at everything from outside and collects what is wrong, in words."""

    def __init__(
        self,
        network: Network,
        desks: list[Desk],
        visits: "dict[str, Visit]",
        intents: "list[Intent]",
        tally: Tally,
    ) -> None:
        self._network, self._desks, self._visits, self._intents = network, desks, visits, intents
        self._tally = tally
        self.wrong: list[str] = []
        self._decided: Counter[str] = Counter()
        self._ours: set[str] = set()
        self._not_required: set[str] = set()
        self._two_seen_before: set[str] = set()
        self._shelf: dict[str, tuple[int, list[Resource]]] = {}
        self._facts: dict[str, Any] = {}

    def broke(self, traceback: str) -> None:
        """Hear that the program broke."""
        self._say(traceback)

    def kept_anyway(self, desk: Desk, intent: "Intent") -> str | None:
        """Return the fact of an intent that was kept though the program was killed before it could say so."""
        for entry in desk.entries():
            if entry.kind == intent.what.kind and self._decoded(entry) == intent.what:
                desk.kept[entry.id] = entry
                return entry.id
        return None

    def before_runs(self) -> None:
        """Remember what everybody who reads now must see."""
        records = self._all("Encounter")
        self._two_seen_before = {
            f"{desk.name}/{row.fact_id}"
            for desk in self._desks
            for row in desk.rows()
            if row.state not in SETTLED and self._others_on(row.subject.split("/")[1], desk, records)
        }

    def decided(self, row: Any, choice: str) -> None:
        """Hear what a person decided."""
        visit = row.subject.split("/")[1]
        self._decided[visit] += 1
        if choice == "ours":
            self._ours.add(visit)
        if choice in {"not required", "theirs"}:
            self._not_required.add(row.fact_id)

    def choice(self, row: Any, first: str) -> str:
        """Return what a person would choose in calm."""
        kind = _matter(row)
        if kind in {"refused", "gone"}:
            return "again"
        return "not required" if kind == "doubled" else first

    def told(self, desk: Desk, ran: Ran) -> None:
        """Compare what a run told a person with what is so."""
        rows = desk.rows()
        if ran.stopped is not None and not self._network.trouble:
            self._say(f"{desk.name} was told that a run stopped while nothing was amiss: {ran.stopped}")
        if ran.stopped is None and (passed_over := _passed_over(rows, ran)):
            self._say(f"{desk.name} was told that a run came to its end; it passed over {passed_over}")
        states = Counter(row.state for row in rows)
        left = {name: states[name] for name in sorted(OPEN)}
        if ran.all_checked and any(left.values()):
            self._say(f"{desk.name} was told that all is sent and checked; it is not: {left}")
        said = {name: number for name, number in sorted(ran.counts.items()) if name in OPEN}
        if said != left:
            self._say(f"{desk.name} was told {said}, but it is {left}")

    def judge(self) -> None:
        """Look at everything after each round."""
        for visit in self._visits.values():
            self._judge_visit(visit)
        for desk in self._desks:
            entries, rows = desk.entries(), desk.rows()
            self._judge_desk(desk, entries, rows)
            for row in rows:
                self._judge_row(desk, entries, row)

    def at_the_end(self, *, whole: bool) -> None:
        """Look at how it ended, and what arrives when all is over."""
        for desk in self._desks:
            if faults := _broken_links(desk.began_at, desk.entries()):
                self._say(f"{desk.name}: the journal does not hold: {faults}")
            if whole:
                self._look_at_all_of_it(desk)
            for row in desk.rows():
                self._tally.count("ended", row.state)
                if row.state not in SETTLED:
                    self._say(f"{desk.name}: a {row.kind} ended {row.state}: {row.answer} {row.theirs}")
                if row.state == "not required" and row.fact_id not in self._not_required:
                    self._say(f"{desk.name}: nobody said that a {row.kind} is not required")

    def _look_at_all_of_it(self, desk: Desk) -> None:
        """Look at the whole journal and every table, of this schedule and of those before it on the same laptop."""
        with desk.store.read() as session:
            if faults := [*journal.broken_links(session), *differences(session)]:
                self._say(f"{desk.name}: {faults}")

    def _judge_visit(self, visit: "Visit") -> None:
        there = self._visit_there(visit.id)
        guarded = self._network.character.keeps_versions
        if guarded and visit.comment is not None and there.get("comment") != visit.comment:
            self._say(f"{visit.id}: a colleague's change was overwritten")
        if guarded and visit.cancelled and there["status"] != "cancelled" and visit.id not in self._ours:
            self._say(f"{visit.id}: a colleague's cancellation was overwritten, it is {there['status']}")
        if visit.phone is not None and visit.id not in self._ours:
            kept = self._network.system.shelf.find("Encounter", visit.phone.split("/")[1])
            if kept is None or kept.version != 1:
                self._say(f"{visit.id}: the phone's record was changed")

    def _judge_desk(self, desk: Desk, entries: list[Entry], rows: list[Any]) -> None:
        there = {entry.id for entry in entries}
        if lost := desk.kept.keys() - there:
            self._say(f"{desk.name}: {len(lost)} facts are lost that were said to be kept")
        ours = [each for each in self._intents if each.desk == desk.name]
        accounts = [entry for entry in entries if entry.kind in {"visit.verified", "deviation.logged"}]
        if len(accounts) != len(ours):
            self._say(f"{desk.name}: {len(ours)} were typed, {len(accounts)} are there")
        if [entry.id for entry in accounts] != [row.fact_id for row in rows]:
            self._say(f"{desk.name}: {len(accounts)} have to go back, {len(rows)} are in the queue")
        if desk.accounts(list(self._visits)) != {entry.id for entry in accounts}:
            self._say(f"{desk.name}: the tables do not say what the journal says")

    def _judge_row(self, desk: Desk, entries: list[Entry], row: Any) -> None:
        entry = next((entry for entry in entries if entry.id == row.fact_id), None)
        if entry is None:
            return
        said = self._decoded(entry)
        if isinstance(said, VisitVerified):
            self._judge_account(desk, entries, row, entry, said)
        else:
            self._judge_deviation(row)
        if row.state == "needs you":
            self._judge_words(row)

    def _judge_deviation(self, row: Any) -> None:
        there = marked(self._all("DetectedIssue"), row.fact_id)
        if len(there) > 1 and not self._network.loose:
            self._say("a deviation is there twice")
        if row.state == "checked" and not there:
            self._say("a deviation is called checked and is not there")

    def _judge_account(
        self, desk: Desk, entries: list[Entry], row: Any, entry: Entry, said: VisitVerified
    ) -> None:
        chain = [each for each in entries if each.kind == entry.kind and each.subject == entry.subject]
        encounters = [
            each
            for each in marked(self._all("Encounter"), chain[0].id)
            if each["status"] != "entered-in-error"
        ]
        notes = marked(self._all("Communication"), entry.id)
        told = marked(self._all("Provenance"), entry.id)
        twice = [each for _, each in _by_target(told)]
        for name, each in (
            ("Encounter", encounters),
            ("Communication", notes),
            *(("Provenance", each) for each in twice),
        ):
            # R4 lets nothing but its target guard a second Provenance: a lagging main system may take it twice.
            unguarded = name == "Provenance" and self._network.hidden
            if len(each) > 1 and not (self._network.loose or unguarded):
                self._say(f"{said.visit}: {len(each)} of {name} for one account")
        if row.state != "checked":
            return
        if (
            f"{desk.name}/{row.fact_id}" in self._two_seen_before
            and not self._decided[said.visit]
            and not self._network.hidden
            and (encounters or THE_SAME not in (row.answer or ""))
        ):
            self._say(f"{said.visit}: called checked beside somebody else's record")
        if self._decided[said.visit] or self._others_on(said.visit, desk, self._all("Encounter")):
            return
        if not (encounters and notes and told):
            there = (len(encounters), len(notes), len(told))
            self._say(f"{said.visit}: called checked with {there} records there")
            return
        visit = self._visits[said.visit]
        status = self._visit_there(visit.id)["status"]
        if status != "fulfilled" and not visit.meddled:
            self._say(f"{said.visit}: called checked, and the visit is {status}")
        self._judge_content(chain, encounters[0], notes[0], entry, said)

    def _judge_content(
        self, chain: list[Entry], encounter: Resource, note: Resource, entry: Entry, said: VisitVerified
    ) -> None:
        if note["payload"][0]["contentString"] != said.note:
            self._say(f"{said.visit}: called checked with another note")
        later = chain[chain.index(entry) + 1 :]
        periods = [_period(self._decoded(each)) for each in (entry, *later)]
        if encounter.get("period") not in periods:
            self._say(f"{said.visit}: called checked with times {encounter.get('period')}, not {periods}")

    def _judge_words(self, row: Any) -> None:
        """Say what a person is told that is not so."""
        visit = self._visits[row.subject.split("/")[1]]
        others = len(self._desks) > 1 or visit.meddled or visit.comment is not None
        if self._network.hidden or self._network.loose or self._decided[visit.id]:
            return
        kind = _matter(row)
        if kind in {"two records", "visit changed"} and not others:
            self._say(f"{visit.id}: a person is asked about “{row.answer}”, and nobody else did anything")
        unversioned = kind == "record changed" and not self._network.character.keeps_versions
        if kind in {"record changed", "not the same", "gone", "doubled"} and not unversioned:
            self._say(f"{visit.id}: a person is asked about “{row.answer}”, and nobody touched our record")

    def _others_on(self, visit: str, desk: Desk, encounters: list[Resource]) -> list[Resource]:
        """Return the standing records of a visit that are not this desk's."""
        ours = {intent.fact for intent in self._intents if intent.desk == desk.name}
        return [
            each
            for each in encounters
            if each.get("appointment") == [{"reference": f"Appointment/{visit}"}]
            and each["status"] != "entered-in-error"
            and not any(one.get("value") in ours for one in each.get("identifier", ()))
        ]

    def _decoded(self, entry: Entry) -> Any:
        """Return the fact of an entry, decoded once for each content."""
        content = f"{entry.kind} {entry.payload}"
        if content not in self._facts:
            self._facts[content] = decode(entry)
        return self._facts[content]

    def _all(self, kind: str) -> list[Resource]:
        """Return what stands on the shelf, unless nothing was put there since it was read."""
        shelf = self._network.system.shelf
        at, found = self._shelf.get(kind, (-1, []))
        if at != shelf._database.total_changes:
            at = shelf._database.total_changes
            found = [
                kept.resource() for kept, _ in shelf.matching("r.type = ?", (kind,), "updated ASC", 1000)
            ]
            self._shelf[kind] = at, found
        return found

    def _visit_there(self, visit: str) -> Resource:
        return next(each for each in self._all("Appointment") if each["id"] == visit)

    def _say(self, words: str) -> None:
        if words not in self.wrong:
            self.wrong.append(words)


def _broken_links(before: Entry, entries: list[Entry]) -> list[str]:
    """Return what is wrong with the chain of one schedule, which goes on from the entry before it."""
    faults = []
    for entry in entries:
        if entry.seq != before.seq + 1:
            faults.append(f"entry {entry.seq} comes after {before.seq}")
        if fault := journal._fault(entry, before.desk_seq + 1, before.hash):
            faults.append(f"entry {entry.seq}: {fault}")
        before = entry
    return faults


def _passed_over(rows: list[Any], ran: Ran) -> list[str]:
    """Return what a run left lying without a word: neither settled, nor before a person, nor held with a reason."""
    passed_over, waits_for = [], set()
    for row in rows:
        named = row.state == "needs you" or row.fact_id in ran.held or row.subject in waits_for
        if row.state in {"waiting", "sent"} and not named:
            passed_over.append(f"{row.kind}, {row.state}")
        if row.state in OPEN:
            waits_for.add(row.subject)
    return passed_over


def _by_target(told: list[Resource]) -> Iterator[tuple[str, list[Resource]]]:
    """Return what was said of each record: one that moved to another record is said again there."""
    targets = sorted({each["target"][0]["reference"] for each in told})
    for target in targets:
        yield target, [each for each in told if each["target"][0]["reference"] == target]


def _matter(row: Any) -> str:
    return str(msgspec.json.decode(row.theirs)["kind"]) if row.theirs else ""


def _period(said: Any) -> dict[str, str]:
    (carer,) = said.carers
    return {"start": carer.arrived, "end": carer.left}
