"""Bring sizes that were set through `px` from one text size to another, in windows already open.

A size is taken back to its design size and scaled anew. Text sizes are never under 100 %, so the
rounding of one step is always undone by the next: going up and down again ends where it began.
"""

from collections.abc import Callable, Iterable

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QLayout, QWidget

_NO_LIMIT = 16777215


def rescale(widgets: Iterable[QWidget], before: int, after: int) -> None:
    """Rescale explicit sizes, gaps and fonts of widgets and their layouts; sizes in percent."""

    def step(size: int) -> int:
        return round(round(size * 100 / before) * after / 100)

    def limit(size: int) -> int:
        return size if size >= _NO_LIMIT else step(size)

    for widget in widgets:
        smallest, largest = widget.minimumSize(), widget.maximumSize()
        widget.setMaximumSize(limit(largest.width()), limit(largest.height()))
        widget.setMinimumSize(step(smallest.width()), step(smallest.height()))
        if widget.testAttribute(Qt.WidgetAttribute.WA_SetFont) and widget.font().pixelSize() > 0:
            font = widget.font()
            font.setPixelSize(step(font.pixelSize()))
            widget.setFont(font)
        layout = widget.layout()
        if layout is not None:
            _rescale_layout(layout, step)
        widget.updateGeometry()


def _rescale_layout(layout: QLayout, step: Callable[[int], int]) -> None:
    margins = layout.contentsMargins()
    layout.setContentsMargins(
        step(margins.left()), step(margins.top()), step(margins.right()), step(margins.bottom())
    )
    if isinstance(layout, QGridLayout):
        layout.setHorizontalSpacing(step(layout.horizontalSpacing()))
        layout.setVerticalSpacing(step(layout.verticalSpacing()))
        for column in range(layout.columnCount()):
            layout.setColumnMinimumWidth(column, step(layout.columnMinimumWidth(column)))
    else:
        layout.setSpacing(step(layout.spacing()))
    for place in range(layout.count()):
        item = layout.itemAt(place)
        inner = item.layout() if item else None
        gap = item.spacerItem() if item else None
        if inner is not None:
            _rescale_layout(inner, step)
        elif gap is not None:
            policy = gap.sizePolicy()
            size = gap.sizeHint()
            gap.changeSize(
                step(size.width()), step(size.height()), policy.horizontalPolicy(), policy.verticalPolicy()
            )
    layout.invalidate()
