"""The emergency pages: kept sealed beside the store, opened where nothing else does, never in plain, never of doubted data."""

import gc
import secrets
import stat
from collections.abc import Callable
from pathlib import Path
from threading import Event

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as some

from downtime_desk.access.actions import Founded, SignedIn, read_keyfile, sign_in, store_folder
from downtime_desk.backups.actions import back_up
from downtime_desk.backups.emergency import file
from downtime_desk.backups.emergency.file import FILE, Damaged, Head, open_pages, read_head
from downtime_desk.backups.emergency.keeping import LONGER, Wish, is_current, made_beside, wanted, wish
from downtime_desk.backups.emergency.making import GOOD_FOR, Gently, carry_on, make
from downtime_desk.backups.emergency.rung import LastPages, OnlyPages
from downtime_desk.backups.ladder import way_in
from downtime_desk.core.clock import to_text
from downtime_desk.core.errors import Trouble
from downtime_desk.core.journal import head, record
from downtime_desk.core.keys import RootKey
from downtime_desk.core.lean import NOT_MEANWHILE, SELDOM
from downtime_desk.core.session import Session
from downtime_desk.core.store import Store
from downtime_desk.outages.actions import Declare, declare
from downtime_desk.people import mirror
from downtime_desk.people.actions import Tell, tell
from downtime_desk.people.summary import Person
from downtime_desk.printing.numbers import number_of
from downtime_desk.printing.proof import without_spaces
from downtime_desk.records.facts import CopyErased
from tests.app.test_window import copied
from tests.backups.test_removing import TOMS, add, remove
from tests.cli.test_ladder import contents, manager, the_head
from tests.conftest import NIGHT, PASSPHRASE
from tests.plugins.clock import Clock
from tests.printing.reading import pypdf_pages
from tests.visits.conftest import COPIED, PEOPLE

Harm = Callable[[bytes], bytes]


@pytest.fixture
def here(founded: Founded) -> SignedIn:
    """Return the open store of six people, without emergency pages yet."""
    copied(founded.signed_in)
    return founded.signed_in


@pytest.fixture
def home(here: SignedIn) -> Path:
    return here.store.folder.parent


@pytest.fixture
def kept(here: SignedIn, clock: Clock) -> Path:
    """Return the file of the pages of six people."""
    assert make(here.store, clock, carry_on) is not None
    return here.store.folder / FILE


def forget(session: Session, person: Person) -> None:
    """Take somebody out of the copy, as the rules and an erasure do."""
    said = CopyErased(person.id, person.family, to_text(NIGHT))
    record(session, said, subject=f"person/{person.id}")
    mirror.forget(session, person.id)


def opened(store: Store) -> file.Pages:
    pages = open_pages(store.folder, store.store_id, store.root)
    assert pages is not None
    return pages


def test_they_hold_what_a_desk_needs_on_paper_and_say_on_every_page_what_they_are(
    kept: Path, here: SignedIn
) -> None:
    pages = opened(here.store)
    kinds = {each.kind for each in pages.index.sheets}
    assert {"Hand-over sheet", "Wall list", "Contact sheet", "Run sheet", "Emergency summary"} <= kinds
    assert (pages.index.shown, pages.index.of) == (len(PEOPLE), len(PEOPLE))
    said = pypdf_pages(pages.pdf)
    assert len(said) == pages.page_count()
    assert all(without_spaces("Kept ready at Sun 22-Nov-2026 02:06") in page for page in said)
    for place, sheet in enumerate(pages.index.sheets):
        of_it = [said[page] for page in pages.of_sheet(place)]
        assert all(without_spaces(sheet.number) in page for page in of_it)
    for each in PEOPLE:
        assert any(without_spaces(each.family.upper()) in page for page in said)


def test_their_numbers_are_no_sheets_of_any_desk_and_nothing_is_recorded(
    here: SignedIn, clock: Clock
) -> None:
    with here.store.read() as session:
        before = head(session)
    make(here.store, clock, carry_on)
    numbers = [each.number for each in opened(here.store).index.sheets]
    with here.store.read() as session:
        assert head(session) == before
    assert len(set(numbers)) == len(numbers)
    marks = {each.split("-")[1] for each in numbers}
    assert len(marks) == 1
    assert not marks & {number_of(f"D{value:03X}ABC", 1).split("-")[1] for value in range(16**3)}


def test_nothing_of_anybody_lies_on_the_disk_and_nobody_else_may_read_it(kept: Path, here: SignedIn) -> None:
    content = kept.read_bytes()
    for each in PEOPLE:
        assert each.family.encode() not in content
        assert each.family.upper().encode() not in content
    assert b"%PDF" not in content
    assert stat.S_IMODE(kept.stat().st_mode) == 0o600
    assert list(here.store.folder.glob("*.new")) == []
    with pytest.raises(Damaged, match="sealed under another key"):
        open_pages(here.store.folder, here.store.store_id, RootKey.new())
    with pytest.raises(Damaged, match="another store’s"):
        open_pages(here.store.folder, secrets.token_hex(16), here.store.root)


