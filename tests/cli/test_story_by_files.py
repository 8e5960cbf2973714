"""The whole story of a provider whose main system has no interface at all: files in, an outage, and back by hand.

Rota and people come as CSV. Nothing can be sent, so one thing is typed in and looked at by another person, one is
scanned, one is not required, and the rest goes as files that somebody takes in. The certificate tells these apart.
"""

import csv
import json
import os
from datetime import UTC, datetime
from pathlib import Path

import pytest
from pypdf import PdfReader

from downtime_desk import cli
from downtime_desk.access.actions import Founded
from tests.cli.conftest import Run, Runs
from tests.plugins.clock import Clock
from tests.sync.files.make import VISIT_HEAD, put, usual


def at(hour: int, minute: int) -> datetime:
    return datetime(2026, 11, 22, hour, minute, tzinfo=UTC)


def left(run: Run) -> list[dict[str, object]]:
    """Return what goes back by hand, in its order."""
    code, said = run("return", "list", "--json")
    assert code == cli.NEEDS_YOU
    things: list[dict[str, object]] = json.loads(said)["by_hand"]
    return things


@pytest.fixture
def run(founded: Founded, tmp_path: Path, runs: Runs, clock: Clock) -> Run:
    """Run commands on a desk that took its copy from CSV at six in the morning, and lost its main system then."""
    founded.signed_in.store.close()
    on = runs(tmp_path / "home")
    clock.present = at(6, 0)
    drop = usual(tmp_path / "drop")
    done = [
        on("connect", "Paperway", str(drop)),
        on("refresh"),
        on("declare", "--stopped", "Rota", "--sign", "The screen stays white.", "--since", "0555"),
    ]
    assert [code for code, _ in done] == [0, 0, 0], done
    return on


def test_a_provider_with_files_only_from_the_first_copy_to_the_certificate(
    run: Run, tmp_path: Path, clock: Clock
) -> None:
    clock.present = at(12, 50)
    told = ("--told", "carer-later, Ann Hall, 1245", "--told", "family, her son, 1240")
    done = ("--outcome", "done", *told, "--sure", "Both said so.")
    assert run("verify", "V1", *done, "--came", "Ann Hall, 0734, 0801")[0] == cli.DONE
    assert run("verify", "V2", *done, "--came", "Ann Hall, 0921, 0940")[0] in (cli.DONE, cli.NEEDS_YOU)
    not_needed = ("--outcome", "did-not-happen", "--reason", "dt09", *told)
    assert run("verify", "V3", *not_needed)[0] in (cli.DONE, cli.NEEDS_YOU)
    late = ("--type", "late", "--severity", "low", "--harm", "none", "--what", "Twenty minutes late.")
    decided = ("--action", "kin-told", "--safeguarding", "not-referred", "--because", "No harm came of it.")
    assert run("deviation", "V2", *late, *decided, "--at", "0920")[0] == cli.DONE
    assert run("main-system-back")[0] == cli.DONE
    why = "The supplier sends its export tonight; the office compared ten records by hand."
    assert run("reconnect", "go-ahead", "--why", why)[0] == cli.DONE
    code, said = run("return", "notes")
    assert (code, said) == (cli.DONE, "2 written. They go back as everything else.\n")

    things = left(run)
    assert things[0]["kind"] == "visit"
    assert {each["stage"] for each in things} == {"to type"}
    assert sorted(str(each["kind"]) for each in things) == [
        "deviation", "note", "note", "visit", "visit", "visit",
    ]  # fmt: skip
    assert run("return", "way", "send")[0] == cli.TROUBLE, "nothing can be sent to files"
    assert run("return", "way", "scan", "--kind", "deviation") == (cli.DONE, "1 chosen: scan.\n")
    (first, *_) = [each for each in things if each["kind"] == "visit"]
    entry = str(first["seq"])
    sheet = json.loads(run("return", "worksheet", entry, "--json")[1])
    assert [each["screen"] for each in sheet["lines"]] == sorted(
        (each["screen"] for each in sheet["lines"]),
        key=["Person", "Visit", "Times", "Carer", "Medicine", "Note", "Deviation"].index,
    )
    assert "Entered on behalf of Priya Nair by Priya Nair" in sheet["behalf"]

    assert run("return", "typed", entry, "--reference", "PW-1")[0] == cli.DONE
    code, said = run("return", "looked", entry, "right")
    assert (code, "Somebody else must look" in said) == (cli.TROUBLE, True)
    sam = ("--by", "Sam Okoro", "--how", "Read it to me over the telephone.")
    assert run("return", "looked", entry, "wrong", *sam, "--wrong", "07:43 there.")[0] == cli.DONE
    assert next(each for each in left(run) if each["seq"] == first["seq"])["wrong"] == "07:43 there."
    assert run("return", "typed", entry, "--reference", "PW-1")[0] == cli.DONE
    assert run("return", "looked", entry, "right", *sam)[0] == cli.DONE
    (paper,) = [each for each in left(run) if each["stage"] == "to scan"]
    assert (
        run("return", "scanned", str(paper["seq"]), "C-3FA-0012, page 1", "--by", "Sam Okoro")[0] == cli.DONE
    )
    (cancelled,) = [
        each for each in left(run) if each["kind"] == "visit" and str(each["at"])[11:16] == "12:00"
    ]
    no = ("return", "way", "not required", "--entry", str(cancelled["seq"]))
    assert run(*no)[0] == cli.TROUBLE, "the reason is asked for"
    assert run(*no, "--why", "Cancelled there by the office.")[0] == cli.DONE
    code, said = run("stand-down", str(tmp_path))
    assert (code, "not gone back: 3" in said) == (cli.NEEDS_YOU, True)

    written = json.loads(run("write-files", str(tmp_path), "--json")[1])
    assert written["facts"] == 3
    file = next(Path(each) for each in written["files"] if each.endswith("-told-and-cancelled.csv"))
    with file.open(encoding="utf-8-sig", newline="") as rows:
        notes = [row["What was said"] for row in csv.DictReader(rows, strict=True)]
    assert any("Ann Hall 07:34 to 08:01" in each for each in notes), "the note tells what happened"
    assert any("Twenty minutes late." in each for each in notes)
    assert run("stand-down", str(tmp_path))[0] == cli.NEEDS_YOU
    assert run("taken-in", written["reference"], "--seen-by", "Sam Okoro")[0] == cli.DONE
    assert run("stand-down", str(tmp_path))[0] == cli.NEEDS_YOU, "nobody looked at the whole there yet"
    assert run("reconcile", "by-hand", "--why", "All three visits are there as written.")[0] == cli.DONE
    code, said = run("stand-down", str(tmp_path), "--json")
    assert code == cli.DONE, said
    page, figures = map(Path, json.loads(said)["certificate"])
    counted = json.loads(figures.read_bytes())
    apart = {
        name: counted[name] for name in ("checked", "second_checked", "scanned", "taken_in", "not_required")
    }
    assert apart == {"checked": 0, "second_checked": 1, "scanned": 1, "taken_in": 3, "not_required": 1}
    words = " ".join(PdfReader(page).pages[0].extract_text().split())
    assert "1 entry typed in by a person and looked at in the main system by another" in words
    assert "3 entries taken in by file and seen there by a person" in words
    assert "read back and found the same" not in words
    assert run("verify-store")[0] == cli.DONE


