"""What every test stands on: a clock that stands still, a fresh encrypted store, Qt without a display."""

import os
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

import pytest

import downtime_desk.wiring  # noqa: F401 - all tables and facts are known
from downtime_desk.access.actions import Found, Founded, found
from downtime_desk.core.keys import Cost
from downtime_desk.core.store import Acting, Store
from tests.plugins.clock import Clock

pytest_plugins = [
    "tests.plugins.leaks",
    "tests.plugins.log_fail",
    "tests.plugins.no_skips",
]

# Sunday 22 November 2026, 02:06 in London: the middle of the outage in the pictures.
NIGHT = datetime(2026, 11, 22, 2, 6, tzinfo=UTC)
PASSPHRASE = "gravel lantern harbour kitten mosaic"
# What one guess costs is not what these tests are about.
CHEAP = Cost(passes=1, memory_kib=64, lanes=1)


@pytest.fixture
def clock() -> Clock:
    return Clock(NIGHT)


@pytest.fixture
def founded(tmp_path: Path, clock: Clock) -> Iterator[Founded]:
    """A new store of Harbour Lane Home Care with Priya Nair signed in."""
    command = Found("Harbour Lane Home Care", "01632 960400", "Priya Nair", PASSPHRASE)
    made = found(tmp_path / "home", command, clock, CHEAP)
    yield made
    made.signed_in.store.close()


@pytest.fixture
def store(founded: Founded) -> Store:
    return founded.signed_in.store


@pytest.fixture
def acting(founded: Founded) -> Acting:
    return founded.signed_in.acting
