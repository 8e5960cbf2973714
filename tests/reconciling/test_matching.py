"""Matching is total, the same in any order, gives no record to two visits, and guesses nothing."""

import random
from collections import Counter
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from downtime_desk.recovery.reconciling.matching import Account, Found, Planned, Sides, match
from downtime_desk.recovery.reconciling.standings import is_open
from downtime_desk.rota.plan import PlannedVisit
from downtime_desk.sync.looking.agreeing import Tolerance
from downtime_desk.sync.looking.record import Attended, Dose, Record

NIGHT = datetime(2026, 11, 21, 23, 0, tzinfo=UTC)


def at(minutes: int) -> datetime:
    return NIGHT + timedelta(minutes=minutes)


def planned(visit: str = "v1", begins: int = 0, **changes) -> Planned:
    said = {"booking": visit, "person": "p1", "carers": ("c1",), "status": "booked"}
    return Planned(visit, start=at(begins), end=at(begins + 30), **{**said, **changes})


def came(carer: str = "c1", arrived: int = 4, left: int | None = 31) -> Attended:
    return Attended(carer, None, at(arrived), None if left is None else at(left))


def done(*carers: Attended, **changes) -> Account:
    return Account("done", carers or (came(),), **{"state": "waiting", **changes})


def record(id_: str = "e1", *carers: Attended, **changes) -> Record:
    said = {"person": "p1", "visit": "v1", "version": "1", "source": "phone.example"}
    return Record(f"Encounter/{id_}", "done", carers or (came(),), **{**said, **changes})


def there(visit: str = "v1", status: str = "fulfilled", begins: int = 0, person: str = "p1") -> PlannedVisit:
    return PlannedVisit(visit, person, at(begins), at(begins + 30), status, ("c1",), version="2")


def standing_of(sides: Sides, key: str = "visit/v1") -> str:
    return {each.key: each for each in match(sides)}[key].standing


def one(account: Account | None = None, *records: Record, plan: Planned | None = None, **more) -> str:
    desk = {"v1": account} if account else {}
    return standing_of(Sides([plan or planned()], desk, records=records, **more))


@pytest.mark.parametrize(
    ("account", "records", "standing"),
    [
        (done(), [record()], "same"),
        (done(), [record("e1", came(arrived=9, left=36))], "same"),
        (done(), [record("e1", came(arrived=10))], "times"),
        (done(), [record("e1", came(left=None))], "times"),
        (done(), [record("e1", came("c2"))], "carer"),
        (done(came(), came("c2")), [record()], "one carer"),
        (done(came(), came("c2")), [record(), record("e2", came("c2"))], "same"),
        (done(), [record(), record("e2")], "two records"),
        (done(), [record(marks=("f1",))], "given back"),
        (done(), [record(marks=("f1",)), record("e2")], "two records"),
        (done(state="checked"), [record("e1", came(arrived=14), marks=("f1",), version="2")], "times"),
        (done(state="checked"), [record(marks=("f1",), version="2")], "given back"),
        (done(state="not required"), [record("e1", came(arrived=14), marks=("f1",))], "times"),
        (done(), [record("e1", came(arrived=14), marks=("f1",))], "given back"),
        (Account("did not happen", state="waiting"), [record(marks=("f1",))], "on its way"),
        (Account("did not happen", state="not required"), [record(marks=("f1",))], "said not made"),
        (done(), [record(person="p2")], "other person"),
        (done(), [record(doubt="It comes twice.")], "hour twice"),
        (done(), [record("e1", came(arrived=64), doubt="It comes twice.")], "hour twice"),
        (done(), [], "on its way"),
        (done(state="checked"), [], "gone"),
        (done(state="not required"), [], "kept here"),
        (Account("did not happen"), [], "not made"),
        (Account("did not happen"), [record()], "said not made"),
        (Account("not known yet"), [record()], "only there"),
        (None, [record()], "only there"),
        (None, [], "no answer"),
    ],
)
def test_how_a_visit_stands(account: Account | None, records: list[Record], standing: str) -> None:
    assert one(account, *records) == standing


@pytest.mark.parametrize(
    ("account", "status", "standing"),
    [
        (None, "cancelled", "cancelled"),
        (None, "fulfilled", "done there"),
        (None, "noshow", "not made"),
        (done(), "cancelled", "cancelled there"),
        (done(), "booked", "on its way"),
    ],
)
def test_what_the_visit_itself_says_there(account: Account | None, status: str, standing: str) -> None:
    assert one(account, visits=[there(status=status)]) == standing


def test_a_medicine_at_an_exact_time_is_compared_to_the_minute() -> None:
    late = record("e1", came(arrived=6))
    assert one(done(), late) == "same"
    assert one(done(), late, plan=planned(critical=True)) == "times"
    assert one(done(), late, plan=planned(critical=True), tolerance=Tolerance(critical_minutes=2)) == "same"


@pytest.mark.parametrize(
    ("theirs", "standing"),
    [
        (Dose("Insulin glargine", "given", at(5), "Encounter/e1"), "same"),
        (Dose("Insulin glargine", "given", at(15), "Encounter/e1"), "medicine"),
        (Dose("insulin", "refused", at(5), "Encounter/e1"), "medicine"),
        (Dose("Insulin", "refused", at(5), "Encounter/e9"), "same"),
        (Dose("Paracetamol", "refused", at(5), "Encounter/e1"), "same"),
    ],
)
def test_a_medicine_both_speak_of_must_have_become_of_the_same(theirs: Dose, standing: str) -> None:
    account = done(doses=(Dose("Insulin glargine", "given", at(5)),))
    assert one(account, record(), doses=[theirs]) == standing


