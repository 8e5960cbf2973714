"""Verifying a visit and logging a deviation from the command line."""

import json

from sqlalchemy import select

from downtime_desk import cli
from downtime_desk.core.journal import journal
from downtime_desk.visits.model import verification_history, verifications
from tests.cli.conftest import Run
from tests.sync_return.conftest import Desk

DONE = ("verify", "v1", "--outcome", "done", "--told", "carer-later, Keira Dunn, 2345")
CAME = ("--came", "Dunn, 2304, 2331")


def account(desk: Desk) -> dict[str, object]:
    with desk.store.read() as session:
        return dict(session.execute(select(verifications)).one()._mapping)


def nothing_written(desk: Desk) -> bool:
    with desk.store.read() as session:
        return session.execute(select(verifications)).first() is None


def test_a_visit_is_verified_from_typed_words_alone(outage: Desk, run_on_outage: Run) -> None:
    code, said = run_on_outage(*DONE, *CAME, "--note", "Ate half a sandwich.")
    assert code == cli.DONE
    assert "Keira Dunn arrived 23:04, left 23:31" in said
    kept = account(outage)
    assert (kept["arrived"], kept["left"]) == ("2026-11-21T23:04:00Z", "2026-11-21T23:31:00Z")
    assert kept["note"] == "Ate half a sandwich."


def test_what_was_not_typed_is_not_taken_from_the_plan(outage: Desk, run_on_outage: Run) -> None:
    code, said = run_on_outage(*DONE, "--json")
    assert code == cli.NEEDS_YOU
    assert "when the carer arrived" in json.loads(said)["still_needed"]
    kept = account(outage)
    assert (kept["arrived"], kept["left"], kept["carers"], kept["arrivals"]) == (None, None, "[]", 0)


def test_what_is_doubtful_is_kept_only_with_its_reason(outage: Desk, run_on_outage: Run) -> None:
    planned = ("--came", "Dunn, 2300, 2330")
    code, said = run_on_outage(*DONE, *planned)
    assert code == cli.TROUBLE
    assert "Both times are the planned ones." in said
    assert nothing_written(outage)
    assert run_on_outage(*DONE, *planned, "--sure", "She read them off her watch.")[0] == cli.DONE
    with outage.store.read() as session:
        payload = session.execute(
            select(journal.c.payload).where(journal.c.kind == "visit.verified")
        ).scalar_one()
    assert json.loads(payload)["challenges"][0]["why"] == "She read them off her watch."


def test_a_time_that_could_be_two_is_asked_about(outage: Desk, run_on_outage: Run) -> None:
    code, said = run_on_outage(*DONE, "--came", "Dunn, 1104, 2331")
    assert code == cli.TROUBLE
    assert "Did you mean 23:04" in said or "11:04" in said
    assert nothing_written(outage)


def test_a_second_account_needs_the_word_for_it_and_keeps_the_first(outage: Desk, run_on_outage: Run) -> None:
    run_on_outage(*DONE, *CAME)
    later = ("--came", "Dunn, 2310, 2331")
    code, said = run_on_outage(*DONE, *later)
    assert code == cli.TROUBLE
    assert "Priya Nair wrote about this visit" in said
    code, said = run_on_outage(*DONE, *later, "--correct")
    assert code == cli.TROUBLE
    assert "arrived 23:04 before, now 23:10" in said
    assert run_on_outage(*DONE, *later, "--correct", "--sure", "Keira rang again.")[0] == cli.DONE
    assert account(outage)["arrived"] == "2026-11-21T23:10:00Z"
    with outage.store.read() as session:
        history = session.execute(select(verification_history.c.carers)).scalars().all()
    assert [("23:04" in each, "23:10" in each) for each in history] == [(True, False), (False, True)]


def test_words_that_no_code_has_are_answered_with_those_there_are(outage: Desk, run_on_outage: Run) -> None:
    code, said = run_on_outage("verify", "v1", "--outcome", "finished")
    assert code == cli.TROUBLE
    assert "there-now, done, did-not-happen, not-known-yet" in said
    assert run_on_outage("verify", "v1", "--outcome", "done", "--told", "dream")[0] == cli.TROUBLE
    assert (
        run_on_outage("verify", "v1", "--outcome", "done", "--medicine", "Insulin, 0800, given")[0]
        == cli.TROUBLE
    )
    assert run_on_outage("verify", "v99", "--outcome", "done")[0] == cli.TROUBLE


def test_a_visit_that_did_not_happen_asks_for_its_deviation(outage: Desk, run_on_outage: Run) -> None:
    code, said = run_on_outage(
        "verify", "v1", "--outcome", "did-not-happen", "--reason", "dt11", "--told", "family, his son, 2345"
    )
    assert code == cli.NEEDS_YOU
    assert "to be written down: a deviation, missed" in said
    words = (
        "deviation",
        "v1",
        "--type",
        "missed",
        "--severity",
        "high",
        "--harm",
        "none",
        "--what",
        "Nobody came.",
    )
    decided = ("--action", "welfare-call", "--action", "kin-told", "--safeguarding", "not-referred")
    assert run_on_outage(*words, *decided)[0] == cli.TROUBLE, "the decision needs its reason"
    code, said = run_on_outage(*words, *decided, "--because", "His son was there.", "--at", "2330", "--json")
    assert code == cli.DONE
    with outage.store.read() as session:
        rows = session.execute(select(journal.c.seq, journal.c.payload).order_by(journal.c.seq)).all()
    kept = {row.seq: row.payload for row in rows}[json.loads(said)["entry"]]
    assert json.loads(kept)["actions"] == ["welfare-call", "kin-told"]
    assert json.loads(kept)["happened_at"] == "2026-11-21T23:30:00Z"
