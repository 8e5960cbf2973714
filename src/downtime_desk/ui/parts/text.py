"""Words on the screen: labels that never read data as markup."""

from enum import Enum

from PySide6.QtCore import QEvent, QSize, Qt
from PySide6.QtGui import QFont, QHelpEvent, QPainter, QPaintEvent, QPalette
from PySide6.QtWidgets import QLabel, QSizePolicy, QToolTip, QWidget

from downtime_desk.ui import theme
from downtime_desk.ui.runs import Laid, Run, Runs, lay_out, one_line, plain, spoken


class Fit(Enum):
    """What a label does when its words are wider than its place."""

    WRAP = "wrap"
    CUT = "cut"
    LINE = "line"


def safe_tip(text: str) -> str:
    """Return a tool tip that shows data as it is; Qt would take a bare text for markup."""
    if not text:
        return ""
    from html import escape

    return f"<qt>{escape(plain(text))}</qt>"


class SafeLabel(QLabel):
    """Words from anywhere, shown as they are: plain text, control characters made visible."""

    def __init__(
        self,
        text: str = "",
        *,
        size: float = 14,
        weight: QFont.Weight = theme.NORMAL,
        tone: str = "ink",
        fit: Fit = Fit.WRAP,
        figures: bool = False,
    ) -> None:
        super().__init__()
        self._figures = figures
        self._size, self._weight, self._tone, self._fit = size, weight, tone, fit
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setWordWrap(fit is Fit.WRAP)
        self.setTextInteractionFlags(Qt.TextInteractionFlag.NoTextInteraction)
        self._dress()
        self.setText(text)

    def setText(self, text: str) -> None:  # noqa: N802 - Qt's name
        """Show other words."""
        super().setText(plain(text))
        self.setAccessibleName(plain(text))

    def say(self, text: str, tone: str = "") -> None:
        """Show other words, in another tone if one is given."""
        if tone and tone != self._tone:
            self._tone = tone
            self._dress()
        self.setText(text)

    def minimumSizeHint(self) -> QSize:
        """Return the least room: a label that may be cut needs hardly any."""
        hint = super().minimumSizeHint()
        return QSize(theme.px(24), hint.height()) if self._fit is Fit.CUT else hint

    def event(self, event: QEvent) -> bool:
        """Show the whole text in a tip where it is cut."""
        if isinstance(event, QHelpEvent) and event.type() == QEvent.Type.ToolTip and self._is_cut():
            QToolTip.showText(event.globalPos(), safe_tip(self.text()), self)
            return True
        return super().event(event)

    def _is_cut(self) -> bool:
        shown = one_line(self.text())
        return (
            self._fit is Fit.CUT and self.fontMetrics().horizontalAdvance(shown) > self.contentsRect().width()
        )

    def changeEvent(self, event: QEvent) -> None:
        """Follow the theme and the text size."""
        if event.type() == QEvent.Type.StyleChange:
            self._dress()
        super().changeEvent(event)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw the words, cut with an ellipsis where that was asked for."""
        if self._fit is not Fit.CUT:
            super().paintEvent(_event)
            return
        painter = QPainter(self)
        shown = self.fontMetrics().elidedText(
            one_line(self.text()), Qt.TextElideMode.ElideRight, self.contentsRect().width()
        )
        painter.setPen(theme.colour(self._tone))
        painter.drawText(self.contentsRect(), self.alignment() | Qt.TextFlag.TextSingleLine, shown)

    def _dress(self) -> None:
        self.setFont((theme.figures if self._figures else theme.font)(self._size, self._weight))
        colours = self.palette()
        colours.setColor(QPalette.ColorRole.WindowText, theme.colour(self._tone))
        self.setPalette(colours)


def label(text: str = "", tone: str = "ink3") -> SafeLabel:
    """Return the small words over or beside a value, 12 px."""
    return SafeLabel(text, size=12, weight=theme.MEDIUM, tone=tone, fit=Fit.LINE)


def second(text: str = "", tone: str = "ink2") -> SafeLabel:
    """Return words of the second line, 13 px, wrapped."""
    return SafeLabel(text, size=13, tone=tone)


def strong(text: str = "", tone: str = "ink", size: float = 14) -> SafeLabel:
    """Return words that stand out."""
    return SafeLabel(text, size=size, weight=theme.SEMIBOLD, tone=tone)


_LEVELS = {1: (21, theme.BOLD), 2: (16, theme.BOLD), 3: (14, theme.SEMIBOLD)}


class Heading(SafeLabel):
    """A heading: 21 px for a screen or a person, 16 px for a section, 14 px for a group."""

    def __init__(self, text: str = "", level: int = 1) -> None:
        size, weight = _LEVELS[level]
        super().__init__(text, size=size, weight=weight, fit=Fit.CUT if level == 1 else Fit.WRAP)


class Words(QWidget):
    """One text with more than one weight or colour, wrapped: `Words(bold("Your copy:"), " rota")`."""

    def __init__(self, *runs: Run | str, lines: int = 6) -> None:
        super().__init__()
        self._lines = lines
        self._runs: Runs = ()
        policy = QSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        self.say(*runs)

    def say(self, *runs: Run | str) -> None:
        """Show other words."""
        self._runs = tuple(Run(run) if isinstance(run, str) else run for run in runs)
        self.setAccessibleName(spoken(self._runs))
        self.updateGeometry()
        self.update()

    def keep_to(self, lines: int) -> None:
        """Show at most so many lines from now on; what is left out ends in three dots."""
        self._lines = lines
        self.updateGeometry()
        self.update()

    def text(self) -> str:
        """Return the words without their style."""
        return "".join(run.text for run in self._runs)

    def _laid(self, width: int) -> Laid:
        return lay_out(self._runs, width, self._lines)

    def heightForWidth(self, width: int) -> int:
        """Return the height the words take when wrapped into a width."""
        return round(self._laid(width).height)

    def hasHeightForWidth(self) -> bool:
        """Say that the height follows the width."""
        return True

    def sizeHint(self) -> QSize:
        """Return the size of the words on one line."""
        laid = lay_out(self._runs, 100_000)
        return QSize(int(laid.width) + 2, round(laid.height))

    def minimumSizeHint(self) -> QSize:
        """Return the least room: a few words wide."""
        return QSize(min(self.sizeHint().width(), theme.px(60)), self.sizeHint().height())

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw the words."""
        laid = self._laid(self.width())
        with QPainter(self) as painter:
            laid.paint(painter, 0, max(0.0, (self.height() - laid.height) / 2))