def test_a_record_without_a_visit_is_its_carers_at_that_time() -> None:
    plan = [planned("v1"), planned("v2", 20, carers=("c2",)), planned("v3", 240)]
    sides = Sides(plan, {"v1": done()}, records=[record(visit=None)])
    assert standing_of(sides) == "same"
    assert standing_of(sides, "visit/v2") == "no answer"


def test_a_record_that_fits_two_visits_is_given_to_neither_until_a_person_says() -> None:
    plan = [planned("v1"), planned("v2", 20)]
    loose = record("e1", came(arrived=25, left=40), visit=None)
    sides = Sides(plan, {}, records=[loose])
    found = {each.key: each for each in match(sides)}
    assert found["record/Encounter/e1"].candidates == ("v1", "v2")
    assert {found["visit/v1"].standing, found["visit/v2"].standing} == {"no answer"}
    told = Sides(plan, {}, records=[loose], told={loose.seen: "v2"})
    assert standing_of(told, "visit/v2") == "only there"
    assert "record/Encounter/e1" not in {each.key for each in match(told)}


def test_a_record_of_nobody_we_know_is_listed_and_one_of_a_visit_outside_is_not() -> None:
    plan = [planned("v1"), planned("v2", 60, counts=False)]
    stranger, outside = record("e1", visit=None, person="p9"), record("e2", came(arrived=62), visit="v2")
    keys = {each.key for each in match(Sides(plan, {}, records=[stranger, outside]))}
    assert keys == {"visit/v1", "record/Encounter/e1"}


def test_a_visit_that_was_planned_there_meanwhile_is_listed_with_its_record() -> None:
    sides = Sides([planned("v1")], {}, visits=[there("v9")], records=[record(visit="v9")])
    (found,) = [each for each in match(sides) if each.key == "there/v9"]
    assert (found.standing, [each.id for each in found.records]) == ("unknown visit", ["Encounter/e1"])


def test_our_own_record_is_known_by_its_mark_where_it_names_no_visit() -> None:
    added = planned("DT-1", booking=None, person="p2")
    ours = record(visit=None, person="p2", marks=("fact",))
    sides = Sides([added], {"DT-1": done(came(arrived=500))}, records=[ours], marks={"fact": "DT-1"})
    assert standing_of(sides, "visit/DT-1") == "given back"


def test_the_hour_that_comes_twice_is_two_hours() -> None:
    first = datetime(2026, 10, 25, 0, 30, tzinfo=UTC)
    plan = Planned("v1", "v1", "p1", first, first + timedelta(minutes=30), ("c1",), "booked")
    ours = Account("done", (Attended("c1", None, first, first + timedelta(minutes=30)),), state="waiting")
    again = first + timedelta(hours=1)
    theirs = Attended("c1", None, again, again + timedelta(minutes=30))
    sides = Sides([plan], {"v1": ours}, records=[record("e1", theirs)])
    assert standing_of(sides) == "times"


minutes = st.integers(-90, 200)
people = st.sampled_from(["p1", "p2"])
carers = st.sampled_from(["c1", "c2", "c3"])


@st.composite
def all_sides(draw) -> Sides:
    plan = [
        planned(
            f"v{n}",
            draw(minutes),
            person=draw(people),
            carers=tuple(draw(st.sets(carers, min_size=1, max_size=2))),
            status=draw(st.sampled_from(["booked", "cancelled", "fulfilled"])),
            counts=draw(st.booleans()),
            critical=draw(st.booleans()),
        )
        for n in range(draw(st.integers(0, 5)))
    ]
    names = st.sampled_from([each.visit for each in plan] or ["v0"])
    desk = {
        each.visit: Account(
            draw(st.sampled_from(["done", "did not happen", "not known yet", "there now"])),
            (came(draw(carers), draw(minutes), 230),),
            state=draw(st.sampled_from(["waiting", "checked", "needs you", "not required", None])),
        )
        for each in plan
        if draw(st.booleans())
    }
    records = [
        record(
            f"e{n}",
            came(draw(carers), draw(minutes), 230),
            person=draw(st.one_of(st.none(), people)),
            visit=draw(st.one_of(st.none(), names, st.just("v9"))),
            marks=draw(st.sampled_from([(), ("f1",)])),
        )
        for n in range(draw(st.integers(0, 6)))
    ]
    visits = [there(each.visit, draw(st.sampled_from(["booked", "cancelled"]))) for each in plan]
    return Sides(plan, desk, visits, records)


@settings(max_examples=300, deadline=None)
@given(all_sides(), st.randoms(use_true_random=False))
def test_in_any_order_every_visit_has_one_standing_and_no_record_two_visits(
    sides: Sides, dice: random.Random
) -> None:
    found = match(sides)
    visits = Counter(each.visit for each in found if each.visit)
    assert visits == Counter(each.visit for each in sides.plan if each.counts)
    records = Counter(each.id for one in found for each in one.records)
    assert not [each for each, times in records.items() if times > 1]
    assert match(_shuffled(sides, dice)) == found
    for each in found:
        assert each.standing != "same" or _agree(each, sides)
        assert is_open(each.standing) or each.visit


def _shuffled(sides: Sides, dice: random.Random) -> Sides:
    def mixed(those):
        return dice.sample(list(those), len(those))

    desk = dict(mixed(sides.desk.items()))
    return Sides(mixed(sides.plan), desk, mixed(sides.visits), mixed(sides.records))


def _agree(found: Found, sides: Sides) -> bool:
    """Say by another way than the matching whether the first arrivals lie within the widest tolerance."""
    ours = min(each.arrived for each in sides.desk[found.visit].came)
    theirs = min(each.arrived for each in found.records)
    return abs(ours - theirs) <= timedelta(minutes=5)
