"""A refresh: whole or not at all, and never a shrunken copy without a person saying so."""

import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select, text

from downtime_desk.core import journal
from downtime_desk.core.clock import day_bounds, to_text
from downtime_desk.core.errors import Trouble
from downtime_desk.core.replay import differences
from downtime_desk.core.store import Acting, Store
from downtime_desk.people import copies, entry_codes
from downtime_desk.people.model import people
from downtime_desk.practice import Provider
from downtime_desk.rota import mirror as rota_mirror
from downtime_desk.rota.mirror import Window
from downtime_desk.rota.model import visits
from downtime_desk.sync import refresh as refreshing
from downtime_desk.sync.facts import CopyHeld, CopyRefreshed, CopyRefreshFailed
from downtime_desk.sync.refresh import Held, Prepared, Swap, prepare, refresh, swap, usual_window
from tests.conftest import NIGHT
from tests.plugins.clock import Clock
from tests.sync.fhir.make import Given, Resource, allergy, flag, medicine, patient, source, visit

MIRROR = ("people", "people_fts", "entry_codes", "carers", "visits", "visit_carers")
ABOUT_COPIES = ("mirror_past", "snapshots", "copies", "rejected")


def everything(store: Store) -> dict[str, list[tuple[Any, ...]]]:
    """Return every row of the copy, table by table."""
    with store.read() as session:
        rows = session.connection().exec_driver_sql
        return {
            name: [tuple(row) for row in rows(f"SELECT * FROM {name} ORDER BY 1, 2")]  # noqa: S608
            for name in (*MIRROR, *ABOUT_COPIES)
        }


def facts(store: Store) -> list[journal.Fact]:
    """Return the facts about copies."""
    with store.read() as session:
        every = [
            journal.decode(entry) for entry in journal.entries(session) if entry.kind.startswith("copy.")
        ]
    return [fact for fact in every if fact]


def many(number: int, *extra: Resource, visits_each: int = 1, **more: Any) -> Given:
    """Return so many people with an allergy, a medicine and visits each."""
    given: list[Resource] = []
    for each in range(number):
        id_ = f"p{each}"
        about = {"reference": f"Patient/{id_}"}
        given += [
            patient(id_, name=[{"family": f"Family{each}"}]),
            allergy("Latex", f"a{each}", patient=about),
            medicine("Senna", f"m{each}", subject=about),
        ]
        given += [visit(f"v{each}-{call}", person=id_) for call in range(visits_each)]
    return source(*given, *extra, **more)


def test_a_first_refresh_keeps_everything_and_says_so(store: Store, acting: Acting, clock: Clock) -> None:
    given = many(3, flag("Key safe: 4417", code="entry-code", subject={"reference": "Patient/p0"}))
    fact = refresh(store, acting, given)
    counts = fact.counts
    assert (counts.people, counts.visits, counts.allergies, counts.medicines, counts.entry_codes) == (
        3,
        3,
        3,
        3,
        1,
    )
    assert facts(store) == [fact]
    assert fact.words() == "Copy refreshed from Fernway: 3 people, 3 visits."
    with store.read() as session:
        snapshot = copies.last(session)
        assert snapshot is not None
        assert (snapshot.number, snapshot.source, snapshot.counts, snapshot.rejected) == (
            1,
            "Fernway",
            counts,
            0,
        )
        assert copies.as_of(session) == dict.fromkeys(("rota", "people", "contacts", "entry codes"), NIGHT)
        assert entry_codes.unsealed(session, "p0")[0].code == "4417"
        assert differences(session) == []
        assert journal.broken_links(session) == []
        assert not any("4417" in (entry.payload or "") for entry in journal.entries(session))


def test_what_could_not_be_read_is_listed_and_the_rest_is_in(store: Store, acting: Acting) -> None:
    fact = refresh(store, acting, many(2, allergy(id_="bad") | {"code": 5}, visit("v9", person="p77")))
    assert (fact.rejected, fact.counts.people) == (2, 2)
    assert "2 could not be read." in fact.words()
    with store.read() as session:
        listed = copies.not_read(session)
        assert [(each.resource_type, each.resource_id, each.person_id) for each in listed] == [
            ("AllergyIntolerance", "bad", "p1"),
            ("Appointment", "v9", "p77"),
        ]
        assert [each.resource_id for each in copies.not_read(session, "p77")] == ["v9"]
    refresh(store, acting, many(2))
    with store.read() as session:
        assert copies.not_read(session) == ()


