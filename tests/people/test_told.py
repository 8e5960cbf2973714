"""What is told since the copy: written down, checked, taken back; shown and printed above the copy until settled."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import select

from downtime_desk.core import delivery
from downtime_desk.core.clock import clock_face
from downtime_desk.core.errors import Trouble
from downtime_desk.core.replay import differences
from downtime_desk.core.store import Acting, Store
from downtime_desk.outages.actions import Declare, StandDown, declare, stand_down
from downtime_desk.outages.queries import chronology, put_right
from downtime_desk.people.actions import Check, Tell, Withdraw, check, tell, withdraw
from downtime_desk.people.model import told
from downtime_desk.people.queries import listed, person
from downtime_desk.people.screen.rows import PersonRow, sentence
from downtime_desk.people.told import Told, one_told, told_for
from downtime_desk.printing.summary.pack import render_pack
from downtime_desk.printing.summary.reading import sheets_for
from downtime_desk.recovery.queries import item
from tests.conftest import NIGHT
from tests.people.cast import copy
from tests.printing.reading import pypdf_pages

Do = Callable[..., Any]
AT = datetime(2026, 11, 22, 1, 40, tzinfo=UTC)
RANG = Tell("p-1", "allergy", "Plasters make his skin blister", "Anne Holloway", "daughter", AT)


@pytest.fixture
def do(store: Store, acting: Acting) -> Do:
    """Do an action in a transaction of its own, in a store with the copy and an outage running."""
    copy(store, acting)
    with store.write(acting) as session:
        declare(session, Declare(("Care records",), AT - timedelta(hours=6), "Nothing opens"))

    def run(action: Callable[..., Any], command: object) -> Any:
        with store.write(acting) as session:
            return action(session, command)

    return run


def told_of(store: Store, who: str = "p-1") -> tuple[Told, ...]:
    with store.read() as session:
        return told_for(session, (who, "p-2", "nobody")).get(who, ())


def test_what_is_told_stands_above_the_copy_unchecked_until_it_is_checked(do: Do, store: Store) -> None:
    entry = do(tell, RANG)
    (one,) = told_of(store)
    assert one.words() == (
        "Allergy: Plasters make his skin blister. Told by Anne Holloway (daughter) to Priya Nair, Sun 01:40. "
        "Not checked."
    )
    do(check, Check(entry.id, "Dr Shah's surgery", NIGHT, "true"))
    (one,) = told_of(store)
    assert one.words().endswith("Checked with Dr Shah's surgery, 02:06: true.")
    with store.read() as session:
        known = person(session, "p-1")
        assert known is not None
        assert known.told == (one,)
        assert differences(session) == []


def test_a_correction_replaces_the_words_and_is_not_checked(do: Do, store: Store) -> None:
    entry = do(tell, RANG)
    checked = do(check, Check(entry.id, "The ward", NIGHT, "not true"))
    do(tell, replace(RANG, what="It is latex, not plasters", corrects=checked.id))
    (one,) = told_of(store)
    assert (one.id, one.what, one.checked) == (entry.id, "It is latex, not plasters.", None)
    with pytest.raises(Trouble, match="Somebody else"):
        do(tell, replace(RANG, what="Neither", corrects=checked.id))
    with store.read() as session:
        assert differences(session) == []


def test_what_is_taken_back_is_shown_no_more_and_stays_in_the_log(do: Do, store: Store) -> None:
    entry = do(tell, RANG)
    with pytest.raises(Trouble, match="Why it is taken back"):
        do(withdraw, Withdraw(entry.id, " "))
    gone = do(withdraw, Withdraw(entry.id, "It was his brother"))
    assert told_of(store) == ()
    with pytest.raises(Trouble, match="taken back"):
        do(check, Check(gone.id, "The ward", NIGHT, "true"))
    with store.read() as session:
        kept = one_told(session, entry.id)
        assert kept is not None
        assert kept.words().endswith("Taken back: It was his brother.")
        assert differences(session) == []


def test_the_newest_is_first_and_all_of_it_waits_for_the_main_system(do: Do, store: Store) -> None:
    do(tell, RANG)
    do(tell, replace(RANG, kind="home", what="He came home at 18:00", told_at=AT + timedelta(minutes=5)))
    assert [each.kind for each in told_of(store)] == ["home", "allergy"]
    with store.read() as session:
        assert delivery.counts(session)["waiting"] == 2


def test_a_list_never_says_no_known_allergies_alone_when_one_was_told(do: Do, store: Store) -> None:
    do(tell, RANG)
    with store.read() as session:
        row = listed(session, "p-1")
    assert row is not None
    assert row.allergies_told == "Plasters make his skin blister."
    said = sentence(PersonRow(row, "", NIGHT.date()))
    assert "Told since, allergy: Plasters make his skin blister." in said
    assert "In the copy: Allerg" in said


def test_a_summary_prints_it_as_not_checked_with_who_said_it(do: Do, store: Store, acting: Acting) -> None:
    do(tell, RANG)
    with store.read() as session:
        (sheet,) = sheets_for(session, ("p-1",), acting, NIGHT + timedelta(hours=12))
    (page, *_) = pypdf_pages(render_pack((sheet,)).pdf)
    for words in (
        "TOLDSINCETHERECORDWASCOPIED",
        "Plastersmakehisskinblister",
        "AnneHolloway(daughter)",
        "NOTCHECKED",
    ):
        assert words in page


def test_it_stands_after_the_outage_until_the_main_system_has_it(
    do: Do, store: Store, acting: Acting
) -> None:
    settled, waiting = (do(tell, replace(RANG, what=what)).id for what in ("One", "Two"))
    with store.write(acting) as session:
        session.execute(
            delivery.delivery.update().where(delivery.delivery.c.fact_id == settled).values(state="checked")
        )
    assert len(told_of(store)) == 2
    do(stand_down, StandDown(()))
    assert [each.id for each in told_of(store)] == [waiting]


@pytest.mark.parametrize(
    ("command", "said"),
    [
        (replace(RANG, what="  "), "What was said is missing"),
        (replace(RANG, told_by=""), "Who said it is missing"),
        (replace(RANG, relation=""), "Who they are is missing"),
        (replace(RANG, told_at=NIGHT + timedelta(minutes=1)), "not come yet"),
        (replace(RANG, person="p-99"), "not in the copy"),
        (replace(RANG, kind="weather"), "not chosen"),
        (replace(RANG, corrects="nothing"), "Somebody else"),
    ],
)
def test_what_cannot_be_is_refused_and_nothing_is_kept(
    do: Do, store: Store, command: Tell, said: str
) -> None:
    with pytest.raises(Trouble, match=said):
        do(tell, command)
    with store.read() as session:
        assert session.execute(select(told)).all() == []


def test_it_cannot_be_checked_before_it_was_told(do: Do, store: Store) -> None:
    entry = do(tell, RANG)
    with pytest.raises(Trouble, match="cannot be checked before"):
        do(check, Check(entry.id, "The ward", AT - timedelta(minutes=1), "true"))
    assert told_of(store)[0].checked is None


def test_saving_twice_is_saving_once(do: Do, store: Store) -> None:
    command = replace(RANG, fact_id="0195f0a0-0000-7000-8000-000000000002")
    assert do(tell, command).id == do(tell, command).id
    assert len(told_of(store)) == 1


def test_the_log_says_who_said_it_when_and_what_came_of_it(do: Do, store: Store, acting: Acting) -> None:
    entry = do(tell, RANG)
    checked = do(check, Check(entry.id, "Dr Shah", NIGHT - timedelta(minutes=5), "not true"))
    do(withdraw, Withdraw(checked.id, "It was his brother"))
    with store.read() as session:
        told_lines = chronology(session, None, frozenset({"Told"}))[::-1]
    assert [(clock_face(line.happened_at), line.words) for line in told_lines] == [
        (
            "01:40",
            "HOLLOWAY, Edwin (Mr): Anne Holloway (daughter) said at 01:40: Plasters make his skin blister.",
        ),
        (
            "02:01",
            "HOLLOWAY, Edwin (Mr): checked with Dr Shah at 02:01, not true: Plasters make his skin blister.",
        ),
        (
            "02:06",
            "HOLLOWAY, Edwin (Mr): taken back: Plasters make his skin blister. Why: It was his brother.",
        ),
    ]


def test_a_check_does_not_put_right_what_it_checked(do: Do, store: Store) -> None:
    entry = do(tell, RANG)
    checked = do(check, Check(entry.id, "Dr Shah", NIGHT, "true"))
    with store.read() as session:
        assert put_right(session, (entry.id, checked.id)) == frozenset()
    do(tell, replace(RANG, what="It is latex", corrects=checked.id))
    with store.read() as session:
        assert put_right(session, (entry.id, checked.id)) == {checked.id}


def test_what_is_told_is_named_in_plain_words_on_its_way_back(do: Do, store: Store) -> None:
    entry = do(tell, RANG)
    checked = do(check, Check(entry.id, "Dr Shah", NIGHT, "true"))
    with store.read() as session:
        first, second = item(session, entry.id), item(session, checked.id)
    assert first is not None
    assert second is not None
    assert first.words() == "HOLLOWAY, Edwin (Mr), told since the copy: allergy of Sun 22 Nov 01:40"
    assert (second.what, second.born, second.nhs_number) == (
        "Check of what was told",
        "1941-03-14",
        "9990002312",
    )
