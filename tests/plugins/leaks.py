"""A test leaves nothing behind: no thread still running, no window still there."""

import gc
import sys
import threading
import time
from collections.abc import Callable, Iterator
from typing import Any

import pytest

GRACE = 2.0
"""Seconds a thread or window is given to finish what it was told to."""

QT_KEEPS = ("QTipLabel", "QDesktopWidget")
"""Windows Qt makes once for the whole program."""


def running() -> set[threading.Thread]:
    """Return the threads Python started; threads Qt started appear as dummies and are counted by Qt."""
    return {t for t in threading.enumerate() if not isinstance(t, threading._DummyThread)}


def qt_application() -> Any:
    """Return the QApplication, or None where the test never used one."""
    widgets = sys.modules.get("PySide6.QtWidgets")
    return widgets and widgets.QApplication.instance()


def windows() -> dict[int, str]:
    """Return the top-level widgets alive, by address."""
    app = qt_application()
    if app is None:
        return {}
    import shiboken6

    return {
        shiboken6.getCppPointer(w)[0]: f"{type(w).__name__} {w.objectName() or w.windowTitle()!r}"
        for w in app.topLevelWidgets()
        if w.metaObject().className() not in QT_KEEPS
    }


def delete_what_is_due() -> None:
    """Let Qt carry out the deletions that were asked for."""
    if (app := qt_application()) is None:
        return
    from PySide6.QtCore import QCoreApplication, QEvent

    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)
    app.processEvents()


def pool_is_busy() -> list[str]:
    """Return a line if Qt's own thread pool still works."""
    if qt_application() is None:
        return []
    from PySide6.QtCore import QThreadPool

    busy = QThreadPool.globalInstance().activeThreadCount()
    return [f"{busy} job in Qt's thread pool"] if busy else []


def left_after_grace(look: Callable[[], list[str]]) -> list[str]:
    """Return what is still there after the grace, looking again until it is gone."""
    until = time.monotonic() + GRACE
    while left := look():
        gc.collect()
        delete_what_is_due()
        if not (left := look()) or time.monotonic() > until:
            break
        time.sleep(0.01)
    return left


@pytest.fixture(autouse=True)
def _nothing_left_behind() -> Iterator[None]:
    threads_before, windows_before = running(), windows()
    yield

    def look() -> list[str]:
        threads = [f"thread {t.name}" for t in running() - threads_before]
        opened = [f"window {name}" for at, name in windows().items() if at not in windows_before]
        return threads + opened + pool_is_busy()

    if left := left_after_grace(look):
        pytest.fail("left behind: " + ", ".join(sorted(left)), pytrace=False)


@pytest.fixture(autouse=True, scope="session")
def _only_what_tests_make_is_searched() -> None:
    """Leave what was imported out of every search for garbage: that alone took a third of a screen's test."""
    gc.collect()
    gc.freeze()


@pytest.fixture(autouse=True, scope="session")
def _screen_readers_listen() -> None:
    """Without a listener Qt leaves table cells stale in the accessibility tree."""
    try:
        from PySide6.QtGui import QAccessible
    except ImportError:
        return
    QAccessible.setActive(True)
