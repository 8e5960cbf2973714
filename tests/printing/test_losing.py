"""A lost sheet: one decision with 72 hours for all of them, and the entry codes to change, ticked off one by one."""

from datetime import timedelta

import pytest

from downtime_desk.core import replay
from downtime_desk.core.errors import Trouble
from downtime_desk.core.journal import decode
from downtime_desk.core.store import Acting, Store
from downtime_desk.outages.queries import to_look_at_again
from downtime_desk.people.entry_codes import keep
from downtime_desk.people.summary import EntryCode
from downtime_desk.printing import runs, visit_record
from downtime_desk.printing.actions import (
    AccountFor,
    DecideBreach,
    IssueCopies,
    Lose,
    SettleCode,
    account_for,
    decide_breach,
    lose,
    settle_code,
)
from downtime_desk.printing.batch import begin
from downtime_desk.printing.losses import open_breaches, open_codes
from downtime_desk.printing.pack import press_all
from downtime_desk.printing.queries import numbered_sheets
from tests.conftest import NIGHT
from tests.plugins.clock import Clock
from tests.printing.test_copies import UNTIL, issue, made
from tests.printing.test_recall import run_sheet

DUE = NIGHT + timedelta(hours=72)
HOW = "Left on the 37 bus; depot told 02:00."


@pytest.fixture
def coded(copy: Store, acting: Acting) -> Store:
    """The copy, with entry codes of two people."""
    with copy.write(acting) as session:
        keep(session, "p-1", (EntryCode("Key safe", "4471"),))
        keep(session, "p3", (EntryCode("Alarm", "9002"),))
    return copy


def lost(store: Store, acting: Acting, *numbers: str) -> None:
    with store.write(acting) as session:
        lose(session, Lose(numbers, HOW))


def test_a_loss_opens_a_decision_with_seventy_two_hours(coded: Store, acting: Acting) -> None:
    (number,) = issue(coded, acting, made(coded, acting, "p-1"))
    with coded.write(acting) as session:
        entry = account_for(session, AccountFor(number, "lost", HOW))
    assert decode(entry).words() == f"{number} is LOST. {HOW}"
    with coded.read() as session:
        (open_,) = open_breaches(session)
        assert (open_.numbers, open_.holder, open_.due) == ((number,), "Iwan Prosser", DUE)
        assert open_.what_we_knew == (
            f"{number}, emergency summary of HOLLOWAY, Edwin, held by Iwan Prosser. {HOW}"
            " 1 person is on it, 1 with an entry code."
        )
        (clock,) = to_look_at_again(session)
        assert (clock.look_again_at, clock.title) == (DUE, f"{number} lost: a breach to report?")
        assert replay.differences(session) == []


def test_sheets_lost_together_are_one_decision(coded: Store, acting: Acting) -> None:
    numbers = issue(coded, acting, made(coded, acting, "p-1", "p2", "p3"))
    lost(coded, acting, *numbers)
    with coded.read() as session:
        (open_,) = open_breaches(session)
        assert open_.numbers == tuple(numbers)
        assert "3 people are on it, 2 with an entry code." in open_.what_we_knew
        assert [(code.person, code.why) for code in open_codes(session)] == [("p-1", "page"), ("p3", "page")]


def test_a_run_sheet_names_everybody_on_it(coded: Store, acting: Acting) -> None:
    number = run_sheet(coded, acting)
    lost(coded, acting, number)
    with coded.read() as session:
        assert {code.person for code in open_codes(session)} == {"p-1", "p3"}


def test_a_blank_form_that_is_lost_is_no_breach(coded: Store, acting: Acting) -> None:
    with coded.read() as session:
        blank = runs.blank_records(begin(session, acting, UNTIL), 1)
    pack = press_all(blank, visit_record.described)
    (number,) = issue(coded, acting, IssueCopies(blank, pack, "Iwan", "Laser", "Spare"))
    lost(coded, acting, number)
    with coded.read() as session:
        assert (open_breaches(session), open_codes(session)) == ((), ())
        assert [sheet.state for sheet in numbered_sheets(session)] == ["lost"]


