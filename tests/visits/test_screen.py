"""The screen of visits: what is told to a screen reader, the whole task by keyboard, and nothing lost."""

from datetime import date, datetime
from threading import Thread, current_thread, main_thread

import msgspec
import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot
from sqlalchemy import select

from downtime_desk.core.clock import to_text
from downtime_desk.core.drafts import drafts
from downtime_desk.core.session import Session
from downtime_desk.core.store import Acting, Store
from downtime_desk.people import mirror as people_mirror
from downtime_desk.people.summary import Person
from downtime_desk.ui import theme
from downtime_desk.ui.desk import Desk
from downtime_desk.ui.lists import Section
from downtime_desk.ui.tokens import THEMES
from downtime_desk.visits import actions, queries
from downtime_desk.visits.actions import Verify
from downtime_desk.visits.facts import CarerTimes, Source
from downtime_desk.visits.model import deviations, verifications
from downtime_desk.visits.queries import KeptReading, QueueRow
from downtime_desk.visits.queries import kept_queue as keeping
from downtime_desk.visits.queries.queue import FIRST_SCREEN
from downtime_desk.visits.screen import VisitsScreen
from downtime_desk.visits.screen.deviation import DeviationDialog
from tests.plugins.clock import Clock
from tests.ui.tree import controls, name_of, tree
from tests.visits.conftest import COPIED, PEOPLE, Walk, at, shown

KEY = Qt.Key
CTRL = Qt.KeyboardModifier.ControlModifier


def kept(store: Store, visit: str) -> object:
    with store.read() as session:
        return session.execute(select(verifications).where(verifications.c.visit == visit)).first()


def test_what_a_screen_reader_is_told(screen: VisitsScreen) -> None:
    said = tree(screen)
    assert (
        'row "HOLLOWAY, Edwin, Red, 01:45 to 02:15, 1 carer. Not arrived as far as we know, 21 min late.'
        in said
    )
    assert (
        "First because Co-beneldopa 12.5/50 mg must be given by 02:15, in 9 min; the person lives alone."
        in said
    )
    assert '"Allergies, recorded 11-Jun-2024: Penicillin. rash, swollen face: severe"' in said
    form = [line.strip() for line in said.splitlines()]
    for line in (
        'field "Arrived"',
        'field "Left"',
        'choice "First source"',
        'choice "Second source"',
        'choice "Reason"',
        'button "Save what we know" (key: Ctrl Enter)',
    ):
        assert any(each.startswith(line) for each in form), line
    assert "5 need action : 4 of 4 visits not verified, 1 coming up at risk" in said


def test_everything_that_can_be_operated_has_a_name(screen: VisitsScreen) -> None:
    assert [part for part in controls(screen) if not name_of(part)] == []


def test_a_visit_phoned_in_is_verified_in_twelve_keystrokes_beyond_its_times(
    screen: VisitsScreen, outage: Store, qtbot: QtBot
) -> None:
    walk = Walk(screen)
    screen.board.list.select("v3")
    walk.key(KEY.Key_Return).type("2").tab().type("=").tab()
    walk.type("2052", counted=False).tab().type("2118", counted=False).tab().type("c").save()
    qtbot.waitUntil(lambda: kept(outage, "v3") is not None)
    assert walk.pressed <= 12
    row = kept(outage, "v3")
    assert (row.outcome, row.arrived, row.left, row.settled) == (  # type: ignore[attr-defined]
        "done",
        "2026-11-21T20:52:00Z",
        "2026-11-21T21:18:00Z",
        0 if row.grade == "D" else 1,  # type: ignore[attr-defined]
    )


def test_nothing_is_filled_in_from_the_plan(screen: VisitsScreen) -> None:
    typed = screen.form.typed()
    assert (typed.outcome, typed.carers, typed.sources, typed.medicines) == (None, (), (), ())


def test_after_saving_the_next_worst_is_ready(screen: VisitsScreen, outage: Store, qtbot: QtBot) -> None:
    Walk(screen).key(KEY.Key_Return).type("1").tab().type("=").tab().type("152").save()
    qtbot.waitUntil(lambda: kept(outage, "v1") is not None)
    qtbot.waitUntil(lambda: screen.board.list.current().visit == "v2")
    assert "ASHWORTH, Maureen" in screen.pane.banner._name.text()
    assert screen.form.typed().carers == ()
    qtbot.waitUntil(lambda: screen.focusWidget() is screen.board.list)


