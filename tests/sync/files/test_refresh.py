"""A copy from exports: the same guard and the same swap, and a preview that keeps its word."""

import os
from pathlib import Path

import msgspec
import pytest
from sqlalchemy import select

from downtime_desk.core import replay
from downtime_desk.core.store import Acting, Store
from downtime_desk.people import copies
from downtime_desk.people.mirror import Foreseen
from downtime_desk.people.model import people
from downtime_desk.rota.model import visits
from downtime_desk.sync import connection
from downtime_desk.sync.connection import Choose, choose, folder_of, source
from downtime_desk.sync.facts import CopyRefreshed
from downtime_desk.sync.files.folder import Files
from downtime_desk.sync.files.words import in_words
from downtime_desk.sync.preview import Preview, preview
from downtime_desk.sync.refresh import Held, Swap, prepare, refresh, swap
from tests.conftest import NIGHT
from tests.sync.files.make import EXPORTED, PEOPLE, VISIT_HEAD, VISITS, put, usual


def look(store: Store, acting: Acting, folder: Path) -> Preview:
    """Return what taking the folder would change."""
    prepared = prepare(store, Files(folder), acting.now)
    with store.read() as session:
        return preview(session, prepared)


def standing(store: Store) -> tuple[dict[str, bool], dict[str, bool]]:
    """Return people and visits of the copy, with whether they are still there."""
    with store.read() as session:
        who = session.execute(select(people.c.id, people.c.withdrawn_at)).all()
        what = session.execute(select(visits.c.id, visits.c.withdrawn_at)).all()
    return {row[0]: row[1] is None for row in who}, {row[0]: row[1] is None for row in what}


def test_a_copy_is_as_old_as_its_oldest_file(store: Store, acting: Acting, tmp_path: Path) -> None:
    fact = refresh(store, acting, Files(usual(tmp_path / "drop")))
    assert (fact.counts.people, fact.counts.visits, fact.counts.carers) == (2, 3, 1)
    with store.read() as session:
        assert copies.as_of(session) == dict.fromkeys(("rota", "people", "contacts"), EXPORTED)
        assert replay.differences(session) == []


def test_a_rota_alone_leaves_the_people_as_they_are(store: Store, acting: Acting, tmp_path: Path) -> None:
    refresh(store, acting, Files(usual(tmp_path / "drop")))
    put(tmp_path / "rota", "visits.csv", VISITS + "V4,P2,C9,22/11/2026 18:00,22/11/2026 18:30,\n"
        "V5,P77,C9,22/11/2026 18:00,22/11/2026 18:30,\n")  # fmt: skip
    fact = refresh(store, acting, Files(tmp_path / "rota"))
    assert (fact.counts.people, fact.counts.visits, fact.rejected) == (2, 4, 1)
    assert standing(store) == ({"P1": True, "P2": True}, dict.fromkeys(("V1", "V2", "V3", "V4"), True))


def test_people_alone_leave_the_rota_as_it_is(store: Store, acting: Acting, tmp_path: Path) -> None:
    refresh(store, acting, Files(usual(tmp_path / "drop")))
    put(tmp_path / "who", "people.csv", PEOPLE + "P3,Ann,Lee,GL1 3CC\n")
    fact = refresh(store, acting, Files(tmp_path / "who"))
    assert (fact.counts.people, fact.counts.visits, fact.counts.carers) == (3, 3, 1)
    assert all(standing(store)[1].values())


def test_a_rota_without_anybody_is_no_first_copy(store: Store, acting: Acting, tmp_path: Path) -> None:
    put(tmp_path / "rota", "visits.csv", VISITS)
    with pytest.raises(Held, match="no people at all"):
        refresh(store, acting, Files(tmp_path / "rota"))


def test_a_rota_that_shrank_waits_for_a_person(store: Store, acting: Acting, tmp_path: Path) -> None:
    folder = usual(tmp_path / "drop")
    refresh(store, acting, Files(folder))
    put(folder, "visits.csv", "".join(VISITS.splitlines(keepends=True)[:2]))
    with pytest.raises(Held, match="2 planned visits are gone"):
        refresh(store, acting, Files(folder))
    assert standing(store)[1] == dict.fromkeys(("V1", "V2", "V3"), True)
    refresh(store, acting, Files(folder), accept_findings=True)
    assert standing(store)[1] == {"V1": True, "V2": False, "V3": False}


def test_a_copy_in_which_the_dnacpr_decisions_are_gone_waits_for_a_person(
    store: Store, acting: Acting, tmp_path: Path
) -> None:
    def export(dnacpr: str) -> Files:
        rows = [f"{number},Ann,Lee{number},,{dnacpr}" for number in range(4)]
        head = "id,firstname,lastname,date_of_birth,has_dnar"
        put(tmp_path / "drop", "people.csv", "\n".join((head, *rows)) + "\n")
        return Files(tmp_path / "drop")

    refresh(store, acting, export("yes"))
    assert refresh(store, acting, export("yes")).changed == 0
    with pytest.raises(Held, match="CPR decisions are gone from the records of 4 people"):
        refresh(store, acting, export(""))


