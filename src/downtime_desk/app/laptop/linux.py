"""Linux: logind says that the laptop is about to sleep or was locked, and the desktop that its screen was."""

from typing import ClassVar

from PySide6.QtCore import SLOT, QObject, Signal, Slot
from PySide6.QtDBus import QDBusConnection, QDBusMessage, QDBusPendingCallWatcher

LOGIND = "org.freedesktop.login1"
MANAGER, SESSION = f"{LOGIND}.Manager", f"{LOGIND}.Session"
SCREENS = ("org.freedesktop.ScreenSaver", "org.gnome.ScreenSaver", "org.cinnamon.ScreenSaver")


class Buses(QObject):
    """Signal `told(why)`: `sleep` or `system`. While nothing is told, sleep waits for the desk to be locked."""

    told: ClassVar[Signal] = Signal(str)

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._sleep_waits: QDBusMessage | None = None
        self._system, session = QDBusConnection.systemBus(), QDBusConnection.sessionBus()
        if self._system.isConnected():
            # any session's lock: a second person at this laptop is no reason to stay open
            self._hear(self._system, LOGIND, MANAGER, "PrepareForSleep", "sleeps(bool)")
            self._hear(self._system, LOGIND, SESSION, "Lock", "locks()")
            self._hold_sleep()
        if session.isConnected():
            for each in SCREENS:
                self._hear(session, "", each, "ActiveChanged", "covers(bool)")

    def _hear(self, bus: QDBusConnection, service: str, interface: str, signal: str, slot: str) -> None:
        # the stubs ask for bytes, the call refuses them
        bus.connect(service, "", interface, signal, self, SLOT(slot))  # type: ignore[call-overload]

    @Slot(bool)
    def sleeps(self, going: bool) -> None:  # noqa: FBT001 - the shape of the bus
        """Lock before the laptop sleeps, and only then let it; be ready for the next time."""
        self.told.emit("sleep")
        if going:
            self._sleep_waits = None
        else:
            self._hold_sleep()

    @Slot()
    def locks(self) -> None:
        """Lock with the session."""
        self.told.emit("system")

    @Slot(bool)
    def covers(self, active: bool) -> None:  # noqa: FBT001 - the shape of the bus
        """Lock when the screen is covered, not when it is shown again."""
        if active:
            self.told.emit("system")

    def _hold_sleep(self) -> None:
        """Ask for sleep to wait until the desk is locked; without an answer it does not wait."""
        asked = QDBusMessage.createMethodCall(LOGIND, "/org/freedesktop/login1", MANAGER, "Inhibit")
        asked.setArguments(["sleep", "Downtime Desk", "Locks before the laptop sleeps", "delay"])
        self._asking = QDBusPendingCallWatcher(self._system.asyncCall(asked), self)
        self._asking.finished.connect(self._held)

    def _held(self, answered: QDBusPendingCallWatcher) -> None:
        said = answered.reply()
        if said.type() == QDBusMessage.MessageType.ReplyMessage:
            # the descriptor that holds sleep up is open as long as somebody has the answer it came in
            self._sleep_waits = said
        answered.deleteLater()
