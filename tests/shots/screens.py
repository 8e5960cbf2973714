"""Opening every screen with something believable on it, and taking its picture."""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory

from PySide6.QtCore import QPoint
from PySide6.QtWidgets import QApplication, QDialog, QWidget

from downtime_desk.access.actions import SignedIn
from downtime_desk.access.home import store_folder
from downtime_desk.access.screen.first_run import FirstRun
from downtime_desk.access.screen.unlock import UnlockWindow
from downtime_desk.app.copy_form import CopyForm
from downtime_desk.app.copying import Copying
from downtime_desk.app.practice import PracticeHere
from downtime_desk.app.window import DeskWindow
from downtime_desk.assurance.screen import ReadinessScreen
from downtime_desk.backups.ladder import ReadingOnly
from downtime_desk.core.errors import Trouble
from downtime_desk.core.paths import KEY_FILE
from downtime_desk.outages.screen import LogScreen
from downtime_desk.people.screen import PeopleScreen
from downtime_desk.printing.screen import PrintRoom
from downtime_desk.printing.screen.whom import DUE
from downtime_desk.recovery.screen import ReturnScreen
from downtime_desk.rota.queries import Uncovered
from downtime_desk.rota.screen.page import RotaScreen
from downtime_desk.rota.screen.rolling import RollForwardDialog
from downtime_desk.ui.jobs import Jobs
from downtime_desk.visits.screen import VisitsScreen
from tests.shots import losing
from tests.shots.night import Night
from tests.shots.taking import Album, Lens, scroll_to, settle, wait_until

WIDE = 1366
FOUND = "HOLLOWAY"


@contextmanager
def desk_window(night: Night, lens: Lens) -> Iterator[DeskWindow]:
    """Give the signed-in window of the night in a look; close it after."""
    lens.wear()
    here = night.here
    jobs = Jobs()
    jobs.sign_in(here.store, here.acting)
    home = night.scene.folder / "desk"
    window = DeskWindow(here, home, jobs, night.scene.clock, PracticeHere(home))
    window.resize(WIDE, lens.high)
    window.show()
    window.activateWindow()
    # the first paint begins what is read beside the window
    settle()
    wait_until(lambda: not jobs.busy())
    settle()
    yield window
    window.shut()
    jobs.settle()
    jobs.close()
    settle()


def guarding(album: Album, night: Night, lens: Lens) -> None:
    """Take the settings while a copy with 40 % of its visits gone waits for a person."""
    with desk_window(night, lens) as window:
        page = window.go("settings")
        [form] = page.findChildren(CopyForm)
        scroll_to(form)
        album.window("copy-waits", window, lens)


def declaring(album: Album, night: Night, lens: Lens) -> None:
    """Take the desk before the outage, and the declaration being typed."""
    with desk_window(night, lens) as window:
        album.window("visits-normal", window, lens)
        _readiness(album, window, lens)
        window.go("visits")
        dialog = window.declare()
        for key in (0, 1, 5):
            dialog.stopped._ticks[key].click()  # type: ignore[union-attr]
        dialog.since.show_text("1938")  # type: ignore[union-attr]
        dialog.sign.show_text("Three carers: cannot load visits")  # type: ignore[union-attr]
        album.window("declare", window, lens)
        _close(dialog)


def in_the_outage(album: Album, night: Night, lens: Lens) -> None:
    """Take every page in the middle of the outage."""
    with desk_window(night, lens) as window:
        _visits(album, window, lens)
        _people(album, window, lens)
        _rota(album, window, lens)
        _log(album, window, lens)
        _print(album, window, lens)
        window.go("settings")
        album.window("settings", window, lens)
        window.go("visits")
        found = window.find_or_do()
        found.field.show_text("hol")
        album.window("find-or-do", window, lens)
        _close(found)


def locked(album: Album, night: Night, lens: Lens) -> None:
    """Take the locked window."""
    lens.wear()
    jobs = Jobs()
    window = UnlockWindow(night.scene.folder / "desk", night.scene.clock, jobs)
    _shown(window, lens)
    album.window("unlock", window, lens)
    _gone(window, jobs)


