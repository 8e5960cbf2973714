"""Copies taken while nobody is signed in: no passphrase, nothing readable left behind, whole or not at all."""

import json
import os
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import msgspec
import pytest

from downtime_desk.access.actions import sign_in
from downtime_desk.core import box
from downtime_desk.core.errors import NoAnswer, Trouble
from downtime_desk.core.replay import differences
from downtime_desk.core.store import KEY_FILE, STORE_FILE, Acting, Store
from downtime_desk.outages.actions import Declare, declare
from downtime_desk.people import copies, entry_codes
from downtime_desk.sync import by_itself, unattended
from downtime_desk.sync.connection import Choose, Connection, choose
from downtime_desk.sync.facts import CopyHeld, CopySealChanged, waiting
from downtime_desk.sync.files.mapping import map_columns
from downtime_desk.sync.files.profiles import Mapped
from downtime_desk.sync.unattended import COPY, JOB, LAST, Switch, collect, switch, take
from tests.conftest import NIGHT, PASSPHRASE
from tests.plugins.clock import Clock
from tests.sync.fhir.make import Resource, flag
from tests.sync.test_refresh import everything, facts, many

SECRET = "tok-3f9a-canary"
CANARIES = (b"Family", b"FAMILY", b"Latex", b"Senna", b"4417", SECRET.encode(), PASSPHRASE.encode())
CODE = flag("Key safe: 4417", code="entry-code", subject={"reference": "Patient/p1"})


def export(folder: Path, people: int, *extra: Resource, visits_each: int = 2) -> None:
    folder.mkdir(exist_ok=True)
    lines = many(people, *extra, visits_each=visits_each).given
    (folder / "all.ndjson").write_bytes(b"".join(line + b"\n" for line in lines))
    os.utime(folder / "all.ndjson", (NIGHT.timestamp(), NIGHT.timestamp()))


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    made = tmp_path / "export"
    export(made, 10, CODE)
    return made


@pytest.fixture
def ready(store: Store, acting: Acting, folder: Path) -> Store:
    """Return a store of which copies may be taken while nobody is signed in."""
    with store.write(acting) as session:
        choose(session, Choose(Connection("Fernway", "folder", str(folder)), SECRET))
    switch(store, acting, Switch(on=True))
    return store


def plain(under: Path, but: Path) -> list[tuple[Path, bytes]]:
    """Return which canary is readable in which file, leaving out the export itself."""
    files = [each for each in under.rglob("*") if each.is_file() and but not in each.parents]
    return [(file, canary) for file in files for canary in CANARIES if canary in file.read_bytes()]


def number(store: Store) -> int:
    with store.read() as session:
        taken = copies.last(session)
        return taken.number if taken else 0


def test_it_needs_no_passphrase_and_nothing_of_the_store_and_a_sign_in_opens_it(
    ready: Store, acting: Acting, clock: Clock, tmp_path: Path, folder: Path
) -> None:
    ready.close()
    here = ready.folder
    aside = tmp_path / "aside"
    aside.mkdir()
    for name in (STORE_FILE, KEY_FILE):
        (here / name).rename(aside / name)
    clock.forward(hours=3)
    assert take(here, None, clock) == clock()
    assert plain(tmp_path, folder) == []
    for name in (STORE_FILE, KEY_FILE):
        (aside / name).rename(here / name)
    clock.forward(hours=1)
    again = sign_in(tmp_path / "home", acting.manager, PASSPHRASE, clock)
    try:
        fact = collect(again.store, again.acting)
        assert fact is not None
        assert (fact.counts.people, fact.counts.visits) == (10, 20)
        with again.store.read() as session:
            assert copies.as_of(session)["people"] == NIGHT, "the export is of then"
            assert entry_codes.unsealed(session, "p1")[0].code == "4417"
            assert differences(session) == []
        assert not (here / COPY).exists()
        assert not (here / LAST).exists()
        assert collect(again.store, again.acting) is None
    finally:
        again.store.close()


EXPORT_OF_PEOPLE = "id;family;given;born;allergies\np1;Fell;Ann;14/03/1941;Penicillin\n"
EXPORT_OF_VISITS = (
    "id;person;start;end\nv1;p1;23/11/2026 08:00;23/11/2026 08:30\nv2;p9;23/11/2026 09:00;23/11/2026 09:30\n"
)


def columns(store: Store, acting: Acting, header: str, *named: tuple[str, str]) -> None:
    with store.write(acting) as session:
        map_columns(session, Mapped("own", tuple(header.split(";")), dict(named)))


