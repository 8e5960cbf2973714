"""The page of people: find as you type on the left, all that is known on the right."""

from collections.abc import Callable, Sequence
from datetime import date

from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from downtime_desk.core.clock import local
from downtime_desk.people import queries
from downtime_desk.people.queries import Filter
from downtime_desk.people.screen.cards import ComingVisit
from downtime_desk.people.screen.detail import PersonPane, Seen
from downtime_desk.people.screen.looking import Looking
from downtime_desk.people.screen.looking_into import LookingIntoDialog
from downtime_desk.people.screen.reveal import RevealDialog
from downtime_desk.people.screen.rows import PersonRow, picture, sentence
from downtime_desk.people.screen.tell import TellDialog
from downtime_desk.people.search import Matches, Search, same_surname
from downtime_desk.people.told import Told
from downtime_desk.ui import theme
from downtime_desk.ui.desk import Desk
from downtime_desk.ui.lists import RowsList, RowsModel, Section
from downtime_desk.ui.parts import (
    Button,
    Choice,
    Empty,
    Head,
    Option,
    Segmented,
    TextField,
    column,
    holder,
    row,
    second,
)

LIST = 296
TWO_PANES = 700
"""From this width on, in design pixels, list and person stand side by side."""
WIDE_HEAD = 1060
"""From this width on the filters stand side by side; below it they fold into a choice."""
LATELY = 4
"""How many people opened before are kept at hand."""

FOUND, LISTED = 50, 200
"""How many people are shown while a name is typed, when every key must be answered at once, and before."""


