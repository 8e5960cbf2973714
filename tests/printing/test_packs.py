"""Papers and packs made from a store: who is in them, in which order, with which numbers, and what a slip needs."""

import gc
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from threading import Event

import msgspec
import pytest
from sqlalchemy import select

from downtime_desk.core import replay
from downtime_desk.core.errors import Trouble
from downtime_desk.core.journal import journal
from downtime_desk.core.lean import NOT_MEANWHILE, SELDOM
from downtime_desk.core.store import Acting, Store
from downtime_desk.people.entry_codes import keep
from downtime_desk.people.model import people
from downtime_desk.people.summary import EntryCode
from downtime_desk.practice import Provider
from downtime_desk.printing.actions import IssueCopies, Lose, ShowCodes, issue_copies, lose, show_codes
from downtime_desk.printing.losses import open_codes
from downtime_desk.printing.making import Made, Order, make, make_singly
from downtime_desk.printing.numbers import number_of
from downtime_desk.printing.pack import press_all, press_each
from downtime_desk.printing.papers.key_slip import KeySlip
from downtime_desk.printing.proof import squashed
from downtime_desk.printing.queries import numbered_sheets
from downtime_desk.printing.scanned import scanned
from downtime_desk.printing.summary.finished import Progress
from downtime_desk.printing.summary.pack import described
from downtime_desk.printing.who import FOR, Paper, Who, people_of
from downtime_desk.sync.fhir.folder import Folder
from downtime_desk.sync.refresh import refresh
from tests.conftest import NIGHT
from tests.printing import samples
from tests.printing.reading import our_pages

UNTIL = NIGHT + timedelta(hours=12)


def order(acting: Acting, paper: Paper, who: Who, **more: object) -> Order:
    return Order(who, acting, UNTIL, Event(), paper, **more)  # type: ignore[arg-type]


def made(copy: Store, acting: Acting, paper: Paper, who: Who, **more: object) -> Made:
    return make(copy.read, order(acting, paper, who, **more), lambda _: None)


def issued(copy: Store, acting: Acting, pack: Made, holder: str = "Duty folder") -> None:
    with copy.write(acting) as session:
        issue_copies(session, IssueCopies(pack.sheets, pack.pack, holder, "Laser", "Outage"))


def kinds(pack: Made) -> list[str]:
    return [sheet.about().kind for sheet in pack.sheets]


@pytest.fixture
def coded(copy: Store, acting: Acting) -> Store:
    with copy.write(acting) as session:
        keep(session, "p-1", (EntryCode("Key safe", "4072B"), EntryCode("Gate", "19")))
    return copy


def test_a_run_pack_is_the_run_sheet_and_the_summaries_behind_it(copy: Store, acting: Acting) -> None:
    pack = made(copy, acting, "run pack", Who("run", "c1"))
    assert kinds(pack) == ["Run sheet", "Emergency summary", "Emergency summary"]
    assert [sheet.copy_number[-4:] for sheet in pack.sheets] == ["0001", "0002", "0003"]
    whole = made(copy, acting, "run pack", Who("everyone"))
    assert kinds(whole).count("Run sheet") == 2


def test_the_essentials_have_all_a_desk_needs(copy: Store, acting: Acting) -> None:
    pack = made(copy, acting, "essentials", Who("desk"))
    assert list(dict.fromkeys(kinds(pack))) == [
        "Hand-over sheet", "Wall list", "Contact sheet", "Run sheet", "Emergency summary", "Medicine chart",
        "Blank visit record",
    ]  # fmt: skip
    issued(copy, acting, pack)
    again = made(copy, acting, "essentials", Who("desk"))
    replaced = {sheet.about().kind for sheet in again.sheets if sheet.replaces}
    assert replaced == set(kinds(pack)) - {"Blank visit record"}
    with copy.read() as session:
        assert replay.differences(session) == []


def test_people_come_by_name_or_by_the_run_that_reaches_them(copy: Store, acting: Acting) -> None:
    with copy.read() as session:
        assert people_of(session, Who("everyone"), NIGHT) == ("p2", "p-1", "p3")
        # Dorota before Iwan; whoever is on no run comes last
        assert people_of(session, Who("everyone"), NIGHT, "run") == ("p-1", "p3", "p2")
        assert people_of(session, Who("due", "4"), NIGHT) == ("p-1", "p3")
        assert people_of(session, Who("due", "2"), NIGHT) == ("p-1",)
        assert people_of(session, Who("due", "39"), NIGHT) == ("p-1", "p3")
        assert people_of(session, Who("due", "40"), NIGHT) == ("p2", "p-1", "p3")


