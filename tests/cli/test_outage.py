"""Declaring an outage, its log, its paper and the main system's return, from the command line."""

import json
from pathlib import Path

import pytest

from downtime_desk import cli
from downtime_desk.access.actions import Founded
from tests.cli.conftest import Run, Runs


@pytest.fixture
def run(tmp_path: Path, founded: Founded, runs: Runs) -> Run:
    founded.signed_in.store.close()
    return runs(tmp_path / "home")


def test_an_outage_is_declared_logged_and_seen_to_end(run: Run) -> None:
    declare = (
        "declare",
        "--stopped",
        "rota",
        "--stopped",
        "carers' phone app",
        "--sign",
        "The board went blank.",
    )
    code, said = run(*declare, "--since", "-20", "--ticket", "FW-20417", "--json")
    assert code == cli.DONE
    assert json.loads(said)["since"] == "2026-11-22T01:46:00Z"
    code, said = run("status")
    assert "OUTAGE DT-2026-001" in said
    assert run(*declare, "--since", "now")[0] == cli.TROUBLE, "one outage at a time"
    assert run("note", "Rang the supplier.", "--at", "-5")[0] == cli.DONE
    assert run("main-system-back", "--at", "now")[0] == cli.DONE
    assert "RETURNING" in run("status")[1]
    code, said = run("log")
    lines = said.splitlines()
    assert "rota and carers’ phone app, since 01:46" in lines[0]
    assert any("02:01  Note" in line and "Rang the supplier.  (Priya Nair)" in line for line in lines)
    assert "Main system back at 02:06." in said
    assert {"entry", "happened_at", "recorded_at", "sort", "words", "by"} == set(
        json.loads(run("log", "--json", "--last", "2")[1])["lines"][0]
    )


def test_what_cannot_be_is_refused_in_words(run: Run) -> None:
    declare = ("declare", "--sign", "x", "--since")
    assert "Choose from: Rota" in run(*declare, "now", "--stopped", "the kettle")[1]
    assert run(*declare, "2575", "--stopped", "rota")[0] == cli.TROUBLE
    assert run("main-system-back")[0] == cli.TROUBLE
    assert run("note", " ")[0] == cli.TROUBLE
    assert json.loads(run("status", "--json")[1])["outage"] is None
