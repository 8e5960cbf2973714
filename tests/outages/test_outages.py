"""Declaring, adding, deciding, standing down; the log in order; replay."""

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pytest

from downtime_desk.core import journal, replay, settings
from downtime_desk.core.errors import Trouble
from downtime_desk.core.session import Session
from downtime_desk.core.store import Acting, Store
from downtime_desk.outages import actions, queries
from downtime_desk.outages.actions import Amend, Decide, Declare, Note, StandDown
from downtime_desk.outages.queries import Mode
from tests.people.cast import copy
from tests.plugins.clock import Clock

SINCE = datetime(2026, 11, 22, 1, 38, tzinfo=UTC)
DECLARE = Declare(("Care records", "Rota"), SINCE, "Keira and Mina: “cannot load visits”")

Act = Callable[..., Any]


@pytest.fixture
def act(store: Store, acting: Acting) -> Act:
    """Run an action in a transaction of its own, then see that replay agrees."""

    def run(action: Callable[[Session, Any], Any], command: Any) -> Any:
        with store.write(acting) as session:
            result = action(session, command)
        with store.read() as session:
            assert replay.differences(session) == []
        return result

    return run


@pytest.fixture
def refused(store: Store, acting: Acting) -> Act:
    """Run an action that must fail; nothing may be kept of it."""

    def run(action: Callable[[Session, Any], Any], command: Any, match: str) -> None:
        with store.read() as session:
            before = journal.head(session)
        with pytest.raises(Trouble, match=match), store.write(acting) as session:
            action(session, command)
        with store.read() as session:
            assert journal.head(session) == before

    return run


def _decision(**changed: Any) -> Decide:
    fields: dict[str, Any] = {
        "title": "Blessing Otieno’s visits",
        "what_we_knew": "Three visits left.",
        "choices": ("Share them", "Agency nurse", ""),
        "chosen": "Share them between Ade and Shanice.",
        "why": "Both are trained in tube feeds.",
        "happened_at": datetime(2026, 11, 22, 2, 0, tzinfo=UTC),
    }
    return Decide(**fields | changed)


def test_declaring_starts_an_outage_with_a_reference_of_this_desk(
    store: Store, act: Act, acting: Acting
) -> None:
    reference = act(actions.declare, DECLARE)
    assert reference == f"DT-2026-001-{acting.desk[1:]}"
    with store.read() as session:
        outage = queries.current(session)
        assert outage is not None
        assert settings.outage(session) == reference
        assert queries.mode(session) is Mode.OUTAGE
    assert outage.what == ("Rota", "Care records")
    assert outage.since == SINCE
    assert outage.declared_by == "Priya Nair"


def test_the_same_declaration_twice_is_one_outage(store: Store, act: Act) -> None:
    fact_id = "0198f0a0-0000-7000-8000-000000000001"
    command = Declare(DECLARE.what, DECLARE.since, DECLARE.first_sign, fact_id=fact_id)
    assert act(actions.declare, command) == act(actions.declare, command)
    with store.read() as session:
        assert len(queries.all_outages(session)) == 1


@pytest.mark.parametrize(
    ("command", "match"),
    [
        (Declare((), SINCE, "Keira rang"), "Nothing is ticked"),
        (Declare(("Rota",), SINCE, "  "), "How you know"),
        (Declare(("Rota",), datetime(2026, 11, 22, 2, 7, tzinfo=UTC), "Keira rang"), "02:07 has not come"),
    ],
)
def test_a_declaration_that_says_too_little_is_refused(refused: Act, command: Declare, match: str) -> None:
    refused(actions.declare, command, match)


def test_only_one_outage_runs_at_a_time(act: Act, refused: Act) -> None:
    act(actions.declare, DECLARE)
    refused(actions.declare, DECLARE, "running already")


def test_references_count_on_and_start_again_each_year(act: Act, clock: Clock, acting: Acting) -> None:
    mark = acting.desk[1:]
    act(actions.declare, DECLARE)
    act(actions.stand_down, StandDown(()))
    assert act(actions.declare, DECLARE) == f"DT-2026-002-{mark}"
    act(actions.stand_down, StandDown(()))
    clock.forward(days=60)
    assert act(actions.declare, DECLARE) == f"DT-2027-001-{mark}"


def test_more_that_stopped_and_a_ticket_are_added(store: Store, act: Act, refused: Act) -> None:
    act(actions.declare, DECLARE)
    act(actions.amend, Amend(("Phones", "Rota"), " INC-4471 "))
    with store.read() as session:
        outage = queries.current(session)
        words = queries.chronology(session, None)[0].words
    assert outage is not None
    assert (outage.what, outage.ticket) == (("Rota", "Care records", "Phones"), "INC-4471")
    assert words == "Also stopped: phones. Supplier ticket INC-4471."
    refused(actions.amend, Amend(("Phones",), "INC-4471"), "Nothing in that is new")


