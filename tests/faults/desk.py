"""Run as a program: somebody signed in at a store, who does one act for each line and says what they were told.

`tests.faults.refusing` reads the answers, and lets the disk refuse calls meanwhile.
"""

import json
import os
import sys
import traceback
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import downtime_desk.wiring  # noqa: F401
from downtime_desk.access.actions import SignedIn, make_envelope, read_keyfile, set_passphrase
from downtime_desk.backups.actions import back_up
from downtime_desk.backups.ladder import reading_only, way_in
from downtime_desk.core import calibrating, reading_copy
from downtime_desk.core.clock import to_text
from downtime_desk.core.errors import Trouble
from downtime_desk.core.files import private_folder
from downtime_desk.core.journal import entries
from downtime_desk.outages.actions import Note, note
from downtime_desk.sync.fhir.folder import Folder
from downtime_desk.sync.files.giving import write_files
from downtime_desk.sync.refresh import refresh
from downtime_desk.visits.actions import LogDeviation, Verify, log_deviation, verify
from downtime_desk.visits.planned import planned
from tests.conftest import CHEAP, NIGHT, PASSPHRASE
from tests.faults.acts import OTHER_PASSPHRASE, a_visit, signed_in
from tests.plugins.clock import Clock

EXPORTS = ("export-0", "export-1")


@dataclass
class Sitting:
    """Whoever sits at the desk: the open store, the passphrase in use, and what was said of the visit last."""

    home: Path
    here: SignedIn
    passphrase: str = PASSPHRASE
    seen: str | None = None
    number: int = 0
    exports: list[str] = field(default_factory=lambda: list(EXPORTS))

    def look_at_the_log(self) -> list[str]:
        """Read every line of the log from the disk; return their ids."""
        self.here.store.release()
        with self.here.store.read() as session:
            return [entry.id for entry in entries(session)]

    def log_an_entry(self) -> list[str]:
        """Write a line into the log; return its id."""
        with self.here.store.write(self.here.acting) as session:
            return [note(session, Note(f"Note {self.number}.", self.here.acting.now())).id]

    def log_an_entry_anew(self) -> list[str]:
        """The same with every connection closed before: all that was logged is moved into the file, and it is opened again."""
        self.here.store.release()
        return self.log_an_entry()

    def verify_a_visit(self) -> list[str]:
        """Verify a visit, or correct what was said of it before."""
        with self.here.store.read() as session:
            visit = a_visit(session)
        command = Verify(visit, "there now", seen=self.seen, note=f"Note {self.number}.")
        with self.here.store.write(self.here.acting) as session:
            kept = verify(session, command).id
        self.seen = kept
        return [kept]

    def log_a_deviation(self) -> list[str]:
        """Log a deviation of the same visit."""
        with self.here.store.read() as session:
            visit = planned(session, a_visit(session))
        late = LogDeviation(
            visit.who.id, visit.visit, "late", "low", "none", to_text(visit.end), f"Late, {self.number}.",
            ("no-action",), "not referred", "Not needed.",
        )  # fmt: skip
        with self.here.store.write(self.here.acting) as session:
            return [log_deviation(session, late).id]

    def change_the_passphrase(self) -> str:
        """Choose the other of two passphrases; return it."""
        new = OTHER_PASSPHRASE if self.passphrase == PASSPHRASE else PASSPHRASE
        set_passphrase(self.home, self.here, new, CHEAP)
        self.passphrase = new
        return new

    def make_an_envelope(self) -> str:
        """Make a new envelope; return its code."""
        return make_envelope(self.home, self.here, CHEAP).code

    def back_up(self) -> str:
        """Back up; return the id of the backup."""
        return back_up(self.here, "asked").backup.about.id

    def refresh(self) -> str:
        """Refresh from the export whose turn it is; return which."""
        name = self.exports[0]
        refresh(self.here.store, self.here.acting, Folder(self.home / name))
        self.exports.reverse()
        return name

    def give_back_by_file(self) -> list[str]:
        """Write what waits to files; return them."""
        self.log_a_deviation()
        folder = self.home / "given"
        folder.mkdir(exist_ok=True)
        return [str(each) for each in write_files(self.here.store, self.here.acting, folder).files]

    def sign_in(self) -> str:
        """Sign in a second time; return the words that stand over every page where it is for reading only."""
        who = read_keyfile(self.home).of_kind("manager")[0].who
        again = way_in(self.home, who, self.passphrase, Clock(NIGHT))
        reading = reading_only(again)
        again.store.close()
        return " ".join(reading.words()) if reading else ""


def answer_of(sitting: Sitting, act: str) -> dict[str, Any]:
    """Do an act; return what came of it, what the person was told, or what nobody had thought of."""
    do: Callable[[], Any] = getattr(sitting, act)
    sitting.number += 1
    try:
        return {"made": do()}
    except Trouble as trouble:
        return {"told": str(trouble)}
    except Exception:  # noqa: BLE001 - the other side reads it
        return {"bug": traceback.format_exc()}


def main() -> None:
    """Answer until there is nothing more to read. An answer is no `write`, which the disk may be made to refuse."""
    with suppress(AttributeError):  # only Linux has it, and only some Linuxes need it
        import ctypes

        ctypes.CDLL(None).prctl(0x59616D61, ctypes.c_ulong(-1), 0, 0, 0)
    home = Path(sys.argv[1])
    calibrating.measured = lambda: CHEAP  # what a machine bears is measured in tests of its own
    # where other tests look for what was left behind this program must leave nothing, even for a moment
    reading_copy._IN_MEMORY = private_folder(home.with_name("elsewhere"))
    sitting = Sitting(home, signed_in(home))
    for line in sys.stdin:
        said = json.dumps(answer_of(sitting, line.strip()))
        os.writev(sys.stdout.fileno(), [f"{said}\n".encode()])
    sitting.here.store.close()


if __name__ == "__main__":
    main()
