"""Replay: the proof that the tables of ours say what the journal says, and nothing else."""

import sqlcipher3.dbapi2 as sqlite
from sqlalchemy import Engine, Table, create_engine, delete, select
from sqlalchemy.pool import StaticPool

from downtime_desk.core.journal import entries, put_into_effect
from downtime_desk.core.session import Session
from downtime_desk.core.store import Store, store_of
from downtime_desk.core.tables import metadata, projections


def rebuild(session: Session) -> int:
    """Empty every projection and write it anew from the journal; return the number of entries replayed."""
    for each in reversed(projections()):
        session.execute(delete(each))
    number = 0
    for entry in list(entries(session)):
        put_into_effect(session, entry)
        number += 1
    return number


def differences(session: Session) -> list[str]:
    """Return in words where the tables and the journal disagree; empty when every row matches.

    The journal is replayed into tables in memory, so the store is not touched.
    """
    engine = _memory(store_of(session))
    try:
        with engine.connect() as connection:
            replayed = Session(connection)
            replayed.info.update(session.info)
            for entry in entries(session):
                put_into_effect(replayed, entry)
            return [found for each in projections() for found in _compare(each, session, replayed)]
    finally:
        engine.dispose()


def _memory(_store: Store) -> Engine:
    engine = create_engine("sqlite://", module=sqlite, poolclass=StaticPool)
    metadata.create_all(engine, tables=projections())
    return engine


def _compare(each: Table, kept: Session, replayed: Session) -> list[str]:
    ours = {tuple(row) for row in kept.execute(select(each))}
    proper = {tuple(row) for row in replayed.execute(select(each))}
    keys = [column.name for column in each.primary_key]
    places = [each.c.keys().index(name) for name in keys]
    wrong = sorted({tuple(str(row[place]) for place in places) for row in ours ^ proper})
    return [f"{each.name} {'/'.join(key)} does not match the journal" for key in wrong]
