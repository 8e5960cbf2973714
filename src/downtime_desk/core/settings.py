"""Settings of this store: what a manager chose, by fact; and secrets, which never enter the journal."""

from typing import TypeVar

import msgspec
from sqlalchemy import Column, LargeBinary, Text, bindparam, delete, select, update
from sqlalchemy.dialects.sqlite import insert

from downtime_desk.core.prepared import Prepared
from downtime_desk.core.session import Session
from downtime_desk.core.store import Store, store_of
from downtime_desk.core.tables import projection, table

settings = projection(
    "settings", Column("name", Text, primary_key=True), Column("value", Text, nullable=False)
)

# A passphrase or token in the journal could never be taken out again, so secrets are the one thing of ours
# that is written without a fact. The fact beside them says that they were set, when and by whom.
secrets = table(
    "secrets", Column("name", Text, primary_key=True), Column("sealed", LargeBinary, nullable=False)
)

OUTAGE = "outage"

_VALUE = Prepared(select(settings.c.value).where(settings.c.name == bindparam("wanted")))

Value = TypeVar("Value")


def read(session: Session, name: str, kind: type[Value], default: Value) -> Value:
    """Return a setting as its type, or the default when it was never set."""
    stored = session.execute(_VALUE, {"wanted": name}).scalar()
    return default if stored is None else msgspec.json.decode(stored, type=kind)


def put(session: Session, name: str, value: object) -> None:
    """Write a setting. Called only from a fact's `apply`."""
    stored = msgspec.json.encode(value, order="deterministic").decode()
    row = insert(settings).values(name=name, value=stored)
    session.execute(row.on_conflict_do_update(index_elements=["name"], set_={"value": stored}))


def outage(session: Session) -> str | None:
    """Return the reference of the outage that is running, if one is."""
    return read(session, OUTAGE, str | None, None)  # type: ignore[arg-type]


def keep_secret(session: Session, name: str, secret: str) -> None:
    """Keep a secret, sealed under its own key inside the encrypted store; an empty one is forgotten."""
    session.execute(delete(secrets).where(secrets.c.name == name))
    if secret:
        sealed = store_of(session).sealer("secrets").seal(secret.encode(), name)
        session.execute(insert(secrets).values(name=name, sealed=sealed))


def secret(session: Session, name: str) -> str | None:
    """Return a secret, or None when there is none of that name."""
    sealed = session.execute(select(secrets.c.sealed).where(secrets.c.name == name)).scalar()
    return None if sealed is None else store_of(session).sealer("secrets").open(sealed, name).decode()


def reseal(session: Session, old: Store) -> None:
    """Seal every secret anew for the store of the session, whose content came from `old` under another root key."""
    opener, sealer = old.sealer("secrets"), store_of(session).sealer("secrets")
    for row in session.execute(select(secrets)).all():
        sealed = sealer.seal(opener.open(row.sealed, row.name), row.name)
        session.execute(update(secrets).where(secrets.c.name == row.name).values(sealed=sealed))


def lasting_key(session: Session, purpose: str) -> bytes | bytearray:
    """Return a key for digests inside the store, which stays the same when the store gets a new root key."""
    kept = secret(session, f"key/{purpose}")
    return bytes.fromhex(kept) if kept else store_of(session).key(purpose)


def keep_lasting_key(session: Session, old: Store, purpose: str) -> None:
    """Go on using the key `old` has for a purpose."""
    if secret(session, f"key/{purpose}") is None:
        keep_secret(session, f"key/{purpose}", old.key(purpose).hex())
