"""Photos and scans of a visit: what is taken, what is refused in words, and that bytes stay what they were."""

import struct
import zlib

import pytest
from sqlalchemy import delete, select, update

from downtime_desk.core import replay
from downtime_desk.core.errors import Trouble
from downtime_desk.core.examine import examine
from downtime_desk.core.journal import entries
from downtime_desk.core.store import Acting, Store
from downtime_desk.visits.actions import Attach, attach
from downtime_desk.visits.model import attachments
from downtime_desk.visits.picture_kinds import MOST_BYTES, cleaned, picture
from downtime_desk.visits.queries.attached import attached, bytes_of, how_many_attached
from downtime_desk.visits.queries.queue import queue


def png(wide: int = 2, high: int = 2) -> bytes:
    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    rows = b"".join(b"\0" + b"\0" * min(wide, 9) for _ in range(min(high, 9)))
    head = struct.pack(">IIBBBBB", wide, high, 8, 0, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n"
        + chunk(b"IHDR", head)
        + chunk(b"IDAT", zlib.compress(rows))
        + chunk(b"IEND", b"")
    )


def jpeg(wide: int = 16, high: int = 8) -> bytes:
    segment = b"\xff\xe1\x00\x06Exif"
    size = b"\xff\xc0\x00\x0b\x08" + struct.pack(">HH", high, wide) + b"\x01\x01\x11\x00"
    return b"\xff\xd8" + segment + size + b"\xff\xda\x00\x02data\xff\xd9"


PDF = b"%PDF-1.4\n1 0 obj <<>> endobj\ntrailer\n%%EOF\n"


def a_visit(store: Store, acting: Acting) -> str:
    with store.read() as session:
        return queue(session, acting.now()).rows[0].visit


def put(store: Store, acting: Acting, visit: str, name: str, data: bytes) -> None:
    with store.write(acting) as session:
        attach(session, Attach(visit, name, data))


@pytest.mark.parametrize(("data", "kind"), [(png(), "png"), (jpeg(), "jpeg"), (PDF, "pdf")])
def test_the_kind_is_told_by_the_bytes(data: bytes, kind: str) -> None:
    assert picture("scan.exe", data).kind == kind


@pytest.mark.parametrize(
    ("data", "match"),
    [
        (b"", "not a photo"),
        (b"MZ\x90\x00", "not a photo"),
        (b"<svg onload='x'/>", "not a photo"),
        (b"GIF89a", "not a photo"),
        (PDF[:-7], "not whole"),
        (png()[:-3], "not whole"),
        (png()[:20], "not whole"),
        (jpeg()[:-2], "not whole"),
        (b"\xff\xd8\xff\xd9", "not whole"),
        (png(0, 5), "not whole"),
        (png(60_000, 2), "too many dots"),
        (png(9_000, 9_000), "too many dots"),
        (jpeg(20_000, 10), "too many dots"),
        (PDF + b"\0" * MOST_BYTES, "larger than 10 MB"),
    ],
)
def test_what_is_not_a_sound_photo_or_scan_is_refused(data: bytes, match: str) -> None:
    with pytest.raises(Trouble, match=match):
        picture("x.png", data)


@pytest.mark.parametrize(
    ("name", "kept"),
    [
        ("C:\\Users\\pn\\scan 1.pdf", "scan 1.pdf"),
        ("../../etc/passwd", "passwd"),
        ("a\u202egnp.exe", "a_gnp.exe"),
        ("<b>x</b>.png", "b_.png"),
        ("\x00\n", "without a name"),
        ("x" * 300, "x" * 60),
    ],
)
def test_names_are_cleaned(name: str, kept: str) -> None:
    assert cleaned(name) == kept


def test_a_scan_is_kept_with_its_digest_in_the_journal(outage: Store, acting: Acting) -> None:
    visit = a_visit(outage, acting)
    put(outage, acting, visit, "sheet.png", png())
    put(outage, acting, visit, "sheet.jpg", jpeg())
    with outage.read() as session:
        first, second = attached(session, visit)
        assert (first.name, first.kind, first.size, second.kind) == ("sheet.png", "png", len(png()), "jpeg")
        assert bytes_of(session, first) == png()
        assert how_many_attached(session, visit) == 2
        *_, last = entries(session)
        assert last.kind == "visit.attachment_added"
        assert second.sha256 in str(last.payload)
        assert replay.differences(session) == []
    assert examine(outage).holds


def test_the_same_file_is_not_put_to_a_visit_twice(outage: Store, acting: Acting) -> None:
    visit = a_visit(outage, acting)
    put(outage, acting, visit, "sheet.png", png())
    with pytest.raises(Trouble, match="already"):
        put(outage, acting, visit, "other.png", png())
    with pytest.raises(Trouble, match="not in the copy"):
        put(outage, acting, "no such visit", "other.png", jpeg())
    with outage.read() as session:
        assert len(session.execute(select(attachments.c.sha256)).all()) == 1


def test_bytes_that_are_not_what_was_recorded_are_found(outage: Store, acting: Acting) -> None:
    visit = a_visit(outage, acting)
    put(outage, acting, visit, "sheet.png", png())
    with outage.write(acting) as session:
        session.execute(update(attachments).values(bytes=png(3, 3)))
    found = examine(outage)
    assert not found.holds
    assert "not the one that was recorded" in found.findings[-1].faults[0]
    with outage.read() as session, pytest.raises(Trouble, match="damaged"):
        bytes_of(session, attached(session, visit)[0])
    with outage.write(acting) as session:
        session.execute(delete(attachments))
    assert "is not in this store" in examine(outage).findings[-1].faults[0]
    with outage.read() as session, pytest.raises(Trouble, match="not on this laptop"):
        bytes_of(session, attached(session, visit)[0])