def test_a_folder_of_exports_is_sealed_too_and_a_rota_alone_finds_its_people_when_opened(
    store: Store, acting: Acting, clock: Clock, tmp_path: Path
) -> None:
    out = tmp_path / "exports"
    out.mkdir()
    (out / "people.csv").write_text(EXPORT_OF_PEOPLE)
    columns(
        store, acting, EXPORT_OF_PEOPLE.split("\n")[0],
        *{"id": "person.id", "family": "person.family", "given": "person.given", "born": "person.born"}.items(),
        ("allergies", "person.allergies"),
    )  # fmt: skip
    columns(
        store, acting, EXPORT_OF_VISITS.split("\n")[0],
        *{"id": "visit.id", "person": "person.id", "start": "visit.start", "end": "visit.end"}.items(),
    )  # fmt: skip
    with store.write(acting) as session:
        choose(session, Choose(Connection("Fernway", "files", str(out))))
    switch(store, acting, Switch(on=True))
    take(store.folder, None, clock)
    assert not any(b"Penicillin" in each.read_bytes() for each in store.folder.rglob("*") if each.is_file())
    first = collect(store, acting)
    assert first is not None
    assert first.counts.people == 1
    (out / "people.csv").unlink()
    (out / "visits.csv").write_text(EXPORT_OF_VISITS)
    clock.forward(minutes=30)
    take(store.folder, None, clock)
    fact = collect(store, acting)
    assert fact is not None
    assert (fact.counts.people, fact.counts.visits, fact.rejected) == (1, 1, 1), "p9 is nobody in the copy"
    with store.read() as session:
        assert "not among the people that came" in copies.not_read(session)[0].reason


def test_a_second_one_says_what_changed_and_withdraws_what_is_gone(
    ready: Store, acting: Acting, clock: Clock, folder: Path
) -> None:
    take(ready.folder, None, clock)
    first = collect(ready, acting)
    assert first is not None
    before = everything(ready)
    clock.forward(hours=1)
    take(ready.folder, None, clock)
    same = collect(ready, acting)
    assert same is not None
    assert (same.changed, same.withdrawn, same.counts.visits) == (0, 0, 20)
    after = everything(ready)
    assert {name: after[name] for name in ("people", "visits", "visit_carers")} == {
        name: before[name] for name in ("people", "visits", "visit_carers")
    }
    clock.forward(hours=1)
    export(folder, 9, CODE)
    take(ready.folder, None, clock)
    fewer = collect(ready, acting)
    assert fewer is not None
    assert fewer.withdrawn == 3, "a person and their two visits"


def test_one_that_looks_wrong_waits_and_can_be_accepted(
    ready: Store, acting: Acting, clock: Clock, folder: Path
) -> None:
    from downtime_desk.sync import deciding

    take(ready.folder, None, clock)
    collect(ready, acting)
    clock.forward(hours=1)
    export(folder, 4, CODE)
    take(ready.folder, None, clock)
    assert collect(ready, acting) is None
    assert isinstance(facts(ready)[-1], CopyHeld)
    assert number(ready) == 1
    assert not (ready.folder / COPY).exists()
    fact = deciding.accept(ready, acting, "A branch was sold.")
    assert (fact.counts.people, fact.withdrawn) == (4, 18)


def test_one_older_than_the_copy_in_use_is_dropped(ready: Store, acting: Acting, clock: Clock) -> None:
    take(ready.folder, None, clock)
    sealed = (ready.folder / COPY).read_bytes()
    collect(ready, acting)
    # killed between putting it in use and removing it
    (ready.folder / COPY).write_bytes(sealed)
    assert collect(ready, acting) is None
    assert number(ready) == 1
    assert not (ready.folder / COPY).exists()


def test_in_an_outage_it_stays_sealed(ready: Store, acting: Acting, clock: Clock) -> None:
    take(ready.folder, None, clock)
    with ready.write(acting) as session:
        declare(session, Declare(("Rota",), NIGHT, "Carers rang"))
    assert collect(ready, acting) is None
    assert (number(ready), (ready.folder / COPY).exists(), waiting_in(ready)) == (0, True, None)


def waiting_in(store: Store) -> Any:
    with store.read() as session:
        return waiting(session)