def export_again(drop: Path, written: list[str], phones: dict[str, tuple[str, str]], made: datetime) -> None:
    """Let the main system export its visits with what it took in from our file, and what phones noted themselves."""
    (file,) = [Path(each) for each in written if each.endswith("-visits.csv")]
    with file.open(encoding="utf-8-sig", newline="") as rows:
        taken = list(csv.DictReader(rows, strict=True))
    lines = [VISIT_HEAD.strip() + ",CheckInDateTime,CheckOutDateTime"]
    for each in taken:
        visit, carer = each["Visit"], each["Carer"] or "NULL"
        came, left = phones.get(visit, (each["Arrived"], each["Left"]))
        person = each["Person"]
        lines.append(f"{visit},{person},{carer},{each['Planned start']},{each['Planned end']},,{came},{left}")
    export = put(drop, "visits.csv", "\n".join([*lines, ""]))
    for each in (export, drop / "people.csv"):
        os.utime(each, (made.timestamp(), made.timestamp()))


def test_what_was_taken_in_from_files_is_proved_by_what_is_exported_then(
    run: Run, tmp_path: Path, clock: Clock
) -> None:
    clock.present = at(12, 50)
    told = (
        "--told",
        "carer-later, Ann Hall, 1245",
        "--told",
        "family, her son, 1240",
        "--sure",
        "Both said so.",
    )
    assert run("verify", "V1", "--outcome", "done", *told, "--came", "C7, 0734, 0801")[0] == cli.DONE
    done = run("verify", "V2", "--outcome", "done", *told, "--came", "C7, 0902, 0931")
    assert done[0] in (cli.DONE, cli.NEEDS_YOU)
    not_needed = ("--outcome", "did-not-happen", "--reason", "dt09", *told)
    assert run("verify", "V3", *not_needed)[0] in (cli.DONE, cli.NEEDS_YOU)
    assert run("main-system-back")[0] == cli.DONE
    assert run("reconnect", "go-ahead", "--why", "The office compared ten records by hand.")[0] == cli.DONE
    assert run("return", "notes")[0] == cli.DONE
    written = json.loads(run("write-files", str(tmp_path), "--json")[1])
    assert run("reconcile", "read")[0] == cli.TROUBLE, "the export of before says nothing of when carers came"

    clock.present = at(14, 0)
    drop = tmp_path / "drop"
    export_again(drop, written["files"], {"V2": ("22/11/2026 09:19", "22/11/2026 09:31")}, clock.present)
    assert run("taken-in", written["reference"], "--seen-by", "Sam Okoro")[0] == cli.DONE
    assert run("refresh")[0] == cli.DONE
    code, said = run("reconcile", "read", "--json")
    looked = json.loads(said)
    assert code == cli.NEEDS_YOU
    assert looked["counts"] == {"not made": 1, "same": 1, "times": 1}
    (finding,) = looked["findings"]
    assert finding["key"] == "visit/V2"
    assert run("stand-down", str(tmp_path))[0] == cli.NEEDS_YOU, "what does not agree is not decided"
    assert (
        run("reconcile", "decide", "visit/V2", "theirs", "--why", "She rang from the car park.")[0]
        == cli.DONE
    )
    assert run("reconcile", "read")[0] == cli.DONE
    code, said = run("stand-down", str(tmp_path), "--json")
    assert code == cli.DONE, said
    page, figures = map(Path, json.loads(said)["certificate"])
    counted = json.loads(figures.read_bytes())
    assert (counted["planned"], counted["unaccounted"], counted["needs_you"]) == (3, 0, 0)
    assert (counted["checked"], counted["taken_in"]) == (0, 5), "taken in is never called checked"
    words = " ".join(PdfReader(page).pages[0].extract_text().split())
    assert "5 entries taken in by file and seen there by a person" in words
    assert "read back and found the same" not in words
    assert run("verify-store")[0] == cli.DONE
