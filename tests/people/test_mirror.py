"""What a refresh writes about people: changed rows only, in order of display, nothing erased."""

from datetime import UTC, date, datetime

import msgspec
import pytest
from sqlalchemy import select, text

from downtime_desk.core.session import Session
from downtime_desk.core.store import Acting, Store
from downtime_desk.people import entry_codes, mirror
from downtime_desk.people.fold import folded
from downtime_desk.people.model import mirror_past, people
from downtime_desk.people.summary import (
    Allergy,
    EntryCode,
    Listed,
    Medicine,
    Mobility,
    Person,
    Priority,
    Summary,
)

FIRST = datetime(2026, 11, 21, 19, 15, tzinfo=UTC)
LATER = datetime(2026, 11, 22, 1, 0, tzinfo=UTC)


def someone(id_: str, family: str = "Whitcombe", given: str = "Edith", **more: object) -> Person:
    return msgspec.structs.replace(Person(id_, family, given), **more)


def written(
    store: Store, acting: Acting, *persons: Person, keep: frozenset[str] = frozenset(), at: datetime = FIRST
) -> mirror.Changes:
    with store.write(acting) as session:
        return mirror.apply(session, persons, at, keep)


def found(session: Session, typed: str) -> list[str]:
    rows = session.execute(
        text(
            "SELECT p.id FROM people_fts f JOIN people p ON p.place = f.rowid"
            " WHERE people_fts MATCH :typed ORDER BY f.rowid"
        ),
        {"typed": typed},
    )
    return list(rows.scalars())


def test_a_person_is_kept_with_what_lists_and_searches_need(store: Store, acting: Acting) -> None:
    summary = Summary(
        priority=Priority("red"),
        allergies=Listed("listed", (Allergy("Penicillin"),)),
        medicines=Listed("listed", (Medicine("Levodopa", time_critical=True),)),
        mobility=Mobility(carers=2),
        lives_alone=True,
        postcode="ZZ1 2AB",
        address="4 Quay Street, Harbourton",
    )
    written(store, acting, someone("p1", born=date(1941, 3, 14), nhs_number="9990000018", summary=summary))
    with store.read() as session:
        row = session.execute(select(people)).one()
        assert (row.id, row.born, row.priority, row.time_critical, row.carers_needed, row.lives_alone) == (
            "p1",
            "1941-03-14",
            "red",
            1,
            2,
            1,
        )
        assert msgspec.json.decode(row.summary, type=Summary) == summary
        assert (row.received_at, row.withdrawn_at) == ("2026-11-21T19:15:00Z", None)
        for typed in ("whit*", "edith", "9990000018", "zz1", "zz12ab", "quay"):
            assert found(session, typed) == ["p1"], typed


def test_not_recorded_stays_not_recorded_in_every_column(store: Store, acting: Acting) -> None:
    written(store, acting, someone("p1"))
    with store.read() as session:
        row = session.execute(select(people)).one()
        assert (row.priority, row.carers_needed, row.lives_alone, row.postcode, row.address) == (None,) * 5


@pytest.mark.parametrize(
    ("name", "plain"),
    [("Łukasz", "lukasz"), ("O’Brien", "obrien"), ("SØREN", "soren"), ("Zoë", "zoe"), ("Straße", "strasse")],
)
def test_names_are_folded(name: str, plain: str) -> None:
    assert folded(name) == plain


def test_people_are_listed_alphabetically_whenever_they_came(store: Store, acting: Acting) -> None:
    names = ["Mills", "Adams", "Zheng", "Łapiński", "Lamb", "Lark"]
    for number in range(len(names)):
        everybody = [someone(f"p{each}", names[each], "Ann") for each in range(number + 1)]
        written(store, acting, *everybody)
    with store.read() as session:
        by_place = list(session.execute(select(people.c.family).order_by(people.c.place)).scalars())
        assert by_place == ["Adams", "Lamb", "Łapiński", "Lark", "Mills", "Zheng"]
        assert len(found(session, "ann")) == len(names)


def test_names_that_crowd_are_spread_out_again(store: Store, acting: Acting) -> None:
    names = [f"Z{'a' * (40 - number)}" for number in range(40)]
    written(store, acting, *(someone(f"p{number}", name) for number, name in enumerate(names)))
    with store.read() as session:
        rows = session.execute(select(people.c.place, people.c.family).order_by(people.c.place)).all()
        assert [row.family for row in rows] == sorted(names)
        assert found(session, "zaaa*") == [f"p{number}" for number in reversed(range(38))]


def test_what_did_not_change_is_not_written(store: Store, acting: Acting) -> None:
    written(store, acting, someone("p1"), someone("p2", "Adams"))
    changes = written(store, acting, someone("p1"), someone("p2", "Adams", known_as="Addy"), at=LATER)
    assert (changes.written, changes.unchanged, changes.withdrawn) == (1, 1, 0)
    with store.read() as session:
        received = {row.id: row.received_at for row in session.execute(select(people))}
        assert received == {"p1": "2026-11-21T19:15:00Z", "p2": "2026-11-22T01:00:00Z"}
        past = session.execute(select(mirror_past)).one()
        assert (past.kind, past.id, past.since, past.until) == (
            "person",
            "p2",
            "2026-11-21T19:15:00Z",
            "2026-11-22T01:00:00Z",
        )
        assert msgspec.json.decode(past.body)["known_as"] is None


def test_a_renamed_person_moves_and_is_found_by_the_new_name_only(store: Store, acting: Acting) -> None:
    written(store, acting, someone("p1", "Adams"), someone("p2", "Mills"))
    written(store, acting, someone("p1", "Young"), someone("p2", "Mills"))
    with store.read() as session:
        assert list(session.execute(select(people.c.id).order_by(people.c.place)).scalars()) == ["p2", "p1"]
        assert found(session, "young") == ["p1"]
        assert found(session, "adams") == []


def test_who_is_no_longer_there_is_withdrawn_and_may_come_back(store: Store, acting: Acting) -> None:
    written(store, acting, someone("p1"), someone("p2", "Adams"))
    assert written(store, acting, someone("p1"), at=LATER).withdrawn == 1
    with store.read() as session:
        gone = session.execute(select(people.c.withdrawn_at).where(people.c.id == "p2")).scalar()
        assert gone == "2026-11-22T01:00:00Z"
        assert found(session, "adams") == ["p2"]
    written(store, acting, someone("p1"), someone("p2", "Adams"))
    with store.read() as session:
        assert set(session.execute(select(people.c.withdrawn_at)).scalars()) == {None}


def test_who_could_not_be_read_stays_as_before(store: Store, acting: Acting) -> None:
    written(store, acting, someone("p1"), someone("p2", "Adams"))
    assert written(store, acting, someone("p1"), keep=frozenset({"p2"})).withdrawn == 0


def test_entry_codes_are_sealed_apart_and_a_new_code_is_a_change(store: Store, acting: Acting) -> None:
    written(store, acting, someone("p1", entry_codes=(EntryCode("Key safe", "4417"),)))
    changes = written(store, acting, someone("p1", entry_codes=(EntryCode("Key safe", "9902"),)), at=LATER)
    assert changes.written == 1
    with store.read() as session:
        assert entry_codes.unsealed(session, "p1") == (EntryCode("Key safe", "9902"),)
        for table in ("people", "entry_codes", "mirror_past", "people_fts"):
            rows = session.connection().exec_driver_sql(f"SELECT * FROM {table}").all()  # noqa: S608
            assert not any("4417" in str(row) or "9902" in str(row) for row in rows), table
