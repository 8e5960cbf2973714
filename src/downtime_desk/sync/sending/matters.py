"""What a person is shown when a journey cannot go on: both sides in words, and the versions shown."""

from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from typing import Any
from urllib.parse import urlsplit

from downtime_desk.core.clock import clock_face, local, short_stamp
from downtime_desk.sync.sending.compare import Difference
from downtime_desk.sync.sending.reading import seen_as
from downtime_desk.sync.sending.reports import Report, Seen, VisitReport, our_words
from downtime_desk.sync.sending.resources import Resource
from downtime_desk.sync.sending.verdicts import Matter, Row

STATUS_WORDS = {
    "proposed": "proposed",
    "pending": "not confirmed",
    "booked": "planned",
    "arrived": "carer there",
    "fulfilled": "done",
    "cancelled": "cancelled",
    "noshow": "not done",
    "entered-in-error": "entered by mistake",
    "checked-in": "carer there",
}


NOT_ASKED = "not known"


def two_records(
    report: VisitReport, others: Sequence[Resource], ours: Resource | None, their_note: str | None
) -> Matter:
    """Return the matter of a visit that others recorded too, with what the first of them noted, if it is known.

    A decision about it is about all of them.
    """
    theirs, *further = others
    came, went = _times(theirs)
    arrived = min((carer.arrived for carer in report.carers if carer.arrived), default=None)
    left = max((carer.left for carer in report.carers if carer.left), default=None)
    rows: tuple[Row, ...] = (
        Row("Arrived", _face(arrived), _face(came)),
        Row("Left", _face(left), _face(went)),
        Row("Carer", _names(carer.name for carer in report.carers), _names(_carers_of(theirs))),
        Row("How known", report.evidence.words, _source(theirs), compared=False),
        Row("Note", report.note, their_note, compared=their_note != NOT_ASKED),
        Row(
            "Written by",
            f"{report.manager}, {clock_face(report.recorded)}",
            _written(theirs),
            compared=False,
        ),
        *(Row("Another record", None, _in_short(each), compared=False) for each in further),
    )
    agree = (arrived, left) == (came, went)
    words = "Two records for one visit" if agree else "Times do not agree"
    shown = [*others] if ours is None else [*others, ours]
    return Matter("two records", words, rows, tuple(seen_as(each) for each in shown))


def visit_changed(report: VisitReport, target: str, theirs: Resource) -> Matter:
    """Return the matter of a visit that was changed in the main system meanwhile."""
    seen = report.seen
    base = (None, None, None) if seen is None else (_status(seen.status), _planned(seen), _count(seen.carers))
    carers = _count(tuple(_carers_of(theirs)))
    rows = (
        Row("The visit", _status(target), _status(theirs.get("status")), base[0]),
        Row("Planned", base[1], _span(theirs.get("start"), theirs.get("end")), base[1]),
        Row("Carers planned", base[2], carers, base[2]),
    )
    if theirs.get("status") in {"cancelled", "noshow"}:
        words = f"It is {_status(theirs['status'])} there"
    else:
        words = "The visit was changed there"
    return Matter("visit changed", words, rows, (seen_as(theirs),))


def gone(report: Report, what: str) -> Matter:
    """Return the matter of a visit or record that is not there any more."""
    rows = (Row("What we wrote", our_words(report), "not there"),)
    return Matter("gone", f"{what} is not there any more", rows)


def doubled(resources: list[Resource]) -> Matter:
    """Return the matter of a record of ours that is there more than once."""
    rows = tuple(
        Row(f"Record {number}", None, _written(each)) for number, each in enumerate(resources, start=1)
    )
    return Matter("doubled", "Our record is there twice", rows, tuple(seen_as(each) for each in resources))


def not_the_same(theirs: Resource, found: tuple[Difference, ...], *, by_others: bool) -> Matter:
    """Return the matter of a record of ours that reads otherwise there."""
    rows = _rows(found)
    if by_others:
        return Matter("record changed", "Somebody changed our record there", rows, (seen_as(theirs),))
    return Matter("not the same", "It was kept there with other words", rows, (seen_as(theirs),))


def unversioned(theirs: Resource, found: tuple[Difference, ...]) -> Matter:
    """Return the matter of a record of ours that is to say something else, where the main system keeps no versions."""
    words = "Nobody can tell who wrote there last: the main system keeps no versions"
    return Matter("record changed", words, _rows(found), (seen_as(theirs),))


def _rows(found: tuple[Difference, ...]) -> tuple[Row, ...]:
    return tuple(Row(each.path.partition(".")[2], _plain(each.ours), _plain(each.theirs)) for each in found)


def refused(report: Report, words: str) -> Matter:
    """Return the matter of something the main system will not take; `words` are its own."""
    return Matter("refused", words, (Row("What we wrote", our_words(report), "not taken"),))


def _in_short(encounter: Resource) -> str:
    period = encounter.get("period", {})
    said = (_span(period.get("start"), period.get("end")), _names(_carers_of(encounter)))
    return ", ".join(filter(None, said)) or "it says nothing of times or carers"


def _status(code: str | None) -> str | None:
    return None if code is None else STATUS_WORDS.get(code, code)


def _planned(seen: Seen) -> str:
    return f"{clock_face(seen.start)}–{clock_face(seen.end)}"


def _span(start: str | None, end: str | None) -> str | None:
    first, last = _instant(start), _instant(end)
    return f"{clock_face(first)}–{clock_face(last)}" if first and last else None


def _count(carers: tuple[str, ...] | None) -> str | None:
    return None if carers is None else str(len(carers))


def _times(encounter: Resource) -> tuple[datetime | None, datetime | None]:
    period = encounter.get("period", {})
    return _instant(period.get("start")), _instant(period.get("end"))


def _instant(said: str | None) -> datetime | None:
    try:
        there = datetime.fromisoformat(said or "")
    except ValueError:
        return None
    return there.astimezone(UTC) if there.tzinfo else None


def _face(instant: datetime | None) -> str | None:
    return None if instant is None else clock_face(instant)


def _names(names: Iterable[str]) -> str | None:
    return ", ".join(sorted(names)) or None


def _carers_of(resource: Resource) -> Iterable[str]:
    for part in resource.get("participant", ()):
        who = part.get("individual") or part.get("actor") or {}
        if not who.get("reference", "").startswith("Patient/"):
            yield who.get("display") or who.get("reference") or "nobody yet"


def _source(encounter: Resource) -> str | None:
    said = [each.get("system") for each in encounter.get("identifier", ()) if each.get("system")]
    source: str | None = encounter.get("meta", {}).get("source")
    origin = urlsplit(said[0]).hostname if said else None
    return source or (f"its own record, from {origin}" if origin else "its own record")


def _written(resource: Resource) -> str | None:
    at = _instant(resource.get("meta", {}).get("lastUpdated"))
    return None if at is None else f"arrived {short_stamp(local(at))}"


def _plain(value: Any) -> str | None:
    if isinstance(value, dict):
        return ", ".join(f"{name} {_plain(each)}" for name, each in value.items())
    if isinstance(value, list):
        return "; ".join(filter(None, map(_plain, value)))
    return None if value is None else str(value)
