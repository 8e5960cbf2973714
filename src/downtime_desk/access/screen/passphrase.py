"""Choosing a passphrase: five words are offered; an own one is judged in plain words as it is typed."""

from collections.abc import Sequence

from PySide6.QtWidgets import QWidget

from downtime_desk.core.errors import Trouble
from downtime_desk.core.passphrases import check_passphrase, offer_passphrase
from downtime_desk.ui import theme
from downtime_desk.ui.parts import (
    Button,
    Card,
    Option,
    SafeLabel,
    Segmented,
    TextField,
    column,
    label,
    row,
    second,
)

OFFERED, OWN = "offered", "own"


class PassphraseChooser(QWidget):
    """Five words offered, typed once to try them; or an own passphrase, typed twice."""

    def __init__(self) -> None:
        super().__init__()
        self._known: tuple[str, ...] = ()
        self.which = Segmented(
            "Passphrase", [Option(OFFERED, "Five words for you"), Option(OWN, "My own")], height=36
        )
        self.which.choose(OFFERED)
        self.which.chosen.connect(self._arrange)
        self.words = SafeLabel(offer_passphrase(), size=21, weight=theme.SEMIBOLD)
        self.another = Button("Another five", icon="refresh-cw")
        self.another.clicked.connect(self._another)
        offered = row(self.words, self.another, gap=12)
        offered.setStretch(0, 1)
        self._offered = Card(column(label("Five words, easy to remember, hard to guess"), offered, gap=4))
        self._advice = second("A sentence of your own is good. Not a name, a date or a line of a song.")
        self.trial = TextField("Type them once, to try")
        self.own = TextField("Your passphrase")
        self.again = TextField("The same again")
        self.show_button = Button("Show", icon="eye")
        self.show_button.clicked.connect(self._show_or_hide)
        for field in (self.trial, self.own, self.again):
            field.hide_typed()
            field.changed.connect(self._judge)
        fields = column(self.trial, self.own, self.again, gap=8)
        # The button stands beside the first field, under the height of that field's name.
        typed = row(fields, column(18, self.show_button, 0, gap=0), gap=8)
        typed.setStretch(0, 1)
        self.setLayout(column(row(self.which, 0), self._offered, self._advice, typed, gap=8))
        self._hidden = True
        self._arrange()

    def know(self, words: Sequence[str]) -> None:
        """Take words anyone would try first: the organisation, the manager's name."""
        self._known = tuple(part for each in words for part in each.split())

    def passphrase(self) -> str:
        """Return the passphrase chosen; raise Trouble in words while there is none."""
        if not self._is_own():
            if not self._tried():
                raise Trouble(
                    "The five words are not typed as they stand.", "Type them with a space between."
                )
            return self.words.text()
        check_passphrase(self.own.text(), self._known)
        if self.own.text() != self.again.text():
            raise Trouble("The two are not the same.", "Type the passphrase again.")
        return self.own.text()

    def _is_own(self) -> bool:
        return self.which.value() == OWN

    def _tried(self) -> bool:
        return " ".join(self.trial.text().split()) == self.words.text()

    def _another(self) -> None:
        self.words.setText(offer_passphrase())
        self._judge()

    def _arrange(self) -> None:
        own = self._is_own()
        self._offered.setHidden(own)
        self.trial.setHidden(own)
        self._advice.setVisible(own)
        self.own.setVisible(own)
        self.again.setVisible(own)

    def _judge(self) -> None:
        """Say under the fields how it stands, without blaming anybody for what is not typed yet."""
        _say(self.trial, self._tried(), "That is it.", "Not yet as above.")
        _say(self.again, self.own.text() == self.again.text(), "The same.", "Not the same yet.")
        if not self.own.text():
            self.own.show_hint("")
            return
        try:
            check_passphrase(self.own.text(), self._known)
        except Trouble as trouble:
            self.own.show_hint(trouble.what, "amber")
        else:
            self.own.show_hint("Strong enough.", "green")

    def _show_or_hide(self) -> None:
        self._hidden = not self._hidden
        for field in (self.trial, self.own, self.again):
            if self._hidden:
                field.hide_typed()
            else:
                field.show_typed()
        self.show_button.say("Show" if self._hidden else "Hide", "eye" if self._hidden else "eye-off")


def _say(field: TextField, right: object, yes: str, no: str) -> None:
    if field.text():
        field.show_hint(yes if right else no, "green" if right else "ink2")
    else:
        field.show_hint("")
