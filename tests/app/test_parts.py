"""The parts of the app that read and act for the window: bar, copying, practice, settings, demonstration, faults."""

import io
import re
import sys
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import httpx
import msgspec
import pytest
from pytestqt.qtbot import QtBot

from downtime_desk.access.actions import Founded, SignedIn, sign_in
from downtime_desk.access.lock import LockNote
from downtime_desk.access.screen.connect import Server
from downtime_desk.app import bar
from downtime_desk.app.copy_form import CopyForm
from downtime_desk.app.copying import Copying
from downtime_desk.app.crash import tell_without_names
from downtime_desk.app.demo import prepare
from downtime_desk.app.practice import NAME, PracticeHere
from downtime_desk.app.practice_form import PracticeForm
from downtime_desk.app.program import Program
from downtime_desk.app.window import DeskWindow
from downtime_desk.core import settings
from downtime_desk.core.errors import NoAnswer, Trouble
from downtime_desk.core.store import Store
from downtime_desk.outages import actions as outages
from downtime_desk.outages import queries as outage_queries
from downtime_desk.people import copies
from downtime_desk.printing.actions import IssueCopies, Lose, issue_copies, lose
from downtime_desk.printing.summary.finished import Pack
from downtime_desk.printing.summary.reading import sheets_for
from downtime_desk.printing.who import Who, people_of
from downtime_desk.sync import connection
from downtime_desk.ui.tokens import Mode as Look
from downtime_desk.visits import queries as visits
from tests.app.conftest import at_rest
from tests.conftest import NIGHT
from tests.plugins.clock import Clock
from tests.ui.tree import tree
from tests.visits.conftest import BEGAN, at, copy, outage

__all__ = ["copy", "outage"]


@pytest.fixture
def clock() -> Clock:
    return Clock(NIGHT)


def silent(_words: str) -> None:
    """Nobody listens."""


@pytest.fixture
def practice(tmp_path: Path) -> Iterator[PracticeHere]:
    made = PracticeHere(tmp_path)
    yield made
    made.close()


@pytest.fixture
def copying(founded: Founded, clock: Clock, practice: PracticeHere) -> Copying:
    return Copying(founded.signed_in, clock, practice)


def here(founded: Founded) -> SignedIn:
    return founded.signed_in


class TestBar:
    def test_before_any_copy_it_says_so_and_has_no_clock(self, founded: Founded, clock: Clock) -> None:
        with here(founded).store.read() as session:
            state = bar.bar_state(session, visits.queue(session, clock()), "Priya Nair")
            lines = bar.foot_lines(session)
        assert (state.mode, state.under, state.clock) == (Look.NORMAL, "No main system yet", None)
        assert [line.text for line in lines][1:] == ["Nothing to give back"]

    def test_the_clock_is_about_the_first_of_the_queue(self, outage_here: SignedIn, clock: Clock) -> None:
        clock.present = at("02:06")
        with outage_here.store.read() as session:
            state = bar.bar_state(session, visits.queue(session, clock()), "Priya Nair")
            first = visits.queue(session, clock()).rows[0]
            assert bar.first_visit(visits.queue(session, clock())) == first.visit
        assert state.clock is not None
        assert state.clock.due == first.rank.by
        assert state.clock.what in first.name
        assert (state.mode, state.since) == (Look.OUTAGE, BEGAN)

    def test_a_lost_sheet_is_on_the_bar_when_nothing_is_due_before(
        self, outage_here: SignedIn, clock: Clock
    ) -> None:
        clock.present = at("02:06")
        with outage_here.store.write(outage_here.acting) as session:
            person = people_of(session, Who("red"), clock())[0]
            sheets = sheets_for(session, (person,), outage_here.acting, clock() + timedelta(hours=12))
            pack = Pack(b"", (1,), "digest")
            command = IssueCopies(sheets, pack, "Iwan", "Office laser", "On call", "By phone.")
            issue_copies(session, command)
            lose(session, Lose((sheets[0].copy_number,), "Left on the bus"))
            outages.main_system_back(session, at("02:00"))
        with outage_here.store.read() as session:
            state = bar.bar_state(session, visits.queue(session, clock()), "Priya Nair")
            assert bar.is_loss_next(session, visits.queue(session, clock()))
        assert state.clock is not None
        assert state.clock.due == clock() + timedelta(hours=72)
        assert state.clock.what == f"{sheets[0].copy_number} lost: report?"

    def test_a_visit_that_is_due_before_comes_before_a_lost_sheet(
        self, outage_here: SignedIn, clock: Clock
    ) -> None:
        clock.present = at("02:06")
        with outage_here.store.read() as session:
            before = bar.bar_state(session, visits.queue(session, clock()), "Priya Nair").clock
            assert not bar.is_loss_next(session, visits.queue(session, clock()))
        assert before is not None
        assert before.due < clock() + timedelta(hours=72)

    def test_when_it_is_back_the_bar_says_since_when(self, outage_here: SignedIn, clock: Clock) -> None:
        clock.present = at("07:40")
        with outage_here.store.write(outage_here.acting) as session:
            outages.main_system_back(session, at("07:25"))
        with outage_here.store.read() as session:
            state = bar.bar_state(session, visits.queue(session, clock()), "Priya Nair")
        assert (state.mode, state.since, state.clock) == (Look.RETURNING, at("07:25"), None)

    def test_the_locked_screen_is_told_the_mode_and_no_person(self, outage_here: SignedIn) -> None:
        with outage_here.store.read() as session:
            note = bar.lock_note(session, LockNote(signed_in={"m": "2026-11-21T19:30:00Z"}), None)
        assert (note.mode, note.organisation) == ("OUTAGE", "Harbour Lane Home Care")
        assert note.signed_in == {"m": "2026-11-21T19:30:00Z"}, "who signed in last is kept"
        said = msgspec.json.encode(note).decode().casefold()
        assert "holloway" not in said
        assert "ashworth" not in said