@given(some.data())
@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_whatever_is_changed_in_the_file_is_named_and_nothing_is_shown(
    kept: Path, here: SignedIn, data: some.DataObject
) -> None:
    whole = kept.read_bytes()
    at = data.draw(some.integers(0, len(whole) - 1))
    harmed = data.draw(
        some.sampled_from(
            [
                whole[:at],
                whole[:at] + bytes([whole[at] ^ 1]) + whole[at + 1 :],
                whole + b"\0",
                whole[:at] + whole[at + 1 :],
            ]
        )
    )
    kept.write_bytes(harmed)
    try:
        with pytest.raises(Trouble, match="emergency pages"):
            open_pages(here.store.folder, here.store.store_id, here.store.root)
    finally:
        kept.write_bytes(whole)
    assert opened(here.store).page_count()


def test_a_head_of_another_making_does_not_open_them(kept: Path, here: SignedIn, clock: Clock) -> None:
    old = kept.read_bytes()
    clock.forward(hours=3)
    make(here.store, clock, carry_on)
    new = kept.read_bytes()
    assert read_head(here.store.folder).made() == clock()
    cut = len(old) - len(old.split(b"}", 1)[1])
    kept.write_bytes(new[:cut] + old[cut:])
    with pytest.raises(Damaged):
        opened(here.store)


