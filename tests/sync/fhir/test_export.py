"""Reading everything as one export, where a server offers that, and page after page where it does not keep to it."""

from collections.abc import Iterator

import pytest

from downtime_desk.core.errors import Trouble
from downtime_desk.practice import Awkward, PracticeSystem, Provider, Running, serve
from downtime_desk.sync.fhir.reading import read
from downtime_desk.sync.fhir.server import Server
from downtime_desk.sync.http import MainSystem
from downtime_desk.sync.refresh import usual_window
from tests.conftest import NIGHT
from tests.plugins.clock import Clock


@pytest.fixture(scope="module")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    system = PracticeSystem(tmp_path_factory.mktemp("practice") / "practice.sqlite")
    system.load(Provider(people=60, seed=1, today=NIGHT.date(), days=20))
    system.offer_export()
    with serve(system) as listening:
        yield listening


@pytest.fixture
def server(running: Running) -> Iterator[Server]:
    made = Server(
        MainSystem(running.url, now=Clock(NIGHT), name="Fernway", seconds=2), usual_window(NIGHT), seconds=30
    )
    yield made
    running.system.faults.clear()
    running.system.exports.errors = ()
    running.system.exports.retry_after = 1
    made.close()


def test_an_export_comes_to_the_same_as_every_page_and_is_removed_there(
    running: Running, server: Server
) -> None:
    exported = read(server)
    assert server.notes == []
    assert running.system.exports.kept == 0
    running.system.rest.operations = ()
    try:
        plain = Server(MainSystem(running.url, now=Clock(NIGHT), seconds=2), usual_window(NIGHT))
        paged = read(plain)
        plain.close()
    finally:
        running.system.offer_export()
    assert list(exported.people()) == list(paged.people())
    assert sorted(exported.visits()) == sorted(paged.visits())
    assert exported.can.read_export
    assert not paged.can.read_export


@pytest.mark.parametrize(
    ("kind", "path", "said"),
    [
        (Awkward.DATABASE_DOWN, r"\$export", "does not give the export it offers"),
        (Awkward.CAPTIVE_PORTAL, r"\$export", "does not give the export it offers"),
        (Awkward.SERVER_ERROR, r"export/\w+$", "could not make the export it offers"),
        (Awkward.TRUNCATED, r"export/\w+$", "took too long|not say in a readable form"),
    ],
)
def test_an_export_that_is_not_to_be_had_is_read_page_after_page(
    running: Running, server: Server, kind: Awkward, path: str, said: str
) -> None:
    running.system.exports.polls = 0
    running.system.go_awkward(kind, times=1, path=path)
    assert read(server).people_count == 60
    (note,) = server.notes
    assert "so it was read page after page" in note
    assert any(part in note for part in said.split("|"))
    running.system.exports.polls = 1


@pytest.mark.parametrize(
    ("kind", "said"),
    [
        (Awkward.CAPTIVE_PORTAL, "web page"),
        (Awkward.DRIP, "did not answer in time"),
        (Awkward.LOST_ANSWER, "broke off"),
        (Awkward.SERVER_ERROR, "fault of its own"),
    ],
)
def test_a_file_that_breaks_off_stops_the_whole(running: Running, kind: Awkward, said: str) -> None:
    made = Server(
        MainSystem(running.url, now=Clock(NIGHT), name="Fernway", seconds=2), usual_window(NIGHT), seconds=4
    )
    running.system.go_awkward(kind, times=None, path="Appointment.ndjson")
    with pytest.raises(Trouble, match=said):
        read(made)
    running.system.faults.clear()
    made.close()


def test_what_a_server_could_not_export_stops_the_whole(running: Running, server: Server) -> None:
    running.system.exports.errors = [{"resourceType": "OperationOutcome", "issue": [{"severity": "error"}]}]
    with pytest.raises(Trouble, match="could not give all it holds in its export"):
        read(server)


def test_a_server_that_wants_to_be_asked_much_later_is_asked_within_the_time_there_is(
    running: Running, server: Server
) -> None:
    running.system.exports.retry_after = 86_400
    assert read(server).people_count == 60
    (note,) = server.notes
    assert "took too long to make its export" in note
