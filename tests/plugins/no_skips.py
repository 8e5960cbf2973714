"""Where the build is judged nothing may be skipped: a skip there is a failure.

Set `DOWNTIME_DESK_CI=1` (or `CI=true`). A test for another system says so: its reason begins "only on ".
"""

import os
from collections.abc import Generator

import pytest

ON = os.environ.get("DOWNTIME_DESK_CI") == "1" or os.environ.get("CI") == "true"


def reason_of(report: pytest.TestReport | pytest.CollectReport) -> str:
    """Return why a report was skipped, in the words of the test."""
    where = report.longrepr
    words = where[2] if isinstance(where, tuple) else str(where)
    return words.removeprefix("Skipped: ")


def refuse(report: pytest.TestReport | pytest.CollectReport) -> None:
    """Turn a skip into a failure, in place."""
    if not report.skipped or hasattr(report, "wasxfail"):
        return
    reason = reason_of(report)
    if reason.startswith("only on "):
        return
    report.outcome = "failed"
    report.longrepr = f"{report.nodeid} was skipped ({reason}), and nothing may be skipped here"


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport() -> Generator[None, pytest.TestReport, pytest.TestReport]:
    report = yield
    if ON:
        refuse(report)
    return report


@pytest.hookimpl(wrapper=True)
def pytest_make_collect_report() -> Generator[None, pytest.CollectReport, pytest.CollectReport]:
    report = yield
    if ON:
        refuse(report)
    return report
