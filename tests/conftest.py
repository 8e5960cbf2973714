"""What every test stands on: a clock that stands still, a fresh encrypted store, Qt without a display."""

import os
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

import pytest
from hypothesis import settings
from PySide6.QtWidgets import QApplication

import downtime_desk.wiring  # noqa: F401 - all tables and facts are known
from downtime_desk.access.actions import Found, Founded, found
from downtime_desk.core.keys import Cost
from downtime_desk.core.store import Acting, Store
from downtime_desk.ui import theme
from downtime_desk.ui.desk import Desk
from downtime_desk.ui.jobs import Jobs
from tests.plugins.clock import Clock

pytest_plugins = [
    "tests.plugins.leaks",
    "tests.plugins.log_fail",
    "tests.plugins.longest_first",
    "tests.plugins.matrix",
    "tests.plugins.no_skips",
]

# How long one example takes on a busy machine proves nothing; what must be quick is measured where it matters.
settings.register_profile("desk", settings(), deadline=None)
settings.load_profile("desk")

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


@pytest.fixture
def desk(qapp: QApplication, founded: Founded, clock: Clock) -> Iterator[Desk]:
    """What a screen is given: the real store, the real lane for writes, light theme, text at 100 %."""
    theme.wear(theme.Look())
    jobs = Jobs()
    jobs.sign_in(founded.signed_in.store, founded.signed_in.acting)
    made = Desk(founded.signed_in.store, jobs, clock)
    yield made
    jobs.close()
    made.close()
