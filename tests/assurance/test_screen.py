"""The page of readiness: what holds, what to look at, what it leads to, and the sheet it prints."""

from pathlib import Path

import pytest
from PySide6.QtWidgets import QFileDialog
from pytestqt.qtbot import QtBot

from downtime_desk.assurance.actions import KeepDay, keep_day
from downtime_desk.assurance.screen import ReadinessScreen
from downtime_desk.core.store import Store
from downtime_desk.printing.screen import paper
from downtime_desk.ui.desk import Desk
from tests.assurance.test_proofs import WELL
from tests.printing.reading import pypdf_pages
from tests.ui.tree import tree


@pytest.fixture
def page(copy: Store, desk: Desk, qtbot: QtBot) -> ReadinessScreen:
    made = ReadinessScreen(desk, lambda: WELL)
    qtbot.addWidget(made)
    made.resize(1190, 700)
    made.show()
    qtbot.waitUntil(lambda: bool(made.proofs()))
    return made


def test_every_proof_is_said_in_a_sentence_and_today_once_it_is_kept(
    page: ReadinessScreen, desk: Desk, qtbot: QtBot
) -> None:
    said = tree(page)
    assert "Holds. Rota copy. 4 visits in the next 7 days, 2 carers. 6 h old, limit 24 h." in said
    assert "Look at it. Printer. No test page was ever sent. never, each 24 h." in said
    held = sum(proof.holds for proof in page.proofs())
    assert f"{held} of {len(page.proofs())} proofs hold." in said
    assert "the Red pack: 2 people." in said

    assert "On 30 of 30 days nobody looked." in said
    desk.jobs.write(page, keep_day, KeepDay(page.proofs()))
    qtbot.waitUntil(lambda: f"22-Nov-2026 {held} of {len(page.proofs())}" in tree(page))
    assert "On 29 of 30 days nobody looked." in tree(page)


def test_what_can_be_done_is_asked_of_the_window(page: ReadinessScreen, qtbot: QtBot) -> None:
    for key, act in (("printer", "test"), ("must know", "people")):
        with qtbot.waitSignal(page.act_asked) as asked:
            page._rows[key]._button.click()
        assert asked.args == [act]
    assert not page._rows["rota"]._button.isVisible(), "nothing is to be done about what holds"
    with qtbot.waitSignal(page.declare_asked):
        page.primary()


def test_the_proofs_are_printed_as_a_numbered_sheet(
    page: ReadinessScreen, qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    target = tmp_path / "proofs.pdf"
    monkeypatch.setattr(paper, "printers", lambda: ())
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: (str(target), ""))
    page.print_this()
    qtbot.waitUntil(lambda: "Saved as proofs.pdf" in tree(page))
    assert "READINESS,PROVED" in "".join(pypdf_pages(target.read_bytes()))


def test_nothing_is_cut_where_there_is_little_room(page: ReadinessScreen, qtbot: QtBot) -> None:
    page.resize(620, 600)
    qtbot.waitUntil(lambda: not page._first.isVisible())
    assert page.stopped.declare.isVisible()
    shown = page._rows["rota"]._said.text()
    assert shown == "Holds. 4 visits in the next 7 days, 2 carers. 6 h old, limit 24 h"