def test_an_export_from_before_the_copy_in_use_waits_for_a_person(
    store: Store, acting: Acting, tmp_path: Path
) -> None:
    folder = usual(tmp_path / "drop")
    refresh(store, acting, Files(folder))
    week_ago = EXPORTED.timestamp() - 7 * 24 * 3600
    os.utime(folder / "visits.csv", (week_ago, week_ago))
    with pytest.raises(
        Held, match="is of Sat 14-Nov-2026 18:00; the copy in use is newer, of Sat 21-Nov-2026 18:00"
    ):
        refresh(store, acting, Files(folder))
    refresh(store, acting, Files(folder), accept_findings=True)
    assert refresh(store, acting, Files(folder)).changed == 0


def test_what_cannot_be_read_stays_in_the_copy(store: Store, acting: Acting, tmp_path: Path) -> None:
    folder = usual(tmp_path / "drop")
    refresh(store, acting, Files(folder))
    put(folder, "visits.csv", VISITS.replace("V2,P2,C7,22/11/2026 09:00", "V2,P2,C7,22/11/26 09:00"))
    put(folder, "people.csv", PEOPLE.replace("P2,Ted,Okafor,GL1 2BB", "P2,Ted"))
    fact = refresh(store, acting, Files(folder))
    assert fact.rejected == 2
    assert standing(store) == ({"P1": True, "P2": True}, dict.fromkeys(("V1", "V2", "V3"), True))


def test_the_preview_says_what_the_swap_then_does(store: Store, acting: Acting, tmp_path: Path) -> None:
    folder = usual(tmp_path / "drop")
    assert look(store, acting, folder) == Preview(
        "Folder drop", Foreseen(2, 0, 0, 0), Foreseen(3, 0, 0, 0), (), ()
    )
    assert standing(store) == ({}, {})
    refresh(store, acting, Files(folder))
    changed = VISIT_HEAD + (
        "V1,P1,C7,22/11/2026 07:30,22/11/2026 08:00,wash-dress\n"
        "V2,P2,C8,22/11/2026 09:00,22/11/2026 09:30,meal\n"
        "V6,P1,C8,22/11/2026 19:00,22/11/2026 19:30,\n"
        "V7,P1\n"
    )
    put(folder, "visits.csv", changed)
    put(folder, "people.csv", PEOPLE.replace("GL1 1AA", "GL9 9ZZ").replace("P2,", "P5,"))
    prepared = prepare(store, Files(folder), acting.now)
    with store.read() as session:
        seen = preview(session, prepared)
    assert (seen.people, seen.visits) == (Foreseen(1, 1, 0, 1), Foreseen(1, 0, 1, 1))
    assert [each.where for each in seen.rejected] == ["visits.csv line 5", "the rota"]
    with store.write(acting) as session:
        fact = swap(session, Swap(prepared))
    assert isinstance(fact, CopyRefreshed)
    gone = seen.people.gone + seen.visits.gone if seen.people and seen.visits else 0
    assert (fact.changed, fact.withdrawn) == (4, gone)


def test_the_words_of_a_preview(store: Store, acting: Acting, tmp_path: Path) -> None:
    put(tmp_path / "who", "people.csv", (PEOPLE + "P3,Siân\n").encode("cp1252"))
    files = Files(tmp_path / "who")
    prepared = prepare(store, files, acting.now)
    with store.read() as session:
        lines = list(in_words(preview(session, prepared), files.seen))
    assert lines == [
        "people.csv: 3 rows, CareLineLive people. Read as Windows letters (cp1252): check the accents in names.",
        "People: 2 read, 2 new, 0 changed, 0 as they were, 0 gone.",
        "Visits: not in these files, so they stay as they are.",
        "Not read: people.csv line 4: it has 2 cells and the header has 4",
    ]
    assert msgspec.json.encode(files.seen)


def test_a_folder_of_exports_is_a_main_system(store: Store, acting: Acting, tmp_path: Path) -> None:
    here = folder_of("Fernway", usual(tmp_path / "drop"))
    assert here.kind == "files"
    with store.write(acting) as session:
        choose(session, Choose(here))
    with store.read() as session:
        place = source(session, lambda: NIGHT)
        assert isinstance(place, Files)
        with pytest.raises(Exception, match="nothing can be sent to it"):
            connection.server(session, lambda: NIGHT)
        assert replay.differences(session) == []
    assert refresh(store, acting, place).counts.visits == 3
