"""A preview in words, for the screen and the command line."""

from collections.abc import Iterator, Sequence

from downtime_desk.people.mirror import Foreseen
from downtime_desk.sync.files.folder import Seen
from downtime_desk.sync.preview import Preview

MOST = 50


def in_words(preview: Preview, tables: Sequence[Seen]) -> Iterator[str]:
    """Yield lines: each table as it was read, what a new copy would change, what could not be read and why."""
    for table in tables:
        yield " ".join(filter(None, (f"{table.name}: {table.rows} rows, {table.profile}.", _said(table))))
    yield from filter(None, (foreseen("People", preview.people), foreseen("Visits", preview.visits)))
    for why, number in preview.left_out:
        yield f"Left out: {number} {why}."
    for each in preview.rejected[:MOST]:
        yield f"Not read: {each.where}: {each.reason}"
    if len(preview.rejected) > MOST:
        yield f"… and {len(preview.rejected) - MOST} more."


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
