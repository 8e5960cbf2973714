"""The command line: the same acts, said in words or as JSON, with the exit codes the help promises."""

import json
from pathlib import Path

import pytest

from downtime_desk import cli
from downtime_desk.practice import Running
from tests.cli.conftest import Run
from tests.plugins.clock import Clock


def test_a_copy_is_taken_and_printed_from(run: Run, main_system: Running, tmp_path: Path) -> None:
    assert run("connect", "Fernway", main_system.url)[0] == cli.DONE
    code, said = run("refresh", "--json")
    assert code == cli.DONE
    assert json.loads(said)["taken"]["counts"]["people"] == 60
    code, said = run("status", "--json")
    assert json.loads(said)["mode"] == "NORMAL"
    assert set(json.loads(said)["as_of"]) == {"rota", "people", "contacts", "entry codes"}
    code, said = run("visits")
    assert code == cli.DONE
    assert "HOLLOWAY" in said
    paper = tmp_path / "red.pdf"
    code, said = run("print", "--red", "--holder", "duty folder", "--to", str(paper), "--json")
    assert code == cli.DONE
    assert paper.read_bytes().startswith(b"%PDF")
    assert json.loads(said)["sheets"] > 5
    listed = json.loads(run("sheets", "--json")[1])["sheets"]
    assert {each["state"] for each in listed} == {"out"}
    numbers = [each["number"] for each in listed]
    assert run("account-for", *numbers, "--became", "burnt")[0] == cli.TROUBLE
    assert run("account-for", numbers[0], "nobody's", "--became", "back")[0] == cli.TROUBLE
    assert len(json.loads(run("sheets", "--out", "--json")[1])["sheets"]) == len(numbers), "all or none"
    assert run("hand-on", numbers[0], "--to", "Iwan Prosser")[0] == cli.DONE
    assert run("recall")[1] == "No sheets to get back.\n"
    assert run("told-holder", numbers[0])[0] == cli.TROUBLE
    assert run("account-for", *numbers[:2], "--became", "lost", "--note", "Left on the bus.")[0] == cli.DONE
    code, said = run("losses", "--json")
    (lost,) = json.loads(said)["decisions"]
    assert (code, set(lost["numbers"])) == (cli.NEEDS_YOU, set(numbers[:2]))
    assert (
        run("decide-loss", numbers[1], "--why", "Found unread.", "--not-reported", "--told-people")[0]
        == cli.DONE
    )
    assert run("decide-loss", numbers[1], "--why", "Again.", "--reported", "--told-people")[0] == cli.TROUBLE
    for each in json.loads(run("losses", "--json")[1])["codes"]:
        assert run("code-changed", each["person"], "--by", "Ade Balogun")[0] == cli.DONE
    assert run("losses")[1] == "No loss waits for anything.\n"
    assert run("account-for", *numbers, "--became", "destroyed", "--note", "Shredded.")[0] == cli.DONE
    assert "No sheets are out." in run("sheets", "--out")[1]
    assert run("verify-store")[0] == cli.DONE


def test_a_name_that_fits_two_people_prints_nobody(run: Run, main_system: Running, tmp_path: Path) -> None:
    run("connect", "Fernway", main_system.url)
    run("refresh")
    paper = tmp_path / "one.pdf"
    code, said = run("print", "--person", "smith", "--holder", "x", "--to", str(paper))
    assert code == cli.TROUBLE
    assert said.count("SMITH") >= 2 or said.count("Smith") >= 2
    assert not paper.exists()


def test_a_main_system_that_does_not_answer_is_said_and_nothing_changes(
    run: Run, main_system: Running
) -> None:
    run("connect", "Fernway", main_system.url)
    run("refresh")
    before = json.loads(run("status", "--json")[1])["as_of"]
    main_system.stop()
    code, said = run("refresh")
    assert code == cli.NO_ANSWER
    assert "still in use" in said
    assert json.loads(run("status", "--json")[1])["as_of"] == before


