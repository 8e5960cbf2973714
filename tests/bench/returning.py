"""Rows about the Return page of a provider of 1,000 people: the window answers while it opens, sends and looks again."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta

from PySide6.QtCore import QEvent, QEventLoop, QTimer
from PySide6.QtWidgets import QApplication, QWidget

from downtime_desk.access.actions import SignedIn
from downtime_desk.core import delivery
from downtime_desk.outages.actions import main_system_back
from downtime_desk.recovery.actions import Stopper, give_back
from downtime_desk.recovery.screen import ReturnScreen
from downtime_desk.rota.plan import PlannedVisit
from downtime_desk.sync import connection
from downtime_desk.sync.reconnect.actions import begin
from downtime_desk.sync.screen.reconnect import ReconnectDialog
from downtime_desk.ui import theme
from downtime_desk.ui.desk import Desk
from downtime_desk.ui.jobs import Jobs
from downtime_desk.visits.actions import verify
from tests.bench.alive import LONGEST, Heart, as_the_program_runs
from tests.bench.branch import branch, now, some_visits
from tests.bench.harness import Pair, Row, SetUp, at_most
from tests.bench.main_system import main_system
from tests.bench.visits import account

PEOPLE, VISITS, VERIFIED = 1_000, 4_000, 400
ENOUGH_MS = 60_000


@dataclass
class Back:
    """A desk whose main system is back, with visits of the night to give back, and its Return page."""

    here: SignedIn
    jobs: Jobs
    desk: Desk

    def page(self) -> ReturnScreen:
        """Open the page, as somebody does who presses its name."""
        screen = ReturnScreen(self.desk, self.here.store)
        screen.resize(1184, 706)
        screen.show()
        return screen

    def page_at_rest(self) -> ReturnScreen:
        """Open the page and let it be read."""
        screen = self.page()
        while screen.beside.busy():
            QApplication.processEvents()
        return screen


@contextmanager
def back(url: str, *, checks: bool = False) -> Iterator[Back]:
    """Give a desk that verified visits of the night; with `checks` those before the main system is relied on begin."""
    theme.wear(theme.Look())
    with branch(PEOPLE, VISITS) as here:
        chosen = connection.Connection("Fernway", "server", url)
        with here.store.write(here.acting) as session:
            connection.choose(session, connection.Choose(chosen))
            for each in _over():
                verify(session, account(each))
            came = now() - timedelta(minutes=5)
            (begin if checks else main_system_back)(session, came)
        jobs = Jobs()
        jobs.sign_in(here.store, here.acting)
        desk = Desk(here.store, jobs, now)
        yield Back(here, jobs, desk)
        jobs.close()
        desk.close()


def _over() -> list[PlannedVisit]:
    ended = now() - timedelta(minutes=30)
    return [each for each in next(some_visits(PEOPLE, VISITS)) if each.carers and each.end < ended][:VERIFIED]


def pause(begin_it: Callable[[], object], is_over: Callable[[], bool]) -> float:
    """Begin something on the window's thread and return the longest pause until it is over, in milliseconds."""
    loop, heart, looks = QEventLoop(), Heart(), QTimer()
    looks.timeout.connect(lambda: loop.exit(0) if is_over() else None)
    QTimer.singleShot(10, begin_it)
    QTimer.singleShot(60, lambda: looks.start(20))
    QTimer.singleShot(ENOUGH_MS, lambda: loop.exit(1))
    failed = loop.exec()
    looks.stop()
    if failed:
        raise RuntimeError("it did not come to its end")
    return heart.longest


def _row(what: str, measure: Callable[[Back], float], *, checks: bool = False) -> Row:
    return Row(
        "G13",
        f"The window's longest pause, {what}",
        "50 ms",
        "ms",
        _set_up(measure, checks=checks),
        most=1,
        rounds=3,
    )


def _set_up(measure: Callable[[Back], float], *, checks: bool) -> SetUp:
    @contextmanager
    def both() -> Iterator[Pair]:
        _app = QApplication.instance() or QApplication([])

        def ours() -> float:
            with main_system(VISITS, people=PEOPLE) as url, back(url, checks=checks) as ready:
                return measure(ready)

        with as_the_program_runs():
            yield ours, at_most(LONGEST)

    return both


def opening(ready: Back) -> float:
    """Open the page a second time, until it is read and painted: what is brought in once is in."""
    _close(ready.page_at_rest())
    kept: list[ReturnScreen] = []
    longest = pause(lambda: kept.append(ready.page()), lambda: bool(kept) and not kept[0].beside.busy())
    _close(kept[0])
    return longest


def sending(ready: Back) -> float:
    """Send from the page."""
    screen = ready.page_at_rest()
    longest = pause(screen.sending.start, lambda: not screen.sending.under_way() and not ready.jobs.busy())
    _see_all_checked(ready)
    _close(screen)
    return longest


def looking(ready: Back) -> float:
    """Take the second look from the page, once everything is sent."""
    give_back(ready.here.store, ready.here.acting, Stopper(), lambda _step: None)
    QApplication.processEvents()
    screen = ready.page_at_rest()
    longest = pause(
        screen.second.look_or_stop, lambda: not screen.second.under_way() and not ready.jobs.busy()
    )
    _close(screen)
    return longest


def checking(ready: Back) -> float:
    """Open the checks before the main system is relied on again, a second time."""
    screen = ready.page_at_rest()
    opened: list[ReconnectDialog] = [screen.next.make_checks()]
    opened.pop().close_done()
    longest = pause(lambda: opened.append(screen.next.make_checks()), lambda: bool(opened))
    opened[0].close_done()
    _close(screen)
    return longest


def _close(screen: QWidget) -> None:
    screen.close()
    screen.deleteLater()
    QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)


def _see_all_checked(ready: Back) -> None:
    with ready.here.store.read() as session:
        if delivery.counts(session)["checked"] < VERIFIED:
            raise RuntimeError("not everything was checked")


ROWS = [
    _row(f"Return opened, {PEOPLE:,} people", opening),
    _row(f"{VERIFIED} visits given back from Return", sending),
    _row(f"the second look over {VISITS:,} visits", looking),
    _row("the checks of connecting again opened", checking, checks=True),
]
