"""Profiles: known by the header, made by a person, and refused when nothing could be read with them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from downtime_desk.core import journal, replay
from downtime_desk.core.errors import Trouble
from downtime_desk.core.store import Acting, Store
from downtime_desk.sync.files.facts import profiles
from downtime_desk.sync.files.mapping import map_columns
from downtime_desk.sync.files.profiles import FIELDS, JOINED, Mapped, fingerprint, fitting, profile_of
from downtime_desk.sync.files.shipped import BIRDIE_PEOPLE, BIRDIE_VISITS, SHIPPED, VISIT_LOG
from downtime_desk.sync.files.tables import folded

HEADER = ("Ref", "Client", "From", "To", "Who", "Remarks", "More")
FIELDS_OF = {
    "Ref": "visit.id",
    "Client": "person.id",
    "From": "visit.start",
    "To": "visit.end",
    "Who": "carer.id",
}


@given(st.permutations(HEADER))
def test_the_order_of_columns_is_no_difference(header: list[str]) -> None:
    assert fingerprint(header) == fingerprint(HEADER)
    assert fingerprint([f" {name.upper()} *" for name in header]) == fingerprint(HEADER)
    assert fingerprint(header[1:]) != fingerprint(HEADER)
    assert fingerprint([*header, "Else"]) != fingerprint(HEADER)


def test_shipped_profiles_are_sound() -> None:
    for each in SHIPPED:
        headers = [column.header for column in each.columns]
        assert set(map(folded, each.needed)) <= set(map(folded, headers))
        assert {column.field for column in each.columns} <= FIELDS.keys()
        alone = [column.field for column in each.columns if column.field not in JOINED]
        assert len(set(alone)) == len(alone)
        assert fitting(headers, (), SHIPPED) == each


def test_the_profile_with_most_columns_there_fits() -> None:
    both = [*VISIT_LOG.needed, "Extra"]
    assert fitting(both, (), SHIPPED) == VISIT_LOG
    assert fitting(BIRDIE_VISITS.needed, (), SHIPPED) == BIRDIE_VISITS
    assert fitting(BIRDIE_PEOPLE.needed, (), SHIPPED) == BIRDIE_PEOPLE
    assert fitting(["VisitID", "UserID"], (), SHIPPED) is None


def test_a_profile_of_ones_own_comes_before_a_shipped_one() -> None:
    own = profile_of(Mapped("Ours", VISIT_LOG.needed, {"VisitID": "visit.id", "UserID": "person.id",
                     "PlannedStartDateTime": "visit.start", "PlannedEndDateTime": "visit.end"}))  # fmt: skip
    assert fitting(VISIT_LOG.needed, (own,), SHIPPED) == own
    assert fitting([*VISIT_LOG.needed, "Extra"], (own,), SHIPPED) == VISIT_LOG


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({}, "Nothing of these columns"),
        ({"Ref": "visit.id"}, "Nothing of these columns"),
        ({"Who": "person.name"}, "person’s id is missing"),
        (FIELDS_OF | {"Client": ""}, "person’s id is missing"),
        (FIELDS_OF | {"To": ""}, "end is missing"),
        ({"Client": "person.id", "From": "visit.day", "To": "visit.end"}, "start is missing"),
        (FIELDS_OF | {"More": "visit.start"}, "Two columns"),
        (FIELDS_OF | {"Gone": "visit.note"}, "no column “Gone”"),
        (FIELDS_OF | {"More": "visit.mood"}, "no field"),
    ],
)
def test_columns_nothing_can_be_read_with_are_refused(
    store: Store, acting: Acting, fields: dict[str, str], words: str
) -> None:
    with pytest.raises(Trouble, match=words), store.write(acting) as session:
        map_columns(session, Mapped("Ours", HEADER, fields))
    with store.read() as session:
        assert profiles(session) == ()


def test_a_mapping_is_kept_by_fact_and_replaced_by_the_next(store: Store, acting: Acting) -> None:
    with store.write(acting) as session:
        map_columns(session, Mapped("First", HEADER, FIELDS_OF))
        map_columns(session, Mapped("Other", HEADER[:-1], FIELDS_OF))
        second = map_columns(
            session, Mapped("", HEADER, FIELDS_OF | {"Remarks": "visit.note"}, "UTC", parts=True)
        )
    with store.read() as session:
        kept = profiles(session)
        assert [each.name for each in kept] == ["Other", "Columns of our own"]
        assert kept[1] == second
        assert (second.zone, second.parts) == ("UTC", True)
        assert replay.differences(session) == []
        facts = [journal.decode(each) for each in journal.entries(session)]
    assert facts[-1] is not None
    assert facts[-1].words() == "Columns mapped: Columns of our own, 6 columns."