def test_records_that_cannot_be_read_are_listed_and_the_rest_comes_in(run: Run, tmp_path: Path) -> None:
    folder = tmp_path / "export"
    folder.mkdir()
    (folder / "a.ndjson").write_text(
        '{"resourceType":"Patient","id":"p1","name":[{"family":"Fell","given":["Ann"]}]}\n'
        '{"resourceType":"Appointment","id":"v1","status":"booked","start":"2026-11-22T09:00:00",'
        '"end":"2026-11-22T09:30:00","participant":[{"actor":{"reference":"Patient/p1"}}]}\n'
    )
    code, said = run("refresh", "--from", str(folder))
    assert code == cli.NEEDS_YOU
    assert "1 people" in said or "1 person" in said
    assert "v1" in said


def test_words_that_are_off_end_with_2(run: Run) -> None:
    assert run("visits", "--no-such-option")[0] == 2


def test_a_day_nobody_can_read_is_said(run: Run) -> None:
    code, said = run("visits", "--day", "someday")
    assert code == cli.TROUBLE
    assert "2026-11-22" in said


def test_a_copy_that_looks_wrong_waits_for_an_answer(run: Run, tmp_path: Path) -> None:
    folder = tmp_path / "export"
    folder.mkdir()

    def export(people: int) -> None:
        lines = [
            json.dumps({"resourceType": "Patient", "id": f"p{each}", "name": [{"family": f"Fell {each}"}]})
            for each in range(people)
        ]
        (folder / "people.ndjson").write_text("\n".join(lines) + "\n")

    assert run("connect", "Fernway", str(folder))[0] == cli.DONE
    export(10)
    assert run("refresh")[0] == cli.DONE
    assert run("waiting-copy", "--json") == (cli.DONE, '{"waiting":null}\n')
    export(4)
    code, said = run("refresh")
    assert code == cli.NEEDS_YOU
    assert "now has 4 people; the copy in use has 10" in said
    code, said = run("waiting-copy", "--json")
    assert code == cli.NEEDS_YOU
    assert json.loads(said)["waiting"][0]["kind"] == "people gone"
    assert run("refuse-copy", "--why", " ")[0] == cli.TROUBLE
    assert run("refuse-copy", "--why", "Half an export.")[0] == cli.DONE
    assert run("waiting-copy") == (cli.DONE, "No copy waits for an answer.\n")
    assert run("refresh")[0] == cli.NEEDS_YOU
    code, said = run("accept-copy", "--why", "A branch was sold.")
    assert code == cli.DONE
    assert "4 people" in said
    assert "Why: A branch was sold." in said


def test_a_copy_is_sealed_without_a_passphrase_and_opened_at_the_next_sign_in(
    run: Run, main_system: Running, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("downtime_desk.cli.copy.utc_now", clock)
    assert run("unattended", "--on")[0] == cli.TROUBLE, "no main system is connected"
    assert run("connect", "Fernway", main_system.url)[0] == cli.DONE
    assert run("refresh", "--unattended")[0] == cli.TROUBLE, "it was not switched on"
    assert run("unattended", "--on")[0] == cli.DONE
    with monkeypatch.context() as locked:
        locked.setattr("downtime_desk.core.keys.unlock", _nobody_signs_in)
        code, said = run("refresh", "--unattended")
    assert (code, said) == (
        cli.DONE,
        "Copy of Sun 22-Nov-2026 02:06 sealed. It is opened at the next sign-in.\n",
    )
    clock.forward(hours=1)
    assert set(json.loads(run("status", "--json")[1])["as_of"]) == {
        "rota",
        "people",
        "contacts",
        "entry codes",
    }
    main_system.stop()
    assert run("refresh", "--unattended")[0] == cli.NO_ANSWER
    main_system.start()


def _nobody_signs_in(*_given: object) -> None:
    raise AssertionError("somebody was asked for a passphrase")
