"""Ring the holders: who has paper that must not be used any more, their number, and what to read to them."""

from dataclasses import dataclass
from functools import partial

from PySide6.QtWidgets import QWidget

from downtime_desk.printing.actions import Tell, tell_holder
from downtime_desk.printing.recall import Called, called_back
from downtime_desk.ui import theme
from downtime_desk.ui.desk import Desk
from downtime_desk.ui.dialogs import Modal
from downtime_desk.ui.lists import Line, RowPicture, RowsList, RowsModel
from downtime_desk.ui.parts import Empty, SafeLabel, bold, column, holder, quiet

NO_PHONE = "no phone in the copy"
HIGH = 330


@dataclass(frozen=True)
class ToRing:
    """Somebody who holds sheets to get back, and which."""

    holder: str
    phone: str | None
    sheets: tuple[Called, ...]

    def to_tell(self) -> tuple[str, ...]:
        """Return the numbers of the sheets on which something changed that they do not know."""
        return tuple(each.number for each in self.sheets if each.changed and not each.told)

    def note(self) -> str:
        """Say which sheets they are and why each is called back."""
        return " ".join(f"{each.number}, {each.whose}: {_why(each)}" for each in self.sheets)


def by_holder(called: tuple[Called, ...]) -> tuple[ToRing, ...]:
    """Return who is to be rung, those first who do not know yet what changed."""
    names = dict.fromkeys(each.holder for each in called)
    found = [
        ToRing(name, theirs[0].phone, theirs)
        for name in names
        if (theirs := tuple(each for each in called if each.holder == name))
    ]
    return tuple(sorted(found, key=lambda each: not each.to_tell()))


def _why(called: Called) -> str:
    return f"{called.why()} They were told." if called.changed and called.told else called.why()


def _picture(ring: ToRing) -> RowPicture:
    count = "1 sheet" if len(ring.sheets) == 1 else f"{len(ring.sheets)} sheets"
    first = Line((bold(f"{ring.holder}, {ring.phone or NO_PHONE}", size=15),), (bold(count),))
    return RowPicture(
        (first, *(Line((quiet(f"{each.number}, {each.whose}: {_why(each)}"),)) for each in ring.sheets))
    )


def _sentence(ring: ToRing) -> str:
    return f"{ring.holder}, {ring.phone or NO_PHONE}. {ring.note()}"


class RingDialog(Modal):
    """The recall list. What somebody was told and said back is written down; paper that comes is scanned in."""

    def __init__(self, window: QWidget, desk: Desk) -> None:
        self._desk = desk
        self.list = RowsList("Who to ring", RowsModel(lambda ring: ring.holder, _sentence), _picture)
        self.list.setMinimumHeight(theme.px(HIGH if theme.look().text < 150 else HIGH // 2))
        self._none = Empty("No sheets to get back.", "All that are out say what is known, and are in date.")
        self._what = SafeLabel(
            "Ring, read out what changed, have it said back. Then get the sheet back, or print a new one.",
            tone="ink2",
        )
        super().__init__(
            window,
            "Ring the holders",
            holder(column(self._what, self._none, self.list, gap=8)),
            do="Told, and said back",
            records="copy.holder_told",
            icon="phone-call",
            cancel="Close",
            width=820,
        )
        self.asked.connect(self._told)
        self.list.chosen.connect(self._offer)
        desk.refresh_on(self, {"sheets", "told"}, self.look_again)
        self.look_again()

    def look_again(self) -> None:
        """Find out who is to be rung now, beside the window."""
        self._desk.jobs.work(self, self._find, then=self._show)

    def _find(self) -> tuple[ToRing, ...]:
        with self._desk.read() as session:
            return by_holder(called_back(session, self._desk.now()))

    def _show(self, found: tuple[ToRing, ...]) -> None:
        self.list.show_rows(found)
        self.list.setVisible(bool(found))
        self._none.setVisible(not found)
        if self.list.current() is None:
            self.list.select_first()
        self._offer(self.list.current())
        self._settle()

    def _offer(self, ring: ToRing | None) -> None:
        self.do_button.setEnabled(ring is not None and bool(ring.to_tell()))

    def _told(self) -> None:
        ring = self.list.current()
        if ring is not None and ring.to_tell():
            self.set_busy(busy=True)
            then = partial(self._kept_it, ring.holder)
            self._desk.jobs.write(self, tell_holder, Tell(ring.to_tell()), then, self.show_trouble)

    def _kept_it(self, who: str, _entries: object) -> None:
        self.note.setText(f"Written down: {who} was told and said it back.")
        self.look_again()