def test_a_refresh_that_brings_nothing_new_writes_no_row_of_the_mirror(
    store: Store, acting: Acting, clock: Clock
) -> None:
    refresh(store, acting, many(4, visits_each=3))
    before = everything(store)
    clock.forward(hours=1)
    fact = refresh(store, acting, many(4, visits_each=3))
    assert (fact.changed, fact.withdrawn, fact.counts.visits) == (0, 0, 12)
    after = everything(store)
    assert {name: after[name] for name in (*MIRROR, "mirror_past")} == {
        name: before[name] for name in (*MIRROR, "mirror_past")
    }
    with store.read() as session:
        assert set(copies.as_of(session).values()) == {NIGHT + timedelta(hours=1)}


class PlantedError(Exception):
    """A bug, planted."""


@pytest.mark.parametrize("after", ["people", "rota", "note", "list", "fact"])
def test_a_failure_on_the_way_leaves_the_old_copy_as_it_was(
    store: Store, acting: Acting, monkeypatch: pytest.MonkeyPatch, after: str
) -> None:
    refresh(store, acting, many(3))
    before, told = everything(store), facts(store)

    def then_break(real: Any) -> Any:
        def doing(*given: Any, **more: Any) -> Any:
            real(*given, **more)
            raise PlantedError

        return doing

    where = {
        "people": (refreshing.people_mirror, "apply_packed"),
        "rota": (refreshing.rota_mirror, "apply"),
        "note": (refreshing.noting, "note"),
        "list": (refreshing.noting, "list_not_read"),
        "fact": (refreshing, "record"),
    }[after]
    monkeypatch.setattr(*where, then_break(getattr(*where)))
    with pytest.raises(PlantedError):
        refresh(store, acting, many(4, visits_each=2), accept_findings=True)
    assert everything(store) == before
    assert facts(store) == told


def test_a_source_that_stops_half_way_changes_nothing_and_is_recorded(store: Store, acting: Acting) -> None:
    refresh(store, acting, many(3))
    before = everything(store)

    class Stops(Given):
        def resources(self) -> Iterator[tuple[str, bytes]]:
            yield from super().resources()
            raise Trouble("Fernway did not answer in time.", "Try again later.")

    with pytest.raises(Trouble, match="did not answer"):
        refresh(store, acting, Stops(many(9).given))
    assert everything(store) == before
    failed = facts(store)[-1]
    assert isinstance(failed, CopyRefreshFailed)
    assert failed.words() == "Copy not refreshed from Fernway. Fernway did not answer in time."


@pytest.mark.parametrize(
    ("shrunken", "said"),
    [
        (lambda: many(0), "gave no people"),
        (lambda: many(4), "now has 4 people; the copy in use has 10"),
        (lambda: source(*(patient(f"p{each}") for each in range(10))), "10 planned visits are gone"),
        (
            lambda: source(
                *(each for each in _trees(many(10)) if each["resourceType"] != "AllergyIntolerance")
            ),
            "Allergies are gone from the records of 10 people",
        ),
        (
            lambda: source(
                *(each for each in _trees(many(10)) if each["resourceType"] != "MedicationStatement")
            ),
            "Medicines are gone from the records of 10 people",
        ),
    ],
)
def test_a_shrunken_copy_is_kept_out_until_a_person_accepts_it(
    store: Store, acting: Acting, shrunken: Any, said: str
) -> None:
    refresh(store, acting, many(10))
    before = everything(store)
    with pytest.raises(Held, match=said):
        refresh(store, acting, shrunken())
    assert everything(store) == before
    assert isinstance(facts(store)[-1], CopyHeld)
    fact = refresh(store, acting, shrunken(), accept_findings=True)
    assert any(said in words for words in fact.accepted)
    assert "Accepted although" in fact.words()
    with store.read() as session:
        assert len(session.execute(select(people.c.id)).all()) == 10


def _trees(given: Given) -> list[Resource]:
    return [json.loads(each) for each in given.given]


def test_two_of_twenty_gone_is_ordinary_and_a_first_copy_of_nobody_is_not(
    store: Store, acting: Acting
) -> None:
    with pytest.raises(Held):
        refresh(store, acting, many(0))
    refresh(store, acting, many(20))
    assert refresh(store, acting, many(18)).counts.people == 18


def test_a_shorter_window_is_not_a_loss(store: Store, acting: Acting) -> None:
    day = [
        visit(f"d{each}", start=f"2026-11-{22 + each}T07:00:00Z", end=f"2026-11-{22 + each}T08:00:00Z")
        for each in range(7)
    ]
    whole = Window(day_bounds(NIGHT.date())[0], day_bounds(NIGHT.date() + timedelta(days=7))[0])
    refresh(store, acting, source(patient(), *day, window=whole))
    first = Window(whole.since, day_bounds(NIGHT.date() + timedelta(days=1))[0])
    fact = refresh(store, acting, source(patient(), day[0], window=first))
    assert (fact.withdrawn, fact.changed) == (0, 0)


