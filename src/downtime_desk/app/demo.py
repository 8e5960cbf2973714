"""The demonstration in a window: a practice provider in the middle of an outage, and the desk is yours.

The outage is a few hours old. Its main system is invented, runs in this program, and is switched off; switch it
on in Settings when you want to return.
"""

import sys
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

from PySide6.QtWidgets import QApplication

from downtime_desk.access.actions import Found, SignedIn, found, is_founded
from downtime_desk.app.copying import Copying
from downtime_desk.app.crash import tell_without_names
from downtime_desk.app.practice import PracticeHere
from downtime_desk.app.program import Program
from downtime_desk.core.clock import Now, utc_now
from downtime_desk.core.errors import Trouble
from downtime_desk.core.passphrases import offer_passphrase
from downtime_desk.outages.actions import Declare, declare
from downtime_desk.ui import theme

AGO = timedelta(hours=3)
NOTICED_AFTER = timedelta(minutes=22)


def prepare(home: Path, people: int, seed: int, now: Now, practice: PracticeHere) -> tuple[SignedIn, str]:
    """Make the practice desk: founded, copied three hours ago, an outage declared. Return it and its passphrase."""
    if is_founded(home):
        raise Trouble(f"There is a store in {home} already.", "Choose another folder with --into.")
    passphrase = offer_passphrase()
    command = Found("Harbour Lane Home Care", "01632 960400", "Priya Nair", passphrase)
    then = now() - AGO
    here = found(home, command, lambda: then).signed_in
    practice.begin(then, people=people, seed=seed)
    Copying(here, lambda: then, practice).practice(None, report=_silent)
    practice.switch(on=False)
    present = SignedIn(here.store, replace(here.acting, now=now))
    stopped = ("Rota", "Care records", "Carers’ phone app")
    with here.store.write(present.acting) as session:
        declare(session, Declare(stopped, then + NOTICED_AFTER, "Three carers: cannot load visits"))
    return present, passphrase


def open_demo(people: int, seed: int, folder: Path) -> int:
    """Open the window on a practice desk; return the exit code when it is closed."""
    sys.excepthook = tell_without_names
    home = folder / "desk"
    home.mkdir(parents=True, exist_ok=True)
    app = QApplication(sys.argv[:1])
    app.setApplicationName("Downtime Desk")
    theme.load_fonts()
    theme.wear(theme.Look())
    program = Program(home)
    here, passphrase = prepare(home, people, seed, utc_now, program.practice())
    sys.stdout.write(f"Practice desk in {home}. Its passphrase, if you lock it: {passphrase}\n")
    sys.stdout.flush()
    program.enter(here)
    code = app.exec()
    program.close()
    return code


def _silent(_words: str) -> None:
    """There is no window yet to say it in."""