class PeopleScreen(QWidget):
    """Find a person and read what a stranger must know tonight.

    `on_print` prints a person's summary; `next_visits` gives a person's visits to come. Both are the app's.
    """

    def __init__(
        self,
        desk: Desk,
        on_print: Callable[[str], object],
        next_visits: Callable[[str], Sequence[ComingVisit]],
    ) -> None:
        super().__init__()
        self._desk, self._on_print, self._next_visits = desk, on_print, next_visits
        self._search = Search()
        self._matches = Matches(())
        self._lately: list[str] = []
        self._everybody = 0
        self._person = ""
        self.field = TextField("Find a person", placeholder="Name, NHS number or address", inside="Find")
        self.field.changed.connect(self._typed)
        self.field.line.returnPressed.connect(self._to_the_list)
        self._said = second()
        self._said.setWordWrap(False)
        options = [Option(each, each.value) for each in Filter]
        self.filters = Segmented("Show", options, height=36)
        self.filters.choose(Filter.ALL)
        self.filters.chosen.connect(self._keep_to)
        self.filter_choice = Choice("Show", options, named=False)
        self.filter_choice.choose(Filter.ALL)
        self.filter_choice.chosen.connect(self._keep_to)
        self.list = RowsList("People", RowsModel(_key, sentence, _name), picture, alike=_lines)
        self.list.chosen.connect(self._chosen)
        self.list.opened.connect(self._opened)
        self.try_close = Button("", icon="search")
        self.try_close.clicked.connect(self._try_close)
        self._empty = Empty("", "", self.try_close, icon="search")
        self._empty.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Maximum)
        self.pane = PersonPane()
        self.pane.code_asked.connect(self.show_code)
        self.pane.print_asked.connect(self.print_this)
        self.pane.back_asked.connect(self.back)
        self.pane.tell_asked.connect(self.tell_this)
        self.pane.look_into_asked.connect(self.look_into)
        self._looking = Looking(self.pane, desk)
        self._nobody = Empty("Nobody is chosen.", "Type a name, or go through the list.", icon="user-round")
        left = column(self._empty, self.list, gap=0)
        left.setAlignment(self._empty, Qt.AlignmentFlag.AlignTop)
        self._left = holder(left)
        self._nobody.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Maximum)
        right = column(self._nobody, self.pane, gap=0)
        right.setAlignment(self._nobody, Qt.AlignmentFlag.AlignTop)
        self._right = holder(right)
        self._panes = row(self._left, self._right, gap=0)
        self._panes.setStretch(1, 1)
        self._head = Head("People", self.field, self._said, 0, self.filters, self.filter_choice)
        for part in (self.field, self.filter_choice):
            self._head.layout().setAlignment(part, Qt.AlignmentFlag.AlignVCenter)  # type: ignore[union-attr]
        self.setLayout(column(self._head, self._panes, gap=0))
        # Without a least width of its own the page could never become as narrow as one pane.
        self.setMinimumWidth(theme.px(LIST))
        self._one_pane, self._reading = False, False
        self.first: QWidget = self.field.line
        desk.refresh_on(self, queries.TABLES, self.refresh)
        self.refresh()
        self._arrange()

    def find(self) -> None:  # type: ignore[override]  # what the window calls on Ctrl+F
        """Go to the search."""
        if self._reading:
            self.back()
        self.field.line.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.field.line.selectAll()

    def open(self, ref: object) -> None:
        """Show a person by id."""
        self.field.show_text("")
        self._keep_to(Filter.ALL)
        if not self.list.select(ref):
            self._show(str(ref))
        self._read()

    def keep_to(self, which: Filter) -> None:
        """Keep the list to some of the people, and empty the search."""
        self.field.show_text("")
        self._keep_to(which)

    def back(self) -> bool:
        """Go back to the list where only one pane has room; else empty the search."""
        if self._one_pane and self._reading:
            self._reading = False
            self._arrange()
            self.list.setFocus()
            return True
        if self.field.text():
            self.field.show_text("")
            self.field.line.setFocus()
            return True
        return False

    def primary(self) -> None:
        """Print the summary of the person shown."""
        if self.pane.isVisible():
            self.print_this()

    def print_this(self) -> None:
        """Print the summary of the person shown."""
        if self._person:
            self._on_print(self._person)

    def panes(self) -> list[QWidget]:
        """Return what F6 goes round."""
        return [self._head, self._left, self.pane]

    def person(self) -> str:
        """Return the id of the person shown, or nothing."""
        return self._person

    def show_code(self) -> RevealDialog:
        """Ask why the entry code is needed."""
        dialog = RevealDialog(self, self._desk, self._person)
        dialog.open()
        return dialog

    def tell_this(self) -> TellDialog | None:
        """Write down a change told of the person shown; without one, go and find them first."""
        if not self._person:
            self.find()
            return None
        dialog = TellDialog(self, self._desk, self._person)
        dialog.open()
        return dialog

    def look_into(self, told: Told) -> LookingIntoDialog:
        """Ask what is known now about something told."""
        dialog = LookingIntoDialog(self, self._desk, told)
        dialog.open()
        return dialog

    def refresh(self) -> None:
        """Find again what is typed, and show the person again as they are now."""
        self._count()
        self._find()
        if self._person:
            self._show(self._person)

    def _count(self) -> None:
        """Say at each filter how many there are: typing does not change that."""
        with self._desk.read() as session:
            counts = queries.counts(session)
        for each in Filter:
            text = each.value if each is Filter.ALL else f"{each.value} {counts[each]}"
            self.filters.say(each, text)
        self.filter_choice.show_options([Option(each, f"{each.value} {counts[each]}") for each in Filter])
        self._everybody = counts[Filter.ALL]

    def _find(self) -> None:
        typed, which, everybody = self.field.text(), self._which(), self._everybody
        with self._desk.read() as session:
            most = FOUND if typed.strip() else LISTED
            self._matches = self._search.find(session, typed, which, most)
        noun = "person" if everybody == 1 else "people"
        self._said.setText(
            f"{self._matches.total:,} of {everybody:,} {noun} match"
            if typed.strip()
            else f"{everybody:,} {noun}"
        )
        self._show_rows(typed, everybody)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Show one pane or two."""
        super().resizeEvent(event)
        self._arrange()

    def changeEvent(self, event: QEvent) -> None:
        """Follow the text size."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.StyleChange and hasattr(self, "_reading"):
            self._arrange()

    def _which(self) -> Filter:
        which = self.filters.value()
        assert isinstance(which, Filter)  # noqa: S101 - one is always chosen
        return which

    def _keep_to(self, which: Filter) -> None:
        self.filters.choose(which)
        self.filter_choice.choose(which)
        self._find()

    def _show_rows(self, typed: str, everybody: int) -> None:
        matches, today = self._matches, local(self._desk.now()).date()
        rows: list[PersonRow | Section] = []
        if matches.by_name:
            title = (
                f"Matches: {matches.total:,}"
                if typed.strip()
                else f"{self._which().value}: {matches.total:,}"
            )
            rows.append(Section(title, "two have the same surname" if matches.same_surname else ""))
            rows += [PersonRow(each, typed, today) for each in matches.by_name]
        if matches.elsewhere:
            rows.append(Section("By number or address"))
            rows += [PersonRow(each, "", today) for each in matches.elsewhere]
        shown = {row.found.id for row in rows if isinstance(row, PersonRow)}
        if matches.total > len(shown):
            rows.append(Section(f"{matches.total - len(shown):,} more", "type more of the name"))
        rows += self._lately_rows(shown, today) if typed.strip() else []
        self.list.show_rows(rows)
        self.list.setVisible(bool(rows))
        self._say_empty(typed, everybody)

    def _lately_rows(self, shown: set[str], today: date) -> list[PersonRow | Section]:
        with self._desk.read() as session:
            found = [queries.listed(session, each) for each in self._lately if each not in shown]
        rows = [PersonRow(each, "", today) for each in found if each is not None]
        return [Section("Opened lately"), *rows] if rows else []

    def _say_empty(self, typed: str, everybody: int) -> None:
        matches = self._matches
        self._empty.setVisible(not matches.by_name and not matches.elsewhere)
        self.try_close.setVisible(bool(matches.close))
        self.try_close.say(f"Find {matches.close[0]}" if matches.close else "Find")
        if not everybody:
            self._empty.say("No copy of the people yet.", "Connect the main system in Settings.", "users")
        elif typed.strip():
            close = f"Close: {', '.join(matches.close)}" if matches.close else "Try fewer letters."
            self._empty.say(f"No “{typed.strip()}” in this copy.", close, "search")
        else:
            self._empty.say(f"Nobody here: {self._which().value}.", "", "circle-check")

    def _typed(self) -> None:
        """Find again; a person who is not among those found is shown no longer, lest they be mistaken for one."""
        self._find()
        found = {each.id for each in (*self._matches.by_name, *self._matches.elsewhere)}
        if self._person not in found:
            self._person = ""
            self._reading = False
            self._arrange()

    def _try_close(self) -> None:
        self.field.show_text(self._matches.close[0])
        self.field.line.setFocus()

    def _to_the_list(self) -> None:
        self.list.select_first()
        self.list.setFocus()
        self._read()

    def _chosen(self, row: PersonRow) -> None:
        if row.found.id != self._person:
            self._show(row.found.id)

    def _opened(self, row: PersonRow) -> None:
        self._show(row.found.id)
        self._lately = [row.found.id, *(each for each in self._lately if each != row.found.id)][:LATELY]
        self._read()

    def _read(self) -> None:
        """Give the person the room, where there is only room for one pane."""
        if self._person:
            self._reading = True
            self._arrange()

    def _show(self, person_id: str) -> None:
        with self._desk.read() as session:
            known = queries.person(session, person_id)
            alike = same_surname(session, person_id, known.person.family) if known else ()
        self._person = person_id if known else ""
        self._looking.see(self._person)
        self._arrange()
        if known is not None:
            self.pane.show_person(Seen(known, alike, self._next_visits(person_id), self._desk.now()))

    def _arrange(self) -> None:
        """Share the room between list and person; below a width there is room for one."""
        room = self.width() * 100 / theme.look().text
        self._one_pane = room < TWO_PANES
        wide_head = room >= WIDE_HEAD
        self.filters.setVisible(wide_head)
        self.filter_choice.setVisible(not wide_head)
        self._said.setVisible(room >= TWO_PANES)
        self.field.setFixedWidth(theme.px(290 if wide_head else 220))
        self._left.setMaximumWidth(16777215 if self._one_pane else theme.px(LIST))
        self._left.setMinimumWidth(0 if self._one_pane else theme.px(LIST))
        self._left.setVisible(not self._one_pane or not self._reading)
        self._right.setVisible(not self._one_pane or self._reading)
        self.pane.setVisible(bool(self._person))
        self._nobody.setVisible(not self._person)
        self.pane.back.setVisible(self._one_pane)
        self.list.tighten(tight=self.height() < theme.px(640))


def _key(row: PersonRow) -> str:
    return row.found.id


def _lines(row: PersonRow | Section) -> object:
    """Return what rows of one height have in common: an allergy told takes a line more."""
    return type(row) if isinstance(row, Section) else bool(row.found.allergies_told)


def _name(row: PersonRow) -> str:
    return f"{row.found.family} {row.found.given}"
