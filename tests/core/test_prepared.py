"""Statements worked out once: the same rows, the same errors and the same news as any other statement."""

from contextlib import closing
from typing import Any

import pytest
from sqlalchemy import Boolean, bindparam, func, insert, literal, select, type_coerce, update
from sqlalchemy.exc import DBAPIError, IntegrityError, InvalidRequestError

from downtime_desk.core.prepared import Prepared, among, listed
from downtime_desk.core.settings import settings
from downtime_desk.core.store import Acting, Store, Touched

PUT = Prepared(insert(settings))
CHANGE = Prepared(update(settings).where(settings.c.name == bindparam("which")))
ONE_OF_TWO = select(settings).where(
    settings.c.name.in_(("a", "b")), settings.c.value != bindparam("not_this")
)
OF_THESE = Prepared(select(settings.c.name).where(settings.c.name.in_(among("names"))).order_by("name"))


@pytest.fixture
def kept(store: Store, acting: Acting) -> Store:
    with store.write(acting) as session:
        for name in "abc":
            session.execute(PUT, {"name": name, "value": f"value of {name}"})
    return store


def test_it_reads_what_the_statement_reads(kept: Store) -> None:
    values = {"not_this": "value of a"}
    with kept.read() as session:
        usual, prepared = (
            session.execute(ONE_OF_TWO, values).all(),
            session.execute(Prepared(ONE_OF_TWO), values),
        )
        rows = prepared.all()
    assert [tuple(row) for row in rows] == [tuple(row) for row in usual] == [("b", "value of b")]
    assert (rows[0].name, rows[0].value, rows[0]._asdict()) == (
        "b",
        "value of b",
        {"name": "b", "value": "value of b"},
    )


def test_other_values_are_of_the_next_call_alone(kept: Store) -> None:
    both = Prepared(ONE_OF_TWO)
    with kept.read() as session:
        names = [
            [row.name for row in session.execute(both, {"not_this": each})]
            for each in ("value of a", "x", "value of b")
        ]
    assert names == [["b"], ["a", "b"], ["a"]]


def test_it_writes_only_the_columns_it_is_given(kept: Store, acting: Acting) -> None:
    with kept.write(acting) as session:
        session.execute(CHANGE, {"which": "a", "value": "new"})
        session.execute(CHANGE, {"which": "b", "name": "z"})
    with kept.read() as session:
        ours = select(settings).where(settings.c.name.in_(("a", "b", "c", "z"))).order_by(settings.c.name)
        rows = session.execute(ours).all()
    assert [tuple(row) for row in rows] == [("a", "new"), ("c", "value of c"), ("z", "value of b")]


def test_a_list_of_any_length_is_looked_for(kept: Store) -> None:
    with kept.read() as session:
        found = [
            session.execute(OF_THESE, {"names": listed(names)}).scalars().all()
            for names in ([], ["b"], ["c", "a", 'it"s', "none"])
        ]
    assert found == [[], ["b"], ["a", "c"]]


def test_what_it_writes_is_undone_with_the_rest(kept: Store, acting: Acting) -> None:
    def change_and_fail() -> None:
        with kept.write(acting) as session:
            session.execute(CHANGE, {"which": "a", "value": "new"})
            session.execute(PUT, {"name": "b", "value": "again"})

    with pytest.raises(IntegrityError):
        change_and_fail()
    with kept.read() as session:
        assert session.execute(ONE_OF_TWO, {"not_this": ""}).all() == [
            ("a", "value of a"),
            ("b", "value of b"),
        ]


def test_one_transaction_sees_one_state(kept: Store, acting: Acting) -> None:
    with kept.read() as session:
        before = session.execute(OF_THESE, {"names": listed("ax")}).scalars().all()
        with kept.write(acting) as writing:
            writing.execute(PUT, {"name": "x", "value": ""})
        assert session.execute(OF_THESE, {"names": listed("ax")}).scalars().all() == before == ["a"]


def test_a_commit_announces_the_tables_it_wrote(kept: Store, acting: Acting) -> None:
    heard: list[Touched] = []
    kept.on_commit(heard.append)
    with kept.write(acting) as session:
        session.execute(CHANGE, {"which": "a", "value": "new"})
    assert heard == [frozenset({"settings"})]


def test_a_refusal_is_raised_as_usual_and_tells_no_value(kept: Store, acting: Acting) -> None:
    row = {"name": "a", "value": "Ronald Pike"}
    with pytest.raises(IntegrityError) as usual, kept.write(acting) as session:
        session.execute(insert(settings), row)
    with pytest.raises(IntegrityError) as prepared, kept.write(acting) as session:
        session.execute(PUT, row)
    assert type(prepared.value.orig) is type(usual.value.orig)
    assert str(prepared.value.orig) == str(usual.value.orig)
    assert "Ronald Pike" not in str(prepared.value)


def test_an_error_among_the_rows_is_raised_as_usual(kept: Store) -> None:
    each = func.json_each('["7", "7", "{"]').table_valued("value").c.value
    rows = Prepared(select(func.json(each)))
    with kept.read() as session:
        found = session.execute(rows)
        with pytest.raises(DBAPIError, match="malformed JSON"):
            found.all()


def test_a_value_that_is_not_given_is_missed(kept: Store) -> None:
    with kept.read() as session, pytest.raises(InvalidRequestError, match="names"):
        session.execute(OF_THESE, {})


@pytest.mark.parametrize(
    ("statement", "values", "why"),
    [
        (
            select(settings).where(settings.c.name.in_(bindparam("names", expanding=True))),
            {"names": ["a"]},
            "names is a list",
        ),
        (select(type_coerce(bindparam("settled"), Boolean)), {"settled": True}, "settled would be converted"),
    ],
)
def test_what_it_cannot_hold_is_refused(
    kept: Store, statement: Any, values: dict[str, Any], why: str
) -> None:
    with kept.read() as session, pytest.raises(TypeError, match=why):
        session.execute(Prepared(statement), values)


def test_a_number_that_stays_the_same_needs_no_name(kept: Store) -> None:
    with kept.read() as session:
        assert session.execute(Prepared(select(literal(7)))).scalar() == 7


def test_a_first_row_that_is_held_holds_up_nothing(kept: Store, acting: Acting) -> None:
    with kept.write(acting) as session:
        held = session.execute(OF_THESE, {"names": listed("abc")})
        assert held.first() == ("a",)
    with closing(kept.whole()) as other:
        other.execute("UPDATE settings SET value = 'by another' WHERE name = 'a'")
    with kept.write(acting) as session:
        value = session.execute(select(settings.c.value).where(settings.c.name == "a")).scalar()
    assert value == "by another"
    assert held.all() == []
