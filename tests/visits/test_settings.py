"""Thresholds and the steps of a no reply: bounds in words, kept by fact, in force at once."""

from dataclasses import replace

import pytest

from downtime_desk.core.errors import Trouble
from downtime_desk.core.replay import differences
from downtime_desk.core.store import Acting, Store
from downtime_desk.visits.actions import change_no_reply_steps, change_thresholds
from downtime_desk.visits.facts import Step
from downtime_desk.visits.queries import queue
from downtime_desk.visits.settings import LIMITS, NO_REPLY_STEPS, Thresholds, no_reply_steps, thresholds
from tests.visits.conftest import at


def test_every_threshold_has_bounds_and_its_default_keeps_them() -> None:
    assert set(LIMITS) == set(vars(Thresholds()))
    for name, limit in LIMITS.items():
        assert limit.least <= getattr(Thresholds(), name) <= limit.most


def test_other_thresholds_are_in_force_at_once(outage: Store, acting: Acting) -> None:
    with outage.read() as session:
        before = {row.visit for row in queue(session, at("21:00")).rows}
    with outage.write(acting) as session:
        change_thresholds(session, replace(Thresholds(), late_after=5))
    with outage.read() as session:
        after = {row.visit for row in queue(session, at("21:00")).rows}
        assert thresholds(session).late_after == 5
        assert differences(session) == []
    assert after - before == {"v3"}


@pytest.mark.parametrize(
    ("wanted", "said"),
    [
        (replace(Thresholds(), late_after=121), "Late after: 121 min is outside 0 to 120 min"),
        (replace(Thresholds(), red_can_wait=-1), "Red can wait: -1 min is outside"),
        (replace(Thresholds(), short_percent=5), "Short is under: 5 % is outside 10 to 100 %"),
        (replace(Thresholds(), late_after=40), r"Late after \(40\) is more than very late after \(30\)"),
        (replace(Thresholds(), amber_can_wait=20), r"Red can wait \(30\) is more than amber can wait \(20\)"),
        (
            replace(Thresholds(), critical_late_after=16, critical_very_late_after=20),
            r"medicine at an exact time \(16\) is more than late after \(15\)",
        ),
    ],
)
def test_thresholds_out_of_bounds_are_refused_in_words(
    store: Store, acting: Acting, wanted: Thresholds, said: str
) -> None:
    with pytest.raises(Trouble, match=said), store.write(acting) as session:
        change_thresholds(session, wanted)
    with store.read() as session:
        assert thresholds(session) == Thresholds()


def test_the_steps_of_a_no_reply_are_a_setting(store: Store, acting: Acting) -> None:
    wanted = (Step("Knock", 4), Step("Ring 101", 10))
    with store.write(acting) as session:
        change_no_reply_steps(session, wanted)
    with store.read() as session:
        assert no_reply_steps(session) == wanted
        assert differences(session) == []


@pytest.mark.parametrize("wanted", [(), (Step(" ", 5),), (Step("Knock", 0),), (Step("Knock", 5),) * 13])
def test_steps_that_cannot_be_are_refused(store: Store, acting: Acting, wanted: tuple[Step, ...]) -> None:
    with pytest.raises(Trouble), store.write(acting) as session:
        change_no_reply_steps(session, wanted)
    with store.read() as session:
        assert no_reply_steps(session) == NO_REPLY_STEPS
