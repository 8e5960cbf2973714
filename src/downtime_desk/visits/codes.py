"""The codes of the visit record and the words a person reads for them.

A code that is not listed here (an older release, another desk, a council's own) shows as itself.
"""

from collections.abc import Mapping
from typing import Literal

Outcome = Literal["there now", "done", "did not happen", "not known yet"]
Grade = Literal["A", "B", "C", "D"]
MedicineOutcomeCode = Literal["given", "refused", "missed", "not required", "not known"]
Safeguarding = Literal["referred", "not referred", "to decide"]
Severity = Literal["low", "moderate", "high"]
ListName = Literal["reason", "action", "deviation"]
NoReplyEnding = Literal["found safe", "found not safe", "police asked", "not at home"]
Harm = Literal["none", "potential", "low", "moderate", "severe", "death"]

METHODS: Mapping[str, str] = {
    "carer-at-time": "Carer rang in at the time",
    "carer-later": "Carer rang in later",
    "rang-carer": "I rang the carer",
    "second-carer": "Second carer",
    "person": "The person",
    "family": "Family or neighbour",
    "paper": "Paper record",
    "app": "Phone app, later",
    "alarm": "Alarm or key log",
    "none": "Nobody yet",
}

REASONS: Mapping[str, str] = {
    "DT01": "Main system not available",
    "DT02": "App or phone failure",
    "DT03": "No signal",
    "DT04": "Carer has no rota",
    "DT05": "Rota changed in the outage",
    "DT06": "Wrong or missing care information",
    "DT07": "Could not get in",
    "DT08": "Person away or in hospital",
    "DT09": "Person declined",
    "DT10": "Carer late, travel",
    "DT11": "Carer absent",
    "DT12": "Second carer absent",
    "DT13": "Visit not planned, or emergency",
    "DT14": "Carer did not call in",
    "DT15": "Paper lost or not legible",
    "DT99": "Other",
}

COULD_NOT_GET_IN = "DT07"
REASON_OTHER = "DT99"
SECOND_CARER_ABSENT = "DT12"
# The person did not need the visit: nobody has to be sent, so no deviation is asked for.
REASONS_WITHOUT_NEED = frozenset({"DT08", "DT09"})

DEVIATIONS: Mapping[str, str] = {
    "late": "Late",
    "early": "Early",
    "short": "Short",
    "missed": "Missed",
    "not-verified": "Not verified",
    "single-handed": "Single-handed",
    "carer-swapped": "Carer swapped",
    "medicine": "Medicine not as planned",
    "task-omitted": "Task left out",
    "no-access": "Could not get in",
    "record-gap": "Gap in the record",
    "unscheduled": "Not on the rota",
    "data": "Information does not agree",
}

ACTIONS: Mapping[str, str] = {
    "re-allocated": "Given to another carer",
    "welfare-call": "Welfare call made",
    "family-covering": "Family covering",
    "kin-told": "Next of kin told",
    "gp-111-999": "GP, 111 or 999",
    "pharmacist-asked": "Pharmacist or prescriber asked",
    "commissioner-told": "Commissioner told",
    "safeguarding-referral": "Safeguarding referral",
    "police-check": "Police welfare check",
    "rescheduled": "Moved to another time",
    "cancelled-by-person": "Cancelled by the person",
    "no-action": "No action",
}

VARIANCES: Mapping[str, str] = {
    "missed": "Not given",
    "late": "Given late",
    "early": "Given early",
    "dose": "Wrong dose",
    "twice": "Given twice",
    "medicine": "Wrong medicine",
    "person": "Given to the wrong person",
    "refused": "Refused",
    "none-there": "None in the home",
    "not-signed": "Given and not written down",
}

NO_REPLY_ENDINGS: Mapping[NoReplyEnding, str] = {
    "found safe": "Found safe",
    "found not safe": "Found not safe",
    "police asked": "Police or ambulance asked",
    "not at home": "Not at home, known where",
}

LIST_NAMES: Mapping[ListName, str] = {
    "reason": "Reasons",
    "action": "What was done",
    "deviation": "Kinds of deviation",
}
SHIPPED: Mapping[ListName, Mapping[str, str]] = {
    "reason": REASONS,
    "action": ACTIONS,
    "deviation": DEVIATIONS,
}
# Rules of this program lean on these, so they cannot be archived.
LEANED_ON: Mapping[ListName, frozenset[str]] = {
    "reason": frozenset({COULD_NOT_GET_IN, REASON_OTHER, SECOND_CARER_ABSENT, *REASONS_WITHOUT_NEED}),
    "action": frozenset({"no-action"}),
    "deviation": frozenset(
        {"late", "short", "missed", "single-handed", "medicine", "task-omitted", "no-access"}
    ),
}

# The four hazards a supplier's own log named in a long outage.
HAZARDS: Mapping[str, str] = {
    "medicine": "Medicine dose missed",
    "basic-needs": "Basic needs not met",
    "health-needs": "Health needs not met",
    "carers": "Carers needed not there",
}

HARMS: Mapping[Harm, str] = {
    "none": "No harm",
    "potential": "Could have been harmed",
    "low": "Low harm",
    "moderate": "Moderate harm",
    "severe": "Severe harm",
    "death": "Death",
}

OUTCOMES: Mapping[Outcome, str] = {
    "there now": "There now",
    "done": "Visit done",
    "did not happen": "Did not happen",
    "not known yet": "Not known yet",
}


def said(codes: Mapping[str, str], code: str) -> str:
    """Return the words for a code, or the code itself when it is not one of ours."""
    return codes.get(code, code)
