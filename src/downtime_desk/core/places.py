"""Where a store must not lie: in a folder another program copies elsewhere, or on another computer's disk.

A store that is copied while it is written comes back in halves, and two computers that write to one file do not see
each other's locks.
"""

import os
import re
import sys
from pathlib import Path, PurePath

_SYNCED = {
    "OneDrive": r"OneDrive( - .+)?",
    "Dropbox": r"Dropbox( \(.+\))?",
    "Google Drive": r"Google ?Drive|My Drive|GoogleDrive-.+",
    "iCloud": r"iCloud ?Drive|Mobile Documents|com~apple~CloudDocs|iCloudDrive",
    "Nextcloud": r"Nextcloud|ownCloud",
    "Box": r"Box Sync|Box-Box",
    "a cloud folder": r"CloudStorage",
}
_ON_A_NETWORK = frozenset(
    {"nfs", "nfs4", "cifs", "smb3", "smbfs", "fuse.sshfs", "davfs", "afs", "fuse.rclone"}
)
_DRIVE_REMOTE = 4


def copied_by(path: PurePath) -> str | None:
    """Return whose synchronised folder a path lies in, by the names of its folders; None when in nobody's."""
    for part in path.parts:
        for whose, pattern in _SYNCED.items():
            if re.fullmatch(pattern, part, re.IGNORECASE):
                return whose
    return None


def is_on_a_network(path: Path, mounts: str | None = None) -> bool:
    """Say whether a path is on another computer's disk. `mounts` is what /proc/mounts says."""
    if str(path).startswith(("\\\\", "//")):
        return True
    if sys.platform == "win32":
        import ctypes

        return bool(ctypes.windll.kernel32.GetDriveTypeW(path.anchor) == _DRIVE_REMOTE)
    if mounts is None:
        try:
            mounts = Path("/proc/mounts").read_text("utf-8", "replace")
        except OSError:
            return False
    return _kind_of_disk(path, mounts) in _ON_A_NETWORK


def _kind_of_disk(path: Path, mounts: str) -> str:
    """Return the kind of the disk a path is on: that of the longest mount point it lies under."""
    whole, best, kind = os.path.realpath(path), "", ""
    for line in mounts.splitlines():
        words = line.split(" ")
        if len(words) < 3:
            continue
        point = words[1].encode().decode("unicode_escape")
        under = whole == point or whole.startswith(point.rstrip("/") + "/")
        if under and len(point) >= len(best):
            best, kind = point, words[2]
    return kind


def why_not_here(path: Path) -> str | None:
    """Return in words why a store must not lie at a path; None when it may."""
    if whose := copied_by(path.absolute()):
        return f"This folder is copied elsewhere by {whose}."
    if is_on_a_network(path):
        return "This folder is on another computer’s disk."
    return None
