"""The small branch of the visits, with the outage of 19:52 running."""

from collections.abc import Callable
from typing import Any

import pytest

from downtime_desk.core.store import Acting, Store
from tests.visits.conftest import copy, desk, outage

__all__ = ["copy", "desk", "outage"]


@pytest.fixture
def do(outage: Store, acting: Acting) -> Callable[..., Any]:
    """Do an action in a transaction of its own."""

    def run(action: Callable[..., Any], command: object) -> Any:
        with outage.write(acting) as session:
            return action(session, command)

    return run
