"""The first run: four pages by keyboard, a passphrase judged in words, a code that is kept before going on."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from pypdf import PdfReader
from PySide6.QtCore import Qt
from PySide6.QtGui import QAccessible
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QPushButton
from pytestqt.qtbot import QtBot

from downtime_desk.access.actions import SignedIn, is_founded, sign_in
from downtime_desk.access.screen.connect import ConnectPage, Server, Ways
from downtime_desk.access.screen.first_run import FirstRun
from downtime_desk.access.screen.passphrase import OWN, PassphraseChooser
from downtime_desk.access.screen.recovery_code import RecoveryCodePage
from downtime_desk.core.errors import Trouble
from downtime_desk.ui import theme
from downtime_desk.ui.jobs import Jobs
from downtime_desk.ui.tokens import THEMES
from tests.plugins.clock import Clock
from tests.ui.tree import tree

Asked = list[object]


@pytest.fixture
def jobs(qapp: QApplication) -> Iterator[Jobs]:
    QAccessible.setActive(True)
    theme.wear(theme.Look())
    made = Jobs()
    yield made
    made.close()


@pytest.fixture
def asked() -> Asked:
    return []


@pytest.fixture
def run(tmp_path: Path, clock: Clock, jobs: Jobs, qtbot: QtBot, asked: Asked) -> FirstRun:
    def way(where: object, *, report: Callable[[str], object]) -> str:
        asked.append(where)
        report("184 people read")
        if isinstance(where, Server) and where.url == "https://nowhere.example":
            raise Trouble("Fernway does not answer.", "Check the web address.")
        return "Read 184, new 184, rejected 0."

    made = FirstRun(tmp_path / "home", clock, jobs, lambda _signed_in: Ways(way, way, way))
    qtbot.addWidget(made)
    made.resize(1366, 768)
    made.show()
    return made


def told(run: FirstRun) -> str:
    for _ in range(3):
        QApplication.processEvents()
    return tree(run)


def who(run: FirstRun) -> None:
    run.who.organisation.show_text("Harbour Lane Home Care")
    run.who.phone.show_text("01632 960400")
    run.who.manager.show_text("Priya Nair")
    run.go_on()


def to_the_code(run: FirstRun, qtbot: QtBot) -> SignedIn:
    who(run)
    run.chooser.trial.show_text(run.chooser.words.text())
    with qtbot.waitSignal(run.founded, timeout=20000) as founded:
        run.go_on()
    signed_in = founded.args[0]
    assert isinstance(signed_in, SignedIn)
    return signed_in


def test_a_store_is_made_by_keyboard_and_opens_again(
    run: FirstRun, tmp_path: Path, clock: Clock, qtbot: QtBot
) -> None:
    run.who.organisation.line.setFocus()
    for words in ("Harbour Lane Home Care", "01632 960400", "Priya Nair"):
        QTest.keyClicks(QApplication.focusWidget(), words)
        QTest.keyClick(QApplication.focusWidget(), Qt.Key.Key_Tab)
    QTest.keyClick(run, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    assert run.step() == 1
    words = run.chooser.words.text()
    assert len(words.split()) == 5
    QTest.keyClicks(run.chooser.trial.line, words)
    with qtbot.waitSignal(run.founded, timeout=20000) as founded:
        QTest.keyClick(run, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    signed_in = founded.args[0]
    signed_in.store.close()
    again = sign_in(tmp_path / "home", signed_in.acting.manager, words, clock)
    again.store.close()
    assert again.acting.name == "Priya Nair"


def test_names_are_asked_for_before_going_on(run: FirstRun) -> None:
    run.go_on()
    assert run.step() == 0
    assert "The name of the organisation or of the manager is missing." in told(run)


def test_the_words_have_to_be_tried_and_nothing_is_made_before(run: FirstRun, tmp_path: Path) -> None:
    who(run)
    run.chooser.trial.show_text("something else")
    assert run.chooser.trial.under() == "Not yet as above."
    run.go_on()
    assert "The five words are not typed as they stand." in told(run)
    assert not is_founded(tmp_path / "home")
    run.back()
    assert run.step() == 0
    assert run.who.manager.text() == "Priya Nair"


def test_other_five_words_are_offered(run: FirstRun) -> None:
    first = run.chooser.words.text()
    run.chooser.another.click()
    assert run.chooser.words.text() != first


@pytest.mark.parametrize(
    ("typed", "says"),
    [
        ("short", "That passphrase has 5 characters. It needs at least 15."),
        ("Harbour Lane Home", "That passphrase is too easy to guess."),
        ("aaaaaaaaaaaaaaaaaaaa", "That passphrase is too easy to guess."),
        ("the heron stands by platform nine", "Strong enough."),
    ],
)
def test_an_own_passphrase_is_judged_in_words(qtbot: QtBot, jobs: Jobs, typed: str, says: str) -> None:
    chooser = PassphraseChooser()
    qtbot.addWidget(chooser)
    chooser.know(["Harbour Lane Home Care", "Priya Nair"])
    chooser.which.choose(OWN)
    chooser.own.show_text(typed)
    assert chooser.own.under().startswith(says)
    with pytest.raises(Trouble):
        chooser.passphrase()
    chooser.again.show_text(typed)
    if says == "Strong enough.":
        assert chooser.passphrase() == typed
    else:
        with pytest.raises(Trouble):
            chooser.passphrase()


def test_the_code_is_kept_before_going_on(run: FirstRun, qtbot: QtBot) -> None:
    to_the_code(run, qtbot).store.close()
    assert run.step() == 2
    assert not run.next_button.isEnabled()
    QTest.keyClick(run, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    assert run.step() == 2
    assert run.code is not None
    run.code.tick.click()
    run.go_on()
    assert run.step() == 3


def test_the_paper_of_the_code_can_be_read_back(qtbot: QtBot, jobs: Jobs, tmp_path: Path) -> None:
    page = RecoveryCodePage("Łódź & <b>Sons</b>", "411P-ZDZB-E884-VXH0-4QVB-B8PK-CVER-KQPQ-F")
    qtbot.addWidget(page)
    page.save_pdf(tmp_path / "code.pdf")
    said = PdfReader(tmp_path / "code.pdf").pages[0].extract_text()
    assert "411PZDZBE884VXH04QVBB8PKCVERKQPQF" in "".join(said.split())
    assert "Łódź & <b>Sons</b>" in " ".join(said.split())
    with pytest.raises(Trouble, match="could not be written"):
        page.save_pdf(tmp_path / "missing" / "code.pdf")


@pytest.mark.parametrize(
    ("press", "given"),
    [("practice", None), ("server", Server("Fernway", "https://fernway.example/fhir", "secret"))],
)
def test_the_first_copy_is_taken_and_said(
    run: FirstRun, qtbot: QtBot, asked: Asked, press: str, given: object
) -> None:
    to_the_code(run, qtbot).store.close()
    page = last_page(run)
    page.name.show_text("Fernway")
    page.url.show_text("https://fernway.example/fhir")
    page.token.show_text("secret")
    with qtbot.waitSignal(page.copied):
        (page.practice_button if press == "practice" else page.connect_button).click()
    assert asked == [given]
    assert "Read 184, new 184, rejected 0." in told(run)
    assert "secret" not in told(run)


def test_a_folder_is_taken(run: FirstRun, qtbot: QtBot, asked: Asked, tmp_path: Path) -> None:
    to_the_code(run, qtbot).store.close()
    page = last_page(run)
    with qtbot.waitSignal(page.copied):
        page.take_folder(tmp_path)
    assert asked == [tmp_path]


def test_a_main_system_that_does_not_answer_leaves_what_was_typed(run: FirstRun, qtbot: QtBot) -> None:
    signed_in = to_the_code(run, qtbot)
    signed_in.store.close()
    page = last_page(run)
    page.connect_button.click()
    assert "The name or the web address is missing." in told(run)
    page.name.show_text("Fernway")
    page.url.show_text("https://nowhere.example")
    page.connect_button.click()
    qtbot.waitUntil(lambda: "Fernway does not answer." in told(run))
    assert page.url.text() == "https://nowhere.example"
    assert page.connect_button.isEnabled()
    with qtbot.waitSignal(run.done) as done:
        run.go_on()
    assert done.args == [signed_in]


def last_page(run: FirstRun) -> ConnectPage:
    assert run.code is not None
    run.code.tick.click()
    run.go_on()
    assert run.connect_page is not None
    return run.connect_page


@pytest.mark.parametrize("text", theme.TEXT_SIZES)
@pytest.mark.parametrize("name", THEMES)
def test_it_fits_at_every_size_and_theme(run: FirstRun, name: str, text: int) -> None:
    theme.wear(theme.Look(THEMES[name], text))
    run.resize(1366, 697)
    who(run)
    told(run)
    assert (run.width(), run.height()) == (1366, 697)
    for pressed in run.findChildren(QPushButton):
        if pressed.isVisible() and pressed.text():
            assert pressed.width() >= pressed.sizeHint().width(), pressed.text()
    spot = run.next_button.mapTo(run, run.next_button.rect().bottomRight())
    assert spot.x() <= 1366
    assert spot.y() <= 697
    theme.wear(theme.Look())
