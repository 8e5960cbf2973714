"""What can be told of a person, and what became of it when it was checked: words alone, for screens, paper and facts."""

from typing import Final, Literal

Kind = Literal["allergy", "medicine", "hospital", "home", "contact", "access", "moving", "other"]
KINDS: Final[dict[Kind, str]] = {
    "allergy": "Allergy",
    "medicine": "Medicine",
    "hospital": "In hospital",
    "home": "Home from hospital",
    "contact": "Contact or key holder",
    "access": "Getting in",
    "moving": "Moving and handling",
    "other": "Other",
}
HOSPITAL: Final[frozenset[Kind]] = frozenset({"hospital", "home"})
Verdict = Literal["true", "not true"]
