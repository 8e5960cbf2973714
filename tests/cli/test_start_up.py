"""Every cause of the ladder met by the real program, in a process of its own: said in words, what to do, nothing written over."""

import ctypes
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from tempfile import mkdtemp

import msgspec
import pytest

from downtime_desk.access.actions import Founded, read_keyfile, store_folder
from downtime_desk.backups.actions import back_up
from downtime_desk.backups.emergency.making import carry_on, make
from downtime_desk.cli import DONE, TROUBLE
from downtime_desk.core import keys
from downtime_desk.core.connection import connect
from downtime_desk.core.paths import KEY_FILE, STORE_FILE
from tests.app.test_window import copied
from tests.cli.test_ladder import contents, the_head
from tests.cli.test_printing import words
from tests.conftest import PASSPHRASE
from tests.plugins.clock import Clock
from tests.plugins.matrix import Tally

pytestmark = pytest.mark.skipif(os.name == "nt", reason="rights are those of Linux and macOS")
RUN = "from downtime_desk.cli import main; main()"
DROP, OVERRIDE_RIGHTS, READ_ALL = 24, 1, 2
"""Linux: prctl of the bounding set, and the two rights of root over files."""
READS = "Reading and printing only."


def newer(home: Path) -> None:
    """Let a newer program have used the store last."""
    keyfile = read_keyfile(home)
    root = keys.unlock(keyfile, keyfile.of_kind("manager")[0], PASSPHRASE)
    connection = connect(
        store_folder(home) / STORE_FILE, root.derive(f"sqlcipher/v1/{keyfile.store_id}"), guarded=False
    )
    connection.execute("PRAGMA user_version = 9999")
    connection.close()


def no_rights_to(*names: str) -> Callable[[Path], None]:
    def harm(home: Path) -> None:
        for name in names:
            for each in home.glob(name):
                each.chmod(0)

    return harm


def no_backups(harm: Callable[[Path], None]) -> Callable[[Path], None]:
    def both(home: Path) -> None:
        shutil.rmtree(home / "backups")
        harm(home)

    return both


def damaged(home: Path) -> None:
    the_head(store_folder(home))


def another_key_file(home: Path) -> None:
    """Put another store's key file in the place of this one's."""
    path = store_folder(home) / KEY_FILE
    theirs = msgspec.structs.replace(read_keyfile(home), organisation="Fernway Care", mac=b"")
    for name in (KEY_FILE, f"{KEY_FILE}.1", f"{KEY_FILE}.2"):
        path.with_name(name).write_bytes(msgspec.json.encode(theirs))


def without_key_file(home: Path) -> None:
    for each in store_folder(home).glob(f"{KEY_FILE}*"):
        each.unlink()


def cut_key_file(home: Path) -> None:
    path = store_folder(home) / KEY_FILE
    shutil.copy(path, path.with_name(f"{KEY_FILE}.1"))
    path.write_bytes(path.read_bytes()[:100])


def half_written(home: Path) -> None:
    (store_folder(home) / f"{KEY_FILE}.new").write_text("ha")
    (home / "store.new").mkdir()
    (home / "store.new" / STORE_FILE).write_text("ha")


@dataclass(frozen=True)
class Cause:
    """What is wrong, what is said, what is to be done, and whether there are pages to read."""

    harm: Callable[[Path], None]
    said: str
    do: str
    reads: bool


