"""The window over a folder or a key file that may not be read: it says so, and makes no new store in its place."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from downtime_desk.access.actions import Founded, store_folder
from downtime_desk.core.paths import KEY_FILE
from tests.cli.test_start_up import _few_rights

pytestmark = pytest.mark.skipif(os.name == "nt", reason="rights are those of Linux and macOS")
START = """
import os, sys
from pathlib import Path
from PySide6.QtWidgets import QApplication
from downtime_desk.app.program import Program
from downtime_desk.ui import theme
from tests.ui.tree import tree
app = QApplication([])
theme.load_fonts()
theme.wear(theme.Look())
window = Program(Path(sys.argv[1])).start()
app.processEvents()
print(type(window).__name__, tree(window), flush=True)
os._exit(0)
"""


def start(home: Path) -> str:
    done = subprocess.run(
        [sys.executable, "-c", START, str(home)],
        env={**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)},
        preexec_fn=_few_rights,
        capture_output=True, text=True, check=False, timeout=120,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    return done.stdout


@pytest.mark.parametrize("what", ["the store's folder", "the key file", "the data folder"])
def test_what_may_not_be_read_is_said_and_no_new_store_is_offered(founded: Founded, what: str) -> None:
    home = founded.signed_in.store.folder.parent
    founded.signed_in.store.close()
    folder = store_folder(home)
    places = {"the store's folder": [folder], "the data folder": [home]}
    closed = places.get(what, list(folder.glob(f"{KEY_FILE}*")))
    for each in closed:
        each.chmod(0)
    try:
        said = start(home)
    finally:
        for each in closed:
            each.chmod(0o700)
    assert said.startswith("UnlockWindow")
    assert "The key file of this store may not be read." in said
    assert "Have the rights of" in said
    assert "looked at by whoever looks after this laptop" in said
