"""All that is kept of one person: every field and every line, for them alone, and recorded before it goes out."""

from io import BytesIO
from pathlib import Path

import msgspec
import pytest
from pypdf import PdfReader

from downtime_desk.core.errors import Trouble
from downtime_desk.core.journal import decode, entries
from downtime_desk.core.store import Acting, Store
from downtime_desk.records.facts import RecordGiven
from downtime_desk.records.giving import Given, GiveRecord, give_record, save
from tests.records.conftest import HELD, TED


def give(store: Store, acting: Acting, person: str = TED) -> Given:
    return give_record(store, acting, GiveRecord(person, "Ted Holloway", "Seen at home, driving licence"))


def said(given: Given) -> str:
    pages = PdfReader(BytesIO(given.pages)).pages
    return "".join("".join(page.extract_text().split()) for page in pages)


def leaves(value: object) -> list[str]:
    """Return every text of a record."""
    if isinstance(value, dict):
        return [leaf for key, inner in value.items() if key != "entry_codes" for leaf in leaves(inner)]
    if isinstance(value, list | tuple):
        return [leaf for inner in value for leaf in leaves(inner)]
    return [value] if isinstance(value, str) else []


def test_every_text_of_the_record_and_every_line_is_on_the_pages(kept: Store, acting: Acting) -> None:
    given = give(kept, acting)
    words = said(given)
    for text in leaves(msgspec.to_builtins(HELD[0])):
        assert "".join(text.split()) in words, text
    assert "Sleepsdownstairsnow" in words
    assert "Iwanisatthedoor" in words


def test_what_is_not_recorded_is_said(kept: Store, acting: Acting) -> None:
    words = said(give(kept, acting, "p2"))
    assert "BornNOTRECORDED" in words


def test_the_machine_reads_the_same_and_no_code_is_in_either(kept: Store, acting: Acting) -> None:
    given = give(kept, acting)
    read = msgspec.json.decode(given.machine)
    assert read["kind"] == "downtime-desk-record"
    assert [line["act"] for line in read["lines"]] == ["Looked at", "Shown a code", "Wrote down"]
    assert read["lines"][2]["content"]["what"] == "Sleeps downstairs now."
    assert read["record"]["family"] == "Holloway"
    assert len(read["visits"]) == 3
    assert read["codes"] == 1
    assert b"4471X" not in given.machine
    assert "4471X" not in said(given)


def test_nobody_else_is_in_it(kept: Store, acting: Acting) -> None:
    given = give(kept, acting)
    assert "Ashworth" not in said(given)
    assert b"Ashworth" not in given.machine


def test_who_asked_and_how_they_are_known_is_recorded_first(kept: Store, acting: Acting) -> None:
    with pytest.raises(Trouble, match="Who asks, or how"):
        give_record(kept, acting, GiveRecord(TED, "Ted Holloway", " "))
    give(kept, acting)
    with kept.read() as session:
        (fact,) = [what for each in entries(session) if isinstance(what := decode(each), RecordGiven)]
    assert (fact.asked_by, fact.lines) == ("Ted Holloway", 3)
    assert len(fact.sha256) == 64


def test_nobody_unknown_is_given(kept: Store, acting: Acting) -> None:
    with pytest.raises(Trouble, match="Nothing is kept of such a person"):
        give(kept, acting, "nobody")


def test_the_folder_and_its_files_say_nothing_of_the_person(
    kept: Store, acting: Acting, tmp_path: Path
) -> None:
    made = save(give(kept, acting), tmp_path)
    assert sorted(each.name for each in made.iterdir()) == ["pages.pdf", "record.json"]
    assert made.name == "all-that-is-kept-20261122-0206"
    assert made.stat().st_mode & 0o077 == 0


def test_a_folder_that_does_not_take_it_is_said(kept: Store, acting: Acting, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(Trouble, match="does not take it"):
        save(give(kept, acting), tmp_path / "file")
