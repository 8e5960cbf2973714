"""Exports by command: naming their columns, looking at what they would change, taking the copy."""

import json
from pathlib import Path

from downtime_desk.access.actions import Founded
from tests.cli.conftest import Runs
from tests.sync.files.make import PEOPLE, put, usual


def test_columns_are_named_once_and_looked_at_before_they_are_taken(
    founded: Founded, tmp_path: Path, runs: Runs
) -> None:
    founded.signed_in.store.close()
    run = runs(tmp_path / "home")
    drop = tmp_path / "drop"
    put(drop, "people.csv", PEOPLE)
    file = put(
        drop, "week.csv", "Ref,Client,From,To\n1,P1,22/11/2026 07:30,22/11/2026 08:00\n2,P1,soon,later\n"
    )
    assert run("connect", "Fernway", str(drop))[0] == 0
    code, said = run("look")
    assert (code, "columns of week.csv are not known" in said) == (1, True)
    code, said = run("map-columns", str(file))
    assert "Columns of week.csv: Ref, Client, From, To" in said
    assert "visit.start" in said
    chosen = ("Ref=visit.id", "Client=person.id", "From=visit.start", "To=visit.end")
    columns = [word for each in chosen for word in ("--column", each)]
    assert run("map-columns", str(file), *columns, "--name", "Our week") == (
        0,
        "Our week: 4 columns are known from now on.\n",
    )
    code, said = run("look")
    assert code == 0
    assert "week.csv: 2 rows, Our week." in said
    assert "Visits: 1 read, 1 new" in said
    assert "week.csv line 3: column “From”: it is not a date with a time" in said
    code, said = run("look", "--json")
    assert json.loads(said)["preview"]["people"] == {"new": 2, "changed": 0, "unchanged": 0, "gone": 0}
    assert "No copy was taken yet." in run("status")[1]
    code, said = run("refresh")
    assert (code, "2 people, 1 visits" in said or "2 people, 1 visit" in said) == (3, True)


def test_a_folder_can_be_looked_at_without_being_chosen(founded: Founded, tmp_path: Path, runs: Runs) -> None:
    founded.signed_in.store.close()
    code, said = runs(tmp_path / "home")("look", "--from", str(usual(tmp_path / "drop")))
    assert (code, "Visits: 3 read, 3 new, 0 changed" in said) == (0, True)


def test_a_column_without_a_field_is_refused(founded: Founded, tmp_path: Path, runs: Runs) -> None:
    founded.signed_in.store.close()
    file = put(tmp_path / "drop", "people.csv", PEOPLE)
    code, said = runs(tmp_path / "home")("map-columns", str(file), "--column", "ID")
    assert (code, "names no field" in said) == (1, True)
