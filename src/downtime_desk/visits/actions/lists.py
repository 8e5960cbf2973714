"""Changing the lists of codes, the thresholds, and the steps of a no reply."""

from dataclasses import asdict, dataclass

from downtime_desk.core.errors import Trouble
from downtime_desk.core.facts import change_setting
from downtime_desk.core.journal import Entry, Fact, record
from downtime_desk.core.session import Session
from downtime_desk.visits.code_lists import Code, CodeList, code_lists
from downtime_desk.visits.codes import LEANED_ON, ListName
from downtime_desk.visits.facts import CodeAdded, CodeArchived, CodeRenamed, Step
from downtime_desk.visits.settings import IN_ORDER, LIMITS, NAME, NO_REPLY, Thresholds

LONGEST_CODE, LONGEST_WORDS = 20, 80
LONGEST_STEP, MOST_STEPS, LONGEST_STEP_MINUTES = 120, 12, 120


@dataclass(frozen=True)
class AddCode:
    """Put a code onto a list, or an archived one back onto it."""

    listed: ListName
    code: str
    words: str


@dataclass(frozen=True)
class RenameCode:
    """Let a code read otherwise from now on."""

    listed: ListName
    code: str
    words: str


@dataclass(frozen=True)
class ArchiveCode:
    """Offer a code no more. It stays wherever it was used."""

    listed: ListName
    code: str


def add_code(session: Session, command: AddCode) -> Entry:
    """Offer one more code."""
    kept, code = code_lists(session).of(command.listed), command.code.strip()
    if not code or len(code) > LONGEST_CODE or not all(each.isalnum() or each in "-_." for each in code):
        raise Trouble(
            "A code is letters and digits without spaces, 20 at most.",
            "Type a short one, as DT16 or no-heating.",
        )
    if any(each.code.casefold() == code.casefold() and not each.archived for each in kept.codes):
        raise Trouble(f"{code} is on the list: {kept.said(code)}.", "Choose another code.")
    words = _checked_words(kept, code, command.words)
    return _record(session, command.listed, code, CodeAdded(command.listed, code, words))


def rename_code(session: Session, command: RenameCode) -> Entry:
    """Change how a code reads."""
    kept = code_lists(session).of(command.listed)
    found = _offered(kept, command.code)
    words = _checked_words(kept, found.code, command.words)
    if words == found.words:
        raise Trouble("These are the words it has.", "Type the new ones.")
    fact = CodeRenamed(command.listed, found.code, found.words, words)
    return _record(session, command.listed, found.code, fact)


def archive_code(session: Session, command: ArchiveCode) -> Entry:
    """Take a code off what is offered."""
    found = _offered(code_lists(session).of(command.listed), command.code)
    if found.code in LEANED_ON[command.listed]:
        raise Trouble(
            f"{found.words} stays on the list: the desk works with it by itself.",
            "You can give it other words.",
        )
    return _record(session, command.listed, found.code, CodeArchived(command.listed, found.code, found.words))


def _record(session: Session, listed: ListName, code: str, fact: Fact) -> Entry:
    return record(session, fact, subject=f"code/{listed}/{code}")


def _offered(kept: CodeList, code: str) -> Code:
    found = kept.find(code)
    if found is None or found.archived:
        raise Trouble("This code is not offered.", "Choose one from the list.")
    return found


def _checked_words(kept: CodeList, code: str, typed: str) -> str:
    words = " ".join(typed.split())
    if not words or len(words) > LONGEST_WORDS:
        raise Trouble(f"What {code} means is not said in 80 letters or less.", "Type it in a few words.")
    same = [
        each for each in kept.offered() if each.code != code and each.words.casefold() == words.casefold()
    ]
    if same:
        raise Trouble(f"{same[0].code} reads {words} already.", "Two codes that read alike get mixed up.")
    return words


def change_thresholds(session: Session, wanted: Thresholds) -> None:
    """Keep other thresholds; raise Trouble when one is out of its bounds, or two contradict each other."""
    values = asdict(wanted)
    for name, limit in LIMITS.items():
        if not limit.least <= values[name] <= limit.most:
            raise Trouble(
                f"{limit.words}: {values[name]} {limit.unit} is outside {limit.least} to {limit.most} {limit.unit}.",
                "Type a number in between.",
            )
    for lesser, greater in IN_ORDER:
        if values[lesser] > values[greater]:
            raise Trouble(
                f"{LIMITS[lesser].words} ({values[lesser]}) is more than "
                f"{LIMITS[greater].words.lower()} ({values[greater]}).",
                "Change one of the two.",
            )
    change_setting(session, NAME, values)


def change_no_reply_steps(session: Session, wanted: tuple[Step, ...]) -> None:
    """Keep another sequence for when nobody answers the door. Those that run go on as they began."""
    if not wanted or len(wanted) > MOST_STEPS:
        raise Trouble(f"There are 1 to {MOST_STEPS} steps.", "Write one step a line.")
    for step in wanted:
        if not step.words.strip() or len(step.words) > LONGEST_STEP:
            raise Trouble("A step is not said in 120 letters or less.", "Write what to do in a few words.")
        if not 1 <= step.minutes <= LONGEST_STEP_MINUTES:
            raise Trouble(
                f"{step.words}: {step.minutes} min is outside 1 to {LONGEST_STEP_MINUTES} min.",
                "Give it another number of minutes.",
            )
    change_setting(session, NO_REPLY, [asdict(step) for step in wanted])
