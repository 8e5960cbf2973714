"""Choosing the main system: kept by fact, its token apart."""

from pathlib import Path

import pytest

from downtime_desk.core import settings
from downtime_desk.core.errors import Trouble
from downtime_desk.core.journal import entries
from downtime_desk.core.store import Acting, Store
from downtime_desk.sync.connection import Choose, Connection, choose, chosen, kept_token, server

FERNWAY = Connection("Fernway", "server", "http://127.0.0.1:8080/fhir")


def test_the_main_system_is_kept_and_its_token_is_in_no_fact(store: Store, acting: Acting) -> None:
    with store.write(acting) as session:
        choose(session, Choose(FERNWAY, "tok-123"))
    with store.read() as session:
        assert chosen(session) == FERNWAY
        assert settings.secret(session, "main system token") == "tok-123"
        assert not any("tok-123" in (entry.payload or "") for entry in entries(session))
        client = server(session, acting.now)
        client.close()
    assert client.name == "Fernway"


def test_a_token_is_left_or_forgotten(store: Store, acting: Acting) -> None:
    for token, kept in (("tok-123", "tok-123"), (None, "tok-123"), ("", None)):
        with store.write(acting) as session:
            choose(session, Choose(FERNWAY, token))
        with store.read() as session:
            assert settings.secret(session, "main system token") == kept


def test_a_token_is_never_kept_for_another_address(store: Store, acting: Acting) -> None:
    elsewhere = Connection("Fernway", "server", "https://elsewhere.example/fhir")
    for connection, token in ((FERNWAY, "tok-123"), (elsewhere, None)):
        with store.write(acting) as session:
            choose(session, Choose(connection, token))
    with store.read() as session:
        assert settings.secret(session, "main system token") is None
        assert kept_token(session, elsewhere) is None


@pytest.mark.parametrize(
    ("connection", "said"),
    [
        (Connection(" ", "server", "http://127.0.0.1"), "no name"),
        (Connection("F", "folder", "/no/such/folder"), "no folder"),
        (Connection("F", "server", "http://198.51.100.7/fhir"), "anybody on the way"),
        (Connection("F", "server", "not an address"), "cannot be used"),
    ],
)
def test_what_cannot_be_a_main_system_is_refused_and_nothing_kept(
    store: Store, acting: Acting, connection: Connection, said: str
) -> None:
    def try_it() -> None:
        with store.write(acting) as session:
            choose(session, Choose(connection, "tok-123"))

    with pytest.raises(Trouble, match=said):
        try_it()
    with store.read() as session:
        assert chosen(session) is None
        assert settings.secret(session, "main system token") is None


def test_a_folder_cannot_be_sent_to(store: Store, acting: Acting, tmp_path: Path) -> None:
    with store.write(acting) as session:
        choose(session, Choose(Connection("Export", "folder", str(tmp_path))))
    with store.read() as session, pytest.raises(Trouble, match="to files"):
        server(session, acting.now)
