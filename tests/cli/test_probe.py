"""One look at the main system from the command line."""

import json
from pathlib import Path

from downtime_desk import cli
from downtime_desk.access.actions import Founded
from downtime_desk.practice import Awkward, PracticeSystem, serve
from downtime_desk.sync.connection import Choose, Connection, choose
from tests.cli.conftest import Runs


def test_it_says_part_by_part_how_the_main_system_answers(
    tmp_path: Path, founded: Founded, runs: Runs
) -> None:
    here = founded.signed_in
    with serve(PracticeSystem(tmp_path / "practice.db")) as practice:
        with here.store.write(here.acting) as session:
            choose(session, Choose(Connection("Fernway", "server", practice.url)))
        here.store.close()
        run = runs(tmp_path / "home")
        code, said = run("probe")
        assert code == cli.DONE
        assert said.splitlines() == [
            "The rota answers.",
            "Care records answer.",
            "Medicine charts answer.",
            "Giving back is offered.",
        ]
        practice.system.faults.add(Awkward.SERVER_ERROR, times=None, path="Medication")
        code, said = run("probe")
        assert code == cli.NEEDS_YOU
        assert "Medicine charts do not answer: Fernway has a fault of its own (500)." in said
        practice.stop()
        code, said = run("probe", "--json")
        assert code == cli.NO_ANSWER
        assert [each["answers"] for each in json.loads(said)["parts"]] == [False, False, False, None]
