"""Managers: invited with a code that works once, a passphrase of their own, roles, and always one to look after it."""

import hashlib
import hmac
import os
from pathlib import Path

import msgspec
import pytest
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from downtime_desk.access import roles
from downtime_desk.access.actions import (
    Accept,
    ChangeRole,
    Invitation,
    Invite,
    SignedIn,
    accept,
    change_passphrase,
    change_role,
    invite,
    read_keyfile,
    sign_in,
    withdraw,
)
from downtime_desk.access.queries import ManagerRow, all_managers
from downtime_desk.core import journal, keys
from downtime_desk.core.errors import Trouble
from downtime_desk.core.examine import examine
from downtime_desk.core.paths import KEY_FILE
from tests.conftest import CHEAP, PASSPHRASE
from tests.plugins.clock import Clock

OTHER = "walnut trumpet cinder meadow opal"


def invited(home: Path, here: SignedIn, role: str = roles.DUTY) -> Invitation:
    return invite(home, here, Invite("Gareth Pugh", role), CHEAP)


def joined(home: Path, here: SignedIn, clock: Clock, role: str = roles.DUTY) -> SignedIn:
    made = invited(home, here, role)
    return accept(home, Accept(made.manager, made.code, OTHER), clock, CHEAP)


def listed(here: SignedIn) -> tuple[ManagerRow, ...]:
    with here.store.read() as session:
        return all_managers(session)


def test_somebody_invited_chooses_a_passphrase_and_gets_in_with_it(
    home: Path, here: SignedIn, clock: Clock
) -> None:
    made = invited(home, here)
    assert [each.state for each in listed(here)] == ["active", "invited"]
    gareth = accept(home, Accept(made.manager, made.code.lower(), OTHER), clock, CHEAP)
    assert gareth.acting.name == "Gareth Pugh"
    assert gareth.acting.permit is not None
    assert gareth.acting.permit.role == roles.DUTY
    gareth.store.close()
    again = sign_in(home, made.manager, OTHER, clock)
    assert [(each.name, each.role, each.state) for each in listed(again)] == [
        ("Gareth Pugh", roles.DUTY, "active"),
        ("Priya Nair", roles.REGISTERED, "active"),
    ]
    assert examine(again.store).holds
    again.store.close()


def test_an_invitation_works_once_and_is_in_no_copy_of_the_key_file(
    home: Path, here: SignedIn, clock: Clock
) -> None:
    made = invited(home, here)
    command = Accept(made.manager, made.code, OTHER)
    accept(home, command, clock, CHEAP).store.close()
    with pytest.raises(Trouble, match="used already"):
        accept(home, command, clock, CHEAP)
    for name in (KEY_FILE, f"{KEY_FILE}.1", f"{KEY_FILE}.2"):
        assert keys.read_keyfile(home / "store" / name).of_kind("invitation") == ()


def test_an_invitation_ends_and_is_taken_out_at_the_next_sign_in(
    home: Path, here: SignedIn, clock: Clock
) -> None:
    made = invited(home, here)
    clock.forward(days=7)
    assert listed(here)[1].standing(clock()) == "invitation over"
    with pytest.raises(Trouble, match="The invitation ended"):
        accept(home, Accept(made.manager, made.code, OTHER), clock, CHEAP)
    again = sign_in(home, here.acting.manager, PASSPHRASE, clock)
    assert [each.state for each in listed(again)] == ["active", "removed"]
    assert read_keyfile(home).of_kind("invitation") == ()
    again.store.close()


def test_an_invitation_with_its_date_moved_does_not_open(home: Path, here: SignedIn, clock: Clock) -> None:
    made = invited(home, here)
    keyfile = read_keyfile(home)
    slots = tuple(
        msgspec.structs.replace(slot, until="2036-01-01T00:00:00Z") if slot.kind == "invitation" else slot
        for slot in keyfile.slots
    )
    keys.write_keyfile(home / "store" / KEY_FILE, msgspec.structs.replace(keyfile, slots=slots))
    clock.forward(days=8)
    with pytest.raises(Trouble, match="does not open"):
        accept(home, Accept(made.manager, made.code, OTHER), clock, CHEAP)


def test_an_invitation_can_be_taken_back(home: Path, here: SignedIn, clock: Clock) -> None:
    made = invited(home, here)
    withdraw(home, here, made.manager)
    with pytest.raises(Trouble, match="taken back"):
        accept(home, Accept(made.manager, made.code, OTHER), clock, CHEAP)
    invite(home, here, Invite("Gareth Pugh", roles.DUTY), CHEAP)


