"""Founding a store, signing in to it, who the managers are, and the codes that let people in."""

from downtime_desk.access.actions.break_glass import (
    BreakGlass,
    Review,
    Reviewed,
    look,
    open_glass,
    review,
)
from downtime_desk.access.actions.codes import (
    Made,
    make_envelope,
    make_recovery_code,
    put_away,
    try_code,
    with_code,
)
from downtime_desk.access.actions.founding import Found, Founded, found, new_desk_mark
from downtime_desk.access.actions.managers import (
    Accept,
    ChangeRole,
    Invitation,
    Invite,
    accept,
    change_passphrase,
    change_role,
    check_one_left,
    invite,
    set_passphrase,
    withdraw,
)
from downtime_desk.access.actions.organisation import ChangeOrganisation, change_organisation
from downtime_desk.access.actions.recovering import Recover, recover, renewed
from downtime_desk.access.actions.signing_in import SignedIn, role_of, settle_managers, sign_in
from downtime_desk.access.home import is_founded, read_keyfile, settle_store, store_folder

__all__ = [
    "Accept",
    "BreakGlass",
    "ChangeOrganisation",
    "ChangeRole",
    "Found",
    "Founded",
    "Invitation",
    "Invite",
    "Made",
    "Recover",
    "Review",
    "Reviewed",
    "SignedIn",
    "accept",
    "change_organisation",
    "change_passphrase",
    "change_role",
    "check_one_left",
    "found",
    "invite",
    "is_founded",
    "look",
    "make_envelope",
    "make_recovery_code",
    "new_desk_mark",
    "open_glass",
    "put_away",
    "read_keyfile",
    "recover",
    "renewed",
    "review",
    "role_of",
    "set_passphrase",
    "settle_managers",
    "settle_store",
    "sign_in",
    "store_folder",
    "try_code",
    "with_code",
    "withdraw",
]
