"""Every call of an act that reaches the disk, recorded once; and the disks it may leave behind, rebuilt from that.

Killing a process at its N-th call leaves exactly what the calls before it wrote, so each kill is a prefix of the record:
`prefixes`. A power cut may lose any call that was not forced to disk, or tear it at a sector: `cut` draws one such disk.
The record is of the real program with the real store, by strace; rebuilding a disk needs no process at all.
"""

import math
import random
import re
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Literal

from tests.faults.kill import Forks, forks

CALLS = "pwrite64,write,fsync,fdatasync,ftruncate,rename,renameat,renameat2,unlink,unlinkat,link,openat,mkdir"
SECTORS = (512, 4096)
NOT_DATA = ("-shm",)
"""What SQLite keeps in memory shared between processes, and makes anew."""

EXPORT = "next-export"
"""What is only read."""

_LINE = re.compile(r"^(?:\d+ +)?(\w+)\((.*)\) += (-?\w+)")
_HANDLE = re.compile(r"^\d+<([^>]*)>")
_TEXT = re.compile(r'"((?:[^"\\]|\\.)*)"')


@dataclass(frozen=True)
class Call:
    """One call. `path` and `other` are names below the folder; a write without a place is at the end."""

    sort: Literal["write", "sync", "cut", "move", "link", "remove", "make"]
    path: str
    data: bytes = b""
    place: int = 0
    other: str = ""


@dataclass(frozen=True)
class Recording:
    """What an act began with and what it called, in order. `acknowledged` counts what was said before each call."""

    template: Path
    calls: tuple[Call, ...]
    said: tuple[tuple[int, str], ...]

    @cached_property
    def began(self) -> "Disk":
        """Return the disk the act began with; copy it before changing it."""
        return Disk.of(self.template)

    @cached_property
    def forced(self) -> list[float]:
        """Return, for each call, the number of the later one that forced it to disk; infinity for none."""
        return [_forced(place, self.calls) for place in range(len(self.calls))]

    def said_before(self, number: int) -> list[str]:
        """Return the ids the act had said were kept, before its call of this number."""
        return [fact for place, fact in self.said if place < number]


def record(template: Path, folder: Path, act: str) -> Recording:
    """Do an act on a copy of a template once, and return what it called."""
    here, log = folder / "recorded", folder / "recorded.strace"
    with forks() as running:
        _run(running, template, here, act, log)
    calls: list[Call] = []
    said: list[tuple[int, str]] = []
    ends: dict[str, int] = {}
    for line in log.read_text(encoding="ascii").splitlines():
        call = _call(line, str(here), ends)
        if call is None:
            continue
        if call.path == "acknowledged":
            said += (
                [(len(calls), fact) for fact in call.data.decode().split()] if call.sort == "write" else []
            )
        elif call.path.startswith("home/"):
            calls.append(call)
    shutil.rmtree(here)
    return Recording(template, tuple(calls), tuple(said))


def _run(running: Forks, template: Path, here: Path, act: str, log: Path) -> None:
    options = ["-y", "-xx", "-s", str(1 << 24), "-e", f"trace={CALLS}"]
    if running.run(template, here, act, options, log):
        raise AssertionError(f"the act failed by itself: {running.failure(here)}")


def _call(line: str, root: str, ends: dict[str, int]) -> Call | None:
    parsed = _LINE.match(line)
    if parsed is None or parsed[3].startswith("-"):
        return None
    name, words = parsed[1], parsed[2]
    texts = [_bytes(each) for each in _TEXT.findall(words)]
    handle = _HANDLE.match(words)
    on = _below(_bytes(handle[1]).decode() if handle else "", root)
    names = [_below(each.decode(errors="replace"), root) for each in texts]
    match name:
        case "pwrite64":
            place = int(words.rsplit(",", 1)[1])
            ends[on] = max(ends.get(on, 0), place + len(texts[0]))
            return Call("write", on, texts[0], place)
        case "write":
            place = ends.get(on, 0)
            ends[on] = place + len(texts[0])
            return Call("write", on, texts[0], place)
        case "fsync" | "fdatasync":
            return Call("sync", on)
        case "ftruncate":
            ends[on] = int(words.rsplit(",", 1)[1])
            return Call("cut", on, place=ends[on])
        case "rename" | "renameat" | "renameat2":
            ends[names[1]] = ends.pop(names[0], 0)
            return Call("move", names[0], other=names[1])
        case "link":
            return Call("link", names[0], other=names[1])
        case "unlink" | "unlinkat":
            ends.pop(names[0], None)
            return Call("remove", names[0])
        case "mkdir":
            return Call("make", names[0])
        case "openat" if "O_TRUNC" in words or "O_EXCL" in words:
            ends[names[0]] = 0
            return Call("cut", names[0])
    return None


def _bytes(text: str) -> bytes:
    return bytes.fromhex(text.replace("\\x", "")) if "\\x" in text else text.encode()


def _below(path: str, root: str) -> str:
    return path.removeprefix(root + "/") if path.startswith(root + "/") else ""


