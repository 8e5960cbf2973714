"""Writing down a change told: what, about what, by whom, when, and how it was checked, if at all."""

from typing import Literal, cast

from PySide6.QtWidgets import QGridLayout, QWidget

from downtime_desk.core.clock import day_and_clock, local
from downtime_desk.core.errors import Trouble
from downtime_desk.core.ids import new_id
from downtime_desk.people import names, queries
from downtime_desk.people.actions import Checked, Tell, draft_about, tell
from downtime_desk.people.kinds import KINDS, Kind, Verdict
from downtime_desk.people.screen.identity import identity
from downtime_desk.people.screen.telling import Drafted, Typing, time_typed
from downtime_desk.ui import theme
from downtime_desk.ui.desk import Desk
from downtime_desk.ui.parts import (
    Choice,
    NoteField,
    Option,
    Segmented,
    TextField,
    Words,
    bold,
    column,
    holder,
    label,
    row,
)
from downtime_desk.ui.time_field import TimeField

VERDICTS = (Option("true", "It is true"), Option("not true", "It is not true"))


class TellTyped(Typing, frozen=True, omit_defaults=True):
    """The form as typed."""

    kind: str | None = None
    what: str = ""
    told_by: str = ""
    relation: str = ""
    at: str = ""
    checked_with: str = ""
    checked_at: str = ""
    found: Literal["true", "not true"] | None = None


class TellDialog(Drafted[TellTyped]):
    """Asks for one thing told of one person. Nothing is filled in, and what is typed survives a kill."""

    def __init__(self, owner: QWidget, desk: Desk, person: str) -> None:
        self._person, self._fact_id = person, ""
        with desk.read() as session:
            known = queries.person(session, person)
        if known is None:
            raise Trouble("This person is not in the copy on this laptop.", "Write it down in the log.")
        self._copied = known.as_of
        self.kind = Choice("What it is about", [Option(*each) for each in KINDS.items()])
        self.at = TimeField("When it was told", desk.now, hint="As 2140, now or -20")
        self.what = NoteField(
            "What was said",
            hint="One or two sentences. No entry codes: they would stand beside the name.",
            lines=2,
        )
        self.told_by = TextField("Who said it")
        self.relation = TextField("Who they are", hint="Daughter, GP, ward, carer, the person")
        self.checked_with = TextField(
            "Checked with", hint="Their name, and who they are. Empty: not checked yet"
        )
        self.checked_at = TimeField("When it was checked", desk.now)
        self.found = Segmented("What they said", VERDICTS)
        who = Words(*identity(known.person, local(desk.now()).date()))
        super().__init__(
            owner,
            desk,
            draft_about(person),
            TellTyped,
            title=f"A change told: {names.full_name(known.person)}",
            content=holder(self._fields(who)),
            do="Write it down",
            records="person.told",
            icon="message-circle",
            width=760,
        )
        self.asked.connect(self._save)
        self.at.changed.connect(self._against_the_copy)
        self.put_back()
        for field in (self.what, self.told_by, self.relation, self.at, self.checked_with, self.checked_at):
            field.changed.connect(self._draft.start)
        self.kind.chosen.connect(self._draft.start)
        self.found.chosen.connect(self._draft.start)

    def typed(self, now: str) -> TellTyped:
        """Return the form as typed."""
        kind = self.kind.value()
        return TellTyped(
            typed_at=now,
            kind=kind if isinstance(kind, str) else None,
            what=self.what.text(),
            told_by=self.told_by.text(),
            relation=self.relation.text(),
            at=time_typed(self.at),
            checked_with=self.checked_with.text(),
            checked_at=time_typed(self.checked_at),
            found=cast("Verdict | None", self.found.value()),
        )

    def show_typed(self, typed: TellTyped, *, times: bool) -> None:
        """Show a form as it was typed."""
        self.kind.choose(typed.kind)
        self.what.show_text(typed.what)
        self.told_by.show_text(typed.told_by)
        self.relation.show_text(typed.relation)
        self.checked_with.show_text(typed.checked_with)
        self.found.choose(typed.found)
        if times:
            self.at.show_text(typed.at)
            self.checked_at.show_text(typed.checked_at)

    def command(self) -> Tell:
        """Return what was told as typed; raise Trouble when something is missing or not understood."""
        kind = self.kind.value()
        if kind is None:
            raise Trouble("What it is about was not chosen.", "Choose one from the list.")
        return Tell(
            person=self._person,
            kind=cast("Kind", kind),
            what=self.what.text(),
            told_by=self.told_by.text(),
            relation=self.relation.text(),
            told_at=self.at.instant(),
            checked=self._checked(),
            fact_id=self._fact_id,
        )

    def _checked(self) -> Checked | None:
        """Return how it was checked; None when nothing at all is said about that."""
        found = self.found.value()
        typed = self.checked_with.text().strip() or self.checked_at.text().strip()
        if found is None:
            if typed:
                raise Trouble("What they said when it was checked was not chosen.", "Choose one of the two.")
            return None
        return Checked(self.checked_with.text(), self.checked_at.instant(), cast("Verdict", found))

    def _fields(self, who: Words) -> QGridLayout:
        grid = QGridLayout()
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(theme.px(16))
        grid.setVerticalSpacing(theme.px(6))
        grid.addWidget(who, 0, 0, 1, 2)
        grid.addWidget(self.kind, 1, 0)
        grid.addWidget(self.at, 1, 1)
        grid.addWidget(self.what, 2, 0, 1, 2)
        grid.addWidget(self.told_by, 3, 0)
        grid.addWidget(self.relation, 3, 1)
        head = Words(bold("If it was checked"), " with somebody who knows: the ward, the GP, the person")
        grid.addWidget(head, 4, 0, 1, 2)
        grid.addWidget(self.checked_with, 5, 0)
        grid.addWidget(self.checked_at, 5, 1)
        found = column(label("What they said"), row(self.found, 0), gap=2)
        grid.addWidget(holder(found), 6, 0, 1, 2)
        grid.setColumnStretch(0, 1)
        grid.setColumnStretch(1, 1)
        return grid

    def _against_the_copy(self) -> None:
        """Say so when the copy is younger than what was told: the record may have it already."""
        try:
            at = self.at.instant()
        except Trouble:
            return
        if at < self._copied:
            copied = day_and_clock(self._copied)
            self.at.show_hint(f"{day_and_clock(at)}, before the copy of {copied}: it may be in it.", "amber")

    def _save(self) -> None:
        self._fact_id = self._fact_id or new_id(self._desk.now())
        try:
            command = self.command()
        except Trouble as trouble:
            self.show_trouble(trouble)
            return
        self.save(tell, command)