@pytest.fixture
def outage_here(founded: Founded, outage: Store) -> SignedIn:
    return founded.signed_in


class TestCopying:
    def test_the_practice_main_system_is_copied_whole(self, copying: Copying, founded: Founded) -> None:
        steps: list[str] = []
        said = copying.practice(None, report=steps.append)
        assert "60 people" in said
        assert steps[0] == "Inventing people, carers and visits"
        with here(founded).store.read() as session:
            chosen = connection.chosen(session)
            assert chosen is not None
            assert chosen.name == NAME
            assert set(copies.as_of(session)) == {"rota", "people", "contacts", "entry codes"}

    def test_a_server_that_does_not_answer_is_not_kept(self, copying: Copying, founded: Founded) -> None:
        with pytest.raises(NoAnswer):
            copying.server(Server("Fernway", "http://127.0.0.1:9", ""), report=silent)
        with here(founded).store.read() as session:
            assert connection.chosen(session) is None

    def test_an_empty_token_keeps_the_one_that_is_there(self, copying: Copying, founded: Founded) -> None:
        copying.keep(Server("Fernway", "http://127.0.0.1:9", "secret"), report=silent)
        copying.keep(Server("Fernway at night", "http://127.0.0.1:9", ""), report=silent)
        with here(founded).store.read() as session:
            assert settings.secret(session, connection.TOKEN) == "secret"
        copying.keep(Server("Elsewhere", "http://127.0.0.1:10", ""), report=silent)
        with here(founded).store.read() as session:
            assert settings.secret(session, connection.TOKEN) is None, "no other address ever gets it"

    def test_a_taken_port_counts_as_a_main_system_that_does_not_answer(
        self, copying: Copying, founded: Founded, practice: PracticeHere, tmp_path: Path, clock: Clock
    ) -> None:
        copying.practice(None, report=silent)
        other = PracticeHere(tmp_path)
        Copying(here(founded), clock, other).resume_practice()
        assert not other.answers
        practice.close()
        Copying(here(founded), clock, other).resume_practice()
        assert other.answers
        other.close()


class TestPractice:
    def test_it_answers_at_the_same_address_after_a_pause(self, practice: PracticeHere, clock: Clock) -> None:
        with pytest.raises(Trouble):
            _ = practice.url
        url = practice.begin(clock())
        assert practice.answers
        practice.switch(on=False)
        assert not practice.answers
        practice.switch(on=True)
        assert (practice.answers, practice.url) == (True, url)

    def test_what_was_invented_stays(self, practice: PracticeHere, clock: Clock, tmp_path: Path) -> None:
        url = practice.begin(clock(), people=60, seed=3)
        practice.close()
        again = PracticeHere(tmp_path)
        again.resume(url)
        assert again.url == url
        again.close()


