"""The journal: appended to, never changed, provable."""

from dataclasses import fields

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DatabaseError

from downtime_desk.core import journal, settings
from downtime_desk.core.connection import connect
from downtime_desk.core.facts import SettingChanged, change_setting
from downtime_desk.core.replay import differences, rebuild
from downtime_desk.core.store import Acting, Store
from tests.plugins.matrix import Tally


def test_a_fact_is_kept_applied_and_chained(store: Store, acting: Acting) -> None:
    with store.write(acting) as session:
        entry = journal.record(session, SettingChanged("late after", 15), subject="setting/late after")
    with store.read() as session:
        kept = journal.find(session, entry.id)
        assert kept == entry
        assert settings.read(session, "late after", int, 0) == 15
        assert journal.broken_links(session) == []
        assert journal.head(session).seq == entry.seq


def test_the_same_id_is_recorded_once(store: Store, acting: Acting) -> None:
    twice = "01935a00-0000-7000-8000-000000000001"
    for value in (1, 2):
        with store.write(acting) as session:
            journal.record(session, SettingChanged("x", value), subject="setting/x", fact_id=twice)
    with store.read() as session:
        assert settings.read(session, "x", int, 0) == 1


def test_nothing_is_kept_when_the_action_fails(store: Store, acting: Acting) -> None:
    with store.read() as session:
        before = journal.head(session)

    def fails_half_way() -> None:
        with store.write(acting) as session:
            change_setting(session, "x", 1)
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        fails_half_way()
    with store.read() as session:
        assert journal.head(session) == before
        assert settings.read(session, "x", int, 0) == 0


@pytest.mark.matrix
@pytest.mark.parametrize(
    "attack",
    [
        "UPDATE journal SET payload = '{}'",
        "DELETE FROM journal",
        "DROP TRIGGER journal_is_never_changed",
        "DROP TABLE journal",
        "ALTER TABLE journal ADD COLUMN x TEXT",
        "INSERT OR REPLACE INTO journal SELECT * FROM journal WHERE seq = 1",
        "PRAGMA writable_schema = ON",
        "ATTACH DATABASE ':memory:' AS other",
    ],
)
def test_the_journal_cannot_be_rewritten_through_the_program(
    store: Store, acting: Acting, attack: str, tally: Tally
) -> None:
    with store.read() as session:
        before = [entry.hash for entry in journal.entries(session)]
    with pytest.raises(DatabaseError), store.write(acting) as session:
        session.execute(text(attack))
    with store.read() as session:
        assert [entry.hash for entry in journal.entries(session)] == before
    tally(14, "going round the triggers", 1, "forgeries", "refused, nothing changed")


@pytest.mark.parametrize(
    ("forgery", "found"),
    [
        ("UPDATE journal SET actor_name = 'Somebody else' WHERE seq = 2", "changed after it was written"),
        ('UPDATE journal SET payload = \'{"name":"x","value":3}\' WHERE seq = 4', "content was changed"),
        ("DELETE FROM journal WHERE seq = 3", "stands where 3 should"),
    ],
)
def test_a_forged_journal_is_found_and_the_place_named(
    store: Store, acting: Acting, forgery: str, found: str
) -> None:
    with store.write(acting) as session:
        change_setting(session, "x", 1)
        change_setting(session, "x", 2)
    store.release()
    forger = connect(store.path, store.key(f"sqlcipher/v1/{store.store_id}"), guarded=False)
    for trigger in ("journal_is_never_changed", "journal_is_never_cut"):
        forger.execute(f"DROP TRIGGER {trigger}")
    forger.execute(forgery)
    forger.close()
    with store.read() as session:
        faults = journal.broken_links(session)
    assert len(faults) == 1
    assert found in faults[0]


def test_replay_finds_a_table_that_disagrees_and_puts_it_right(store: Store, acting: Acting) -> None:
    with store.write(acting) as session:
        change_setting(session, "x", 1)
        session.execute(text("UPDATE settings SET value = '9' WHERE name = 'x'"))
    with store.read() as session:
        assert differences(session) == ["settings x does not match the journal"]
    with store.write(acting) as session:
        rebuild(session)
    with store.read() as session:
        assert differences(session) == []
        assert settings.read(session, "x", int, 0) == 1


def test_listeners_hear_which_tables_a_commit_touched(store: Store, acting: Acting) -> None:
    heard: list[frozenset[str]] = []
    stop = store.on_commit(heard.append)
    with store.write(acting) as session:
        change_setting(session, "x", 1)
    stop()
    with store.write(acting) as session:
        change_setting(session, "x", 2)
    assert heard == [frozenset({"journal", "settings"})]


def test_secrets_are_sealed_and_stay_out_of_the_journal(store: Store, acting: Acting) -> None:
    with store.write(acting) as session:
        settings.keep_secret(session, "main system token", "s3cret-token")
    with store.read() as session:
        assert settings.secret(session, "main system token") == "s3cret-token"
        sealed = session.execute(text("SELECT sealed FROM secrets")).scalar_one()
        assert b"s3cret" not in sealed
        assert not any("s3cret" in (entry.payload or "") for entry in journal.entries(session))


def test_every_fact_can_be_put_into_words_and_applied() -> None:
    lacking = [
        kind
        for kind, fact in journal.kinds().items()
        if fact.words is journal.Fact.words or fact.apply is journal.Fact.apply
    ]
    assert lacking == []


def test_an_entry_has_the_columns_of_its_row_in_their_order() -> None:
    assert [each.name for each in fields(journal.Entry)] == journal.journal.columns.keys()
