"""The words of a key-safe slip: how a code is read out, and what would lead a stranger to the door."""

import re
from collections.abc import Iterator
from typing import Final

from downtime_desk.people.summary import Person
from downtime_desk.printing.fitting import Hide

KEPT_OFF: Final = "[kept off the slip]"
SAID: Final = {
    "0": "zero", "1": "one", "2": "two", "3": "three", "4": "four", "5": "five", "6": "six", "7": "seven",
    "8": "eight", "9": "nine", "A": "A for Alpha", "B": "B for Bravo", "C": "C for Charlie", "D": "D for Delta",
    "E": "E for Echo", "F": "F for Foxtrot", "G": "G for Golf", "H": "H for Hotel", "I": "I for India",
    "J": "J for Juliett", "K": "K for Kilo", "L": "L for Lima", "M": "M for Mike", "N": "N for November",
    "O": "O for Oscar", "P": "P for Papa", "Q": "Q for Quebec", "R": "R for Romeo", "S": "S for Sierra",
    "T": "T for Tango", "U": "U for Uniform", "V": "V for Victor", "W": "W for Whiskey", "X": "X for X-ray",
    "Y": "Y for Yankee", "Z": "Z for Zulu", "*": "star", "#": "hash",
}  # fmt: skip
WORDS: Final = re.compile(r"\w+")
OWN: Final = (
    "key safe slip office half carer keep apart after you use it lost or seen by someone else why two halves"
    " put the back scramble dials pull to check is shut will not open ring desk never in same pocket bag car"
    " as your run sheet a photo written on hand phone one says where other how get somebody who finds of them"
    " cannot prints for named asks and logs each time code shown gate alarm door box house front side main"
    " no with at visits marked there name address this from any an be day night may"
)
"""Words a slip has of its own: a person called Will is not given away by them."""
SHORT: Final = 2
"""How many letters a word may have and still point to nobody."""
OURS: Final = frozenset(OWN.split())


def hider(person: Person) -> Hide:
    """Return what takes every word that points to the person or their home out of what somebody typed."""
    telling = sorted({word.casefold() for word in pointers(person)})
    words = [re.escape(word) for word in telling if word not in OURS]
    if not words:
        return str
    found = re.compile(rf"(?<!\w)(?:{'|'.join(words)})(?!\w)", re.IGNORECASE)
    return lambda text: found.sub(KEPT_OFF, text)


def pointers(person: Person) -> Iterator[str]:
    """Yield the words that could lead a stranger to the person or their home."""
    summary = person.summary
    said = (
        person.family, person.given, person.known_as, person.nhs_number, person.local_id,
        summary.address, summary.postcode, summary.phone,
    )  # fmt: skip
    words = (word for text in filter(None, said) for word in WORDS.findall(text))
    # a house number or an initial alone leads nobody anywhere, and stands in every date
    yield from (word for word in words if len(word) > SHORT)