class TestSettings:
    @pytest.fixture
    def desk_window(self, program: Program, signed_in: DeskWindow, clock: Clock, qtbot: QtBot) -> DeskWindow:
        Copying(replace_here(program), clock, program.practice()).practice(None, report=silent)
        at_rest(program, qtbot)
        return signed_in

    def test_the_practice_main_system_is_switched_off_and_on(
        self, program: Program, desk_window: DeskWindow, qtbot: QtBot
    ) -> None:
        form = desk_window.go("settings").findChild(PracticeForm)
        assert form is not None
        assert form.switch.words() == "Switch it off"
        form.switch.click()
        qtbot.waitUntil(lambda: form.switch.words() == "Switch it on")
        assert not program.practice().answers

    def test_carers_phones_catch_up_late(
        self, program: Program, desk_window: DeskWindow, qtbot: QtBot, clock: Clock
    ) -> None:
        form = desk_window.go("settings").findChild(PracticeForm)
        assert form is not None
        form.phones.click()
        qtbot.waitUntil(lambda: "handed in late." in tree(form), timeout=20_000)
        found = httpx.get(f"{program.practice().url}/Encounter?_count=0&_total=accurate", trust_env=False)
        handed = re.search(r"(\d+) visits? (?:was|were) handed in late", tree(form))
        assert handed is not None
        assert found.json()["total"] >= int(handed[1]) > 0
        clock.back(hours=72)
        form.phones.click()
        qtbot.waitUntil(lambda: "No phone holds anything back." in tree(form), timeout=20_000)
        program.practice().switch(on=False)
        form.phones.click()
        qtbot.waitUntil(lambda: "The practice main system is switched off." in tree(form), timeout=20_000)
        assert not form.phones.isEnabled()

    def test_a_copy_that_fails_is_said_and_the_old_one_stays(
        self, program: Program, desk_window: DeskWindow, qtbot: QtBot
    ) -> None:
        form = desk_window.go("settings").findChild(CopyForm)
        assert form is not None
        program.practice().switch(on=False)
        with desk_window.desk.read() as session:
            before = copies.as_of(session)
        form.take.click()
        qtbot.waitUntil(form.take.isEnabled, timeout=20_000)
        assert not form._said.isHidden()
        assert "Practice main system" in tree(form)
        with desk_window.desk.read() as session:
            assert copies.as_of(session) == before
        program.practice().switch(on=True)
        form.take.click()
        qtbot.waitUntil(form.take.isEnabled, timeout=20_000)


def replace_here(program: Program) -> SignedIn:
    assert program._signed_in is not None
    return program._signed_in


def test_the_demonstration_opens_on_an_outage_three_hours_old(
    tmp_path: Path, practice: PracticeHere, clock: Clock
) -> None:
    made, passphrase = prepare(tmp_path / "desk", 60, 1, clock, practice)
    try:
        with made.store.read() as session:
            running = outage_queries.current(session)
            assert running is not None
            assert running.since == clock() - timedelta(hours=3) + timedelta(minutes=22)
            assert visits.queue(session, clock()).rows, "there is something to do"
        assert not practice.answers
    finally:
        made.store.close()
    again = sign_in(tmp_path / "desk", made.acting.manager, passphrase, clock)
    again.store.close()
    with pytest.raises(Trouble):
        prepare(tmp_path / "desk", 60, 1, clock, practice)


def test_a_fault_is_written_without_its_words(monkeypatch: pytest.MonkeyPatch) -> None:
    written = io.StringIO()
    monkeypatch.setattr(sys, "stderr", written)
    try:
        try:
            raise KeyError("Edwin Holloway")  # noqa: TRY301
        except KeyError as first:
            raise ValueError("Penicillin of Edwin Holloway") from first
    except ValueError as error:
        tell_without_names(type(error), error, error.__traceback__)
    said = written.getvalue()
    assert "ValueError (KeyError)" in said
    assert "test_a_fault_is_written_without_its_words" in said
    assert "Holloway" not in said
    assert "Penicillin" not in said
