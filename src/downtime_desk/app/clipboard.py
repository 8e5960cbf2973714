"""What is copied out of the program: marked as not for histories of the clipboard, and gone after a minute.

Any list and any field can be copied from by key, which Qt does by itself.
"""

from PySide6.QtCore import QMimeData, QObject, QTimer
from PySide6.QtGui import QClipboard, QGuiApplication

GONE_AFTER = 60_000
"""Milliseconds."""
MARKS = {
    # KDE, GNOME extensions
    "x-kde-passwordManagerHint": b"secret",
    # the history of Windows, and its copy in the cloud
    "ExcludeClipboardContentFromMonitorProcessing": b"1",
    "CanIncludeInClipboardHistory": bytes(4),
    "CanUploadToCloudClipboard": bytes(4),
    # macOS, by agreement of those who write such histories
    "application/x-nspasteboard-concealed-type": b"1",
}


class Clipboard(QObject):
    """Watches over what this program put on the clipboard. `clear` takes it away; what others put there stays."""

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._clipboard: QClipboard = QGuiApplication.clipboard()
        self._gone = QTimer(self)
        self._gone.setSingleShot(True)
        self._gone.timeout.connect(self.clear)
        self._clipboard.dataChanged.connect(self._mark)

    def clear(self) -> None:
        """Take away what this program put there."""
        self._gone.stop()
        if is_ours(self._clipboard) and self._clipboard.text():
            self._clipboard.clear()

    def _mark(self) -> None:
        if not is_ours(self._clipboard) or not self._clipboard.text():
            return
        if not all(self._clipboard.mimeData().hasFormat(each) for each in MARKS):
            marked = QMimeData()
            marked.setText(self._clipboard.text())
            for name, value in MARKS.items():
                marked.setData(name, value)
            self._clipboard.setMimeData(marked)
        self._gone.start(GONE_AFTER)


def is_ours(clipboard: QClipboard) -> bool:
    """Say whether what is on the clipboard is this program's."""
    return clipboard.ownsClipboard()