@pytest.mark.parametrize(
    ("command", "says"),
    [
        (Invite(" ", roles.DUTY), "name is missing"),
        (Invite("priya nair", roles.DUTY), "on the list already"),
        (Invite("Tom Sayer", "boss"), "is not a role"),
        (Invite("Tom Sayer", roles.DUTY, 31), "number of days"),
    ],
)
def test_an_invitation_that_makes_no_sense_is_refused(
    home: Path, here: SignedIn, command: Invite, says: str
) -> None:
    before = read_keyfile(home)
    with pytest.raises(Trouble, match=says):
        invite(home, here, command, CHEAP)
    assert read_keyfile(home) == before


def test_a_duty_manager_invites_nobody_and_the_key_file_stays(
    home: Path, here: SignedIn, clock: Clock
) -> None:
    gareth = joined(home, here, clock)
    before = read_keyfile(home)
    with pytest.raises(Trouble, match="may not invite and remove managers"):
        invite(home, gareth, Invite("Tom Sayer", roles.REGISTERED), CHEAP)
    with pytest.raises(Trouble, match="may not invite and remove managers"):
        change_role(home, gareth, ChangeRole(gareth.acting.manager, roles.REGISTERED))
    assert read_keyfile(home) == before
    gareth.store.close()


def test_the_old_passphrase_is_dead_once_it_was_changed_also_in_the_copies(
    home: Path, here: SignedIn, clock: Clock
) -> None:
    who = here.acting.manager
    with pytest.raises(Trouble, match="does not open"):
        change_passphrase(home, here, PASSPHRASE + "x", OTHER, CHEAP)
    with pytest.raises(Trouble, match="at least 15"):
        change_passphrase(home, here, PASSPHRASE, "short", CHEAP)
    change_passphrase(home, here, PASSPHRASE, OTHER, CHEAP)
    for name in (KEY_FILE, f"{KEY_FILE}.1", f"{KEY_FILE}.2"):
        keyfile = keys.read_keyfile(home / "store" / name)
        slot = keyfile.slot_of("manager", who)
        assert slot is not None
        with pytest.raises(Trouble, match="does not open"):
            keys.unlock(keyfile, slot, PASSPHRASE)
        assert keys.unlock(keyfile, slot, OTHER).derive("x") == here.store.root.derive("x")
    again = sign_in(home, who, OTHER, clock)
    with again.store.read() as session:
        kinds = [entry.kind for entry in journal.entries(session)]
    assert kinds[-2:] == ["manager.passphrase_changed", "manager.signed_in"]
    again.store.close()


def test_a_role_counts_from_the_next_sign_in_and_one_registered_manager_stays(
    home: Path, here: SignedIn, clock: Clock
) -> None:
    with pytest.raises(Trouble, match="Nobody would be left"):
        change_role(home, here, ChangeRole(here.acting.manager, roles.DUTY))
    gareth = joined(home, here, clock)
    gareth.store.close()
    change_role(home, here, ChangeRole(gareth.acting.manager, roles.REGISTERED))
    again = sign_in(home, gareth.acting.manager, OTHER, clock)
    assert again.acting.permit is not None
    assert again.acting.permit.role == roles.REGISTERED
    change_role(home, again, ChangeRole(here.acting.manager, roles.READ_ONLY))
    again.store.close()


def test_a_key_file_of_the_first_format_opens_and_is_made_anew(
    home: Path, here: SignedIn, clock: Clock
) -> None:
    who, root, salt, nonce = here.acting.manager, here.store.root, os.urandom(16), os.urandom(12)
    keyfile = read_keyfile(home)
    stretched = keys.stretch(PASSPHRASE, salt, CHEAP)
    plain = keys.Slot("s1", "manager", who, "Priya Nair", CHEAP, salt, nonce, b"")
    bound = msgspec.json.encode(["slot/v1", keyfile.store_id, "s1", "manager", who, CHEAP])
    old = msgspec.structs.replace(plain, wrapped=AESGCM(stretched).encrypt(nonce, bytes(root._raw), bound))
    first = keys.KeyFile(keyfile.store_id, (old,), keyfile.organisation)
    path = home / "store" / KEY_FILE
    as_then = {
        "store_id": first.store_id,
        "slots": [{name: getattr(old, name) for name in keys._FIRST_SLOT}],
        "organisation": first.organisation,
        "format": 1,
        "mac": b"",
    }
    mac = hmac.new(root.derive("slots-mac/v1"), msgspec.json.encode(as_then), hashlib.sha256).digest()
    path.write_bytes(msgspec.json.encode(as_then | {"mac": mac}))
    again = sign_in(home, who, PASSPHRASE, clock)
    slot = read_keyfile(home).slot_of("manager", who)
    assert slot is not None
    assert slot.public
    again.store.close()
    sign_in(home, who, PASSPHRASE, clock).store.close()
