"""The lane and the hands: order, where answers arrive, whose they are, and what becomes of errors."""

import gc
import threading
from collections.abc import Iterator
from typing import Any

import pytest
import shiboken6
from PySide6.QtCore import QObject, QThread, QTimer
from pytestqt.qtbot import QtBot

from downtime_desk.core import settings
from downtime_desk.core.errors import Trouble
from downtime_desk.core.facts import change_setting
from downtime_desk.core.session import Session
from downtime_desk.core.store import Acting, Store
from downtime_desk.ui.jobs import Jobs


@pytest.fixture
def jobs(qapp: object, store: Store, acting: Acting) -> Iterator[Jobs]:
    made = Jobs()
    made.sign_in(store, acting)
    yield made
    made.close()


@pytest.fixture
def owner(qapp: object) -> QObject:
    return QObject()


def note(session: Session, words: str) -> str:
    kept = settings.read(session, "notes", str, "")
    change_setting(session, "notes", kept + words)
    return words


def refuse(_session: Session, _command: object) -> None:
    raise Trouble("That cannot be.", "Try another.")


def keep_then_refuse(session: Session, words: str) -> None:
    note(session, words)
    raise Trouble("That cannot be.", "Try another.")


def broken(_session: Session, _command: object) -> None:
    raise ZeroDivisionError("a bug")


def kept(store: Store) -> str:
    with store.read() as session:
        return settings.read(session, "notes", str, "")


def test_writes_are_kept_in_the_order_they_were_asked_for(
    qtbot: QtBot, jobs: Jobs, owner: QObject, store: Store
) -> None:
    answers: list[str] = []
    for number in range(30):
        jobs.write(owner, note, f"{number},", answers.append)
    qtbot.waitUntil(lambda: len(answers) == 30)
    asked = [f"{number}," for number in range(30)]
    assert answers == asked
    assert kept(store) == "".join(asked)


def test_answers_arrive_on_the_gui_thread_and_work_does_not(qtbot: QtBot, jobs: Jobs, owner: QObject) -> None:
    here = QThread.currentThread()
    seen: list[tuple[str, bool]] = []

    def where(session: object = None, command: object = None) -> None:
        seen.append(("done", threading.current_thread() is threading.main_thread()))

    def told(_answer: object) -> None:
        seen.append(("told", QThread.currentThread() is here))

    jobs.write(owner, where, None, told)
    qtbot.waitUntil(lambda: len(seen) == 2)
    jobs.work(owner, where, then=told)
    qtbot.waitUntil(lambda: len(seen) == 4)
    assert seen == [("done", False), ("told", True)] * 2


def test_an_owner_that_is_gone_is_not_told_but_the_write_is_kept(
    qtbot: QtBot, jobs: Jobs, owner: QObject, store: Store
) -> None:
    gone, told, after = QObject(), [], []
    jobs.write(gone, note, "kept", told.append)
    jobs.write(gone, refuse, None, otherwise=told.append)
    # gone at once: a deletion that is asked for may come after the answer
    shiboken6.delete(gone)
    jobs.write(owner, note, "!", after.append)
    qtbot.waitUntil(lambda: bool(after))
    gc.collect()
    assert told == []
    assert kept(store) == "kept!"


def test_trouble_reaches_the_one_who_asked_and_nothing_is_kept(
    qtbot: QtBot, jobs: Jobs, owner: QObject, store: Store
) -> None:
    told: list[Trouble] = []
    jobs.write(owner, keep_then_refuse, "lost", lambda _: pytest.fail("it was refused"), told.append)
    qtbot.waitUntil(lambda: bool(told))
    assert (told[0].what, told[0].do) == ("That cannot be.", "Try another.")
    assert kept(store) == ""


def test_trouble_nobody_took_is_said_by_the_window(qtbot: QtBot, jobs: Jobs, owner: QObject) -> None:
    with qtbot.waitSignal(jobs.trouble) as heard:
        jobs.write(owner, refuse, None)
    assert heard.args[0].what == "That cannot be."


def test_a_bug_is_reported_and_said_in_words(qtbot: QtBot, jobs: Jobs, owner: QObject) -> None:
    told: list[Trouble] = []
    with qtbot.captureExceptions() as caught, qtbot.waitSignal(jobs.bug) as heard:
        jobs.write(owner, broken, None, otherwise=told.append)
    assert [str(error) for _, error, _ in caught] == ["a bug"]
    assert "inside Downtime Desk" in heard.args[0].what
    qtbot.waitUntil(lambda: told == [heard.args[0]])


def test_the_lane_goes_on_after_a_bug(qtbot: QtBot, jobs: Jobs, owner: QObject) -> None:
    answers: list[str] = []
    with qtbot.captureExceptions():
        jobs.write(owner, broken, None, otherwise=lambda _: None)
        jobs.write(owner, note, "after", answers.append)
        qtbot.waitUntil(lambda: answers == ["after"])


def test_progress_is_told_and_the_last_of_it_wins(qtbot: QtBot, jobs: Jobs, owner: QObject) -> None:
    steps: list[int] = []
    done: list[int] = []

    def count(most: int, report: Any) -> int:
        for number in range(1, most + 1):
            report(number)
        return most

    jobs.work(owner, count, 5000, then=done.append, progress=steps.append)
    qtbot.waitUntil(lambda: done == [5000])
    assert steps == sorted(steps)
    assert steps[-1] == 5000
    assert len(steps) < 5000


def test_the_window_goes_on_while_work_runs(qtbot: QtBot, jobs: Jobs, owner: QObject) -> None:
    ticked, go_on, done = threading.Event(), threading.Event(), list[bool]()
    timer = QTimer()
    timer.setSingleShot(True)
    timer.timeout.connect(ticked.set)

    def wait_for_the_window() -> bool:
        go_on.set()
        return ticked.wait(20)

    jobs.work(owner, wait_for_the_window, then=done.append)
    qtbot.waitUntil(go_on.is_set)
    timer.start(0)
    qtbot.waitUntil(lambda: bool(done), timeout=20_000)
    assert done == [True], "the timer of the window fired while the work was waiting for it"


def test_closing_finishes_what_was_asked_for(
    qtbot: QtBot, qapp: object, store: Store, acting: Acting, owner: QObject
) -> None:
    jobs = Jobs()
    jobs.sign_in(store, acting)
    for number in range(10):
        jobs.write(owner, note, str(number))
    jobs.close()
    assert kept(store) == "0123456789"


def test_writing_before_anybody_signed_in_is_a_bug(qapp: object, owner: QObject) -> None:
    jobs = Jobs()
    with pytest.raises(RuntimeError, match="nobody is signed in"):
        jobs.write(owner, note, "x")
    jobs.close()
