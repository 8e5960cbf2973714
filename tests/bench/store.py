"""Rows about the store: what one act costs, and what the encryption costs."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from itertools import count
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import sqlcipher3.dbapi2 as sqlite

from downtime_desk import wiring  # noqa: F401 - all tables are known
from downtime_desk.access.actions import Found, found
from downtime_desk.core.connection import connect
from downtime_desk.core.facts import change_setting
from tests.bench.harness import Pair, Row, milliseconds, slowest_in_twenty
from tests.conftest import CHEAP, PASSPHRASE

KEY = bytes(range(32))
VISITS = 20_000


def now() -> datetime:
    """Return the clock of the pictures."""
    return datetime(2026, 11, 22, 2, 6, tzinfo=UTC)


@contextmanager
def act_against_raw_transaction() -> Iterator[Pair]:
    """One act (fact, hash chain, projection) against a bare transaction that inserts as many rows and bytes."""
    with TemporaryDirectory() as folder:
        home = Path(folder)
        signed_in = found(home, Found("Harbour Lane", "", "Priya Nair", PASSPHRASE), now, CHEAP).signed_in
        bare = connect(home / "bare.db", KEY)
        numbers = count()

        def act() -> None:
            with signed_in.store.write(signed_in.acting) as session:
                change_setting(session, "bench", next(numbers))

        yield slowest_in_twenty(act), slowest_in_twenty(lambda: bare_transaction(bare, next(numbers)))
        bare.close()
        signed_in.store.close()


def bare_transaction(connection: Any, number: int) -> None:
    """Insert a row of 600 bytes and two small ones, durably."""
