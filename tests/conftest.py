"""What every test stands on: a clock that stands still, a fresh encrypted store, Qt without a display."""

import os
from datetime import UTC, datetime

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

import pytest

from tests.plugins.clock import Clock

pytest_plugins = [
    "tests.plugins.leaks",
    "tests.plugins.log_fail",
    "tests.plugins.no_skips",
]


@pytest.fixture
def clock() -> Clock:
    """Return a clock standing at Sunday 22 November 2026, 02:06 in London, in the middle of an outage."""
    return Clock(datetime(2026, 11, 22, 2, 6, tzinfo=UTC))