class Disk:
    """The files of a home, in memory; folders are remembered by name."""

    def __init__(self, files: dict[str, bytearray], folders: set[str]) -> None:
        self.files, self.folders = files, folders

    @classmethod
    def of(cls, template: Path) -> "Disk":
        """Return what lies in a template, as the act found it."""
        files = {
            f"home/{each.relative_to(template)}": bytearray(each.read_bytes())
            for each in sorted(template.rglob("*"))
            if each.is_file() and not each.name.endswith(NOT_DATA) and EXPORT not in each.parts
        }
        folders = {f"home/{each.relative_to(template)}" for each in template.rglob("*") if each.is_dir()}
        return cls(files, folders)

    def copy(self) -> "Disk":
        """Return the same again."""
        return Disk({name: bytearray(data) for name, data in self.files.items()}, set(self.folders))

    def do(self, call: Call) -> None:
        """Carry out a call whole."""
        match call.sort:
            case "write":
                self.write(call.path, call.place, call.data)
            case "cut":
                file = self.files.setdefault(call.path, bytearray())
                del file[call.place :]
                file.extend(bytes(call.place - len(file)))
            case "move":
                self._move(call.path, call.other)
            case "link":
                self.files[call.other] = bytearray(self.files[call.path])
            case "remove":
                self.files.pop(call.path, None)
                self.folders.discard(call.path)
            case "make":
                self.folders.add(call.path)

    def write(self, path: str, place: int, data: bytes) -> None:
        """Write some bytes at a place; what lies between the end and the place is zeros."""
        file = self.files.setdefault(path, bytearray())
        file.extend(bytes(max(0, place - len(file))))
        file[place : place + len(data)] = data

    def _move(self, path: str, other: str) -> None:
        for name in [name for name in self.files if name == path or name.startswith(path + "/")]:
            self.files[other + name[len(path) :]] = self.files.pop(name)
        moved = {name for name in self.folders if name == path or name.startswith(path + "/")}
        self.folders = (self.folders - moved) | {other + name[len(path) :] for name in moved}

    def put(self, folder: Path) -> Path:
        """Write it below a folder, which is emptied first, and return the home."""
        shutil.rmtree(folder, ignore_errors=True)
        for name in sorted(self.folders):
            (folder / name).mkdir(parents=True, exist_ok=True)
        for name, data in self.files.items():
            if not name.endswith(NOT_DATA):
                (folder / name).parent.mkdir(parents=True, exist_ok=True)
                (folder / name).write_bytes(data)
        return folder / "home"


def prefixes(recording: Recording) -> Iterator[tuple[int, Disk]]:
    """Yield what a kill at each call leaves behind: everything before it, nothing of it or after."""
    disk = recording.began.copy()
    for number, call in enumerate(recording.calls):
        if call.sort != "sync":
            yield number, disk
        disk.do(call)
    yield len(recording.calls), disk


@dataclass(frozen=True)
class Cut:
    """One power cut: the number of the call at which it came, and what the disk had of the calls before it."""

    number: int
    kept: tuple[tuple[int, int, int], ...]
    """The calls that reached the disk: number, size of a sector, a bit for each sector kept. A whole one: 0, 0."""

    def disk(self, recording: Recording) -> "Disk":
        """Return the disk it leaves behind."""
        disk = recording.began.copy()
        for place, size, sectors in self.kept:
            call = recording.calls[place]
            if not size:
                disk.do(call)
                continue
            for number, start in enumerate(range(0, len(call.data), size)):
                if sectors >> number & 1:
                    disk.write(call.path, call.place + start, call.data[start : start + size])
        return disk


def cut(recording: Recording, draw: random.Random) -> Cut:
    """Draw a power cut. Two that kept the same of the same calls leave the same disk behind."""
    number = draw.randrange(len(recording.calls) + 1)
    likely = draw.choice((0.0, 0.2, 0.5, 0.9, 1.0))
    kept: list[tuple[int, int, int]] = []
    for place, call in enumerate(recording.calls[:number]):
        safe = recording.forced[place] < number
        if safe or call.sort in {"make", "move", "link", "remove"} or draw.random() < likely:
            if call.sort != "sync":
                kept.append((place, 0, 0))
        elif call.sort == "write":
            kept += [(place, size, sectors) for size, sectors in _torn(call, draw) if sectors]
    return Cut(number, tuple(kept))


def _forced(place: int, calls: tuple[Call, ...]) -> float:
    path = calls[place].path
    for later in range(place + 1, len(calls)):
        each = calls[later]
        if each.sort == "sync" and each.path == path:
            return later
        if each.sort == "move" and each.path == path:
            path = each.other
        elif each.sort == "move" and path.startswith(each.path + "/"):
            path = each.other + path[len(each.path) :]
    return math.inf


def _torn(call: Call, draw: random.Random) -> Iterator[tuple[int, int]]:
    """Draw which sectors of a write reached the disk, often none: the size of a sector, and a bit for each."""
    if draw.random() < 0.5:
        return
    size = draw.choice(SECTORS)
    yield size, draw.getrandbits(-(-len(call.data) // size))
