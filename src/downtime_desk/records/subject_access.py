"""All that is kept of one person: to be read by them, and by a machine.

What the copy says is shown field by field, what was written about them line by line. Home-entry codes stay sealed and are
only counted. A line that is about somebody else too is counted: its words may be another person's, so somebody has to
look before it is given.
"""

from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any, Final

import msgspec
from sqlalchemy import select

from downtime_desk.access.facts import ORGANISATION, Organisation
from downtime_desk.core import settings
from downtime_desk.core.clock import from_text, full_stamp
from downtime_desk.core.errors import Trouble
from downtime_desk.core.journal import Entry, decode, head
from downtime_desk.core.session import Session
from downtime_desk.people import queries as people
from downtime_desk.printing import glyphs
from downtime_desk.printing.blocks import (
    FOOT,
    IDENTITY,
    NAME,
    REASON,
    Box,
    Document,
    Frame,
    Masthead,
    StripCell,
    Table,
    Text,
    bold,
    full_width,
    over_pages,
    plain,
)
from downtime_desk.printing.numbered import code_on_page
from downtime_desk.printing.papers.rows import cell
from downtime_desk.printing.papers.rows import head as head_row
from downtime_desk.printing.proof import MustSay, Reader, prove
from downtime_desk.printing.render import Press
from downtime_desk.records.ownership import lines_about
from downtime_desk.records.queries import act_of, name_of
from downtime_desk.rota.today import visits
from downtime_desk.visits.model import attachments, visit_attachments

NOT_RECORDED: Final = "NOT RECORDED"
_MARK: Final = "ALL"


@dataclass(frozen=True)
class KeptLine:
    """A line of the journal about the person. `content` is all it holds, None once erased."""

    entry: int
    at: datetime
    by: str
    act: str
    words: str
    content: dict[str, Any] | None


@dataclass(frozen=True)
class KeptVisit:
    """A planned visit of the copy."""

    id: str
    start: datetime
    end: datetime
    status: str
    service: str | None
    note: str | None


@dataclass(frozen=True)
class KeptFile:
    """A photo or scan of one of their visits."""

    name: str
    sha256: str
    size: int


@dataclass(frozen=True)
class Kept:
    """All that is kept of a person when it was asked for. `shared` counts lines about others too, `codes` sealed codes."""

    organisation: str
    person: str
    name: str
    made_at: datetime
    made_by: str
    copy_of: datetime | None
    record: dict[str, Any] | None
    told: tuple[str, ...]
    visits: tuple[KeptVisit, ...]
    lines: tuple[KeptLine, ...]
    files: tuple[KeptFile, ...]
    shared: int
    codes: int
    seal: str


def kept_of(session: Session, person: str, now: datetime, by: str) -> Kept:
    """Gather it; raise Trouble when nothing is kept of such a person."""
    known = people.person(session, person)
    alone, shared = lines_about(session, person)
    name = name_of(session, person)
    if known is None and not alone:
        raise Trouble("Nothing is kept of such a person.", "Check the number: it is the main system’s.")
    return Kept(
        organisation=settings.read(session, ORGANISATION, Organisation, Organisation()).name,
        person=person,
        name=name or f"Person {person}",
        made_at=now,
        made_by=by,
        copy_of=known.as_of if known else None,
        record=_whole(known.person) if known else None,
        told=tuple(each.what for each in known.told) if known else (),
        visits=_visits(session, person),
        lines=tuple(map(_line, alone)),
        files=_files(session, person),
        shared=shared,
        codes=known.entry_codes if known else 0,
        seal=head(session).code,
    )


def _whole(value: Any) -> Any:
    """Return a structure as plain values with every field in it, those that are not recorded too; codes stay out."""
    if isinstance(value, msgspec.Struct):
        inner = msgspec.structs.asdict(value)
        return {name: _whole(each) for name, each in inner.items() if name != "entry_codes"}
    if isinstance(value, list | tuple):
        return [_whole(each) for each in value]
    return value


def _visits(session: Session, person: str) -> tuple[KeptVisit, ...]:
    rows = session.execute(select(visits).where(visits.c.person_id == person).order_by(visits.c.start))
    return tuple(
        KeptVisit(row.id, from_text(row.start), from_text(row.end), row.status, row.service, row.note)
        for row in rows
    )


def _line(entry: Entry) -> KeptLine:
    what = decode(entry)
    return KeptLine(
        entry.seq,
        from_text(entry.recorded_at),
        entry.actor_name,
        act_of(entry.kind).value,
        what.words() if what else "Erased when its time was up.",
        msgspec.json.decode(entry.payload) if entry.payload is not None else None,
    )


def _files(session: Session, person: str) -> tuple[KeptFile, ...]:
    own = select(visits.c.id).where(visits.c.person_id == person)
    rows = session.execute(select(visit_attachments).where(visit_attachments.c.visit.in_(own)))
    return tuple(KeptFile(row.name, row.sha256, row.size) for row in rows)


def bytes_of(session: Session, kept: Kept) -> tuple[tuple[str, bytes], ...]:
    """Return the photos and scans, each with a name that says nothing of the person."""
    found = []
    for number, each in enumerate(kept.files, 1):
        wanted = select(attachments.c.bytes).where(attachments.c.sha256 == each.sha256)
        suffix = each.name.rpartition(".")[2].lower()
        found.append((f"file-{number}.{suffix}", session.execute(wanted).scalar_one()))
    return tuple(found)


