"""Settings about visits, a medicine that went otherwise, and what is left to follow up, on the screen."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAccessible
from pytestqt.qtbot import QtBot

from downtime_desk.core import journal
from downtime_desk.core.clock import to_text
from downtime_desk.core.store import Acting, Store
from downtime_desk.ui.desk import Desk
from downtime_desk.visits import actions
from downtime_desk.visits.actions import ArchiveCode, LogDeviation, RenameCode, ToDo, Verify
from downtime_desk.visits.code_lists import code_lists
from downtime_desk.visits.facts import DeviationLogged, MedicineOutcome, MedicineVariance, Step
from downtime_desk.visits.queries import to_do
from downtime_desk.visits.screen import VisitsScreen
from downtime_desk.visits.screen.deviation import DeviationDialog
from downtime_desk.visits.screen.follow_up import FollowUpDialog
from downtime_desk.visits.screen.settings import CodesForm, LimitsForm, NoReplyForm
from downtime_desk.visits.settings import NO_REPLY_STEPS, Thresholds, no_reply_steps, thresholds
from tests.ui.tree import controls, name_of, tree
from tests.visits.conftest import at


def test_a_code_is_added_and_archived_in_settings(desk: Desk, outage: Store, qtbot: QtBot) -> None:
    form = CodesForm(desk)
    qtbot.addWidget(form)
    form.show()
    form.new.show_text("DT16")
    form.words.show_text("Office flooded")
    form.add.click()
    qtbot.waitUntil(lambda: "Saved on this laptop 02:06." in form.said.words())
    qtbot.waitUntil(lambda: form.code.combo.findText("DT16 Office flooded") >= 0)
    assert form.new.text() == ""
    form.archive.click()
    assert "No code is chosen." in form.said.words()
    form.code.choose("DT16")
    form.archive.click()
    qtbot.waitUntil(lambda: "Archived, still shown where used: DT16 Office flooded." in tree(form))
    assert form.code.combo.findText("DT16 Office flooded") < 0
    form.code.choose("DT12")
    form.archive.click()
    qtbot.waitUntil(lambda: "stays on the list" in form.said.words())
    form.which.choose("action")
    form._show()
    form.code.choose("kin-told")
    form.words.show_text("Family told")
    form.rename.click()
    qtbot.waitUntil(lambda: form.code.combo.findText("kin-told Family told") >= 0)
    with outage.read() as session:
        assert code_lists(session).action.said("kin-told") == "Family told"
    assert [part for part in controls(form) if not name_of(part)] == []


def test_thresholds_are_kept_or_refused_in_words(desk: Desk, outage: Store, qtbot: QtBot) -> None:
    form = LimitsForm(desk)
    qtbot.addWidget(form)
    form.show()
    assert form.fields["late_after"].text() == "15"
    form.fields["late_after"].show_text("soon")
    form.save.click()
    assert "Late after: soon is not a number." in form.said.words()
    form.fields["late_after"].show_text("500")
    form.save.click()
    qtbot.waitUntil(lambda: "500 min is outside 0 to 120 min" in form.said.words())
    form.fields["late_after"].show_text("10")
    form.save.click()
    qtbot.waitUntil(lambda: "Saved on this laptop" in form.said.words())
    with outage.read() as session:
        assert thresholds(session).late_after == 10
    form.usual.click()
    assert form.fields["late_after"].text() == str(Thresholds().late_after)
    assert [part for part in controls(form) if not name_of(part)] == []


def test_the_steps_at_the_door_are_typed_one_a_line(desk: Desk, outage: Store, qtbot: QtBot) -> None:
    form = NoReplyForm(desk)
    qtbot.addWidget(form)
    form.show()
    assert form.steps.text().splitlines()[0] == f"5 {NO_REPLY_STEPS[0].words}"
    form.steps.show_text("Knock")
    form.save.click()
    assert "does not begin with its minutes" in form.said.words()
    form.steps.show_text("4 Knock and wait\n\n10 Ring 101\n")
    form.save.click()
    qtbot.waitUntil(lambda: "Saved on this laptop" in form.said.words())
    with outage.read() as session:
        assert no_reply_steps(session) == (Step("Knock and wait", 4), Step("Ring 101", 10))


def test_a_medicine_and_a_follow_up_are_written_down_with_the_deviation(
    screen: VisitsScreen,
    outage: Store,
    acting: Acting,
    qtbot: QtBot,
) -> None:
    dose = MedicineOutcome("Co-beneldopa 12.5/50 mg", "01:45", "missed")
    with outage.write(acting) as session:
        actions.verify(session, Verify("v1", "not known yet", medicines=(dose,)))
        actions.archive_code(session, ArchiveCode("action", "rescheduled"))
        actions.rename_code(session, RenameCode("deviation", "medicine", "Dose not as planned"))
    screen.open("v2")
    screen.open("v1")
    screen.ask_deviation()
    dialog = screen.findChild(DeviationDialog)
    assert dialog is not None
    assert dialog.type.value() == "medicine"
    assert dialog.type.combo.currentText() == "Dose not as planned"
    assert "rescheduled" not in dialog.done_about
    assert dialog.medicine.isVisible()
    dialog.at.show_text("205")
    dialog.what.show_text("Nobody was there.")
    dialog.severity.choose("high")
    dialog.harm.choose("potential")
    dialog.done_about["gp-111-999"].setChecked(True)
    dialog.safeguarding.choose("to decide")
    dialog.do_button.click()
    assert "Which medicine" in tree(dialog)
    dialog.medicine.which.choose(("Co-beneldopa 12.5/50 mg", "01:45"))
    dialog.medicine.variance.choose("missed")
    dialog.medicine.asked.show_text("111")
    dialog.medicine.advice.show_text("give now")
    dialog.to_do.show_text("ring the GP")
    dialog.do_button.click()
    assert "By when is missing" in tree(dialog)
    dialog.owner.show_text("Priya Nair")
    dialog.due.line.setFocus(Qt.FocusReason.OtherFocusReason)
    qtbot.keyClicks(dialog.due.line, "0900")
    dialog.do_button.click()
    qtbot.waitUntil(lambda: _logged(outage) is not None)
    logged = _logged(outage)
    assert logged is not None
    assert logged.medicine == MedicineVariance(
        "Co-beneldopa 12.5/50 mg", "missed", "01:45", None, "111", "give now"
    )
    with outage.read() as session:
        assert [(row.kind, row.due) for row in to_do(session)][1] == ("follow-up", at("09:00"))
    qtbot.waitUntil(lambda: screen.pane.to_follow.isVisible())
    assert "Follow up: 2" in tree(screen.pane)


def _logged(store: Store) -> DeviationLogged | None:
    with store.read() as session:
        facts = [journal.decode(each) for each in journal.entries(session)]
    return next((each for each in facts if isinstance(each, DeviationLogged)), None)


@pytest.fixture
def left_open(outage: Store, acting: Acting) -> None:
    with outage.write(acting) as session:
        actions.log_deviation(
            session,
            LogDeviation(
                "p1",
                "v1",
                "late",
                "low",
                "none",
                to_text(at("02:00")),
                "Seven minutes late.",
                ("kin-told",),
                "to decide",
                follow_up=ToDo("ring the GP", "Priya Nair", to_text(at("09:00"))),
            ),
        )


@pytest.mark.usefixtures("left_open")
def test_what_is_left_is_decided_and_closed_from_one_list(
    screen: VisitsScreen,
    outage: Store,
    qtbot: QtBot,
) -> None:
    QAccessible.setActive(True)
    screen.follow_up()
    dialog = screen.findChild(FollowUpDialog)
    assert dialog is not None
    assert "HOLLOWAY, Edwin (Mr). Safeguarding to decide. Late: Seven minutes late." in tree(dialog)
    dialog.words.show_text("Her son was there.")
    dialog.do_button.click()
    assert "It is not decided yet." in tree(dialog)
    dialog.decision.choose("not referred")
    dialog.do_button.click()
    qtbot.waitUntil(lambda: _kinds(outage) == ["follow-up"])
    qtbot.waitUntil(lambda: dialog.words.text() == "")
    assert not dialog.decision.isVisible()
    assert "Priya Nair is to ring the GP by Sun 22 Nov 09:00." in tree(dialog)
    dialog.words.show_text("GP will come at ten.")
    dialog.do_button.click()
    qtbot.waitUntil(lambda: _kinds(outage) == [])
    qtbot.waitUntil(lambda: "Nothing is left to follow up." in tree(dialog))
    dialog.reject()
    qtbot.waitUntil(lambda: screen.pane.to_follow.isHidden())


def _kinds(store: Store) -> list[str]:
    with store.read() as session:
        return [row.kind for row in to_do(session)]
