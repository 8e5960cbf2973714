"""Photos and scans of a visit: a list, a viewer inside the program, and a way to add one. No other program opens them."""

from functools import partial
from pathlib import Path

from PySide6.QtWidgets import QFileDialog, QWidget

from downtime_desk.core.clock import day_and_clock
from downtime_desk.core.errors import Trouble
from downtime_desk.ui import theme
from downtime_desk.ui.desk import Desk
from downtime_desk.ui.dialogs import Modal
from downtime_desk.ui.lists import Line, RowPicture, RowsList, RowsModel
from downtime_desk.ui.parts import Button, Kind, SafeLabel, bold, column, holder, quiet, row
from downtime_desk.visits import actions
from downtime_desk.visits.actions import Attach
from downtime_desk.visits.picture_kinds import MOST_BYTES
from downtime_desk.visits.queries.attached import Attached, attached, bytes_of, how_many_attached

KINDS = "Photos and scans (*.jpg *.jpeg *.png *.pdf)"


class PhotosButton(Button):
    """Says how many photos and scans the visit in view has, and opens them."""

    def __init__(self, screen: QWidget, desk: Desk) -> None:
        super().__init__("Photos", icon="file-text", kind=Kind.SMALL)
        self._screen, self._desk = screen, desk
        self._visit, self._name = "", ""
        self.clicked.connect(self.show_photos)
        desk.refresh_on(self, {"visit_attachments"}, self.refresh)

    def show_visit(self, visit: str, name: str) -> None:
        """Count for another visit; `name` is the person's."""
        self._visit, self._name = visit, name
        self.refresh()

    def refresh(self) -> None:
        """Count again."""
        with self._desk.read() as session:
            number = how_many_attached(session, self._visit)
        self.say(f"Photos: {number}" if number else "Photos")
        self.setAccessibleName(f"Photos and scans: {number}" if number else "Photos and scans")

    def show_photos(self) -> "PhotosDialog | None":
        """Open the photos and scans of the visit in view."""
        if not self._visit:
            return None
        dialog = PhotosDialog(self._screen, self._desk, self._visit, self._name)
        dialog.open()
        return dialog


class PhotosDialog(Modal):
    """The photos and scans of one visit."""

    def __init__(self, window: QWidget, desk: Desk, visit: str, name: str) -> None:
        # brought in when it is first looked at: what draws PDF is large, and most visits have no scan
        from downtime_desk.visits.screen.viewer import Viewer

        self._desk, self._visit = desk, visit
        self._whose = SafeLabel(name, size=15, weight=theme.BOLD)
        self.said = SafeLabel("", size=13, tone="ink2")
        model = RowsModel(lambda one: one.id, _sentence)
        self.list = RowsList("Photos and scans", model, _picture)
        self.viewer = Viewer()
        self.add = Button(
            "Add a photo or scan", icon="plus", kind=Kind.SMALL, records="visit.attachment_added"
        )
        self.list.setMinimumWidth(theme.px(230))
        self.list.setMaximumWidth(theme.px(260))
        left = column(self.add, self.list, gap=8)
        left.setStretch(1, 1)
        across = row(left, self.viewer, gap=12)
        across.setStretch(1, 1)
        whole = column(self._whose, self.said, across, gap=8)
        whole.setStretch(2, 1)
        content = holder(whole)
        self.viewer.setMinimumHeight(theme.px(400))
        super().__init__(
            window, "Photos and scans of this visit", content, do="Close", icon="file-text", width=980
        )
        self.cancel_button.hide()
        self.asked.connect(self.accept)
        self.add.clicked.connect(self.choose_file)
        self.list.chosen.connect(self._show)
        desk.refresh_on(self, {"visit_attachments"}, self.refresh)
        self.refresh()

    def refresh(self) -> None:
        """Read the list again."""
        with self._desk.read() as session:
            rows = attached(session, self._visit)
        self.list.show_rows(rows)
        if not rows:
            self.said.setText(
                "None yet. JPEG, PNG or PDF, at most 10 MB. They stay on this laptop, encrypted."
            )
            return
        self.said.setText("They stay on this laptop, encrypted, and are not sent to the main system.")
        if self.list.current() is None:
            self.list.select_first()

    def choose_file(self) -> None:
        """Ask for a file and put it to the visit."""
        chosen, _ = QFileDialog.getOpenFileName(self, "Add a photo or scan", "", KINDS)
        if chosen:
            self.take(Path(chosen))

    def take(self, path: Path) -> None:
        """Read the file beside the window, and keep it."""
        self.add.setEnabled(False)
        self._desk.jobs.work(self, _read, path, then=partial(self._put, path.name), otherwise=self._refused)

    def _put(self, name: str, data: bytes) -> None:
        command = Attach(self._visit, name, data)
        self._desk.jobs.write(self, actions.attach, command, self._is_there, self._refused)

    def _is_there(self, _entry: object) -> None:
        self.add.setEnabled(True)
        self.refresh()

    def _refused(self, trouble: Trouble) -> None:
        self.add.setEnabled(True)
        self.show_trouble(trouble)

    def _show(self, one: Attached | None) -> None:
        if one is None:
            return
        try:
            with self._desk.read() as session:
                data = bytes_of(session, one)
        except Trouble as trouble:
            self.viewer.say(trouble.what, trouble.do)
            return
        self.viewer.show_file(one.name, one.kind, data)


def _read(path: Path) -> bytes:
    """Return the bytes of a file, one more than is allowed at most."""
    try:
        with path.open("rb") as file:
            return file.read(MOST_BYTES + 1)
    except OSError as error:
        raise Trouble(f"“{path.name}” could not be read.", "Copy it to this laptop and try again.") from error


def _picture(one: Attached) -> RowPicture:
    added = f"{one.kind.upper()}, {day_and_clock(one.added_at)}, {one.added_by}"
    return RowPicture((Line((bold(one.name, size=14),)), Line((quiet(added),))))


def _sentence(one: Attached) -> str:
    return f"{one.name}, {one.kind.upper()}, added {day_and_clock(one.added_at)} by {one.added_by}"
