"""What of each person is recorded: kept beside the summary, the same whether a copy or a migration wrote it."""

from contextlib import closing
from itertools import product
from typing import Any

import msgspec
from sqlalchemy import select

from downtime_desk.core import migrate
from downtime_desk.core.connection import connect
from downtime_desk.core.store import Acting, Store
from downtime_desk.people.model import people
from downtime_desk.people.sections import ORDER, Part, held
from downtime_desk.people.summary import (
    Alert,
    Allergy,
    Contact,
    CprDecision,
    Eating,
    EntryCode,
    Listed,
    Medicine,
    Mobility,
    Person,
    Summary,
)
from tests.people.test_mirror import someone, written


def test_each_section_has_its_digit() -> None:
    said = Summary(
        allergies=Listed("listed", (Allergy("Latex"),)),
        medicines=Listed("none"),
        contacts=Listed("listed", (Contact("Jo Kin"),)),
        conditions=Listed("none"),
        cpr=CprDecision(decided=True),
        mobility=Mobility(carers=1),
    )
    senna, levodopa = Medicine("Senna"), Medicine("Levodopa", time_critical=True)
    assert held(said, has_codes=False) == "21102012020"
    assert held(_with(said, senna), has_codes=True) == "21202212020"
    assert held(_with(said, senna, levodopa), has_codes=True) == "22202212020"
    assert held(Summary(), has_codes=False) == held(Part(), has_codes=False) == "0" * len(ORDER)


def _with(said: Summary, *medicines: Medicine) -> Summary:
    return msgspec.structs.replace(said, medicines=Listed("listed", medicines))


MORE: tuple[dict[str, Any], ...] = (
    {},
    {"conditions": Listed("none"), "cpr": CprDecision(decided=False), "address": "1 Mill Lane"},
    {
        "conditions": Listed("listed", ("Asthma",)),
        "eating": Eating(text="Soft"),
        "mobility": Mobility(carers=0),
    },
)


def people_of_every_kind() -> list[Person]:
    allergies: tuple[Listed[Allergy], ...] = Listed("listed", (Allergy("Latex"),)), Listed("none"), Listed()
    medicines: tuple[Listed[Medicine], ...] = (
        Listed("listed", (Medicine("Levodopa", time_critical=True),)),
        Listed("listed", (Medicine("Senna"),)),
        Listed("none"),
        Listed(),
    )
    rest: tuple[Any, Any] = (
        (Listed("listed", (Alert("Falls"),)), Listed()),
        (Listed("listed", (Contact("Jo Kin"),)), Listed()),
    )
    codes = (EntryCode("Key safe", "0000"),), ()
    return [
        someone(
            f"p{number}",
            f"Name{number}",
            summary=Summary(allergies=allergy, medicines=medicine, alerts=alert, contacts=contact, **more),
            entry_codes=code,
        )
        for number, (allergy, medicine, alert, contact, code, more) in enumerate(
            product(allergies, medicines, *rest, codes, MORE)
        )
    ]


def test_a_store_from_before_says_the_same_as_a_copy(store: Store, acting: Acting) -> None:
    written(store, acting, *people_of_every_kind())
    asked = select(people.c.id, people.c.holds)
    with store.read() as session:
        fresh = dict(map(tuple, session.execute(asked)))
    assert len(set(fresh.values())) == 96 * len(MORE)
    key = store.key(f"sqlcipher/v1/{store.store_id}")
    store.release()
    with closing(connect(store.path, key, guarded=False)) as connection:
        connection.execute("DROP INDEX ix_people_seen")
        connection.execute("ALTER TABLE people DROP COLUMN holds")
        connection.execute("UPDATE alembic_version SET version_num = '0022'")
        connection.execute("PRAGMA user_version = 22")
    migrate.bring_up_to_date(store.path, key)
    with store.read() as session:
        assert dict(map(tuple, session.execute(asked))) == fresh
