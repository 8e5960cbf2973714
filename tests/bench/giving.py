"""Rows about giving back: many visits over a slow line, against the same requests on a bare socket.

The yardstick sends, to a main system that was put back, the bytes that the program sent and nothing else: no store, no
comparing, no reading of what comes back. What is above it is ours. The main system is a process of its own, so that
it takes no turns with either.
"""

from collections.abc import Iterable, Iterator, Sequence
from contextlib import closing, contextmanager
from datetime import timedelta
from http.client import HTTPConnection
from time import perf_counter

from downtime_desk.access.actions import SignedIn
from downtime_desk.core import journal
from downtime_desk.core.clock import utc_now
from downtime_desk.sync.http import MainSystem
from downtime_desk.sync.http.messages import bundle
from downtime_desk.sync.outcome import Busy, Outcome, Refused, Unreachable
from downtime_desk.sync.request import Entry
from downtime_desk.sync.sending.run import Step, send
from tests.bench.alive import LONGEST, as_the_program_runs, longest_pause
from tests.bench.branch import empty_store
from tests.bench.harness import Pair, Row, at_most
from tests.bench.main_system import main_system
from tests.sync_return.conftest import verified

VISITS = 1_000
LINE_MS = 40
HEADERS = {"Content-Type": "application/fhir+json", "Accept": "application/fhir+json"}

Sent = list[bytes]


class Patient:
    """A `Watch` that is told and never stops."""

    def tell(self, step: Step) -> None:
        """Hear it."""

    def cancelled(self) -> bool:
        """Never."""
        return False

    def wait(self, pause: timedelta) -> None:
        """Let it go on at once."""


class Noting(MainSystem):
    """The main system's connection, which keeps what it sent."""

    def __init__(self, url: str, sent: Sent) -> None:
        super().__init__(url, now=utc_now, name="Fernway")
        self._sent = sent

    def batch(self, entries: Sequence[Entry]) -> Sequence[Outcome] | Unreachable | Busy | Refused:
        """Keep the Bundle and send it."""
        self._sent.append(bundle(entries))
        return super().batch(entries)


def _write_down(here: SignedIn, visits: int) -> None:
    with here.store.write(here.acting) as session:
        for number in range(visits):
            what = verified(f"v{number}")
            journal.record(session, what, subject=f"visit/{what.visit}", base_version="1")


def _give_back(here: SignedIn, url: str, sent: Sent) -> None:
    ran = send(here.store, here.acting, lambda: Noting(url, sent), Patient())
    if not ran.all_checked:
        raise RuntimeError(f"not everything was checked: {ran}")


def _ours(sent: Sent) -> float:
    sent.clear()
    with empty_store() as here, main_system(VISITS, LINE_MS) as url:
        _write_down(here, VISITS)
        start = perf_counter()
        _give_back(here, url, sent)
        return perf_counter() - start


def _on_a_socket(bodies: Iterable[bytes]) -> float:
    """Return how long it takes to send Bundles one after another on one connection, reading each answer to its end."""
    with main_system(VISITS, LINE_MS) as url, closing(HTTPConnection(url.removeprefix("http://"))) as line:
        line.connect()
        start = perf_counter()
        for body in bodies:
            line.request("POST", "/", body, HEADERS)
            line.getresponse().read()
        return perf_counter() - start


@contextmanager
def over_a_slow_line() -> Iterator[Pair]:
    """Give back over a line of 40 ms, then put the same bytes on a socket."""
    sent: Sent = []
    with as_the_program_runs():
        yield lambda: _ours(sent), lambda: _on_a_socket(sent)


@contextmanager
def beside_the_window() -> Iterator[Pair]:
    """Give back beside the window."""

    def ours() -> float:
        with empty_store() as here, main_system(VISITS // 5) as url:
            _write_down(here, VISITS // 5)
            return longest_pause(lambda: _give_back(here, url, []))

    with as_the_program_runs():
        yield ours, at_most(LONGEST)


ROWS = [
    Row(
        "G10",
        f"{VISITS:,} visits given back over a line of {LINE_MS} ms",
        "the same on a socket",
        "s",
        over_a_slow_line,
        most=1.3,
        rounds=1,
    ),
    Row(
        "G13",
        f"The window's longest pause, {VISITS // 5:,} visits given back",
        "50 ms",
        "ms",
        beside_the_window,
        most=1,
        rounds=3,
    ),
]
