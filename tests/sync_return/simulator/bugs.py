"""Bugs to be planted: each is a mistake somebody could make in the program, as a small change to it.

A bug is undone when its `with` block ends. The simulator has to find every one of them.
"""

from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from typing import Any
from unittest.mock import patch

from downtime_desk.core import journal as journal_module
from downtime_desk.sync.outcome import Refused, Unreachable
from downtime_desk.sync.request import Entry
from downtime_desk.sync.sending import group, journey, matters, parcels, reading, rounds, run, visit_journey
from downtime_desk.sync.sending.facts import ReturnDecided
from downtime_desk.sync.sending.resources import FACT, is_marked
from downtime_desk.sync.sending.verdicts import Checked, Later, NeedsYou, Refusal

Planted = Iterator[None]
BUGS: dict[str, Callable[[], Any]] = {}


def bug(words: str) -> Callable[[Callable[[], Planted]], Callable[[], Any]]:
    """Give a bug its name."""

    def named(plant: Callable[[], Planted]) -> Callable[[], Any]:
        BUGS[words] = contextmanager(plant)
        return BUGS[words]

    return named


@contextmanager
def _put(*changes: tuple[object, str, object]) -> Planted:
    with ExitStack() as stack:
        for where, name, instead in changes:
            stack.enter_context(patch.object(where, name, instead))
        yield


@bug("no idempotency: creates without a condition, and never looks for what an earlier try left")
def _no_idempotency() -> Planted:
    ordinary = rounds.create

    def create(resource: Any, unless: str) -> Entry:
        return Entry("POST", resource["resourceType"], ordinary(resource, "").resource)

    def nothing_found(_self: object, _marked: object, _kind: str) -> Any:
        yield from ()

    with _put(
        (visit_journey, "create", create),
        (journey, "create", create),
        (journey.Journey, "_main", nothing_found),
    ):
        yield


@bug("two transactions: the journal is kept first, its tables and the queue after that")
def _two_transactions() -> Planted:
    ordinary = journal_module.put_into_effect

    def put_into_effect(session: Any, entry: Any) -> None:
        session.commit()
        ordinary(session, entry)

    with _put((journal_module, "put_into_effect", put_into_effect)):
        yield


@bug("no version guard: replaces a record whatever became of it since it was read")
def _no_version_guard() -> Planted:
    ordinary = rounds.update

    def update(resource: Any) -> Entry:
        made = ordinary(resource)
        return Entry(made.method, made.url, made.resource)

    with _put((visit_journey, "update", update), (journey, "update", update)):
        yield


@bug("done on timeout: calls it checked when no answer came")
def _done_on_timeout() -> Planted:
    ordinary = group.advance

    def advance(fact: str, way: Any, outcomes: Any, asked: Any, verdicts: Any) -> None:
        ordinary(fact, way, outcomes, asked, verdicts)
        lost = outcomes is not None and any(isinstance(each, Unreachable) for each in outcomes)
        if lost and isinstance(verdicts.get(fact), Later):
            verdicts[fact] = Checked({})

    with _put((group, "advance", advance)):
        yield


@bug("no read-back: calls it checked when every write was answered")
def _no_read_back() -> Planted:
    def believe(_self: object, _plan: object, focus: str) -> Any:
        yield from ()
        return Checked({focus: None})

    with _put((visit_journey.VisitJourney, "_prove", believe)):
        yield


@bug("in-flight not requeued: what was sent before a kill is never looked at again")
def _in_flight_not_requeued() -> Planted:
    ordinary = run.next_facts

    def next_facts(session: Any, most: int, *which: Any) -> list[str]:
        rows = ordinary(session, 1000, *which)
        return [fact for fact in rows if parcels.parcel(session, fact).state == "waiting"][:most]

    with _put((run, "next_facts", next_facts)):
        yield


@bug("412 taken at its word: the echo of our own lost answer is called a conflict")
def _412_at_its_word() -> Planted:
    def written(outcome: Any) -> Any:
        if isinstance(outcome, Refused) and outcome.status in reading.CONFLICT:
            raise reading.Ends(
                NeedsYou(matters.Matter("record changed", "Somebody changed our record there"))
            )
        return reading.written(outcome)

    with _put((visit_journey, "written", written), (journey, "written", written)):
        yield


@bug("settles the wrong item: verdicts of a bundle go to their neighbours")
def _wrong_item() -> Planted:
    ordinary = run._Run._settle

    def settle(self: Any, group: Any, verdicts: Mapping[str, Any]) -> None:
        facts = list(verdicts)
        ordinary(
            self, group, dict(zip(facts, [verdicts[fact] for fact in [*facts[1:], *facts[:1]]], strict=True))
        )

    with _put((run._Run, "_settle", settle)):
        yield


@bug("forgets to say that a person is needed when something is refused")
def _silent_refusal() -> Planted:
    ordinary = run._Run._keep

    def keep(self: Any, settled: Mapping[str, Any]) -> None:
        refused = [fact for fact, each in settled.items() if _is_refusal(each)]
        ordinary(self, {fact: each for fact, each in settled.items() if fact not in refused})

    with _put((run._Run, "_keep", keep)):
        yield


@bug("drops what the main system says no to")
def _drops_on_4xx() -> Planted:
    ordinary = run._Run._settle

    def settle(self: Any, group: Any, verdicts: Mapping[str, Any]) -> None:
        dropped = [fact for fact, each in verdicts.items() if isinstance(each, Refusal)]
        for fact in dropped:
            with self._store.write(self._acting) as session:
                decided = ReturnDecided(fact, "not required", "refused", "")
                journal_module.record(session, decided, subject=self._parcels[fact].subject)
        ordinary(self, group, {fact: each for fact, each in verdicts.items() if fact not in dropped})

    with _put((run._Run, "_settle", settle)):
        yield


@bug("takes the record of another desk for its own")
def _other_desk_is_ours() -> Planted:
    def marked(resource: Any, fact: str) -> bool:
        marks = [each.get("system") for each in resource.get("identifier", ())]
        return FACT in marks or is_marked(resource, fact)

    with _put((visit_journey, "is_marked", marked), (journey, "is_marked", marked)):
        yield


@bug("takes a bundle's 200 for the 200 of each of its items")
def _bundle_is_one_answer() -> Planted:
    ordinary = group.advance

    def advance(fact: str, way: Any, outcomes: Any, asked: Any, verdicts: Any) -> None:
        ordinary(fact, way, outcomes, asked, verdicts)
        wrote = outcomes and any(getattr(each, "status", 0) in {200, 201} for each in outcomes)
        if wrote and isinstance(verdicts.get(fact), Later | Refusal):
            verdicts[fact] = Checked({})

    with _put((group, "advance", advance)):
        yield


def _is_refusal(verdict: Any) -> bool:
    return isinstance(verdict, NeedsYou) and verdict.matter.kind == "refused"
