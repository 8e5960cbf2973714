"""A warning in the log fails the test, unless the test says it expects it.

`@pytest.mark.expects_log(r"regex")` names a warning or error that must be logged; it fails if it is not.
"""

import logging
import re
from collections.abc import Iterator

import pytest


class Collector(logging.Handler):
    """Keeps every record at WARNING or above, from any thread."""

    def __init__(self) -> None:
        super().__init__(logging.WARNING)
        self.messages: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.messages.append(f"{record.levelname} {record.name}: {record.getMessage()}")


def judge(messages: list[str], expected: list[str]) -> list[str]:
    """Return what is wrong with the messages logged, given the patterns that had to appear."""
    stray = [f"not expected: {m}" for m in messages if not any(re.search(p, m) for p in expected)]
    seen = "\n".join(messages)
    missing = [f"expected but not logged: {p}" for p in expected if not re.search(p, seen)]
    return stray + missing


def pytest_configure(config: pytest.Config) -> None:
    config.addinivalue_line("markers", "expects_log(regex): this warning must be logged")


@pytest.fixture(autouse=True)
def _log_fail(request: pytest.FixtureRequest) -> Iterator[None]:
    collector = Collector()
    root = logging.getLogger()
    root.addHandler(collector)
    yield
    root.removeHandler(collector)
    wrong = judge(collector.messages, [m.args[0] for m in request.node.iter_markers("expects_log")])
    if wrong:
        pytest.fail("the log: " + "; ".join(wrong), pytrace=False)
