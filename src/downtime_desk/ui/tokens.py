"""The colours of the three themes and the four modes, as the design names them.

A tone is a colour by its use (`ink2`, `red`, `accent_tint`), never by its hue, so that every part
asks for a tone and the theme in force answers. Mode hues are never red, amber or green.
"""

from dataclasses import dataclass
from enum import StrEnum


class Mode(StrEnum):
    """What the desk is doing; the bar and the frame round the window say so."""

    NORMAL = "NORMAL"
    OUTAGE = "OUTAGE"
    RETURNING = "RETURNING"
    DRILL = "DRILL"


@dataclass(frozen=True, slots=True)
class ModeColours:
    """The colours of the bar, of its two dark cells, of the frame and of the words on the bar."""

    bar: str
    deep: str
    frame: str
    text: str = "#FFFFFF"
    text2: str = "#DDD3E3"


DRILL_COLOURS = ModeColours(bar="#FFFFFF", deep="#FFFFFF", frame="#1B2126", text="#1B2126", text2="#1B2126")
DRILL_STRIPE = "#DCDCDC"


@dataclass(frozen=True, slots=True)
class Tokens:
    """One theme: every colour a part may use, as `#RRGGBB`."""

    name: str
    bg: str
    surface: str
    sunken: str
    line: str
    edge: str
    ink: str
    ink2: str
    ink3: str
    accent: str
    accent_tint: str
    on_accent: str
    focus: str
    red: str
    red_tile: str
    on_red: str
    red_tint: str
    amber: str
    amber_tile: str
    on_amber: str
    amber_tint: str
    green: str
    green_tile: str
    on_green: str
    green_tint: str
    normal: ModeColours
    outage: ModeColours
    returning: ModeColours

    def mode(self, mode: Mode) -> ModeColours:
        """Return the colours of a mode; a drill looks the same in every theme."""
        colours = {
            Mode.NORMAL: self.normal,
            Mode.OUTAGE: self.outage,
            Mode.RETURNING: self.returning,
            Mode.DRILL: DRILL_COLOURS,
        }
        return colours[mode]


LIGHT = Tokens(
    name="light",
    bg="#F3F1EB",
    surface="#FFFFFF",
    sunken="#E9E5DB",
    line="#D3CDBF",
    edge="#77705F",
    ink="#1B2126",
    ink2="#454C52",
    ink3="#5C6369",
    accent="#15566C",
    accent_tint="#DFECF0",
    on_accent="#FFFFFF",
    focus="#1F5FD6",
    red="#A3221A",
    red_tile="#A3221A",
    on_red="#FFFFFF",
    red_tint="#FBE8E5",
    amber="#7A4B00",
    amber_tile="#F2B233",
    on_amber="#1B2126",
    amber_tint="#FFF3D8",
    green="#256339",
    green_tile="#256339",
    on_green="#FFFFFF",
    green_tint="#E3F1E6",
    normal=ModeColours(bar="#39444B", deep="#2A3339", frame="#39444B"),
    outage=ModeColours(bar="#472456", deep="#331740", frame="#472456"),
    returning=ModeColours(bar="#0F4A4F", deep="#08353A", frame="#0F4A4F"),
)

DARK = Tokens(
    name="dark",
    bg="#14181B",
    surface="#1C2125",
    sunken="#252B30",
    line="#39424A",
    edge="#8C969E",
    ink="#F0EEE8",
    ink2="#C5CACE",
    ink3="#A6AEB5",
    accent="#86CBDD",
    accent_tint="#1D3943",
    on_accent="#08222B",
    focus="#8FB6FF",
    red="#FF9C91",
    red_tile="#C8372D",
    on_red="#FFFFFF",
    red_tint="#3B1F1D",
    amber="#F5BE4A",
    amber_tile="#F2B233",
    on_amber="#1B1300",
    amber_tint="#372C14",
    green="#86CF9C",
    green_tile="#2C7A47",
    on_green="#FFFFFF",
    green_tint="#1A3223",
    normal=ModeColours(bar="#2B343A", deep="#20282D", frame="#4B5861"),
    outage=ModeColours(bar="#4F2A60", deep="#371A45", frame="#B98FCB"),
    returning=ModeColours(bar="#14555A", deep="#0B3F44", frame="#6FB9BF"),
)

_BLACK = ModeColours(bar="#000000", deep="#000000", frame="#FFFFFF", text2="#FFFFFF")

CONTRAST = Tokens(
    name="contrast",
    bg="#000000",
    surface="#000000",
    sunken="#000000",
    line="#FFFFFF",
    edge="#FFFFFF",
    ink="#FFFFFF",
    ink2="#FFFFFF",
    ink3="#FFFFFF",
    accent="#FFE45C",
    accent_tint="#1F1F00",
    on_accent="#000000",
    focus="#00E5FF",
    red="#FF9C91",
    red_tile="#FF9C91",
    on_red="#000000",
    red_tint="#000000",
    amber="#FFD24D",
    amber_tile="#FFD24D",
    on_amber="#000000",
    amber_tint="#000000",
    green="#9BE8B0",
    green_tile="#9BE8B0",
    on_green="#000000",
    green_tint="#000000",
    normal=_BLACK,
    outage=_BLACK,
    returning=_BLACK,
)

THEMES = {tokens.name: tokens for tokens in (LIGHT, DARK, CONTRAST)}