def reading_only(album: Album, night: Night, lens: Lens) -> None:
    """Take the desk where the disk is full, a refused write, and the locked window over a missing key file."""
    lens.wear()
    full = Trouble(
        "The disk is full.", "Free some space, then lock and sign in again. What was saved before is safe."
    )
    permit = ReadingOnly("reading only", {}, frozenset(), "", None, full, "all that was written down")
    here = SignedIn(night.here.store, replace(night.here.acting, permit=permit))
    with desk_window(replace(night, here=here), lens) as window:
        album.window("reading-only", window, lens)
        refused = permit.refusal("visit.verified", night.scene.clock())
        assert refused is not None
        said = window.tell(refused)
        settle()
        album.window("reading-only-refused", window, lens)
        _close(said)
    jobs = Jobs()
    with TemporaryDirectory() as folder:
        home = Path(folder) / "desk"
        shutil.copytree(store_folder(night.scene.folder / "desk"), store_folder(home))
        key_file = store_folder(home) / KEY_FILE
        key_file.rename(key_file.with_name(f"{KEY_FILE}.1"))
        window = UnlockWindow(home, night.scene.clock, jobs, why="Locked after 5 min without a key")
        _shown(window, lens)
        album.window("unlock-key-file-missing", window, lens)
        _gone(window, jobs)


def first_run(album: Album, night: Night, lens: Lens) -> None:
    """Take the four steps of the first run."""
    lens.wear()
    jobs = Jobs()
    with TemporaryDirectory() as folder:
        home = Path(folder)
        practice = PracticeHere(home)
        window = FirstRun(
            home, night.scene.clock, jobs, lambda here: Copying(here, night.scene.clock, practice).ways()
        )
        opened = []
        window.founded.connect(opened.append)
        _shown(window, lens)
        album.window("first-run-1-names", window, lens)
        for field, words in (
            (window.who.organisation, "Harbour Lane Home Care"),
            (window.who.phone, "01632 960400"),
            (window.who.manager, "Priya Nair"),
        ):
            field.show_text(words)
        window.go_on()
        window.chooser.trial.show_text(window.chooser.words.text())
        album.window("first-run-2-passphrase", window, lens)
        window.go_on()
        wait_until(lambda: opened)
        album.window("first-run-3-recovery-code", window, lens)
        assert window.code is not None
        window.code.tick.click()
        window.go_on()
        album.window("first-run-4-copy", window, lens)
        _gone(window, jobs)
        opened[0].store.close()


def returning(album: Album, night: Night, lens: Lens, name: str) -> None:
    """Take the Return page as it stands."""
    with desk_window(night, lens) as window:
        page = window.go("return")
        assert isinstance(page, ReturnScreen)
        wait_until(lambda: not page.beside.busy())
        album.window(name, window, lens)


def worksheet(album: Album, night: Night, lens: Lens) -> None:
    """Take a worksheet to type, the ways things go back, and how long is left."""
    with desk_window(night, lens) as window:
        page = window.go("return")
        assert isinstance(page, ReturnScreen)
        wait_until(lambda: not page.beside.busy())
        page.list.select_first()
        page.open(page.list.current().fact)
        album.window("return-worksheet", window, lens)
        page.back()
        for name, open_ in (
            ("return-ways", page.work.choose_ways),
            ("return-time-left", page.work.say_time_left),
        ):
            dialog = open_()
            album.window(name, window, lens)
            _close(dialog)


def _visits(album: Album, window: DeskWindow, lens: Lens) -> None:
    page = window.go("visits")
    assert isinstance(page, VisitsScreen)
    album.window("visits", window, lens)
    page._opened(page.board.list.current())
    page.form.outcome.choose("done")
    line = page.form.carers[0]
    line.who.choose(line._planned[0].id)
    line.arrived.line.setText("0148")
    line.arrived.line.textEdited.emit("0148")
    line.left.line.setText("-2")
    line.left.line.textEdited.emit("-2")
    page.form.sources[0].method.choose("carer-at-time")
    page.form.refresh()
    album.window("verify", window, lens)
    page.ask_deviation()
    album.window("deviation", window, lens)
    _close(QApplication.activeModalWidget())
    page.show_list()
    page.board.which.choose("day")
    page.board.which.chosen.emit("day")
    album.window("visits-day", window, lens)
    page.board.which.choose("timeline")
    page.board.which.chosen.emit("timeline")
    album.window("visits-timeline", window, lens)
    page.board.which.choose("queue")
    page.board.which.chosen.emit("queue")


