"""Filling an empty table at once: the same indexes before and after, and after an end in between."""

import pytest
from sqlalchemy.exc import DatabaseError

from downtime_desk.core.filling import indexed_after
from downtime_desk.core.session import Session
from downtime_desk.core.store import Acting, Store
from tests.rota.test_mirror import refreshed, visit

INDEXES = "SELECT name, sql, tbl_name FROM sqlite_master WHERE type = 'index' ORDER BY name"


def indexes(store: Store) -> list[tuple[str, str | None, str]]:
    with store.read() as session:
        return [tuple(row) for row in session.connection().exec_driver_sql(INDEXES)]


def pages(store: Store, acting: Acting) -> int:
    """Return how many pages the writer may hold in memory, as SQLite says it."""
    with store.write(acting) as session:
        return int(session.connection().exec_driver_sql("PRAGMA cache_size").scalar_one())


def by_index(session: Session) -> list[str]:
    """Return the visits of a person as their index has them."""
    found = session.connection().exec_driver_sql(
        "SELECT id FROM visits INDEXED BY ix_visits_person_id_start WHERE person_id = 'p1' ORDER BY id"
    )
    return [row[0] for row in found]


def test_a_filled_table_has_the_indexes_it_had_and_its_rows_are_in_them(store: Store, acting: Acting) -> None:
    before = indexes(store)
    assert sum(sql is not None and table == "visits" for _, sql, table in before) == 2
    refreshed(store, acting, visit("v1"), visit("v2"), visit("v3"))
    assert indexes(store) == before
    with store.read() as session:
        assert by_index(session) == ["v1", "v2", "v3"]
        assert session.connection().exec_driver_sql("PRAGMA quick_check").scalars().all() == ["ok"]


def test_an_end_in_between_leaves_the_indexes_and_no_row(store: Store, acting: Acting) -> None:
    before, usual = indexes(store), pages(store, acting)

    def end_in_between() -> None:
        with store.write(acting) as session, indexed_after(session, "visits"):
            fewer = session.connection().exec_driver_sql("PRAGMA cache_size").scalar_one()
            assert abs(fewer) < abs(usual)
            found = session.connection().exec_driver_sql(INDEXES)
            assert not any(sql and table == "visits" for _, sql, table in found)
            raise InterruptedError

    with pytest.raises(InterruptedError):
        end_in_between()
    assert indexes(store) == before
    assert pages(store, acting) == usual
    with store.read() as session:
        assert by_index(session) == []


def test_no_other_index_may_be_taken_away(store: Store, acting: Acting) -> None:
    before = indexes(store)

    def take_away() -> None:
        with store.write(acting) as session, indexed_after(session, "journal"):
            pass

    with pytest.raises(DatabaseError, match="not authorized"):
        take_away()
    assert indexes(store) == before
