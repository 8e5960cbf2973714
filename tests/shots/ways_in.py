"""The ways in, step by step: break-glass from the envelope to the review, the recovery code, managers and roles."""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

from PySide6.QtWidgets import QApplication, QDialog

from downtime_desk.access import roles
from downtime_desk.access.actions import (
    Accept,
    BreakGlass,
    Invite,
    Made,
    SignedIn,
    accept,
    invite,
    make_envelope,
    make_recovery_code,
    open_glass,
    put_away,
    sign_in,
)
from downtime_desk.access.screen.managers import ManagersForm
from downtime_desk.access.screen.night import NightDialog
from downtime_desk.access.screen.recovery_code import RecoveryCodePage, envelope_paper
from downtime_desk.access.screen.review import ReviewDialog
from downtime_desk.access.screen.roles import show_roles
from downtime_desk.access.screen.unlock import UnlockWindow
from downtime_desk.app.practice import PracticeHere
from downtime_desk.app.window import DeskWindow
from downtime_desk.backups.emergency.file import open_pages
from downtime_desk.backups.emergency.making import carry_on, make
from downtime_desk.backups.emergency.rung import LastPages
from downtime_desk.backups.screen.emergency import PagesWindow
from downtime_desk.core.errors import Trouble
from downtime_desk.core.keys import Cost
from downtime_desk.people.screen import PeopleScreen
from downtime_desk.ui.jobs import Jobs
from tests.shots.night import Night
from tests.shots.taking import Album, Lens, scroll_to, settle, wait_until

KEPT = (
    "ways-in",
    "managers",
    "break-glass-1-say-why",
    "break-glass-night",
    "break-glass-2-run-the-night",
    "break-glass-3-what-is-held",
    "break-glass-4-go-through-it",
    "break-glass-5-next-envelope",
    "recovery-1-type-the-code",
    "recovery-2-a-new-code",
    "paper-envelope",
    "emergency-pages",
)
WIDE = 1366
CHEAP = Cost(passes=1, memory_kib=64, lanes=1)
HELENS, TOMS = "gravel lantern harbour kitten mosaic", "walnut trumpet cinder meadow opal"
NIGHTS = "lantern pepper violin anchor meadow"
WHY = "Priya is in hospital. Gareth and Helen do not answer since 01:30."
RUTH = ("Ruth Adeleke", "Care coordinator", WHY)
CODE = "411P-ZDZB-E884-VXH0-4QVB-B8PK-CVER-KQPQ-F"


def walk(album: Album, night: Night, lens: Lens) -> None:
    """Play every way in on a copy of the night's store, and take its pictures."""
    lens.wear()
    with TemporaryDirectory() as folder:
        home = Path(folder) / "desk"
        night.here.store.release()
        shutil.copytree(night.scene.folder / "desk" / "store", home / "store")
        here = SignedIn(night.here.store.elsewhere(home / "store"), night.here.acting)
        try:
            made = _set_up(home, here, night)
            here.store.release()
            _at_the_door(album, home, night, lens, made)
            _break_glass(album, home, night, lens, made)
            _recover(album, home, night, lens)
            _emergency_pages(album, here, night, lens)
        finally:
            here.store.release()
    paper = RecoveryCodePage("Harbour Lane Home Care", CODE, envelope_paper("E-01"))
    with TemporaryDirectory() as folder:
        paper.save_pdf(Path(folder) / "envelope.pdf")
        album.page("paper-envelope", (Path(folder) / "envelope.pdf").read_bytes())
    paper.deleteLater()


def _set_up(home: Path, here: SignedIn, night: Night) -> dict[str, Made | str]:
    made = make_envelope(home, here, CHEAP)
    with here.store.write(here.acting) as session:
        put_away(session, "break-glass")
    recovery = make_recovery_code(home, here, CHEAP)
    who: dict[str, Made | str] = {"envelope": made, "recovery": recovery}
    for name, role, passphrase in (
        ("Helen Ashdown", roles.REGISTERED, HELENS),
        ("Tom Sayer", roles.READ_ONLY, TOMS),
    ):
        invited = invite(home, here, Invite(name, role), CHEAP)
        accept(
            home, Accept(invited.manager, invited.code, passphrase), night.scene.clock, CHEAP
        ).store.close()
        who[name] = invited.manager
    invite(home, here, Invite("Gareth Pugh", roles.DUTY), CHEAP)
    return who


@contextmanager
def _door(home: Path, night: Night, lens: Lens) -> Iterator[UnlockWindow]:
    jobs = Jobs()
    window = UnlockWindow(home, night.scene.clock, jobs)
    window.resize(WIDE, lens.high)
    window.show()
    settle()
    yield window
    window.close()
    window.deleteLater()
    jobs.close()
    settle()


@contextmanager
def _inside(home: Path, here: SignedIn, night: Night, lens: Lens) -> Iterator[DeskWindow]:
    jobs = Jobs()
    jobs.sign_in(here.store, here.acting)
    window = DeskWindow(here, home, jobs, night.scene.clock, PracticeHere(home))
    window.resize(WIDE, lens.high)
    window.show()
    window.activateWindow()
    settle()
    wait_until(lambda: not jobs.busy())
    settle()
    yield window
    wait_until(lambda: not jobs.busy())
    window.shut()
    jobs.settle()
    jobs.close()
    here.store.close()
    settle()


