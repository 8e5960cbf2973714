"""The rota by hand and what was told, from the command line: kept, said back, refused in words."""

import json
from datetime import timedelta

import msgspec
import pytest
from sqlalchemy import select

from downtime_desk import cli
from downtime_desk.access.actions import Founded
from downtime_desk.core.journal import journal
from downtime_desk.core.store import Acting, Store
from downtime_desk.rota import mirror
from tests.cli.conftest import Run, Runs
from tests.conftest import NIGHT
from tests.visits.conftest import CARERS, VISITS, copy, outage

__all__ = ["copy", "outage"]

WEEK = timedelta(days=7)


@pytest.fixture
def run(outage: Store, founded: Founded, runs: Runs) -> Run:
    on_the_store = runs(founded.signed_in.store.folder.parent)

    def go(*words: str) -> tuple[int, str]:
        outage.release()
        return on_the_store(*words)

    return go


def shown(run: Run, *words: str) -> dict:
    return json.loads(run("rota", "show", "--json", *words)[1])


def visit(run: Run, name: str) -> dict:
    return next(each for each in shown(run)["visits"] if each["id"] == name)


def test_a_day_is_shown_as_it_stands_and_what_needs_somebody_is_named(run: Run) -> None:
    code, said = run("rota", "show")
    assert code == cli.DONE
    assert "02:30–03:00  MARLOW, Olive [v6] (Iwan Prosser)" in said
    assert run("rota", "off", "prosser", "--why", "Vomiting", "--until", "mon 0700")[0] == cli.DONE
    code, said = run("rota", "show")
    assert code == cli.NEEDS_YOU
    assert "02:30–03:00  MARLOW, Olive [v6] (nobody)  CHANGED AT THE DESK" in said
    assert "too few carers: 02:30 MARLOW, Olive [v6]: 1 missing" in said
    assert "off: Iwan Prosser until Mon 23 Nov 07:00. Vomiting." in said
    assert "Mina Petrova (07700 900148)" in run("rota", "candidates", "v6")[1]
    assert run("rota", "back", "prosser", "--at", "now")[0] == cli.DONE
    assert visit(run, "v6")["carers"] == [{"carer": "c1", "name": "Iwan Prosser"}]


def test_visits_are_moved_reassigned_doubled_added_and_cancelled(run: Run) -> None:
    code, said = run("rota", "move", "v6", "--start", "0330", "--why", "Olive is up late")
    assert (code, "Moved from 02:30–03:00 to 03:30–04:00. Olive is up late." in said) == (cli.DONE, True)
    assert visit(run, "v6")["start"] == "2026-11-22T03:30:00Z"
    assert run("rota", "reassign", "v6", "--carer", "dunn", "--why", "Iwan is tired")[0] == cli.DONE
    assert [each["name"] for each in visit(run, "v6")["carers"]] == ["Keira Dunn"]
    run("rota", "reassign", "v6", "--needed", "2", "--carer", "c3", "--carer", "mina", "--why", "Hoist")
    assert (visit(run, "v6")["carers_needed"], len(visit(run, "v6")["carers"])) == (2, 2)
    code, said = run("rota", "add", "p3", "--start", "0500", "--minutes", "20", "--why", "She fell", "--json")
    added = json.loads(said)["visit"]
    assert visit(run, added)["end"] == "2026-11-22T05:20:00Z"
    cancel = ("rota", "cancel", "v6", "--why", "Her son is there", "--agreed-with", "Her son")
    code, said = run(*cancel)
    assert code == cli.TROUBLE
    assert "The person is red" in said
    assert "--sure" in said
    assert visit(run, "v6")["status"] == "booked"
    assert run(*cancel, "--sure")[0] == cli.DONE
    assert visit(run, "v6")["status"] == "cancelled"


def test_a_run_is_handed_out_read_back_and_known_to_be_old(run: Run) -> None:
    assert run("rota", "read-back", "prosser", "--by", "Iwan")[0] == cli.TROUBLE
    assert run("rota", "hand-out", "prosser", "--how", "pigeon")[0] == cli.TROUBLE
    assert run("rota", "hand-out", "prosser", "--how", "phone")[0] == cli.DONE
    assert run("rota", "read-back", "prosser", "--by", "Iwan")[0] == cli.DONE
    assert "Iwan Prosser holds version 1, read back 02:06" in run("rota", "show")[1]
    run("rota", "move", "v6", "--start", "0330", "--why", "Late")
    code, said = run("rota", "show")
    assert code == cli.NEEDS_YOU
    assert "02:30–03:00 before, 03:30–04:00 now." in said