@pytest.mark.parametrize("reported", [True, False])
def test_the_decision_is_kept_either_way_and_stops_the_clock(
    coded: Store,
    acting: Acting,
    clock: Clock,
    reported: bool,  # noqa: FBT001
) -> None:
    (number,) = issue(coded, acting, made(coded, acting, "p-1"))
    lost(coded, acting, number)
    clock.forward(hours=5)
    with coded.read() as session:
        (open_,) = open_breaches(session)
    command = DecideBreach(
        open_.decision, reported, reported, "Found by the driver unread.", open_.what_we_knew
    )
    with coded.write(acting) as session:
        words = decode(decide_breach(session, command)).words()
    said = "Reported" if reported else "Not reported"
    told = "told" if reported else "not told"
    assert words.endswith(
        f"Loss of {number}: {said} to the Information Commissioner; the people on it are {told}"
    )
    with coded.read() as session:
        assert open_breaches(session) == ()
        assert to_look_at_again(session) == []
        assert replay.differences(session) == []
    with pytest.raises(Trouble, match="decided already"), coded.write(acting) as session:
        decide_breach(session, command)


def test_a_decision_without_its_reason_is_refused(coded: Store, acting: Acting) -> None:
    (number,) = issue(coded, acting, made(coded, acting, "p-1"))
    lost(coded, acting, number)
    with coded.read() as session:
        (open_,) = open_breaches(session)
    with pytest.raises(Trouble, match="why"), coded.write(acting) as session:
        decide_breach(session, DecideBreach(open_.decision, False, False, " ", open_.what_we_knew))
    with coded.read() as session:
        assert open_breaches(session) == (open_,)


def test_codes_are_ticked_off_with_who_changed_them_and_when(
    coded: Store, acting: Acting, clock: Clock
) -> None:
    numbers = issue(coded, acting, made(coded, acting, "p-1", "p3"))
    lost(coded, acting, *numbers)
    clock.forward(hours=1)
    with coded.write(acting) as session:
        entry = settle_code(session, SettleCode("p-1", "changed", "Ade Balogun"))
    assert decode(entry).words() == "Entry code of HOLLOWAY, Edwin was changed by Ade Balogun."
    with coded.read() as session:
        assert [code.person for code in open_codes(session)] == ["p3"]
    for by, note, match in (("", "", "Who did it"), ("Ade", " ", "Why the code is kept")):
        with pytest.raises(Trouble, match=match), coded.write(acting) as session:
            settle_code(session, SettleCode("p3", "kept", by, note))
    with coded.write(acting) as session:
        settle_code(session, SettleCode("p3", "kept", "Ade", "It opens no door any more"))
    with pytest.raises(Trouble, match="No code of this person"), coded.write(acting) as session:
        settle_code(session, SettleCode("p3", "changed", "Ade"))
    with coded.read() as session:
        assert open_codes(session) == ()
        assert replay.differences(session) == []


def test_two_losses_of_one_person_are_one_line_until_it_is_settled(coded: Store, acting: Acting) -> None:
    (first,) = issue(coded, acting, made(coded, acting, "p-1"))
    (second,) = issue(coded, acting, made(coded, acting, "p-1"))
    lost(coded, acting, first)
    lost(coded, acting, second)
    with coded.read() as session:
        (code,) = open_codes(session)
        assert code.numbers == (first, second)
        assert len(open_breaches(session)) == 2


def test_a_sheet_that_turns_up_and_is_lost_again_asks_again(coded: Store, acting: Acting) -> None:
    (number,) = issue(coded, acting, made(coded, acting, "p-1"))
    lost(coded, acting, number)
    with coded.write(acting) as session:
        settle_code(session, SettleCode("p-1", "changed", "Ade"))
        account_for(session, AccountFor(number, "back"))
    lost(coded, acting, number)
    with coded.read() as session:
        assert [code.numbers for code in open_codes(session)] == [(number,)]
        assert replay.differences(session) == []


def test_nothing_is_kept_of_a_loss_that_is_refused(coded: Store, acting: Acting) -> None:
    numbers = issue(coded, acting, made(coded, acting, "p-1", "p2"))
    for wanted, how, match in (
        ((*numbers, "C-000-9999"), HOW, "There is no sheet"),
        (numbers, " ", "How it was lost"),
    ):
        with pytest.raises(Trouble, match=match), coded.write(acting) as session:
            lose(session, Lose(wanted, how))
    with coded.read() as session:
        assert {sheet.state for sheet in numbered_sheets(session)} == {"out"}
        assert open_breaches(session) == ()


def test_no_code_stands_in_any_fact_of_a_loss(coded: Store, acting: Acting) -> None:
    from sqlalchemy import select

    from downtime_desk.core.journal import journal

    (number,) = issue(coded, acting, made(coded, acting, "p-1"))
    lost(coded, acting, number)
    with coded.read() as session:
        said = " ".join(session.execute(select(journal.c.payload)).scalars())
    assert "4471" not in said
    assert number in said
