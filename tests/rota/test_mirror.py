"""What a refresh writes about the rota: changed rows only, runs that match, nothing erased."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

import msgspec
import pytest
from sqlalchemy import select

from downtime_desk.core.session import Session
from downtime_desk.core.store import Acting, Store
from downtime_desk.people.mirror import Changes
from downtime_desk.people.model import mirror_past
from downtime_desk.rota import mirror
from downtime_desk.rota.mirror import ID, START, Rota, Window, row_of
from downtime_desk.rota.model import carers, visit_carers, visits
from downtime_desk.rota.plan import Carer, PlannedVisit
from downtime_desk.sync.previous.reading import visit_of

FIRST = datetime(2026, 11, 21, 19, 15, tzinfo=UTC)
LATER = datetime(2026, 11, 22, 1, 0, tzinfo=UTC)
SEVEN = datetime(2026, 11, 22, 7, 0, tzinfo=UTC)


def visit(
    id_: str, start: datetime = SEVEN, carers: tuple[str, ...] = ("c1",), **more: object
) -> PlannedVisit:
    made = PlannedVisit(id_, "p1", start, start + timedelta(minutes=30), "booked", carers)
    return msgspec.structs.replace(made, **more)


def refreshed(
    store: Store,
    acting: Acting,
    *planned: PlannedVisit,
    at: datetime = FIRST,
    told: Sequence[Carer] = (),
    window: Window | None = None,
    keep: frozenset[str] = frozenset(),
) -> Changes:
    """Do what a refresh does: leave out what is known, in chunks of two."""
    with store.read() as session:
        unseen = mirror.known_digests(session)
    rows = []
    for row in map(row_of, planned):
        if row[-1] in unseen:
            unseen.discard(row[-1])
        else:
            rows.append(row)
    chunks = [rows[at_ : at_ + 2] for at_ in range(0, len(rows), 2)]
    with store.write(acting) as session:
        return mirror.apply(session, Rota(told, chunks, unseen, keep, window), at)[1]


def runs(session: Session) -> list[tuple[str, str, str]]:
    return [tuple(row) for row in session.execute(select(visit_carers))]


def test_a_visit_is_kept_with_its_carers_in_run_order(store: Store, acting: Acting) -> None:
    refreshed(
        store,
        acting,
        visit("v2", SEVEN + timedelta(hours=1)),
        visit("v1", carers=("c1", "c2")),
        visit("v3", carers=()),
    )
    with store.read() as session:
        row = session.execute(select(visits).where(visits.c.id == "v1")).one()
        assert (row.start, row.end, row.carers) == (
            "2026-11-22T07:00:00Z",
            "2026-11-22T07:30:00Z",
            '["c1","c2"]',
        )
        assert runs(session) == [
            ("c1", "2026-11-22T07:00:00Z", "v1"),
            ("c1", "2026-11-22T08:00:00Z", "v2"),
            ("c2", "2026-11-22T07:00:00Z", "v1"),
        ]


def test_times_are_kept_in_utc_whatever_their_zone() -> None:
    summer = datetime.fromisoformat("2026-07-01T08:00:00+01:00")
    row = row_of(visit("v1", summer))
    assert row[2:4] == ("2026-07-01T07:00:00Z", "2026-07-01T07:30:00Z")


def test_what_did_not_change_is_not_written(store: Store, acting: Acting) -> None:
    refreshed(store, acting, visit("v1"), visit("v2"), visit("v3"))
    changes = refreshed(store, acting, visit("v1"), visit("v2", note="Ring first"), visit("v3"), at=LATER)
    assert (changes.written, changes.unchanged, changes.withdrawn) == (1, 2, 0)
    with store.read() as session:
        past = session.execute(select(mirror_past)).one()
        assert (past.kind, past.id, past.since, past.until) == (
            "visit",
            "v2",
            "2026-11-21T19:15:00Z",
            "2026-11-22T01:00:00Z",
        )
        assert msgspec.json.decode(past.body)["carers"] == ["c1"]


def test_a_visit_given_to_another_carer_leaves_the_first_run(store: Store, acting: Acting) -> None:
    refreshed(store, acting, visit("v1"), visit("v2"))
    refreshed(store, acting, visit("v1", SEVEN + timedelta(minutes=5), ("c2",)), visit("v2"), at=LATER)
    with store.read() as session:
        assert runs(session) == [("c1", "2026-11-22T07:00:00Z", "v2"), ("c2", "2026-11-22T07:05:00Z", "v1")]


@pytest.mark.parametrize(
    "change",
    [
        {"note": "Use the side door"},
        {"version": "2"},
        {"tasks": ("Wash", "Dress"), "service": "Waking night"},
        {"person_id": "p2"},
        {"start": SEVEN - timedelta(minutes=5)},
        {"end": SEVEN + timedelta(hours=1)},
        {"status": "arrived"},
        {"carers": ()},
        {"carers": ("c1", "c2"), "carers_needed": 2},
        {"carers_needed": 2, "note": "Two of you"},
        {"area": "North"},
    ],
    ids=lambda change: " and ".join(change),
)
def test_whatever_changes_of_a_visit_is_all_written_and_what_it_was_is_kept(
    store: Store, acting: Acting, change: dict[str, Any]
) -> None:
    other = visit("v2")
    first, then = (
        visit("v1"),
        visit("v1", **change) if "start" not in change else visit("v1", change["start"]),
    )
    refreshed(store, acting, first, other)
    refreshed(store, acting, then, other, at=LATER)
    told = select(
        *(column for column in visits.columns if column.name not in {"received_at", "withdrawn_at"})
    )
    with store.read() as session:
        assert {tuple(row) for row in session.execute(told)} == {row_of(then), row_of(other)}
        stamps = dict(tuple(row) for row in session.execute(select(visits.c.id, visits.c.received_at)))
        assert stamps == {"v1": "2026-11-22T01:00:00Z", "v2": "2026-11-21T19:15:00Z"}
        named = {
            (carer, row[START], row[ID])
            for each in (then, other)
            for row in (row_of(each),)
            for carer in each.carers
        }
        assert set(runs(session)) == named
        past = session.execute(select(mirror_past)).one()
        assert visit_of({"id": "v1", **msgspec.json.decode(past.body)})[:-1] == row_of(first)[:-1]


def test_a_visit_that_comes_back_with_another_note_is_planned_again(store: Store, acting: Acting) -> None:
    refreshed(store, acting, visit("v1"), visit("v2"))
    refreshed(store, acting, visit("v1"), at=LATER)
    refreshed(store, acting, visit("v1"), visit("v2", note="Ring first"), at=LATER)
    with store.read() as session:
        assert set(session.execute(select(visits.c.withdrawn_at)).scalars()) == {None}


def test_a_visit_that_vanished_is_withdrawn_and_may_come_back(store: Store, acting: Acting) -> None:
    refreshed(store, acting, visit("v1"), visit("v2"))
    assert refreshed(store, acting, visit("v1"), at=LATER).withdrawn == 1
    with store.read() as session:
        assert session.execute(select(visits.c.withdrawn_at).where(visits.c.id == "v2")).scalar() is not None
    assert refreshed(store, acting, visit("v1"), visit("v2"), at=LATER).written == 1
    with store.read() as session:
        assert set(session.execute(select(visits.c.withdrawn_at)).scalars()) == {None}


def test_visits_of_days_the_refresh_does_not_speak_about_stay(store: Store, acting: Acting) -> None:
    yesterday = visit("old", SEVEN - timedelta(days=1))
    refreshed(store, acting, yesterday, visit("v1"), visit("v2"))
    assert refreshed(store, acting, visit("v1"), visit("v2", note="x"), at=LATER).withdrawn == 0
    window = Window(SEVEN - timedelta(days=2), SEVEN + timedelta(days=1))
    assert (
        refreshed(store, acting, visit("v1"), visit("v2", note="x"), at=LATER, window=window).withdrawn == 1
    )


def test_a_visit_that_could_not_be_read_stays_as_before(store: Store, acting: Acting) -> None:
    refreshed(store, acting, visit("v1"), visit("v2"))
    assert refreshed(store, acting, visit("v1"), at=LATER, keep=frozenset({"v2"})).withdrawn == 0


def test_carers_are_kept_and_withdrawn(store: Store, acting: Acting) -> None:
    ann, bo = Carer("c1", "Okafor", "Ann", skills=("hoist",)), Carer("c2", "Lind", "Bo")
    refreshed(store, acting, told=(ann, bo))
    refreshed(store, acting, told=(ann,), at=LATER)
    with store.read() as session:
        rows = {row.id: row for row in session.execute(select(carers))}
        assert rows["c1"].skills == '["hoist"]'
        assert (rows["c1"].withdrawn_at, rows["c2"].withdrawn_at) == (None, "2026-11-22T01:00:00Z")
