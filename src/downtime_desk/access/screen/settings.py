"""The page of settings, in sections: how it looks, the organisation, the main system. The app may add more."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from PySide6.QtCore import QEvent, Qt
from PySide6.QtWidgets import QBoxLayout, QLayout, QScrollArea, QWidget

from downtime_desk.access import queries
from downtime_desk.access.actions import ChangeOrganisation, change_organisation
from downtime_desk.access.screen.connect import Server
from downtime_desk.access.screen.main_system import Does, MainSystemForm
from downtime_desk.core.clock import clock_face
from downtime_desk.core.errors import Trouble
from downtime_desk.ui import theme
from downtime_desk.ui.desk import Desk
from downtime_desk.ui.parts import (
    Button,
    Card,
    Head,
    Heading,
    Icon,
    Note,
    Option,
    Segmented,
    TextField,
    column,
    holder,
    row,
    second,
)
from downtime_desk.ui.theme import TEXT_SIZES, Look
from downtime_desk.ui.tokens import THEMES

THEME_NAMES = {"light": "Light", "dark": "Dark", "contrast": "High contrast"}


@dataclass(frozen=True)
class Section:
    """A part of the page: its title, icon, one line on what it is for, and what makes it.

    `records` is the kind of fact it records: who may not record it sees the part, and why it is held.
    """

    title: str
    icon: str
    about: str
    make: Callable[[], QWidget]
    records: str = "setting.changed"


class Settings(QWidget):
    """The page: sections one under the other, in a column that is easy to read."""

    def __init__(self, desk: Desk, sections: Sequence[Section]) -> None:
        super().__init__()
        self._desk = desk
        inner = column(gap=12, margins=(16, 14, 16, 14))
        cards = holder(inner)
        # the column is kept narrow, not each card: a layout asks a card for its height in the width it has itself
        cards.setMaximumWidth(theme.px(760 + 2 * 16))
        across = row(cards, 0, gap=0)
        across.setStretch(0, 1000)
        page = holder(across)
        page.setObjectName("page")
        area = QScrollArea()
        area.setAccessibleName("Settings")
        area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        area.setWidgetResizable(True)
        area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        area.setWidget(page)
        self.setMinimumWidth(theme.px(320))
        self.setLayout(column(Head("Settings", 0), area, gap=0))
        # into their place at once: what is in them would be styled with each place they are put into
        self._cards = [_card(section, desk, inner) for section in sections]
        inner.addStretch(1)


def _card(section: Section, desk: Desk, into: QBoxLayout) -> Card:
    head = row(Icon(section.icon, "ink2", 18), Heading(section.title, 2), gap=8)
    head.setStretch(1, 1)
    inner = section.make()
    parts: list[QWidget | QLayout] = [head, second(section.about)]
    refusal = desk.acting.refusal(section.records) if section.records else None
    if refusal is not None:
        inner.setEnabled(False)
        parts.append(Note(refusal.what.removeprefix("Not saved. "), refusal.do, tone="accent"))
    made = Card(column(*parts, inner, gap=8), margins=(16, 12, 16, 14))
    made.setAccessibleName(section.title)
    into.addWidget(made)
    return made


class Appearance(QWidget):
    """Theme and text size. `ask` is given the look somebody chose; the app wears and keeps it."""

    def __init__(self, ask: Callable[[Look], object]) -> None:
        super().__init__()
        self._ask = ask
        self.theme = Segmented("Theme", [Option(name, THEME_NAMES[name]) for name in THEMES])
        self.theme.choose(theme.tokens().name)
        self.theme.chosen.connect(self._theme_chosen)
        self.text = Segmented("Text size", [Option(size, f"{size} %") for size in TEXT_SIZES])
        self.text.choose(theme.look().text)
        self.text.chosen.connect(self._text_chosen)
        self.setLayout(column(row(self.theme, 0), row(self.text, 0), gap=8))

    def changeEvent(self, event: QEvent) -> None:
        """Show the look in force, also when it was changed by key."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.StyleChange and hasattr(self, "text"):
            self.theme.choose(theme.tokens().name)
            self.text.choose(theme.look().text)

    def _theme_chosen(self, name: str) -> None:
        self._ask(Look(THEMES[name], theme.look().text))

    def _text_chosen(self, size: int) -> None:
        self._ask(Look(theme.tokens(), size))


class OrganisationForm(QWidget):
    """The organisation's name and the duty desk's number, as they stand on every page."""

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk
        with desk.read() as session:
            kept = queries.organisation(session)
        self.name = TextField("Organisation")
        self.phone = TextField("Duty desk phone", hint="Printed on every page.")
        self.name.show_text(kept.name)
        self.phone.show_text(kept.phone)
        self.save_button = Button("Save", icon="save", records="setting.changed")
        self.save_button.clicked.connect(self.save)
        self._said = Note("")
        self._said.hide()
        self.setLayout(column(self.name, self.phone, row(self.save_button, 0), self._said, gap=8))

    def save(self) -> None:
        """Keep both."""
        command = ChangeOrganisation(self.name.text(), self.phone.text())
        self._desk.jobs.write(self, change_organisation, command, then=self._kept, otherwise=self._refuse)

    def _kept(self, _nothing: None) -> None:
        self._said.say(f"Saved on this laptop {clock_face(self._desk.now())}.", "", "green")
        self._said.show()

    def _refuse(self, trouble: Trouble) -> None:
        self._said.say(trouble.what, trouble.do, "red")
        self._said.show()


def appearance(ask: Callable[[Look], object]) -> Section:
    """Return the section of theme and text size."""
    return Section(
        "How it looks",
        "contrast",
        "Also by Ctrl + and Ctrl −, and Ctrl Shift D.",
        lambda: Appearance(ask),
        "",
    )


def organisation(desk: Desk) -> Section:
    """Return the section of the organisation."""
    return Section(
        "Organisation", "building-2", "As it stands on screens and paper.", lambda: OrganisationForm(desk)
    )


def main_system(desk: Desk, now: Server | None, does: Does) -> Section:
    """Return the section of the main system."""
    return Section(
        "Main system",
        "plug",
        "Where the copy comes from, and where all you write down goes back to.",
        lambda: MainSystemForm(desk, now, does),
    )