def test_who_has_gone_is_withdrawn_and_kept_and_their_visits_are_pointed_out(
    store: Store, acting: Acting
) -> None:
    refresh(store, acting, many(4))
    gone = [each for each in _trees(many(4)) if each.get("id") != "p3"]
    fact = refresh(store, acting, source(*gone))
    assert fact.withdrawn == 1
    with store.read() as session:
        withdrawn = session.execute(select(people.c.id).where(people.c.withdrawn_at.is_not(None))).scalars()
        assert list(withdrawn) == ["p3"]
        listed = {each.reason for each in copies.not_read(session, "p3")}
        assert "the main system no longer lists this person, and 1 visit is still planned" in listed


def test_a_person_and_a_visit_that_could_not_be_read_stay_as_they_were(store: Store, acting: Acting) -> None:
    refresh(store, acting, many(4))
    spoilt = [
        {**each, "name": []}
        if each["id"] == "p1"
        else {**each, "end": "never"}
        if each["id"] == "v2-0"
        else each
        for each in _trees(many(4))
    ]
    fact = refresh(store, acting, source(*spoilt))
    assert (fact.rejected, fact.withdrawn) == (2, 0)
    with store.read() as session:
        assert session.execute(select(people.c.family).where(people.c.id == "p1")).scalar() == "Family1"
        assert session.execute(select(visits.c.withdrawn_at).where(visits.c.id == "v2-0")).scalar() is None


def test_a_copy_prepared_before_another_was_swapped_in_is_refused(store: Store, acting: Acting) -> None:
    late = prepare(store, many(3), acting.now)
    refresh(store, acting, many(3))
    with pytest.raises(Trouble, match="meantime"), store.write(acting) as session:
        swap(session, Swap(late))


def test_an_old_export_is_not_called_fresh(store: Store, acting: Acting) -> None:
    refresh(store, acting, replace(many(2), as_of=NIGHT - timedelta(days=3)))
    with store.read() as session:
        assert copies.as_of(session)["rota"] == NIGHT - timedelta(days=3)
    refresh(store, acting, replace(many(2), as_of=NIGHT + timedelta(days=3)))
    with store.read() as session:
        assert copies.as_of(session)["rota"] == NIGHT


def test_reading_holds_nothing_open(store: Store, acting: Acting) -> None:
    class Writes(Given):
        def resources(self) -> Iterator[tuple[str, bytes]]:
            with store.write(acting) as session:
                session.execute(text("DELETE FROM rejected"))
            yield from super().resources()

    prepared = prepare(store, Writes(many(1).given), acting.now)
    assert isinstance(prepared, Prepared)


def test_changes_keep_what_the_earlier_copy_said(store: Store, acting: Acting, clock: Clock) -> None:
    refresh(store, acting, source(patient(), visit(comment="Side door")))
    clock.forward(hours=2)
    refresh(store, acting, source(patient(), visit(comment="Front door")))
    past = everything(store)["mirror_past"]
    ((_, kind, id_, since, until, body),) = past
    assert (kind, id_, since, until) == ("visit", "v1", to_text(NIGHT), to_text(NIGHT + timedelta(hours=2)))
    assert json.loads(body)["note"] == "Side door"


def test_in_the_return_the_window_begins_with_the_outage() -> None:
    usual, returning = usual_window(NIGHT), usual_window(NIGHT, NIGHT - timedelta(days=20))
    assert returning.since == day_bounds(NIGHT.date() - timedelta(days=20))[0]
    assert returning.until == usual.until
    # an outage of this night leaves yesterday in
    assert usual_window(NIGHT, NIGHT).since == usual.since


def test_the_usual_window_is_whole_days_across_a_change_of_clocks() -> None:
    window = usual_window(NIGHT.replace(month=10, day=20))
    assert (to_text(window.since), to_text(window.until)) == ("2026-10-18T23:00:00Z", "2026-11-03T00:00:00Z")


def test_the_practice_provider_comes_in_whole(store: Store, acting: Acting, tmp_path: Path) -> None:
    provider = list(Provider(people=60, seed=1, today=NIGHT.date()).resources())
    fact = refresh(store, acting, source(*provider))
    planned = sum(each["resourceType"] == "Appointment" for each in provider)
    assert (fact.rejected, fact.counts.people, fact.counts.visits) == (0, 60, planned)
    assert isinstance(fact, CopyRefreshed)
    with store.read() as session:
        assert rota_mirror.known_digests(session).__len__() == planned
