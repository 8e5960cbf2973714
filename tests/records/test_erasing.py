"""Letting go: by the rules, of one person, never in silence, never what is still needed, and the chain holds."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
import sqlcipher3.dbapi2 as sqlite
from sqlalchemy import func, select, update
from sqlalchemy.exc import DBAPIError

from downtime_desk.core import journal, settings
from downtime_desk.core.errors import Trouble
from downtime_desk.core.examine import examine
from downtime_desk.core.facts import change_setting
from downtime_desk.core.replay import differences
from downtime_desk.core.store import Acting, Store
from downtime_desk.people.model import entry_codes, mirror_past, people
from downtime_desk.people.queries import Filter
from downtime_desk.people.search import Search
from downtime_desk.records.actions import ErasePerson, Tidied, erase_person, is_tidying_due, tidy
from downtime_desk.records.ownership import owned_by
from downtime_desk.records.rules import Rules, change_rules, left, rules, years_after
from downtime_desk.rota.model import visit_carers, visits
from downtime_desk.sync.sending.facts import ReturnChecked
from tests.plugins.clock import Clock
from tests.records.conftest import LONG_AGO, TED

Leave = Callable[[str, datetime], None]
WHY = "The registered manager decided, on the DPO's advice."


def erase(
    store: Store, acting: Acting, person: str = TED, *, before_time: bool = False, why: str = WHY
) -> int:
    with store.write(acting) as session:
        return erase_person(session, ErasePerson(person, why, before_time)).lines


def proved(store: Store, acting: Acting) -> None:
    """Let what was told have gone back."""
    with store.write(acting) as session:
        (told,) = [each for each in journal.entries(session) if each.kind == "person.told"]
        journal.record(session, ReturnChecked(told.id, (), None), subject=told.subject)


def payloads(store: Store) -> str:
    with store.read() as session:
        return "\n".join(each.payload or "" for each in journal.entries(session))


def test_a_person_whose_time_is_up_is_gone_everywhere_and_the_chain_holds(
    kept: Store, acting: Acting, leave: Leave
) -> None:
    proved(kept, acting)
    leave(TED, LONG_AGO)
    assert "HOLLOWAY" in payloads(kept)
    assert erase(kept, acting) == 4
    assert "HOLLOWAY" not in payloads(kept)
    assert "downstairs" not in payloads(kept)
    with kept.read() as session:
        assert differences(session) == []
        assert Search().find(session, "hollo", Filter.ALL, 10).total == 0
        for table, column in ((people, people.c.id), (visits, visits.c.person_id)):
            there = select(func.count()).select_from(table).where(column == TED)
            assert session.execute(there).scalar_one() == 0
        assert session.execute(select(func.count()).select_from(entry_codes)).scalar_one() == 0
        runs = select(func.count()).select_from(visit_carers).where(visit_carers.c.visit_id.in_(["v2", "v3"]))
        assert session.execute(runs).scalar_one() == 0
        assert session.execute(select(func.count()).select_from(mirror_past)).scalar_one() == 0
    assert examine(kept).holds
    kept.release()
    kept.whole().execute("VACUUM")
    assert "p2" in payloads(kept)


@pytest.mark.parametrize(
    ("left_years_ago", "before_time", "why", "refused"),
    [
        (0, False, WHY, "is on the main system’s list"),
        (0, True, WHY, "is on the main system’s list"),
        (1, False, WHY, "The rules keep this for 8 years"),
        (9, False, " ", "Why it is erased is missing"),
    ],
)
def test_what_is_still_needed_is_not_erased(
    kept: Store,
    acting: Acting,
    leave: Leave,
    clock: Clock,
    left_years_ago: int,
    before_time: bool,  # noqa: FBT001 - a case of the table
    why: str,
    refused: str,
) -> None:
    proved(kept, acting)
    if left_years_ago:
        leave(TED, clock() - timedelta(days=366 * left_years_ago))
    with pytest.raises(Trouble, match=refused):
        erase(kept, acting, before_time=before_time, why=why)
    assert "HOLLOWAY" in payloads(kept)
    assert examine(kept).holds


def test_what_has_not_gone_back_is_not_erased(kept: Store, acting: Acting, leave: Leave) -> None:
    leave(TED, LONG_AGO)
    with pytest.raises(Trouble, match="1 things about this person have not gone back"):
        erase(kept, acting)


def test_nothing_is_erased_in_an_outage(kept: Store, acting: Acting, leave: Leave) -> None:
    leave(TED, LONG_AGO)
    with kept.write(acting) as session:
        change_setting(session, settings.OUTAGE, "DT-2026-004")
        assert not is_tidying_due(session, acting.now())
        assert tidy(session) == Tidied(0, 0)
    with pytest.raises(Trouble, match="Nothing is erased in an outage"):
        erase(kept, acting)


def test_before_its_time_only_when_it_is_said(
    kept: Store, acting: Acting, leave: Leave, clock: Clock
) -> None:
    proved(kept, acting)
    leave(TED, clock())
    assert erase(kept, acting, before_time=True) == 4
    with kept.read() as session:
        (said,) = [each for each in journal.entries(session) if each.kind == "record.erased"]
    assert "Before its time, by decision" in (said.payload or "")


def test_nobody_is_erased_twice_and_nobody_unknown(kept: Store, acting: Acting, leave: Leave) -> None:
    proved(kept, acting)
    leave(TED, LONG_AGO)
    erase(kept, acting)
    for person in (TED, "nobody"):
        with pytest.raises(Trouble, match="Nothing is kept of such a person"):
            erase(kept, acting, person)


def test_the_copy_is_let_go_of_by_the_rules_and_what_was_written_stays(
    kept: Store, acting: Acting, leave: Leave, clock: Clock
) -> None:
    proved(kept, acting)
    leave(TED, clock())
    clock.forward(days=89)
    with kept.write(acting) as session:
        assert tidy(session) == Tidied(0, 0)
    clock.forward(days=2)
    with kept.write(acting) as session:
        assert is_tidying_due(session, clock())
        assert tidy(session) == Tidied(1, 2)  # Ted, and the visits of the others that lie behind us
        assert not is_tidying_due(session, clock())
    with kept.read() as session:
        assert session.execute(select(visits.c.id)).scalars().all() == ["v6"]
        assert len(owned_by(session, TED).alone) == 5
        assert differences(session) == []
    with pytest.raises(Trouble, match="The rules keep this"):
        erase(kept, acting)
    clock.forward(days=8 * 366)
    assert erase(kept, acting) == 5
    assert "HOLLOWAY" not in payloads(kept)
    assert examine(kept).holds


def test_who_left_is_listed_with_what_is_due(kept: Store, leave: Leave, clock: Clock) -> None:
    leave(TED, clock())
    clock.forward(days=91)
    with kept.read() as session:
        (gone,) = left(session, clock())
    assert (gone.person, gone.copy_due, gone.record_due) == (TED, True, False)
    clock.forward(days=8 * 366)
    with kept.read() as session:
        assert left(session, clock())[0].record_due


def test_the_times_are_settings_with_bounds(kept: Store, acting: Acting) -> None:
    with kept.write(acting) as session:
        change_rules(session, Rules(10, 30, 60))
        assert rules(session) == Rules(10, 30, 60)
    with kept.write(acting) as session, pytest.raises(Trouble, match="after they left: 6 is not possible"):
        change_rules(session, Rules(10, 6, 60))
    leap = datetime(2024, 2, 29, tzinfo=UTC)
    assert years_after(leap, 8) == leap.replace(year=2032)
    assert years_after(leap, 7) == leap.replace(year=2031, day=28)


def test_a_gap_nothing_explains_is_found(kept: Store, acting: Acting) -> None:
    """Emptying a line without saying so is possible with the keys; the next proof names it."""
    with kept.write(acting) as session:
        table = journal.journal
        session.execute(update(table).where(table.c.seq == 4).values(payload=None, payload_salt=b""))
    wrong = examine(kept).findings[1]
    assert wrong.faults == ("entry 4 has no content, and nothing says that it was erased",)


@pytest.mark.parametrize(
    "change",
    [
        {"payload": "{}"},
        {"payload": None},  # the salt would still let a short content be guessed
        {"payload": None, "payload_salt": b"", "actor_name": "Somebody else"},
        {"payload": None, "payload_salt": b"", "hash": "0" * 64},
        {"seq": 99},
    ],
)
def test_nothing_else_of_a_line_ever_changes(kept: Store, acting: Acting, change: dict[str, object]) -> None:
    table = journal.journal
    with pytest.raises((DBAPIError, sqlite.DatabaseError)), kept.write(acting) as session:
        session.execute(update(table).where(table.c.seq == 4).values(**change))
    whole = kept.whole()
    names = ", ".join(f"{name} = ?" for name in change)
    with pytest.raises(sqlite.DatabaseError, match="the journal is never changed"):
        whole.execute(f"UPDATE journal SET {names} WHERE seq = 4", tuple(change.values()))  # noqa: S608 - names of ours
    whole.close()
    assert examine(kept).holds
