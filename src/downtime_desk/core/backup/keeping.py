"""Which backups are kept: a day's half hours, seven days, four weeks; never the last good one removed."""

import contextlib
from collections.abc import Hashable, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from downtime_desk.core.backup.file import SUFFIX, Backup, read_about
from downtime_desk.core.clock import local
from downtime_desk.core.errors import Trouble

HALF_HOURS_FOR = timedelta(hours=24)
HALF_HOUR = timedelta(minutes=30)
DAYS, WEEKS = 7, 4


@dataclass(frozen=True)
class Listed:
    """The backups of a store in a folder, newest first, and the files that cannot be read as one."""

    backups: tuple[Backup, ...] = ()
    damaged: tuple[Path, ...] = ()


def listed(folder: Path, store_id: str | None = None) -> Listed:
    """Return what is in a folder; of one store, or of any. Needs no key, and proves nothing but that they are whole."""
    found: list[Backup] = []
    damaged: list[Path] = []
    for path in sorted(folder.glob(f"*{SUFFIX}")) if folder.is_dir() else ():
        try:
            backup = read_about(path)
        except (Trouble, OSError):
            damaged.append(path)
            continue
        if store_id in (None, backup.about.store_id):
            found.append(backup)
    found.sort(key=lambda each: (each.about.made_at, each.about.entries), reverse=True)
    return Listed(tuple(found), tuple(damaged))


def kept(backups: Iterable[Backup], now: datetime) -> frozenset[Path]:
    """Return the backups to keep. One dated later than now, as a clock set wrong leaves, stays.

    Of each half hour of the last 24, of each of the last seven days and of each of the last four weeks with
    a backup, the newest. Days and weeks are London's.
    """
    newest_first = sorted(backups, key=lambda each: each.about.made_at, reverse=True)
    half_hours: dict[Hashable, Path] = {}
    days: dict[Hashable, Path] = {}
    weeks: dict[Hashable, Path] = {}
    staying = {each.path for each in newest_first[:1]}
    for each in newest_first:
        made = each.about.made()
        there = local(made)
        if made > now:
            staying.add(each.path)
            continue
        if now - made < HALF_HOURS_FOR:
            half_hours.setdefault(made.timestamp() // HALF_HOUR.total_seconds(), each.path)
        days.setdefault(there.date(), each.path)
        weeks.setdefault(there.isocalendar()[:2], each.path)
    staying.update(half_hours.values())
    staying.update(list(days.values())[:DAYS])
    staying.update(list(weeks.values())[:WEEKS])
    return frozenset(staying)


def rotate(folder: Path, store_id: str, now: datetime, just_made: Backup) -> int:
    """Remove the backups of a store that are not kept; return how many. Packs are a person's and stay.

    Called with one that was just made and checked, which is never removed; a file that cannot be read as a
    backup, or cannot be removed, stays.
    """
    ours = [each for each in listed(folder, store_id).backups if each.about.why != "pack"]
    staying = kept(ours, now) | {just_made.path}
    removed = 0
    for each in ours:
        if each.path not in staying:
            with contextlib.suppress(OSError):
                each.path.unlink()
                removed += 1
    return removed
