"""Every part and state on one page, beside which the pictures of the design can be laid."""

from PySide6.QtWidgets import QGridLayout, QWidget

from downtime_desk.ui import theme
from downtime_desk.ui.parts import (
    Card,
    Choice,
    Dashed,
    Empty,
    Grade,
    Head,
    Icon,
    KeyHint,
    Note,
    NoteField,
    NotRecorded,
    Option,
    PriorityTile,
    Rule,
    Run,
    Segmented,
    TextField,
    Tick,
    Words,
    bold,
    button,
    column,
    holder,
    primary,
    row,
    second,
    strong,
)

DELIVERY = (
    ("circle-alert", "red", "Not saved.", " Disk is full. Your words are still here."),
    ("save", "ink", "Saved on this laptop", " 02:07"),
    ("hourglass", "ink", "Waiting to send", " when Fernway is back"),
    ("send", "ink", "Sent, not checked yet", ""),
    ("check-check", "green", "Sent and checked", " Sun 08:31, read back the same"),
    ("user-round", "amber", "Needs you.", " Fernway has other times"),
)


def gallery() -> QWidget:
    """Return the page; it needs a look to have been worn."""
    cards = QGridLayout()
    cards.setSpacing(theme.px(12))
    for place, card in enumerate((_delivery(), _allergies(), _grades(), _fields(), _empties(), _choices())):
        cards.addWidget(card, place // 3, place % 3)
    return holder(
        column(
            Head(
                "Parts and states", second("every part, every state"), 0, button("Print", "printer", "Ctrl+P")
            ),
            Note("2 sheets to get back.", "C-0413 has an old fact.", button("Ring the holders")),
            cards,
            0,
            gap=12,
            margins=(16, 0, 16, 12),
        )
    )


def _delivery() -> Card:
    lines = [
        row(Icon(icon, tone), Words(bold(said, tone), Run(more)), gap=9)
        for icon, tone, said, more in DELIVERY
    ]
    for line in lines:
        line.setStretch(1, 1)
    return Card(column(strong("Saved, sent, checked", "ink2", 13), *lines, 0))


def _allergies() -> Card:
    return Card(
        column(
            strong("Allergies: three states, never blank", "ink2", 13),
            Words(bold("Penicillin", "red", 15), " rash, swollen face, severe. 11-Jun-2024"),
            Words(bold("No known allergies"), " asked and recorded 03-Sep-2026"),
            row(NotRecorded(), second("ask the person, family or GP"), 0),
            strong("Told since the copy", "ink2", 13),
            Dashed(
                column(
                    Words(
                        bold("22:40 Use the wheelchair tonight."),
                        " From Susan. ",
                        bold("Not checked.", "accent"),
                    )
                )
            ),
            0,
        )
    )


def _grades() -> Card:
    said = {"A": "Two sources,", "B": "One source,", "C": "Told later", "D": "No evidence yet"}
    lines = [row(Grade(letter, side=30), strong(words), 0, gap=9) for letter, words in said.items()]
    tiles = row(PriorityTile("R"), PriorityTile("A"), PriorityTile("G"), 0, gap=16)
    return Card(column(strong("Grades and priority", "ink2", 13), *lines, tiles, 0))


def _fields() -> Card:
    typed = TextField("Arrived", inside="Arrived", hint="20:15 Sat?")
    typed.show_text("815")
    wrong = TextField("Left", hint="Try 815")
    wrong.show_text("2560")
    wrong.show_wrong("There is no 25:60. Try 815, 20:15, now or -20.")
    return Card(
        column(
            strong("Time field, what was typed and what it means", "ink2", 13),
            row(typed, TextField("Left", inside="Left", placeholder="815, now or -20")),
            wrong,
            Choice("How do you know", [Option("rang", "Carer rang in at the time")]),
            NoteField("Note", placeholder="Only if it matters later", lines=2),
            0,
        )
    )


def _empties() -> Card:
    return Card(
        column(
            strong("Nothing here yet", "ink2", 13),
            Empty("Nobody needs rescuing.", "All 122 visits due so far are verified. Next: MARLOW at 02:30."),
            Rule(),
            Empty("No “holoway” in this copy.", "Close: HOLLOWAY, Edwin and Patricia.", icon="search"),
            Rule(),
            Empty("No sheets to get back.", "47 are out, all in date.", icon="printer"),
            0,
        )
    )


def _choices() -> Card:
    medicine = Segmented("Medicine 01:45", [Option(word, word) for word in ("Given", "Refused", "Missed")])
    medicine.choose("Given")
    ticked = Tick("Rota", key="1", boxed=True)
    ticked.setChecked(True)
    off = button("Close the outage", "lock")
    off.setEnabled(False)
    return Card(
        column(
            strong("Choosing and pressing", "ink2", 13),
            row(medicine, 0),
            row(
                Segmented("What happened", [Option(1, "There now"), Option(2, "Visit done")], numbered=True),
                0,
            ),
            row(ticked, Tick("Phones", key="5", boxed=True), 0),
            row(off, KeyHint("Ctrl+Shift+O"), 0),
            row(button("Escalate", "arrow-up", "Ctrl+E"), primary("Save"), 0),
            0,
        )
    )
