"""JSON exports as rows: objects flattened to `address.postcode`, one row for each thing of a list inside.

Two equal keys, NaN and nesting without end are refused: they could be read in two ways.
"""

import json
from collections.abc import Iterator
from typing import Any, NoReturn

from downtime_desk.core.errors import Trouble
from downtime_desk.sync.strict import Unreadable

AGAIN = "Export it from the main system again. Nothing was kept."
DEEPEST = 6
MOST_EACH = 50


def rows(name: str, said: str) -> Iterator[tuple[int, list[str]]]:
    """Yield the header, then the rows numbered by their record. Raises Trouble when it is no list of records."""
    try:
        records = _records(json.loads(said, object_pairs_hook=_once, parse_constant=_refuse))
        flat = [(number, each) for number, record in enumerate(records, 1) for each in _flat(record)]
    except Unreadable as why:
        raise Trouble(f"{name} cannot be read: {why}.", AGAIN) from None
    except (ValueError, RecursionError):
        raise Trouble(f"{name} is not whole JSON.", AGAIN) from None
    header = list(dict.fromkeys(key for _, each in flat for key in each))
    yield 0, header
    for number, each in flat:
        yield number, [each.get(key, "") for key in header]


def _records(tree: Any) -> list[dict[str, Any]]:
    if isinstance(tree, dict):
        lists = [each for each in tree.values() if isinstance(each, list)]
        if len(lists) == 1:
            _see_that_it_is_whole(tree, len(lists[0]))
        tree = lists[0] if len(lists) == 1 else [tree]
    if not isinstance(tree, list) or not all(isinstance(each, dict) for each in tree):
        raise Unreadable("it is not a list of records")
    return tree


def _see_that_it_is_whole(page: dict[str, Any], number: int) -> None:
    """Raise `Unreadable` when what stands around a list says that it is one page of several."""
    said = {key.casefold().replace("_", ""): value for key, value in page.items()}
    more = any(said.get(key) for key in ("next", "nextpage", "nextpageurl", "nexttoken", "hasmore"))
    total = next(
        (said[key] for key in ("total", "totalcount", "count") if type(said.get(key)) is int), number
    )
    if more or total > number:
        raise Unreadable(f"it is one page of several, with {number} records of more")


def _flat(record: dict[str, Any]) -> list[dict[str, str]]:
    plain: dict[str, str] = {}
    lists: list[tuple[str, list[dict[str, Any]]]] = []
    _walk(record, "", plain, lists, 0)
    if not lists:
        return [plain]
    if len(lists) > 1:
        raise Unreadable(f"the lists “{lists[0][0]}” and “{lists[1][0]}” stand in one record")
    path, inside = lists[0]
    if len(inside) > MOST_EACH:
        raise Unreadable(f"a record has more than {MOST_EACH} of “{path}”")
    found = []
    for each in inside:
        own: dict[str, str] = {}
        deeper: list[tuple[str, list[dict[str, Any]]]] = []
        _walk(each, f"{path}.", own, deeper, 1)
        if deeper:
            raise Unreadable(f"there is a list within the list “{path}”")
        found.append(plain | own)
    return found


def _walk(
    record: dict[str, Any],
    path: str,
    plain: dict[str, str],
    lists: list[tuple[str, list[dict[str, Any]]]],
    depth: int,
) -> None:
    if depth > DEEPEST:
        raise Unreadable("it is nested too deeply")
    for key, said in record.items():
        here = f"{path}{key}"
        if isinstance(said, dict):
            _walk(said, f"{here}.", plain, lists, depth + 1)
        elif isinstance(said, list) and said and all(isinstance(each, dict) for each in said):
            lists.append((here, said))
        elif isinstance(said, list):
            plain[here] = "; ".join(map(_cell, said))
        else:
            plain[here] = _cell(said)


def _cell(said: Any) -> str:
    if said is None:
        return ""
    if isinstance(said, bool):
        return "true" if said else "false"
    if isinstance(said, (dict, list)):
        raise Unreadable("it is nested too deeply")
    words = str(said)
    if not words.isascii() and any("\ud800" <= letter <= "\udfff" for letter in words):
        raise Unreadable("it holds half a letter")
    return words


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    tree = dict(pairs)
    if len(tree) != len(pairs):
        raise Unreadable("the same key stands twice in one record")
    return tree


def _refuse(_word: str) -> NoReturn:
    raise Unreadable("it holds a number that is none")
