"""Settling, closing and certifying: only what was proved is said, and only then the gate opens."""

import json
from datetime import timedelta
from io import BytesIO
from pathlib import Path

import pytest
from pypdf import PdfReader
from sqlalchemy import insert

from downtime_desk.core.errors import Trouble
from downtime_desk.core.replay import differences
from downtime_desk.outages import queries as outages
from downtime_desk.printing.certificate import render_certificate
from downtime_desk.printing.model import sheets
from downtime_desk.recovery import certificate
from downtime_desk.recovery.actions import (
    SendAgain,
    Settle,
    Stopper,
    close_outage,
    give_back,
    send_again,
    settle,
)
from downtime_desk.recovery.choices import offers
from downtime_desk.recovery.gate import gate
from downtime_desk.recovery.queries import standing, to_return
from downtime_desk.recovery.reconciling.actions import Decide
from downtime_desk.recovery.reconciling.actions import decide as finding_decided
from tests.recovery.conftest import version_of
from tests.sync_return.conftest import Desk, deviation, verified


def record_both(desk: Desk) -> tuple[str, str]:
    """Verify both visits of the night, settled, with the deviation the lateness asks for none."""
    first = desk.record(verified("v1", priority="amber"), version_of(desk, "v1"))
    second = desk.record(
        verified("v2", priority="red", outcome="did not happen", carers=(), reason="DT09"),
        version_of(desk, "v2"),
    )
    return first, second


def gate_of(desk: Desk):
    with desk.store.read() as session:
        return gate(session, outages.current(session), desk.clock())


def pdf_words(figures) -> str:
    page = PdfReader(BytesIO(render_certificate(figures))).pages[0].extract_text()
    return " ".join(page.split())


SHEET = {
    "fact_id": "f", "desk": "D1", "kind": "Emergency summary", "person_name": "PIKE, Ronald", "holder": "Keira",
    "issued_at": "2026-11-21T21:00:00Z", "issued_by": "Priya Nair", "use_until": "2026-11-22T09:00:00Z", "pages": 1,
    "went_to": "a printer", "sha256": "0", "state_at": "2026-11-21T21:00:00Z",
}  # fmt: skip


def shown(desk: Desk):
    with desk.store.read() as session:
        return standing(session)


def do(desk: Desk, action, command=None):
    with desk.store.write(desk.acting) as session:
        return action(session, command)


def test_a_visit_nobody_wrote_about_keeps_the_gate_shut(outage: Desk) -> None:
    outage.record(verified("v1", priority="amber"), version_of(outage, "v1"))
    here = gate_of(outage)
    assert (here.planned, here.verified) == (2, 1)
    assert [each.visit for each in here.unaccounted] == ["v2"]
    assert not here.open
    outage.send()
    with pytest.raises(Trouble, match="1 visit is not accounted for: PIKE, Ronald"):
        do(outage, close_outage)
    assert gate_of(outage).returned["checked"] == 1


def test_the_outage_closes_when_everything_is_accounted_for_and_went_back(outage: Desk) -> None:
    record_both(outage)
    with pytest.raises(Trouble, match="2 things have not gone back"):
        do(outage, close_outage)
    assert outage.send().all_checked
    with pytest.raises(Trouble, match="1 person has no downtime note"):
        do(outage, close_outage)
    outage.write_notes()
    assert not gate_of(outage).open, "a note that has not gone back holds the gate"
    assert outage.send().all_checked
    here = gate_of(outage)
    assert (here.planned, here.verified, here.not_done, here.cancelled) == (2, 1, 1, 0)
    assert not here.open
    with pytest.raises(Trouble, match="Nobody looked at what the main system has now"):
        do(outage, close_outage)
    assert outage.look() == 0
    assert gate_of(outage).open
    number = do(outage, close_outage)
    with outage.store.read() as session:
        assert outages.current(session) is None
        assert differences(session) == []
        last = outages.all_outages(session)[0]
    assert last.certificate == number
    assert last.figures["checked"] == 3


