"""Copies from before and data-integrity incidents, as a manager works with them in the settings."""

import pytest
from pytestqt.qtbot import QtBot

from downtime_desk.app.look_form import SecondLookForm
from downtime_desk.core.store import Acting, Store
from downtime_desk.outages.integrity.actions import OpenIncident, open_incident
from downtime_desk.outages.integrity.facts import Affected
from downtime_desk.outages.integrity.queries import all_incidents, checks
from downtime_desk.outages.screen.integrity import IntegrityForm
from downtime_desk.people import copies
from downtime_desk.sync.looking.agreeing import Tolerance, tolerance
from downtime_desk.sync.screen.previous import PreviousForm
from downtime_desk.ui.desk import Desk
from tests.sync.test_previous import three
from tests.ui.tree import tree

__all__ = ["three"]


def test_a_copy_from_before_is_looked_into_and_put_in_use_again(
    three: Store, desk: Desk, qtbot: QtBot
) -> None:
    form = PreviousForm(desk)
    qtbot.addWidget(form)
    form.show()
    form.which.choose(3)
    form.which.chosen.emit(3)
    assert "Against the copy before it:" in form.lines.text()
    assert "Renamed" in form.lines.text()
    assert not form.back.isVisible(), "it is in use"
    form.which.choose(1)
    form.which.chosen.emit(1)
    form.name.show_text("family1")
    form.search.click()
    assert any("Not listed in the copy in use." in tree(card) for card in form.people)
    form.back.click()
    qtbot.waitUntil(lambda: "It is not said why." in tree(form))
    form.why.show_text("Half of it is missing, says Ade.")
    form.back.click()
    qtbot.waitUntil(lambda: "That copy is in use again." in tree(form))
    with three.read() as session:
        last = copies.last(session)
        assert last is not None
        assert last.number == 4


@pytest.fixture
def incident(store: Store, acting: Acting) -> str:
    ann = Affected("p1", "FELL, Ann", ("allergies",))
    with store.write(acting) as session:
        return open_incident(
            session, OpenIncident("Fernway", "Notes came incomplete.", "by itself", (ann,), 10)
        )


def test_an_incident_is_worked_through_to_its_end(
    incident: str, store: Store, desk: Desk, qtbot: QtBot
) -> None:
    form = IntegrityForm(desk, "Fernway")
    qtbot.addWidget(form)
    form.show()
    assert "Affected: FELL, Ann (allergies)." in form.about.text()
    form.close_it.click()
    qtbot.waitUntil(lambda: "root cause is not written down" in tree(form))
    form.cause.show_text("A migration.")
    form.until.show_text("soon")
    form.add.click()
    assert "“soon” is not a day." in tree(form)
    form.until.show_text("2026-12-06")
    form.add.click()
    qtbot.waitUntil(lambda: "Root cause: A migration." in form.about.text())
    form.person.show_text("FELL, Ann")
    form.against.show_text("the label")
    form.right.show_text("four")
    form.check.click()
    assert "Right: four is not a number." in tree(form)
    form.right.show_text("4")
    form.wrong.show_text("1")
    form.found.show_text("Codeine is missing")
    form.check.click()
    qtbot.waitUntil(lambda: "4 of 5 right. Codeine is missing" in form.about.text())
    form.closing.show_text("Put right on the 24th.")
    form.close_it.click()
    qtbot.waitUntil(lambda: not form.close_it.isVisible())
    with store.read() as session:
        (ended,) = all_incidents(session)
        assert (ended.accuracy_after, len(checks(session, incident))) == (80, 1)


def test_an_incident_somebody_found_is_opened_by_hand(store: Store, desk: Desk, qtbot: QtBot) -> None:
    form = IntegrityForm(desk, "Fernway")
    qtbot.addWidget(form)
    form.show()
    form.open_one.click()
    qtbot.waitUntil(lambda: "It is not said what is wrong." in tree(form))
    form.wrong_there.show_text("Evening medicines are missing for two people.")
    form.how_found.show_text("A carer rang.")
    form.open_one.click()
    qtbot.waitUntil(lambda: "is open. Spot checks and what becomes known" in tree(form))
    assert "Found: A carer rang. Opened by Priya Nair." in form.about.text()
    assert form.check.isVisible()
    with store.read() as session:
        (here,) = all_incidents(session)
    assert (here.source, here.what) == ("Fernway", "Evening medicines are missing for two people.")


def test_the_tolerances_of_the_second_look_are_shown_and_kept(store: Store, desk: Desk, qtbot: QtBot) -> None:
    form = SecondLookForm(desk)
    qtbot.addWidget(form)
    form.show()
    fields = form.numbers.fields
    assert [each.text() for each in fields.values()] == ["5", "0", "60"]
    fields["critical_minutes"].show_text("9")
    form.save.click()
    qtbot.waitUntil(lambda: "cannot be allowed more than other visits" in tree(form))
    fields["critical_minutes"].show_text("few")
    form.save.click()
    assert "few is not a number." in tree(form)
    fields["critical_minutes"].show_text("2")
    fields["minutes"].show_text("10")
    form.save.click()
    qtbot.waitUntil(lambda: "Times agree within 10 min, within 2 min where a medicine" in form.words.text())
    qtbot.waitUntil(lambda: "It holds from the next look on." in tree(form))
    with store.read() as session:
        assert tolerance(session) == Tolerance(10, 2, 60)