def _people(album: Album, window: DeskWindow, lens: Lens) -> None:
    page = window.go("people")
    assert isinstance(page, PeopleScreen)
    album.window("people-all", window, lens)
    page.field.show_text("hollo")
    album.window("people-found", window, lens)
    page._to_the_list()
    album.window("people", window, lens)


def _rota(album: Album, window: DeskWindow, lens: Lens) -> None:
    page = window.go("rota")
    assert isinstance(page, RotaScreen)
    _read(page)
    album.window("rota", window, lens)
    page.roll_forward()
    dialog = QApplication.activeModalWidget()
    assert isinstance(dialog, RollForwardDialog)
    dialog.until.show_text("4 weeks")
    wait_until(lambda: dialog.do_button.isEnabled())
    album.window("rota-roll-forward", window, lens)
    _close(dialog)
    for row in page.board.list.model().rows():  # type: ignore[attr-defined]
        if isinstance(row, Uncovered):
            page.open(f"visit/{row.visit}")
            page.work_on_it()
            _read(page)
            album.window("rota-cover", window, lens)
            break
    page.show_list()
    busiest = max(page.found.runs, key=lambda run: run.visits)  # type: ignore[union-attr]
    page.open(f"carer/{busiest.carer}")
    page.work_on_it()
    album.window("rota-run", window, lens)
    page.show_list()


def _read(page: RotaScreen) -> None:
    readings = (page.reading, page.reaching, page.right.cover.ranking)
    wait_until(lambda: page.found is not None and not any(each.busy() for each in readings))


def _log(album: Album, window: DeskWindow, lens: Lens) -> None:
    page = window.go("log")
    assert isinstance(page, LogScreen)
    wait_until(lambda: page._checked is not None)
    album.window("log", window, lens)
    page.decide()
    album.window("decision", window, lens)
    _close(QApplication.activeModalWidget())


def _readiness(album: Album, window: DeskWindow, lens: Lens) -> None:
    page = window.go("readiness")
    assert isinstance(page, ReadinessScreen)
    window.daily.look()
    wait_until(lambda: page.proofs() and page._seen is not None and page._seen.days[-1].held is not None)
    album.window("readiness", window, lens)


def _print(album: Album, window: DeskWindow, lens: Lens) -> None:
    page = window.go("print")
    assert isinstance(page, PrintRoom)
    album.window("print-nothing", window, lens)
    page._choosing.list.select_first()
    wait_until(lambda: page._made is not None)
    page._form._holder.show_text("Duty folder")
    album.window("print", window, lens)
    page._form.whom._who.choose(DUE)
    page._form.whom._chosen(DUE)
    page._form.whom._numbers[DUE].line.setText("200")
    page._form.whom._numbers[DUE].finished.emit()
    page._panes.show_pane("form")
    album.window("print-due", window, lens)
    page._panes.show_pane("register")
    page._register._table.selectRow(0)
    album.window("print-register", window, lens)
    losing.dialogs(album, window, lens, page._register)
    page._form.whom._numbers[DUE].line.setText("12")
    page._form.whom._numbers[DUE].finished.emit()
    wait_until(lambda: page._made is not None)
    viewer = page.look()
    settle()
    album.window("print-viewer", window, lens)
    _close(viewer)
    scan = window.scan()
    album.window("print-scan", window, lens)
    _close(scan)


def _shown(window: QWidget, lens: Lens) -> None:
    window.resize(WIDE, lens.high)
    window.move(QPoint())
    window.show()
    settle()


def _gone(window: QWidget, jobs: Jobs) -> None:
    window.close()
    window.deleteLater()
    jobs.close()
    settle()


def _close(dialog: QWidget | None) -> None:
    if isinstance(dialog, QDialog):
        dialog.done(0)
    settle()
