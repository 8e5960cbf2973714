"""`emergency-pack`: proves the pages, writes them to a file only where the store does not open, and keeps who took them."""

from pathlib import Path

import pytest

from downtime_desk.access.actions import Founded, Made, make_envelope, store_folder
from downtime_desk.access.actions.unwritten import _ENDING
from downtime_desk.backups.emergency.file import FILE
from downtime_desk.backups.emergency.making import carry_on, make
from downtime_desk.cli import DONE, TROUBLE
from tests.app.test_window import copied
from tests.cli.conftest import Runs
from tests.cli.test_ladder import contents, the_head
from tests.cli.test_printing import words
from tests.cli.test_ways_in import WHY, Say, say
from tests.conftest import CHEAP
from tests.plugins.clock import Clock

__all__ = ["say"]


@pytest.fixture
def envelope(founded: Founded, clock: Clock) -> Made:
    """Return the envelope of a store of six people with its emergency pages; the store is closed."""
    here = founded.signed_in
    copied(here)
    made = make_envelope(here.store.folder.parent, here, CHEAP)
    make(here.store, clock, carry_on)
    here.store.release()
    return made


@pytest.fixture
def home(founded: Founded) -> Path:
    return founded.signed_in.store.folder.parent


def test_while_the_store_opens_they_are_proved_and_not_written_out(
    envelope: Made, home: Path, runs: Runs, tmp_path: Path
) -> None:
    run, to = runs(home), tmp_path / "pages.pdf"
    code, said = run("emergency-pack")
    assert code == DONE, said
    assert "Emergency pages of Sun 22-Nov-2026 02:06" in said
    assert "summaries of 6 of 6 people. They open" in said
    code, said = run("emergency-pack", "--to", str(to))
    assert (code, "Nothing was written: the store opens" in said) == (TROUBLE, True)
    assert not to.exists()
    (store_folder(home) / FILE).unlink()
    code, said = run("emergency-pack")
    assert (code, "There are no emergency pages beside this store." in said) == (TROUBLE, True)
    code, said = run("backup", "make")
    assert code == DONE, said
    assert run("emergency-pack")[0] == DONE


def test_where_nothing_else_opens_they_are_written_to_a_file(
    envelope: Made, home: Path, runs: Runs, tmp_path: Path
) -> None:
    the_head(store_folder(home))
    before = contents(home)
    to = tmp_path / "pages.pdf"
    code, said = runs(home)("emergency-pack", "--to", str(to))
    assert code == DONE, said
    assert "Only the emergency pages can be read, made Sun 22-Nov-2026 02:06" in said
    assert "The file is not locked: whoever has it can read it." in said
    assert "EMERGENCYSUMMARY" in words(to)
    assert contents(home) == before
    code, said = runs(home)("verify-store")
    assert (code, "The emergency pages of Sun 22-Nov-2026 02:06 do" in said) == (TROUBLE, True)


def test_the_envelope_opens_them_and_who_opened_it_is_kept(
    envelope: Made, home: Path, say: Say, tmp_path: Path
) -> None:
    the_head(store_folder(home))
    to = tmp_path / "pages.pdf"
    glass = (envelope.code, "Ruth Adeleke", "care coordinator", WHY)
    ended, said = say(f"emergency-pack --to {to} --manager envelope", *glass)
    assert ended == DONE, said
    assert "Who opened the envelope, and why, is kept sealed beside the store" in said
    assert "EMERGENCYSUMMARY" in words(to)
    assert len(list(home.glob(f"*{_ENDING}"))) == 1
