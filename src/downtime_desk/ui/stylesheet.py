"""The style sheet of stock widgets (fields, combos, lists, scroll bars), from tokens and text size.

Parts of the kit paint themselves. What is here is what Qt draws: two traps of it are kept in one
place. `color` would fade placeholders below contrast, so `placeholder-text-color` is set; Fusion
draws its own combo arrow frame unless `::drop-down` has no border.
"""

from functools import lru_cache
from string import Template

from downtime_desk.core.paths import shipped
from downtime_desk.ui.tokens import Tokens

_SHEET = Template("""
QToolTip { color: $ink; background: $surface; border: 1px solid $edge; padding: ${p4}px; }
QComboBox QAbstractItemView::item { min-height: ${p32}px; padding-left: ${p6}px; }
QComboBox QAbstractItemView::item:selected { background: $accent_tint; color: $ink; }
QAbstractScrollArea { border: 0; background: $surface; color: $ink; }
QLineEdit, QPlainTextEdit { color: $ink; }
QLineEdit, QPlainTextEdit, QComboBox {
    background: $surface; border: 1px solid $edge; border-radius: ${p4}px;
    padding: 0 ${p9}px; font-size: ${p15}px; placeholder-text-color: $ink3;
    selection-background-color: $accent; selection-color: $on_accent;
}
QPlainTextEdit { padding: ${p4}px ${p5}px; }
QLineEdit:focus, QPlainTextEdit:focus, QComboBox:focus { border: 3px solid $focus; padding: 0 ${pf}px; }
QPlainTextEdit:focus { padding: ${pe}px ${pe}px; }
QLineEdit[wrong="true"] { border: 2px solid $red; padding: 0 ${pw}px; }
QLineEdit[wrong="true"]:focus { border: 3px solid $red; padding: 0 ${pf}px; }
QLineEdit:disabled, QPlainTextEdit:disabled { color: $ink3; }
QLineEdit:disabled, QPlainTextEdit:disabled, QComboBox:disabled {
    background: $bg; border-color: $line;
}
QComboBox { color: $ink; }
QComboBox[empty="true"], QComboBox:disabled { color: $ink3; }
QComboBox::drop-down { border: 0; width: ${p32}px; }
QComboBox::down-arrow { image: url("$arrow"); width: ${p16}px; height: ${p16}px; }
QComboBox QAbstractItemView {
    color: $ink; background: $surface; border: 1px solid $edge; outline: 0;
    selection-background-color: $accent_tint; selection-color: $ink;
}
QScrollArea { background: transparent; }
QListView, QTableView { background: $surface; color: $ink; outline: 0; border: 0; }
QTableView { gridline-color: $line; selection-background-color: $accent_tint; selection-color: $ink; }
QHeaderView { background: $sunken; border: 0; }
QHeaderView::section {
    color: $ink2; background: $sunken; border: 0; border-bottom: 1px solid $line;
    padding: ${p6}px ${p10}px; font-size: ${p12}px; font-weight: 600;
}
QScrollBar:vertical { background: $sunken; width: ${p12}px; margin: 0; border: 0; }
QScrollBar:horizontal { background: $sunken; height: ${p12}px; margin: 0; border: 0; }
QScrollBar::handle {
    background: $edge; border-radius: ${p3}px; margin: ${p3}px; min-height: ${p32}px; min-width: ${p32}px;
}
QScrollBar::add-line, QScrollBar::sub-line { width: 0; height: 0; }
QScrollBar::add-page, QScrollBar::sub-page { background: $sunken; }
QSplitter::handle { background: $line; }
QMenu { color: $ink; background: $surface; border: 1px solid $edge; padding: ${p4}px; }
QMenu::item { padding: ${p6}px ${p16}px; min-height: ${p20}px; }
QMenu::item:selected { background: $accent_tint; }
QProgressBar {
    color: $ink; background: $sunken; border: 1px solid $edge; border-radius: ${p4}px; text-align: center;
}
QProgressBar::chunk { background: $accent_tint; }
""")

_STEPS = (3, 4, 5, 6, 9, 10, 12, 15, 16, 20, 32)


@lru_cache(maxsize=12)
def stylesheet(tokens: Tokens, text: int) -> str:
    """Return the sheet of a theme at a text size in percent."""
    sizes = {f"p{step}": str(round(step * text / 100)) for step in _STEPS}
    field = round(9 * text / 100)
    sizes["pf"] = str(max(0, field - 2))
    sizes["pw"] = str(max(0, field - 1))
    sizes["pe"] = str(max(0, round(4 * text / 100) - 2))
    colours = {
        name: getattr(tokens, name) for name in tokens.__slots__ if isinstance(getattr(tokens, name), str)
    }
    arrow = (shipped("resources") / "icons" / f"combo-{tokens.name}.svg").as_posix()
    return _SHEET.substitute(colours, arrow=arrow, **sizes)
