"""Taking a surname out of words of others, without taking out an ordinary word that looks like one."""

import re
from typing import Final

from downtime_desk.people.summary import Person

# Surnames that are words of dates and of care. Shortened where no name is meant, they would change what is said:
# "Bath on 3 May" must not become "B. on 3 M.".
ORDINARY: Final = frozenset(
    [
        "april",
        "may",
        "june",
        "july",
        "august",
        "march",
        "monday",
        "friday",
        "sunday",
        "day",
        "week",
        "summer",
        "winter",
        "bath",
        "bell",
        "berry",
        "black",
        "bond",
        "brown",
        "bush",
        "case",
        "church",
        "cook",
        "cross",
        "drinkwater",
        "dry",
        "field",
        "fish",
        "flood",
        "ford",
        "fox",
        "frost",
        "gray",
        "green",
        "grey",
        "hall",
        "hand",
        "head",
        "heath",
        "hill",
        "house",
        "keys",
        "king",
        "lane",
        "light",
        "long",
        "love",
        "marsh",
        "mason",
        "miles",
        "mills",
        "moon",
        "moody",
        "nurse",
        "park",
        "parsons",
        "pepper",
        "pill",
        "poole",
        "post",
        "power",
        "price",
        "read",
        "rice",
        "rose",
        "rush",
        "salmon",
        "salt",
        "sharp",
        "short",
        "shower",
        "small",
        "spring",
        "stairs",
        "steel",
        "stone",
        "street",
        "strong",
        "swift",
        "teal",
        "walker",
        "wall",
        "ward",
        "water",
        "waters",
        "wash",
        "west",
        "white",
        "wood",
        "woods",
        "young",
    ]
)
_TITLES: Final = r"(?:Mr|Mrs|Miss|Ms|Mx|Dr|Sir|Lady|Rev)\.?"


def without_surname(person: Person, initial: str, text: str) -> str:
    """Return a text with the person's surname replaced by its first letter.

    A surname that is an ordinary word too is replaced only where it is plainly a name: after a title or a first
    name, before a comma in capitals, or with an `'s`.
    """
    family = person.family.strip()
    if not family:
        return text
    name = rf"(?<!\w)(?:{re.escape(family)}|{re.escape(family.upper())})(?!\w)"
    if family.casefold() not in ORDINARY:
        return re.sub(name, initial, text)
    first = [re.escape(each) for each in (person.given.strip(), (person.known_as or "").strip()) if each]
    before = "|".join((_TITLES, *first))
    plainly = (rf"((?:{before})\s+){name}", rf"(){re.escape(family.upper())}(?=,)", rf"(){name}(?=['’]s)")
    for each in plainly:
        text = re.sub(each, rf"\g<1>{initial}", text)
    return text
