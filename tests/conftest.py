"""What every test stands on: a clock that stands still, a fresh encrypted store, Qt without a display."""

import os
import shutil
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

import pytest
from hypothesis import settings
from PySide6.QtWidgets import QApplication

import downtime_desk.wiring  # noqa: F401 - all tables and facts are known
from downtime_desk.access.actions import Found, Founded, SignedIn, found, store_folder
from downtime_desk.core import calibrating
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
HARBOUR_LANE = Found("Harbour Lane Home Care", "01632 960400", "Priya Nair", PASSPHRASE)


@pytest.fixture(scope="session", autouse=True)
def cheap_guesses() -> Iterator[None]:
    """Let every passphrase that is set in these processes be cheap: what a machine bears is measured in tests of its own."""
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(calibrating, "measured", lambda: CHEAP)
        yield


@pytest.fixture
def clock() -> Clock:
    return Clock(NIGHT)


@pytest.fixture(scope="session")
def harbour_lane(tmp_path_factory: pytest.TempPathFactory) -> Callable[[Path, Clock], Founded]:
    """Return what makes the new store of Harbour Lane Home Care in a folder, with Priya Nair signed in.

    It is founded once for each time of the clock; every test has a copy of its own.
    """
    patterns: dict[datetime, tuple[Path, Founded]] = {}

    def make(home: Path, clock: Clock) -> Founded:
        if (at := clock()) not in patterns:
            pattern = tmp_path_factory.mktemp("pattern") / "home"
            founded = found(pattern, HARBOUR_LANE, clock, CHEAP)
            founded.signed_in.store.release()
            patterns[at] = pattern, founded
        pattern, founded = patterns[at]
        shutil.copytree(pattern, home, dirs_exist_ok=True)
        here = founded.signed_in
        store = Store(store_folder(home), here.store.store_id, here.store.root.copy())
        return replace(founded, signed_in=SignedIn(store, replace(here.acting, now=clock)))

    return make


@pytest.fixture
def founded(
    tmp_path: Path, clock: Clock, harbour_lane: Callable[[Path, Clock], Founded]
) -> Iterator[Founded]:
    """A new store of Harbour Lane Home Care with Priya Nair signed in."""
    made = harbour_lane(tmp_path / "home", clock)
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
