"""One entry of the log in full, as it was written, with when it happened and when it was written."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QScrollArea, QVBoxLayout, QWidget

from downtime_desk.core.clock import day_and_clock, from_text, short_stamp
from downtime_desk.outages.facts import DecisionRecorded, OutageDeclared
from downtime_desk.outages.queries import Line
from downtime_desk.outages.screen.rows import icon_of
from downtime_desk.ui import theme
from downtime_desk.ui.parts import Card, Heading, Icon, Words, bold, column, holder, label, row
from downtime_desk.ui.runs import Run, Runs

Facts = list[tuple[str, Runs]]


class EntryPane(QScrollArea):
    """The entry chosen; empty until one is."""

    def __init__(self) -> None:
        super().__init__()
        self.setAccessibleName("The entry in full")
        self.setWidgetResizable(True)

    def show_line(self, line: Line, put_right_by: Line | None, button: QWidget | None = None) -> None:
        """Show an entry, what puts it right if something does, and what can be done about it."""
        head = row(Icon(icon_of(line.sort), "ink", 18), Heading(_title(line), 2), gap=10)
        head.setStretch(1, 1)
        grid = QGridLayout()
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(theme.px(12))
        grid.setVerticalSpacing(theme.px(8))
        grid.setColumnMinimumWidth(0, theme.px(90))
        grid.setColumnStretch(1, 1)
        for place, (name, runs) in enumerate(_facts(line, put_right_by)):
            named = label(name)
            named.setMinimumHeight(theme.px(19))
            grid.addWidget(named, place, 0, Qt.AlignmentFlag.AlignTop)
            grid.addWidget(Words(*runs, lines=80), place, 1)
        page = QWidget()
        page.setObjectName("page")
        whole = QVBoxLayout(page)
        whole.addWidget(Card(column(head, grid, gap=10)))
        if button is not None:
            whole.addWidget(holder(row(button, 0)))
        whole.addStretch(1)
        self.setWidget(page)


def _title(line: Line) -> str:
    if isinstance(line.what, DecisionRecorded):
        return f"D-{line.what.number:02d} {line.what.title}"
    return f"{line.sort}, entry {line.seq}"


def _facts(line: Line, put_right_by: Line | None) -> Facts:
    written = f"{line.by}. Entry {line.seq}, written {day_and_clock(line.recorded_at)}."
    facts: Facts = [
        ("Happened", (bold(f"{short_stamp(line.happened_at)} "),)),
        ("Written by", (Run(written),)),
    ]
    what = line.what
    if isinstance(what, DecisionRecorded):
        facts += [
            ("What we knew", (Run(what.what_we_knew),)),
            ("Choices", _choices(what.choices)),
            ("Chosen", (bold(what.chosen),)),
            ("Why", (Run(what.why),)),
        ]
        if what.look_again_at:
            facts.append(("Look again", (bold(short_stamp(from_text(what.look_again_at)), "amber"),)))
    else:
        facts.append(("What", (Run(line.words),)))
    if isinstance(what, OutageDeclared):
        facts += [
            ("First sign", (Run(what.first_sign),)),
            ("Since", (bold(short_stamp(from_text(what.since))),)),
        ]
        facts += [
            ("Copy then", (Run(f"{kind} {short_stamp(from_text(at))}"),))
            for kind, at in what.evidence.copies.items()
        ]
    if put_right_by is not None:
        said = f"Entry {put_right_by.seq}: {put_right_by.words}"
        facts.append(("Put right", (bold(said, "amber"),)))
    return facts


def _choices(choices: tuple[str, ...]) -> Runs:
    if not choices:
        return (Run("None written down."),)
    letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
    return tuple(
        run
        for place, choice in enumerate(choices)
        for run in (bold(f"{letters[place % 26]} "), Run(f"{choice.rstrip('.')}. "))
    )
