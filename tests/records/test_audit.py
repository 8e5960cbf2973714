"""The audit: who looked, was shown a code and wrote, by person and by manager, and what goes out of it."""

from datetime import timedelta

import pytest

from downtime_desk.core.errors import Trouble
from downtime_desk.core.journal import Entry, decode, entries, kinds
from downtime_desk.core.store import Acting, Store
from downtime_desk.outages.queries import chronology
from downtime_desk.people.actions import LookAt, list_people, look_at
from downtime_desk.people.facts import PersonLookedAt
from downtime_desk.records.facts import AuditGiven
from downtime_desk.records.giving import GiveAudit, give_audit
from downtime_desk.records.queries import Act, AuditLine, Wanted, act_of, audit, managers
from tests.plugins.clock import Clock
from tests.records.conftest import TED


def read(store: Store, wanted: Wanted = Wanted()) -> list[AuditLine]:  # noqa: B008 - it never changes
    with store.read() as session:
        return audit(session, wanted)


def looks(store: Store) -> list[Entry]:
    with store.read() as session:
        return [each for each in entries(session) if each.kind == PersonLookedAt.kind]


def test_a_person_s_lines_are_theirs_alone_and_the_last_is_first(kept: Store) -> None:
    lines = read(kept, Wanted(person=TED))
    assert [each.act for each in lines] == [Act.WROTE, Act.SHOWN, Act.LOOKED]
    assert "Sleeps downstairs now" in lines[0].words
    assert "HOLLOWAY" in lines[2].words
    assert [each.act for each in read(kept, Wanted(person="p2"))] == [Act.LOOKED]
    assert read(kept, Wanted(person="p3")) == []


def test_lines_are_kept_to_who_what_when_and_words(kept: Store, clock: Clock) -> None:
    assert managers_of(kept) == ("Priya Nair",)
    assert len(read(kept, Wanted(manager="Priya Nair"))) == len(read(kept)) == 7
    assert read(kept, Wanted(manager="Gareth Pugh")) == []
    assert len(read(kept, Wanted(act=Act.LOOKED))) == 2
    assert len(read(kept, Wanted(act=Act.ACCESS))) == 3
    assert [each.act for each in read(kept, Wanted(words="DOWNSTAIRS"))] == [Act.WROTE]
    assert read(kept, Wanted(since=clock() + timedelta(seconds=1))) == []
    assert read(kept, Wanted(until=clock())) == []
    assert len(read(kept, Wanted(since=clock(), until=clock() + timedelta(seconds=1)))) == 7


def managers_of(store: Store) -> tuple[str, ...]:
    with store.read() as session:
        return managers(session)


def test_it_is_read_page_by_page(kept: Store) -> None:
    with kept.read() as session:
        first = audit(session, Wanted(), limit=3)
        rest = audit(session, Wanted(), before=first[-1].seq)
    assert [each.seq for each in (*first, *rest)] == [7, 6, 5, 4, 3, 2, 1]


def test_who_goes_on_looking_is_written_down_once_in_a_while(
    kept: Store, acting: Acting, clock: Clock
) -> None:
    def look() -> None:
        with kept.write(acting) as session:
            look_at(session, LookAt(TED))

    look()
    assert len(looks(kept)) == 2
    clock.forward(minutes=16)
    look()
    assert len(looks(kept)) == 3
    other = Acting(acting.desk, "another", "Gareth Pugh", clock)
    with kept.write(other) as session:
        look_at(session, LookAt(TED))
    assert [each.actor_name for each in looks(kept)][-1] == "Gareth Pugh"
    with kept.write(acting) as session:
        look_at(session, LookAt("nobody"))
    assert len(looks(kept)) == 4


def test_looking_is_not_in_the_log_of_an_outage(kept: Store, acting: Acting) -> None:
    with kept.write(acting) as session:
        list_people(session, 3)
    with kept.read() as session:
        assert not [line for line in chronology(session, "DT-1") if line.kind.startswith("person")]
        everything = [line.kind for line in chronology(session, None)]
    assert PersonLookedAt.kind in everything


def test_what_goes_out_is_recorded_with_why_and_holds_no_formula(kept: Store, acting: Acting) -> None:
    with pytest.raises(Trouble, match="Why it is written"):
        give_audit(kept, acting, GiveAudit(Wanted(person=TED), " "))
    content = give_audit(kept, acting, GiveAudit(Wanted(person=TED, act=Act.LOOKED), "=Asked by the DPO"))
    lines = content.decode("utf-8-sig").splitlines()
    assert lines[0] == "Line,When,Who,What,In words,Outage"
    assert len(lines) == 2
    with kept.read() as session:
        said = [what for each in entries(session) if isinstance(what := decode(each), AuditGiven)]
    assert (said[0].lines, said[0].about) == (1, f"person {TED}, looked at")
    assert "HOLLOWAY" not in said[0].words()


def test_every_kind_of_fact_is_one_act() -> None:
    sorted_ = {kind: act_of(kind) for kind in kinds()}
    assert sorted_["copy.issued"] is Act.PRINTED
    assert sorted_["copy.refreshed"] is Act.WROTE
    assert sorted_["entry_code.revealed"] is Act.SHOWN
    assert sorted_["manager.signed_in"] is Act.ACCESS
    assert sorted_["journal.erased"] is Act.GIVEN
    assert set(sorted_.values()) == set(Act)
