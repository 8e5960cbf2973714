"""Before the main system is relied on again: checks by a person, ten records compared, nothing copied or sent before."""

import json
from datetime import timedelta
from pathlib import Path

import pytest

from downtime_desk.core.errors import NoAnswer, Trouble
from downtime_desk.core.replay import differences as replayed
from downtime_desk.core.session import Session
from downtime_desk.core.store import Acting, Store
from downtime_desk.outages.actions import Declare, declare, main_system_back, main_system_gone_again
from downtime_desk.outages.integrity.queries import all_incidents
from downtime_desk.outages.queries import chronology
from downtime_desk.people.queries import person
from downtime_desk.practice import Provider, Running
from downtime_desk.recovery.actions import Stopper, give_back
from downtime_desk.sync.connection import Choose, Connection, choose, source
from downtime_desk.sync.reconnect.actions import Check, Judge, begin, check, go_ahead, judge, keep_sample
from downtime_desk.sync.reconnect.facts import CHECKS, Compared, SampleCompared
from downtime_desk.sync.reconnect.queries import Standing, not_held, standing
from downtime_desk.sync.reconnect.sample import MANY, compare, draw
from downtime_desk.sync.refresh import refresh
from tests.conftest import NIGHT
from tests.plugins.clock import Clock


@pytest.fixture
def back(store: Store, acting: Acting, clock: Clock, practice: Running) -> Store:
    """Return a store with a copy, in the return of an outage whose checks have begun."""
    with store.write(acting) as session:
        choose(session, Choose(Connection("Fernway", "server", practice.url)))
        place = source(session, clock)
    refresh(store, acting, place)
    place.close()
    clock.forward(minutes=5)
    with store.write(acting) as session:
        declare(session, Declare(("Rota", "Care records"), clock(), "Three carers"))
    clock.forward(hours=5)
    with store.write(acting) as session:
        begin(session, clock())
    return store


def here(store: Store) -> Standing:
    with store.read() as session:
        found = standing(session)
    assert found is not None
    return found


def sampled(store: Store, acting: Acting) -> SampleCompared:
    found = compare(store, acting, "seed")
    with store.write(acting) as session:
        keep_sample(session, found)
    return found


def make_all(session: Session) -> None:
    for each in CHECKS:
        check(session, Check(each, "Ade at Fernway: a disk was full"))


def test_nothing_is_copied_or_sent_until_all_is_done(back: Store, acting: Acting, clock: Clock) -> None:
    def copy() -> None:
        with back.read() as session:
            place = source(session, clock)
        try:
            refresh(back, acting, place)
        finally:
            place.close()

    with pytest.raises(Trouble, match="checks before the main system is relied on again are not done"):
        copy()
    with pytest.raises(Trouble, match="The supplier says that it works, and what was wrong, and 7 more"):
        give_back(back, acting, Stopper(), lambda _step: None)
    with back.write(acting) as session:
        make_all(session)
    assert here(back).left == ("Ten records compared",)
    found = sampled(back, acting)
    assert len(found.sample) == MANY
    assert all(each.differences == () for each in found.sample), "the main system says what it said"
    with back.write(acting) as session:
        for each in found.sample[:-1]:
            judge(session, Judge(each.id, right=True))
    assert here(back).left == ("1 of 10 records to be judged",)
    assert here(back).compared_at is None
    with back.write(acting) as session:
        judge(session, Judge(found.sample[-1].id, right=True))
    assert (here(back).left, here(back).said()) == ((), "10 of 10 checks right")
    assert here(back).compared_at == clock()
    copy()
    with back.read() as session:
        assert replayed(session) == []


def test_a_person_may_go_ahead_with_a_reason_that_is_kept(back: Store, acting: Acting) -> None:
    with back.write(acting) as session:
        with pytest.raises(Trouble, match="not said why it cannot wait"):
            go_ahead(session, " ")
        go_ahead(session, "Insulin at 07:00 needs the live chart.")
        not_held(session)
        line = chronology(session, None)[0]
    assert (line.sort, line.words.startswith("Went on before the checks were done (The supplier says")) == (
        "Decision",
        True,
    )
    assert line.words.endswith("Why: Insulin at 07:00 needs the live chart.")


def test_what_the_main_system_says_otherwise_is_said_field_by_field(
    back: Store, acting: Acting, practice: Running
) -> None:
    with back.read() as session:
        first = draw(session, "seed")[0]
        known = person(session, first)
    assert known is not None
    assert known.person.summary.medicines.state == "listed"
    assert known.person.summary.priority.level == "red"
    practice.system.faults.clear()
    with_less = without_medicines_of(practice, first)
    try:
        found = compare(back, acting, "seed")
    finally:
        with_less()
    one = found.sample[0]
    assert one.id == first
    assert one.differences is not None
    fields = {each.field: each for each in one.differences}
    assert fields["Medicines"].theirs in {"NOT RECORDED", "none, recorded as none"}
    assert fields["Medicines"].ours not in {"NOT RECORDED", "none, recorded as none"}
    assert all(each.differences == () for each in found.sample[1:])


