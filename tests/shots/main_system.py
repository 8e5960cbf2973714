"""What the desk shows of the main system: what comes from it, what it was like before, whether it answers, and its return.

All of it is played on a copy of the night's store, with a clock of its own: nothing of it is in the night.
"""

import shutil
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

from PySide6.QtWidgets import QApplication

from downtime_desk.access.actions import SignedIn
from downtime_desk.app.files_form import FilesForm
from downtime_desk.app.records_form import RecordsForm
from downtime_desk.app.window import DeskWindow
from downtime_desk.cli.story.scene import StoryClock
from downtime_desk.outages.actions import Declare, declare
from downtime_desk.outages.facts import DATA_MAY_BE_WRONG
from downtime_desk.outages.integrity import actions as integrity
from downtime_desk.outages.integrity.facts import Affected
from downtime_desk.outages.screen.integrity import IntegrityForm
from downtime_desk.people.screen import PeopleScreen
from downtime_desk.people.search import Search
from downtime_desk.sync import connection, deciding
from downtime_desk.sync.reconnect import queries as reconnecting
from downtime_desk.sync.reconnect import sample
from downtime_desk.sync.reconnect.actions import Check, Judge, begin, check, judge, keep_sample
from downtime_desk.sync.refresh import Held, refresh
from downtime_desk.sync.screen.previous import PreviousForm
from downtime_desk.sync.staged import Stages
from tests.shots.night import Leaving, Night
from tests.shots.screens import FOUND, desk_window
from tests.shots.taking import Album, Lens, scroll_to, settle, wait_until

KEPT = (
    "copy-waits",
    "files-columns",
    "files-preview",
    "copies-from-before",
    "integrity",
    "audit",
    "erasing",
    "watch-proposes",
    "watch-back",
    "reconnect",
    "not-trusted",
)
CHECKED = {
    "supplier": "Ade at Fernway, 07:20: the storage was full, all is served again",
    "staff": "Keira and Blessing see the rota of today",
}
PEOPLE = """\
ID,First Name,Last Name,Post Code
P1,Elsie,MARLOW,GL1 1AA
P2,Ted,OKAFOR,GL1 2BB
P3,Ronald,PIKE,GL1 3CC
"""
WEEK = """\
Ref,Client,Carer no.,From,To,Remarks
4410,P1,C7,23/11/2026 07:30,23/11/2026 08:00,
4411,P2,C7,23/11/2026 09:00,23/11/2026 09:30,meal
4412,P3,C4,soon,23/11/2026 12:30,
4413,P9,C4,23/11/2026 18:00,23/11/2026 18:30,
4414,P1,,23/11/2026 22:00,23/11/2026 22:30,bed
"""
IS = {
    "Ref": "visit.id",
    "Client": "person.id",
    "Carer no.": "carer.id",
    "From": "visit.start",
    "To": "visit.end",
}


@contextmanager
def aside(night: Night) -> Iterator[Night]:
    """Give the night as it stands on a copy of its store: what is done there is gone after."""
    with TemporaryDirectory() as folder:
        home = Path(folder) / "desk"
        night.here.store.release()
        shutil.copytree(night.scene.folder / "desk" / "store", home / "store")
        clock = StoryClock(night.scene.clock())
        store = night.here.store.elsewhere(home / "store")
        here = SignedIn(store, replace(night.here.acting, now=clock))
        try:
            yield replace(night, scene=replace(night.scene, folder=Path(folder), clock=clock), here=here)
        finally:
            store.release()


def before(album: Album, night: Night, lens: Lens) -> None:
    """Take what is looked at while the main system is up, and how its silence is said."""
    with aside(night) as played:
        _other_copies(played)
        _incident(played)
        _exports(album, played, lens)
        _kept_here(album, played, lens)
        _silent(album, played, lens)
        _doubted(album, played, lens)


def coming_back(album: Album, night: Night, lens: Lens) -> None:
    """Take how the desk says that it seems to be back, and the checks that come first."""
    with aside(night) as played:
        scene, here = played.scene, played.here
        with desk_window(played, lens) as window:
            _minutes(window, scene.clock, 7)
            scene.running.start()
            _minutes(window, scene.clock, 16)
            settle()
            album.window("watch-back", window, lens)
        with here.store.write(here.acting) as session:
            begin(session, scene.clock())
        with here.store.write(here.acting) as session:
            for key, how in CHECKED.items():
                check(session, Check(key, how))
        found = sample.compare(here.store, here.acting, "seed")
        with here.store.write(here.acting) as session:
            keep_sample(session, found)
            judge(session, Judge(found.sample[0].id, right=True))
            assert reconnecting.standing(session) is not None
        with desk_window(played, lens) as window:
            page = window.go("return")
            dialog = page.next.make_checks()  # type: ignore[attr-defined]
            album.window("reconnect", window, lens)
            scroll_to(dialog.cards[0], 40)
            album.window("reconnect-sample", window, lens)
            dialog.done(0)
            settle()
        scene.running.stop()


