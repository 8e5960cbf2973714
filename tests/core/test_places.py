"""Where a store must not lie: in folders other programs copy elsewhere, and on other computers' disks."""

from pathlib import Path, PurePosixPath, PureWindowsPath

import pytest

from downtime_desk.access.actions import Found, found, is_founded
from downtime_desk.core.errors import Trouble
from downtime_desk.core.places import copied_by, is_on_a_network
from tests.conftest import CHEAP, PASSPHRASE
from tests.plugins.clock import Clock
from tests.plugins.matrix import Tally

MOUNTS = """/dev/sda1 / ext4 rw 0 0
//server/share /mnt/office cifs rw 0 0
office:/home /mnt/with\\040room nfs4 rw 0 0
tmpfs /mnt/office/local tmpfs rw 0 0
"""


@pytest.mark.matrix
@pytest.mark.parametrize(
    ("path", "whose"),
    [
        (PureWindowsPath(r"D:\people\priya\OneDrive - Harbour Lane\Desk"), "OneDrive"),
        (PureWindowsPath(r"D:\people\priya\OneDrive\Desk"), "OneDrive"),
        (PurePosixPath("/people/priya/Dropbox (Harbour Lane)/desk"), "Dropbox"),
        (PureWindowsPath(r"G:\My Drive\desk"), "Google Drive"),
        (PurePosixPath("/people/priya/Library/Mobile Documents/com~apple~CloudDocs/desk"), "iCloud"),
        (PurePosixPath("/people/priya/Library/CloudStorage/Other/desk"), "a cloud folder"),
        (PurePosixPath("/people/priya/Nextcloud/desk"), "Nextcloud"),
        (PurePosixPath("/people/priya/.local/share/DowntimeDesk"), None),
        (PureWindowsPath(r"D:\people\priya\AppData\Local\DowntimeDesk"), None),
        (PurePosixPath("/people/dropboxer/my onedrives/desk"), None),
    ],
)
def test_folders_that_are_copied_elsewhere_are_known_by_their_names(
    path: PurePosixPath | PureWindowsPath, whose: str | None, tally: Tally
) -> None:
    assert copied_by(path) == whose
    tally(19, "folders that are copied elsewhere", 1, "cases", "known by name, or let be")


@pytest.mark.matrix
@pytest.mark.parametrize(
    ("path", "whose"),
    [
        ("/mnt/office/desk", "another’s"),
        ("/mnt/with room/desk", "another’s"),
        ("/mnt/office/local/desk", "its own"),
        ("/mnt/officer/desk", "its own"),
        ("/people/priya/desk", "its own"),
        ("//server/share/desk", "another’s"),
    ],
)
def test_disks_of_other_computers_are_known_by_their_kind(path: str, whose: str, tally: Tally) -> None:
    assert is_on_a_network(Path(path), MOUNTS) == (whose == "another’s")
    tally(19, "disks of other computers", 1, "cases", "known by kind, or let be")


@pytest.mark.matrix
def test_no_store_is_made_in_one(tmp_path: Path, clock: Clock, tally: Tally) -> None:
    home = tmp_path / "Dropbox" / "desk"
    command = Found("Harbour Lane Home Care", "01632 960400", "Priya Nair", PASSPHRASE)
    with pytest.raises(Trouble, match="copied elsewhere by Dropbox") as trouble:
        found(home, command, clock, CHEAP)
    assert "this laptop’s own disk" in trouble.value.do
    assert not is_founded(home)
    assert not home.exists()
    tally(19, "a store in a folder that is copied elsewhere", 1, "cases", "not made, and why")
