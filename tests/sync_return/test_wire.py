"""Over a real connection: what breaks on the wire loses nothing, doubles nothing, and ends in time."""

from collections.abc import Iterator

import pytest

from downtime_desk.practice.faults import Awkward
from downtime_desk.practice.running import Running, serve
from downtime_desk.sync.http import MainSystem
from downtime_desk.sync.sending import run as sending
from downtime_desk.sync.sending.run import Ran, send
from tests.sync_return.conftest import Desk, deviation, verified
from tests.sync_return.main_system import Patience
from tests.sync_return.oracle import Oracle
from tests.sync_return.test_awkward import entry_of

SECONDS = 1.0
ON_THE_WIRE = {
    Awkward.HANG: {},
    Awkward.LOST_ANSWER: {},
    Awkward.TRUNCATED: {},
    Awkward.DRIP: {"milliseconds": 300},
    Awkward.SLOW: {"milliseconds": 1500},
    Awkward.WRONG_TYPE: {},
    Awkward.EMPTY: {},
    Awkward.REDIRECT: {},
    Awkward.CAPTIVE_PORTAL: {},
    Awkward.GZIP_BOMB: {"megabytes": 64},
    Awkward.SERVER_ERROR: {},
    Awkward.UNAVAILABLE: {"retry_after": 1},
}


@pytest.fixture
def running(desk: Desk) -> Iterator[Running]:
    serving = serve(desk.here.system)
    yield serving
    serving.stop()


def run(desk: Desk, running: Running) -> Ran:
    def connect() -> MainSystem:
        return MainSystem(running.url, now=desk.clock, name="Fernway", seconds=SECONDS)

    return send(desk.store, desk.acting, connect, Patience(desk.clock))


def test_groups_under_way_together_ask_one_at_a_time(
    desk: Desk, running: Running, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sending, "TOGETHER", 2)
    for number in range(1, 9):
        desk.record(verified(f"v{number}"))
    ordinary, asking, most = MainSystem._exchange, [0], [0]

    def exchange(system, request, judged):
        asking[0] += 1
        most[0] = max(most[0], asking[0])
        try:
            return ordinary(system, request, judged)
        finally:
            asking[0] -= 1

    monkeypatch.setattr(MainSystem, "_exchange", exchange)
    assert run(desk, running).all_checked
    assert most == [1]
    assert len(desk.here.all("Encounter")) == 8


def test_visits_and_deviations_go_over_the_wire(desk: Desk, running: Running) -> None:
    for number in range(1, 9):
        desk.record(verified(f"v{number}"))
        desk.record(deviation(f"v{number}"))
    assert run(desk, running).all_checked
    assert len(desk.here.all("Encounter")) == len(desk.here.all("DetectedIssue")) == 8


@pytest.mark.parametrize("kind", ON_THE_WIRE)
def test_what_breaks_on_the_wire_is_made_good(desk: Desk, running: Running, kind: Awkward) -> None:
    facts = [desk.record(verified(f"v{number}")) for number in (1, 2)]
    desk.here.system.go_awkward(kind, times=2, method="POST", **ON_THE_WIRE[kind])
    for _ in range(3):
        ran = run(desk, running)
        for fact in facts:
            assert Oracle(desk).wrong(fact, entry_of(desk, fact)) == []
    assert ran.all_checked


def test_a_main_system_that_goes_in_the_middle_and_comes_back(desk: Desk, running: Running) -> None:
    facts = [desk.record(verified(f"v{number}")) for number in range(1, 9)]
    desk.here.system.bundles.most_entries = 6
    desk.here.system.go_awkward(Awkward.LOST_ANSWER, times=1, method="POST")
    ordinary = desk.here.system.bundles.answer
    left = [7]

    def answer(ask, rule=None):
        left[0] -= 1
        if left[0] == 0:
            desk.here.system.go_awkward(Awkward.HANG, times=None)
        return ordinary(ask, rule)

    desk.here.system.bundles.answer = answer
    ran = run(desk, running)
    assert ran.stopped
    desk.here.system.faults.clear()
    assert run(desk, running).all_checked
    for fact in facts:
        assert Oracle(desk).wrong(fact, entry_of(desk, fact)) == []
