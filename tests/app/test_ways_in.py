"""Getting in by every way, as people do it: invited, in break-glass, read-only, after a removal; and looked through."""

from collections.abc import Callable
from pathlib import Path

import pytest
from pypdf import PdfReader
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QToolTip, QWidget
from pytestqt.qtbot import QtBot

from downtime_desk.access import roles
from downtime_desk.access.actions import (
    Accept,
    Invite,
    SignedIn,
    accept,
    invite,
    make_envelope,
    make_recovery_code,
    open_glass,
    sign_in,
)
from downtime_desk.access.actions import BreakGlass as Glass
from downtime_desk.access.queries import all_managers, to_review, ways_in_now
from downtime_desk.access.screen.break_glass import BreakGlassDialog
from downtime_desk.access.screen.invitation import InvitationDialog
from downtime_desk.access.screen.managers import ManagersForm, Removal
from downtime_desk.access.screen.night import NightDialog
from downtime_desk.access.screen.recovery_code import RecoveryCodePage, envelope_paper
from downtime_desk.access.screen.review import ReviewDialog
from downtime_desk.access.screen.unlock import UnlockWindow
from downtime_desk.access.screen.ways_in import WaysInForm
from downtime_desk.app.program import Program
from downtime_desk.app.records_form import RecordsForm
from downtime_desk.app.window import DeskWindow
from downtime_desk.backups.actions import back_up
from downtime_desk.backups.screen.removing import RemovingDialog
from downtime_desk.backups.screen.settings import BackupsForm
from downtime_desk.core import journal
from downtime_desk.core.backup.keeping import listed
from downtime_desk.outages.screen.declare import DeclareDialog
from downtime_desk.outages.screen.integrity import IntegrityForm
from downtime_desk.outages.screen.line import LineToWrite
from downtime_desk.people.screen.tell import TellDialog
from downtime_desk.sync.screen.previous import PreviousForm
from downtime_desk.ui.dialogs import Modal
from downtime_desk.ui.parts import Button
from tests.app.conftest import at_rest
from tests.app.test_window import PEOPLE, copied
from tests.conftest import CHEAP, PASSPHRASE
from tests.plugins.clock import Clock
from tests.ui.tree import tree

OWN = "copper violin thistle anchor melon"
WHY = "Priya is in hospital, Gareth does not answer."
Active = Callable[[QWidget], None]


def here_of(program: Program) -> SignedIn:
    here = program._signed_in
    assert here is not None
    return here


def dialog_of(kind: type[Modal], window: QWidget) -> Modal:
    found = [each for each in window.findChildren(kind) if each.isVisible()]
    assert len(found) == 1, found
    return found[0]


def joined(program: Program, role: str, clock: Clock) -> str:
    """Have Gareth Pugh join by the actions; return his id."""
    made = invite(program.home, here_of(program), Invite("Gareth Pugh", role), CHEAP)
    accept(program.home, Accept(made.manager, made.code, OWN), clock, CHEAP).store.close()
    return made.manager


def enter_as(program: Program, who: str, clock: Clock, qtbot: QtBot) -> DeskWindow:
    program.lock()
    window = program.enter(sign_in(program.home, who, OWN, clock))
    at_rest(program, qtbot)
    return window


