"""Examining a store: what holds is said to hold, and damage is named."""

from downtime_desk.core.connection import connect
from downtime_desk.core.examine import examine
from downtime_desk.core.facts import change_setting
from downtime_desk.core.store import Acting, Store


def test_a_sound_store_holds(store: Store, acting: Acting) -> None:
    with store.write(acting) as session:
        change_setting(session, "x", 1)
    found = examine(store)
    assert found.holds
    assert found.entries == 4


def test_a_flipped_byte_in_a_page_is_found(store: Store, acting: Acting) -> None:
    with store.write(acting) as session:
        for number in range(50):
            change_setting(session, "x", number)
    store.release()
    whole = bytearray(store.path.read_bytes())
    whole[-2000] ^= 1
    store.path.write_bytes(whole)
    found = examine(store)
    assert not found.holds
    assert found.findings[0].faults


def test_an_old_page_put_back_is_found(store: Store, acting: Acting) -> None:
    """A spliced page is encrypted and authentic, so only the journal can tell that it is old."""
    with store.write(acting) as session:
        change_setting(session, "state", "not visited")
    store.release()
    old = store.path.read_bytes()
    with store.write(acting) as session:
        change_setting(session, "state", "missed")
    store.release()
    page = _page_of_settings(store)
    new = bytearray(store.path.read_bytes())
    new[(page - 1) * 4096 : page * 4096] = old[(page - 1) * 4096 : page * 4096]
    store.path.write_bytes(new)
    found = examine(store)
    assert found.findings[0].faults == ()
    assert found.findings[2].faults == ("settings state does not match the journal",)


def _page_of_settings(store: Store) -> int:
    key = store.key(f"sqlcipher/v1/{store.store_id}")
    connection = connect(store.path, key, guarded=False)
    page: int = connection.execute("SELECT rootpage FROM sqlite_master WHERE name = 'settings'").fetchone()[0]
    connection.close()
    return page
