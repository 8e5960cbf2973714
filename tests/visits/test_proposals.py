"""What an account proposes to write down: timing, who came, what is not known. Nothing follows from less."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from pytestqt.qtbot import QtBot

from downtime_desk.core.clock import to_text
from downtime_desk.core.store import Store
from downtime_desk.rota import actions as rota
from downtime_desk.rota.actions import AddVisit
from downtime_desk.ui.desk import Desk
from downtime_desk.visits import actions, queries
from downtime_desk.visits.actions import Verify
from downtime_desk.visits.facts import CarerTimes, Challenge, MedicineOutcome
from downtime_desk.visits.planned import planned
from downtime_desk.visits.proposals import Proposal, Told, proposals
from downtime_desk.visits.settings import Thresholds
from tests.conftest import NIGHT
from tests.rota.conftest import do
from tests.visits.conftest import at, shown

__all__ = ["do"]


def came(carer: str | None, name: str, arrived: str, left: str | None = None) -> CarerTimes:
    return CarerTimes(carer, name, to_text(at(arrived)), to_text(at(left)) if left else None)


def found(store: Store, visit: str, *carers: CarerTimes, **known: Any) -> dict[str, Proposal]:
    with store.read() as session:
        plan = planned(session, visit)
    told = replace(Told("done", carers), **known)
    return {each.type: each for each in proposals(plan, told, Thresholds())}


IWAN = ("c1", "Iwan Prosser")


@pytest.mark.parametrize(
    ("visit", "carer", "arrived", "proposed"),
    [
        ("v6", IWAN, "01:59", {"early": "31 minutes early."}),
        ("v6", IWAN, "02:00", {}),
        ("v6", IWAN, "03:00", {}),
        ("v6", IWAN, "03:01", {"late": "31 minutes late."}),
        # a medicine at an exact time falls due in it
        ("v1", IWAN, "02:00", {}),
        ("v1", IWAN, "02:01", {"late": "16 minutes late."}),
        ("v6", ("c2", "Mina Petrova"), "02:30", {"carer-swapped": "Mina Petrova came instead of Iwan Prosser."}),
        ("v6", (None, "A neighbour’s carer"), "02:30", {"carer-swapped": "A neighbour’s carer came instead of Iwan Prosser."}),
    ],
)  # fmt: skip
def test_early_late_and_somebody_else_are_proposed_at_their_limits(
    outage: Store, visit: str, carer: tuple[str | None, str], arrived: str, proposed: dict[str, str]
) -> None:
    said = {kind: each.what for kind, each in found(outage, visit, came(*carer, arrived)).items()}
    assert said == proposed


@pytest.mark.parametrize(
    ("carers", "swapped"),
    [
        (("c2", "c3"), None),
        (("c2", "c3", "c1"), None),
        (("c1",), None),
        (("c2", "c1"), "c1 came instead of Keira Dunn."),
    ],
)
def test_a_pair_is_swapped_only_when_one_stands_in_for_another(
    outage: Store, carers: tuple[str, ...], swapped: str | None
) -> None:
    proposed = found(outage, "v2", *(came(each, each, "01:30", "02:00") for each in carers))
    assert (proposed["carer-swapped"].what if "carer-swapped" in proposed else None) == swapped


def test_what_nobody_knows_of_a_medicine_is_a_gap_in_the_record(outage: Store) -> None:
    unknown = (MedicineOutcome("Co-beneldopa", "01:45", "not known"),)
    gap = found(outage, "v1", came(*IWAN, "01:45"), medicines=unknown)["record-gap"]
    assert gap.what == "Nobody knows whether it was given: Co-beneldopa 01:45."
    assert not gap.holds
    given = (MedicineOutcome("Co-beneldopa", "01:45", "given"),)
    assert found(outage, "v1", came(*IWAN, "01:45"), medicines=given) == {}


def test_a_visit_added_by_hand_is_proposed_as_not_on_the_rota_and_holds_nothing(
    do: Callable[..., Any], outage: Store
) -> None:
    added = do(
        rota.add_visit,
        AddVisit("p3", at("01:00"), at("01:30"), "Fell", ("c1",)),
    )
    visit = added.subject.removeprefix("visit/")
    do(actions.verify, Verify(visit, "done", (came(*IWAN, "01:02", "01:29"),)))
    with outage.read() as session:
        seen = queries.seen(session, visit)
    assert [(each.type, each.holds) for each in seen.proposed] == [("unscheduled", False)]
    assert seen.account is not None
    assert seen.account.proposed is None


def test_above_the_form_what_is_to_be_done_and_the_last_entry_come_first(
    do: Callable[..., Any], desk: Desk, outage: Store, qtbot: QtBot
) -> None:
    seen = None
    for arrived in ("01:40", "01:43", "01:44"):
        command = Verify("v1", "done", (came("c2", "Mina Petrova", arrived, "02:02"),), seen=seen)
        with outage.read() as session:
            doubts = actions.look_at(session, command, NIGHT).doubts
        sure = tuple(Challenge(each, "She looked at her notes") for each in doubts)
        seen = do(actions.verify, replace(command, accepted=sure)).id
    screen = shown(desk, qtbot)
    screen.open("v1")
    said = screen.pane._before.text()
    parts = ("To write down? Carer swapped: Mina Petrova came instead of Iwan Prosser", "Last written down",
             "arrived 01:44", "Mina Petrova arrived 01:43 before, now 01:44", "Before that", "First written down",
             "arrived 01:40 left 02:02, grade")  # fmt: skip
    places = [said.index(each) for each in parts]
    assert places == sorted(places), said
