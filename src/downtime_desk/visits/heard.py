"""What a carer's text message seems to say about the visits of their run. It proposes; it never decides.

A message is cut into pieces at commas, full stops, line ends and "then". A piece is about a visit only when it
names one person of the run and nobody else: surname, first name or the name they go by, with slips of the
finger, and an initial that fits. Whatever is not plain is given back with the reason, in words.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import Final

from rapidfuzz import fuzz

from downtime_desk.people.fold import folded
from downtime_desk.visits.codes import Outcome

ALIKE: Final = 82
"""From this likeness on, of 100, a word is taken for a name."""


@dataclass(frozen=True)
class OnRun:
    """A visit of the run, and how its person may be called; `label` is how the visit is shown."""

    visit: str
    family: str
    given: str
    known_as: str | None = None
    label: str = ""


@dataclass(frozen=True)
class Proposed:
    """What a piece seems to say of one visit. Times are as the carer wrote them; `said` is the piece itself."""

    visit: str
    said: str
    arrived: str = ""
    left: str = ""
    outcome: Outcome | None = None


@dataclass(frozen=True)
class Unplaced:
    """A piece nothing is proposed from, and why, in words."""

    said: str
    why: str


@dataclass(frozen=True)
class Heard:
    """What a message proposes, and what of it a person has to read."""

    proposed: tuple[Proposed, ...] = ()
    unplaced: tuple[Unplaced, ...] = ()


@dataclass(frozen=True)
class _Piece:
    """A piece taken apart: groups of words that may be names, the times, the outcome its words speak of."""

    said: str
    names: tuple[tuple[str, ...], ...]
    times: tuple[str, ...]
    leaving: bool
    outcomes: frozenset[Outcome] = field(default_factory=frozenset)


_CUT = re.compile(r"\n|;|,|\.(?=\s|$)|\b(?:and then|then|next)\b", re.IGNORECASE)
_TIME = r"(?:[01]?\d|2[0-3])[:.][0-5]\d|(?:[01]?\d|2[0-3])[0-5]\d|\d{1,2}"
_TIMES = re.compile(
    rf"(?<![\w.:])(?:y\s?)?({_TIME}|now)(?:\s*(?:-|–|—|\bto\b|\btill?\b|\buntil\b)\s*({_TIME}|now))?(?![\w:]|\.\d)",
    re.IGNORECASE,
)
_NOT_HAPPENED = re.compile(
    r"\b(?:no (?:answer|reply|response)|(?:could ?n.?t|could not|can.?t|cannot) get in|not (?:in|at home)|"
    r"nobody in|declined|refused (?:the )?visit|sent me away|in hospital)\b",
    re.IGNORECASE,
)
_THERE = re.compile(
    r"\b(?:(?:here|there|with (?:her|him|them)) now|just (?:got here|arrived)|still (?:here|there))\b", re.I
)
_DONE = re.compile(r"\b(?:done|finished|all ok|ok|okay|fine|all good|all well)\b", re.IGNORECASE)
_NOT = re.compile(r"\b(?:not|n.t|never|wasn.t|isn.t|didn.t)\b", re.IGNORECASE)
_LEAVING = re.compile(r"\bleft\b", re.IGNORECASE)
_WORD = re.compile(r"[^\W\d_](?:[^\W\d_]|['’-](?=[^\W\d_]))*")
# Words of such messages that are not names. A word that is not here is taken for a possible name.
_PLAIN_WORDS: Final = """a about all also and arrived as at away back been but by call called came care did do done due ended
    finished fine for from gave given good got had has have he her here hers him his home i im in into is it just
    late left long me meds medication meal minutes mins my no not now of off ok okay on out over own quick ran
    really rest running said saw seen see she so some start started still stayed sorry tea that the their them
    there they think this time till to today tonight toilet tonights too traffic until up us visit visited was
    wash washed we well went were when will with x you your lunch breakfast dinner supper bed bath shower pad hi
    hello thanks thx cheers answer reply response nobody door"""
_PLAIN: Final = frozenset(_PLAIN_WORDS.split())
_TITLES: Final = frozenset({"mr", "mrs", "ms", "miss", "mx", "dr", "sir", "lady", "rev", "prof"})


def heard(text: str, run: Sequence[OnRun]) -> Heard:
    """Return what a message proposes about the visits of a run, each visit at most once."""
    found: dict[str, list[Proposed]] = {}
    unplaced: list[Unplaced] = []
    last: str | None = None
    for piece in _pieces(text):
        about = _about(piece, run)
        if isinstance(about, Proposed):
            found.setdefault(about.visit, []).append(about)
            last = about.visit
            continue
        joined = _more(found[last][-1], piece) if last and not piece.names else None
        if joined is not None:
            found[joined.visit][-1] = joined
            continue
        last = None
        unplaced.append(about)
    twice = [each for several in found.values() if len(several) > 1 for each in several]
    unplaced += [Unplaced(each.said, "this visit is named more than once.") for each in twice]
    return Heard(tuple(several[0] for several in found.values() if len(several) == 1), tuple(unplaced))


def _pieces(text: str) -> list[_Piece]:
    return [_taken_apart(piece.strip()) for piece in _CUT.split(text) if piece.strip()]


def _taken_apart(said: str) -> _Piece:
    times = [each for found in _TIMES.finditer(said) for each in found.groups() if each]
    return _Piece(said, _groups(said), tuple(times), bool(_LEAVING.search(said)), _outcomes(said))


def _groups(said: str) -> tuple[tuple[str, ...], ...]:
    """Return the runs of words that may be a name; a time, a plain word or a title ends one."""
    groups: list[list[str]] = [[]]
    before = 0
    for found in _WORD.finditer(said):
        word = folded(found.group()).removesuffix("'s")
        if word in _TITLES or word in _PLAIN or said[before : found.start()].strip(" .-"):
            groups.append([])
        if word not in _TITLES and word not in _PLAIN:
            groups[-1].append(word)
        before = found.end()
    return tuple(tuple(group) for group in groups if group)


def _outcomes(said: str) -> frozenset[Outcome]:
    found: set[Outcome] = set()
    rest = _NOT_HAPPENED.sub(" ", said)
    if rest != said:
        found.add("did not happen")
    if _THERE.search(rest):
        found.add("there now")
    if _DONE.search(rest):
        # "not done" says neither that it was, nor why
        found.update({"not known yet"} if _NOT.search(rest) else {"done"})
    return frozenset(found)


def _about(piece: _Piece, run: Sequence[OnRun]) -> Proposed | Unplaced:
    named = [[each for each in run if _named(each, group)] for group in piece.names]
    groups = [found for found in named if found]
    if not groups:
        why = "nobody on this run is called that." if piece.names else "it names nobody."
        return Unplaced(piece.said, why)
    if len(groups) > 1:
        return Unplaced(piece.said, "it names more than one person: write them on lines of their own.")
    if len(groups[0]) > 1:
        either = " or ".join(each.label or each.family.upper() for each in groups[0])
        return Unplaced(piece.said, f"it could be {either}.")
    return _proposal(groups[0][0].visit, piece)


def _proposal(visit: str, piece: _Piece) -> Proposed | Unplaced:
    if len(piece.times) > 2:
        return Unplaced(piece.said, "it has more than two times.")
    outcome = next(iter(piece.outcomes)) if len(piece.outcomes) == 1 else None
    if outcome == "not known yet":
        return Proposed(visit, piece.said)
    if outcome == "did not happen":
        return Proposed(visit, piece.said, outcome=outcome)
    arrived, left = _both(piece)
    if outcome is None and not piece.outcomes and arrived and left:
        outcome = "done"
    return Proposed(visit, piece.said, arrived, left, outcome)


def _both(piece: _Piece) -> tuple[str, str]:
    if len(piece.times) == 2:
        return piece.times[0], piece.times[1]
    only = piece.times[0] if piece.times else ""
    return ("", only) if piece.leaving else (only, "")


def _more(before: Proposed | None, piece: _Piece) -> Proposed | None:
    """Return a proposal with what a piece without a name adds to it; None when it does not fit behind it."""
    if before is None or (piece.times and (before.arrived or before.left)):
        return None
    if not piece.times and not piece.outcomes:
        return None
    added = _proposal(before.visit, piece)
    if isinstance(added, Unplaced) or (before.outcome and added.outcome not in {None, before.outcome}):
        return None
    if before.outcome == "did not happen" and piece.times:
        return None
    if added.outcome == "did not happen" and (before.arrived or before.left):
        return None
    return replace(
        before,
        said=f"{before.said}, {piece.said}",
        arrived=before.arrived or added.arrived,
        left=before.left or added.left,
        outcome=before.outcome or added.outcome,
    )


def _named(person: OnRun, group: tuple[str, ...]) -> bool:
    """Say whether a group of words is a person's name and nothing else; an initial alone names nobody."""
    families = folded(person.family).replace("-", " ").split()
    firsts = [*folded(person.given).split(), *folded(person.known_as or "").split()]
    words = [part for word in group for part in word.replace("-", " ").split()]
    if not all(_is_part(word, families, firsts) for word in words):
        return False
    return any(len(word) > 1 and _is_name(word, [*families, *firsts]) for word in words)


def _is_part(word: str, families: Sequence[str], firsts: Sequence[str]) -> bool:
    if len(word) == 1:
        return any(each.startswith(word) for each in firsts)
    return _is_name(word, [*families, *firsts])


def _is_name(word: str, names: Sequence[str]) -> bool:
    forms = {word, word[:-1]} if word.endswith("s") and len(word) > 4 else {word}
    return any(_alike(form, name) for form in forms for name in names)


def _alike(word: str, name: str) -> bool:
    if len(name) < 4 or len(word) < 4:
        return word == name
    return fuzz.ratio(word, name) >= ALIKE