def test_back_gone_again_back_and_stood_down(store: Store, act: Act, refused: Act, clock: Clock) -> None:
    reference = act(actions.declare, DECLARE)
    refused(actions.main_system_gone_again, clock(), "not written down as back")
    clock.forward(hours=5)
    modes = []
    for step in (actions.main_system_back, actions.main_system_gone_again, actions.main_system_back):
        act(step, clock())
        with store.read() as session:
            modes.append(queries.mode(session))
    assert modes == [Mode.RETURNING, Mode.OUTAGE, Mode.RETURNING]
    refused(actions.main_system_back, clock(), "back already")
    refused(
        actions.stand_down,
        StandDown(("HOLLOWAY 01:45", "DACRE 00:30")),
        "2 visits are not accounted for: HOLLOWAY",
    )
    act(actions.stand_down, StandDown((), {"visits": 122, "late": 4}, "CERT-7"))
    with store.read() as session:
        assert queries.current(session) is None
        assert settings.outage(session) is None
        outage = queries.outage(session, reference)
    assert outage.mode is Mode.NORMAL
    assert (outage.figures, outage.certificate) == ({"visits": 122, "late": 4}, "CERT-7")


@pytest.mark.parametrize(
    ("action", "command"),
    [
        (actions.amend, Amend(("Phones",))),
        (actions.main_system_back, SINCE),
        (actions.stand_down, StandDown(())),
    ],
)
def test_nothing_is_done_to_an_outage_that_does_not_run(refused: Act, action: Act, command: Any) -> None:
    refused(action, command, "No outage is running")


def test_a_note_keeps_when_it_happened_and_when_it_was_written(store: Store, act: Act, clock: Clock) -> None:
    act(actions.declare, DECLARE)
    clock.forward(minutes=30)
    kept = act(actions.note, Note(" Iwan rang from a landline. ", SINCE))
    act(actions.note, Note("It was Ade who rang.", SINCE, corrects=kept.id))
    with store.read() as session:
        second, first = queries.chronology(session, settings.outage(session))[:2]
    assert (first.words, first.happened_at, first.recorded_at) == (
        "Iwan rang from a landline.",
        SINCE,
        clock(),
    )
    assert second.corrects == first.id


def test_an_empty_or_future_note_is_refused(refused: Act, clock: Clock) -> None:
    refused(actions.note, Note(" ", SINCE), "Nothing is written")
    later = clock().replace(hour=3)
    refused(actions.note, Note("Iwan will ring.", later), "03:06 has not come")


def test_decisions_are_numbered_and_looked_at_again(store: Store, act: Act, clock: Clock) -> None:
    act(actions.declare, DECLARE)
    again = clock.present.replace(hour=3)
    first = act(actions.decide, _decision(look_again_at=again))
    with store.read() as session:
        assert [(each.number, each.look_again_at) for each in queries.to_look_at_again(session)] == [
            (1, again)
        ]
    clock.forward(hours=1)
    act(actions.decide, _decision(follows=first.id, happened_at=clock()))
    with store.read() as session:
        assert queries.to_look_at_again(session) == []
        words = [line.words for line in queries.chronology(session, None, frozenset({"Decision"}))]
    assert words[0].startswith("D-02 Blessing Otieno’s visits: Share them between")
    assert words[1].startswith("D-01 ")
    assert words[2].startswith("Outage DT-2026-001")


@pytest.mark.parametrize(
    ("changed", "match"),
    [
        ({"why": " "}, "Missing: why"),
        ({"chosen": "", "what_we_knew": ""}, "Missing: what we knew, what was chosen"),
        ({"look_again_at": datetime(2026, 11, 22, 1, 0, tzinfo=UTC)}, "before the decision"),
        ({"happened_at": datetime(2026, 11, 22, 4, 0, tzinfo=UTC)}, "has not come"),
    ],
)
def test_a_decision_without_its_grounds_is_refused(refused: Act, changed: dict[str, Any], match: str) -> None:
    refused(actions.decide, _decision(**changed), match)


def test_the_log_of_an_outage_has_its_own_lines_only(store: Store, act: Act) -> None:
    act(actions.note, Note("Before.", SINCE))
    first = act(actions.declare, DECLARE)
    act(actions.note, Note("During.", SINCE))
    act(actions.stand_down, StandDown(()))
    act(actions.note, Note("After.", SINCE))
    with store.read() as session:
        kinds = [line.kind for line in queries.chronology(session, first)]
        counted = queries.sorts(session, first)
        page = queries.chronology(session, first, before=queries.chronology(session, first)[1].seq, limit=1)
        whole = queries.chronology(session, None)
    assert kinds == ["outage.stood_down", "log.noted", "outage.declared"]
    assert counted == {"Decision": 2, "Note": 1}
    assert [line.kind for line in page] == ["outage.declared"]
    assert len(whole) == 8
    assert [line.words for line in whole if line.kind == "log.noted"] == ["After.", "During.", "Before."]


def test_the_copy_it_began_with_is_kept_as_evidence(store: Store, act: Act, acting: Acting) -> None:
    assert act(actions.declare, DECLARE)
    with store.read() as session:
        running = queries.current(session)
    assert running is not None
    assert (running.evidence.copies, running.evidence.people) == ({}, None)
    act(actions.stand_down, StandDown(()))
    copy(store, acting)
    act(actions.declare, DECLARE)
    with store.read() as session:
        running = queries.current(session)
    assert running is not None
    assert running.evidence.copies["rota"] == "2026-11-21T19:30:00Z"
    assert (running.evidence.people, running.evidence.red_people) == (9, 3)
    assert running.evidence.visits_before_midnight == 2