def _at_the_door(album: Album, home: Path, night: Night, lens: Lens, made: dict[str, Made | str]) -> None:
    with _door(home, night, lens) as window:
        dialog = window.use_invitation()
        assert dialog is not None
        dialog.code.show_text("4QVB-B8PK-CVER-KQPQ-7")
        dialog.chooser.trial.show_text(dialog.chooser.words.text())
        album.window("invitation", window, lens)
        _close(dialog)
    with _inside(home, sign_in(home, str(made["Tom Sayer"]), TOMS, night.scene.clock), night, lens) as window:
        album.window("read-only", window, lens)
    with _inside(
        home, sign_in(home, str(made["Helen Ashdown"]), HELENS, night.scene.clock), night, lens
    ) as window:
        page = window.go("settings")
        [form] = page.findChildren(ManagersForm)
        scroll_to(form, 200)
        album.window("managers", window, lens)
        dialog = form.invite()
        dialog.name.show_text("Ruth Adeleke")
        dialog.role.choose(roles.DUTY)
        album.window("invite", window, lens)
        _close(dialog)
        dialog = show_roles(window)
        album.window("roles", window, lens)
        _close(dialog)


def _break_glass(album: Album, home: Path, night: Night, lens: Lens, made: dict[str, Made | str]) -> None:
    envelope = made["envelope"]
    assert isinstance(envelope, Made)
    with _door(home, night, lens) as window:
        album.window("ways-in", window, lens)
        dialog = window.break_glass()
        for field, words in zip((dialog.code, dialog.name, dialog.job), (CODE, *RUTH[:2]), strict=True):
            field.show_text(words)
        dialog.reason.show_text(WHY)
        album.window("break-glass-1-say-why", window, lens)
        _close(dialog)
    ruth = open_glass(home, BreakGlass(envelope.code, *RUTH), night.scene.clock)
    with _inside(home, ruth, night, lens) as window:
        wait_until(lambda: window.findChildren(NightDialog))
        [offered] = window.findChildren(NightDialog)
        offered.chooser.words.setText(NIGHTS)
        offered.chooser.trial.show_text(NIGHTS)
        album.window("break-glass-night", window, lens)
        _close(offered)
        page = window.go("people")
        assert isinstance(page, PeopleScreen)
        page.field.show_text("hollo")
        page._to_the_list()
        settle()
        window.limits.look_at_person()
        album.window("break-glass-2-run-the-night", window, lens)
        window.go("settings")
        album.window("break-glass-3-what-is-held", window, lens)
    helen = sign_in(home, str(made["Helen Ashdown"]), HELENS, night.scene.clock)
    with _inside(home, helen, night, lens) as window:
        wait_until(lambda: window.findChildren(ReviewDialog))
        [review] = window.findChildren(ReviewDialog)
        album.window("break-glass-4-go-through-it", window, lens)
        review.note_field.show_text("Rang Ruth and Gareth: as it should be.")
        review.do_button.click()
        wait_until(lambda: review.findChildren(RecoveryCodePage))
        settle()
        album.window("break-glass-5-next-envelope", window, lens)
        [page] = review.findChildren(RecoveryCodePage)
        page.tick.click()
        review.do_button.click()
        wait_until(lambda: not window.findChildren(ReviewDialog) or not review.isVisible())


def _recover(album: Album, home: Path, night: Night, lens: Lens) -> None:
    with _door(home, night, lens) as window:
        dialog = window.recover()
        assert dialog is not None
        dialog.code.show_text(CODE)
        dialog.chooser.trial.show_text(dialog.chooser.words.text())
        album.window("recovery-1-type-the-code", window, lens)
        page = RecoveryCodePage("Harbour Lane Home Care", CODE)
        page.settled.connect(dialog.do_button.setEnabled)
        dialog.turn_to(dialog._content_box, dialog._asking, page, "Go on")
        settle()
        album.window("recovery-2-a-new-code", window, lens)
        dialog.done(0)
        settle()


def _emergency_pages(album: Album, here: SignedIn, night: Night, lens: Lens) -> None:
    """Show the pages of the night six hours later, over a store that does not open."""
    make(here.store, night.scene.clock, carry_on)
    pages = open_pages(here.store.folder, here.store.store_id, here.store.root)
    assert pages is not None
    jobs, made = Jobs(), pages.head.made()
    damaged = Trouble("The store on this laptop is damaged.", "Then have the disk of this laptop looked at.")
    window = PagesWindow(LastPages(pages, damaged), lambda: made + timedelta(hours=6, minutes=36), jobs)
    window.resize(WIDE, lens.high)
    window.show()
    window.find_field.show_text("holloway summary")
    window.find_field.changed.emit("holloway summary")
    settle()
    album.window("emergency-pages", window, lens)
    window.shut()
    jobs.close()
    settle()


def _close(dialog: object) -> None:
    if isinstance(dialog, QDialog):
        dialog.done(0)
    QApplication.processEvents()
    settle()
