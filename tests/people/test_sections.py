"""What of each person is recorded: kept beside the summary, the same whether a copy or a migration wrote it."""

from contextlib import closing
from itertools import product

from sqlalchemy import select

from downtime_desk.core import migrate
from downtime_desk.core.connection import connect
from downtime_desk.core.store import Acting, Store
from downtime_desk.people.model import people
from downtime_desk.people.sections import held
from downtime_desk.people.summary import Alert, Allergy, Contact, EntryCode, Listed, Medicine, Person, Summary
from tests.people.test_mirror import someone, written


def test_each_section_has_its_digit() -> None:
    assert held(("listed", "none", "not recorded", "listed"), is_exact=False, has_codes=False) == "211020"
    assert held(("none", "listed", "none", "none"), is_exact=False, has_codes=True) == "112112"
    assert held(("none", "listed", "none", "none"), is_exact=True, has_codes=False) == "122110"
    assert held(("not recorded",) * 4, is_exact=False, has_codes=False) == "000000"


def people_of_every_kind() -> list[Person]:
    allergies = Listed("listed", (Allergy("Latex"),)), Listed("none"), Listed()
    medicines = (
        Listed("listed", (Medicine("Levodopa", time_critical=True),)),
        Listed("listed", (Medicine("Senna"),)),
        Listed("none"),
        Listed(),
    )
    rest = (Listed("listed", (Alert("Falls"),)), Listed()), (Listed("listed", (Contact("Jo Kin"),)), Listed())
    codes = (EntryCode("Key safe", "0000"),), ()
    return [
        someone(
            f"p{number}",
            f"Name{number}",
            summary=Summary(allergies=allergy, medicines=medicine, alerts=alert, contacts=contact),
            entry_codes=code,
        )
        for number, (allergy, medicine, alert, contact, code) in enumerate(
            product(allergies, medicines, *rest, codes)
        )
    ]


def test_a_store_from_before_says_the_same_as_a_copy(store: Store, acting: Acting) -> None:
    written(store, acting, *people_of_every_kind())
    asked = select(people.c.id, people.c.holds)
    with store.read() as session:
        fresh = dict(map(tuple, session.execute(asked)))
    assert len(set(fresh.values())) == 96
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
