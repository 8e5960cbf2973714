"""What a dialog says when it is done: what was saved, and which carers have to be rung now."""

from PySide6.QtWidgets import QVBoxLayout, QWidget

from downtime_desk.rota.queries import Ring
from downtime_desk.ui.parts import Card, Heading, Icon, Run, Words, bold, column, quiet, row


class ToRing(QWidget):
    """Carers to be rung, each with the number, what they hold and what is otherwise now."""

    def __init__(self) -> None:
        super().__init__()
        self._saved = Words()
        self._title = Heading("Ring them now", level=2)
        self._list: QVBoxLayout = column(gap=8)
        self.setLayout(column(self._saved, 4, self._title, self._list, 0, gap=8))
        self.hide()

    def show_rings(self, saved: str, rings: tuple[Ring, ...]) -> None:
        """Say what was saved, and who is to be rung."""
        self._saved.say(bold("Saved on this laptop. "), Run(saved))
        for each in rings:
            self._list.addWidget(_ring(each))
        self.show()


def _ring(each: Ring) -> QWidget:
    number = each.phone or "number NOT RECORDED"
    words = column(
        Words(bold(each.words()), Run("  "), Run(number, "ink" if each.phone else "red", figures=True)), gap=2
    )
    for change in each.changes[:4]:
        words.addWidget(Words(quiet(change)))
    if len(each.changes) > 4:
        words.addWidget(Words(quiet(f"and {len(each.changes) - 4} more: read their whole run to them.")))
    across = row(column(Icon("phone", "accent", 20), 0), words, gap=10)
    across.setStretch(1, 1)
    return Card(across)