def test_they_stay_as_they_are_while_the_data_is_not_trusted_and_when_the_disk_does_not_take_them(
    kept: Path, here: SignedIn, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = kept.read_bytes()
    stop = Event()
    stop.set()
    with pytest.raises(Trouble, match="stopped"):
        make(here.store, clock, Gently(stop))
    monkeypatch.setattr("downtime_desk.core.ballast._free", lambda _home: 1000)
    with pytest.raises(Trouble, match="not made anew: the disk"):
        make(here.store, clock, carry_on)
    monkeypatch.undo()
    with here.store.write(here.acting) as session:
        declare(session, Declare(("Data may be wrong",), NIGHT, "Allergies are blank for many"))
    assert make(here.store, clock, carry_on) is None
    assert kept.read_bytes() == before


def test_a_store_without_a_copy_has_none(founded: Founded, clock: Clock) -> None:
    store = founded.signed_in.store
    assert make(store, clock, carry_on) is None
    assert read_head(store.folder) is None
    assert open_pages(store.folder, store.store_id, store.root) is None


def test_when_they_are_wanted(here: SignedIn, clock: Clock) -> None:
    seen: list[Wish] = []
    here.store.on_commit(lambda tables: seen.append(wish(tables)))
    with here.store.write(here.acting) as session:
        forget(session, PEOPLE[0])
    with here.store.write(here.acting) as session:
        tell(session, Tell(PEOPLE[1].id, "other", "Sleeps downstairs now", "Joan", "daughter", clock()))
    with here.store.write(here.acting) as session:
        mirror.apply(session, list(PEOPLE), COPIED, set())
    assert seen == [Wish.AT_ONCE, Wish.WITH_A_BACKUP, Wish.SOON]
    assert wanted(here.store, clock, Wish.NOT), "there are none yet"
    make(here.store, clock, carry_on)
    assert not wanted(here.store, clock, Wish.NOT)
    assert is_current(here.store, clock)
    clock.forward(seconds=GOOD_FOR.total_seconds())
    assert not is_current(here.store, clock)
    (here.store.folder / FILE).write_bytes(b"something else")
    assert wanted(here.store, clock, Wish.NOT)


def test_who_was_erased_is_not_in_the_next_ones(kept: Path, here: SignedIn, clock: Clock) -> None:
    gone = PEOPLE[1]
    assert any(without_spaces(gone.family.upper()) in page for page in pypdf_pages(opened(here.store).pdf))
    with here.store.write(here.acting) as session:
        mirror.apply(session, [each for each in PEOPLE if each != gone], clock(), set())
    make(here.store, clock, carry_on)
    pages = opened(here.store)
    assert pages.index.of == len(PEOPLE) - 1
    summaries = [each.whose for each in pages.index.sheets if each.kind == "Emergency summary"]
    assert not any(gone.family.upper() in each for each in summaries)


def test_of_many_people_only_who_is_red_has_a_summary(
    here: SignedIn, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("downtime_desk.backups.emergency.making.MOST", len(PEOPLE) - 1)
    make(here.store, clock, carry_on)
    pages = opened(here.store)
    red = sum(each.summary.priority.level == "red" for each in PEOPLE)
    assert 0 < red < len(PEOPLE)
    assert (pages.index.shown, pages.index.of) == (red, len(PEOPLE))
    assert sum(each.kind == "Emergency summary" for each in pages.index.sheets) == red
    said = LastPages(pages, Trouble("The store is damaged.", ""), "").covers()
    assert said == f"Summaries of the {red} people who are Red, of {len(PEOPLE)} in the copy."


def test_closing_makes_them_beside_its_backup_and_gives_up_what_takes_longer(
    here: SignedIn, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    with made_beside(here.store, clock, Wish.SOON):
        back_up(here, "close")
    first = read_head(here.store.folder)
    assert first is None or first.made() == clock()
    make(here.store, clock, carry_on)
    before = (here.store.folder / FILE).read_bytes()
    with made_beside(here.store, clock, Wish.NOT):
        pass
    assert (here.store.folder / FILE).read_bytes() == before
    begun = Event()

    def never_done(_store: Store, _now: Clock, stopped: Callable[[], bool]) -> Head | None:
        begun.set()
        while not stopped():
            pass
        raise Trouble("Printing was stopped.", "")

    monkeypatch.setattr("downtime_desk.backups.emergency.keeping.make", never_done)
    with made_beside(here.store, clock, Wish.SOON):
        assert begun.wait(30)
    assert (here.store.folder / FILE).read_bytes() == before
    assert LONGER <= 1


@pytest.fixture
def nothing_opens(home: Path, here: SignedIn, kept: Path) -> Path:
    """Return the folder of a store that lost its head and has no backup, closed; its pages are whole."""
    here.store.close()
    the_head(store_folder(home))
    return home


def test_while_they_are_made_the_window_does_not_wait_for_the_collector(here: SignedIn, clock: Clock) -> None:
    usual = gc.get_threshold()
    meanwhile: set[tuple[int, int, int]] = set()

    def asked() -> bool:
        meanwhile.add(gc.get_threshold())
        return False

    assert make(here.store, clock, asked) is not None
    assert meanwhile == {(SELDOM, NOT_MEANWHILE, NOT_MEANWHILE)}
    assert gc.get_threshold() == usual


def test_where_neither_store_nor_backup_opens_they_do_and_nothing_is_touched(
    nothing_opens: Path, clock: Clock
) -> None:
    before = contents(nothing_opens)
    clock.forward(hours=5)
    with pytest.raises(OnlyPages, match=r"damaged|cannot be read") as only:
        way_in(nothing_opens, manager(nothing_opens), PASSPHRASE, clock)
    assert "emergency-pack --to" in only.value.do
    what, do = only.value.last.words(clock())
    assert "Only the emergency pages can be read, made Sun 22-Nov-2026 02:06, 5 h 00 m ago." in what
    assert "No backup on this laptop opens either." in what
    assert "not in the register" in do
    assert only.value.last.covers() == f"Summaries of all {len(PEOPLE)} people in the copy."
    assert only.value.last.pages.page_count() > len(PEOPLE)
    assert contents(nothing_opens) == before
    with pytest.raises(Trouble, match="does not open this laptop") as refused:
        way_in(nothing_opens, manager(nothing_opens), "some other five words here", clock)
    assert not isinstance(refused.value, OnlyPages)


def test_damaged_pages_are_named_where_nothing_else_opens(nothing_opens: Path, clock: Clock) -> None:
    path = store_folder(nothing_opens) / FILE
    content = bytearray(path.read_bytes())
    content[-20] ^= 1
    path.write_bytes(content)
    with pytest.raises(
        Trouble, match=rf"No backup on this laptop opens either\. The emergency pages \({FILE}\)"
    ):
        way_in(nothing_opens, manager(nothing_opens), PASSPHRASE, clock)


def test_who_is_removed_cannot_open_them_and_who_stays_can(
    home: Path, here: SignedIn, kept: Path, clock: Clock
) -> None:
    tom = add(home, here, clock, "Tom Sayer", TOMS)
    old_root, page = here.store.root.copy(), opened(here.store).pdf
    remove(home, here, tom)
    again = sign_in(home, manager(home), PASSPHRASE, clock)
    try:
        assert read_keyfile(home).slot_of("manager", tom) is None
        assert opened(again.store).pdf == page
        with pytest.raises(Damaged, match="another key"):
            open_pages(again.store.folder, again.store.store_id, old_root)
        assert [str(each) for each in home.rglob(FILE)] == [str(again.store.folder / FILE)]
    finally:
        again.store.close()


def test_damaged_pages_do_not_stop_a_removal(home: Path, here: SignedIn, kept: Path, clock: Clock) -> None:
    tom = add(home, here, clock, "Tom Sayer", TOMS)
    kept.write_bytes(kept.read_bytes()[:-1])
    remove(home, here, tom)
    assert list(home.rglob(FILE)) == []
