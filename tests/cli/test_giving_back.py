"""Giving back and certifying from the command line."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from downtime_desk import cli
from downtime_desk.practice.running import Running, serve
from downtime_desk.sync import connection
from tests.cli.conftest import Run
from tests.recovery.conftest import checks_begin, version_of
from tests.sync_return.conftest import Desk, verified


@pytest.fixture
def fernway(outage: Desk) -> Iterator[Running]:
    """Let the main system of the outage answer."""
    with serve(outage.here.system) as running:
        chosen = connection.Connection("Fernway", "server", running.url)
        with outage.store.write(outage.acting) as session:
            connection.choose(session, connection.Choose(chosen))
        yield running


def record_both(desk: Desk) -> None:
    desk.record(verified("v1", priority="amber"), version_of(desk, "v1"))
    desk.record(
        verified("v2", priority="red", outcome="did not happen", carers=(), reason="DT09"),
        version_of(desk, "v2"),
    )


def test_what_waits_is_sent_and_the_outage_stood_down(
    outage: Desk, run_on_outage: Run, fernway: Running, tmp_path: Path
) -> None:
    record_both(outage)
    assert run_on_outage("certificate", str(tmp_path))[0] == cli.TROUBLE
    code, said = run_on_outage("stand-down", str(tmp_path))
    assert code == cli.NEEDS_YOU
    assert "not gone back: 2" in said
    code, said = run_on_outage("send", "--json")
    assert code == cli.DONE
    assert json.loads(said)["counts"]["checked"] == 3, "both visits, and the downtime note"
    code, said = run_on_outage("stand-down", str(tmp_path), "--json")
    assert (code, json.loads(said)["second_look"]) == (cli.NEEDS_YOU, "never")
    assert run_on_outage("reconcile", "list")[0] == cli.NEEDS_YOU
    code, said = run_on_outage("reconcile", "read", "--json")
    assert (code, json.loads(said)["counts"]) == (cli.DONE, {"given back": 1, "not made": 1})
    code, said = run_on_outage("stand-down", str(tmp_path), "--json")
    assert code == cli.DONE
    page, figures = map(Path, json.loads(said)["certificate"])
    assert page.read_bytes().startswith(b"%PDF")
    assert json.loads(figures.read_bytes())["checked"] == 3
    page.unlink()
    assert run_on_outage("certificate", str(tmp_path))[0] == cli.DONE
    assert page.exists()


def test_an_outage_with_visits_nobody_accounted_for_stays_open_and_names_them(
    outage: Desk, run_on_outage: Run, tmp_path: Path
) -> None:
    code, said = run_on_outage("stand-down", str(tmp_path))
    assert code == cli.NEEDS_YOU
    assert "PIKE, Ronald (v1): what happened" in said
    assert "PIKE, Ronald (v2): what happened" in said
    code, said = run_on_outage("stand-down", str(tmp_path), "--json")
    assert [each["visit"] for each in json.loads(said)["first_unaccounted"]] == ["v1", "v2"]
    assert not list(tmp_path.glob("*.pdf"))


def test_what_needs_a_person_is_shown_from_both_sides_and_settled(
    outage: Desk, run_on_outage: Run, fernway: Running
) -> None:
    record_both(outage)
    outage.here.system.cancel_visit("v1")
    code, said = run_on_outage("send")
    assert code == cli.NEEDS_YOU
    assert "PIKE, Ronald (Mr), visit of Sat 21 Nov 23:00: It is cancelled there" in said
    assert "we wrote done; Fernway has cancelled" in said
    assert "All sent and checked." not in said
    code, said = run_on_outage("settle", "--json")
    assert code == cli.NEEDS_YOU
    [waiting] = json.loads(said)["needs_you"]
    entry = str(waiting["entry"])
    code, said = run_on_outage("settle", entry, "again")
    assert code == cli.TROUBLE
    assert ", ".join(waiting["choices"]) in said
    assert run_on_outage("settle", entry, "not required")[0] == cli.TROUBLE, "the reason is asked for"
    assert run_on_outage("settle", entry, "ours")[0] == cli.DONE
    assert run_on_outage("send")[0] == cli.DONE
    assert "Decided about PIKE, Ronald (Mr), visit of Sat 21 Nov 23:00: send ours." in run_on_outage("log")[1]


def test_a_main_system_that_is_silent_ends_with_four_and_nothing_is_lost(
    outage: Desk, run_on_outage: Run
) -> None:
    record_both(outage)
    code, said = run_on_outage("send", "--json")
    assert code == cli.NO_ANSWER
    assert json.loads(said)["counts"]["waiting"] == 3
    assert "cannot be reached" in json.loads(said)["stopped"]


def test_what_waits_is_written_to_files_and_taken_in(
    outage: Desk, run_on_outage: Run, tmp_path: Path
) -> None:
    record_both(outage)
    code, said = run_on_outage("write-files", str(tmp_path), "--json")
    assert code == cli.DONE
    written = json.loads(said)
    assert all(Path(each).exists() for each in written["files"])
    code, said = run_on_outage("stand-down", str(tmp_path))
    assert (code, "not gone back: 3" in said) == (cli.NEEDS_YOU, True)
    code, said = run_on_outage("taken-in", written["reference"], "--seen-by", "Sam Okoro")
    assert (code, said) == (cli.DONE, f"{written['reference']}: taken in, seen by Sam Okoro.\n")
    assert run_on_outage("stand-down", str(tmp_path))[0] == cli.NEEDS_YOU
    assert run_on_outage("reconcile", "read")[0] == cli.NO_ANSWER
    assert run_on_outage("reconcile", "by-hand", "--why", "Both visits are there as written.")[0] == cli.DONE
    assert run_on_outage("stand-down", str(tmp_path))[0] == cli.DONE
    assert run_on_outage("write-files", str(tmp_path))[0] == cli.TROUBLE


def test_nothing_is_written_to_files_or_given_out_before_the_main_system_is_cleared(
    outage: Desk, run_on_outage: Run, tmp_path: Path
) -> None:
    record_both(outage)
    checks_begin(outage)
    for words in (("write-files", str(tmp_path)), ("return", "print", str(tmp_path), "--for", "Sam Okoro")):
        code, said = run_on_outage(*words)
        assert code == cli.TROUBLE
        assert "checks before the main system is relied on again are not done" in said
    assert not list(tmp_path.glob("*.csv"))
    assert run_on_outage("reconnect", "go-ahead", "--why", "The charts are needed at seven.")[0] == cli.DONE
    assert run_on_outage("write-files", str(tmp_path))[0] == cli.DONE


def test_what_does_not_agree_is_listed_and_decided(
    outage: Desk, run_on_outage: Run, fernway: Running
) -> None:
    record_both(outage)
    run_on_outage("send")
    outage.here.system.phone_syncs_late("v1", "2026-11-21T22:58:00Z", "2026-11-21T23:27:00Z")
    code, said = run_on_outage("reconcile", "read")
    assert code == cli.NEEDS_YOU
    assert "visit/v1: PIKE, Ronald (Mr), visit of Sat 21 Nov 23:00: Two records for one visit." in said
    assert run_on_outage("reconcile", "decide", "visit/v1", "again")[0] == cli.TROUBLE
    assert run_on_outage("reconcile", "decide", "visit/v1", "theirs")[0] == cli.DONE
    assert "not gone back: 1" in run_on_outage("stand-down", str(outage.store.folder.parent))[1]
    assert run_on_outage("send")[0] == cli.DONE
    assert "Look again" in run_on_outage("reconcile", "list")[1]
    assert run_on_outage("reconcile", "read")[0] == cli.DONE


def test_when_two_accounts_agree_is_shown_and_changed(outage: Desk, run_on_outage: Run) -> None:
    code, said = run_on_outage("reconcile", "tolerance")
    assert (code, said.splitlines()[0]) == (
        cli.DONE,
        "Times agree within 5 min, to the minute where a medicine has an exact time.",
    )
    code, said = run_on_outage("reconcile", "tolerance", "--minutes", "10", "--json")
    assert (code, json.loads(said)) == (cli.DONE, {"minutes": 10, "critical_minutes": 0, "near_minutes": 60})
    code, said = run_on_outage("reconcile", "tolerance", "--critical-minutes", "11")
    assert code == cli.TROUBLE
    assert "cannot be allowed more than other visits" in said
    assert run_on_outage("reconcile", "tolerance", "--minutes", "31")[0] == cli.TROUBLE
    assert "within 10 min, to the minute" in run_on_outage("reconcile", "tolerance")[1]
