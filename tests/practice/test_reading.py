"""The desk reads the invented provider off the practice system whole, and sees what was meant."""

from datetime import date

from downtime_desk.core.clock import day_bounds
from downtime_desk.people.completeness import missing_facts
from downtime_desk.people.summary import Person
from downtime_desk.practice import Provider, Running
from downtime_desk.rota.mirror import Window
from downtime_desk.sync.fhir.reading import read
from downtime_desk.sync.fhir.server import Server
from downtime_desk.sync.http import MainSystem
from tests.plugins.clock import Clock
from tests.practice.conftest import TODAY


def found(people: list[Person], family: str, given: str) -> Person:
    return next(one for one in people if one.family == family and one.given.startswith(given))


def test_the_desk_reads_everybody_and_every_visit(running: Running, clock: Clock) -> None:
    running.system.load(Provider(people=60, seed=1, today=TODAY))
    window = Window(day_bounds(date(2026, 11, 21))[0], day_bounds(date(2026, 12, 4))[1])
    system = MainSystem(running.url, now=clock, plain_http=True)
    server = Server(system, window)
    staged = read(server)
    server.close()
    people = list(staged.people())
    assert list(staged.rejected) == []
    assert len(people) == 60
    assert dict(staged.left_out) == {"statements that allergies are not recorded": 1}
    summaries = {one.id: one.summary for one in people}
    assert {one.priority.level for one in summaries.values()} == {"red", "amber", "green"}

    ted = found(people, "Holloway", "Edwin")
    assert missing_facts(ted) == ()
    dose = ted.summary.medicines.items[0]
    assert (dose.time_critical, dose.window_minutes, len(dose.times)) == (True, 30, 6)
    assert ted.summary.cpr.where == "Yellow folder, kitchen drawer left of the sink"
    assert [one.label for one in ted.entry_codes] == ["Key safe, side door"]
    assert [one.name for one in ted.summary.contacts.items] == ["Bill Trott", "Susan Holloway-Reid"]
    assert ted.summary.contacts.items[0].key_holder is True

    assert found(people, "Holt", "Dennis").summary.allergies.state == "not recorded"
    assert found(people, "Pike", "Ronald").summary.allergies.state == "not recorded"
    assert found(people, "Hollis", "Margaret").summary.allergies.state == "none"
    assert found(people, "Hollis", "Margaret").summary.medicines.state == "none"
    assert found(people, "Cardew", "Hilda").summary.contacts.state == "none"
    assert found(people, "Pike", "Ronald").summary.contacts.state == "not recorded"
    assert found(people, "Ashworth", "Maureen").summary.cpr.decided is False
    assert found(people, "Doyle", "Agnes").summary.cpr.decided is True
    assert found(people, "Tuttle", "Winifred").born is None
    assert {one.family or one.given for one in people if not (one.family and one.given)} == {"Lakshmi"}