def test_somebody_is_invited_in_the_settings_and_gets_in_with_the_code(
    program: Program, signed_in: DeskWindow, qtbot: QtBot, active: Active
) -> None:
    settings = signed_in.go("settings")
    [form] = settings.findChildren(ManagersForm)
    dialog = form.invite()
    dialog.name.show_text("Gareth Pugh")
    dialog.role.choose(roles.DUTY)
    active(dialog)
    QTest.keyClick(dialog, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    qtbot.waitUntil(lambda: bool(dialog.findChildren(RecoveryCodePage)), timeout=20_000)
    [page] = dialog.findChildren(RecoveryCodePage)
    code = page._code
    QTest.keyClick(dialog, Qt.Key.Key_Escape)
    assert dialog.isVisible(), "the code exists nowhere else"
    assert not dialog.do_button.isEnabled()
    page.tick.click()
    dialog.do_button.click()
    at_rest(program, qtbot)
    assert "Invited, until" in tree(form)
    program.lock()
    locked = program.window
    assert isinstance(locked, UnlockWindow)
    assert locked.invited_button.isVisible()
    locked.invited_button.click()
    using = dialog_of(InvitationDialog, locked)
    assert isinstance(using, InvitationDialog)
    using.code.show_text(code.lower())
    using.chooser.trial.show_text(using.chooser.words.text())
    active(using)
    QTest.keyClick(using, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    qtbot.waitUntil(lambda: isinstance(program.window, DeskWindow), timeout=20_000)
    at_rest(program, qtbot)
    assert here_of(program).acting.name == "Gareth Pugh"
    assert here_of(program).acting.permit == roles.permit(roles.DUTY)


def test_break_glass_from_the_envelope_to_the_next_one(
    program: Program, signed_in: DeskWindow, clock: Clock, qtbot: QtBot
) -> None:
    here = here_of(program)
    copied(here)
    made = make_envelope(program.home, here, CHEAP)
    program.lock()
    locked = program.window
    assert isinstance(locked, UnlockWindow)
    locked.glass_button.click()
    dialog = dialog_of(BreakGlassDialog, locked)
    assert isinstance(dialog, BreakGlassDialog)
    dialog.code.show_text(made.code)
    dialog.name.show_text("Ruth Adeleke")
    dialog.do_button.click()
    qtbot.waitUntil(lambda: "Your name or what you do here is missing." in tree(dialog), timeout=20_000)
    dialog.job.show_text("care coordinator")
    dialog.reason.show_text(WHY)
    dialog.do_button.click()
    qtbot.waitUntil(lambda: isinstance(program.window, DeskWindow), timeout=20_000)
    at_rest(program, qtbot)
    window = program.window
    assert isinstance(window, DeskWindow)
    assert "BREAK-GLASS until Sun 22-Nov-2026 07:30: Ruth Adeleke (break-glass)" in tree(window)
    window.go("people", PEOPLE[0].id)
    window.limits.look_at_person()
    assert "BREAK-GLASS until" in tree(window)
    settings = window.go("settings")
    assert "As break-glass you may not change settings, lists and the main system." in tree(settings)
    [form] = settings.findChildren(WaysInForm)
    assert not form.new["break-glass"].isEnabled()
    assert "you may not" in form.new["break-glass"].held()
    at_rest(program, qtbot)
    clock.forward(hours=12)
    window.minute.emit()
    locked = program.window
    assert isinstance(locked, UnlockWindow)
    locked.passphrase.show_text(PASSPHRASE)
    locked.unlock()
    qtbot.waitUntil(lambda: isinstance(program.window, DeskWindow), timeout=20_000)
    window = program.window
    assert isinstance(window, DeskWindow)
    qtbot.waitUntil(lambda: bool(window.findChildren(ReviewDialog)), timeout=20_000)
    review = dialog_of(ReviewDialog, window)
    assert isinstance(review, ReviewDialog)
    said = tree(review)
    for words in (
        "Ruth Adeleke, care coordinator",
        WHY,
        "Looked at: the record of",
        "Looked at: the page settings",
    ):
        assert words in said
    QTest.keyClick(review, Qt.Key.Key_Escape)
    assert review.isVisible(), "it comes before anything else"
    review.do_button.click()
    qtbot.waitUntil(lambda: "It is not said what you found." in tree(review), timeout=20_000)
    review.note_field.show_text("All as it should be.")
    review.do_button.click()
    qtbot.waitUntil(lambda: bool(review.findChildren(RecoveryCodePage)), timeout=20_000)
    [page] = review.findChildren(RecoveryCodePage)
    page.tick.click()
    with qtbot.waitSignal(review.reviewed):
        review.do_button.click()
    at_rest(program, qtbot)
    with here_of(program).store.read() as session:
        assert to_review(session) == ()
        glass = ways_in_now(session)[1]
    assert (glass.number, glass.kept_at) == ("E-02", clock())


def test_after_a_lock_the_words_of_the_night_open_the_same_break_glass_again(
    program: Program, signed_in: DeskWindow, clock: Clock, qtbot: QtBot
) -> None:
    assert signed_in
    made = make_envelope(program.home, here_of(program), CHEAP)
    at_rest(program, qtbot)
    program.lock()
    window = program.enter(
        open_glass(program.home, Glass(made.code, "Ruth Adeleke", "coordinator", WHY), clock)
    )
    qtbot.waitUntil(lambda: bool(window.findChildren(NightDialog)), timeout=20_000)
    dialog = dialog_of(NightDialog, window)
    assert isinstance(dialog, NightDialog)
    assert "you unlock it again until Sun 22-Nov-2026 07:30" in tree(dialog)
    dialog.do_button.click()
    assert "The five words are not typed as they stand." in tree(dialog)
    words = dialog.chooser.words.text()
    dialog.chooser.trial.show_text(words)
    dialog.do_button.click()
    qtbot.waitUntil(lambda: not window.findChildren(NightDialog), timeout=20_000)
    at_rest(program, qtbot)
    clock.forward(hours=3)
    program.lock()
    locked = program.window
    assert isinstance(locked, UnlockWindow)
    assert "Ruth Adeleke (break-glass). until Sun 07:30" in tree(locked)
    locked.passphrase.show_text(words)
    locked.unlock()
    qtbot.waitUntil(lambda: isinstance(program.window, DeskWindow), timeout=20_000)
    window = program.window
    assert isinstance(window, DeskWindow)
    at_rest(program, qtbot)
    assert "BREAK-GLASS until Sun 22-Nov-2026 07:30: Ruth Adeleke (break-glass)" in tree(window)
    assert window.findChildren(NightDialog) == [], "it is set"
    clock.forward(hours=9)
    program.lock()
    locked = program.window
    assert isinstance(locked, UnlockWindow)
    assert "Ruth Adeleke" not in tree(locked)


def test_a_duty_manager_is_asked_to_look_through_and_a_read_only_one_is_not(
    program: Program, signed_in: DeskWindow, clock: Clock, qtbot: QtBot
) -> None:
    assert signed_in
    who = joined(program, roles.READ_ONLY, clock)
    made = make_envelope(program.home, here_of(program), CHEAP)
    open_glass(program.home, Glass(made.code, "Ruth Adeleke", "coordinator", WHY), clock).store.close()
    window = enter_as(program, who, clock, qtbot)
    assert window.limits.ask_for_review() is None
    assert window.findChildren(ReviewDialog) == []


def test_read_only_sees_why_each_button_is_held_and_records_nothing(
    program: Program, signed_in: DeskWindow, clock: Clock, qtbot: QtBot
) -> None:
    assert signed_in
    copied(here_of(program))
    window = enter_as(program, joined(program, roles.READ_ONLY, clock), clock, qtbot)
    assert "Read-only: you can find and read everything but entry codes." in tree(window)
    [line] = window.go("log").findChildren(LineToWrite)
    for button in (line.decision, line.save_button):
        assert not button.isEnabled()
        button.setEnabled(True)
        assert not button.isEnabled(), "whatever enables it later"
        assert "Ask a duty manager or a registered manager" in button.toolTip()
    declare = window.declare()
    assert isinstance(declare, DeclareDialog)
    assert "As read-only you may not declare an outage" in tree(declare)
    assert not declare.do_button.isEnabled()
    declare.close_as_it_is()
    with here_of(program).store.read() as session:
        before = journal.head(session).seq
    window.write_change()
    assert all(not each.do_button.isEnabled() for each in window.findChildren(TellDialog))
    at_rest(program, qtbot)
    with here_of(program).store.read() as session:
        assert journal.head(session).seq == before


def held(window: DeskWindow) -> dict[str, list[str]]:
    """Return the words of the buttons that are held on each page; each says why, and whom to ask."""
    found: dict[str, list[str]] = {}
    for key in ("visits", "people", "rota", "log", "print", "return", "readiness", "settings"):
        page = window.go(key)
        for button in page.findChildren(Button):
            if not (button.isVisible() and button.held()):
                continue
            assert not button.isEnabled()
            assert button.focusPolicy() & Qt.FocusPolicy.TabFocus
            QToolTip.hideText()
            QTest.keyClick(button, Qt.Key.Key_Return)
            # in a part of Settings that is off as a whole, a line at its top says why
            assert "you may not" in (QToolTip.text() or tree(button.parentWidget().parentWidget()))
            assert "you may not" in button.toolTip()
            assert "Ask a" in button.accessibleDescription()
            found.setdefault(key, []).append(button.words())
    return found


def test_read_only_finds_every_button_held_that_records_something(
    program: Program, signed_in: DeskWindow, clock: Clock, qtbot: QtBot
) -> None:
    assert signed_in
    copied(here_of(program))
    window = enter_as(program, joined(program, roles.READ_ONLY, clock), clock, qtbot)
    found = held(window)
    assert {"Call", "Add visit"} <= set(found["visits"])
    assert "Scan a sheet" in found["print"]
    assert {"Add a visit", "Roll forward"} <= set(found["rota"])
    assert found["readiness"] == ["Declare outage"]
    settings = window.go("settings")
    [records], [before], [incidents] = (
        settings.findChildren(each) for each in (RecordsForm, PreviousForm, IntegrityForm)
    )
    assert records.audit_button.isEnabled()
    assert before.which.isEnabled()
    assert before.search.isEnabled()
    for button in (before.save, records.tidy_button, records.erase_button, incidents.open_one):
        assert "As read-only you may not" in button.held()


def test_a_duty_manager_works_on_incidents_and_old_copies_and_erases_nobody(
    program: Program, signed_in: DeskWindow, clock: Clock, qtbot: QtBot
) -> None:
    assert signed_in
    copied(here_of(program))
    window = enter_as(program, joined(program, roles.DUTY, clock), clock, qtbot)
    found = held(window)
    assert set(found) == {"settings"}, "the desk is theirs"
    settings = window.go("settings")
    [records], [before], [incidents] = (
        settings.findChildren(each) for each in (RecordsForm, PreviousForm, IntegrityForm)
    )
    assert incidents.open_one.isEnabled()
    assert before.which.isEnabled()
    assert records.audit_button.isEnabled()
    assert (
        "As duty manager you may not erase what is kept of a person who left." in records.erase_button.held()
    )
    assert "Ask a registered manager" in before.save.held()


def test_a_manager_is_removed_from_the_settings_and_the_new_codes_are_shown(
    program: Program, signed_in: DeskWindow, clock: Clock, qtbot: QtBot
) -> None:
    who = joined(program, roles.DUTY, clock)
    make_envelope(program.home, here_of(program), CHEAP)
    back_up(here_of(program), "close")
    clock.forward(hours=1)
    at_rest(program, qtbot)
    signed_in.removal_asked.emit(Removal(who, "Gareth Pugh", "Left"))
    locked = program.window
    assert isinstance(locked, UnlockWindow)
    dialog = dialog_of(RemovingDialog, locked)
    qtbot.waitUntil(lambda: "Everybody else signs in as before." in tree(dialog), timeout=20_000)
    for _ in ("recovery code", "envelope"):
        dialog.do_button.click()
        QApplication.processEvents()
        page = [each for each in dialog.findChildren(RecoveryCodePage) if each.isVisible()][-1]
        assert not dialog.do_button.isEnabled()
        page.tick.click()
    with qtbot.waitSignal(program.locked):
        dialog.do_button.click()
    locked = program.window
    assert isinstance(locked, UnlockWindow)
    assert "Gareth Pugh" not in tree(locked)
    locked.passphrase.show_text(PASSPHRASE)
    locked.unlock()
    qtbot.waitUntil(lambda: isinstance(program.window, DeskWindow), timeout=20_000)
    at_rest(program, qtbot)
    with here_of(program).store.read() as session:
        assert [each.state for each in all_managers(session)] == ["active", "removed"]
    window = program.window
    assert isinstance(window, DeskWindow)
    settings = window.go("settings")
    at_rest(program, qtbot)
    [backups] = settings.findChildren(BackupsForm)
    assert "1 backup of before somebody was removed still open for them." in tree(backups)
    asking = backups.destroy_old()
    asking.do_button.click()
    qtbot.waitUntil(lambda: "There is no backup of the new store yet" in tree(asking), timeout=20_000)
    asking.reject()
    backups.back_up()
    at_rest(program, qtbot)
    asking = backups.destroy_old()
    asking.do_button.click()
    qtbot.waitUntil(lambda: "1 backup destroyed." in tree(backups), timeout=20_000)
    at_rest(program, qtbot)
    assert not backups.destroy_button.isVisible()
    assert len(listed(program.home / "backups").backups) == 1
    [codes] = settings.findChildren(WaysInForm)
    assert "Nobody said that recovery code R-02 is put away." in tree(codes)
    codes.kept["recovery"].click()
    at_rest(program, qtbot)
    assert "R-02 is put away" not in tree(codes)
    assert "Nobody said that break-glass envelope E-02 is put away." in tree(codes)


def test_f1_shows_who_may_do_what(program: Program, signed_in: DeskWindow) -> None:
    assert program
    QTest.keyClick(signed_in, Qt.Key.Key_F1)
    said = tree(dialog_of(Modal, signed_in))
    for row in roles.rows():
        assert row.act in said


def test_the_page_of_the_envelope_folds_with_the_code_inside(qtbot: QtBot, tmp_path: Path) -> None:
    page = RecoveryCodePage(
        "Harbour Lane Home Care", "411P-ZDZB-E884-VXH0-4QVB-B8PK-CVER-KQPQ-F", envelope_paper("E-01")
    )
    qtbot.addWidget(page)
    page.save_pdf(tmp_path / "envelope.pdf")
    said = "".join(PdfReader(tmp_path / "envelope.pdf").pages[0].extract_text().split())
    assert "411PZDZBE884VXH04QVBB8PKCVERKQPQF" in said
    assert said.index("BREAK-GLASSENVELOPEE-01") < said.index("411P") < said.index("Breakglass”")


@pytest.mark.parametrize("wrong", ["not-a-code", "411P-ZDZB-E884-VXH0-4QVB-B8PK-CVER-KQPQ-F"])
def test_the_quarterly_try_says_what_is_wrong_and_what_is_right(
    program: Program, signed_in: DeskWindow, qtbot: QtBot, wrong: str
) -> None:
    made = make_envelope(program.home, here_of(program), CHEAP)
    [form] = signed_in.go("settings").findChildren(WaysInForm)
    at_rest(program, qtbot)
    dialog = form.try_it("break-glass")
    dialog.code.show_text(wrong)
    dialog.do_button.click()
    qtbot.waitUntil(lambda: "break-glass code" in tree(dialog), timeout=20_000)
    dialog.code.show_text(made.code)
    dialog.do_button.click()
    qtbot.waitUntil(lambda: "E-01 opens this laptop." in tree(dialog), timeout=20_000)
    dialog.reject()
    at_rest(program, qtbot)


def test_the_recovery_code_opens_a_backup_and_a_new_code_is_shown(
    program: Program, signed_in: DeskWindow, qtbot: QtBot
) -> None:
    assert signed_in
    here = here_of(program)
    made = make_recovery_code(program.home, here, CHEAP)
    at_rest(program, qtbot)
    program.lock()
    backup = listed(program.home / "backups").backups[0]
    dialog = program.open_backup()
    assert dialog is not None
    dialog.show_file(backup.path)
    qtbot.waitUntil(lambda: dialog.who.value() is not None, timeout=20_000)
    dialog.use_code()
    dialog.code.show_text(made.code)
    dialog.do_button.click()
    assert "The five words are not typed as they stand." in tree(dialog)
    dialog.chooser.trial.show_text(dialog.chooser.words.text())
    dialog.do_button.click()
    qtbot.waitUntil(lambda: dialog.do_button.words() == "Go on from this backup", timeout=20_000)
    dialog.do_button.click()
    qtbot.waitUntil(lambda: bool(dialog.findChildren(RecoveryCodePage)), timeout=20_000)
    dialog.reject()
    [page] = dialog.findChildren(RecoveryCodePage)
    assert page._code != made.code
    page.tick.click()
    dialog.do_button.click()
    qtbot.waitUntil(lambda: isinstance(program.window, DeskWindow), timeout=20_000)
    at_rest(program, qtbot)
