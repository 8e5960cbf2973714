"""Exports as the main system, in the settings: what a new copy would change, and which column is which."""

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QFileDialog, QWidget

from downtime_desk.app.copying import Looked, Report
from downtime_desk.core.errors import Trouble
from downtime_desk.sync.files import words
from downtime_desk.sync.files.folder import Unmapped
from downtime_desk.sync.files.mapping import map_columns
from downtime_desk.sync.files.profiles import FIELDS, Mapped, Profile
from downtime_desk.ui.parts import (
    Answer,
    Button,
    Choice,
    Option,
    TextField,
    Tick,
    column,
    holder,
    row,
    second,
    strong,
)

if TYPE_CHECKING:
    from downtime_desk.app.window import DeskWindow

LEFT_OUT = Option("", "Left out")
SAMPLE = 40


@dataclass(frozen=True)
class Place:
    """A folder of exports, and what staff call the main system they come from."""

    name: str
    folder: Path


class ColumnsForm(QWidget):
    """A choice for each column of a header, with what stands in its first row."""

    def __init__(self, unmapped: Unmapped) -> None:
        super().__init__()
        self._header = unmapped.header
        options = [LEFT_OUT, *(Option(field, said) for field, said in FIELDS.items())]
        first = unmapped.sample[0] if unmapped.sample else ()
        self.choices: dict[str, Choice] = {}
        for number, name in enumerate(unmapped.header):
            if name:
                stands = first[number] if number < len(first) else ""
                hint = f"First row: {stands[:SAMPLE]}" if stands.strip() else "The first row is blank."
                self.choices[name] = Choice(name, options, hint=hint, prompt="Left out")
        self.name = TextField("What to call these columns", placeholder=unmapped.name)
        self.utc = Tick("Its times are in UTC, not on London’s clock")
        self.month_first = Tick("Its dates have the month first")
        self.parts = Tick("Several files of these columns are parts of one export")
        ticks = (self.utc, self.month_first, self.parts)
        self.setLayout(column(*self.choices.values(), self.name, *ticks, gap=8))

    def mapped(self) -> Mapped:
        """Return what was chosen."""
        fields = {name: str(choice.value() or "") for name, choice in self.choices.items()}
        return Mapped(
            self.name.text(),
            self._header,
            fields,
            "UTC" if self.utc.isChecked() else "London",
            "month first" if self.month_first.isChecked() else "day first",
            self.parts.isChecked(),
        )


class PreviewLines(QWidget):
    """What a copy would change, how its files were read, and what could not be read and why."""

    def __init__(self, looked: Looked) -> None:
        super().__init__()
        seen = looked.preview
        parts: list[QWidget] = []
        for head, lines, tone in (
            ("What it would change", words.changed(seen), "ink"),
            ("How the files were read", [*words.read(looked.tables), *words.left_out(seen)], "ink2"),
            ("Not read, and why", _the_first(words.not_read(seen)), "amber"),
        ):
            if lines:
                parts += [strong(head), second("\n".join(lines), tone)]
        self.setLayout(column(*parts, gap=4))


def _the_first(lines: list[str]) -> list[str]:
    more = len(lines) - words.MOST
    return [*lines[: words.MOST], f"… and {more:,} more."] if more > 0 else lines


class FilesForm(QWidget):
    """Looks at a folder of exports, asks for columns it does not know, and takes the copy when somebody says so."""

    def __init__(self, window: "DeskWindow", kept: Place | None) -> None:
        super().__init__()
        self._window = window
        self._place: Place | None = kept
        self._looked: Looked | None = None
        self.columns: ColumnsForm | None = None
        self.name = TextField("What your staff call the main system")
        if kept is not None:
            self.name.show_text(kept.name)
        self.choose = Button("Choose a folder of exports", icon="folder-open")
        self.choose.clicked.connect(self._ask_folder)
        self.again = Button("Look again", icon="refresh-cw")
        self.again.clicked.connect(self.look_again)
        self.again.setVisible(kept is not None)
        self._said = Answer()
        self.lines: PreviewLines | None = None
        self.keep = Button("Keep these columns", icon="save", records="files.columns_mapped")
        self.keep.clicked.connect(self.keep_columns)
        self.take = Button("Use this copy", icon="check", records="main_system.chosen")
        self.take.clicked.connect(self.take_copy)
        for part in (self.keep, self.take):
            part.hide()
        self._under = column(gap=8)
        pressed = row(self.choose, self.again, 0, gap=8)
        answers = row(self.keep, self.take, 0, gap=8)
        self.setLayout(column(self.name, pressed, self._said, holder(self._under), answers, gap=8))

    def look_at(self, folder: Path) -> None:
        """Read a folder and show what a copy of it would change."""
        self._place = Place(self.name.text().strip() or folder.name, folder)
        self.look_again()

    def look_again(self) -> None:
        """Read the folder again: its files were exported anew, or its columns are known now."""
        if self._place is None:
            return
        self._forget()
        self._let(on=False)
        look = self._window.copying.look
        self._window.desk.jobs.work(
            self, look, self._place.folder, then=self._show, otherwise=self._refused, progress=self._step
        )

    def keep_columns(self) -> None:
        """Keep which column is which, and look again."""
        if self.columns is not None:
            jobs = self._window.desk.jobs
            jobs.write(
                self, map_columns, self.columns.mapped(), then=self._mapped, otherwise=self._said.refuse
            )

    def take_copy(self) -> None:
        """Put the copy that was looked at in use, and let the folder be the main system from now on."""
        if self._looked is None or self._place is None:
            return
        self._let(on=False)
        self._window.desk.jobs.work(
            self, self._taken_from, self._place, self._looked, then=self._done, otherwise=self._refused,
            progress=self._step,
        )  # fmt: skip

    def _taken_from(self, place: Place, looked: Looked, *, report: Report) -> str:
        return self._window.copying.take(place.name, looked, report=report)

    def _ask_folder(self) -> None:
        chosen = QFileDialog.getExistingDirectory(self, "The folder of exports")
        if chosen:
            self.look_at(Path(chosen))

    def _show(self, looked: Looked) -> None:
        self._let(on=True)
        self._looked = looked
        not_read = len(looked.preview.rejected)
        what = f"{not_read} could not be read." if not_read else "Every row could be read."
        self._said.tell(what, "Nothing is kept until you use this copy.", "amber" if not_read else "green")
        self.lines = PreviewLines(looked)
        self._under.addWidget(self.lines)
        self.take.show()

    def _mapped(self, _profile: Profile) -> None:
        self.look_again()

    def _refused(self, trouble: Trouble) -> None:
        self._let(on=True)
        self._forget()
        if not isinstance(trouble, Unmapped):
            self._said.refuse(trouble)
            return
        self._said.tell(trouble.what, "Say which column is which. It is asked once.", "amber")
        self.columns = ColumnsForm(trouble)
        self._under.addWidget(self.columns)
        self.keep.show()

    def _forget(self) -> None:
        """Take away what was shown of an earlier look."""
        self._looked = None
        for part in (self.keep, self.take):
            part.hide()
        for shown in filter(None, (self.columns, self.lines)):
            self._under.removeWidget(shown)
            shown.hide()
            shown.deleteLater()
        self.columns = self.lines = None

    def _done(self, said: str) -> None:
        self._let(on=True)
        self._forget()
        self._said.tell(said)

    def _let(self, *, on: bool) -> None:
        self.again.setVisible(self._place is not None)
        for part in (self.choose, self.again, self.take, self.keep):
            part.setEnabled(on)

    def _step(self, said: str) -> None:
        self._said.tell(said, "", "accent")