def test_the_rota_is_rolled_forward(run: Run) -> None:
    code, said = run("rota", "roll-forward", "2026-12-06")
    assert (code, "Rota rolled forward from" in said) == (cli.DONE, True)
    assert "ROLLED FORWARD" in run("rota", "show", "--day", "2026-12-06")[1]
    assert run("rota", "roll-forward", "soon")[0] == cli.TROUBLE


def test_the_rota_goes_by_the_copy_again_once_the_copy_reaches(
    run: Run, outage: Store, acting: Acting
) -> None:
    end = ("rota", "end-roll-forward", "--why", "The copy is new")
    code, said = run(*end)
    assert (code, "has no day itself" in said) == (cli.TROUBLE, True)
    run("rota", "roll-forward", "2026-12-06")
    with outage.write(acting) as session:
        later = [
            msgspec.structs.replace(each, id=f"{each.id}-later", start=each.start + WEEK, end=each.end + WEEK)
            for each in VISITS
        ]
        rows = [mirror.row_of(each) for each in (*VISITS, *later)]
        mirror.apply(session, mirror.Rota(CARERS, [rows]), NIGHT)
    code, said = run(*end)
    assert (code, "The copy is new" in said) == (cli.DONE, True), said
    assert "ROLLED FORWARD" not in run("rota", "show", "--day", "2026-12-06")[1]


def test_people_are_listed_with_what_must_not_be_left_out(run: Run) -> None:
    code, said = run("people")
    assert code == cli.DONE
    assert "red         HOLLOWAY, Edwin [p1], born 14-Mar-1941. Allergies: Penicillin" in said
    assert "ASHWORTH, Maureen [p2], born 02-Jan-1940. Allergies: no known allergies" in said
    assert "NUTTALL, Arthur [p5], born 02-Jan-1940. Allergies: NOT RECORDED" in said
    told = (
        "tell",
        "p2",
        "--about",
        "allergy",
        "--what",
        "Plasters.",
        "--by",
        "Anne",
        "--relation",
        "daughter",
    )
    run(*told)
    assert (
        "TOLD SINCE, not in the record: Plasters. In the copy: no known allergies" in run("people", "ashw")[1]
    )
    assert "NUTTALL" not in run("people", "--only", "red")[1]
    assert "Close: HOLLOWAY" in run("people", "holowey")[1]
    assert json.loads(run("people", "edwin", "--json")[1])["people"][0]["id"] == "p1"
    assert run("people", "--only", "blue")[0] == cli.TROUBLE


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("reassign", "v6", "--carer", "nobody", "--why", "x"), "is no carer of the copy"),
        (("reassign", "v6", "--carer", "r", "--why", "x"), "fits Iwan Prosser"),
        (("move", "v6", "--start", "2575", "--why", "x"), "was not understood"),
        (("back", "prosser"), "not written down as off"),
        (("settle", "v6", "mine", "--why", "x"), "Choose ours or theirs"),
        (("settle", "v6", "ours", "--why", "x"), "the same here and in the copy"),
    ],
)
def test_what_cannot_be_is_refused_and_nothing_is_kept(
    run: Run, outage: Store, words: tuple[str, ...], said: str
) -> None:
    code, answer = run("rota", *words)
    assert (code, said in answer) == (cli.TROUBLE, True), answer
    with outage.read() as session:
        kinds = set(session.execute(select(journal.c.kind)).scalars())
    assert not any(each.startswith("rota.") for each in kinds)


def test_what_was_told_is_kept_checked_and_taken_back(run: Run) -> None:
    tell = ("tell", "p1", "--about", "medicine", "--what", "Warfarin stopped", "--by", "Ward 4")
    code, said = run(*tell, "--relation", "hospital", "--at", "-10", "--json")
    assert code == cli.DONE
    first = json.loads(said)["id"]
    check = ("check-told", first, "--with", "Dr Shah’s surgery", "--found")
    assert "Choose one of: true, not true" in run(*check, "perhaps")[1]
    checked = json.loads(run(*check, "true", "--json")[1])["id"]
    assert run("take-back", first, "--why", "Another ward")[0] == cli.TROUBLE, "somebody wrote since"
    assert run("take-back", checked, "--why", "Another ward")[0] == cli.DONE
    assert run("tell", "p1", "--about", "weather", *tell[4:], "--relation", "x")[0] == cli.TROUBLE