def test_a_doubt_asks_why_and_is_kept_with_its_answer(
    screen: VisitsScreen, outage: Store, qtbot: QtBot
) -> None:
    walk = Walk(screen)
    screen.board.list.select("v3")
    walk.key(KEY.Key_Return).type("2").tab().type("=").tab().type("2050").tab().type("2120").save()
    assert list(screen.form.whys) == ["Both times are the planned ones. Did Keira Dunn say these times?"]
    assert kept(outage, "v3") is None
    walk.type("yes, from her notebook").save()
    qtbot.waitUntil(lambda: kept(outage, "v3") is not None)
    assert "from her notebook" in kept(outage, "v3").challenges  # type: ignore[attr-defined]


def test_a_time_that_is_asked_about_is_answered_in_the_field(screen: VisitsScreen) -> None:
    walk = Walk(screen).key(KEY.Key_Return).type("1").tab().type("=").tab().type("815")
    arrived = screen.form.carers[0].arrived
    assert arrived.under().startswith("08:15 has not come yet. Did you mean 20:15 Sat?")
    walk.save()
    assert screen.form.trouble.isVisible()
    walk.type("y")
    assert arrived.under().startswith("20:15 yesterday")


def test_what_is_typed_survives_another_visit_and_a_new_window(
    screen: VisitsScreen, desk: Desk, outage: Store, qtbot: QtBot
) -> None:
    Walk(screen).key(KEY.Key_Return).type("1").tab().type("=").tab().type("8")
    typed = screen.form.typed()
    screen.board.list.select("v2")
    qtbot.waitUntil(lambda: _drafts(outage) == ["visit/v1"])
    again = shown(desk, qtbot)
    assert again.board.list.current().visit == "v1"
    assert again.form.typed() == typed


def _drafts(store: Store) -> list[str]:
    with store.read() as session:
        return list(session.execute(select(drafts.c.subject)).scalars())


def test_an_empty_form_leaves_no_draft(screen: VisitsScreen, outage: Store, desk: Desk, qtbot: QtBot) -> None:
    screen.board.list.select("v2")
    screen.board.list.select("v3")
    desk.jobs.close()
    assert _drafts(outage) == []


def test_somebody_else_writing_meanwhile_keeps_the_words_and_shows_theirs(
    screen: VisitsScreen, outage: Store, acting: Acting, qtbot: QtBot
) -> None:
    walk = Walk(screen).key(KEY.Key_Return).type("1").tab().type("=").tab().type("152")
    told = CarerTimes("c1", "Iwan Prosser", to_text(at("01:50")))
    with outage.write(acting) as session:
        actions.verify(
            session, Verify("v1", "there now", (told,), (Source("carer-later", None, to_text(at("02:00"))),))
        )
    walk.save()
    qtbot.waitUntil(screen.form.trouble.isVisible)
    assert "Somebody else wrote about this visit" in screen.form.trouble.words()
    assert "arrived 01:50" in screen.pane._before.text()
    assert screen.form.typed().carers[0].arrived.text == "152"
    walk.save()
    assert list(screen.form.whys) == ["Iwan Prosser arrived 01:50 before, now 01:52."]


def test_the_words_of_the_visit_before_are_gone(screen: VisitsScreen) -> None:
    screen.open("v2")
    assert "Carer 2" in tree(screen.form)
    screen.open("v1")
    said = tree(screen.form)
    assert 'words "Who and when"' in said
    assert "Carer 2" not in said


def test_two_carers_have_a_line_each(screen: VisitsScreen) -> None:
    screen.board.list.select("v2")
    walk = Walk(screen).key(KEY.Key_Return).type("2").tab().type("=")
    walk.tab().tab().tab().type("=")
    assert [each.name for each in screen.form.typed().carers] == ["Mina Petrova", "Keira Dunn"]


