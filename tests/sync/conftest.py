"""A main system of sixty invented people, and it answering."""

from collections.abc import Iterator

import pytest

from downtime_desk.practice import PracticeSystem, Provider, Running, serve
from tests.conftest import NIGHT


@pytest.fixture(scope="module")
def system(tmp_path_factory: pytest.TempPathFactory) -> Iterator[PracticeSystem]:
    """Return it, loaded once a file."""
    made = PracticeSystem(tmp_path_factory.mktemp("practice") / "system.db")
    made.load(Provider(people=60, seed=7, today=NIGHT.date()))
    yield made
    made.close()


@pytest.fixture
def practice(system: PracticeSystem) -> Iterator[Running]:
    """Return it where it answers; faults of a test are gone after it."""
    made = serve(system)
    yield made
    system.faults.clear()
    made.stop()
