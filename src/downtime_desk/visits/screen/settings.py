"""The sections of settings about visits: the lists of codes, the thresholds, and the steps of a silent door."""

import re
from collections.abc import Callable
from typing import cast

from PySide6.QtWidgets import QWidget

from downtime_desk.access.screen.settings import Section
from downtime_desk.core.errors import Trouble
from downtime_desk.ui.desk import Desk
from downtime_desk.ui.parts import (
    Answer,
    Button,
    Choice,
    NoteField,
    Numbers,
    Option,
    Segmented,
    TextField,
    column,
    row,
    second,
)
from downtime_desk.visits import actions, queries
from downtime_desk.visits.actions import AddCode, ArchiveCode, RenameCode
from downtime_desk.visits.code_lists import SHIPPED_LISTS, Code, CodeLists, code_lists
from downtime_desk.visits.codes import LIST_NAMES, ListName
from downtime_desk.visits.facts import Step
from downtime_desk.visits.settings import LIMITS, Thresholds, no_reply_steps, thresholds

_STEP = re.compile(r"\s*(\d{1,3})\s+(.+?)\s*")


class _Form(QWidget):
    """What the forms share: one line that says it was kept, or why not."""

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self.desk = desk
        self.said = Answer()

    def keep(self, act: Callable[..., object], command: object) -> None:
        """Do it in the lane of writes."""
        self.desk.jobs.write(self, act, command, then=self._kept, otherwise=self.refuse)

    def refuse(self, trouble: Trouble) -> None:
        """Say what is wrong; what was typed stays."""
        self.said.refuse(trouble)

    def _kept(self, _entry: object) -> None:
        self.said.saved(self.desk.now())


class CodesForm(_Form):
    """Adds to a list of codes, renames and archives. Nothing is deleted."""

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self._lists: CodeLists = SHIPPED_LISTS
        self.which = Segmented("List", [Option(*each) for each in LIST_NAMES.items()])
        self.which.choose("reason")
        self.code = Choice("On the list", prompt="Choose to rename or archive")
        self.archived = second()
        self.new = TextField("Code", placeholder="DT16")
        self.words = TextField("What it means")
        self.add = Button("Add", icon="plus", records="code.added")
        self.rename = Button("Give it these words", icon="pencil", records="code.renamed")
        self.archive = Button("Archive", icon="book-marked", records="code.archived")
        fields = row(self.new, self.words, gap=12)
        fields.setStretch(1, 1)
        pressed = row(self.add, self.rename, self.archive, 0, gap=8)
        self.setLayout(
            column(row(self.which, 0), self.code, self.archived, fields, pressed, self.said, gap=8)
        )
        self.which.chosen.connect(self._show)
        self.add.clicked.connect(self._add)
        self.rename.clicked.connect(self._rename)
        self.archive.clicked.connect(self._archive)
        desk.refresh_on(self, queries.TABLES, self.refresh)
        self.refresh()

    def refresh(self) -> None:
        """Read the lists again."""
        with self.desk.read() as session:
            self._lists = code_lists(session)
        self._show()

    def listed(self) -> ListName:
        """Return which list is shown."""
        return cast("ListName", self.which.value())

    def _show(self, _value: object = None) -> None:
        codes = self._lists.of(self.listed()).codes
        self.code.show_options([_option(each) for each in codes if not each.archived])
        gone = [f"{each.code} {each.words}" for each in codes if each.archived]
        self.archived.setText(f"Archived, still shown where used: {'; '.join(gone)}." if gone else "")
        self.archived.setVisible(bool(gone))

    def _add(self) -> None:
        self.keep(actions.add_code, AddCode(self.listed(), self.new.text(), self.words.text()))

    def _rename(self) -> None:
        if (code := self._chosen()) is not None:
            self.keep(actions.rename_code, RenameCode(self.listed(), code, self.words.text()))

    def _archive(self) -> None:
        if (code := self._chosen()) is not None:
            self.keep(actions.archive_code, ArchiveCode(self.listed(), code))

    def _chosen(self) -> str | None:
        code = self.code.value()
        if code is None:
            self.refuse(Trouble("No code is chosen.", "Choose one from the list."))
        return cast("str | None", code)

    def _kept(self, entry: object) -> None:
        super()._kept(entry)
        self.new.show_text("")
        self.words.show_text("")
        self.code.clear()


class LimitsForm(_Form):
    """The thresholds, in minutes or percent, each with its bounds."""

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self.numbers = Numbers(LIMITS)
        self.fields = self.numbers.fields
        self.save = Button("Save", icon="save", records="setting.changed")
        self.save.clicked.connect(self._save)
        self.usual = Button("Put the usual ones in", icon="rotate-ccw")
        self.usual.clicked.connect(self._usual)
        self.setLayout(column(self.numbers, row(self.save, self.usual, 0), self.said, gap=8))
        with desk.read() as session:
            self.numbers.show_values(thresholds(session))

    def _usual(self) -> None:
        self.numbers.show_values(Thresholds())

    def _save(self) -> None:
        try:
            wanted = Thresholds(**self.numbers.values())
        except Trouble as trouble:
            self.refuse(trouble)
            return
        self.keep(actions.change_thresholds, wanted)


class NoReplyForm(_Form):
    """The steps when nobody answers the door: one a line, its minutes first."""

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self.steps = NoteField("Steps", hint="One a line: minutes, then what to do.", lines=8)
        self.save = Button("Save", icon="save", records="setting.changed")
        self.save.clicked.connect(self._save)
        with desk.read() as session:
            kept = no_reply_steps(session)
        self.steps.show_text("\n".join(f"{each.minutes} {each.words}" for each in kept))
        self.setLayout(column(self.steps, row(self.save, 0), self.said, gap=8))

    def _save(self) -> None:
        steps = []
        for line in filter(str.strip, self.steps.text().splitlines()):
            found = _STEP.fullmatch(line)
            if found is None:
                self.refuse(
                    Trouble(f"“{line.strip()}” does not begin with its minutes.", "Type it as: 5 Knock.")
                )
                return
            steps.append(Step(found[2], int(found[1])))
        self.keep(actions.change_no_reply_steps, tuple(steps))


def _option(each: Code) -> Option:
    return Option(each.code, f"{each.code} {each.words}")


def sections(desk: Desk) -> tuple[Section, ...]:
    """Return the sections about visits."""
    return (
        Section(
            "Thresholds of visits",
            "timer",
            "When a visit is late, and how long each priority can wait. Ask your clinician before you change them.",
            lambda: LimitsForm(desk),
        ),
        Section(
            "Nobody answers the door",
            "house",
            "The steps, in order. Those that run go on as they began.",
            lambda: NoReplyForm(desk),
        ),
        Section(
            "Codes",
            "list-checks",
            "What is offered as reason, as done, and as kind of deviation. A code is archived, never deleted.",
            lambda: CodesForm(desk),
        ),
    )