def test_a_summary_of_somebody_due_later_says_that_its_visits_are_of_24_hours(
    copy: Store, acting: Acting
) -> None:
    pack = made(copy, acting, "summary", Who("due", "168"))
    shown = dict(zip([sheet.about().whose for sheet in pack.sheets], our_pages(pack.pack.pdf), strict=False))
    assert squashed("No visit in the next 24 hours in this copy of the rota.") in shown["ASHWORTH, Maureen"]
    for page in shown.values():
        assert squashed("VISITS OF THE NEXT 24 HOURS") in page


@pytest.mark.parametrize("typed", ["0", "169", "-1", "1.5", "", "soon", "²"])
def test_hours_that_are_none_are_refused(copy: Store, typed: str) -> None:
    with copy.read() as session, pytest.raises(Trouble, match="not a number of hours"):
        people_of(session, Who("due", typed), NIGHT)


def test_each_sheet_in_a_file_of_its_own_has_its_own_digest(copy: Store, acting: Acting) -> None:
    singles = make_singly(copy.read, order(acting, "summary", Who("everyone")), lambda _: None)
    assert len(singles.pack.files) == len(singles.sheets) == 3
    with copy.write(acting) as session:
        issue_copies(session, IssueCopies(singles.sheets, singles.pack, "Folder", "folder x", "Outage"))
    digests = {singles.pack.digest_of(place) for place in range(3)}
    assert digests == {file.sha256 for file in singles.pack.files}
    assert len(digests) == 3


def test_a_pack_says_how_far_it_is_and_can_be_stopped(copy: Store, acting: Acting) -> None:
    wanted, heard = order(acting, "summary", Who("everyone")), []

    def stop_at_two(progress: Progress) -> None:
        heard.append((progress.done, progress.total))
        if progress.done == 2:
            wanted.stop.set()

    with pytest.raises(Trouble, match="stopped"):
        make(copy.read, wanted, stop_at_two)
    assert heard == [(1, 3), (2, 3)]
    with copy.read() as session:
        assert numbered_sheets(session) == []


def test_a_slip_leaves_only_with_a_code_that_was_revealed(coded: Store, acting: Acting) -> None:
    preview = made(coded, acting, "key-safe slip", Who("run", "c1"))
    assert kinds(preview) == ["Key-safe slip", "Key-safe slip"]
    assert not {"4072B", "19"} & {sheet.value for sheet in preview.sheets if isinstance(sheet, KeySlip)}
    with pytest.raises(Trouble, match="no code on it yet"):
        issued(coded, acting, preview)
    with coded.write(acting) as session:
        shown = show_codes(session, ShowCodes(("p-1", "p3"), "Iwan Prosser", "No key at night"))
    assert list(shown) == ["p-1"]
    slips = made(
        coded,
        acting,
        "key-safe slip",
        Who("run", "c1"),
        shown=shown,
        given_to="Iwan Prosser",
        why="No key at night",
    )
    first, second = our_pages(slips.pack.pdf)
    assert "4072B" in first
    assert "one,nine." in second
    for page in (first, second):
        assert "HOLLOWAY" not in page.upper()
    issued(coded, acting, slips, "Iwan Prosser")
    with coded.read() as session:
        kept = session.execute(select(journal.c.kind, journal.c.payload)).all()
        assert [row.kind for row in kept].count("entry_code.revealed") == 1
        assert not any("4072B" in str(row.payload) for row in kept)
        (number, _) = [row.number for row in numbered_sheets(session)]
    with coded.write(acting) as session:
        lose(session, Lose((number,), "Left on the bus"))
    with coded.read() as session:
        assert [(code.person, code.why) for code in open_codes(session)] == [("p-1", "slip")]


