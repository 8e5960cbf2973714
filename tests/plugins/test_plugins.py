"""The plugins catch what they are there to catch: each test plants the fault and runs pytest on it."""

import textwrap
from pathlib import Path

import pytest

from tests.plugins.matrix import Line, table

pytest_plugins = ["pytester"]

CHECKOUT = Path(__file__).parents[2]


@pytest.fixture
def run(pytester, monkeypatch):
    """Return a function that runs one small test file under one plugin, in a process of its own."""
    monkeypatch.setenv("PYTHONPATH", f"{CHECKOUT}:{CHECKOUT / 'src'}")
    monkeypatch.delenv("CI", raising=False)
    monkeypatch.delenv("DOWNTIME_DESK_CI", raising=False)

    def under(plugin: str, body: str) -> pytest.RunResult:
        pytester.makepyfile(textwrap.dedent(body))
        return pytester.runpytest_subprocess("-p", f"tests.plugins.{plugin}", "-p", "no:cacheprovider")

    return under


WARNS = """
    import logging
    import threading

    import pytest

    {mark}
    def test_warns():
        thread = threading.Thread(target=logging.getLogger("desk").warning, args=("the disk is slow",))
        thread.start()
        thread.join()
"""


def test_a_stray_warning_from_any_thread_fails(run):
    result = run("log_fail", WARNS.format(mark=""))
    result.assert_outcomes(passed=1, errors=1)
    result.stdout.fnmatch_lines(["*not expected: WARNING desk: the disk is slow*"])


def test_a_warning_that_was_expected_passes(run):
    run("log_fail", WARNS.format(mark='@pytest.mark.expects_log("disk is slow")')).assert_outcomes(passed=1)


def test_an_expected_warning_that_never_came_fails(run):
    result = run("log_fail", WARNS.format(mark='@pytest.mark.expects_log("disk is full")'))
    result.assert_outcomes(passed=1, errors=1)
    result.stdout.fnmatch_lines(["*expected but not logged: disk is full*"])


SKIPS = """
    import pytest

    def test_skips():
        pytest.skip("no strace here")

    @pytest.mark.skipif(True, reason="no display here")
    def test_marked():
        pass

    def test_elsewhere():
        pytest.skip("only on Windows")

    @pytest.mark.xfail(reason="known", strict=True)
    def test_known():
        assert False
"""


@pytest.mark.parametrize(("name", "value"), [("DOWNTIME_DESK_CI", "1"), ("CI", "true")])
def test_a_skip_fails_where_the_build_is_judged(run, monkeypatch, name, value):
    monkeypatch.setenv(name, value)
    result = run("no_skips", SKIPS)
    result.assert_outcomes(failed=1, errors=1, skipped=1, xfailed=1)
    result.stdout.fnmatch_lines_random(["*was skipped (no strace here)*", "*was skipped (no display here)*"])


def test_a_whole_file_skipped_fails_too(run, monkeypatch):
    monkeypatch.setenv("DOWNTIME_DESK_CI", "1")
    result = run("no_skips", "import pytest\npytest.importorskip('no_such_library')\ndef test_it(): pass")
    result.assert_outcomes(errors=1)


def test_a_skip_is_a_skip_at_home(run):
    run("no_skips", SKIPS).assert_outcomes(skipped=3, xfailed=1)


def test_a_thread_left_running_fails(run):
    result = run(
        "leaks",
        """
        import threading

        stop = threading.Event()

        def test_leaves_a_thread():
            threading.Thread(target=stop.wait, args=(30,), name="lane", daemon=True).start()
        """,
    )
    result.assert_outcomes(passed=1, errors=1)
    result.stdout.fnmatch_lines(["*left behind: thread lane*"])


COUNTS = """
    import pytest

    pytestmark = pytest.mark.faults

    @pytest.mark.parametrize("point", [1, 2])
    def test_counts(tally, point):
        tally(3, "log an entry", 400, "points", "true each time")

    @pytest.mark.matrix
    def test_counts_less(tally):
        tally(4, "tmpfs", 3, "operations", "read")
"""
MARKS = """
    [pytest]
    testpaths = .
    markers =
        faults: slow
        matrix: quick
    addopts = -m "faults or matrix"
"""


def test_the_table_of_faults_says_what_was_gone_through_and_what_is_missing(run, pytester):
    pytester.makeini(textwrap.dedent(MARKS))
    result = run("matrix", COUNTS)
    assert result.ret == 0, "at home it is only said"
    result.stdout.fnmatch_lines(
        [
            "  1  killed at a system call  *  1,000       0 * points: MISSING HERE",
            "  3  error of the disk at a call *    500     800 * points",
            "* 800 *points, log an entry: true each time",
            "  4  disk really full *     12       3 * operations: SHORT",
            "  6  faults inside a bundle * MISSING HERE, see *",
            "MISSING row 1, killed at a system call: 0 of 1,000 points",
        ]
    )


def test_a_row_that_is_short_fails_where_the_build_is_judged(run, pytester, monkeypatch):
    monkeypatch.setenv("DOWNTIME_DESK_CI", "1")
    pytester.makeini(textwrap.dedent(MARKS))
    result = run("matrix", COUNTS)
    result.assert_outcomes(passed=3)
    assert result.ret == 1


def test_a_window_left_open_fails(run):
    result = run(
        "leaks",
        """
        from PySide6.QtWidgets import QWidget

        kept = []

        def test_leaves_a_window(qtbot):
            kept.append(QWidget(windowTitle="Visits"))

        def test_closes_its_window(qtbot):
            window = QWidget()
            qtbot.addWidget(window)
            window.show()
        """,
    )
    result.assert_outcomes(passed=2, errors=1)
    result.stdout.fnmatch_lines(["*left behind: window QWidget 'Visits'*"])


def test_a_row_that_was_shared_out_is_one_line_with_its_sum():
    schedules = Line(5, "random schedules", 100, "schedules", "0 lost", 1.5)
    said = [
        " ".join(each.split()) for each in table([schedules, Line(5, "bugs", 1, "bug", "found"), schedules])
    ]
    assert said == [
        "row what asked ours seconds",
        "5 schedules of the simulator 10,000 200 3.0 schedules: SHORT",
        "1 bug, bugs: found",
        "200 3.0 schedules, random schedules: 0 lost",
    ]


TAKES = """
    import pytest

    ran = []

    def test_short():
        assert ran == ["longest", "longer"]

    @pytest.mark.takes(5)
    def test_longer():
        ran.append("longer")

    @pytest.mark.takes(60)
    def test_longest():
        ran.append("longest")
"""


def test_what_takes_longest_starts_first(run):
    run("longest_first", TAKES).assert_outcomes(passed=3)