def as_json(kept: Kept) -> bytes:
    """Return it for a machine, in one fixed order."""
    said = {"kind": "downtime-desk-record", "schema": 1, **asdict(kept)}
    return msgspec.json.format(msgspec.json.encode(said, order="deterministic"), indent=2)


def as_pages(kept: Kept) -> bytes:
    """Return it as a PDF, read back before it is released."""
    press = Press("All that is kept of one person", kept.organisation, kept.made_at)
    press.add(_document(kept))
    pdf = press.finish()
    everywhere = (("the person", _short(kept.name)), ("the log seal", kept.seal))
    once = (("how many lines", _counted(kept)), *(("a line", each.words) for each in kept.lines))
    prove(list(Reader(pdf).pages()), MustSay(_short(kept.name), everywhere, once))
    return pdf


def _document(kept: Kept) -> Document:
    about = Box(
        "",
        (
            Text((bold(_counted(kept)),)),
            Text(
                (
                    plain(
                        f"{kept.codes} home-entry codes are kept sealed and are not printed. "
                        f"{kept.shared} lines of the journal are about others too and are not in here: "
                        "somebody has to look at each before it is given. "
                        "Words of other people may stand in the lines below: read them before you hand this over."
                    ),
                ),
                REASON,
            ),
        ),
        edge="heavy",
    )
    return Document(
        "All that is kept of one person",
        lambda page, pages: _frame(kept, page, pages),
        (
            full_width(about),
            over_pages(_table("What the copy of the main system says", ("What", "Recorded"), _record(kept))),
            over_pages(_table("Planned visits", ("When", "What"), _planned(kept))),
            over_pages(
                _table("What was written here, and who looked", ("When and who", "What"), _written(kept))
            ),
        ),
    )


def _frame(kept: Kept, page: int, pages: int) -> Frame:
    lines = (
        Text((bold(_short(kept.name)),), NAME, above=2.3),
        Text((plain(f"Number in the main system {_short(kept.person)}"),), IDENTITY),
    )
    masthead = Masthead(
        "ALL THAT IS KEPT", (plain(_short(kept.organisation)),), lines, code_on_page(_MARK, "", kept.seal)
    )
    copied = full_stamp(kept.copy_of) if kept.copy_of else "no record in the copy"
    strip = (
        StripCell("Page", f"{page} of {pages}", "reversed"),
        StripCell("Copied", copied),
        StripCell(f"Made by {_short(kept.made_by)}", full_stamp(kept.made_at)),
    )
    foot = Text((plain(f"For the person named above and nobody else. Log seal {kept.seal}"),), FOOT)
    return Frame(masthead, strip, (foot,), ())


def _table(title: str, names: tuple[str, str], rows: tuple[tuple[str, str], ...]) -> Box:
    if not rows:
        return Box(title, (Text((plain("Nothing."),)),), edge="none")
    cells = (
        (cell((bold(glyphs.spelled(left)),)), cell((plain(glyphs.spelled(right)),))) for left, right in rows
    )
    return Box(title, (Table((58, None), (head_row(*names), *cells), "grid"),), edge="none")


def _record(kept: Kept) -> tuple[tuple[str, str], ...]:
    told = tuple(("Told since the copy", each) for each in kept.told)
    return (*told, *_fields(kept.record)) if kept.record is not None else told


def _fields(value: Any, name: str = "") -> Iterator[tuple[str, str]]:
    """Yield every field with its path in words: nothing is left out, and what is missing says so."""
    if isinstance(value, Mapping):
        for key, inner in value.items():
            yield from _fields(inner, _path(name, key))
    elif isinstance(value, list | tuple) and all(isinstance(inner, str) for inner in value):
        yield name, ", ".join(value) or "nothing listed"
    elif isinstance(value, list | tuple):
        for number, inner in enumerate(value, 1):
            yield from _fields(inner, f"{name} {number}")
    elif value is None:
        yield name, NOT_RECORDED
    elif isinstance(value, bool):
        yield name, "yes" if value else "no"
    else:
        yield name, str(value)


def _path(name: str, key: str) -> str:
    """Return the name of a field below another; the two that only hold others together are left out."""
    if key in ("summary", "items"):
        return name
    words = key.replace("_", " ").replace("nhs", "NHS")
    return f"{name}, {words}" if name else words[:1].upper() + words[1:]


def _planned(kept: Kept) -> tuple[tuple[str, str], ...]:
    return tuple(
        (
            f"{full_stamp(each.start)} to {full_stamp(each.end)}",
            ". ".join(part for part in (each.status, each.service, each.note) if part),
        )
        for each in kept.visits
    )


def _written(kept: Kept) -> tuple[tuple[str, str], ...]:
    return tuple((f"{full_stamp(each.at)}, {each.by}", each.words) for each in kept.lines)


def _counted(kept: Kept) -> str:
    return f"{len(kept.lines)} lines of the journal, {len(kept.visits)} planned visits, {len(kept.files)} photos and scans"


def _short(text: str, limit: int = 60) -> str:
    spelled = " ".join(glyphs.spelled(text).split())
    return spelled if len(spelled) <= limit else f"{spelled[: limit - 1]}…"
