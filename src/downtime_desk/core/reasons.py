"""What people must say in words: enough of it that somebody else understands it later."""

from typing import Final

from downtime_desk.core.errors import Trouble

LEAST: Final = 4
"""Letters a reason has at least: a full stop or an x says nothing to whoever reads the log."""
LEAST_OF_A_NAME: Final = 2


def reason(why: str, what: str = "The reason", such_as: str = "Type it in a few words.") -> str:
    """Return a reason without the space around it; raise Trouble when it is missing or says nothing."""
    said = " ".join(why.split())
    if not said:
        raise Trouble(f"{what} is missing.", such_as)
    if _letters(said) < LEAST:
        raise Trouble(f"{what} is too short for anybody to understand it later.", such_as)
    return said


def name(said: str) -> str:
    """Return a person's name with single spaces; raise Trouble when it names nobody."""
    named = " ".join(said.split())
    if _letters(named) < LEAST_OF_A_NAME:
        raise Trouble(f"“{named}” is nobody’s name.", "Type the name, so that they can be asked later.")
    return named


def _letters(said: str) -> int:
    return sum(each.isalpha() for each in said)
