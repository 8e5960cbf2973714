"""Everything that is still to be done about deviations: safeguarding to decide, and follow-ups with their owners."""

from collections.abc import Callable
from datetime import datetime
from typing import cast

import msgspec
from PySide6.QtWidgets import QWidget

from downtime_desk.core.clock import short_stamp
from downtime_desk.core.errors import Trouble
from downtime_desk.core.ids import new_id
from downtime_desk.ui import theme
from downtime_desk.ui.desk import Desk
from downtime_desk.ui.dialogs import Modal
from downtime_desk.ui.lists import Line, RowPicture, RowsList, RowsModel, Section
from downtime_desk.ui.parts import (
    Empty,
    Option,
    Segmented,
    TextField,
    bold,
    column,
    holder,
    quiet,
    row,
)
from downtime_desk.visits import actions, queries
from downtime_desk.visits.actions import CloseFollowUp, DecideSafeguarding
from downtime_desk.visits.code_lists import CodeLists, code_lists
from downtime_desk.visits.codes import Safeguarding
from downtime_desk.visits.queries import ToDoRow
from downtime_desk.visits.screen.draft import Draft

ROOM = 240
"""Height of the list, in design pixels."""


class _Typed(msgspec.Struct, frozen=True, omit_defaults=True):
    """What was typed about one row."""

    words: str = ""
    decision: str | None = None


class FollowUpDialog(Modal):
    """The open list; the chosen row is decided or closed below it, and the next one is ready at once."""

    def __init__(self, owner: QWidget, desk: Desk) -> None:
        self._desk = desk
        self._fact_id: str | None = None
        self._lists: CodeLists | None = None
        self._about = ""
        self.list: RowsList = RowsList(
            "To follow up",
            RowsModel(lambda each: each.id, self._sentence, lambda each: each.name),
            self._picture,
        )
        self.list.setMinimumHeight(theme.px(ROOM))
        self._empty = Empty("Nothing is left to follow up.", "Safeguarding is decided everywhere.")
        self.decision = Segmented(
            "Safeguarding", [Option("referred", "Referred"), Option("not referred", "Not referred")]
        )
        self.words = TextField("Why, or what became of it")
        below = row(self.decision, self.words, gap=12)
        below.setStretch(1, 1)
        super().__init__(
            owner,
            "To follow up",
            holder(column(self._empty, self.list, below, gap=10)),
            do="Write it down",
            records="deviation.followed_up",
            icon="flag",
            cancel="Close",
            width=860,
        )
        self._draft = Draft(self, desk, self._words)
        self.words.line.textEdited.connect(self._draft.typed)
        self.decision.chosen.connect(self._draft.typed)
        self.list.chosen.connect(self._chosen)
        self.asked.connect(self._save)
        desk.refresh_on(self, queries.TABLES, self.refresh)
        self.refresh()

    def refresh(self) -> None:
        """Read the list again."""
        with self._desk.read() as session:
            rows, self._lists = queries.to_do(session), code_lists(session)
        self.list.show_rows(_sections(rows))
        self._empty.setVisible(not rows)
        for part in (self.list, self.words):
            part.setVisible(bool(rows))
        self.do_button.setEnabled(bool(rows))
        if self.list.current() is None:
            self.list.select_first()
        self._chosen(self.list.current())

    def _chosen(self, which: ToDoRow | None) -> None:
        deciding = which is not None and which.kind == "safeguarding"
        self._go_over_to("" if which is None else actions.draft_subject(which.id))
        self.decision.setVisible(deciding)
        self.words.line.setPlaceholderText("Why: asked for either way" if deciding else "What became of it")

    def _go_over_to(self, subject: str) -> None:
        """Keep what is typed about one row with that row, and put back what was typed about another."""
        if subject == self._about:
            return
        self._draft.keep()
        self._about = subject
        words = self._draft.read(subject)
        typed = msgspec.json.decode(words, type=_Typed) if words else _Typed()
        self.words.show_text(typed.words)
        self.decision.clear()
        self.decision.choose(typed.decision)

    def _words(self) -> str:
        decision = self.decision.value()
        typed = _Typed(self.words.text(), decision if isinstance(decision, str) else None)
        return "" if typed == _Typed() else msgspec.json.encode(typed).decode()

    def reject(self) -> None:
        """Close; what was typed is kept with its row."""
        self._draft.keep()
        self.close_as_it_is()

    def _save(self) -> None:
        which = self.list.current()
        if which is None:
            return
        self._fact_id = self._fact_id or new_id(self._desk.now())
        act: Callable[..., object]
        command: DecideSafeguarding | CloseFollowUp
        if which.kind == "safeguarding":
            decided = self.decision.value()
            if decided is None:
                self.show_trouble(Trouble("It is not decided yet.", "Choose Referred or Not referred."))
                return
            act, command = (
                actions.decide_safeguarding,
                DecideSafeguarding(
                    which.id, cast("Safeguarding", decided), self.words.text(), which.entry, self._fact_id
                ),
            )
        else:
            act, command = (
                actions.close_follow_up,
                CloseFollowUp(which.id, self.words.text(), self._fact_id),
            )
        self._draft.rest()
        self.set_busy(busy=True)
        self._desk.jobs.write(self, act, command, self._written_down, self._not_written)

    def _not_written(self, trouble: Trouble) -> None:
        self._draft.wake()
        self.show_trouble(trouble)

    def _written_down(self, _entry: object) -> None:
        self._fact_id = None
        self.set_busy(busy=False)
        self.refresh()
        self.list.setFocus()

    def _said(self, each: ToDoRow) -> str:
        return self._lists.deviation.said(each.type) if self._lists else each.type

    def _sentence(self, each: ToDoRow) -> str:
        if each.kind == "safeguarding":
            return f"{each.name}. Safeguarding to decide. {self._said(each)}: {each.what}"
        return f"{each.name}. {each.owner} is to {each.what} by {short_stamp(each.due)}{self._over(each)}."

    def _picture(self, each: ToDoRow) -> RowPicture:
        if each.kind == "safeguarding":
            second = Line((quiet(f"{self._said(each)}: {each.what}"),), (bold("to decide", "amber", 13),))
            return RowPicture((Line((bold(each.name, size=15),)), second), mark="scale", mark_tone="amber")
        over = self._over(each)
        due = (bold(f"{short_stamp(each.due)}{over}", "red" if over else "ink2", 13),)
        second = Line((quiet(f"{each.owner} is to {each.what}"),), due)
        return RowPicture((Line((bold(each.name, size=15),)), second), mark="flag")

    def _over(self, each: ToDoRow) -> str:
        now: datetime = self._desk.now()
        return ", over" if each.due < now else ""


def _sections(rows: tuple[ToDoRow, ...]) -> list[ToDoRow | Section]:
    decisions = [each for each in rows if each.kind == "safeguarding"]
    tasks = [each for each in rows if each.kind == "follow-up"]
    shown: list[ToDoRow | Section] = []
    if decisions:
        shown += [Section(f"Safeguarding to decide: {len(decisions)}", "oldest first"), *decisions]
    if tasks:
        shown += [Section(f"To be done: {len(tasks)}", "soonest due first"), *tasks]
    return shown