def without_medicines_of(practice: Running, person_id: str):  # type: ignore[no-untyped-def]
    """Move the medicines of a person to somebody else, and return what moves them back."""
    import httpx

    moved: list[tuple[str, str, bytes]] = []
    for kind in ("MedicationStatement", "MedicationRequest"):
        found = httpx.get(f"{practice.url}/{kind}", params={"patient": person_id, "_count": "100"}).json()
        for entry in found.get("entry", []):
            resource = entry["resource"]
            moved.append((kind, resource["id"], json.dumps(resource).encode()))
            other = {**resource, "subject": {"reference": "Patient/somebody-else"}}
            httpx.put(f"{practice.url}/{kind}/{resource['id']}", content=json.dumps(other),
                      headers={"content-type": "application/fhir+json"}).raise_for_status()  # fmt: skip
    assert moved

    def back_again() -> None:
        for kind, id_, body in moved:
            httpx.put(f"{practice.url}/{kind}/{id_}", content=body,
                      headers={"content-type": "application/fhir+json"}).raise_for_status()  # fmt: skip

    return back_again


def test_a_wrong_record_holds_on_and_opens_an_incident(back: Store, acting: Acting) -> None:
    found = sampled(back, acting)
    wrong = found.sample[0]
    with back.write(acting) as session:
        make_all(session)
        with pytest.raises(Trouble, match="not said how you know"):
            judge(session, Judge(wrong.id, right=False))
        judge(session, Judge(wrong.id, right=False, how="The label says 10 units"))
        for each in found.sample[1:]:
            judge(session, Judge(each.id, right=True))
    assert here(back).left == (f"Wrong in the main system: {wrong.name}",)
    assert here(back).said() == "9 of 10 checks right"
    with back.read() as session:
        (incident,) = all_incidents(session)
        with pytest.raises(Trouble, match="Wrong in the main system"):
            not_held(session)
    assert incident.affected[0].id == wrong.id
    assert "The label says 10 units" in incident.what
    sampled(back, acting)
    assert here(back).left == ("10 of 10 records to be judged",), "a new sample is judged anew"


def test_a_record_that_differs_is_not_right_without_a_word(back: Store, acting: Acting) -> None:
    with back.write(acting) as session:
        keep_sample(session, SampleCompared("Fernway", "seed", (Compared("p1", "FELL, Ann", None),)))
        with pytest.raises(Trouble, match="not said how you know"):
            judge(session, Judge("p1", right=True))
        judge(session, Judge("p1", right=True, how="Moved away on Friday, says her son"))


def test_the_same_seed_draws_the_same_people_and_red_with_exact_time_first(back: Store) -> None:
    with back.read() as session:
        one, again, other = draw(session, "a"), draw(session, "a"), draw(session, "b")
        red = [
            known.person.summary.priority.level == "red"
            and any(each.time_critical for each in known.person.summary.medicines.items)
            for id_ in one
            if (known := person(session, id_))
        ]
    assert one == again != other
    assert len(one) == MANY
    assert red == sorted(red, reverse=True)
    assert red[0]


def test_a_main_system_that_goes_again_begins_the_checks_anew(
    back: Store, acting: Acting, clock: Clock
) -> None:
    with back.write(acting) as session:
        make_all(session)
        main_system_gone_again(session, clock())
        assert standing(session) is None
        begin(session, clock())
    assert len(here(back).left) == len(CHECKS) + 1


def test_one_that_does_not_answer_keeps_nothing(back: Store, acting: Acting, practice: Running) -> None:
    practice.stop()
    with pytest.raises(NoAnswer):
        compare(back, acting)
    assert here(back).state.sample == ()


def test_a_return_without_the_checks_holds_nothing_back(store: Store, acting: Acting, clock: Clock) -> None:
    with store.write(acting) as session:
        declare(session, Declare(("Phones",), clock(), "Three carers"))
        main_system_back(session, clock())
        not_held(session)
        with pytest.raises(Trouble, match="not written down as back"):
            go_ahead(session, "x")


def test_a_folder_of_exports_is_compared_too(
    store: Store, acting: Acting, clock: Clock, tmp_path: Path
) -> None:
    folder = tmp_path / "export"
    folder.mkdir()
    lines = [json.dumps(each) for each in Provider(people=60, seed=7, today=NIGHT.date()).resources()]
    (folder / "all.ndjson").write_text("\n".join(lines))
    with store.write(acting) as session:
        choose(session, Choose(Connection("Fernway", "folder", str(folder))))
        place = source(session, clock)
    refresh(store, acting, place)
    clock.forward(minutes=1)
    with store.write(acting) as session:
        declare(session, Declare(("Rota",), clock(), "x"))
        begin(session, clock() + timedelta())
    assert [each.differences for each in compare(store, acting, "s").sample] == [()] * MANY
