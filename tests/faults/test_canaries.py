"""After a whole night no file this program wrote on its own says a name, a number, an address, a code or a note.

The night is played by the command, then the window is opened on it, made to fail, and locked. What is left in the
folders of the user is searched. Paper and files a person asked for, and the main system itself, are not ours to search.
"""

import os
import re
import stat
import subprocess
import sys
from pathlib import Path

import pytest
from sqlalchemy import select

from downtime_desk.access.actions import read_keyfile, sign_in
from downtime_desk.backups.emergency.making import carry_on, make
from downtime_desk.core.clock import utc_now
from downtime_desk.core.drafts import KeepDraft, keep_draft
from downtime_desk.core.journal import entries
from downtime_desk.people.entry_codes import unsealed
from downtime_desk.people.model import people
from tests.faults.test_memory import said, tell
from tests.plugins.matrix import Tally

pytestmark = [
    pytest.mark.faults,
    pytest.mark.skipif(os.name == "nt", reason="Windows keeps its folders elsewhere"),
]
ASKED_FOR = re.compile(r".*\.pdf|.*-C\.json|practice-main-system\.db.*")
RUN = "from downtime_desk.cli import main; main()"
ENCRYPTED_FROM = 1 << 20
DRAFT = "canary-draft-5cf1e9"


def canaries(home: Path, passphrase: str) -> dict[str, bytes]:
    """Return what must not be found, by what it is; and leave a draft and the emergency pages behind."""
    manager = read_keyfile(home).of_kind("manager")[0].who
    here = sign_in(home, manager, passphrase, utc_now)
    wanted = {"passphrase": passphrase, "draft": DRAFT}
    with here.store.write(here.acting) as session:
        keep_draft(session, KeepDraft("visit/1", f'{{"note": "{DRAFT}"}}'))
        for row in session.execute(select(people)):
            wanted |= {
                f"name of {row.id}": f"{row.given} {row.family}",
                f"name of {row.id} on screens": f"{row.family.upper()}, {row.given}",
                f"NHS number of {row.id}": row.nhs_number or "",
                f"address of {row.id}": (row.address or "").partition(",")[0],
            }
            wanted |= {
                f"{code.label} of {row.id}": code.code
                for code in unsealed(session, row.id)
                if len(code.code) > 5
            }
        noted = "\n".join(entry.payload or "" for entry in entries(session))
        wanted |= {f"note {each[:12]}": each for each in re.findall(r'"note":"([^"\\]{12,})"', noted)}
    assert make(here.store, utc_now, carry_on) is not None
    here.store.close()
    return {what: words.encode() for what, words in wanted.items() if len(words) > 5}


def found_in(content: bytes, wanted: dict[str, bytes]) -> set[str]:
    """Return which of the canaries stand in some bytes, as they are; in small files also two bytes a letter."""
    found = {what for what, words in wanted.items() if words in content}
    if len(content) < ENCRYPTED_FROM:
        found |= {what for what, words in wanted.items() if words.decode().encode("utf-16-le") in content}
    return found


def files_of(*folders: Path) -> list[Path]:
    return [
        each
        for folder in folders
        for each in folder.rglob("*")
        if each.is_file() and not ASKED_FOR.fullmatch(each.name)
    ]


@pytest.mark.takes(60)
def test_a_night_leaves_no_trace_of_anybody_outside_the_store(tmp_path: Path, tally: Tally) -> None:
    user, temporary, night = (tmp_path / each for each in ("user", "temporary", "night"))
    for each in (user, temporary):
        each.mkdir()
    usual = {
        "HOME": user,
        "TMPDIR": temporary,
        "XDG_RUNTIME_DIR": temporary,
        "XDG_CONFIG_HOME": user / ".config",
    }
    environment = os.environ | {name: str(path) for name, path in usual.items()}
    environment["PYTHONPATH"] = os.pathsep.join(sys.path)
    told = subprocess.run(
        [sys.executable, "-c", RUN, "demo", "--headless", "--into", str(night)],
        env=environment, capture_output=True, text=True, check=True, timeout=300,
    )  # fmt: skip
    (passphrase,) = re.findall(r"Passphrase of this practice store: (.+)", told.stdout)
    home = night / "desk"
    wanted = canaries(home, passphrase)
    assert len(wanted) > 200

    window = [sys.executable, "-m", "tests.faults.locked_program", str(home), "fail"]
    errors = tmp_path / "errors"
    with (
        errors.open("wb") as stderr,
        subprocess.Popen(
            window, env=environment, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=stderr, text=True
        ) as process,
    ):
        tell(process, passphrase)
        assert said(process) == "open"
        seen = Path(f"/proc/{process.pid}/cmdline")
        arguments = seen.read_bytes() if seen.exists() else b""
        tell(process, "lock")
        assert said(process) == "locked"
        assert process.stdin is not None
        process.stdin.close()
    assert b"A fault inside Downtime Desk" in errors.read_bytes(), "the fault was written down"

    searched = [*files_of(user, temporary, night), errors]
    names = {each.name for each in searched}
    assert {"desk.db", "keyslots.json", "lock.json", "head.json", "emergency.ddpages"} <= names
    assert any(each.suffix == ".ddbackup" for each in searched)
    hits = {str(each.relative_to(tmp_path)): found_in(each.read_bytes(), wanted) for each in searched}
    hits |= {
        "standard error": found_in(told.stderr.encode(), wanted),
        "arguments": found_in(arguments, wanted),
    }
    assert {where: what for where, what in hits.items() if what} == {}
    open_to_others = [
        each
        for each in (*files_of(home), *(each for each in home.rglob("*") if each.is_dir()), home)
        if stat.S_IMODE(each.stat().st_mode) & 0o077
    ]
    assert open_to_others == []
    tally(15, "a night, a fault and a lock", len(searched), "files", f"{len(wanted)} canaries, 0 found")


def test_the_search_would_find_one() -> None:
    wanted = {"name": b"Edwin Holloway"}
    assert found_in(b"\x00Edwin Holloway\x00", wanted) == {"name"}
    assert found_in("Edwin Holloway".encode("utf-16-le"), wanted) == {"name"}
    assert found_in(b"Edwin", wanted) == set()
