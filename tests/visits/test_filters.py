"""Keeping the list of a day to some visits: what it shows, that it says so, and that it is kept for the next time."""

from collections.abc import Iterator
from datetime import date, timedelta

import msgspec
import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot
from sqlalchemy import select

from downtime_desk.core.drafts import drafts
from downtime_desk.core.session import Session
from downtime_desk.core.store import Acting, Store
from downtime_desk.rota import mirror as rota_mirror
from downtime_desk.rota.actions import CancelVisit, cancel_visit
from downtime_desk.ui.desk import Desk
from downtime_desk.visits import queries
from downtime_desk.visits.queries import EVERYTHING, KeptTo, Offered, day, offered
from downtime_desk.visits.screen import VisitsScreen
from tests.conftest import NIGHT
from tests.plugins.clock import Clock
from tests.ui.tree import controls, name_of, tree
from tests.visits.conftest import CARERS, COPIED, VISITS, desk_of, visit

SUNDAY = date(2026, 11, 22)
AREAS = {"v1": "North", "v2": "North", "v6": "South"}


@pytest.fixture
def areas(outage: Store, acting: Acting) -> Store:
    """The outage, with areas, and a visit nobody is planned for."""
    rows = [msgspec.structs.replace(each, area=AREAS.get(each.id)) for each in VISITS]
    rows.append(visit("v9", "p5", "04:00", 30, ()))
    with outage.write(acting) as session:
        rota = rota_mirror.Rota(CARERS, [[rota_mirror.row_of(each) for each in rows]])
        rota_mirror.apply(session, rota, COPIED + timedelta(minutes=1))
    return outage


@pytest.fixture
def desk(areas: Store, acting: Acting, clock: Clock, qapp: QApplication) -> Iterator[Desk]:
    with desk_of(areas, acting, clock) as made:
        yield made


def shown(desk: Desk, qtbot: QtBot) -> VisitsScreen:
    made = VisitsScreen(desk)
    qtbot.addWidget(made)
    made.resize(1184, 709)
    made.show()
    made.board.which._segments[1].click()
    return made


def rows(screen: VisitsScreen) -> list[str]:
    return [row.visit for row in screen.board.list.model().rows()]  # type: ignore[attr-defined]


@pytest.mark.parametrize(
    ("kept", "visits"),
    [
        (EVERYTHING, ["v2", "v1", "v6", "v9", "v8"]),
        (KeptTo(level="red"), ["v2", "v1", "v6"]),
        (KeptTo(level=""), ["v9"]),
        (KeptTo(area="North"), ["v2", "v1"]),
        (KeptTo(area=""), ["v9", "v8"]),
        (KeptTo(carer="c1"), ["v1", "v6", "v8"]),
        (KeptTo(carer=""), ["v9"]),
        (KeptTo(name="hollo"), ["v1", "v8"]),
        (KeptTo(name="nobody"), []),
        (KeptTo(level="red", area="North", carer="c1"), ["v1"]),
    ],
)
def test_a_day_is_kept_to_what_was_chosen(areas: Store, kept: KeptTo, visits: list[str]) -> None:
    with areas.read() as session:
        assert [row.visit for row in day(session, SUNDAY, NIGHT, kept=kept)] == visits


def test_what_there_is_to_choose_from(areas: Store) -> None:
    with areas.read() as session:
        found = offered(session, SUNDAY)
    assert found.areas == ("North", "South")
    assert found.area_missing
    assert found.carers == (("c1", "Iwan Prosser"), ("c3", "Keira Dunn"), ("c2", "Mina Petrova"))


def test_a_list_that_hides_visits_says_so(desk: Desk, qtbot: QtBot) -> None:
    screen = shown(desk, qtbot)
    assert "Not every visit is shown." not in tree(screen)
    screen.filters.level.choose(("red",))
    screen.filters.level.chosen.emit(("red",))
    assert rows(screen) == ["v2", "v1", "v6"]
    assert "Not every visit is shown." in tree(screen)
    screen.filters.name.show_text("marl")
    assert rows(screen) == ["v6"]
    screen.filters.all_button.click()
    assert rows(screen) == ["v2", "v1", "v6", "v9", "v8"]
    assert [part for part in controls(screen) if not name_of(part)] == []


def test_what_it_was_kept_to_comes_back_without_the_name(desk: Desk, areas: Store, qtbot: QtBot) -> None:
    screen = shown(desk, qtbot)
    screen.filters.area.choose(("North",))
    screen.filters.area.chosen.emit(("North",))
    screen.filters.carer.choose(("c1",))
    screen.filters.carer.chosen.emit(("c1",))
    screen.filters.name.show_text("hol")
    qtbot.waitUntil(lambda: "c1" in _kept(areas))
    again = shown(desk, qtbot)
    assert again.filters.kept() == KeptTo(area="North", carer="c1")
    assert rows(again) == ["v1"]


def _kept(store: Store) -> str:
    with store.read() as session:
        return " ".join(session.execute(select(drafts.c.words)).scalars())


def test_an_area_the_day_does_not_have_hides_nothing(desk: Desk, qtbot: QtBot) -> None:
    screen = shown(desk, qtbot)
    screen.filters.show_kept(KeptTo(area="East"))
    screen.refresh()
    assert screen.filters.kept() == EVERYTHING
    assert len(rows(screen)) == 5


def test_what_can_be_chosen_is_read_again_only_after_the_rota_changed(
    desk: Desk, outage: Store, acting: Acting, monkeypatch: pytest.MonkeyPatch, qtbot: QtBot
) -> None:
    screen = shown(desk, qtbot)
    read: list[object] = []
    queue = screen._known.read

    def counted(session: Session, which: date) -> Offered:
        read.append(which)
        return offered(session, which)

    monkeypatch.setattr(queries, "offered", counted)
    before = queue(screen.desk.now())
    for level in ("red", "amber"):
        screen.filters.show_kept(KeptTo(level=level))
        screen.filters.changed.emit()
    assert read == []
    assert queue(screen.desk.now()) is before
    with outage.write(acting) as session:
        cancel_visit(session, CancelVisit("v8", "Patricia is away", "Patricia"))
    qtbot.waitUntil(lambda: len(read) == 1)
