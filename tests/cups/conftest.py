"""A printing system of our own: cupsd on a loopback port, under a folder of its own, with a printer that is a folder."""

import ctypes
import os
import pwd
import shutil
import socket
import subprocess
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import pytest

PRINTER = "Office"
PATIENCE = 20.0
BACKEND = """#!/bin/sh
# A printer that is a folder: each job becomes a file. It is slow while a file called busy lies there.
[ $# -eq 0 ] && exit 0
out=${DEVICE_URI#tray:}
while [ -e "$out/busy" ]; do sleep 0.1; done
printf '%s' "$5" > "$out/$1.options"
cat "${6:--}" > "$out/$1.part" && mv "$out/$1.part" "$out/$1.pdf"
"""
FILES = """ServerRoot {home}
StateDir {home}
CacheDir {home}/cache
RequestRoot {home}/spool
TempDir {home}/temp
ServerBin {home}/bin
ErrorLog {home}/errors
AccessLog {home}/accesses
PageLog {home}/pages
Printcap {home}/printcap
SystemGroup {group}
Sandboxing relaxed
{account}
"""
DAEMON = """Listen 127.0.0.1:{port}
Browsing Off
LogLevel info
DefaultShared No
PreserveJobFiles No
PreserveJobHistory Yes
<Location />
  Order allow,deny
  Allow localhost
</Location>
<Policy default>
  <Limit All>
    Order allow,deny
    Allow localhost
  </Limit>
</Policy>
"""
PPD = """*PPD-Adobe: "4.3"
*FormatVersion: "4.3"
*FileVersion: "1.0"
*LanguageVersion: English
*LanguageEncoding: ISOLatin1
*PCFileName: "OFFICE.PPD"
*Manufacturer: "Invented"
*Product: "(Invented Laser)"
*ModelName: "Invented Laser"
*ShortNickName: "Invented Laser"
*NickName: "Invented Laser"
*PSVersion: "(3010.000) 0"
*LanguageLevel: "3"
*ColorDevice: False
*DefaultColorSpace: Gray
*cupsVersion: 1.7
*cupsFilter2: "application/pdf application/pdf 0 -"
*OpenUI *PageSize/Media Size: PickOne
*DefaultPageSize: A4
*PageSize A4/A4: ""
*CloseUI: *PageSize
*OpenUI *PageRegion/Media Size: PickOne
*DefaultPageRegion: A4
*PageRegion A4/A4: ""
*CloseUI: *PageRegion
*DefaultImageableArea: A4
*ImageableArea A4/A4: "10 10 585 832"
*DefaultPaperDimension: A4
*PaperDimension A4/A4: "595 842"
*OpenUI *Duplex/Both sides: PickOne
*DefaultDuplex: None
*Duplex None/One side: ""
*Duplex DuplexNoTumble/Long edge: ""
*Duplex DuplexTumble/Short edge: ""
*CloseUI: *Duplex
*OpenUI *InputSlot/Tray: PickOne
*DefaultInputSlot: Upper
*InputSlot Upper/Upper tray: ""
*InputSlot Lower/Lower tray: ""
*CloseUI: *InputSlot
"""


@dataclass
class Cups:
    """The printing system that runs, and the folder its printer puts jobs into."""

    home: Path
    tray: Path
    daemon: "subprocess.Popen[bytes]"

    def run(self, *command: str) -> str:
        """Run one of the system's own commands, such as lpadmin."""
        done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=PATIENCE)
        assert done.returncode == 0, done.stderr
        return done.stdout

    def jobs(self) -> list[Path]:
        """Return the PDFs that came out, in their order."""
        return sorted(self.tray.glob("*.pdf"), key=lambda path: int(path.stem))

    def busy(self, *, busy: bool) -> None:
        """Make the printer slow, or let it go on."""
        if busy:
            (self.tray / "busy").touch()
        else:
            (self.tray / "busy").unlink(missing_ok=True)

    def add_printer(self) -> None:
        """Set the printer up, ready."""
        ppd = self.home / "office.ppd"
        ppd.write_text(PPD)
        self.run("lpadmin", "-p", PRINTER, "-v", f"tray:{self.tray}", "-P", str(ppd), "-E")

    def stop(self) -> None:
        """End the daemon, by its own id."""
        self.daemon.terminate()
        self.daemon.wait(PATIENCE)


def wait_until(ready: Callable[[], object]) -> None:
    """Wait until something is so."""
    until = time.monotonic() + PATIENCE
    while not ready():
        assert time.monotonic() < until, "it never came to be"
        time.sleep(0.02)


@pytest.fixture
def cups(monkeypatch: pytest.MonkeyPatch) -> Iterator[Cups]:
    """A printing system with one printer, Office, that is ready. No service of this machine is touched."""
    path = shutil.which("cupsd", path=f"{os.environ['PATH']}:/usr/sbin")
    if path is None:
        pytest.skip("cups-daemon is not installed")
    home = Path(tempfile.mkdtemp(prefix="cups-"))
    port = _port()
    server = f"127.0.0.1:{port}"
    monkeypatch.setenv("CUPS_SERVER", server)
    # an earlier test may have asked for printers, and this thread would ask there again
    ctypes.CDLL("libcups.so.2").cupsSetServer(server.encode())
    files, daemon = _written(home, port)
    started = subprocess.Popen([path, "-f", "-c", str(daemon), "-s", str(files)], stderr=subprocess.DEVNULL)
    made = Cups(home, home / "tray", started)
    try:
        wait_until(lambda: _answers(port))
        made.add_printer()
        yield made
    finally:
        made.busy(busy=False)
        made.stop()
        shutil.rmtree(home)


def _written(home: Path, port: int) -> tuple[Path, Path]:
    root = os.geteuid() == 0
    home.chmod(0o755)
    for folder in ("cache", "spool", "temp", "tray", "bin", "bin/backend", "bin/filter", "ppd"):
        (home / folder).mkdir()
    # what cupsd starts a backend with
    (home / "bin" / "daemon").symlink_to("/usr/lib/cups/daemon")
    backend = home / "bin" / "backend" / "tray"
    backend.write_text(BACKEND)
    # only its owner may run it: as root it runs as root, and may write into the tray
    backend.chmod(0o700)
    account = "User lp\nGroup lp" if root else ""
    group = "root" if root else pwd.getpwuid(os.geteuid()).pw_name
    files, daemon = home / "cups-files.conf", home / "cupsd.conf"
    files.write_text(FILES.format(home=home, group=group, account=account))
    daemon.write_text(DAEMON.format(port=port))
    return files, daemon


@cache
def _port() -> int:
    """Return the port of every daemon of this run: the library of CUPS reads where it is once a thread."""
    with closing(socket.socket()) as tried:
        tried.bind(("127.0.0.1", 0))
        port: int = tried.getsockname()[1]
        return port


def _answers(port: int) -> bool:
    with closing(socket.socket()) as tried:
        return tried.connect_ex(("127.0.0.1", port)) == 0
