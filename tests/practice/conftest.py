"""A provider of sixty people, and a practice system that really listens."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import httpx
import pytest

from downtime_desk.practice import PracticeSystem, Provider, Running, serve

TODAY = date(2026, 11, 22)


@pytest.fixture(scope="session")
def sixty() -> list[dict[str, Any]]:
    """Return every resource of the smallest provider."""
    return list(Provider(people=60, seed=1, today=TODAY).resources())


@pytest.fixture
def system(tmp_path: Path) -> Iterator[PracticeSystem]:
    """Return an empty practice system in a file of its own."""
    made = PracticeSystem(tmp_path / "practice.sqlite")
    yield made
    made.close()


@pytest.fixture
def running(system: PracticeSystem) -> Iterator[Running]:
    """Return the empty system, listening."""
    with serve(system) as listening:
        yield listening


@pytest.fixture
def http(running: Running) -> Iterator[httpx.Client]:
    """Return a client of the listening system that gives up after a few seconds."""
    with httpx.Client(base_url=running.url, timeout=5, trust_env=False) as client:
        yield client
