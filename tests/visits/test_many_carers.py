"""Visits of several carers, carer by carer: a third and a fourth, one who came unplanned, two of one name, a pair apart."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from downtime_desk.core.clock import to_text
from downtime_desk.core.store import Acting, Store
from downtime_desk.rota import mirror as rota_mirror
from downtime_desk.rota.plan import Carer
from downtime_desk.ui.desk import Desk
from downtime_desk.visits import actions, queries
from downtime_desk.visits.actions import Verify
from downtime_desk.visits.facts import CarerTimes, Challenge, Source
from downtime_desk.visits.grade import Account, still_needed
from downtime_desk.visits.planned import PlannedCarer, planned, told_apart
from downtime_desk.visits.proposals import Told, proposals
from downtime_desk.visits.screen import VisitsScreen
from downtime_desk.visits.screen.call import CallDialog
from downtime_desk.visits.screen.deviation import DeviationDialog
from downtime_desk.visits.settings import Thresholds
from tests.conftest import NIGHT
from tests.ui.tree import controls, name_of, tree
from tests.visits.conftest import CARERS, COPIED, VISITS, Walk, at, shown, visit
from tests.visits.test_screen import kept

KEY = Qt.Key
ANOTHER_MINA = Carer("c4", "Petrova", "Mina", "07700 900150")
FOUR = visit("v9", "p2", "00:30", 30, ("c1", "c2", "c3", "c4"), 4)


@pytest.fixture
def outage(outage: Store, acting: Acting) -> Store:
    """The same night, with a second Mina Petrova and a visit that needs four carers."""
    with outage.write(acting) as session:
        rows = [rota_mirror.row_of(each) for each in (*VISITS, FOUR)]
        rota_mirror.apply(session, rota_mirror.Rota((*CARERS, ANOTHER_MINA), [rows]), COPIED)
    return outage


@pytest.fixture
def screen(outage: Store, desk: Desk, qtbot: QtBot) -> VisitsScreen:
    return shown(desk, qtbot)


def times(carer: str, name: str, arrived: str, left: str) -> CarerTimes:
    return CarerTimes(carer, name, to_text(at(arrived)), to_text(at(left)))


def test_four_carers_are_verified_carer_by_carer_with_keys_alone(
    screen: VisitsScreen, outage: Store, qtbot: QtBot
) -> None:
    screen.open("v9")
    assert len(screen.form.carers) == 4
    walk = Walk(screen).type("2").tab()
    for arrived, left in (("030", "101"), ("031", "102"), ("032", "103"), ("033", "104")):
        walk.type("=").tab().type(arrived).tab().type(left).tab()
    walk.type("c").save()
    qtbot.waitUntil(lambda: kept(outage, "v9") is not None)
    row = kept(outage, "v9")
    assert (row.arrivals, row.leavings) == (4, 4)  # type: ignore[attr-defined]
    assert "Mina Petrova" in row.carers  # type: ignore[attr-defined]


def test_a_third_carer_who_came_unplanned_gets_a_line_by_one_key_and_stays(
    screen: VisitsScreen, outage: Store, desk: Desk, qtbot: QtBot
) -> None:
    screen.open("v2")
    walk = Walk(screen).type("2").tab().type("=").tab().type("130").tab().type("200").tab()
    walk.type("=").tab().type("131").tab().type("201")
    screen.form.carers[1].who.setFocus()
    walk.type("+")
    assert len(screen.form.carers) == 3
    walk.type("I").tab().type("140").tab().type("159")
    assert [each.name for each in screen.form.typed().carers] == [
        "Mina Petrova",
        "Keira Dunn",
        "Iwan Prosser",
    ]
    screen.open("v1")
    qtbot.waitUntil(lambda: not desk.jobs.busy())
    screen.open("v2")
    assert [each.name for each in screen.form.typed().carers][2:] == ["Iwan Prosser"]
    screen.form.sources[0].method.choose("carer-at-time")
    screen.verifying.save()
    qtbot.waitUntil(lambda: kept(outage, "v2") is not None or bool(screen.form.whys))
    for field in screen.form.whys.values():
        field.line.setText("he was near")
    screen.verifying.save()
    qtbot.waitUntil(lambda: kept(outage, "v2") is not None)
    assert kept(outage, "v2").arrivals == 3  # type: ignore[attr-defined]


def test_the_line_for_another_carer_is_in_reach_of_tab_and_named(screen: VisitsScreen) -> None:
    screen.open("v1")
    assert 'button "Another carer came" (key: +)' in tree(screen.form)
    screen.form._head.another.click()
    assert screen.focusWidget() is screen.form.carers[1].who.combo
    assert [part for part in controls(screen.form) if not name_of(part)] == []
    seen = []
    part: QWidget | None = screen.form.outcome.stop()
    for _ in range(60):
        assert part is not None
        part = part.nextInFocusChain()
        seen.append(part)
    assert seen.index(screen.form.carers[0].left.line) < seen.index(screen.form.carers[1].who.combo)
    assert seen.index(screen.form.carers[1].left.line) < seen.index(screen.form.sources[0].method.combo)


def test_two_carers_of_one_name_are_told_apart_everywhere(
    screen: VisitsScreen, desk: Desk, outage: Store, qtbot: QtBot
) -> None:
    screen.open("v9")
    listed = [screen.form.carers[0].who.combo.itemText(place) for place in range(5)]
    assert "Mina Petrova, 07700 900148" in listed
    assert "Mina Petrova, 07700 900150" in listed
    assert "Keira Dunn" in listed
    dialog = CallDialog(screen, desk)
    dialog.open()
    rings = [dialog.who.combo.itemText(place) for place in range(dialog.who.combo.count())]
    assert [each for each in rings if each.startswith("Mina")] == [
        "Mina Petrova, 07700 900148",
        "Mina Petrova, 07700 900150",
    ]
    dialog.close_as_it_is()
    with outage.read() as session:
        names = dict(queries.offered(session, at("01:00").date()).carers)
        lanes = [lane.name for lane in queries.lanes(session, NIGHT, at("20:00"), at("09:00"))]
    assert (names["c2"], names["c4"]) == ("Mina Petrova, 07700 900148", "Mina Petrova, 07700 900150")
    assert len(set(lanes)) == len(lanes)


def test_carers_of_one_name_without_a_number_are_told_apart_by_their_id() -> None:
    listed = [PlannedCarer("c7", "Jo Lee", None), PlannedCarer("c8", "jo lee", "07700 900151")]
    assert told_apart(listed) == {"c7": "Jo Lee, c7", "c8": "jo lee, 07700 900151"}


@pytest.mark.parametrize(
    ("arrivals", "words"),
    [
        (0, "when the carer arrived"),
        (2, "when the third carer arrived"),
        (3, "when the fourth carer arrived"),
    ],
)
def test_what_is_still_needed_names_the_carer_that_is_missing(arrivals: int, words: str) -> None:
    known = Account("done", "A", "red", 4, arrivals, arrivals, None)
    assert words in still_needed(known)


def test_of_three_carers_two_together_are_not_enough(outage: Store) -> None:
    with outage.read() as session:
        plan = planned(session, "v9")
    came = (
        times("c1", "Iwan Prosser", "00:30", "01:00"),
        times("c2", "Mina Petrova", "00:35", "01:00"),
        times("c3", "Keira Dunn", "01:00", "01:30"),
        times("c4", "Mina Petrova", "01:00", "01:30"),
    )
    found = proposals(plan, Told("done", came), Thresholds())
    held = [each for each in found if each.type == "single-handed"]
    assert [each.what for each in held] == ["4 carers were needed and only 2 were there together."]
    together = tuple(times(each.carer or "", each.name, "00:30", "01:00") for each in came)
    assert not [
        each for each in proposals(plan, Told("done", together), Thresholds()) if each.hazard == "carers"
    ]


def test_a_pair_that_did_not_meet_is_said_in_words_with_its_hazard(
    screen: VisitsScreen, outage: Store, acting: Acting
) -> None:
    came = (times("c2", "Mina Petrova", "01:30", "01:56"), times("c3", "Keira Dunn", "01:57", "02:05"))
    told = (Source("person", "Maureen", to_text(NIGHT)),)
    command = Verify("v2", "done", came, told)
    with outage.write(acting) as session:
        doubts = actions.look_at(session, command, NIGHT).doubts
        answers = tuple(Challenge(each, "asked her") for each in doubts)
        actions.verify(session, Verify("v2", "done", came, told, accepted=answers))
    screen.open("v2")
    assert (
        "To write down? Single-handed: 2 carers were needed and were not there together. "
        "Hazard: carers needed not there." in " ".join(tree(screen.pane).split())
    )
    screen.ask_deviation()
    dialog = screen.findChild(DeviationDialog)
    assert dialog is not None
    assert dialog.type.value() == "single-handed"
    assert dialog.type.under() == (
        "Proposed: 2 carers were needed and were not there together. High, hazard: carers needed not there"
    )
    assert (dialog.severity.value(), dialog.hazard.value()) == (None, None)
