"""Giving back and certifying from the command line."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from downtime_desk import cli
from downtime_desk.access.actions import store_folder
from downtime_desk.practice.running import serve
from downtime_desk.recovery.actions import close_outage
from downtime_desk.sync import connection
from tests.conftest import PASSPHRASE
from tests.plugins.clock import Clock
from tests.recovery.conftest import version_of
from tests.sync_return.conftest import Desk, verified

Run = Callable[..., tuple[int, str]]


@pytest.fixture
def run(
    outage: Desk, clock: Clock, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Run:
    """Run a command on the store of the desk as a person would; return its exit code and what it said."""
    monkeypatch.setattr("downtime_desk.cli.opening.utc_now", clock)
    home = outage.store.folder.parent
    assert store_folder(home) == outage.store.folder

    def go(*words: str) -> tuple[int, str]:
        outage.store.release()
        monkeypatch.setattr("sys.argv", ["downtime-desk", *words, "--home", str(home), "--passphrase-stdin"])
        monkeypatch.setattr("sys.stdin.readline", lambda: PASSPHRASE + "\n", raising=False)
        with pytest.raises(SystemExit) as ended:
            cli.main()
        said = capsys.readouterr()
        return int(ended.value.code or 0), said.out

    return go


def record_both(desk: Desk) -> None:
    desk.record(verified("v1", priority="amber"), version_of(desk, "v1"))
    desk.record(
        verified("v2", priority="red", outcome="did not happen", carers=(), reason="DT09"),
        version_of(desk, "v2"),
    )


def test_what_waits_is_given_back_and_the_outage_certified(outage: Desk, run: Run, tmp_path: Path) -> None:
    record_both(outage)
    with serve(outage.here.system) as running:
        chosen = connection.Connection("Fernway", "server", running.url)
        with outage.store.write(outage.acting) as session:
            connection.choose(session, connection.Choose(chosen))
        code, said = run("give-back", "--json")
    assert code == cli.DONE
    assert json.loads(said)["counts"]["checked"] == 2
    assert run("certificate", str(tmp_path))[0] != cli.DONE
    with outage.store.write(outage.acting) as session:
        number = close_outage(session)
    assert run("certificate", str(tmp_path))[0] == cli.DONE
    assert json.loads((tmp_path / f"{number}.json").read_bytes())["checked"] == 2


def test_what_needs_a_person_is_named_and_ends_with_three(outage: Desk, run: Run) -> None:
    record_both(outage)
    outage.here.system.cancel_visit("v1")
    outage.send()
    code, said = run("give-back")
    assert code == cli.NEEDS_YOU
    assert "needs you: PIKE, Ronald (Mr), visit of 23:00: It is cancelled there" in said
    assert "All sent and checked." not in said
