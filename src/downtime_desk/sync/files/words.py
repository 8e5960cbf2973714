"""A preview in words, for the screen and the command line."""

from collections.abc import Iterator, Sequence

from downtime_desk.people.mirror import Foreseen
from downtime_desk.sync.files.folder import Seen
from downtime_desk.sync.preview import Preview
from downtime_desk.sync.staged import Rejected

MOST = 50


def in_words(preview: Preview, tables: Sequence[Seen]) -> Iterator[str]:
    """Yield lines: each table as it was read, what a new copy would change, what could not be read and why."""
    yield from read(tables)
    yield from changed(preview)
    yield from (f"Left out: {each}" for each in left_out(preview))
    yield from (f"Not read: {each}" for each in not_read(preview)[:MOST])
    if len(preview.rejected) > MOST:
        yield f"… and {len(preview.rejected) - MOST} more."


def read(tables: Sequence[Seen]) -> list[str]:
    """Return each table as it was read."""
    return [
        " ".join(filter(None, (f"{table.name}: {table.rows} rows, {table.profile}.", _said(table))))
        for table in tables
    ]


def changed(preview: Preview) -> list[str]:
    """Return what a new copy would do to people and visits."""
    return [foreseen("People", preview.people), foreseen("Visits", preview.visits)]


def left_out(preview: Preview) -> list[str]:
    """Return what was left out on purpose, and why."""
    return [f"{number} {why}." for why, number in preview.left_out]


def not_read(preview: Preview) -> list[str]:
    """Return what could not be read, where it stands, and why."""
    return [f"{_where(each)}: {each.reason}" for each in preview.rejected]


def _where(each: Rejected) -> str:
    """Return the file and line; what was found only when all was put together is named by its id."""
    of = {"Appointment": "visit", "Patient": "person"}.get(each.resource_type or "", "")
    return each.where if " line " in each.where or not (of and each.id) else f"{each.where}, {of} {each.id}"


def foreseen(what: str, numbers: Foreseen | None) -> str:
    """Return what a new copy would do to people or visits."""
    if numbers is None:
        return f"{what}: not in these files, so they stay as they are."
    return (
        f"{what}: {numbers.read} read, {numbers.new} new, {numbers.changed} changed,"
        f" {numbers.unchanged} as they were, {numbers.gone} gone."
    )


def _said(table: Seen) -> str:
    said = f"{table.said[:1].upper()}{table.said[1:]}." if table.said else ""
    unused = f"Not used: {', '.join(table.unused)}." if table.unused else ""
    return " ".join(filter(None, (said, unused)))
