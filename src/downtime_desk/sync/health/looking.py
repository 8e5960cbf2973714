"""One look at a main system: one record of each part, within seconds. Nothing is written there."""

import time
from collections.abc import Callable
from concurrent.futures import Future
from datetime import UTC, datetime, timedelta
from pathlib import Path
from threading import Thread
from typing import TYPE_CHECKING, Final

import msgspec

from downtime_desk.core.clock import Now, age_in_words, day_bounds, local, to_text
from downtime_desk.sync.files.tables import READABLE
from downtime_desk.sync.health.course import Answered, Look, Own, PartName, own_of
from downtime_desk.sync.health.rules import WatchRules
from downtime_desk.sync.outcome import Answer, Busy, Outcome, Refused, Unreachable

if TYPE_CHECKING:
    from downtime_desk.sync.http import MainSystem

LOOK_SECONDS: Final = 25.0
FOLDER_SECONDS: Final = 10.0
LOST_IS_LOST: Final = 2
"""After so many answers lost, the rest is not asked for: a look is to be cheap for both sides."""
NO_SIGN_IN: Final = frozenset({401, 403})
ASKED: Final[tuple[tuple[PartName, tuple[str, ...]], ...]] = (
    ("Rota", ("Appointment",)),
    ("Care records", ("Patient",)),
    ("Medicine charts", ("MedicationStatement", "MedicationRequest")),
)
OPTIONAL: Final[frozenset[PartName]] = frozenset({"Medicine charts"})
EXPORTS: Final = READABLE | {".ndjson", ".jsonl"}


class _Interaction(msgspec.Struct):
    code: str | None = None


class _Held(msgspec.Struct):
    type: str | None = None
    interaction: tuple[_Interaction, ...] = ()


class _Rest(msgspec.Struct):
    resource: tuple[_Held, ...] = ()


class _Capability(msgspec.Struct):
    rest: tuple[_Rest, ...] = ()


class _Bundle(msgspec.Struct):
    entry: tuple[msgspec.Raw, ...] = ()


_capability = msgspec.json.Decoder(_Capability)
_bundle = msgspec.json.Decoder(_Bundle)
UNREADABLE: Final = (msgspec.DecodeError, UnicodeDecodeError, RecursionError)


class _Asking:
    """The calls of one look, and what they say about the way there. It ends when its time is used up."""

    def __init__(self, system: "MainSystem") -> None:
        self._system = system
        self._ends = time.monotonic() + LOOK_SECONDS
        self._lost: list[Unreachable] = []
        self.own: Own = ""

    def ask(self, path: str, params: list[tuple[str, str]] | None = None) -> Outcome:
        if len(self._lost) >= LOST_IS_LOST or self.own:
            return self._lost[-1]
        if time.monotonic() > self._ends:
            return Unreachable(f"{self._system.name} did not answer in time.", may_have_arrived=False)
        outcome = self._system.probe(path, params)
        if isinstance(outcome, Unreachable):
            self._lost.append(outcome)
            self.own = own_of(outcome.cause)
        return outcome


def look_at_server(system: "MainSystem", now: Now, expected: frozenset[PartName] = frozenset()) -> Look:
    """Look at a FHIR server. A part that is `expected` to hold something and holds nothing does not count as answering.

    The caller closes the connection.
    """
    at, asking = now(), _Asking(system)
    held = _held(asking.ask("metadata"))
    refused: list[Refused] = []
    parts = []
    for name, kinds in ASKED:
        asked = [kind for kind in kinds if held is None or kind in held]
        if not asked and name in OPTIONAL - expected:
            # it never had any, which is no failure
            parts.append(Answered(name, answers=None))
            continue
        asked = asked or list(kinds[:1])
        outcomes = [asking.ask(kind, _one(kind, at)) for kind in asked]
        refused += [each for each in outcomes if isinstance(each, Refused) and each.status in NO_SIGN_IN]
        parts.append(_answered(name, outcomes, expected, system.name))
    if not asking.own and len(refused) >= len(ASKED):
        asking.own = "sign-in"
    if asking.own:
        return Look(at, system.name, own=asking.own)
    return Look(at, system.name, (*parts, _giving_back(held)))


def _one(kind: str, at: datetime) -> list[tuple[str, str]]:
    if kind != "Appointment":
        return [("_count", "1")]
    first, last = day_bounds(local(at).date())
    return [("date", f"ge{to_text(first)}"), ("date", f"lt{to_text(last)}"), ("_count", "1")]


def _held(outcome: Outcome) -> dict[str, frozenset[str | None]] | None:
    """Return the kinds of record the server says it holds, and what may be done with each; None when it does not."""
    if not isinstance(outcome, Answer):
        return None
    try:
        rest = _capability.decode(outcome.body).rest
    except UNREADABLE:
        return None
    held = {
        each.type: frozenset(act.code for act in each.interaction)
        for one in rest
        for each in one.resource
        if each.type
    }
    return held or None


def _answered(
    name: PartName, outcomes: list[Outcome], expected: frozenset[PartName], source: str
) -> Answered:
    for outcome in outcomes:
        match outcome:
            case Unreachable() | Busy() | Refused():
                return Answered(name, answers=False, why=outcome.words)
            case Answer():
                pass
    bodies = [each.body for each in outcomes if isinstance(each, Answer)]
    try:
        found = sum(len(_bundle.decode(body).entry) for body in bodies)
    except UNREADABLE:
        return Answered(name, answers=False, why=f"{source} answered in a form that cannot be read.")
    if name in expected and not found:
        return Answered(name, answers=False, why=f"{source} answers, but holds none any more.")
    return Answered(name, answers=True)


def _giving_back(held: dict[str, frozenset[str | None]] | None) -> Answered:
    """Say whether visits can be given back, as far as the server says so itself."""
    offered = held is not None and "create" in held.get("Encounter", frozenset())
    return Answered("Giving back", answers=True if offered else None)


def look_at_folder(folder: Path, source: str, now: Now, rules: WatchRules) -> Look:
    """Look at a folder of files: whether it is there, and whether its newest file is as new as it should be."""
    at = now()
    try:
        newest = _in_time(lambda: _newest(folder))
    except TimeoutError:
        return _exports(at, source, f"The folder {folder.name} does not open.")
    except OSError as failure:
        return _exports(at, source, f"The folder {folder.name} cannot be opened ({failure.strerror}).")
    if newest is None:
        return _exports(at, source, f"The folder {folder.name} holds no exports.")
    if at - newest > timedelta(hours=rules.export_hours):
        old = age_in_words(newest, at)
        why = (
            f"The newest export in {folder.name} is {old} old; one is expected every {rules.export_hours} h."
        )
        return _exports(at, source, why)
    return Look(at, source, (Answered("Exports", answers=True),))


def _exports(at: datetime, source: str, why: str) -> Look:
    return Look(at, source, (Answered("Exports", answers=False, why=why),))


def _newest(folder: Path) -> datetime | None:
    files = [each for each in folder.iterdir() if each.suffix.lower() in EXPORTS]
    times = [each.stat().st_mtime for each in files if each.is_file()]
    return datetime.fromtimestamp(max(times), UTC) if times else None


def _in_time(do: Callable[[], datetime | None]) -> datetime | None:
    """Return what a folder says, or raise TimeoutError: a share of the network may hang for minutes."""
    answer: Future[datetime | None] = Future()

    def run() -> None:
        try:
            answer.set_result(do())
        except OSError as failure:
            answer.set_exception(failure)

    Thread(target=run, name="look at a folder", daemon=True).start()
    return answer.result(FOLDER_SECONDS)
