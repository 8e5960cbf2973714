"""What a screen reader is told, as text: one line for each thing seen, indented by where it sits.

`tree(widget)` gives lines such as `button "Save what we know" (key: Ctrl Enter)`; a screen's snapshot
test compares it with the text it should be. Hidden things and wrappers without a word are left out.
"""

from collections.abc import Iterator

from PySide6.QtCore import QCoreApplication
from PySide6.QtGui import QAccessible, QAccessibleInterface
from PySide6.QtWidgets import QWidget

_ROLES = {
    QAccessible.Role.StaticText: "words",
    QAccessible.Role.Button: "button",
    QAccessible.Role.CheckBox: "tick",
    QAccessible.Role.RadioButton: "radio",
    QAccessible.Role.EditableText: "field",
    QAccessible.Role.ComboBox: "choice",
    QAccessible.Role.List: "list",
    QAccessible.Role.ListItem: "row",
    QAccessible.Role.Table: "table",
    QAccessible.Role.Cell: "cell",
    QAccessible.Role.ColumnHeader: "column",
    QAccessible.Role.Dialog: "dialog",
    QAccessible.Role.Client: "group",
    QAccessible.Role.Pane: "group",
    QAccessible.Role.Window: "window",
    QAccessible.Role.Grouping: "group",
    QAccessible.Role.MenuItem: "menu item",
    QAccessible.Role.ProgressBar: "progress",
}
_SKIPPED = {QAccessible.Role.ScrollBar, QAccessible.Role.RowHeader, QAccessible.Role.Grip}
_WHOLE = {QAccessible.Role.ComboBox, QAccessible.Role.EditableText, QAccessible.Role.Button}
CONTROLS = {
    QAccessible.Role.Button,
    QAccessible.Role.CheckBox,
    QAccessible.Role.RadioButton,
    QAccessible.Role.EditableText,
    QAccessible.Role.ComboBox,
    QAccessible.Role.List,
    QAccessible.Role.Table,
}


def tree(widget: QWidget) -> str:
    """Return what a screen reader is told about a widget and all that is seen in it."""
    QCoreApplication.processEvents()
    return "\n".join(_lines(_interface(widget), 0))


def controls(widget: QWidget) -> list[QAccessibleInterface]:
    """Return everything in a widget that can be operated and is seen."""
    return [part for part in _all(_interface(widget)) if part.role() in CONTROLS]


def name_of(part: QAccessibleInterface) -> str:
    """Return the accessible name."""
    return part.text(QAccessible.Text.Name)


def _interface(widget: QWidget) -> QAccessibleInterface:
    found = QAccessible.queryAccessibleInterface(widget)
    assert found is not None, widget
    return found


def _children(part: QAccessibleInterface) -> Iterator[QAccessibleInterface]:
    for place in range(part.childCount()):
        child = part.child(place)
        if child is not None and child.isValid() and not child.state().invisible:
            yield child


def _all(part: QAccessibleInterface) -> Iterator[QAccessibleInterface]:
    yield part
    if part.role() not in _WHOLE:
        for child in _children(part):
            yield from _all(child)


def _lines(part: QAccessibleInterface, depth: int) -> Iterator[str]:
    if part.role() in _SKIPPED:
        return
    said = _said(part)
    if said:
        yield "  " * depth + said
    if part.role() in _WHOLE:
        return
    for child in _children(part):
        yield from _lines(child, depth + bool(said))


def _said(part: QAccessibleInterface) -> str:
    name = name_of(part)
    role = _ROLES.get(part.role(), part.role().name)
    value = part.text(QAccessible.Text.Value)
    if role in ("group", "words", "window") and not name:
        return ""
    more = [f"= {value!r}"] if value and value != name else []
    about = part.text(QAccessible.Text.Description)
    if about and about != name:
        more.append(f"({about[0].lower()}{about[1:]})")
    state = part.state()
    marks = [
        word for word, on in (("chosen", state.checked or state.selected), ("off", state.disabled)) if on
    ]
    if marks:
        more.append(f"[{', '.join(marks)}]")
    return " ".join([role, f'"{name}"', *more])
