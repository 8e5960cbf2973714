"""Acts on paper: giving sheets out, accounting for them, telling holders what changed, and what a loss asks for."""

from downtime_desk.printing.actions.accounting import (
    AccountFor,
    HandOn,
    Tell,
    WriteOff,
    account_for,
    hand_on,
    tell_holder,
    write_off,
)
from downtime_desk.printing.actions.issuing import (
    HearOfJob,
    IssueCopies,
    KeepTest,
    ReadTest,
    hear_of_job,
    issue_copies,
    keep_test,
    read_test,
)
from downtime_desk.printing.actions.losing import (
    DecideBreach,
    Lose,
    SettleCode,
    decide_breach,
    lose,
    settle_code,
)
from downtime_desk.printing.actions.revealing import ShowCodes, show_codes

__all__ = [
    "AccountFor",
    "DecideBreach",
    "HandOn",
    "HearOfJob",
    "IssueCopies",
    "KeepTest",
    "Lose",
    "ReadTest",
    "SettleCode",
    "ShowCodes",
    "Tell",
    "WriteOff",
    "account_for",
    "decide_breach",
    "hand_on",
    "hear_of_job",
    "issue_copies",
    "keep_test",
    "lose",
    "read_test",
    "settle_code",
    "show_codes",
    "tell_holder",
    "write_off",
]