def test_the_certificate_counts_the_deviations_there_were_when_the_outage_closed(
    outage: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    record_both(outage)
    outage.record(deviation("v1"))
    outage.write_notes()
    assert outage.send().all_checked
    outage.look()
    do(outage, close_outage)
    monkeypatch.setattr(certificate, "deviations_of", lambda _session, _reference: 0)
    with outage.store.read() as session:
        reference = outages.all_outages(session)[0].reference
        assert certificate.figures(session, reference, outage.acting).deviations == 1


def test_the_certificate_says_what_was_counted_and_a_machine_reads_the_same(
    outage: Desk, tmp_path: Path
) -> None:
    record_both(outage)
    outage.write_notes()
    outage.send()
    outage.look()
    with outage.store.read() as session:
        reference = outages.current(session).reference
        with pytest.raises(Trouble, match="not closed yet"):
            certificate.figures(session, reference, outage.acting)
    number = do(outage, close_outage)
    outage.clock.forward(days=3)
    with outage.store.read() as session:
        figures = certificate.figures(session, reference, outage.acting)
    assert figures.all_accounted()
    assert figures.all_read_back()
    page, machine = certificate.save(figures, tmp_path)
    words = PdfReader(page).pages[0].extract_text()
    assert "Every planned visit is accounted for." in words
    assert figures.seal in words
    said = json.loads(machine.read_bytes())
    assert (said["number"], said["planned"], said["checked"], said["seal"]) == (number, 2, 3, figures.seal)
    assert figures.managers == ("Priya Nair",)
    checked = certificate.check_file(machine.read_bytes())
    assert (checked.number, checked.holds) == (number, True)
    assert checked.key[:4].upper() in words
    with outage.store.read() as session:
        again = certificate.figures(session, reference, outage.acting)
    assert certificate.as_json(again) == machine.read_bytes()
    for name, other in (("unaccounted", 1), ("printed_by", "Somebody"), ("signature", None)):
        forged = json.dumps({**said, name: other}).encode()
        assert not certificate.check_file(forged).holds, name


@pytest.mark.parametrize("content", [b"", b"{}", b'{"kind": "other"}', b"\xff", b'{"kind": 5'])
def test_what_is_no_certificate_is_said(content: bytes) -> None:
    with pytest.raises(Trouble, match="not a certificate"):
        certificate.check_file(content)


def test_what_a_person_kept_from_going_back_is_certified_as_that(outage: Desk) -> None:
    outage.record(
        verified("v2", priority="red", outcome="did not happen", carers=(), reason="DT09"),
        version_of(outage, "v2"),
    )
    do(outage, settle, Settle(needing_you(outage), "not required", "Nobody will ask for it."))
    outage.write_notes()
    outage.send()
    outage.look()
    do(outage, finding_decided, Decide("visit/v1", "theirs", "Typed in by hand."))
    do(outage, close_outage)
    with outage.store.read() as session:
        reference = outages.all_outages(session)[0].reference
        figures = certificate.figures(session, reference, outage.acting)
    assert (figures.checked, figures.not_required, figures.conflicts, figures.needs_you) == (2, 1, 1, 0)
    assert "1 entry not given back because a manager decided so" in pdf_words(figures)


def test_paper_of_another_time_keeps_no_outage_open(outage: Desk) -> None:
    record_both(outage)
    outage.write_notes()
    outage.send()
    outage.look()
    with outage.store.write(outage.acting) as session:
        reference = outages.current(session).reference
        for place, (number, of, state) in enumerate(
            [("C-1", None, "out"), ("C-2", reference, "lost"), ("C-3", reference, "not sent")], 1
        ):
            session.execute(
                insert(sheets).values(
                    **SHEET | {"fact_id": number}, place=place, number=number, outage=of, state=state
                )
            )
    here = gate_of(outage)
    assert here.open
    assert (here.sheets_issued, here.sheets_out, here.sheets_lost) == (1, 0, 1)


def test_what_needs_you_comes_red_first_with_both_sides(outage: Desk) -> None:
    outage.record(verified("v1", priority="amber"), version_of(outage, "v1"))
    outage.record(verified("v2", priority="red"), version_of(outage, "v2"))
    outage.here.system.phone_syncs_late("v1", "2026-11-21T22:58:00Z", "2026-11-21T23:27:00Z")
    outage.here.system.cancel_visit("v2")
    outage.send()
    things = shown(outage).needs_you
    assert [(each.priority, each.matter.words) for each in things] == [
        ("red", "It is cancelled there"),
        ("amber", "Times do not agree"),
    ]


def needing_you(desk: Desk) -> str:
    fact = desk.record(verified("v1", priority="amber"), version_of(desk, "v1"))
    desk.here.system.phone_syncs_late("v1", "2026-11-21T22:58:00Z", "2026-11-21T23:27:00Z")
    desk.send()
    return fact


def test_a_decision_is_kept_with_who_and_why_and_carried_out(outage: Desk) -> None:
    fact = needing_you(outage)
    entry = do(outage, settle, Settle(fact, "theirs", "Keira says so."))
    assert entry.actor_name == "Priya Nair"
    assert shown(outage).counts["waiting"] == 1
    assert outage.send().all_checked
    assert outage.here.all("Encounter")[0]["period"]["start"] == "2026-11-21T22:58:00Z"


def test_not_required_asks_why(outage: Desk) -> None:
    fact = needing_you(outage)
    with pytest.raises(Trouble, match="The reason is missing"):
        do(outage, settle, Settle(fact, "not required", "  "))
    with pytest.raises(Trouble, match="The reason is too short"):
        do(outage, settle, Settle(fact, "not required", "x"))
    assert shown(outage).counts["needs you"] == 1
    do(outage, settle, Settle(fact, "not required", "Typed in by hand."))
    assert shown(outage).all_settled


def test_ask_the_carer_stays_and_says_so(outage: Desk) -> None:
    fact = needing_you(outage)
    do(outage, settle, Settle(fact, "both"))
    (thing,) = shown(outage).needs_you
    assert thing.asked
    assert not shown(outage).all_settled


def test_what_was_settled_meanwhile_is_not_settled_again(outage: Desk) -> None:
    fact = needing_you(outage)
    do(outage, settle, Settle(fact, "theirs"))
    with pytest.raises(Trouble, match="does not need you any more"):
        do(outage, settle, Settle(fact, "ours"))


def test_settling_twice_under_one_id_keeps_one_decision(outage: Desk) -> None:
    fact, twice = needing_you(outage), "01935a00-0000-7000-8000-000000000009"
    first = do(outage, settle, Settle(fact, "both", fact_id=twice))
    assert do(outage, settle, Settle(fact, "both", fact_id=twice)) == first


def test_only_what_is_on_its_way_is_sent_again(outage: Desk) -> None:
    fact = needing_you(outage)
    with pytest.raises(Trouble, match="not on its way"):
        do(outage, send_again, SendAgain(fact))


def test_nothing_is_called_sent_while_something_waits(outage: Desk) -> None:
    outage.record(verified("v1"), version_of(outage, "v1"))
    outage.record(deviation("v1"), version_of(outage, "v1"))
    before = shown(outage)
    assert (before.total, before.left, before.all_settled) == (2, 2, False)
    assert [each.what for each in before.on_its_way] == ["Visit", "Deviation: late"]
    outage.send()
    assert shown(outage).all_settled
    with outage.store.read() as session:
        assert to_return(session) == 0


def test_a_main_system_that_is_not_there_is_said_in_words(outage: Desk) -> None:
    outage.record(verified("v1"), version_of(outage, "v1"))
    steps = []
    ran = give_back(outage.store, outage.acting, Stopper(), steps.append)
    assert ran.stopped == "Fernway cannot be reached from this laptop."
    assert ran.counts["waiting"] == 1, "the visit; its person has another that nobody accounted for"


def test_a_stopper_ends_the_wait_at_once() -> None:
    stopper = Stopper()
    stopper.stop()
    stopper.wait(timedelta(hours=1))
    assert stopper.asked()


@pytest.mark.parametrize(
    "kind",
    ["two records", "visit changed", "gone", "record changed", "not the same", "doubled", "refused"],
)
def test_every_matter_can_be_settled_and_a_suggestion_gives_its_reason(kind: str) -> None:
    offered = offers(kind, "Fernway")
    assert len({each.choice for each in offered}) == len(offered) >= 2
    assert sum(each.suggested is not None for each in offered) <= 1
    assert all(each.label and each.meaning for each in offered)


@pytest.mark.parametrize(("grade", "suggested"), [("A", 0), ("B", 0), ("C", 1), ("D", 1), (None, 0)])
def test_their_record_is_suggested_only_when_ours_was_told_later(grade: str | None, suggested: int) -> None:
    offered = offers("two records", "Fernway", grade)
    assert sum(each.suggested is not None for each in offered) == suggested