def test_a_deviation_is_written_down_by_its_dialog(
    screen: VisitsScreen, outage: Store, acting: Acting, qtbot: QtBot
) -> None:
    with outage.write(acting) as session:
        actions.verify(session, Verify("v3", "did not happen", reason="DT11"))
    screen.open("visit/v3")
    screen.ask_deviation()
    dialog = screen.findChild(DeviationDialog)
    assert dialog is not None
    assert dialog.type.value() == "missed"
    dialog.do_button.click()
    assert _deviations(outage) == []
    dialog.at.show_text("2050")
    dialog.what.show_text("Nobody came.")
    dialog.severity.choose("high")
    dialog.harm.choose("none")
    dialog.done_about["welfare-call"].setChecked(True)
    dialog.safeguarding.choose("not referred")
    dialog.why.show_text("Sunita is well, her son was there.")
    dialog.do_button.click()
    qtbot.waitUntil(lambda: _deviations(outage) == [("missed", "not referred", '["welfare-call"]')])


def _deviations(store: Store) -> list[tuple[str, str, str]]:
    with store.read() as session:
        return [(row.type, row.safeguarding, row.actions) for row in session.execute(select(deviations))]


def test_an_empty_queue_says_so(screen: VisitsScreen, clock: Clock, desk: Desk) -> None:
    clock.back(hours=7)
    screen.refresh()
    assert screen.board.list.isHidden()
    assert "Nobody needs rescuing." in tree(screen.board)


def test_the_whole_day_and_its_states(screen: VisitsScreen) -> None:
    screen.board.which.choose("day")
    screen.board._which("day")
    assert [row.visit for row in screen.board.list.model().rows()] == ["v2", "v1", "v6", "v8"]  # type: ignore[attr-defined]
    screen.board.state.choose("unaccounted")
    screen.refresh()
    assert [row.visit for row in screen.board.list.model().rows()] == ["v2"]  # type: ignore[attr-defined]


def test_visits_of_the_evening_before_are_found_to_be_put_right(screen: VisitsScreen, outage: Store) -> None:
    screen.board.which.choose("day")
    screen.board.which.chosen.emit("day")
    assert screen.board.day.isVisible()
    saturday = date(2026, 11, 21)
    screen.board.day.choose(saturday)
    screen.board.day.chosen.emit(saturday)
    model = screen.board.list.model()
    names = [row.visit for row in model.rows() if not isinstance(row, Section)]  # type: ignore[attr-defined]
    assert set(names) == {"v3", "v4", "v5", "v7"}
    screen.refresh()
    assert screen.board.day.value() == saturday


def test_an_account_of_two_sources_is_all_in_view(
    screen: VisitsScreen, outage: Store, acting: Acting, qtbot: QtBot
) -> None:
    sources = (
        Source("family", "Susan Holloway-Reid", to_text(at("23:50"))),
        Source("rang-carer", "Keira Dunn", to_text(at("01:20"))),
    )
    with outage.write(acting) as session:
        actions.verify(session, Verify("v3", "did not happen", sources=sources, reason="DT09"))
    screen.open("v3")
    for source in screen.form.sources:
        assert not source.told_by.isHidden()
    body, view = screen.form._body, screen.form._scroll.viewport()
    qtbot.waitUntil(lambda: 0 < body.width() <= view.width())


def test_where_nothing_is_chosen_no_empty_form_is_shown(desk: Desk, qtbot: QtBot, clock: Clock) -> None:
    clock.present = at("18:00")
    made = shown(desk, qtbot)
    assert "No visit is chosen." in tree(made)
    assert made.pane.isHidden()


