"""Running a command on a real store as a person would."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from downtime_desk import cli
from downtime_desk.access.actions import Founded, store_folder
from downtime_desk.practice import PracticeSystem, Provider, Running, serve
from tests.conftest import PASSPHRASE
from tests.plugins.clock import Clock
from tests.recovery.conftest import outage
from tests.sync_return.conftest import Desk, here

__all__ = ["here", "outage"]

Run = Callable[..., tuple[int, str]]
Runs = Callable[[Path], Run]


@pytest.fixture
def runs(clock: Clock, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Runs:
    """Return what runs commands on the store in a folder: their exit code and all they said."""
    monkeypatch.setattr("downtime_desk.cli.opening.utc_now", clock)

    def on(home: Path) -> Run:
        def go(*words: str) -> tuple[int, str]:
            monkeypatch.setattr(
                "sys.argv", ["downtime-desk", *words, "--home", str(home), "--passphrase-stdin"]
            )
            monkeypatch.setattr("sys.stdin.readline", lambda: PASSPHRASE + "\n", raising=False)
            with pytest.raises(SystemExit) as ended:
                cli.main()
            said = capsys.readouterr()
            return int(ended.value.code or 0), said.out + said.err

        return go

    return on


@pytest.fixture
def run_on_outage(outage: Desk, runs: Runs) -> Run:
    """Run commands on the store of the desk, which lets go of it each time."""
    home = outage.store.folder.parent
    assert store_folder(home) == outage.store.folder
    on_the_store = runs(home)

    def go(*words: str) -> tuple[int, str]:
        outage.store.release()
        return on_the_store(*words)

    return go


@pytest.fixture
def home(tmp_path: Path, founded: Founded) -> Path:
    founded.signed_in.store.close()
    return tmp_path / "home"


@pytest.fixture
def main_system(tmp_path: Path, clock: Clock) -> Iterator[Running]:
    system = PracticeSystem(tmp_path / "practice.db")
    system.load(Provider(people=60, seed=1, today=clock().date(), days=2))
    with serve(system) as running:
        yield running


@pytest.fixture
def run(home: Path, runs: Runs) -> Run:
    return runs(home)
