"""Looking into something told: it was checked, it is different, or it was told by mistake."""

from typing import Literal, cast

from PySide6.QtWidgets import QWidget

from downtime_desk.core.errors import Trouble
from downtime_desk.core.ids import new_id
from downtime_desk.people.actions import Check, Tell, Withdraw, check, draft_on, tell, withdraw
from downtime_desk.people.kinds import Verdict
from downtime_desk.people.screen.telling import Drafted, Typing, time_typed
from downtime_desk.people.screen.told import said
from downtime_desk.people.told import Told
from downtime_desk.ui.desk import Desk
from downtime_desk.ui.parts import (
    Dashed,
    NoteField,
    Option,
    Segmented,
    TextField,
    Words,
    column,
    holder,
    label,
    row,
)
from downtime_desk.ui.time_field import TimeField

CHECKED_WITH = "Checked with: their name, and who they are"
Now = Literal["true", "not true", "different", "withdrawn"]
OPTIONS = (
    Option("true", "It is true"),
    Option("not true", "It is not true"),
    Option("different", "It is different"),
    Option("withdrawn", "Take it back"),
)


class LookedTyped(Typing, frozen=True, omit_defaults=True):
    """The form as typed."""

    now: Now | None = None
    who: str = ""
    relation: str = ""
    at: str = ""
    words: str = ""


class LookingIntoDialog(Drafted[LookedTyped]):
    """Asks what is known now about something told. What was said first stays in the log in any case."""

    def __init__(self, owner: QWidget, desk: Desk, told: Told) -> None:
        self._told, self._fact_id = told, ""
        self.now = Segmented("What is known now", OPTIONS, numbered=True)
        self.who = TextField(CHECKED_WITH)
        self.relation = TextField("Who they are", hint="Daughter, GP, ward, carer, the person")
        self.at = TimeField("When", desk.now, hint="As 2140, now or -20")
        self.words = NoteField("What is so", lines=2)
        self._fields = (self.who, self.relation, self.at, self.words)
        above = Dashed(column(Words(*said(told, desk.now()), lines=20)))
        asked = column(label("What is known now"), row(self.now, 0), gap=2)
        content = column(above, asked, self.words, row(self.who, self.relation, gap=16), self.at, 0, gap=10)
        super().__init__(
            owner,
            desk,
            draft_on(told.id),
            LookedTyped,
            title=f"Told: {told.person_name}",
            content=holder(content),
            do="Write it down",
            records="person.told_checked",
            icon="message-circle",
            width=680,
        )
        self.asked.connect(self._save)
        self.now.chosen.connect(self._chosen)
        self._ask_for(None)
        self.put_back()
        for field in self._fields:
            field.changed.connect(self._draft.start)

    def typed(self, now: str) -> LookedTyped:
        """Return the form as typed."""
        return LookedTyped(
            typed_at=now,
            now=self._now(),
            who=self.who.text(),
            relation=self.relation.text(),
            at=time_typed(self.at),
            words=self.words.text(),
        )

    def show_typed(self, typed: LookedTyped, *, times: bool) -> None:
        """Show a form as it was typed."""
        self.now.choose(typed.now)
        self._ask_for(typed.now)
        self.who.show_text(typed.who)
        self.relation.show_text(typed.relation)
        self.words.show_text(typed.words)
        if times:
            self.at.show_text(typed.at)

    def _now(self) -> Now | None:
        return cast("Now | None", self.now.value())

    def _chosen(self) -> None:
        self._ask_for(self._now())
        self._settle()
        first = self.words if self._now() in {"different", "withdrawn"} else self.who
        first.setFocus()
        self._draft.start()

    def _ask_for(self, now: Now | None) -> None:
        """Ask only for what the choice needs."""
        wanted: dict[Now | None, tuple[QWidget, ...]] = {
            "true": (self.who, self.at),
            "not true": (self.who, self.at),
            "different": self._fields,
            "withdrawn": (self.words,),
        }
        for field in self._fields:
            field.setVisible(field in wanted.get(now, ()))
        self.who.rename("Who said it" if now == "different" else CHECKED_WITH)
        self.words.rename("Why it is taken back" if now == "withdrawn" else "What is so")

    def _save(self) -> None:
        self._fact_id = self._fact_id or new_id(self._desk.now())
        try:
            self._save_as(self._now())
        except Trouble as trouble:
            self.show_trouble(trouble)

    def _save_as(self, now: Now | None) -> None:
        last = self._told.last_entry
        if now is None:
            raise Trouble("What is known now was not chosen.", "Choose one of the four.")
        if now == "withdrawn":
            self.save(withdraw, Withdraw(last, self.words.text(), self._fact_id))
        elif now == "different":
            self.save(tell, self._different())
        else:
            found: Verdict = now
            self.save(check, Check(last, self.who.text(), self.at.instant(), found, self._fact_id))

    def _different(self) -> Tell:
        return Tell(
            person=self._told.person,
            kind=self._told.kind,
            what=self.words.text(),
            told_by=self.who.text(),
            relation=self.relation.text(),
            told_at=self.at.instant(),
            corrects=self._told.last_entry,
            fact_id=self._fact_id,
        )