CAUSES = {
    "damaged": Cause(
        damaged, "The store", "Use a backup or the second laptop, and keep this file for repair", True
    ),
    "damaged, no backup": Cause(no_backups(damaged), "The emergency pages of", "emergency-pack --to", False),
    "newer version": Cause(newer, "newer Downtime Desk", "Install the newer version", True),
    "newer version, no backup": Cause(no_backups(newer), "newer Downtime Desk", "emergency-pack --to", False),
    "store file missing": Cause(
        lambda home: (store_folder(home) / STORE_FILE).unlink(), "missing", "Put desk.db back", True
    ),
    "store may not be read": Cause(no_rights_to(f"store/{STORE_FILE}"), "", "rights", True),
    "folder may not be read": Cause(no_rights_to("store"), "may not be read", "rights", False),
    "data folder may not be read": Cause(lambda home: home.chmod(0), "may not be read", "rights", False),
    "key file may not be read": Cause(
        no_rights_to(f"store/{KEY_FILE}*"), "The key file of this store may not be read.", "rights", False
    ),
    "key file missing": Cause(
        without_key_file, "The key file of this store is missing.", "keyslots.json", False
    ),
    "key file cut": Cause(cut_key_file, "", "", True),
    "another's key file": Cause(another_key_file, "changed outside Downtime Desk", "keyslots.json.1", False),
    "half-written files": Cause(half_written, "", "", True),
    "nothing may be written": Cause(lambda _home: None, "Nothing may be written", "write protection", True),
}


@pytest.fixture
def somewhere() -> Iterator[Path]:
    """Return a folder anybody may look into, whoever the tests are run by."""
    folder = Path(mkdtemp(prefix="ladder-"))
    folder.chmod(0o755)
    yield folder
    for each in folder.rglob("*"):
        each.chmod(0o700)
    shutil.rmtree(folder)


@pytest.fixture
def home(somewhere: Path, founded: Founded, clock: Clock) -> Path:
    """Return the folder of a store of six people, with a backup and emergency pages, of a user with few rights."""
    here = founded.signed_in
    copied(here)
    back_up(here, "close")
    make(here.store, clock, carry_on)
    here.store.close()
    shutil.copytree(here.store.folder.parent, somewhere / "home")
    return somewhere / "home"


def _few_rights() -> None:
    """Let files keep out whoever their rights keep out, whoever runs the tests."""
    if os.geteuid() == 0:
        for may in (OVERRIDE_RIGHTS, READ_ALL):
            ctypes.CDLL(None).prctl(DROP, may, 0, 0, 0)


def run(home: Path, *asked: str) -> tuple[int, str]:
    command = [sys.executable, "-B", "-c", RUN, *asked, "--home", str(home), "--passphrase-stdin"]
    done = subprocess.run(
        command,
        input=f"{PASSPHRASE}\n",
        env={"PATH": os.environ["PATH"], "PYTHONPATH": os.pathsep.join(sys.path), "HOME": str(home.parent)},
        preexec_fn=_few_rights,
        capture_output=True, text=True, check=False, timeout=120,
    )  # fmt: skip
    return done.returncode, done.stdout + done.stderr


@pytest.mark.parametrize("name", CAUSES)
def test_what_is_wrong_is_said_with_what_to_do_and_nothing_is_written_over(
    home: Path, name: str, tally: Tally
) -> None:
    cause = CAUSES[name]
    paper = home.parent / "paper"
    paper.mkdir(mode=0o777)
    paper.chmod(0o777)
    cause.harm(home)
    if name == "nothing may be written":
        for each in (home, *home.rglob("*")):
            each.chmod(0o500 if each.is_dir() else 0o400)
    before = contents_of(home)
    to = paper / "pages.pdf"
    code, said = run(
        home, "print", "--everyone", "--holder", "duty folder", "--to", str(to), "--old-copy", "phone"
    )
    assert "Traceback" not in said
    assert cause.said in said, said
    assert re.search(cause.do, said), said
    assert (code, to.exists()) == ((DONE, True) if cause.reads else (TROUBLE, False)), said
    if to.exists():
        assert "EMERGENCYSUMMARY" in words(to)
    untouched = {each: digest for each, digest in before.items() if not each.endswith((".new", "/ha"))}
    if name not in ("key file cut", "half-written files"):
        assert contents_of(home) == untouched
    tally(19, f"start-up: {name}", 1, "cases", "said, read and printed where anything can be")


def contents_of(home: Path) -> dict[str, str]:
    """Return what is in the folder, whatever its rights."""
    if os.geteuid() != 0:
        return {}
    return contents(home)