def _other_copies(night: Night) -> None:
    """Take a copy in which somebody has left and two visits are gone."""
    here, scene = night.here, night.scene
    scene.clock.reach(scene.clock() + timedelta(hours=1))
    with here.store.read() as session:
        real = connection.source(session, scene.clock)
        [leaves, *_] = Search().find(session, "A").by_name
    assert not isinstance(real, Stages)
    gone = f'Patient/{leaves.id}"'.encode()
    with closing(Leaving(real, lambda raw: gone in raw or f'"id":"{leaves.id}"'.encode() in raw)) as losing:
        try:
            refresh(here.store, here.acting, losing)
        except Held:
            deciding.accept(here.store, here.acting, "She moved to her son’s, says the office.")


def _incident(night: Night) -> None:
    here = night.here
    with here.store.read() as session:
        first, second = Search().find(session, "H").by_name[:2]
    named = [Affected(each.id, f"{each.family}, {each.given}", ("medicines",)) for each in (first, second)]
    with here.store.write(here.acting) as session:
        reference = integrity.open_incident(
            session,
            integrity.OpenIncident(
                "Fernway",
                "Evening medicines are missing from some records since the repair of Thursday.",
                "by a carer who rang, then in the copy",
                tuple(named),
                60,
            ),
        )
        integrity.amend(
            session,
            integrity.Amend(
                reference, "FW-20377", "The repair left out what was entered on Thursday.", "Ade at Fernway"
            ),
        )
        checked = integrity.SpotCheck(
            reference, first.id, named[0].name, "Label on the box", 7, 1, "The 22:00 dose is missing"
        )
        integrity.spot_check(session, checked)


def _exports(album: Album, night: Night, lens: Lens) -> None:
    folder = night.scene.folder / "exports"
    folder.mkdir(exist_ok=True)
    (folder / "people.csv").write_text(PEOPLE, "utf-8")
    (folder / "rota-week-48.csv").write_text(WEEK, "utf-8")
    with desk_window(night, lens) as window:
        [form] = window.go("settings").findChildren(FilesForm)
        form.name.show_text("Fernway")
        form.look_at(folder)
        wait_until(form.keep.isVisible)
        assert form.columns is not None
        for name, field in IS.items():
            form.columns.choices[name].choose(field)
        scroll_to(form)
        album.window("files-columns", window, lens)
        form.keep.click()
        wait_until(form.take.isVisible)
        scroll_to(form)
        album.window("files-preview", window, lens)


def _kept_here(album: Album, night: Night, lens: Lens) -> None:
    with desk_window(night, lens) as window:
        page = window.go("settings")
        [form] = page.findChildren(PreviousForm)
        before = form._copies[-1].number
        form.which.choose(form._copies[0].number)
        form._show_copy(None)
        scroll_to(form)
        album.window("copies-from-before-in-use", window, lens)
        form.which.choose(before)
        form._show_copy(None)
        form.name.show_text(FOUND)
        form.look_up()
        scroll_to(form)
        album.window("copies-from-before", window, lens)
        [incident] = page.findChildren(IntegrityForm)
        scroll_to(incident)
        album.window("integrity", window, lens)
        [records] = page.findChildren(RecordsForm)
        scroll_to(records)
        album.window("records", window, lens)
        audit = records.open_audit()
        wait_until(lambda: audit.table.model().rowCount())
        album.window("audit", window, lens)
        audit.done(0)
        settle()
        erasing = records.erase()
        whom = next(iter(erasing._people))
        erasing.who.choose(whom)
        erasing.who.chosen.emit(whom)
        wait_until(erasing.name.isVisible)
        album.window("erasing", window, lens)
        erasing.done(0)
        settle()


def _doubted(album: Album, night: Night, lens: Lens) -> None:
    """Take a page while the data is declared not to be trusted."""
    here = night.here
    wrong = Declare((DATA_MAY_BE_WRONG,), night.scene.clock(), "Evening medicines are missing for two people")
    with here.store.write(here.acting) as session:
        declare(session, wrong)
    with desk_window(night, lens) as window:
        page = window.go("people")
        assert isinstance(page, PeopleScreen)
        page.field.show_text(FOUND)
        page._to_the_list()
        album.window("not-trusted", window, lens)


def _minutes(window: DeskWindow, clock: StoryClock, number: int) -> None:
    """Let so many minutes pass, with a look at the main system in each."""
    for _ in range(number):
        clock.reach(clock() + timedelta(minutes=1))
        window.watch.look()
        wait_until(lambda: not window.desk.jobs.busy())
        QApplication.processEvents()


def _silent(album: Album, night: Night, lens: Lens) -> None:
    running, clock = night.scene.running, night.scene.clock
    with desk_window(night, lens) as window:
        window.watch.look()
        wait_until(lambda: not window.desk.jobs.busy())
        running.stop()
        _minutes(window, clock, 7)
        settle()
        album.window("watch-proposes", window, lens)
        window.strip.act.click()
        settle()
        album.window("watch-declare", window, lens)
        dialog = QApplication.activeModalWidget()
        assert dialog is not None
        dialog.done(0)  # type: ignore[attr-defined]
        settle()
    running.start()
