"""Copies from before, from the command line."""

import json

from downtime_desk import cli
from downtime_desk.core.store import Store
from tests.cli.conftest import Runs
from tests.sync.test_previous import three

__all__ = ["three"]


def test_copies_are_listed_looked_into_and_gone_back_to(three: Store, runs: Runs) -> None:
    home = three.folder.parent
    three.close()
    run = runs(home)
    code, said = run("copies", "list", "--json")
    assert (code, [each["number"] for each in json.loads(said)["copies"]]) == (cli.DONE, [3, 2, 1])
    assert "Renamed" in run("copies", "changes", "3")[1]
    assert "not listed in the copy in use" in run("copies", "person", "1", "family1")[1]
    assert run("copies", "changes", "9")[0] == cli.TROUBLE
    assert run("copies", "go-back", "1", "--why", "Half of it is missing")[0] == cli.DONE
    assert "from copy 1 of Fernway" in run("copies", "list")[1]
