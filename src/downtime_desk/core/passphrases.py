"""Passphrases: five words offered, or the manager's own if it would hold against a stolen laptop."""

import secrets
from collections.abc import Iterable

from downtime_desk.core.errors import Trouble
from downtime_desk.core.paths import shipped

WORDS = 5
SHORTEST = 15
LONGEST = 256
# zxcvbn gives 0 to 4; 3 is "safely unguessable" against a slow hash such as the one used here.
STRONG_ENOUGH = 3


def offer_passphrase() -> str:
    """Return five words of the EFF list (64.6 bits), separated by spaces."""
    words = (shipped("resources") / "words" / "eff-large.txt").read_text().split()
    return " ".join(secrets.choice(words) for _ in range(WORDS))


def check_passphrase(passphrase: str, known_words: Iterable[str] = ()) -> None:
    """Raise Trouble when a chosen passphrase is too short or easy to guess.

    `known_words` are words anyone would try first: the organisation, the manager's name, the product.
    """
    if len(passphrase) < SHORTEST:
        raise Trouble(
            f"That passphrase has {len(passphrase)} characters. It needs at least {SHORTEST}.",
            "Use the five words offered, or a longer sentence of your own.",
        )
    if len(passphrase) > LONGEST:
        raise Trouble(f"That passphrase is longer than {LONGEST} characters.", "Choose a shorter one.")
    from zxcvbn import zxcvbn

    unknown = passphrase.lower()
    for word in sorted({"downtime", "desk", *(each.lower() for each in known_words)}, key=len, reverse=True):
        unknown = unknown.replace(word, "")
    verdict = zxcvbn(unknown.strip()[:72] or "password")
    if verdict["score"] < STRONG_ENOUGH:
        why = verdict["feedback"]["warning"] or "It follows a pattern that guessing programs try early."
        raise Trouble(
            f"That passphrase is too easy to guess. {why.rstrip('.')}.", "Use the five words offered."
        )
