"""Finding people as their name is typed, however it is typed, and the close names when nothing fits."""

import re
from dataclasses import dataclass
from typing import Any

from rapidfuzz import fuzz, process
from sqlalchemy import ColumnElement, Select, func, literal_column, select, table, text

from downtime_desk.core.session import Session
from downtime_desk.people.fold import folded
from downtime_desk.people.model import SEARCH_TABLE, people, snapshots
from downtime_desk.people.queries import FOUND_COLUMNS, Filter, Found, counts, found, kept_to

LIMIT = 200
CLOSE_ENOUGH = 70
NAMES = "{family given known_as}"

_WORD = re.compile(r"[^\W_]+")
_search = table(SEARCH_TABLE)
_rowid: ColumnElement[int] = literal_column(f"{SEARCH_TABLE}.rowid")
# The plus keeps SQLite from turning the search round: it would look each kept person up in the index.
_each_rowid: ColumnElement[int] = literal_column(f"+{SEARCH_TABLE}.rowid")
_JOINED = _search.join(people, people.c.place == _rowid)
_MATCH = text(f"{SEARCH_TABLE} MATCH :query")


@dataclass(frozen=True)
class Matches:
    """What was found: by name, then by number or address; `total` counts also those left out.

    `same_surname` says that two of them share a surname. `close` are surnames to try when nothing fits.
    """

    by_name: tuple[Found, ...]
    elsewhere: tuple[Found, ...] = ()
    total: int = 0
    same_surname: bool = False
    close: tuple[str, ...] = ()


class Search:
    """Finds people; keeps the surnames of the copy between keys for when nothing fits."""

    def __init__(self) -> None:
        self._surnames: dict[str, str] = {}
        self._copy: int | None = None

    def find(self, session: Session, typed: str, which: Filter = Filter.ALL, limit: int = LIMIT) -> Matches:
        """Return the people whose name, number, address or postcode begins with what was typed."""
        words = words_of(typed)
        if not words:
            return _everybody(session, which, limit)
        whole, names = _everywhere(words), f"{NAMES} : ({_all_of(words)})"
        by_name = _matching(session, names, which, limit)
        elsewhere = _matching(session, f"({whole}) NOT ({names})", which, limit - len(by_name))
        if not by_name and not elsewhere:
            return Matches((), close=self._close(session, folded(typed)))
        shown = len(by_name) + len(elsewhere)
        total = shown if shown < limit else _count(session, whole, which)
        return Matches(by_name, elsewhere, total, _share_a_surname(by_name))

    def _close(self, session: Session, typed: str) -> tuple[str, ...]:
        """Return the surnames most like what was typed."""
        copy = session.execute(select(func.max(snapshots.c.number))).scalar()
        if not self._surnames or self._copy != copy:
            names = session.execute(select(people.c.family).distinct()).scalars()
            self._surnames = {folded(name): name for name in names}
            self._copy = copy
        best = process.extract(
            typed, self._surnames.keys(), scorer=fuzz.ratio, limit=3, score_cutoff=CLOSE_ENOUGH
        )
        return tuple(self._surnames[name].upper() for name, *_ in best)


def words_of(typed: str) -> list[str]:
    """Return the folded words a search looks for."""
    return _WORD.findall(folded(typed))


def same_surname(session: Session, person_id: str, family: str) -> tuple[Found, ...]:
    """Return the others of this copy with the same surname, at most ten."""
    words = words_of(family)
    if not words:
        return ()
    exact = "family : (" + " AND ".join(f'"{word}"' for word in words) + ")"
    others = _matching(session, exact, Filter.ALL, 50)
    alike = [
        each
        for each in others
        if each.id != person_id and not each.withdrawn and folded(each.family) == folded(family)
    ]
    return tuple(alike[:10])


def _all_of(words: list[str]) -> str:
    return " AND ".join(f'"{word}"*' for word in words)


def _everywhere(words: list[str]) -> str:
    """Return the query over all columns; digits typed in groups are also tried as one number."""
    whole = _all_of(words)
    if len(words) > 1 and all(word.isdigit() for word in words):
        return f'({whole}) OR "{"".join(words)}"*'
    return whole


def _everybody(session: Session, which: Filter, limit: int) -> Matches:
    if which is Filter.ALL:
        # not sargable on purpose: walking the people in order stops early, an index would sort them all first
        wanted = select(*FOUND_COLUMNS).where(func.coalesce(people.c.withdrawn_at, "") == "")
    else:
        wanted = select(*FOUND_COLUMNS).where(people.c.place.in_(_kept(which).limit(limit)))
    shown = tuple(found(row) for row in session.execute(wanted.order_by(people.c.place).limit(limit)))
    return Matches(shown, total=len(shown) if len(shown) < limit else counts(session)[which])


def _matching(session: Session, query: str, which: Filter, limit: int) -> tuple[Found, ...]:
    if limit <= 0:
        return ()
    wanted = select(*FOUND_COLUMNS).select_from(_JOINED).where(_MATCH).order_by(_rowid).limit(limit)
    return tuple(found(row) for row in session.execute(_narrowed(wanted, which), {"query": query}))


def _count(session: Session, query: str, which: Filter) -> int:
    counted = _narrowed(select(func.count()).select_from(_search).where(_MATCH), which)
    return int(session.execute(counted, {"query": query}).scalar_one())


def _narrowed(wanted: Select[Any], which: Filter) -> Select[Any]:
    """Keep to a filter. Without one a search also finds people who left the list: the list may be wrong."""
    return wanted if which is Filter.ALL else wanted.where(_each_rowid.in_(_kept(which)))


def _kept(which: Filter) -> Select[Any]:
    return select(people.c.place).where(kept_to(which)).order_by(people.c.place)


def _share_a_surname(rows: tuple[Found, ...]) -> bool:
    surnames = [folded(row.family) for row in rows]
    return len(set(surnames)) < len(surnames)
