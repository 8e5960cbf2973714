"""Run as a program: a logind that says one thing on the bus, and what the desk made of it."""

import os
import sys
from time import monotonic

from PySide6.QtCore import QCoreApplication, QObject, Slot
from PySide6.QtDBus import QDBusConnection, QDBusMessage, QDBusUnixFileDescriptor, QDBusVirtualObject

from downtime_desk.app.laptop.linux import LOGIND, MANAGER, SESSION, Buses

SAYS = {
    "PrepareForSleep": ("/org/freedesktop/login1", MANAGER, [True]),
    "Lock": ("/org/freedesktop/login1/session/_32", SESSION, []),
    "ActiveChanged": ("/org/freedesktop/ScreenSaver", "org.freedesktop.ScreenSaver", [True]),
}


class Manager(QDBusVirtualObject):
    """Answers Inhibit with one end of a pipe, and so knows whether anybody still holds it."""

    def __init__(self) -> None:
        super().__init__()
        self.read, self.write = os.pipe()
        os.set_blocking(self.read, False)

    def introspect(self, _path: str) -> str:
        return ""

    def handleMessage(self, message: QDBusMessage, connection: QDBusConnection) -> bool:  # noqa: N802
        assert message.member() == "Inhibit"
        assert message.arguments()[0] == "sleep"
        assert message.arguments()[3] == "delay"
        held = QDBusUnixFileDescriptor(self.write)
        os.close(self.write)
        connection.send(message.createReply([held]))
        return True

    def is_held(self) -> bool:
        try:
            return os.read(self.read, 1) != b""
        except BlockingIOError:
            return True


class Ear(QObject):
    """Keeps what the desk was told."""

    def __init__(self) -> None:
        super().__init__()
        self.heard: list[str] = []

    @Slot(str)
    def hear(self, why: str) -> None:
        self.heard.append(why)


def main(signal: str) -> None:
    app = QCoreApplication([])
    logind = QDBusConnection.connectToBus(os.environ["DBUS_SYSTEM_BUS_ADDRESS"], "logind")
    manager = Manager()
    assert logind.registerService(LOGIND)
    assert logind.registerVirtualObject("/org/freedesktop/login1", manager)
    end = monotonic() + 10
    desk, ear = Buses(app), Ear()
    desk.told.connect(ear.hear)
    while desk._sleep_waits is None and monotonic() < end:
        app.processEvents()
    sys.stdout.write("holds-sleep\n" if manager.is_held() else "nobody-holds-sleep\n")
    path, interface, words = SAYS[signal]
    said = QDBusMessage.createSignal(path, interface, signal)
    said.setArguments(words)
    logind.send(said)
    while not ear.heard and monotonic() < end:
        app.processEvents()
    while signal == "PrepareForSleep" and manager.is_held() and monotonic() < end:
        app.processEvents()
    sys.stdout.write("\n".join([*ear.heard, "holds-sleep" if manager.is_held() else "lets-go"]) + "\n")
    sys.stdout.flush()
    os._exit(0)


if __name__ == "__main__":
    main(sys.argv[1])