def test_each_minute_the_queue_is_read_beside_the_window(
    screen: VisitsScreen, qtbot: QtBot, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    read_by: list[Thread] = []
    ordinary = keeping.read_whole

    def read(session: Session, now: datetime, limit: int = FIRST_SCREEN) -> KeptReading:
        read_by.append(current_thread())
        return ordinary(session, now, limit)

    for module in (keeping, queries):
        monkeypatch.setattr(module, "read_whole", read)

    def first_minutes() -> int:
        rows = screen.board.list.model().rows()
        return next(row.rank.minutes for row in rows if isinstance(row, QueueRow))

    before = first_minutes()
    clock.forward(minutes=1)
    screen._clock.timeout.emit()
    qtbot.waitUntil(lambda: first_minutes() == before - 1)
    assert len(read_by) == 1
    assert main_thread() not in read_by


def test_names_and_notes_are_shown_as_they_are(
    outage: Store, acting: Acting, desk: Desk, qtbot: QtBot
) -> None:
    hostile = "<b>Hol\u202eloway</b><img src=x>"
    changed = replace_name(hostile)
    with outage.write(acting) as session:
        people_mirror.apply(session, changed, COPIED, frozenset())
    screen = shown(desk, qtbot)
    said = tree(screen)
    assert "<B>HOL[U+202E]LOWAY</B><IMG SRC=X>, Edwin (Mr)" in said
    assert "\u202e" not in said


def replace_name(family: str) -> list[Person]:
    return [msgspec.structs.replace(each, family=family) if each.id == "p1" else each for each in PEOPLE]


@pytest.mark.parametrize("text", [100, 125, 150, 200])
@pytest.mark.parametrize("tall", [638, 709])
@pytest.mark.parametrize("worn", list(THEMES))
def test_the_primary_action_is_in_view_at_every_size(
    screen: VisitsScreen, text: int, tall: int, worn: str, qtbot: QtBot
) -> None:
    theme.wear(theme.Look(THEMES[worn], text))
    rail = {100: 176, 125: 220, 150: 78, 200: 100}[text]
    screen.resize(1366 - rail - 6, tall)
    screen.open("v1")
    QApplication.processEvents()
    save = screen.form.save
    corner = save.mapTo(screen, save.rect().bottomRight())
    assert save.isVisible()
    assert screen.rect().contains(corner)
    assert screen.minimumSizeHint().height() <= screen.height()
    body, view = screen.form._body, screen.form._scroll.viewport()
    qtbot.waitUntil(lambda: body.width() <= view.width())


def test_a_visit_this_copy_does_not_have_is_said_and_the_one_in_view_stays(screen: VisitsScreen) -> None:
    Walk(screen).key(KEY.Key_Return).type("1")
    screen.open("visit/nowhere")
    assert "This visit is not in the copy on this laptop." in screen.pane.missing.words()
    assert screen.pane.missing.isVisible()
    assert "HOLLOWAY" in screen.pane.banner._name.text()
    assert screen.form.typed().outcome == "there now"
    screen.open("v3")
    assert screen.pane.missing.isHidden()


@pytest.mark.parametrize(("text", "wide"), [(100, 1184), (200, 1260)])
def test_how_it_is_known_is_never_cut_when_more_is_asked(
    screen: VisitsScreen, text: int, wide: int, qtbot: QtBot
) -> None:
    theme.wear(theme.Look(THEMES["light"], text))
    screen.resize(wide, 709)
    screen.open("v5")
    screen.form.outcome.choose("done")
    for source, method in zip(screen.form.sources, ("carer-later", "family"), strict=True):
        source.method.choose(method)
        source._chosen(None)
    first, second = screen.form.sources
    assert first.at.isVisible()
    assert second.told_by.isVisible()
    body, view = screen.form._body, screen.form._scroll.viewport()
    qtbot.waitUntil(lambda: body.width() <= view.width())
    for source in screen.form.sources:
        assert source.method.width() >= source.at.width()
        assert body.rect().contains(source.at.mapTo(body, source.at.rect().bottomRight()))


def test_a_priority_nobody_recorded_is_said_in_words(screen: VisitsScreen) -> None:
    screen.open("v5")
    assert "Priority NOT RECORDED" in screen.pane.banner._second.text()
    screen.open("v1")
    assert "Priority" not in screen.pane.banner._second.text()


def test_a_paper_record_is_typed_in_with_its_number_in_view_and_nothing_filled_in(
    screen: VisitsScreen,
) -> None:
    visit = screen.board.list.current().visit  # type: ignore[union-attr]
    before = screen.form.typed()
    screen.open_from_paper(visit, "C-3FA-0448")
    assert screen.pane.paper.isVisible()
    assert "Paper C-3FA-0448." in screen.pane.paper.words()
    assert screen.form.typed() == before
    assert screen.form.outcome.hasFocus() or screen.form.outcome.isAncestorOf(screen.focusWidget())
    screen.open_from_paper("not a visit of ours", "C-3FA-0449")
    assert "C-3FA-0449" not in screen.pane.paper.words()


def test_the_lines_of_the_form_stand_close_whatever_visit_came_before(screen: VisitsScreen) -> None:
    for visit in ("v2", "v5", "v2"):
        screen.open(visit)
    carer, what = screen.form.carers[0], screen.form.outcome
    for _ in range(5):
        QApplication.processEvents()
    assert 0 < carer.y() - what.geometry().bottom() < theme.px(12)
