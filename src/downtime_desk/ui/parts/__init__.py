"""The parts screens are built of; import them from here.

Words: `SafeLabel`, `Heading`, `Words`, `label`, `second`, `strong`. Pressing: `button`, `primary`,
`Button`, `KeyHint`. Choosing: `Segmented`, `Tick`, `Option`. Typing: `TextField`, `NoteField`, `Choice`,
`Numbers`. Blocks: `Card`, `Dashed`, `Note`, `Answer`, `Empty`, `Head`, `ActionStrip`, `Ground`, `Rule`, `Icon`, `Scroll`, `row`,
`column`, `holder`. Tiles: `PriorityTile`, `Grade`, `NotRecorded`.
"""

from downtime_desk.ui.parts.blocks import (
    ActionStrip,
    Answer,
    Card,
    Dashed,
    Empty,
    Ground,
    Head,
    Icon,
    Note,
    Rule,
    column,
    holder,
    row,
)
from downtime_desk.ui.parts.buttons import Button, KeyHint, Kind, button, primary
from downtime_desk.ui.parts.choices import Option, Segmented, Tick
from downtime_desk.ui.parts.fields import Choice, NoteField, TextField
from downtime_desk.ui.parts.numbers import Numbers, whole_number
from downtime_desk.ui.parts.scroll import Scroll
from downtime_desk.ui.parts.text import Fit, Heading, SafeLabel, Words, label, safe_tip, second, strong
from downtime_desk.ui.parts.tiles import Grade, NotRecorded, PriorityTile
from downtime_desk.ui.runs import Run, bold, one_line, plain, quiet, times

__all__ = [
    "ActionStrip",
    "Answer",
    "Button",
    "Card",
    "Choice",
    "Dashed",
    "Empty",
    "Fit",
    "Grade",
    "Ground",
    "Head",
    "Heading",
    "Icon",
    "KeyHint",
    "Kind",
    "NotRecorded",
    "Note",
    "NoteField",
    "Numbers",
    "Option",
    "PriorityTile",
    "Rule",
    "Run",
    "SafeLabel",
    "Scroll",
    "Segmented",
    "TextField",
    "Tick",
    "Words",
    "bold",
    "button",
    "column",
    "holder",
    "label",
    "one_line",
    "plain",
    "primary",
    "quiet",
    "row",
    "safe_tip",
    "second",
    "strong",
    "times",
    "whole_number",
]
