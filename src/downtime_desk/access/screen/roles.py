"""Who may do what, as a table: from the one place where it is decided."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QWidget

from downtime_desk.access import roles
from downtime_desk.ui import theme
from downtime_desk.ui.dialogs import Modal
from downtime_desk.ui.parts import Rule, column, holder, label, second, strong


class RolesTable(QWidget):
    """The acts down, the roles across: yes or no, in words."""

    def __init__(self) -> None:
        super().__init__()
        grid = QGridLayout()
        grid.setHorizontalSpacing(theme.px(14))
        grid.setVerticalSpacing(theme.px(4))
        for place, column_name in enumerate(roles.COLUMNS):
            grid.addWidget(label(column_name.capitalize()), 0, place + 1)
        for number, row in enumerate(roles.rows()):
            line = 1 + 2 * number
            grid.addWidget(Rule(), line, 0, 1, len(roles.COLUMNS) + 1)
            grid.addWidget(second(row.act, "ink"), line + 1, 0)
            for place, may in enumerate(row.may):
                said = strong("yes") if may else second("no")
                said.setAccessibleName(f"{row.act}: {roles.COLUMNS[place]}, {'yes' if may else 'no'}")
                grid.addWidget(said, line + 1, place + 1, Qt.AlignmentFlag.AlignTop)
        grid.setColumnStretch(0, 1)
        about = [second(f"{name.capitalize()}: {roles.ABOUT[name]}") for name in roles.COLUMNS]
        self.setLayout(column(*about, grid, gap=4))


def show_roles(window: QWidget) -> Modal:
    """Show the table over the window."""
    made = Modal(
        window, "Help: who may do what", holder(column(RolesTable())), do="Close", icon="users",
        note="It is the same table every window and command is held to.", width=1040,
    )  # fmt: skip
    made.cancel_button.hide()
    made.asked.connect(made.accept)
    made.open()
    return made
