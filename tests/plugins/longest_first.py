"""What takes longest starts first, so that no core is idle while the other works off one long test.

    @pytest.mark.takes(60)
    def test_very_many_schedules(): ...

The number is of seconds on a quiet core, about; what says nothing comes last, in its usual order.
"""

import pytest


def seconds_of(item: pytest.Item) -> float:
    """Return how long a test says it takes."""
    mark = item.get_closest_marker("takes")
    return float(mark.args[0]) if mark else 0.0


def pytest_configure(config: pytest.Config) -> None:
    config.addinivalue_line("markers", "takes(seconds): about how long it takes; the longest start first")


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    items.sort(key=seconds_of, reverse=True)
