"""The lists of codes: added to, renamed, archived and never deleted; unknown codes stay as they are."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from downtime_desk.core import journal
from downtime_desk.core.clock import to_text
from downtime_desk.core.errors import Trouble
from downtime_desk.core.replay import differences
from downtime_desk.core.store import Acting, Store
from downtime_desk.sync.sending.reporting import report_of
from downtime_desk.sync.sending.reports import DeviationReport, VisitReport
from downtime_desk.visits import actions, codes
from downtime_desk.visits.actions import AddCode, ArchiveCode, LogDeviation, RenameCode, Verify
from downtime_desk.visits.code_lists import Code, CodeLists, code_lists
from downtime_desk.visits.facts import DeviationLogged, VisitVerified
from downtime_desk.visits.queries import seen
from tests.visits.conftest import at


@pytest.fixture
def do(outage: Store, acting: Acting) -> Callable[..., Any]:
    def run(action: Callable[..., Any], command: object) -> Any:
        with outage.write(acting) as session:
            return action(session, command)

    return run


def lists(store: Store) -> CodeLists:
    with store.read() as session:
        return code_lists(session)


def test_the_lists_come_as_shipped(copy: Store) -> None:
    found = lists(copy)
    assert [each.code for each in found.reason.offered()] == list(codes.REASONS)
    assert found.deviation.said("no-access") == "Could not get in"
    assert found.action.said("what-is-this") == "what-is-this"


def test_a_code_is_added_renamed_archived_and_brought_back(do: Callable[..., Any], outage: Store) -> None:
    do(actions.add_code, AddCode("reason", " DT16 ", "No  heating at the office"))
    assert lists(outage).reason.offered()[-1] == Code("DT16", "No heating at the office")
    do(actions.rename_code, RenameCode("reason", "DT16", "Office flooded"))
    do(actions.archive_code, ArchiveCode("reason", "DT16"))
    gone = lists(outage).reason
    assert not gone.offers("DT16")
    assert gone.said("DT16") == "Office flooded"
    assert gone.offered("DT16")[-1] == Code("DT16", "Office flooded", archived=True)
    assert lists(outage).action.find("DT16") is None
    do(actions.add_code, AddCode("reason", "DT16", "Office flooded"))
    assert lists(outage).reason.offers("DT16")
    with outage.read() as session:
        said = [journal.decode(each).words() for each in journal.entries(session)][-4:]  # type: ignore[union-attr]
        assert differences(session) == []
    assert said == [
        "Reasons: DT16 No heating at the office added.",
        "Reasons: DT16 No heating at the office now reads Office flooded.",
        "Reasons: DT16 Office flooded archived.",
        "Reasons: DT16 Office flooded added.",
    ]


@pytest.mark.parametrize(
    ("action", "command", "said"),
    [
        (actions.add_code, AddCode("reason", "", "Words"), "letters and digits"),
        (actions.add_code, AddCode("reason", "DT 16", "Words"), "letters and digits"),
        (actions.add_code, AddCode("reason", "dt03", "Words"), "is on the list"),
        (actions.add_code, AddCode("reason", "DT16", " "), "What DT16 means"),
        (actions.add_code, AddCode("reason", "DT16", "no SIGNAL"), "DT03 reads no SIGNAL already"),
        (actions.rename_code, RenameCode("reason", "DT77", "Words"), "not offered"),
        (actions.rename_code, RenameCode("reason", "DT03", "No signal"), "the words it has"),
        (actions.archive_code, ArchiveCode("deviation", "missed"), "stays on the list"),
        (actions.archive_code, ArchiveCode("reason", "DT12"), "stays on the list"),
        (actions.archive_code, ArchiveCode("action", "no-action"), "stays on the list"),
        (actions.archive_code, ArchiveCode("action", "nothing"), "not offered"),
    ],
)
def test_a_change_that_cannot_be_keeps_nothing(
    do: Callable[..., Any], outage: Store, action: Callable[..., Any], command: object, said: str
) -> None:
    before = lists(outage)
    with pytest.raises(Trouble, match=said):
        do(action, command)
    assert lists(outage) == before


def test_an_archived_reason_stays_on_its_visit_and_is_taken_for_no_other(
    do: Callable[..., Any], outage: Store
) -> None:
    do(actions.add_code, AddCode("reason", "DT16", "Office flooded"))
    first = do(actions.verify, Verify("v3", "did not happen", reason="DT16"))
    do(actions.archive_code, ArchiveCode("reason", "DT16"))
    with pytest.raises(Trouble, match="DT16 is not on the list any more"):
        do(actions.verify, Verify("v5", "did not happen", reason="DT16"))
    again = do(
        actions.verify, Verify("v3", "did not happen", reason="DT16", note="rang twice", seen=first.id)
    )
    fact = journal.decode(again)
    assert isinstance(fact, VisitVerified)
    assert (fact.reason, fact.reason_words) == ("DT16", "Office flooded")
    assert "office flooded" in fact.words()
    with outage.read() as session:
        report = report_of(session, again)
        assert seen(session, "v3").account.reason == "DT16"  # type: ignore[union-attr]
    assert isinstance(report, VisitReport)
    assert report.evidence.reason_code == "DT16"
    assert "Reason: Office flooded." in report.evidence.words


def test_a_code_from_elsewhere_is_shown_and_sent_back_as_it_is(outage: Store, acting: Acting) -> None:
    fact = DeviationLogged(
        visit=None,
        person="p1",
        person_name="HOLLOWAY, Edwin (Mr)",
        born=None,
        nhs_number=None,
        type="council-7",
        severity="low",
        harm="none",
        happened_at=to_text(at("02:00")),
        what="As the council names it.",
        actions=("council-act",),
        safeguarding="to decide",
    )
    with outage.write(acting) as session:
        entry = journal.record(session, fact, subject="person/p1")
        report = report_of(session, entry)
    assert isinstance(report, DeviationReport)
    assert (report.code, report.label, report.mitigations) == ("council-7", "council-7", ("council-act",))


def test_words_of_a_changed_list_go_with_the_deviation(do: Callable[..., Any]) -> None:
    do(actions.add_code, AddCode("deviation", "lift", "Lift out of order"))
    do(actions.rename_code, RenameCode("action", "kin-told", "Family told"))
    command = LogDeviation(
        "p1", "v1", "lift", "low", "none", to_text(at("02:00")), "Stairs.", ("kin-told",), "to decide"
    )
    fact = journal.decode(do(actions.log_deviation, command))
    assert isinstance(fact, DeviationLogged)
    assert (fact.type_said(), fact.actions_said()) == ("Lift out of order", ("Family told",))
    do(actions.archive_code, ArchiveCode("deviation", "lift"))
    with pytest.raises(Trouble, match="What kind of deviation"):
        do(actions.log_deviation, replace(command, what="Again."))
