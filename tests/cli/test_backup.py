"""Backups by command: made, listed, checked, and gone on from after one look at what would change."""

import json
from pathlib import Path

from downtime_desk import cli
from tests.cli.conftest import Run, Runs


def test_a_backup_is_made_listed_checked_and_gone_on_from(run: Run, home: Path) -> None:
    code, said = run("backup", "make", "--json")
    assert code == cli.DONE
    file = json.loads(said)["file"]
    code, said = run("backup", "list", "--json")
    assert code == cli.DONE
    assert [each["file"] for each in json.loads(said)["backups"]] == [file]
    code, said = run("backup", "check", file)
    assert code == cli.DONE
    assert said.count("holds") == 6
    run("note", "Written after the backup.")
    code, said = run("backup", "restore", file)
    assert code == cli.NEEDS_YOU
    assert "Written after the backup." in said
    assert "Nothing was changed." in said
    assert list(home.glob("store-kept-*")) == []
    code, said = run("backup", "restore", file, "--yes")
    assert code == cli.DONE
    assert len(list(home.glob("store-kept-*"))) == 1
    assert run("verify-store")[0] == cli.DONE
    assert "goes on from the backup" in run("log", "--all")[1]


def test_a_pack_becomes_a_second_desk(run: Run, runs: Runs, tmp_path: Path) -> None:
    stick = tmp_path / "stick"
    assert run("backup", "make", "--to", str(stick))[0] == cli.TROUBLE
    stick.mkdir()
    code, said = run("backup", "make", "--to", str(stick), "--json")
    assert code == cli.DONE
    file = json.loads(said)["file"]
    elsewhere = runs(tmp_path / "second")
    assert elsewhere("backup", "check", file)[0] == cli.DONE
    code, said = elsewhere("backup", "restore", file, "--yes")
    assert code == cli.DONE
    assert "There is no store on this laptop" in said
    marks = [json.loads(each("status", "--json")[1])["journal_head"] for each in (run, elsewhere)]
    assert marks[0] != marks[1]
    assert elsewhere("verify-store")[0] == cli.DONE


def test_a_damaged_backup_is_named_and_ends_with_five(run: Run) -> None:
    file = Path(json.loads(run("backup", "make", "--json")[1])["file"])
    content = bytearray(file.read_bytes())
    content[len(content) // 2] ^= 1
    file.write_bytes(content)
    code, said = run("backup", "check", str(file))
    assert code == cli.STORE_WRONG
    assert file.name in said
    file.write_bytes(content[:1000])
    code, said = run("backup", "list")
    assert code == cli.STORE_WRONG
    assert f"damaged: {file}" in said


def test_a_chosen_folder_that_is_gone_waits_for_a_person(run: Run, home: Path, tmp_path: Path) -> None:
    stick = tmp_path / "stick"
    stick.mkdir()
    assert run("backup", "folder", str(stick))[0] == cli.DONE
    assert run("backup", "make")[0] == cli.DONE
    assert len(list(stick.iterdir())) == 1
    stick.rename(tmp_path / "taken-away")
    code, said = run("backup", "make")
    assert code == cli.NEEDS_YOU
    assert str(home / "backups") in said
    assert "Put the stick or drive back in" in said
    assert run("backup", "folder", "")[0] == cli.DONE
    assert run("backup", "make")[0] == cli.DONE
