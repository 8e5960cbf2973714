"""One program a store: a second one asks the first to come to the front, and goes away."""

import hashlib
from pathlib import Path

from PySide6.QtCore import QObject
from PySide6.QtNetwork import QLocalServer, QLocalSocket
from PySide6.QtWidgets import QApplication

ANSWER_WITHIN = 1000
"""Milliseconds the first program has to answer."""


class Front(QObject):
    """Listens for a second program on the same store, and brings the window to the front."""

    def __init__(self, parent: QObject, home: Path) -> None:
        super().__init__(parent)
        self._server = QLocalServer(self)
        self._server.setSocketOptions(QLocalServer.SocketOption.UserAccessOption)
        # what a kill left of one
        QLocalServer.removeServer(_name(home))
        self._server.newConnection.connect(self._come)
        self._server.listen(_name(home))

    def _come(self) -> None:
        asking = self._server.nextPendingConnection()
        for window in QApplication.topLevelWidgets():
            if window.isVisible() and window.parentWidget() is None:
                window.setWindowState(window.windowState() & ~window.windowState().WindowMinimized)
                window.raise_()
                window.activateWindow()
        asking.write(b"here")
        asking.flush()
        asking.disconnectFromServer()


def bring_to_front(home: Path) -> bool:
    """Ask the program that has this store open to come to the front; say whether it answered."""
    asking = QLocalSocket()
    asking.connectToServer(_name(home))
    return (
        asking.waitForConnected(ANSWER_WITHIN)
        and asking.waitForReadyRead(ANSWER_WITHIN)
        and asking.readAll().data() == b"here"
    )


def _name(home: Path) -> str:
    return "downtime-desk-" + hashlib.sha256(str(home.resolve()).encode()).hexdigest()[:16]