def test_slips_count_on_their_own_and_the_run_sheet_names_the_slip_of_its_carer(
    coded: Store, acting: Acting
) -> None:
    desk = acting.desk
    summary = made(coded, acting, "summary", Who("person", "p-1"))
    assert [sheet.copy_number for sheet in summary.sheets] == [number_of(desk, 1)]
    issued(coded, acting, summary)
    before = "".join(our_pages(made(coded, acting, "run sheet", Who("run", "c1")).pack.pdf))
    assert squashed("entry code: on slip ____") in before
    with coded.write(acting) as session:
        shown = show_codes(session, ShowCodes(("p-1",), "Iwan Prosser", "No key at night"))
    numbers = [number_of(desk, place, "K") for place in (1, 2, 3, 4)]
    for holder in ("Somebody Else", "Iwan Prosser"):
        slips = made(
            coded, acting, "key-safe slip", Who("run", "c1"), shown=shown, given_to=holder, why="No key"
        )
        issued(coded, acting, slips, holder)
    with coded.read() as session:
        kept = {row.number: row.kind for row in numbered_sheets(session)}
    assert kept == {number_of(desk, 1): "Emergency summary"} | dict.fromkeys(numbers, "Key-safe slip")
    run = made(coded, acting, "run sheet", Who("run", "c1"))
    assert [sheet.copy_number for sheet in run.sheets] == [number_of(desk, 2)]
    page = "".join(our_pages(run.pack.pdf))
    assert squashed(f"entry code: slip {numbers[2]}, {numbers[3]}") in page
    assert numbers[0] not in page
    with coded.read() as session:
        assert scanned(session, "k-3", desk).number == numbers[2]
        assert scanned(session, numbers[1], desk).number == numbers[1]


@pytest.mark.parametrize(("given_to", "why"), [("", "No key"), ("Iwan", " ")])
def test_no_code_is_shown_without_a_carer_and_a_reason(
    coded: Store, acting: Acting, given_to: str, why: str
) -> None:
    with pytest.raises(Trouble, match=r"missing|who takes"), coded.write(acting) as session:
        show_codes(session, ShowCodes(("p-1",), given_to, why))


def test_people_without_a_code_have_no_slip(copy: Store, acting: Acting) -> None:
    with pytest.raises(Trouble, match="entry code"):
        made(copy, acting, "key-safe slip", Who("person", "p3"))


def test_a_lost_wall_list_names_everybody_on_it(coded: Store, acting: Acting) -> None:
    issued(coded, acting, made(coded, acting, "wall list", Who("desk")))
    with coded.read() as session:
        numbers = [row.number for row in numbered_sheets(session)]
    with coded.write(acting) as session:
        lose(session, Lose(numbers, "Taken from the wall"))
    with coded.read() as session:
        assert [code.person for code in open_codes(session)] == ["p-1"]


@pytest.fixture
def practice(store: Store, acting: Acting, tmp_path: Path) -> Store:
    """A store with the practice provider's people, the awkward ones among them."""
    folder = tmp_path / "practice"
    folder.mkdir()
    with (folder / "all.ndjson").open("wb") as out:
        for resource in Provider(people=60, seed=2, today=NIGHT.date(), days=2).resources():
            out.write(msgspec.json.encode(resource) + b"\n")
    refresh(store, acting, Folder(folder))
    return store


@pytest.mark.parametrize("paper", [paper for paper in FOR if paper != "key-safe slip"])
def test_every_paper_of_everybody_of_the_practice_provider_is_released(
    practice: Store, acting: Acting, paper: Paper
) -> None:
    who = Who("desk") if FOR[paper] == ("desk",) else Who("everyone")
    pack = made(practice, acting, paper, who)
    assert len(pack.sheets) == len({sheet.copy_number for sheet in pack.sheets}) > 0
    assert pack.page_count() >= len(pack.sheets)
    issued(practice, acting, pack)


def test_a_slip_for_everybody_of_the_practice_provider_gives_nobody_away(
    practice: Store, acting: Acting
) -> None:
    with practice.read() as session:
        everyone = tuple(session.execute(select(people.c.id)).scalars())
    with practice.write(acting) as session:
        shown = show_codes(session, ShowCodes(everyone, "Iwan Prosser", "drill"))
    assert len(shown) > 3
    for person in shown:
        slips = made(
            practice,
            acting,
            "key-safe slip",
            Who("person", person),
            shown=shown,
            given_to="Iwan",
            why="drill",
        )
        for sheet, page in zip(slips.sheets, our_pages(slips.pack.pdf), strict=False):
            assert isinstance(sheet, KeySlip)
            assert sheet.value is not None
            assert "".join(sheet.value.split()) in page


@pytest.mark.parametrize("press", [press_all, press_each])
def test_while_a_pack_is_made_the_collector_does_not_look_at_all_of_it_again_and_again(
    press: Callable[..., object],
) -> None:
    usual = gc.get_threshold()
    meanwhile: set[tuple[int, int, int]] = set()

    def asked() -> bool:
        meanwhile.add(gc.get_threshold())
        return False

    press([samples.sheet(samples.TED)], described, stopped=asked)
    assert meanwhile == {(SELDOM, NOT_MEANWHILE, NOT_MEANWHILE)}
    assert gc.get_threshold() == usual
