"""Random schedules: nothing lost, nothing doubled, nothing overwritten, nothing falsely called checked.

And the simulator itself is put to the test: each bug seeded into the sending must be found by it.
"""

import os
from collections.abc import Callable
from contextlib import suppress

import pytest

from downtime_desk.sync.outcome import Unreachable
from downtime_desk.sync.request import Entry
from downtime_desk.sync.sending import journey, rounds, run, visit_journey
from downtime_desk.sync.sending.verdicts import Checked, Later
from tests.sync_return.conftest import Desk
from tests.sync_return.main_system import Here
from tests.sync_return.simulator import Schedule

SCHEDULES = int(os.environ.get("DOWNTIME_DESK_SCHEDULES", "60"))
SOON = 100


def test_random_schedules_lose_double_overwrite_and_invent_nothing(desk: Desk) -> None:
    for seed in range(SCHEDULES):
        assert Schedule(desk, seed).run() == []


def no_idempotency(patch: pytest.MonkeyPatch) -> None:
    """Create without a guard, and without looking for what an earlier attempt left."""
    ordinary = rounds.create
    patch.setattr(
        visit_journey,
        "create",
        lambda made, _unless: Entry("POST", made["resourceType"], ordinary(made, "").resource),
    )

    def nothing_found(_self: object, _marked: object, _kind: str):
        yield from ()

    patch.setattr(journey.Journey, "_main", nothing_found)


def no_if_match(patch: pytest.MonkeyPatch) -> None:
    """Replace a record whatever became of it since it was read."""
    ordinary = rounds.update
    patch.setattr(
        visit_journey, "update", lambda put: Entry("PUT", ordinary(put).url, ordinary(put).resource)
    )


def done_on_timeout(patch: pytest.MonkeyPatch) -> None:
    """Call it checked when no answer came."""
    ordinary = run._advance

    def advance(fact, way, outcomes, asked, verdicts) -> None:
        ordinary(fact, way, outcomes, asked, verdicts)
        lost = outcomes is not None and any(isinstance(each, Unreachable) for each in outcomes)
        if lost and isinstance(verdicts.get(fact), Later):
            verdicts[fact] = Checked({})

    patch.setattr(run, "_advance", advance)


def no_read_back(patch: pytest.MonkeyPatch) -> None:
    """Call it checked when every write was answered, by a main system that forgets now and then."""

    def believe(_self: object, _plan: object, focus: str):
        yield from ()
        return Checked({focus: None})

    patch.setattr(visit_journey.VisitJourney, "_prove", believe)


def forget_now_and_then(here: Here) -> None:
    """Let the main system answer every third write as if it kept it, and keep nothing."""
    ordinary = here._answered
    writes = [0]

    def answered(method, url, body, headers):
        writes[0] += method != "GET" and b'"Communication"' in body
        if method == "GET" or writes[0] % 3:
            return ordinary(method, url, body, headers)
        kept = []
        with suppress(ZeroDivisionError), here.system.shelf.unit():
            kept.append(ordinary(method, url, body, headers))
            _ = 1 / 0
        return kept[0]

    here._answered = answered


@pytest.mark.parametrize("bug", [no_idempotency, no_if_match, done_on_timeout, no_read_back])
def test_the_simulator_finds_a_seeded_bug(
    desk: Desk, monkeypatch: pytest.MonkeyPatch, bug: Callable[[pytest.MonkeyPatch], None]
) -> None:
    bug(monkeypatch)
    prepare = forget_now_and_then if bug is no_read_back else lambda _here: None
    assert any(Schedule(desk, seed, prepare=prepare).run() for seed in range(SOON))


def test_a_main_system_that_forgets_deceives_nobody_who_reads_back(desk: Desk) -> None:
    for seed in range(10):
        wrong = Schedule(desk, seed, prepare=forget_now_and_then).run()
        assert not [each for each in wrong if "called checked" in each or "twice" in each]
