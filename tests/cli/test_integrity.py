"""Data-integrity incidents from the command line."""

import json
from pathlib import Path

from downtime_desk import cli
from tests.cli.conftest import Runs


def test_an_incident_from_its_opening_to_its_end(home: Path, runs: Runs) -> None:
    run = runs(home)
    assert run("integrity", "list") == (cli.DONE, "No data-integrity incident.\n")
    code, said = run("integrity", "open", "Allergies are blank for many.", "--found", "Keira rang")
    assert code == cli.DONE
    reference = said.split()[2]
    assert run("integrity", "list")[0] == cli.NEEDS_YOU
    assert run("integrity", "close", reference, "--words", "Done")[0] == cli.TROUBLE
    assert (
        run("integrity", "add", reference, "--cause", "A migration", "--supervised-until", "soon")[0]
        == cli.TROUBLE
    )
    assert (
        run("integrity", "add", reference, "--cause", "A migration.", "--supervised-until", "2026-12-06")[0]
        == cli.DONE
    )
    assert (
        run("integrity", "check", reference, "FELL, Ann", "--against", "label", "--right", "4")[0] == cli.DONE
    )
    assert run("integrity", "close", reference, "--words", "Put right.")[0] == cli.DONE
    code, said = run("integrity", "list", "--json")
    assert code == cli.DONE
    (shown,) = json.loads(said)
    assert shown["incident"]["accuracy_after"] == 100
    assert shown["checks"][0]["against"] == "label"
