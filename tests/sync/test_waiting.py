"""A copy that looks wrong waits, sealed, until a person accepts or refuses it with a reason."""

import json
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from downtime_desk.core import journal
from downtime_desk.core.errors import Trouble
from downtime_desk.core.facts import change_setting
from downtime_desk.core.replay import differences
from downtime_desk.core.store import Acting, Store
from downtime_desk.outages.actions import Declare, declare
from downtime_desk.outages.integrity.queries import all_incidents
from downtime_desk.people import copies, entry_codes
from downtime_desk.practice import Provider
from downtime_desk.sync import deciding, packed
from downtime_desk.sync.facts import CopyHeld, CopyRefused, waiting
from downtime_desk.sync.refresh import Held, refresh
from downtime_desk.sync.waiting import FILE
from tests.conftest import NIGHT
from tests.plugins.clock import Clock
from tests.sync.fhir.make import Given, Resource, flag, source
from tests.sync.test_refresh import everything, facts, many

CODE = flag("Key safe: 4417", code="entry-code", subject={"reference": "Patient/p1"})


def without(given: Given, gone: Callable[[Resource], bool]) -> Given:
    return source(*(each for each in map(json.loads, given.given) if not gone(each)))


def two_in_five(given: Given) -> Given:
    """Return a copy with 40 % of its visits gone, those of the first people."""
    visits = [each["id"] for each in map(json.loads, given.given) if each["resourceType"] == "Appointment"]
    lost = set(visits[: len(visits) * 2 // 5])
    return without(given, lambda each: each["id"] in lost)


class Timed(Given):
    """What was given, by a main system that says what time it is."""

    def __init__(self, given: Given, ahead: timedelta) -> None:
        vars(self).update(vars(given))
        self._ahead = ahead

    def ahead(self) -> timedelta:
        return self._ahead


@pytest.fixture
def held(store: Store, acting: Acting, clock: Clock) -> Iterator[Store]:
    """Return a store with twenty people in use and a copy that waits because 40 % of the visits are gone."""
    refresh(store, acting, many(20, CODE, visits_each=5))
    clock.forward(minutes=15)
    with pytest.raises(Held):
        refresh(store, acting, two_in_five(many(20, CODE, visits_each=5)))
    return store


def visits_in_use(store: Store) -> int:
    with store.read() as session:
        taken = copies.last(session)
        assert taken is not None
        return taken.counts.visits


def test_a_rota_with_forty_percent_gone_waits_and_the_good_copy_stays(held: Store) -> None:
    assert visits_in_use(held) == 100
    fact = facts(held)[-1]
    assert isinstance(fact, CopyHeld)
    assert [each.kind for each in fact.copy.findings] == ["visits gone", "left out"]
    assert "40 planned visits are gone from Fernway, of 100 in the copy in use (40 %)." in fact.words()
    with held.read() as session:
        assert waiting(session) == fact.copy
        assert differences(session) == []
    assert (held.folder / FILE).stat().st_mode & 0o077 == 0


def test_accepting_puts_it_in_use_and_says_who_accepted_what_and_why(held: Store, acting: Acting) -> None:
    before = everything(held)
    with pytest.raises(Trouble, match="not said why"):
        deciding.accept(held, acting, "  ")
    assert everything(held) == before
    fact = deciding.accept(held, acting, "A contract ended, says Ade.")
    assert visits_in_use(held) == 60
    assert fact.withdrawn == 40
    assert fact.why == "A contract ended, says Ade."
    assert "40 planned visits are gone" in fact.words()
    assert "Why: A contract ended, says Ade." in fact.words()
    assert not (held.folder / FILE).exists()
    with held.read() as session:
        assert waiting(session) is None
        assert entry_codes.unsealed(session, "p1")[0].code == "4417"
        assert [each.actor_name for each in journal.entries(session)][-1] == "Priya Nair"
        assert differences(session) == []
    with pytest.raises(Trouble, match="No copy waits"):
        deciding.accept(held, acting, "Again.")


def test_refusing_keeps_the_good_copy_and_is_recorded(held: Store, acting: Acting) -> None:
    before = everything(held)
    deciding.refuse(held, acting, "The supplier deleted it by mistake.")
    assert everything(held) == before
    assert not (held.folder / FILE).exists()
    fact = facts(held)[-1]
    assert isinstance(fact, CopyRefused)
    assert "refused" in fact.words()
    assert "by mistake" in fact.words()
    with held.read() as session:
        assert waiting(session) is None
        assert differences(session) == []


def test_the_same_findings_again_are_not_recorded_again(held: Store, acting: Acting) -> None:
    told, file = facts(held), (held.folder / FILE).read_bytes()
    with pytest.raises(Held):
        refresh(held, acting, two_in_five(many(20, CODE, visits_each=5)))
    assert facts(held) == told
    assert (held.folder / FILE).read_bytes() == file


def test_a_sound_copy_overtakes_the_one_that_waits(held: Store, acting: Acting) -> None:
    refresh(held, acting, many(20, CODE, visits_each=5))
    with held.read() as session:
        assert waiting(session) is None
        assert differences(session) == []
    assert not (held.folder / FILE).exists()


def test_in_an_outage_the_copy_that_waits_goes_on_waiting(held: Store, acting: Acting) -> None:
    with held.write(acting) as session:
        declare(session, Declare(("Rota",), NIGHT, "Carers rang"))
    with pytest.raises(Trouble, match="An outage is running"):
        deciding.accept(held, acting, "It is right.")
    assert visits_in_use(held) == 100
    with held.read() as session:
        assert waiting(session) is not None


def test_a_file_that_is_gone_damaged_or_another_is_not_put_in_use(
    held: Store, acting: Acting, tmp_path: Path
) -> None:
    file = held.folder / FILE
    good, before = file.read_bytes(), everything(held)
    with pytest.raises(Held):
        refresh(held, acting, many(0))
    another = file.read_bytes()
    file.write_bytes(good)
    with pytest.raises(Trouble, match="not on this laptop"):
        deciding.accept(held, acting, "It is right.")
    file.write_bytes(another[:-9])
    with pytest.raises(Trouble, match="damaged"):
        deciding.accept(held, acting, "It is right.")
    file.unlink()
    with pytest.raises(Trouble, match="not on this laptop"):
        deciding.accept(held, acting, "It is right.")
    assert everything(held) == before


def test_a_copy_another_release_kept_is_not_put_in_use(store: Store, acting: Acting) -> None:
    with pytest.MonkeyPatch.context() as earlier:
        earlier.setattr(packed, "FORMAT", packed.FORMAT - 1)
        refresh(store, acting, many(20, visits_each=5))
        with pytest.raises(Held):
            refresh(store, acting, two_in_five(many(20, visits_each=5)))
    before = everything(store)
    with pytest.raises(Trouble, match="another release"):
        deciding.accept(store, acting, "It is right.")
    assert everything(store) == before


def test_nothing_about_a_person_is_readable_beside_the_store(held: Store, tmp_path: Path) -> None:
    held.release()
    for file in tmp_path.rglob("*"):
        content = file.read_bytes() if file.is_file() else b""
        for canary in (b"Family7", b"FAMILY7", b"Latex", b"4417", b"Fernway"):
            assert canary not in content, file


def test_thresholds_are_settings(store: Store, acting: Acting) -> None:
    refresh(store, acting, many(20, visits_each=5))
    with store.write(acting) as session:
        change_setting(session, "copy guard", {"visits_percent": 50, "people_percent": 50})
    assert refresh(store, acting, two_in_five(many(20, visits_each=5))).counts.visits == 60


def test_cancelled_visits_are_as_gone_as_deleted_ones(store: Store, acting: Acting) -> None:
    refresh(store, acting, many(10, visits_each=2))
    trees = [json.loads(each) for each in many(10, visits_each=2).given]
    cancelled = [
        {**each, "status": "cancelled"}
        if each["resourceType"] == "Appointment" and "-0" in each["id"]
        else each
        for each in trees
    ]
    with pytest.raises(Held, match="10 planned visits are gone from Fernway, of 20"):
        refresh(store, acting, source(*cancelled))


def test_what_could_not_be_read_is_not_called_gone(store: Store, acting: Acting) -> None:
    refresh(store, acting, many(10))
    spoilt = [
        {**each, "name": []} if each["resourceType"] == "Patient" and each["id"] in {"p1", "p2"} else each
        for each in map(json.loads, many(10).given)
    ]
    assert refresh(store, acting, source(*spoilt)).rejected == 2


def test_emptied_records_of_a_whole_provider_are_found(store: Store, acting: Acting) -> None:
    provider = source(*Provider(people=60, seed=1, today=NIGHT.date()).resources())
    refresh(store, acting, provider)
    refresh(store, acting, provider)
    emptied = {"AllergyIntolerance", "MedicationStatement", "MedicationRequest", "Flag", "RelatedPerson"}
    with pytest.raises(Held) as held:
        refresh(store, acting, without(provider, lambda each: each["resourceType"] in emptied))
    said = [each.words.partition(" are gone")[0] for each in held.value.findings if each.kind == "emptied"]
    assert said == ["Allergies", "Exact-time medicines", "Medicines", "Alerts", "Contacts", "Entry codes"]
    wave = held.value.findings[-1]
    assert wave.kind == "incomplete"
    assert "of 60 people came incomplete from Fernway" in wave.words
    with store.read() as session:
        (opened,) = all_incidents(session)
        assert opened.what == wave.words
        assert opened.number_affected == len(opened.affected) > 6
        assert "allergies" in opened.affected[0].missing
        assert opened.sections["allergies"] > 6
        assert differences(session) == []
    with pytest.raises(Held):
        refresh(store, acting, without(provider, lambda each: each["resourceType"] == "AllergyIntolerance"))
    with store.read() as session:
        assert len(all_incidents(session)) == 1, "one that is open already is not opened again"


def test_a_wave_of_notes_that_cannot_be_read_opens_an_incident(store: Store, acting: Acting) -> None:
    refresh(store, acting, many(10))
    spoilt = [
        {**each, "name": []}
        if each["resourceType"] == "Patient" and each["id"] in {"p1", "p2", "p3"}
        else each
        for each in map(json.loads, many(10).given)
    ]
    with pytest.raises(
        Held, match=r"of 3 of 10 people came incomplete from Fernway \(30 %\): 3 not readable in full"
    ):
        refresh(store, acting, source(*spoilt))
    with store.read() as session:
        assert [each.id for each in all_incidents(session)[0].affected] == ["p1", "p2", "p3"]


def test_visits_there_twice_under_another_number_wait(store: Store, acting: Acting) -> None:
    given = many(10, visits_each=2)
    refresh(store, acting, given)
    doubled = [
        {**each, "id": f"{each['id']}-again"}
        for each in map(json.loads, given.given)
        if each["resourceType"] == "Appointment"
    ][:5]
    with pytest.raises(Held) as held:
        refresh(store, acting, source(*map(json.loads, given.given), *doubled))
    (finding,) = held.value.findings
    assert finding.kind == "visits twice"
    assert finding.words.startswith("5 planned visits are in Fernway twice, for ")
    deciding.accept(store, acting, "Kept as two on purpose, says Ade.")
    refresh(store, acting, source(*map(json.loads, given.given), *doubled))


def test_records_that_contradict_themselves_wait(store: Store, acting: Acting) -> None:
    given = many(10, visits_each=2)
    refresh(store, acting, given)
    other = [
        {**each, "comment": "another"}
        for each in map(json.loads, given.given)
        if each["resourceType"] == "Appointment"
    ][:4]
    with pytest.raises(Held, match="4 records came from Fernway twice under the same number"):
        refresh(store, acting, source(*map(json.loads, given.given), *other))


def test_a_difference_of_the_clocks_accepted_once_is_not_asked_about_again(
    store: Store, acting: Acting, clock: Clock
) -> None:
    ahead = timedelta(minutes=62)
    with pytest.raises(Held, match="is 1 h 02 m ahead of this laptop"):
        refresh(store, acting, Timed(many(10), ahead))
    deciding.accept(store, acting, "Fernway keeps summer time, says Ade.")
    clock.forward(minutes=15)
    refresh(store, acting, Timed(many(10), ahead + timedelta(minutes=2)))
    refresh(store, acting, Timed(many(10), timedelta()))
    with pytest.raises(Held, match="is 3 h 00 m behind"):
        refresh(store, acting, Timed(many(10), -timedelta(hours=3)))
    with store.read() as session:
        assert differences(session) == []
