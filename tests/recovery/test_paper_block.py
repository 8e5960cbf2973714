"""A worksheet on paper for somebody without a sign-in: numbered, whole, without entry codes, and back before closing."""

from pathlib import Path
from typing import Any

import msgspec
import pytest
from pypdf import PdfReader

from downtime_desk.core.errors import Trouble
from downtime_desk.people import mirror as people
from downtime_desk.people.summary import EntryCode
from downtime_desk.printing.actions.accounting import AccountFor, account_for
from downtime_desk.printing.queries import numbered_sheets
from downtime_desk.recovery.workbench.actions import (
    ChooseWay,
    LookAt,
    TypeIn,
    Which,
    choose_way,
    look_at,
    type_in,
)
from downtime_desk.recovery.workbench.paper import print_block
from downtime_desk.recovery.workbench.things import things
from tests.recovery.conftest import PIKE, checks_begin
from tests.recovery.test_actions import gate_of
from tests.sync_return.conftest import Desk, deviation, verified


@pytest.fixture
def typing(outage: Desk) -> Desk:

    coded = msgspec.structs.replace(PIKE, entry_codes=(EntryCode("Key safe", "4826"),))
    with outage.store.write(outage.acting) as session:
        people.apply(session, [coded], outage.clock(), set())
    outage.record(verified("v1", note="Key safe 4826 was stiff.\nPad changed."))
    outage.record(verified("v2", outcome="did not happen", carers=(), reason="DT09"))
    outage.record(deviation("v1"))
    do(outage, choose_way, ChooseWay(Which(), "type in"))
    return outage


def do(desk: Desk, action: Any, command: Any) -> None:
    with desk.store.write(desk.acting) as session:
        action(session, command)


def test_a_sheet_is_not_given_out_before_the_main_system_is_cleared(typing: Desk, tmp_path: Path) -> None:
    checks_begin(typing)
    with pytest.raises(Trouble, match="checks before the main system is relied on again are not done"):
        print_block(typing.store, typing.acting, "Sam Okoro", 2, tmp_path)
    assert not list(tmp_path.glob("*.pdf"))
    with typing.store.read() as session:
        assert not [each for each in things(session, typing.acting.now()) if each.taken_by]
        assert not numbered_sheets(session)


def words_of(file: Path) -> str:
    return " ".join(" ".join(page.extract_text().split()) for page in PdfReader(file).pages)


def test_a_block_is_taken_for_a_named_person_and_stands_on_a_numbered_sheet(
    typing: Desk, tmp_path: Path
) -> None:
    made = print_block(typing.store, typing.acting, " Sam  Okoro ", 2, tmp_path)
    assert made.things == 2
    words = words_of(made.file)
    assert f"Copy number {made.number}" in words
    assert "Entered on behalf of Priya Nair by ____" in words
    assert "Looked at by another person, time" in words
    assert "4826" not in words
    with typing.store.read() as session:
        (sheet,) = numbered_sheets(session)
        assert (sheet.number, sheet.holder, sheet.state) == (made.number, "Sam Okoro", "out")
        taken = {each.taken_by for each in things(session, typing.clock())}
    assert taken == {"Sam Okoro", None}
    assert gate_of(typing).sheets_out == 1, "it holds the outage open until it is back"


def test_what_stands_on_the_sheet_is_written_down_when_it_is_back(typing: Desk, tmp_path: Path) -> None:
    made = print_block(typing.store, typing.acting, "Sam Okoro", 1, tmp_path)
    with typing.store.read() as session:
        (thing,) = [each for each in things(session, typing.clock()) if each.taken_by]
    with pytest.raises(Trouble, match="Sam Okoro took this one"):
        do(typing, type_in, TypeIn(thing.fact))
    do(typing, type_in, TypeIn(thing.fact, by="Sam Okoro", reference="PW-9"))
    do(typing, look_at, LookAt(thing.fact, "right"))
    do(typing, account_for, AccountFor(made.number, "back", "All ticked."))
    assert typing.row(thing.fact).state == "second-checked"
    assert gate_of(typing).sheets_out == 0


def test_nobody_and_a_folder_that_is_not_there_are_refused_and_nothing_is_numbered(
    typing: Desk, tmp_path: Path
) -> None:
    with pytest.raises(Trouble, match="not said who"):
        print_block(typing.store, typing.acting, " ", 2, tmp_path)
    with pytest.raises(Trouble, match="cannot be written"):
        print_block(typing.store, typing.acting, "Sam Okoro", 2, tmp_path / "gone")
    with typing.store.read() as session:
        assert numbered_sheets(session) == []