def test_a_damaged_or_foreign_one_is_not_used_and_is_said(ready: Store, acting: Acting, clock: Clock) -> None:
    take(ready.folder, None, clock)
    whole = (ready.folder / COPY).read_bytes()
    (ready.folder / COPY).write_bytes(whole[: len(whole) // 2])
    assert collect(ready, acting) is None
    assert "damaged" in facts(ready)[-1].words()
    with (ready.folder / COPY).open("wb") as out:
        box.seal(out, box.public_key(bytes(32)), f"copy/{ready.store_id}", [b"{}"])
    assert collect(ready, acting) is None
    assert number(ready) == 0


class KilledError(BaseException):
    """The job was killed here."""


@pytest.mark.parametrize("at", range(0, 70, 7))
def test_killed_anywhere_it_leaves_the_last_good_one_and_nothing_readable(
    ready: Store,
    acting: Acting,
    clock: Clock,
    tmp_path: Path,
    folder: Path,
    at: int,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    take(ready.folder, None, clock)
    good = (ready.folder / COPY).read_bytes()
    clock.forward(hours=1)
    _kill_at_write(monkeypatch, at)
    with pytest.raises(KilledError):
        take(ready.folder, None, clock)
    monkeypatch.undo()
    assert (ready.folder / COPY).read_bytes() == good
    ready.release()
    assert plain(tmp_path, folder) == []
    fact = collect(ready, acting)
    assert fact is not None
    assert fact.counts.people == 10


def _kill_at_write(monkeypatch: pytest.MonkeyPatch, at: int) -> None:
    """Die at the n-th part read or written, the last at the latest when the file is forced to disk."""
    count = iter(range(at, -1, -1))

    def dying(real: Callable[..., Any]) -> Callable[..., Any]:
        def step(*given: Any, **more: Any) -> Any:
            if next(count, 0) == 0:
                raise KilledError
            return real(*given, **more)

        return step

    monkeypatch.setattr("downtime_desk.sync.fhir.reading.Reading.take", dying(_reading_take()))
    monkeypatch.setattr(box, "_write", dying(box._write))
    monkeypatch.setattr(os, "fsync", _die)


def _die(_handle: int) -> None:
    raise KilledError


def _reading_take() -> Callable[..., Any]:
    from downtime_desk.sync.fhir.reading import Reading

    return Reading.take


def test_it_writes_two_files_beside_the_store_and_no_other(
    ready: Store, clock: Clock, tmp_path: Path
) -> None:
    written: list[str] = []
    watching = [True]

    def watch(event: str, given: tuple[Any, ...]) -> None:
        if watching[0] and event == "open" and isinstance(given[0], str) and _writes(given):
            written.append(Path(given[0]).name)

    sys.addaudithook(watch)
    take(ready.folder, None, clock)
    watching[0] = False
    assert set(written) == {f"{COPY}.new", f"{LAST}.new"}


def _writes(given: tuple[Any, ...]) -> bool:
    _, mode, flags = given
    return bool((flags or 0) & (os.O_WRONLY | os.O_RDWR)) or (mode is not None and set(mode) & set("wax+"))


def test_what_the_job_is_told_holds_no_secret(ready: Store, acting: Acting) -> None:
    told = (ready.folder / JOB).read_bytes()
    assert SECRET.encode() not in told
    assert set(json.loads(told)) == {"store_id", "public", "main_system", "columns", "format"}
    job = msgspec.json.decode(told, type=unattended.Job)
    assert job.public == box.public_key(ready.key("copy-box/v1"))
    assert (ready.folder / JOB).stat().st_mode & 0o077 == 0


def test_switched_off_it_does_nothing_and_leaves_nothing(ready: Store, acting: Acting, clock: Clock) -> None:
    take(ready.folder, None, clock)
    switch(ready, acting, Switch(on=False))
    assert {each.name for each in ready.folder.iterdir()} & {JOB, COPY, LAST} == set()
    with pytest.raises(Trouble, match="not taken here"):
        take(ready.folder, None, clock)


def test_why_it_failed_names_nobody_and_the_bar_learns_of_it(
    ready: Store, acting: Acting, clock: Clock, folder: Path
) -> None:
    (folder / "all.ndjson").write_bytes(b'{"resourceType": "Patient", "id": "Family canary"')
    with pytest.raises(Trouble) as said:
        take(ready.folder, None, clock)
    assert "Family" not in str(said.value)
    assert b"Family" not in (ready.folder / LAST).read_bytes()
    collect(ready, acting)
    with ready.read() as session:
        failing = by_itself.fails_since(session)
    assert failing is not None
    assert failing[1].startswith("The copy taken while nobody was signed in came to nothing.")


def test_no_answer_is_told_apart(ready: Store, acting: Acting, clock: Clock) -> None:
    with ready.write(acting) as session:
        choose(session, Choose(Connection("Fernway", "server", "http://127.0.0.1:9/fhir")))
    unattended.settle(ready, acting)
    with pytest.raises(NoAnswer, match="Fernway: It did not answer"):
        take(ready.folder, SECRET, clock)
    assert SECRET.encode() not in (ready.folder / LAST).read_bytes()


def test_a_changed_key_is_put_right_and_recorded(ready: Store, acting: Acting) -> None:
    job = msgspec.json.decode((ready.folder / JOB).read_bytes(), type=unattended.Job)
    thief = msgspec.structs.replace(job, public=box.public_key(bytes(32)))
    (ready.folder / JOB).write_bytes(msgspec.json.encode(thief))
    collect(ready, acting)
    assert isinstance(facts(ready)[-1], CopySealChanged)
    assert msgspec.json.decode((ready.folder / JOB).read_bytes(), type=unattended.Job) == job
    told = facts(ready)
    collect(ready, acting)
    assert facts(ready) == told


def test_without_a_main_system_it_cannot_be_switched_on(store: Store, acting: Acting) -> None:
    with pytest.raises(Trouble, match="No main system"):
        switch(store, acting, Switch(on=True))
